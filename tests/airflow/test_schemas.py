# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Airflow's tables in a schema other than public, and limits of its role (PostgreSQL)."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import ACCOUNT, Airflow
from postgresql import PostgresqlDatabase

RELEASE = "3.1.5"
Install = t.Callable[[str], Airflow]
MOVE = """
CREATE SCHEMA flow AUTHORIZATION {0};
DO $$DECLARE each record; BEGIN
  FOR each IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
  LOOP EXECUTE format('ALTER TABLE %s SET SCHEMA flow', each.name); END LOOP; END$$;
"""


@pytest.fixture
def moved(postgresql: PostgresqlDatabase) -> PostgresqlDatabase:
    """The tables in a schema that only Airflow's role has in its search_path."""
    with postgresql.connect() as admin:
        admin.execute(MOVE.format(ACCOUNT))
        admin.execute(f"ALTER ROLE {ACCOUNT} IN DATABASE {postgresql.name} SET search_path = flow, public")
    return postgresql


def test_another_schema(moved: PostgresqlDatabase, airflow: Install, tmp_path: pathlib.Path) -> None:
    moved.run("UPDATE xcom SET value = 'NaN' WHERE task_id = 't1'")
    options = {"airflow_release": RELEASE, "export_dir": str(tmp_path), "confirm_data_loss": True}
    found = moved.fix(strategy="report", **options)
    assert (found["state"], found["revision_before"]) == ("damaged", "5f2621c13b39")
    repaired = moved.fix(**options)
    assert repaired["would_rewrite"] == {"xcom": 12}
    airflow(RELEASE).migrate(moved)
    after = moved.fix(strategy="report", **options)
    assert (after["state"], after["revision_after"]) == ("unaffected", "cc92b33c6709")


@pytest.mark.parametrize(
    "limit",
    ["statement_timeout = '1ms'", pytest.param("idle_in_transaction_session_timeout = '1s'", marks=pytest.mark.slow)],
)
def test_limits_of_the_role(postgresql: PostgresqlDatabase, airflow: Install, limit: str) -> None:
    name = limit.partition(" ")[0]
    with postgresql.connect() as admin:
        admin.execute(f"ALTER ROLE {ACCOUNT} SET {limit}")
    airflow(RELEASE).fail(postgresql)
    found = postgresql.fix(strategy="report", airflow_release=RELEASE)
    assert list(found["evidence"]["limits"]) == [name]
    assert name in found["msg"]
    assert name in found["then"][0]["do"]
    with postgresql.connect() as admin:
        admin.execute(f"ALTER ROLE {ACCOUNT} SET {name} = {found['evidence']['limits'][name]['wanted']}")
    assert postgresql.fix(strategy="report", airflow_release=RELEASE)["evidence"]["limits"] == {}
    airflow(RELEASE).migrate(postgresql)
