# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in's migrations on real servers: half-applied versions, renames, what is only logged, exit codes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from databases import Database
from installation import Installation

Install = Callable[..., Installation]
LARGEST = 15_000_000
# The server's own sessions get their sort buffer through the JDBC tail: the shared test server stays as it is.
SMALL = "sessionVariables=sort_buffer_size=262144"


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
    assert versions(database)[-1] == "1.9.11", "the change log ends at or below the version, as upstream's does"
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
def test_no_migration_sorts_the_queries(installed: Install, database: Database) -> None:
    """A real 1.9.11 with a row of 15,000,622 bytes went to 1.12.6 with a sort buffer of 256 KiB."""
    start = installed("1.9.17")
    assert start.ops("migrate").returncode == 0
    assert start.seed("--queries", "60", "--largest-query", str(LARGEST)).returncode == 0
    done = installed("1.12.6").ops("migrate", DB_PARAMS=SMALL)
    assert done.returncode == 0, done.stdout
    assert versions(database)[-1] == "1.12.6"


FAILED = "Failed to run sql: [ALTER TABLE metric_entity\n"


def test_force_hides_the_failure(old: Installation, installed: Install, database: Database) -> None:
    database.rows("DROP TABLE metric_entity")
    forced = installed("1.11.4").ops("migrate", "--force")
    assert forced.returncode == 0
    assert FAILED in forced.stdout
    assert "1.10.0" in versions(database)


def test_a_failing_statement_is_only_logged_by_an_old_server(
    old: Installation, installed: Install, database: Database
) -> None:
    """As measured with 1.2: exit 0, a warning, the version recorded; the statement is not logged as run."""
    database.rows("DROP TABLE metric_entity")
    done = installed("1.11.4", OM_STANDIN_VERSION="1.3.3").ops("migrate")
    assert done.returncode == 0
    assert FAILED in done.stdout
    assert "WARN [" in done.stdout
    assert "1.10.0" in versions(database)


def test_a_failing_statement_ends_the_migration(old: Installation, installed: Install, database: Database) -> None:
    """As recorded with 1.12.6: exit 1, and again; the version is not recorded."""
    database.rows("DROP TABLE metric_entity")
    new = installed("1.11.4")
    for _attempt in range(2):
        done = new.ops("migrate")
        assert done.returncode == 1
        assert f"Failed to db migration due to \njava.lang.RuntimeException: {FAILED}" in done.stdout
        assert "1.10.0" not in versions(database)


def messages(log: str) -> list[str]:
    """The messages of an operation log, without what stands before them."""
    return [re.sub(r"^[\d:.]+ \[main\] [A-Z]+ +\S+ - ", "", line) for line in log.splitlines()]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_the_console_has_no_levels_and_the_operation_log_has_them(installed: Install) -> None:
    """As recorded with 1.12.6: the same messages in both."""
    home = installed("1.12.6")
    log = home.prefix / "logs" / "openmetadata-operation.log"
    log.unlink(missing_ok=True)
    done = home.ops("migrate")
    assert done.returncode == 0
    assert not re.search(r"(?m)^\S*\s*\[?(INFO|WARN|ERROR)\b", done.stdout)
    text = log.read_text(encoding="utf-8")
    assert re.search(
        r"(?m)^\d\d:\d\d:\d\d\.\d{3} \[main\] INFO  o\.o\.s\.m\.api\.MigrationWorkflow - \[Migration", text
    )
    assert messages(text) == done.stdout.splitlines()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_search_engine_that_is_down_changes_no_exit_status(installed: Install) -> None:
    done = installed("1.12.6").ops("migrate", OM_STANDIN_SEARCH="down")
    assert done.returncode == 0
    assert "Failed to create index table_search_index due to\njava.net.ConnectException" in done.stdout
    assert "Index templates creation completed. Success: 0, Failed: 57, Total: 57" in done.stdout


def test_secrets_that_cannot_be_decrypted_change_no_exit_status(old: Installation, installed: Install) -> None:
    new = installed("1.12.6")
    key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    done = new.ops("migrate", FERNET_KEY=key)
    assert done.returncode == 0
    assert "Failed to update service [demo_mysql] with id [" in done.stdout
    assert "Failed to update bot user [ingestion-bot] with id [" in done.stdout
    assert "decrypt" not in new.ops("migrate").stdout


def test_flyways_history_moves(old: Installation, installed: Install, database: Database) -> None:
    assert "0.0.0" not in versions(database)
    assert installed("1.11.4").ops("migrate").returncode == 0
    assert set(versions(database)) >= {"0.0.0", "0.0.15"}
    tables = database.rows("SELECT LOWER(table_name) FROM information_schema.tables")
    assert ("database_change_log",) not in tables
    assert "No Server Migration To be Run" in installed("1.11.4").ops("migrate").stdout


def test_an_orphaned_contract_takes_its_relationship_with_it(
    old: Installation, installed: Install, database: Database
) -> None:
    """As recorded from 1.9.11 to 1.12.6."""
    set_entity = {
        "mysql": "JSON_SET(json, '$.entity', JSON_OBJECT('type', 'table', 'id', 'gone'))",
        "postgresql": 'jsonb_set(json, \'{entity}\', \'{"type": "table", "id": "gone"}\')',
    }[database.server.engine]
    database.rows(f"UPDATE data_contract_entity SET json = {set_entity} WHERE name = 'orders_contract'")
    [(identifier,)] = database.rows("SELECT id FROM data_contract_entity WHERE name = 'orders_contract'")
    database.rows(
        "INSERT INTO entity_relationship (fromId, toId, fromEntity, toEntity, relation) "
        f"VALUES ('gone', '{identifier}', 'table', 'dataContract', 0)"
    )
    assert installed("1.12.6").ops("migrate").returncode == 0
    assert database.rows("SELECT COUNT(*) FROM data_contract_entity") == [(2,)]
    assert database.rows(f"SELECT COUNT(*) FROM entity_relationship WHERE toId = '{identifier}'") == [(0,)]


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
def test_interrupted_before_the_log(old: Installation, installed: Install, database: Database) -> None:
    """A column that is there already is error 1060 on MySQL."""
    database.rows("ALTER TABLE query_entity ADD COLUMN impersonatedBy VARCHAR(256)")
    done = installed("1.11.4").ops("migrate")
    assert done.returncode == 1
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
