# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes, looks at and spoils Airflow databases for this target. Arguments: a command and what it needs.

load FILE       replace the database by a captured one (zstd-compressed mysqldump)
bare REVISION   replace it by one with the three tables that tell an Airflow database, on either engine
history         replace it by one at 2.10.5 with old, new and running runs of two DAGs, on either engine
counts          print the rows of dag_run, task_instance and xcom as JSON
look            print checksums, row counts and schema as JSON
sql STATEMENT.. run statements
lock DATABASE SECONDS  hold Airflow's migration lock, connected to that database
busy SECONDS    run a statement in the database
release         end what one of these two does, before its time
none QUERY..    fail if one of the queries finds a row
undo            remove the database only
drop            remove database and account
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import typing as t

ENGINE = os.environ["OM_ENGINE"]
DATABASE = os.environ["OM_DB"]
ACCOUNT = os.environ["OM_DB"]
RELEASED = pathlib.Path(tempfile.gettempdir()) / f"{DATABASE}.released"


def connect(database: str | None) -> t.Any:
    if ENGINE == "mysql":
        import pymysql
        from pymysql.constants import CLIENT

        return pymysql.connect(
            host=os.environ["OM_HOST"],
            port=int(os.environ["OM_PORT"]),
            user=os.environ["OM_USER"],
            password=os.environ["OM_PASSWORD"],
            database=database,
            autocommit=True,
            client_flag=CLIENT.MULTI_STATEMENTS,
        )
    import psycopg2

    raw = psycopg2.connect(
        host=os.environ["OM_HOST"],
        port=int(os.environ["OM_PORT"]),
        user=os.environ["OM_USER"],
        password=os.environ["OM_PASSWORD"],
        dbname=database or "postgres",
    )
    raw.autocommit = True
    return raw


def run(connection: t.Any, *statements: str) -> list[tuple[t.Any, ...]]:
    rows: list[tuple[t.Any, ...]] = []
    with contextlib.closing(connection.cursor()) as cursor:
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                rows = list(cursor.fetchall())
            while ENGINE == "mysql" and cursor.nextset():
                pass
    return rows


def drop() -> None:
    RELEASED.unlink(missing_ok=True)
    with contextlib.closing(connect(None)) as admin:
        run(admin, f"DROP DATABASE IF EXISTS {DATABASE}")
        if ENGINE == "mysql":
            run(admin, f"DROP USER IF EXISTS '{ACCOUNT}'@'%'")


def create() -> None:
    drop()
    with contextlib.closing(connect(None)) as admin:
        if ENGINE == "mysql":
            run(
                admin,
                f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
                f"CREATE USER '{ACCOUNT}'@'%' IDENTIFIED BY '{ACCOUNT}'",
                f"GRANT ALL PRIVILEGES ON {DATABASE}.* TO '{ACCOUNT}'@'%'",
            )
        else:
            run(admin, f"CREATE DATABASE {DATABASE}")


def load(path: str) -> None:
    create()
    dump = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout.decode()
    with contextlib.closing(connect(DATABASE)) as connection:
        run(connection, dump)


def bare(revision: str) -> None:
    create()
    with contextlib.closing(connect(DATABASE)) as connection:
        run(
            connection,
            "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
            "CREATE TABLE task_instance (task_id varchar(250) PRIMARY KEY)",
            "CREATE TABLE dag_run (id integer PRIMARY KEY)",
            f"INSERT INTO alembic_version VALUES ('{revision}')",
        )


