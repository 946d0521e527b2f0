# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import states
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.accounts import Account
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.evidence import Evidence
from ansible_collections.openmetadata.ops.plugins.module_utils._database.activity import Session

from . import airflow_databases as databases

TARGET = "cc92b33c6709"  # 3.1.5
NUMBER = "bigint null=NO default=None auto_increment"
ME = Session(7, "airflow_user", "airflow_db", 150, "UPDATE task_instance SET", "working")


def migrated() -> dict[str, str]:
    found = databases.evidence("05234396c6fc")
    for statement in databases.migration_0042():
        found = databases.run(found, statement)
    return found.schema


def without(schema: dict[str, str], *names: str) -> dict[str, str]:
    return {name: text for name, text in schema.items() if name not in names}


CASES: list[tuple[str, Evidence, str]] = [
    ("nothing there", Evidence("mysql", "airflow_db"), "not_airflow"),
    ("another program's alembic", Evidence("mysql", "x", schema={"table alembic_version": "table"}), "not_airflow"),
    ("no revision", databases.evidence("", revisions=()), "unknown"),
    ("two revisions", databases.evidence("", revisions=("05234396c6fc", "d59cbbef95eb")), "unknown"),
    ("a revision of nobody", databases.evidence("ffffffffffff"), "unknown"),
    (
        "a revision of the future",
        databases.evidence("ffffffffffff", {**databases.original(), "table connection_test_request": "table"}),
        "ahead",
    ),
    ("Airflow 2.3", databases.evidence("b1b348e02d07"), "unknown"),
    ("2.10.5, the flag is missing", databases.evidence("5f2621c13b39"), "needs_trust_flag"),
    ("2.10.5, flag on", databases.evidence("5f2621c13b39", trust_flag=True), "ready"),
    ("2.10.5, no binary log", databases.evidence("5f2621c13b39", binary_log=False), "ready"),
    ("2.10.5, SUPER", databases.evidence("5f2621c13b39", accounts=(Account("root@%", True),)), "ready"),
    (
        "2.10.5, one account of two has SUPER",
        databases.evidence("5f2621c13b39", accounts=(Account("a@%", True), Account("b@%", False))),
        "needs_trust_flag",
    ),
    ("2.10.5, account unknown", databases.evidence("5f2621c13b39", accounts=()), "needs_trust_flag"),
    ("2.9.2", databases.evidence("686269002441", trust_flag=True), "ready"),
    ("between two 2.x releases", databases.evidence("677fdbb7fc54"), "interrupted"),
    ("2.10.5 truncated", databases.evidence("5f2621c13b39", orphans={"xcom": 3}), "damaged"),
    (
        "2.10.5 without a foreign key",
        databases.evidence("5f2621c13b39", without(databases.original(), "fk xcom.xcom_task_instance_fkey")),
        "damaged",
    ),
    (
        "2.10.5 with an id",
        databases.evidence("5f2621c13b39", {**databases.original(), "col task_instance.id": databases.ID}),
        "unknown",
    ),
    ("before 05234396c6fc", databases.evidence("3a8972ecb8f9"), "interrupted"),
    ("before 05234396c6fc, truncated", databases.evidence("16cbcb1c8c36", orphans={"xcom": 3}), "interrupted"),
    ("at 05234396c6fc", databases.evidence("05234396c6fc"), "needs_trust_flag"),
    ("at 05234396c6fc, flag on", databases.evidence("05234396c6fc", trust_flag=True), "ready"),
    (
        "at 05234396c6fc, only a function left",
        databases.evidence("05234396c6fc", {**databases.original(), "fn uuid_generate_v7": "FUNCTION"}),
        "needs_trust_flag",
    ),
    (
        "option 2 at d59cbbef95eb",
        databases.evidence("05234396c6fc", without(migrated(), "col task_instance.id", "idx task_instance.PRIMARY")),
        "damaged",
    ),
    ("at d59cbbef95eb", databases.evidence("d59cbbef95eb", migrated()), "interrupted"),
    (
        "option 2 after d59cbbef95eb",
        databases.evidence("e00344393f31", without(migrated(), "col task_instance.id", "idx task_instance.PRIMARY")),
        "damaged",
    ),
    (
        "id there again, not yet the key",
        databases.evidence(
            "486ac7936b78",
            {**without(migrated(), "idx task_instance.PRIMARY"), "col task_instance.id": databases.ID},
        ),
        "damaged",
    ),
    (
        "the old key again after d59cbbef95eb",
        databases.evidence("486ac7936b78", {**migrated(), "idx task_instance.PRIMARY": f"unique ({databases.KEY})"}),
        "damaged",
    ),
    (
        "no composite key after d59cbbef95eb",
        databases.evidence("486ac7936b78", without(migrated(), "idx task_instance.task_instance_composite_key")),
        "damaged",
    ),
    (
        "a foreign key dropped after d59cbbef95eb",
        databases.evidence(TARGET, without(migrated(), "fk xcom.xcom_task_instance_fkey")),
        "damaged",
    ),
    (
        "a foreign key that the next revision drops",
        dataclasses.replace(
            databases.evidence("7645189f3479", migrated()),
            schema=without(migrated(), "fk task_instance_note.task_instance_note_ti_fkey"),
        ),
        "interrupted",
    ),
    (
        "an id that is a number, after d59cbbef95eb",
        databases.evidence("486ac7936b78", {**migrated(), "col task_instance.id": NUMBER}),
        "damaged",
    ),
    (
        "an id that is a number, before d59cbbef95eb",
        databases.evidence("05234396c6fc", {**databases.original(), "col task_instance.id": NUMBER}),
        "stuck",
    ),
    (
        "ids without dashes, as from 3.2 on",
        databases.evidence("fe199e1abd77", {**migrated(), "col task_instance.id": "char(32) null=NO default=None"}),
        "ready",
    ),
    (
        "a foreign key by another name",
        databases.evidence("5f2621c13b39", databases.renamed("xcom", "xcom_ibfk_1")),
        "damaged",
    ),
    (
        "a foreign key of a table that is not Airflow's",
        databases.evidence("5f2621c13b39", databases.original(), obstacles=(databases.obstacle("DROP"),)),
        "damaged",
    ),
    (
        "an object that only people can drop",
        databases.evidence("5f2621c13b39", databases.original(), obstacles=(databases.obstacle(""),)),
        "damaged",
    ),
    (
        "3.0.4 wrote the ids",
        databases.evidence("fe199e1abd77", migrated(), malformed={"task_instance": 5}),
        "malformed_ids",
    ),
    ("3.0.6 on the way to 3.1", databases.evidence("fe199e1abd77", migrated()), "ready"),
    (
        "FAB's chain is not complete",
        databases.evidence(TARGET, {**migrated(), "table alembic_version_fab": "table"}),
        "fab_unfinished",
    ),
    ("the target", databases.evidence(TARGET, migrated()), "migrated"),
    ("3.3", databases.evidence("d2f4e1b3c5a7", migrated()), "ahead"),
    (
        "the lock is held",
        databases.evidence("05234396c6fc", lock_holder=Session(7, "airflow_user", "airflow_db", 0, "SELECT")),
        "migration_running",
    ),
    (
        "the lock is held by nobody we can see",
        databases.evidence("5f2621c13b39", lock_holder=Session(7, "unknown", None, 0, "")),
        "migration_running",
    ),
    (
        "the lock is held for another database",
        databases.evidence("5f2621c13b39", lock_holder=Session(7, "b", "airflow_b", 0, "ALTER TABLE")),
        "needs_trust_flag",
    ),
    ("a statement outlived its client", databases.evidence("05234396c6fc", sessions=(ME,)), "migration_running"),
    (
        "a healthy Airflow asks short questions",
        databases.evidence("5f2621c13b39", sessions=(Session(7, "a", "airflow_db", 0, "SELECT", "working"),)),
        "needs_trust_flag",
    ),
    (
        "a short statement in the middle of a migration",
        databases.evidence("3a8972ecb8f9", sessions=(Session(7, "a", "airflow_db", 0, "ALTER TABLE", "working"),)),
        "migration_running",
    ),
    (
        "an open transaction in the middle of a migration",
        databases.evidence("3a8972ecb8f9", sessions=(Session(7, "a", "airflow_db", 9, "Sleep", "in transaction"),)),
        "migration_running",
    ),
    (
        "a healthy Airflow holds a transaction",
        databases.evidence("5f2621c13b39", sessions=(Session(7, "a", "airflow_db", 9, "Sleep", "in transaction"),)),
        "needs_trust_flag",
    ),
    (
        "a session sleeps",
        databases.evidence("05234396c6fc", sessions=(Session(7, "a", "airflow_db", 900, "Sleep"),)),
        "needs_trust_flag",
    ),
    ("PostgreSQL", databases.evidence("05234396c6fc", engine="postgresql"), "unaffected"),
    ("PostgreSQL, migrated", databases.evidence(TARGET, engine="postgresql"), "unaffected"),
    ("PostgreSQL, ahead", databases.evidence("d2f4e1b3c5a7", engine="postgresql"), "ahead"),
]


