# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server's migration command, as small as this test needs it: real statements on a real database, and faults.

    server.py prepare|drop|sql STATEMENT|value QUERY|migrate VERSION...

The login comes from OM_* variables. FAULT names what goes wrong: exit, swallowed, table, lose, sort, hang, skip; rename
leaves a row behind, and deletes data contracts whose table is gone, as the real 1.10.0 does. Where it hangs, it creates
the file HANGING first.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

ENGINE = os.environ["OM_ENGINE"]
FAULT = os.environ.get("FAULT", "")
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
    print(f"INFO [main] o.o.s.u.OpenMetadataOperations - database password={os.environ['OM_PASSWORD']}", flush=True)
    if os.environ.get("CANARY"):
        print(f"INFO [main] the canary is {os.environ['CANARY']}")
    for version in versions:
        cursor.execute("SELECT COUNT(*) FROM SERVER_CHANGE_LOG WHERE version = %s", (version,))
        if cursor.fetchone()[0]:
            continue
        begin(cursor, version)
        if FAULT == "exit":
            print("ERROR [main] o.o.s.u.OpenMetadataOperations - Failed to db migration due to")
            print("java.lang.RuntimeException: no")
            return 1
        if FAULT == "hang":
            print("INFO [main] working", flush=True)
            Path(os.environ["HANGING"]).touch()  # from here on the module holds its lock
            time.sleep(120)
        if FAULT == "sort":
            try:
                cursor.execute("SELECT json FROM query_entity ORDER BY name, json LIMIT 1 OFFSET 3")
            except Exception as exc:
                print(f"Caused by: java.sql.SQLException: {exc.args[1]}")
                return 1
        if FAULT == "swallowed":
            print(
                "ERROR [main] o.o.s.m.u.MigrationUtil - Failed to run sql : [SELECT MD5('x')] due to [no such function]"
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
        print(f"| {version} | Success | {'Failed due to : no' if FAULT == 'table' else 'Success'} | {{}} |")
    print("WARN [main] o.o.s.search.SearchRepository - search is not there")
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
