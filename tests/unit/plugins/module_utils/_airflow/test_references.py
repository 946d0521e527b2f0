# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is deleted with a row, as tables of foreign keys."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import orphans, plans, states
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.references import (
    Reference,
    family,
    find_references,
    leads_to,
)

from . import airflow_databases as databases


def refer(table: str, parent: str, on_delete: str = "CASCADE", place: str = "") -> Reference:
    return Reference(table, ("a",), parent, ("b",), on_delete, place=place)


# Airflow 3.2, in short.
CHAIN = (
    refer("task_instance", "dag_run"),
    refer("dag_run_note", "dag_run"),
    refer("hitl_detail_history", "task_instance_history"),
    refer("task_instance_history", "task_instance"),
    refer("hitl_detail", "task_instance"),
    refer("backfill_dag_run", "dag_run", "SET NULL"),
)


@pytest.mark.parametrize(
    ("references", "root", "tables", "loose", "contained", "first"),
    [
        ((), "task_instance", ("task_instance",), [], True, []),
        (
            CHAIN,
            "task_instance",
            ("hitl_detail", "hitl_detail_history", "task_instance_history", "task_instance"),
            [],
            True,
            ["task_instance_history"],
        ),
        (
            CHAIN,
            "dag_run",
            ("dag_run_note", "hitl_detail", "hitl_detail_history", "task_instance_history", "task_instance", "dag_run"),
            ["backfill_dag_run"],
            False,
            ["task_instance_history", "task_instance"],
        ),
        # A table of somebody else's, here or elsewhere.
        ((refer("x", "task_instance", "RESTRICT"),), "task_instance", ("task_instance",), ["x"], False, []),
        ((refer("x", "task_instance", place="p"),), "task_instance", ("task_instance",), [], False, []),
        # What does not delete is not followed.
        (
            (refer("x", "task_instance", "SET NULL"), refer("y", "x")),
            "task_instance",
            ("task_instance",),
            ["x"],
            False,
            [],
        ),
        # Two ways to a table, of which one deletes it.
        (
            (refer("x", "task_instance", "NO ACTION"), refer("y", "task_instance"), refer("x", "y")),
            "task_instance",
            ("x", "y", "task_instance"),
            [],
            True,
            ["y"],
        ),
        # Tables that name themselves and each other.
        (
            (
                refer("x", "task_instance"),
                refer("x", "x"),
                refer("y", "x"),
                refer("x", "y"),
                refer("task_instance", "y"),
            ),
            "task_instance",
            ("x", "y", "task_instance"),
            [],
            True,
            ["x", "y"],
        ),
    ],
)
def test_family(
    references: tuple[Reference, ...],
    root: str,
    tables: tuple[str, ...],
    loose: list[str],
    contained: bool,
    first: list[str],
) -> None:
    kin = family(references, root)
    assert kin.tables == tables
    assert [path[0].table for path in kin.loose] == loose
    assert kin.contained == contained
    assert [path[0].table for path in kin.first] == first


def test_a_table_whose_foreign_key_is_missing_is_followed_by_its_columns() -> None:
    schema = {
        **databases.original(),
        "col task_instance.id": "char(32) null=NO default=None",
        "col hitl_detail.ti_id": "char(32) null=NO default=None",
        "col task_reschedule.ti_id": "varchar(36) null=NO default=None",  # of another type: another revision's
    }
    del schema["fk xcom.xcom_task_instance_fkey"]
    undeclared = {one.table for one in find_references(schema) if not one.declared}
    assert undeclared == {"xcom", "hitl_detail"}


def test_leads_to_goes_up_all_the_way() -> None:
    path = (
        Reference("h", ("hid",), "t", ("tid",)),
        Reference("t", ("x", "y"), "r", ("u", "v")),
    )
    assert leads_to("postgresql", path, "h", "p2.id = 1") == (
        'EXISTS (SELECT 1 FROM "t" p WHERE p."tid" = h."hid" AND '
        'EXISTS (SELECT 1 FROM "r" p2 WHERE p2."u" = p."x" AND p2."v" = p."y" AND p2.id = 1))'
    )


def test_orphans_are_found_and_deleted_from_the_deepest_table_on() -> None:
    schema = {
        **databases.original(),
        "fk deep.deep_fkey": "(h)->task_instance_history(id) del=CASCADE upd=NO ACTION",
    }
    found = databases.evidence("5f2621c13b39", schema, orphans={"task_instance_history": 3, "deep": 2})
    assert "deep" in orphans.countable_paths(found)
    # In a whole plan too: no row goes by ON DELETE CASCADE before it was exported.
    found = dataclasses.replace(found, revisions=("05234396c6fc",))
    verdict = states.judge(found, None)
    steps = [step for step in plans.repair_plan(found, verdict) if step.kind == "delete_orphans"]
    assert [step.table for step in steps] == ["deep", "task_instance_history"]
    assert steps[0].sql.startswith("DELETE FROM `deep` WHERE NOT EXISTS (SELECT 1 FROM `task_instance_history` p ")
