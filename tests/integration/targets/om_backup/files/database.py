# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes, looks at and spoils databases for the targets om_backup and om_restore. Arguments: a command, its own.

make MEGABYTES        replace the database by a generated one, a 25 MB row and odd names in it
load FILE             replace it by a captured one (zstd-compressed dump of this engine)
empty                 replace it by an empty one
look                  print row counts and the server's own checksums as JSON
sql STATEMENT...      run statements in it
hold SECONDS          stay connected to it
account NAME PASSWORD an administrator of that password
log                   print the bytes in the binary log (MySQL)
names PATTERN         print the databases whose name is LIKE that, as JSON
drop                  remove it
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import typing as t

ENGINE = os.environ["OM_ENGINE"]
DATABASE = os.environ["OM_DB"]
MYSQL = ENGINE == "mysql"
BIG = "größe 25 MB"


def connect(database: str | None) -> t.Any:
    login: dict[str, t.Any] = {
        "host": os.environ["OM_HOST"],
        "port": int(os.environ["OM_PORT"]),
        "user": os.environ["OM_USER"],
        "password": os.environ["OM_PASSWORD"],
    }
    if MYSQL:
        import pymysql

        return pymysql.connect(database=database, charset="utf8mb4", autocommit=True, max_allowed_packet=2**30, **login)
    import psycopg2

    raw = psycopg2.connect(dbname=database or "postgres", **login)
    raw.autocommit = True
    return raw


def quote(name: str) -> str:
    mark = "`" if MYSQL else '"'
    return mark + name.replace(mark, mark * 2) + mark


def rows(connection: t.Any, sql: str, *args: t.Any) -> list[tuple[t.Any, ...]]:
    cursor = connection.cursor()
    cursor.execute(sql, args or None)
    return list(cursor.fetchall()) if cursor.description else []


def create() -> None:
    server = connect(None)
    rows(server, f"DROP DATABASE IF EXISTS {quote(DATABASE)}")
    rows(server, f"CREATE DATABASE {quote(DATABASE)}" + (" CHARACTER SET utf8mb4" if MYSQL else ""))


