# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import history, plans, recreate, references
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.recreate import Place
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.states import Verdict
from ansible_collections.openmetadata.ops.plugins.module_utils._database.activity import Session
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

from . import airflow_databases as databases

NOW = "2026-11-23 02:00:00"
READY = Verdict("ready", "Sound.", "Go on.")


def test_nothing_old_means_nothing_to_do() -> None:
    assert plans.purge_plan(databases.evidence("5f2621c13b39"), 30, NOW) == []


def test_keeping_some_days_deletes_runs() -> None:
    found = databases.evidence("5f2621c13b39", history={"dag_run": 5, "task_instance": 50})
    (step,) = plans.purge_plan(found, 30, NOW)
    assert step.sql.startswith("DELETE FROM dag_run WHERE ")
    assert "INTERVAL 30 DAY" in step.sql
    assert step.losses == {"dag_run": 5, "task_instance": 50}
    assert step.as_result()["rows_lost"] == 55


def test_keeping_nothing_truncates_children_first() -> None:
    found = databases.evidence("5f2621c13b39", history={"task_instance": 50, "xcom": 5, "task_map": 1})
    assert [step.sql for step in plans.purge_plan(found, 0, NOW)] == [
        "TRUNCATE TABLE `task_map`",
        "TRUNCATE TABLE `xcom`",
        "TRUNCATE TABLE `task_instance`",
    ]


def test_postgresql_truncates_together() -> None:
    found = databases.evidence("5f2621c13b39", engine="postgresql", history={"task_instance": 50, "xcom": 5})
    (step,) = plans.purge_plan(found, 0, NOW)
    assert step.sql.startswith("TRUNCATE TABLE ")
    assert step.losses == {"task_instance": 50, "xcom": 5}


@pytest.mark.parametrize(
    ("revision", "column"),
    [("5f2621c13b39", "execution_date"), ("1cdc775ca98f", "logical_date"), ("05234396c6fc", "logical_date")],
)
def test_the_date_has_the_name_of_its_revision(revision: str, column: str) -> None:
    assert f"dag_run.{column}" in history.old_runs(databases.evidence(revision), 30, NOW)


class Runs:
    """A connection to a table of runs; one of them is started again at the first deletion."""

    def __init__(self, runs: int, again: int) -> None:
        self.ids = list(range(runs))
        self.again = again
        self.looks = 0

    def query(self, sql: str) -> list[dict[str, int]]:
        self.looks += 1
        return [{"id": number} for number in self.ids][: int(sql.rpartition(" ")[2])]

    @contextlib.contextmanager
    def transaction(self) -> t.Iterator[None]:
        yield

    def execute(self, sql: str, ids: list[int]) -> int:
        assert sql.endswith("state NOT IN ('running', 'queued')")
        gone = [number for number in ids if number != self.again]
        self.ids = [number for number in self.ids if number not in gone and number != self.again]
        return len(gone)


def test_runs_go_in_batches_with_few_looks_at_all_of_them() -> None:
    runs = Runs(250, again=7)
    told: list[int] = []
    kin = references.family((), "dag_run")
    assert history.delete_runs(runs, "old", kin, 40, told.append) == 249  # type: ignore[arg-type]
    assert max(told) == 2
    assert runs.looks == 3  # the last one finds nothing


CREATE = "CREATE DATABASE `airflow_db` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"


@pytest.mark.parametrize(
    ("place", "drop", "statements"),
    [
        (Place("mysql", "airflow_db", True, False), True, ["DROP DATABASE `airflow_db`", CREATE]),
        (Place("mysql", "airflow_db", True, False), False, []),
        (Place("mysql", "airflow_db", True), False, []),
        (Place("mysql", "airflow_db", False), False, [CREATE]),
        (
            Place("mysql", "airflow_db", False, grants=("GRANT ALL PRIVILEGES ON `airflow\\_db`.* TO `a`@`%`",)),
            False,
            [CREATE, "GRANT ALL PRIVILEGES ON `airflow\\_db`.* TO `a`@`%`"],
        ),
        (
            Place("postgresql", "airflow_db", True, owner="airflow_user"),
            True,
            [
                'DROP DATABASE "airflow_db"',
                'CREATE DATABASE "airflow_db" OWNER "airflow_user" ENCODING \'UTF8\' TEMPLATE template0',
            ],
        ),
        (
            Place(
                "postgresql",
                "airflow_db",
                True,
                owner="airflow_user",
                options={
                    "encoding": "UTF8",
                    "collate": "C",
                    "ctype": "C",
                    "owner": "airflow_user",
                    "grants": [{"grantee": "reader", "privilege": "CONNECT", "grantable": False}],
                    "settings": [{"role": None, "name": "work_mem", "value": "20MB"}],
                    "comment": "ours",
                },
            ),
            True,
            [
                'DROP DATABASE "airflow_db"',
                'CREATE DATABASE "airflow_db" OWNER "airflow_user" TEMPLATE template0'
                " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'",
                'REVOKE ALL ON DATABASE "airflow_db" FROM PUBLIC, "airflow_user"',
                'GRANT CONNECT ON DATABASE "airflow_db" TO "reader"',
                'ALTER DATABASE "airflow_db" SET "work_mem" TO \'20MB\'',
                "COMMENT ON DATABASE \"airflow_db\" IS 'ours'",
            ],
        ),
    ],
)
def test_recreation(place: Place, drop: bool, statements: list[str]) -> None:
    assert [sql for sql, _reason in recreate.statements(place, drop)] == statements


@pytest.mark.parametrize(
    ("state", "sessions", "says"),
    [
        ("not_airflow", (), "Nothing was dropped"),
        ("migration_running", (), "Nothing was dropped"),
        ("stuck", (Session(7, "airflow_user", "airflow_db", 3, "Sleep"),), "Stop Airflow"),
        ("stuck", (), "set backup"),
    ],
)
def test_a_database_is_not_dropped_lightly(state: str, sessions: tuple[Session, ...], says: str) -> None:
    found = dataclasses.replace(databases.evidence("05234396c6fc"), sessions=sessions)
    with pytest.raises(OpsError, match=says):
        recreate.refuse_or_pass(found, dataclasses.replace(READY, state=state), None, confirm_data_loss=True)


@pytest.mark.parametrize(
    ("state", "engine", "revision", "current"),
    [
        ("migrated", "mysql", "cc92b33c6709", True),
        ("damaged", "mysql", "cc92b33c6709", False),
        ("stuck", "mysql", "05234396c6fc", False),
        ("unaffected", "postgresql", "cc92b33c6709", True),
        ("unaffected", "postgresql", "5f2621c13b39", False),
    ],
)
def test_only_a_sound_database_at_the_head_is_kept(state: str, engine: str, revision: str, current: bool) -> None:
    found = databases.evidence(revision, engine=engine)
    verdict = dataclasses.replace(READY, state=state)
    assert recreate.is_current(found, verdict, "cc92b33c6709") is current
