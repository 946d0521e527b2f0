# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in's own parts that decide without a server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openmetadata_standin import config, names, paging, tokens
from openmetadata_standin.airflow import AirflowClient
from openmetadata_standin.migration.ascii import render
from openmetadata_standin.migration.scripts import statements
from openmetadata_standin.ops.__main__ import failure_of
from openmetadata_standin.version import Version
from openmetadata_standin.web.errors import ApiError
from openmetadata_standin.web.listener import failure

STANDIN = Path(__file__).resolve().parents[2] / "lab" / "standin"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        ("-- nothing; here\n", []),
        ("SELECT 1;\n\nSELECT\n  2", ["SELECT 1", "SELECT\n  2"]),
        ("UPDATE t SET a = 'x; -- y' WHERE b = 'it''s';", ["UPDATE t SET a = 'x; -- y' WHERE b = 'it''s'"]),
        ("SELECT a - 'b' -- why\nFROM `t;u`;", ["SELECT a - 'b'\nFROM `t;u`"]),
    ],
)
def test_statements(script: str, expected: list[str]) -> None:
    assert statements(script) == expected


def touched(path: Path) -> list[str]:
    """Tables that a script creates, alters or updates, in its order; indexes are written differently."""
    pattern = re.compile(r"(?:CREATE TABLE IF NOT EXISTS|ALTER TABLE|UPDATE) (\w+)")
    return [found.group(1) for statement in statements(path.read_text()) if (found := pattern.match(statement))]


@pytest.mark.parametrize(
    "path", sorted((STANDIN / "migrations").glob("*/mysql/*.sql")), ids=lambda path: str(path)[-50:]
)
def test_both_engines_do_the_same(path: Path) -> None:
    assert touched(path) == touched(path.parents[1] / "postgres" / path.name)


def test_both_engines_begin_alike() -> None:
    baseline = STANDIN / "baseline"
    assert touched(baseline / "mysql.sql") == touched(baseline / "postgres.sql")


@pytest.mark.parametrize(
    ("fqn", "expected"),
    [
        # Hashes of a real database.
        ("demo_mysql", "4935c4c569c82fd3d6423ebaa9167c01"),
        ("demo_mysql.demo_metadata", "4935c4c569c82fd3d6423ebaa9167c01.cfd1e450858bd9991b740bd2e5ed07ac"),
        ('demo_mysql."pipe.dot space"', "4935c4c569c82fd3d6423ebaa9167c01.065e301934eb5144b3b70e8f61ef997a"),
        (
            "\"svc.with dots 'q' é & (x) 50%\".\"pipe 'x' é.1 ünï 数据\"",
            "1d44a983accf9ded4a80fc4e9a666343.56c3dff00cbdb7ee283ea4c5a1b3fdb9",
        ),
    ],
)
def test_hash(fqn: str, expected: str) -> None:
    assert names.hashed(fqn) == expected


@pytest.mark.parametrize(
    ("version", "a_list", "stopped", "field"),
    [
        ("1.2.0-SNAPSHOT", False, False, "status"),
        ("1.9.17", False, False, "status"),
        ("1.10.0", False, False, "entityStatus"),
        ("1.12.4.1", False, False, "entityStatus"),
        ("1.12.6", False, True, "entityStatus"),
        ("1.13.6", False, True, "entityStatus"),
        ("2.0.0-baseline", True, True, "entityStatus"),
    ],
)
def test_version(version: str, a_list: bool, stopped: bool, field: str) -> None:
    found = Version(version)
    assert (found.statuses_are_a_list, "stopped" in found.run_states, found.status_field) == (a_list, stopped, field)


@pytest.mark.parametrize(
    ("cursor", "message"), [("!!", "Illegal base64 character 21"), ("a b", "Illegal base64 character 20")]
)
def test_cursor(cursor: str, message: str) -> None:
    with pytest.raises(ApiError, match=message):
        paging.decode(cursor)
    assert paging.decode(paging.encode("pipe 'x' é.1 ünï 数据")) == "pipe 'x' é.1 ünï 数据"


def test_configuration() -> None:
    """Official names; a JDBC tail may carry session variables."""
    path = STANDIN / "opt" / "conf" / "openmetadata.yaml"
    found = config.load(
        path, {"DB_SCHEME": "postgresql", "DB_HOST": "db", "DB_PORT": "5432", "DB_PARAMS": "a=1&b=x=2,y=3"}
    )
    assert (found.database.engine, found.database.host, found.database.port) == ("postgresql", "db", 5432)
    assert found.database.parameters == {"a": "1", "b": "x=2,y=3"}
    assert config.load(path, {}).database.user == "openmetadata_user"


def test_token() -> None:
    home = STANDIN / "opt" / "conf"
    keys = tokens.Keys.load(home / "private_key.der", "id", "issuer")
    bot = {"name": "b", "email": "b@x", "isBot": True}
    token, end = keys.issue(bot, None)
    assert end is None
    assert keys.read(token)["tokenType"] == "BOT"
    with pytest.raises(tokens.TokenInvalid):
        keys.read(token[:-4] + "AAAA")
    with pytest.raises(tokens.TokenExpired):
        keys.read(keys.issue(bot, -1)[0])


def test_table() -> None:
    assert render(("a", "b"), [["1", "x\ny"]], "none").splitlines()[3:5] == ["| 1 | x |", "|   | y |"]
    assert "| none |   |" in render(("a", "b"), [], "none")


@pytest.mark.parametrize(
    ("version", "enabled", "status"), [("1.2.0", True, None), ("1.12.6", True, 400), ("1.12.6", False, 500)]
)
def test_what_a_deletion_answers_that_airflow_does_not_hear_of(version: str, enabled: bool, status: int | None) -> None:
    """Recorded with 1.12.6; the pipeline is gone in each case."""
    client = config.PipelineClientConfig(enabled, "http://localhost:1", "", "", "", 1.0)
    modern = Version(version).answers_as_1_12
    error = AirflowClient(client, airflow_3=modern, modern=modern).lost_deletion()
    assert (failure(error, modern).status if error else None) == status


@pytest.mark.parametrize(
    ("version", "command", "words"),
    [
        ("1.9.17", "validate", "Database migration failed due to"),
        ("1.12.6", "validate", "Database migration validation failed due to"),
        ("1.12.6", "repair", "Error repairing SERVER_CHANGE_LOG and SERVER_MIGRATION_SQL_LOGS tables"),
        ("1.12.6", "migrate", "Failed to db migration due to"),
    ],
)
def test_how_a_failure_begins(version: str, command: str, words: str) -> None:
    assert failure_of(command, Version(version)) == words
