# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts, a table and a look at the server for this target. Arguments: a command and what it needs.

prepare                  a database with one row of 15 MB, and accounts with few rights
drop                     remove all of that, and settings that a test left behind
exec STATEMENT...        run statements as the administrator
query STATEMENT          print the first row as JSON
sort                     sort whole rows in a new session; print the error's number, or "sorted"
crash MOMENT NAME VALUE  run om_db_param and kill it with SIGKILL right before or after it sets the parameter
crash MOMENT             the same on the way back
hold server|airflow      hold the lock of a migration in the background; print the id of the process

The login comes from OM_* variables.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import typing as t

ENGINE = os.environ["OM_ENGINE"]
DATABASE = os.environ["OM_DB"]
ACCOUNTS = ("om_param_limited", "om_param_owner", "om_param_admin", "om_param_server")
SECRET = "om_param_secret"


def connect(database: str | None = None) -> t.Any:
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


def run(statements: t.Iterable[str], database: str | None = None) -> t.Any:
    row = None
    with contextlib.closing(connect(database)) as raw:
        cursor = raw.cursor()
        for statement in statements:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
    return row


def prepare() -> None:
    drop()
    if ENGINE == "mysql":
        accounts = [f"CREATE USER {name} IDENTIFIED BY '{SECRET}'" for name in ACCOUNTS]
        run(
            [
                "SET GLOBAL max_allowed_packet = 1073741824",
                f"CREATE DATABASE {DATABASE}",
                *accounts,
                f"GRANT ALL ON {DATABASE}.* TO om_param_limited",
                "CREATE ROLE om_param_role",
                "GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO om_param_role",
                "GRANT om_param_role TO om_param_admin",
                "ALTER USER om_param_admin DEFAULT ROLE om_param_role",
            ]
        )
        column = "JSON"
    else:
        run([f"CREATE ROLE {name} LOGIN PASSWORD '{SECRET}'" for name in ACCOUNTS])
        run([f"CREATE DATABASE {DATABASE} OWNER om_param_owner"])
        column = "JSONB"
    with contextlib.closing(connect(DATABASE)) as raw:
        cursor = raw.cursor()
        cursor.execute(f"CREATE TABLE query_entity (id INT PRIMARY KEY, json {column} NOT NULL)")
        for number, size in enumerate((15_000_000, 100, 100)):
            cursor.execute("INSERT INTO query_entity VALUES (%s, %s)", (number, json.dumps({"query": "x" * size})))


def drop() -> None:
    if ENGINE == "mysql":
        run(
            [
                f"DROP DATABASE IF EXISTS {DATABASE}",
                "DROP DATABASE IF EXISTS openmetadata_ops",
                *(f"DROP USER IF EXISTS {name}" for name in ACCOUNTS),
                "DROP ROLE IF EXISTS om_param_role",
                "SET GLOBAL sort_buffer_size = DEFAULT",
                "SET GLOBAL log_bin_trust_function_creators = OFF",
                "RESET PERSIST IF EXISTS sort_buffer_size",
                "RESET PERSIST IF EXISTS log_bin_trust_function_creators",
            ]
        )
        return
    run([f"DROP DATABASE IF EXISTS {DATABASE}"])
    run(["DROP SCHEMA IF EXISTS openmetadata_ops CASCADE"])
    run([f"DROP ROLE IF EXISTS {name}" for name in ACCOUNTS])
    for name in ("work_mem", "max_wal_senders"):
        run([f"ALTER SYSTEM RESET {name}"])
    run(["SELECT pg_reload_conf()"])


def sort() -> str:
    with contextlib.closing(connect(DATABASE)) as raw:
        cursor = raw.cursor()
        try:
            cursor.execute("SELECT json FROM query_entity ORDER BY json, id LIMIT 1 OFFSET 1")
        except Exception as exc:
            return str(exc.args[0])
        return "sorted" if cursor.fetchall() else "nothing"


def crash(moment: str, *setting: str) -> None:
    """The module's own code with its own connection, and a death that no handler sees."""
    sys.path[:0] = os.environ["OM_COLLECTIONS"].split(":")
    from ansible_collections.openmetadata.ops.plugins.module_utils._params import mysql, postgresql
    from ansible_collections.openmetadata.ops.plugins.modules import om_db_param

    target = mysql.MysqlTarget if ENGINE == "mysql" else postgresql.PostgresqlTarget
    real = target.apply if setting else target.put_back

    def deadly(self: t.Any, *arguments: t.Any) -> None:
        if moment == "after":
            real(self, *arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(target, "apply" if setting else "put_back", deadly)
    options = {name: spec.get("default") for name, spec in om_db_param.argument_spec().items()}
    options.update(
        engine=ENGINE,
        login_host=os.environ["OM_HOST"],
        login_port=int(os.environ["OM_PORT"]),
        login_user=os.environ["OM_USER"],
        login_password=os.environ["OM_PASSWORD"],
        login_db=DATABASE,
        role=None if ENGINE == "mysql" else "om_param_server",
        scope=os.environ.get("OM_SCOPE", "auto"),
        state="present" if setting else "restored",
        state_file=os.environ["OM_STATE"],
        params={setting[0]: setting[1]} if setting else None,
    )
    om_db_param.run(options, False)


def hold(what: str) -> int:
    """The lock that om_migrate or Airflow's own migration holds, see db.py of Airflow."""
    sys.path[:0] = os.environ["OM_COLLECTIONS"].split(":")
    from ansible_collections.openmetadata.ops.plugins.module_utils._database.lock import lock_key, lock_name

    name = lock_name(DATABASE, "migrate") if what == "server" else "airflow_MIGRATIONS"
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        os.read(reader, 1)  # until the lock is held
        return child
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    cursor = connect(DATABASE).cursor()
    if ENGINE == "mysql":
        cursor.execute("SELECT GET_LOCK(%s, 0)", (name,))
    else:
        cursor.execute("SELECT pg_advisory_lock(%s)", (lock_key(name) if what == "server" else 1,))
    os.write(writer, b".")
    signal.pause()
    return 0


def main(command: str, *arguments: str) -> None:
    if command == "prepare":
        prepare()
    elif command == "drop":
        drop()
    elif command == "exec":
        run(arguments)
    elif command == "query":
        print(json.dumps(run(arguments, DATABASE), default=str))
    elif command == "sort":
        print(sort())
    elif command == "hold":
        print(hold(*arguments))
    elif command == "crash":
        crash(*arguments)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
