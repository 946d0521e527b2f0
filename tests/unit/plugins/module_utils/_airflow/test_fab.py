# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The chain of the provider FAB: what is wrong with it, and what puts it right."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import fab, plans, states
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.evidence import Evidence
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.fab_tables import INDEXES, TABLES

from . import airflow_databases as databases

OLD = [table for table in TABLES if "group" not in table]


def found(engine: str = "mysql", versions: bool = True, **more: t.Any) -> Evidence:
    """A database with FAB's tables of Airflow 2, and sound foreign keys."""
    schema = {f"table {table}": "table" for table in OLD}
    schema.update(
        {f"fk {table}.{table}_{column}_fkey": f"({column})->x(id) del=C" for table, column, *_rest in fab.KEYS}
    )
    if versions:
        schema[f"table {fab.VERSIONS}"] = "table"
    schema.update(more.pop("schema", {}))
    return databases.evidence("cc92b33c6709", schema, engine=engine, **more)


@pytest.mark.parametrize(
    ("provider", "fails"),
    [(None, False), ("2.4.4", False), ("3.0.0", False), ("3.0.1", True), ("3.3.0", True), ("3.4.0", False)],
)
def test_releases_that_fail_on_mysql(provider: str | None, fails: bool) -> None:
    assert fab.fails_on_mysql(provider) is fails
    assert bool(fab.trouble(found(versions=False, fab_provider=provider))) is fails
    assert fab.trouble(found("postgresql", versions=False, fab_provider=provider)) == ""


def test_the_first_revision_is_done_and_written_down() -> None:
    steps = fab.steps(found())
    assert [step.sql.split(" (")[0] for step in steps] == [
        "CREATE TABLE ab_group",
        "CREATE TABLE ab_group_role",
        "CREATE TABLE ab_user_group",
        *(f"CREATE INDEX {index} ON {table}" for table, index, _column in INDEXES),
        "INSERT INTO alembic_version_fab",
    ]
    half = found(
        schema={"table ab_group": "table", "table ab_group_role": "table", "idx ab_group_role.idx_group_id": ""}
    )
    left = [step.sql for step in fab.steps(half)]
    assert left == [step.sql for step in steps if step.sql in left]
    assert len(left) == 5


def test_without_a_table_of_versions_that_is_made_too() -> None:
    steps = [step.sql for step in fab.steps(found(versions=False, fab_provider="3.1.0"))]
    assert steps[-2].startswith("CREATE TABLE alembic_version_fab")
    assert "IF NOT EXISTS" not in " ".join(steps)


def test_foreign_keys_of_the_second_revision() -> None:
    sound = found(fab_revision=fab.FIRST)
    assert fab.steps(sound) == []
    schema = dict(sound.schema)
    del schema["fk ab_user_role.ab_user_role_user_id_fkey"]
    schema["fk ab_user_role.ab_user_role_ibfk_1"] = schema.pop("fk ab_user_role.ab_user_role_role_id_fkey")
    broken = databases.dataclasses.replace(sound, schema=schema)
    add = "ALTER TABLE ab_user_role ADD CONSTRAINT ab_user_role"
    assert [step.sql for step in fab.steps(broken)] == [
        "ALTER TABLE ab_user_role DROP FOREIGN KEY `ab_user_role_ibfk_1`",
        f"{add}_role_id_fkey FOREIGN KEY (role_id) REFERENCES ab_role (id)",
        f"{add}_user_id_fkey FOREIGN KEY (user_id) REFERENCES ab_user (id)",
    ]
    assert fab.steps(databases.dataclasses.replace(broken, fab_revision=fab.SECOND)) == []


@pytest.mark.parametrize(
    ("revision", "target", "state"),
    [("cc92b33c6709", "cc92b33c6709", "fab_unfinished"), ("29ce7909c52b", "cc92b33c6709", "damaged")],
)
def test_states_on_postgresql(revision: str, target: str, state: str) -> None:
    schema = {
        f"table {table}": "table" for table in ("alembic_version", "task_instance", "dag_run", *OLD, fab.VERSIONS)
    }
    seen = Evidence(engine="postgresql", database="a", revisions=(revision,), schema=schema, target=target)
    verdict = states.judge(seen, target)
    assert verdict.state == state
    assert plans.repair_plan(seen, verdict)[-1].sql.startswith("INSERT INTO alembic_version_fab")
