# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server's migration command, as small as this test needs it: real statements on a real database, and faults.

    server.py prepare|drop|sql STATEMENT|value QUERY|migrate VERSION...

The login comes from OM_* variables. FAULT names what goes wrong: exit, lose_exit, swallowed, table, lose, sort, hang,
skip, secrets, search; rename leaves a row behind, and deletes data contracts whose table is gone, as the real 1.10.0
does. Where it hangs, it creates the file HANGING first.

It prints as a real 1.12.6 does (recorded): bare messages on the console, and in the file OPERATION_LOG the same with
time, thread, level and logger.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

ENGINE = os.environ["OM_ENGINE"]
FAULT = os.environ.get("FAULT", "")
OPERATIONS = "o.o.s.util.OpenMetadataOperations"
TEMPLATES = "Index templates creation completed. Success: {}, Failed: {}, Total: 57"
LARGEST = 6 * 1024 * 1024


def connect(database: str | None):
    login = {
        "host": os.environ["OM_HOST"],
        "port": int(os.environ["OM_PORT"]),
        "user": os.environ["OM_USER"],
        "password": os.environ["OM_PASSWORD"],
    }
    if ENGINE == "mysql":
        import pymysql

        return pymysql.connect(database=database, autocommit=True, max_allowed_packet=1 << 30, **login)
    import psycopg2

    raw = psycopg2.connect(dbname=database or "postgres", **login)
    raw.autocommit = True
    return raw


def say(level: str, logger: str, text: str) -> None:
    print(text, flush=True)
    if path := os.environ.get("OPERATION_LOG"):
        with open(path, "a", encoding="utf-8") as stream:
            stream.write(f"13:07:10.673 [main] {level:<5} {logger} - {text}\n")


def prepare(name: str) -> None:
    drop(name)
    with contextlib.closing(connect(None)) as admin:
        admin.cursor().execute(f"CREATE DATABASE {name}")
    json = "JSON" if ENGINE == "mysql" else "JSONB"
    rank = "BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE" if ENGINE == "mysql" else "SERIAL"
    with contextlib.closing(connect(name)) as raw:
        cursor = raw.cursor()
        cursor.execute(
            f"CREATE TABLE SERVER_CHANGE_LOG (installed_rank {rank}, version VARCHAR(256) NOT NULL PRIMARY KEY, "
            f"migrationFileName VARCHAR(256), checksum VARCHAR(256), installed_on TIMESTAMP, metrics {json})"
        )
        cursor.execute(
            "CREATE TABLE SERVER_MIGRATION_SQL_LOGS (version VARCHAR(256), sqlStatement VARCHAR(10000), "
            "checksum VARCHAR(256) PRIMARY KEY, executedAt TIMESTAMP)"
        )
        for table in ("glossary_term_entity", "query_entity", "data_contract_entity"):
            cursor.execute(
                f"CREATE TABLE {table} (id VARCHAR(36) PRIMARY KEY, name VARCHAR(256), json {json} NOT NULL)"
            )
        cursor.execute(
            f"CREATE TABLE table_entity (id VARCHAR(36) PRIMARY KEY, name VARCHAR(256), json {json} NOT NULL, "
            "deleted BOOLEAN)"
        )
        for number in range(3):
            cursor.execute(
                "INSERT INTO glossary_term_entity VALUES (%s, 'term', %s)",
                (f"term{number}", '{"name": "term", "status": "Approved"}'),
            )
            cursor.execute("INSERT INTO table_entity VALUES (%s, 'table', '{}', %s)", (f"table{number}", number == 2))
        # of a table that is there, of one that is deleted softly, and of one that is gone
        for table in ("table0", "table2", "gone"):
            cursor.execute(
                "INSERT INTO data_contract_entity VALUES (%s, 'contract', %s)",
                (f"of-{table}", f'{{"entity": {{"type": "table", "id": "{table}"}}}}'),
            )
        for number in range(8):
            text = "x" * (LARGEST if number == 4 else 100)
            cursor.execute(
                "INSERT INTO query_entity VALUES (%s, 'query', %s)", (f"q{number}", f'{{"query": "{text}"}}')
            )
        finish(cursor, "1.9.0")


def drop(name: str) -> None:
    with contextlib.closing(connect(None)) as admin:
        admin.cursor().execute(f"DROP DATABASE IF EXISTS {name}")