def history() -> None:
    """Each run has two task instances, and each of these an XCom."""
    bare("5f2621c13b39")
    key = "dag_id, task_id, run_id, map_index"
    columns = "dag_id varchar(250), task_id varchar(250), run_id varchar(250), map_index integer"
    runs = [("a", f"old{number}", "success", 400 - number) for number in range(10)]
    runs += [("a", "new", "success", 1), ("b", "only", "failed", 400), ("b", "busy", "running", 500)]
    with contextlib.closing(connect(DATABASE)) as connection:
        run(
            connection,
            "DROP TABLE task_instance",
            "DROP TABLE dag_run",
            "CREATE TABLE dag_run (id integer PRIMARY KEY, dag_id varchar(250), run_id varchar(250), "
            "state varchar(50), execution_date timestamp NULL, start_date timestamp NULL, end_date timestamp NULL, "
            "UNIQUE (dag_id, run_id))",
            f"CREATE TABLE task_instance ({columns}, PRIMARY KEY ({key}), CONSTRAINT task_instance_dag_run_fkey "
            "FOREIGN KEY (dag_id, run_id) REFERENCES dag_run (dag_id, run_id) ON DELETE CASCADE)",
            f"CREATE TABLE xcom ({columns}, PRIMARY KEY ({key}), CONSTRAINT xcom_task_instance_fkey "
            f"FOREIGN KEY ({key}) REFERENCES task_instance ({key}) ON DELETE CASCADE)",
        )
        # What the revision after 2.10.5 takes away: without it this would be a migration that ended inside.
        if ENGINE == "mysql":
            run(
                connection,
                "CREATE TABLE ab_user (id integer PRIMARY KEY)",
                *[
                    f"CREATE TABLE {table} (user_id integer, "
                    f"CONSTRAINT {table}_user_fkey FOREIGN KEY (user_id) REFERENCES ab_user (id))"
                    for table in ("dag_run_note", "task_instance_note")
                ],
            )
        day = "INTERVAL %d DAY" if ENGINE == "mysql" else "INTERVAL '%d days'"
        for number, (dag, name, state, days) in enumerate(runs):
            moment = f"CURRENT_TIMESTAMP - {day % days}"
            run(
                connection,
                f"INSERT INTO dag_run VALUES ({number}, '{dag}', '{name}', '{state}', {moment}, {moment}, {moment})",
            )
            for table in ("task_instance", "xcom"):
                run(connection, *[f"INSERT INTO {table} VALUES ('{dag}', 't{task}', '{name}', -1)" for task in (1, 2)])


def counts() -> None:
    with contextlib.closing(connect(DATABASE)) as connection:
        tables = ("dag_run", "task_instance", "xcom")
        print(json.dumps({table: run(connection, f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables}))


def parts(create: str) -> list[str]:
    """A table's columns, keys and constraints as a set: their order depends on the way that led there."""
    return sorted(line.strip().rstrip(",") for line in create.splitlines()[1:-1])


def look() -> None:
    with contextlib.closing(connect(DATABASE)) as connection:
        tables = [row[0] for row in run(connection, "SHOW TABLES")]
        names = ", ".join(f"`{table}`" for table in sorted(tables))
        found = {
            "checksums": [list(row) for row in run(connection, f"CHECKSUM TABLE {names}")],
            "rows": {table: run(connection, f"SELECT COUNT(*) FROM `{table}`")[0][0] for table in tables},
            "schema": {table: parts(run(connection, f"SHOW CREATE TABLE `{table}`")[0][1]) for table in tables},
        }
    print(json.dumps(found, sort_keys=True, default=str))


def hold(database: str, seconds: str, statement: str) -> None:
    """At work until `release`, or until the time is over."""
    RELEASED.unlink(missing_ok=True)
    until = time.monotonic() + int(seconds)
    with contextlib.closing(connect(database)) as connection:
        run(connection, statement)
        if "LOCK" not in statement:
            run(connection, f"SELECT SLEEP({int(seconds)})")
        # The lock's holder is idle, as Airflow is between two statements; the other one is busy.
        while not RELEASED.exists() and time.monotonic() < until:
            time.sleep(0.2)


def release() -> None:
    """End the work of `lock` or `busy`. SLEEP that is interrupted returns 1, without an error."""
    RELEASED.touch()
    sleeping = f"SELECT id FROM information_schema.processlist WHERE db = '{DATABASE}' AND info LIKE 'SELECT SLEEP(%'"
    with contextlib.closing(connect(None)) as admin:
        for row in run(admin, sleeping):
            run(admin, f"KILL QUERY {row[0]}")


def main(command: str, *arguments: str) -> None:
    if command == "load":
        load(*arguments)
    elif command == "bare":
        bare(*arguments)
    elif command == "history":
        history()
    elif command == "counts":
        counts()
    elif command == "look":
        look()
    elif command == "sql":
        with contextlib.closing(connect(DATABASE)) as connection:
            run(connection, *arguments)
    elif command == "lock":
        hold(arguments[0], arguments[1], "SELECT GET_LOCK('airflow_MIGRATIONS', 0)")
    elif command == "busy":
        hold(DATABASE, arguments[0], "SELECT 1")
    elif command == "release":
        release()
    elif command == "none":
        with contextlib.closing(connect(DATABASE)) as connection:
            found = [query for query in arguments if run(connection, query)]
        if found:
            raise SystemExit(f"these should find nothing: {found}")
    elif command == "undo":
        with contextlib.closing(connect(None)) as admin:
            run(admin, f"DROP DATABASE {DATABASE}")
    elif command == "drop":
        drop()
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
