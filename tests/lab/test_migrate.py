# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in's migrations on real servers: error 1038, half-applied versions, renames, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from databases import Database
from installation import Installation

Install = Callable[..., Installation]
LARGEST = 15_000_000
# The server's own sessions get their sort buffer through the JDBC tail: the shared test server stays as it is.
SMALL = "sessionVariables=sort_buffer_size=262144"
TWENTY_MIB = "sessionVariables=sort_buffer_size=20971520"


def versions(database: Database) -> list[str]:
    return [row[0] for row in database.rows("SELECT version FROM SERVER_CHANGE_LOG ORDER BY installed_rank")]


def logged(database: Database) -> dict[str, int]:
    rows = database.rows("SELECT version, COUNT(*) FROM SERVER_MIGRATION_SQL_LOGS GROUP BY version")
    return {version: int(count) for version, count in rows}


def states(database: Database, table: str) -> list[tuple[object, object]]:
    """Old and new field of each document."""
    found = [json.loads(row[0]) for row in database.rows(f"SELECT CAST(json AS CHAR(100000)) FROM {table}")]
    return sorted((document.get("status", "-"), document.get("entityStatus", "-")) for document in found)


@pytest.fixture
def old(installed: Install) -> Installation:
    """1.9.17 with its schema and the lab's starting state, the large query apart."""
    found = installed("1.9.17")
    assert found.ops("migrate").returncode == 0
    seeded = found.seed("--queries", "60", "--largest-query", "0")
    assert seeded.returncode == 0, seeded.stderr
    return found


def test_fresh_database(installed: Install, database: Database) -> None:
    found = installed("1.9.17")
    done = found.ops("migrate")
    assert done.returncode == 0
    assert "STAND-IN" in done.stdout
    assert versions(database)[0] == "1.1.0"
    assert versions(database)[-1] == "1.9.12", "the change log ends at or below the version, as upstream's does"
    again = found.ops("migrate")
    assert again.returncode == 0
    assert "No Server Migration To be Run" in again.stdout


def test_bookkeeping_columns(old: Installation, database: Database) -> None:
    rows = database.rows("SELECT version, migrationFileName, checksum, metrics FROM SERVER_CHANGE_LOG ORDER BY 1 DESC")
    version, path, checksum, metrics = rows[0]
    engine = {"mysql": "mysql", "postgresql": "postgres"}[database.server.engine]
    assert path == f"{old.prefix}/./bootstrap/sql/migrations/native/{version}/{engine}"
    assert len(checksum) == 36
    assert (metrics if isinstance(metrics, dict) else json.loads(metrics))["botCount"] == 0


def test_renames(old: Installation, installed: Install, database: Database) -> None:
    before = states(database, "glossary_term_entity")
    assert ("Draft", "-") in before
    assert ("Active", "-") in states(database, "data_contract_entity")
    done = installed("1.11.4").ops("migrate")
    assert done.returncode == 0, done.stdout
    assert states(database, "glossary_term_entity") == sorted(("-", state) for state, _none in before)
    assert states(database, "data_contract_entity") == [("-", "Approved"), ("-", "Approved"), ("-", "Draft")]
    columns = database.rows(
        "SELECT LOWER(column_name) FROM information_schema.columns WHERE table_name = 'query_entity'"
    )
    assert ("impersonatedby",) in columns


def test_a_document_with_both_fields_keeps_its_stale_one(
    old: Installation, installed: Install, database: Database
) -> None:
    set_field = {
        "mysql": "JSON_SET(json, '$.entityStatus', 'Draft')",
        "postgresql": "jsonb_set(json, '{entityStatus}', '\"Draft\"')",
    }[database.server.engine]
    database.rows(f"UPDATE glossary_term_entity SET json = {set_field} WHERE name = 'revenue'")
    assert installed("1.11.4").ops("migrate").returncode == 0
    assert ("Approved", "Draft") in states(database, "glossary_term_entity")


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
def test_out_of_sort_memory(installed: Install, database: Database) -> None:
    """Fails for real, leaves 1.10.0 half applied, goes on where it stopped once the buffer is large enough."""
    start = installed("1.9.17")
    assert start.ops("migrate").returncode == 0
    assert start.seed("--queries", "60", "--largest-query", str(LARGEST)).returncode == 0
    new = installed("1.11.4")
    failed = new.ops("migrate", DB_PARAMS=SMALL)
    assert failed.returncode == 1
    assert "Out of sort memory, consider increasing server sort buffer size" in failed.stdout
    assert "Failed to db migration due to" in failed.stdout
    assert versions(database)[-1] == "1.9.12"
    assert logged(database)["1.10.0"] == 2, "statements are logged, the version is not: half applied"
    assert new.ops("migrate", DB_PARAMS=SMALL).returncode == 1, "nothing but the buffer helps"
    done = new.ops("migrate", DB_PARAMS=TWENTY_MIB)
    assert done.returncode == 0, done.stdout
    assert "Failed to run sql" not in done.stdout, "logged statements are not run again"
    assert versions(database)[-1] == "1.11.4"


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
@pytest.mark.parametrize(("buffer", "code"), [(LARGEST, 1), (15_100_000, 0)])
def test_the_threshold_is_the_largest_row(installed: Install, buffer: int, code: int) -> None:
    """The proven figures: a row of 15,000,279 bytes fails with a buffer of 15,000,000 and works with 15,100,000."""
    start = installed("1.9.17")
    assert start.ops("migrate").returncode == 0
    assert start.seed("--queries", "5", "--largest-query", "15000000").returncode == 0
    params = f"sessionVariables=sort_buffer_size={buffer}"
    assert installed("1.11.4").ops("migrate", DB_PARAMS=params).returncode == code


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
def test_force_hides_the_failure(installed: Install, database: Database) -> None:
    start = installed("1.9.17")
    assert start.ops("migrate").returncode == 0
    assert start.seed("--queries", "5", "--largest-query", str(LARGEST)).returncode == 0
    forced = installed("1.11.4").ops("migrate", "--force", DB_PARAMS=SMALL)
    assert forced.returncode == 0
    assert "Failed due to : " in forced.stdout
    assert versions(database)[-1] == "1.11.4"