def begin(cursor, version: str) -> None:
    cursor.execute("SELECT COUNT(*) FROM SERVER_MIGRATION_SQL_LOGS WHERE version = %s", (version,))
    if not cursor.fetchone()[0]:
        cursor.execute(
            "INSERT INTO SERVER_MIGRATION_SQL_LOGS (version, sqlStatement, checksum) VALUES (%s, 'SELECT 1', %s)",
            (version, version),
        )


def finish(cursor, version: str) -> None:
    begin(cursor, version)
    cursor.execute(
        "INSERT INTO SERVER_CHANGE_LOG (version, migrationFileName, checksum) VALUES (%s, 'f', 'c')", (version,)
    )


def migrate(cursor, versions: list[str]) -> int:
    say("INFO", OPERATIONS, f"database password={os.environ['OM_PASSWORD']}")
    if os.environ.get("CANARY"):
        say("INFO", OPERATIONS, f"the canary is {os.environ['CANARY']}")
    for version in versions:
        cursor.execute("SELECT COUNT(*) FROM SERVER_CHANGE_LOG WHERE version = %s", (version,))
        if cursor.fetchone()[0]:
            continue
        begin(cursor, version)
        if FAULT == "lose_exit":
            cursor.execute("DELETE FROM query_entity WHERE id > 'q4'")
        if FAULT in ("exit", "lose_exit"):
            say(
                "ERROR",
                OPERATIONS,
                "Failed to db migration due to \njava.lang.RuntimeException: no\n\tat a.B.c(B.java:1)",
            )
            return 1
        if FAULT == "hang":
            say("INFO", OPERATIONS, "working")
            Path(os.environ["HANGING"]).touch()  # from here on the module holds its lock
            time.sleep(120)
        if FAULT == "sort":
            try:
                cursor.execute("SELECT json FROM query_entity ORDER BY name, json LIMIT 1 OFFSET 3")
            except Exception as exc:
                say("ERROR", OPERATIONS, f"Failed to db migration due to \njava.sql.SQLException: {exc.args[1]}")
                return 1
        if FAULT == "swallowed":
            say(
                "WARN",
                "o.o.s.m.u.MigrationUtil",
                "Failed to run sql: [SELECT\nMD5('x')] due to [a.B: no such function]",
            )
        if FAULT == "lose":
            cursor.execute("DELETE FROM table_entity WHERE id = 'table1'")
        if FAULT == "rename":
            cursor.execute(
                "UPDATE glossary_term_entity SET json = '{\"entityStatus\": \"Approved\"}' WHERE id <> 'term2'"
            )
            cursor.execute("DELETE FROM data_contract_entity WHERE id <> 'of-table0'")
        if FAULT == "skip":
            continue
        finish(cursor, version)
        step = "Failed due to : no" if FAULT == "table" else "Success"
        say("INFO", OPERATIONS, f"+---+\n| {version} | Success | {step} | {{}} |\n+---+\n")
    if FAULT == "search":
        say(
            "ERROR",
            "o.o.s.s.o.OpenSearchIndexManager",
            "Failed to create index table_search_index due to\njava.net.ConnectException: Connection refused",
        )
        say("INFO", "o.o.s.search.SearchRepository", TEMPLATES.format(0, 57))
    else:
        say("INFO", "o.o.s.search.SearchRepository", TEMPLATES.format(57, 0))
    if FAULT == "secrets":
        say(
            "ERROR",
            "o.o.s.s.SecretsManagerUpdateService",
            "Failed to update service [sales] with id [1]: Error trying to decrypt object [x] due to [y]",
        )
    say("WARN", "o.o.s.m.utils.v1105.MigrationUtil", "GlossaryTermApprovalWorkflow not found or error updating")
    return 0


def main() -> int:
    verb, name, rest = sys.argv[1], os.environ["OM_DB"], sys.argv[2:]
    if verb in ("prepare", "drop"):
        (prepare if verb == "prepare" else drop)(name)
        return 0
    with contextlib.closing(connect(name)) as raw:
        cursor = raw.cursor()
        if verb == "sql":
            cursor.execute(" ".join(rest))
            return 0
        if verb == "value":
            cursor.execute(" ".join(rest))
            print(cursor.fetchone()[0])
            return 0
        return migrate(cursor, rest)


if __name__ == "__main__":
    sys.exit(main())
