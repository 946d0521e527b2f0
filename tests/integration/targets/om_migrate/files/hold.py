# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions of others on the database of the test, as a server, a person or a crash leaves them.

    hold.py idle|transaction|qualified|prepared|mark COUNT SECONDS USER     hold sessions for so many seconds
    hold.py release                                                         end all of them
    hold.py accounts|no_accounts|resolve                                    accounts of the test; end a prepared one

The login comes from OM_* variables. It is detached: the command returns when the sessions are there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

ENGINE, DATABASE = os.environ["OM_ENGINE"], os.environ["OM_DB"]
PASSWORD = os.environ["OM_PASSWORD"]
ACCOUNTS = ("om_migrate_server", "om_migrate_low")
GID = "om_migrate_gid"
HELD = Path(__file__).with_name("held")  # process ids, one a line


def connect(user: str, database: str | None, program: str = "test"):
    login = {"host": os.environ["OM_HOST"], "port": int(os.environ["OM_PORT"]), "user": user, "password": PASSWORD}
    if ENGINE == "mysql":
        import pymysql

        return pymysql.connect(database=database, autocommit=True, program_name=program, **login)
    import psycopg2

    raw = psycopg2.connect(dbname=database or "postgres", application_name=program, **login)
    raw.autocommit = True
    return raw


def run(raw, *statements: str) -> None:
    cursor = raw.cursor()
    for statement in statements:
        cursor.execute(statement)


def accounts() -> None:
    no_accounts()
    raw = connect(os.environ["OM_USER"], None)
    for name in ACCOUNTS:
        if ENGINE == "mysql":
            run(raw, f"CREATE USER {name}@'%' IDENTIFIED BY '{PASSWORD}'", f"GRANT ALL ON {DATABASE}.* TO {name}@'%'")
        else:
            run(raw, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
            inside = connect(os.environ["OM_USER"], DATABASE)
            run(inside, f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO {name}")


def no_accounts() -> None:
    raw = connect(os.environ["OM_USER"], None)
    for name in ACCOUNTS:
        if ENGINE == "postgresql":
            row = raw.cursor()
            row.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,))
            if row.fetchone():
                run(connect(os.environ["OM_USER"], DATABASE), f"DROP OWNED BY {name}")
        run(raw, f"DROP USER IF EXISTS {name}")


def begin(mode: str, user: str):
    if mode == "mark":
        return connect(user, DATABASE, "openmetadata.ops: keeps a lock")
    raw = connect(user, None if mode == "qualified" and ENGINE == "mysql" else DATABASE)
    table = f"{DATABASE}.table_entity" if ENGINE == "mysql" else "table_entity"
    if mode in ("transaction", "qualified"):
        run(raw, "BEGIN", f"SELECT * FROM {table}")
    elif mode == "prepared" and ENGINE == "mysql":
        run(
            raw,
            f"XA START '{GID}'",
            f"INSERT INTO {table} (id, name, json) VALUES ('gid', 'gid', '{{}}')",
            f"XA END '{GID}'",
        )
        run(raw, f"XA PREPARE '{GID}'")
    elif mode == "prepared":
        run(
            raw,
            "BEGIN",
            f"INSERT INTO {table} (id, name, json) VALUES ('gid', 'gid', '{{}}')",
            f"PREPARE TRANSACTION '{GID}'",
        )
    return raw


def hold(mode: str, count: int, seconds: float, user: str) -> None:
    held = [begin(mode, user) for _number in range(count)]
    child = os.fork()
    if child:
        with HELD.open("a") as stream:
            stream.write(f"{child}\n")
        os._exit(0)  # the child has the sessions now; closing them here would end them
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    time.sleep(seconds)
    held.clear()


def release() -> None:
    for line in HELD.read_text().split() if HELD.exists() else []:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(line), signal.SIGKILL)
    HELD.unlink(missing_ok=True)
    time.sleep(0.5)  # until the server has seen it


def main() -> None:
    verb, *rest = sys.argv[1:]
    if verb in ("accounts", "no_accounts", "release"):
        {"accounts": accounts, "no_accounts": no_accounts, "release": release}[verb]()
    elif verb == "resolve":
        raw = connect(os.environ["OM_USER"], DATABASE)
        run(raw, f"XA ROLLBACK '{GID}'" if ENGINE == "mysql" else f"ROLLBACK PREPARED '{GID}'")
    else:
        hold(verb, int(rest[0]), float(rest[1]), rest[2])


if __name__ == "__main__":
    main()