def make(megabytes: str) -> None:
    sys.path.insert(0, os.environ["OM_GENERATOR"])
    import generate

    create()
    raw = connect(DATABASE)
    if MYSQL:
        raw.autocommit(False)
    else:
        raw.autocommit = False
    getattr(generate, ENGINE)(raw, int(megabytes))
    raw = connect(DATABASE)
    text = "longtext" if MYSQL else "text"
    rows(raw, f"CREATE TABLE {quote(BIG)} (id int PRIMARY KEY, t {text}, j {'json' if MYSQL else 'jsonb'})")
    # 25 MB in one value: beyond MySQL's 16 MB client packet, below the server's default of 64 MB
    value = "zeile 'ß'\n\t\\" * (25_000_000 // 13)
    rows(raw, f"INSERT INTO {quote(BIG)} VALUES (%s, %s, %s)", 1, value, json.dumps({"a": "ü\u0001 \\ '"}))
    rows(raw, f"CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL REFERENCES {quote(BIG)} (id))")
    if MYSQL:
        rows(raw, f"ALTER TABLE child ADD CONSTRAINT c FOREIGN KEY (parent) REFERENCES {quote(BIG)} (id)")
        rows(raw, "CREATE FUNCTION f(n int) RETURNS int DETERMINISTIC RETURN n + 1")
        rows(raw, "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO SELECT 1")
    rows(raw, "INSERT INTO child VALUES (7, 1)")


def load(path: str) -> None:
    create()
    with open(path, "rb") as stream:
        plain = subprocess.run(["zstd", "-dc"], stdin=stream, capture_output=True, check=True).stdout
    container = ["docker", "exec", "-i", os.environ["OM_CONTAINER"]]
    if MYSQL:
        argv = ["mysql", "--host=127.0.0.1", f"--user={os.environ['OM_USER']}", f"--database={DATABASE}"]
    else:
        argv = ["psql", "-q", "-h", "127.0.0.1", "-U", os.environ["OM_USER"], "-d", DATABASE]
    password = f"{'MYSQL_PWD' if MYSQL else 'PGPASSWORD'}={os.environ['OM_PASSWORD']}"
    subprocess.run(
        [*container[:2], "-i", "-e", password, container[3], *argv], input=plain, check=True, capture_output=True
    )


def look() -> None:
    raw = connect(DATABASE)
    found: dict[str, t.Any] = {"tables": {}}
    if MYSQL:
        listed = (
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_TYPE = 'BASE TABLE'"
        )
        for (name,) in rows(raw, listed, DATABASE):
            count = rows(raw, f"SELECT COUNT(*) FROM {quote(name)}")[0][0]
            checksum = rows(raw, f"CHECKSUM TABLE {quote(name)}")[0][1]
            definition = rows(raw, f"SHOW CREATE TABLE {quote(name)}")[0][1]
            found["tables"][name] = [count, str(checksum), definition]
        for what, column in (("TRIGGERS", "TRIGGER"), ("ROUTINES", "ROUTINE"), ("VIEWS", "TABLE"), ("EVENTS", "EVENT")):
            sql = f"SELECT {column}_NAME FROM information_schema.{what} WHERE {column}_SCHEMA = %s ORDER BY 1"
            found[what.lower()] = [row[0] for row in rows(raw, sql, DATABASE)]
        sql = "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA"
        sql += " WHERE SCHEMA_NAME = %s"
        found["made"] = list(rows(raw, sql, DATABASE)[0])
    else:
        listed = (
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
        for schema, name in rows(raw, listed):
            table = f"{quote(schema)}.{quote(name)}"
            sums = f"SELECT COUNT(*), COALESCE(SUM(hashtextextended(t::text, 0)::numeric), 0)::text FROM {table} t"
            found["tables"][name] = list(rows(raw, sums)[0])
        found["indexes"] = [list(row) for row in rows(raw, "SELECT indexname, indexdef FROM pg_indexes ORDER BY 1, 2")]
        user = "NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
        found["views"] = [
            list(row) for row in rows(raw, f"SELECT * FROM pg_views WHERE schemaname {user} ORDER BY 1, 2")
        ]
        constraints = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint ORDER BY 1, 2"
        found["constraints"] = [list(row) for row in rows(raw, constraints)]
        made = (
            "SELECT pg_get_userbyid(datdba), datcollate, datconnlimit,"
            " (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) a)::text,"
            " (SELECT array_agg(setconfig::text ORDER BY setrole) FROM pg_db_role_setting"
            " WHERE setdatabase = d.oid)::text"
            " FROM pg_database d WHERE datname = current_database()"
        )
        found["made"] = list(rows(raw, made)[0])
        found["sequences"] = [
            list(row) for row in rows(raw, "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1")
        ]
    print(json.dumps(found, sort_keys=True, default=str))


def main(command: str, *args: str) -> None:
    if command == "sql":
        raw = connect(DATABASE)
        for statement in args:
            rows(raw, statement)
    elif command == "hold":
        raw = connect(DATABASE)
        rows(raw, "SELECT 1")
        time.sleep(float(args[0]))
    elif command == "account":
        name, password = args
        server = connect(None)
        if MYSQL:
            rows(server, f"DROP USER IF EXISTS {name}")
            rows(server, f"CREATE USER {name} IDENTIFIED BY %s", password)
            rows(server, f"GRANT ALL ON *.* TO {name}")
        else:
            rows(server, f"DROP ROLE IF EXISTS {name}")
            rows(server, f"CREATE ROLE {name} LOGIN SUPERUSER PASSWORD %s", password)
    elif command == "log":
        print(sum(int(row[1]) for row in rows(connect(None), "SHOW BINARY LOGS")))
    elif command == "names":
        sql = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE %s"
        server = connect(None)
        if not MYSQL:
            sql = "SELECT datname FROM pg_database WHERE datname LIKE %s"
        print(json.dumps([row[0] for row in rows(server, sql, args[0])]))
    elif command == "drop":
        rows(connect(None), f"DROP DATABASE IF EXISTS {quote(DATABASE)}")
    elif command == "empty":
        create()
    else:
        {"make": make, "load": load, "look": look}[command](*args)


main(*sys.argv[1:])