@pytest.mark.parametrize(("found", "state"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_state(found: Evidence, state: str) -> None:
    verdict = states.judge(found, TARGET)
    assert verdict.state == state
    assert verdict.state in states.STATES
    assert verdict.why.endswith(".")
    assert verdict.next.endswith(".")


def test_every_state_has_a_case() -> None:
    # The last test below covers what is stuck.
    assert {case[2] for case in CASES} | {"stuck"} == set(states.STATES)


@pytest.mark.parametrize(
    ("revision", "state"), [("cc92b33c6709", "migrated"), ("29ce7909c52b", "migrated"), ("486ac7936b78", "interrupted")]
)
def test_without_a_target(revision: str, state: str) -> None:
    assert states.judge(databases.evidence(revision, migrated()), None).state == state


@pytest.mark.parametrize("killed_after", range(1, len(databases.migration_0042())))
def test_every_partial_state_of_the_revision_is_stuck(killed_after: int) -> None:
    found: t.Any = databases.evidence("05234396c6fc")
    for statement in databases.migration_0042()[:killed_after]:
        found = databases.run(found, statement)
    assert states.judge(found, TARGET).state == "stuck"


def test_what_names_a_lost_id_cannot_be_repaired() -> None:
    schema = without(migrated(), "col task_instance.id", "idx task_instance.PRIMARY")
    verdict = states.judge(databases.evidence("29ce7909c52b", schema, by_lost_id={"task_reschedule": 4}), TARGET)
    assert verdict.state == "damaged"
    assert verdict.hopeless
    assert verdict.ways_out == ("restore", "recreate")
    assert "task_reschedule 4" in verdict.why


@pytest.mark.parametrize(("revision", "ways_out"), [("ffffffffffff", ()), ("5f2621c13b39", ())])
def test_no_way_out_where_it_would_not_help(revision: str, ways_out: tuple[str, ...]) -> None:
    assert states.judge(databases.evidence(revision), TARGET).ways_out == ways_out


def test_nothing_is_claimed_of_revisions_that_nobody_measured() -> None:
    assert "is not known" in states.judge(databases.evidence("677fdbb7fc54"), TARGET).why
    assert "began" in states.judge(databases.evidence("3a8972ecb8f9"), TARGET).why
