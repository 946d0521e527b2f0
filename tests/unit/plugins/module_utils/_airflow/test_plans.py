# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import typing as t
import uuid

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import ids, plans, states, steps
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.accounts import Account
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.evidence import Evidence
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

from . import airflow_databases as databases

TARGET = "cc92b33c6709"
MIGRATION = databases.migration_0042()
ID = "col task_instance.id"
NUMBER = "bigint null=NO default=None auto_increment"


def killed(after: int, **changes: t.Any) -> Evidence:
    found = databases.evidence("05234396c6fc", **changes)
    for statement in MIGRATION[:after]:
        found = databases.run(found, statement)
    return found


def plan(found: Evidence) -> list[steps.Step]:
    return plans.repair_plan(found, states.judge(found, TARGET))


def option_2(found: Evidence) -> Evidence:
    """What the official script does to a schema: MySQL drops the primary key with its only column."""
    schema = {name: text for name, text in found.schema.items() if name != "col task_instance.id"}
    if schema.get("idx task_instance.PRIMARY") == "unique (id)":
        del schema["idx task_instance.PRIMARY"]
    return databases.evidence(found.revision or "", schema, orphans=found.orphans)


STATES = {
    **{f"killed after {count}": killed(count) for count in range(len(MIGRATION) + 1)},
    **{f"killed after {count}, orphans": killed(count, orphans={"xcom": 3, "task_map": 1}) for count in (1, 5, 12, 16)},
    **{f"killed after {count}, option 2": option_2(killed(count)) for count in range(len(MIGRATION) + 1)},
    "a foreign key by another name": databases.evidence("5f2621c13b39", databases.renamed("xcom", "xcom_ibfk_1")),
    "one more foreign key": databases.evidence(
        "05234396c6fc", {**databases.original(), **databases.renamed("xcom", "xcom_ibfk_1")}
    ),
    "a foreign key by another name, key swapped": databases.evidence(
        "05234396c6fc", {**databases.renamed("xcom", "a"), "idx task_instance.PRIMARY": "unique (id)", ID: databases.ID}
    ),
    "a number as id and key": databases.evidence(
        "05234396c6fc", {**databases.original(), "idx task_instance.PRIMARY": "unique (id)", ID: NUMBER}
    ),
    "no right to create a function": databases.evidence(
        "05234396c6fc",
        accounts=(Account("a@%", False, ("CREATE ROUTINE",), "GRANT CREATE ROUTINE ON `d`.* TO `a`@`%`"),),
    ),
}


@pytest.mark.parametrize("found", STATES.values(), ids=STATES.keys())
def test_the_plan_leads_to_the_original_objects_from_wherever_it_is_taken_up(found: Evidence) -> None:
    left = plan(found)
    while left:
        found = databases.run(found, left[0].sql)
        # Every run makes its plan anew: what is left must be what was left.
        assert [step.sql for step in plan(found)] == [step.sql for step in left[1:]]
        left = left[1:]
    # Only the function may stay where nothing else is wrong: it does no harm.
    found.schema.pop("fn uuid_generate_v7", None)
    assert found.schema == databases.complete(databases.original(), found.revision or "")
    assert not any(account.missing for account in found.accounts)
    assert not found.orphans
    assert states.judge(found, TARGET).state == "needs_trust_flag"


@pytest.mark.parametrize(
    ("rows", "kinds"), [(5, [steps.ALTER, steps.FILL_IDS, steps.ALTER]), (0, [steps.ALTER, steps.ALTER])]
)
@pytest.mark.parametrize("revision", ["d59cbbef95eb", "486ac7936b78", "e00344393f31"])
def test_the_id_comes_back_after_the_revision(revision: str, rows: int, kinds: list[str]) -> None:
    whole = killed(len(MIGRATION)).schema
    if revision == "e00344393f31":
        whole = {name: text for name, text in whole.items() if ".task_fail" not in name and " task_fail" not in name}
    found = dataclasses.replace(option_2(databases.evidence(revision, whole)), ids_missing=rows)
    assert states.judge(found, TARGET).state == "damaged"
    left = plan(found)
    assert [step.kind for step in left] == kinds
    while left:
        found = databases.run(found, left[0].sql)
        assert [step.sql for step in plan(found)] == [step.sql for step in left[1:]]
        left = left[1:]
    assert found.schema == databases.complete(whole, revision)