def test_a_failing_statement_is_only_logged(old: Installation, installed: Install, database: Database) -> None:
    """As measured: exit 0, a warning, the version recorded; the statement is not logged as run."""
    database.rows("DROP TABLE metric_entity")
    done = installed("1.11.4").ops("migrate")
    assert done.returncode == 0
    assert "Failed to run sql: [ALTER TABLE metric_entity ADD COLUMN" in done.stdout
    assert "WARN [" in done.stdout
    assert "1.10.0" in versions(database)


def test_a_failing_statement_may_be_fatal(old: Installation, installed: Install, database: Database) -> None:
    """The newer upstream code, behind a switch."""
    database.rows("DROP TABLE metric_entity")
    done = installed("1.11.4").ops("migrate", OM_STANDIN_SQL_FAILURES="fatal")
    assert done.returncode == 1
    assert versions(database)[-1] == "1.9.12"


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
def test_interrupted_before_the_log(old: Installation, installed: Install, database: Database) -> None:
    """A column that is there already is error 1060 on MySQL."""
    database.rows("ALTER TABLE query_entity ADD COLUMN impersonatedBy VARCHAR(256)")
    done = installed("1.11.4").ops("migrate")
    assert done.returncode == 0
    assert "Duplicate column name 'impersonatedBy'" in done.stdout


def test_missed_versions(old: Installation, installed: Install, database: Database) -> None:
    """1.11 looks at the newest executed version only, 1.12 at each."""
    assert installed("1.11.4").ops("migrate").returncode == 0
    database.rows("DELETE FROM SERVER_CHANGE_LOG WHERE version = '1.10.3'")
    assert "No Server Migration To be Run" in installed("1.11.4").ops("migrate").stdout
    assert "1.10.3" not in versions(database)
    assert installed("1.12.14").ops("migrate").returncode == 0
    assert "1.10.3" in versions(database)


@pytest.mark.parametrize(
    ("command", "wrong"),
    [
        ("migrate", "password"),
        ("migrate", "port"),
        ("info", "port"),
        ("validate", "password"),
        ("check-connection", "port"),
    ],
)
def test_no_connection(installed: Install, command: str, wrong: str) -> None:
    extra = {"password": {"DB_USER_PASSWORD": "wrong"}, "port": {"DB_PORT": "1"}}[wrong]
    done = installed("1.9.17").ops(command, **extra)
    assert done.returncode == 1
    assert "due to" in done.stdout


@pytest.mark.parametrize(
    ("version", "codes"),
    [
        (
            "1.9.17",
            {"info": (0, 0), "validate": (1, 0), "changelog": (0, 0), "repair": (0, 0), "check-connection": (0, 0)},
        ),
        ("1.11.4", {"info": (0, 0), "validate": (1, 0), "repair": (1, 1)}),
    ],
)
def test_exit_codes(installed: Install, version: str, codes: dict[str, tuple[int, int]]) -> None:
    """Each command's, before the first migration and after it."""
    found = installed(version)
    before = {command: found.ops(command).returncode for command in codes}
    assert found.ops("migrate").returncode == 0
    assert {command: (before[command], found.ops(command).returncode) for command in codes} == codes


def test_debug_shows_the_password(old: Installation) -> None:
    """As the real command does; a caller has to know."""
    assert "standin-test" in old.ops("-d", "check-connection").stdout
    assert "standin-test" not in old.ops("check-connection").stdout