def after(**changes: str | None) -> Evidence:
    """A database after d59cbbef95eb in which some objects are different or gone."""
    schema = {**databases.evidence("d59cbbef95eb", killed(len(MIGRATION)).schema).schema, **changes}
    return databases.evidence("d59cbbef95eb", {name: text for name, text in schema.items() if text is not None})


LOST = "fk xcom.xcom_task_instance_fkey"
LATER = {
    "the old key": (after(**{"idx task_instance.PRIMARY": f"unique ({databases.KEY})"}), [steps.ALTER]),
    "no composite key": (after(**{"idx task_instance.task_instance_composite_key": None}), [steps.ALTER]),
    "a foreign key lost": (after(**{LOST: None}), [steps.ADD_FOREIGN_KEY]),
    "a number as id": (
        dataclasses.replace(after(**{ID: NUMBER}), ids_missing=5),
        [steps.ALTER, steps.ALTER, steps.FILL_IDS, steps.ALTER],
    ),
    "a foreign key by another name": (
        after(**{LOST: None, "fk xcom.a": databases.objects.CHILDREN[4].definition}),
        [steps.DROP_FOREIGN_KEY, steps.ADD_FOREIGN_KEY],
    ),
}


@pytest.mark.parametrize(("found", "kinds"), LATER.values(), ids=LATER.keys())
def test_what_was_lost_after_the_revision_comes_back(found: Evidence, kinds: list[str]) -> None:
    left = plan(found)
    assert [step.kind for step in left] == kinds
    while left:
        found = databases.run(found, left[0].sql)
        assert [step.sql for step in plan(found)] == [step.sql for step in left[1:]]
        left = left[1:]
    assert found.schema == after().schema
    assert states.judge(found, TARGET).state == "interrupted"


def test_the_plan_says_how_long_it_takes() -> None:
    found = dataclasses.replace(killed(16), rows={"task_instance": 1_000_000})
    assert 100 < sum(step.seconds for step in plan(found)) < 200
    assert sum(step.seconds for step in plan(killed(1))) < 1


@pytest.mark.parametrize("revision", ["5f2621c13b39", "05234396c6fc"])
def test_nothing_is_planned_where_nothing_is_wrong(revision: str) -> None:
    assert plan(databases.evidence(revision)) == []


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (databases.evidence("ffffffffffff"), "is in no Airflow release"),
        (databases.evidence("", revisions=()), "must have one row"),
        (databases.evidence("d2f4e1b3c5a7"), "is newer than the target"),
        (databases.evidence("5f2621c13b39", orphans={"xcom": 3}), "Set confirm_data_loss=true"),
    ],
)
def test_refusals(found: Evidence, says: str) -> None:
    verdict = states.judge(found, TARGET)
    with pytest.raises(OpsError, match=says):
        plans.refuse_or_pass(verdict, plans.repair_plan(found, verdict), confirm_data_loss=False)


def test_consent_lets_rows_go() -> None:
    found = databases.evidence("5f2621c13b39", orphans={"xcom": 3})
    verdict = states.judge(found, TARGET)
    steps = plans.repair_plan(found, verdict)
    plans.refuse_or_pass(verdict, steps, confirm_data_loss=True)
    assert {step.table: step.loses for step in steps} == {"xcom": 3}


def test_shape_of_the_inline_uuid() -> None:
    # The expression itself runs on a server only: its fixed parts must be those of RFC 9562.
    example = "018f4e2a-7b1c-7" + "abc" + "-8" + "def" + "-" + "0123456789ab"
    assert uuid.UUID(example).version == 7
    assert uuid.UUID(example).variant == uuid.RFC_4122
    assert "'-7'" in ids.UUID7
    assert "'-8'" in ids.UUID7
