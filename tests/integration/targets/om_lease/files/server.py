# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts, sessions and processes for this target. Arguments: a command and what it needs.

prepare      create an account that may only log in
drop         drop it
session      print the name of the session that holds the lease
process      start a process in the background; print its id and start as JSON
relay PORT   pass connections to PORT of the loopback address on to the server, in the background
end PORT     end that relay and its connections

The login comes from OM_* variables.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import selectors
import signal
import socket
import subprocess
import sys
import time
import typing as t

ENGINE = os.environ["OM_ENGINE"]
HERE = pathlib.Path(__file__).parent
SECRET = "om_lease_secret"


def connect() -> t.Any:
    login = {
        "host": os.environ["OM_HOST"],
        "port": int(os.environ["OM_PORT"]),
        "user": os.environ["OM_USER"],
        "password": os.environ["OM_PASSWORD"],
    }
    if ENGINE == "mysql":
        import pymysql

        return pymysql.connect(autocommit=True, **login)
    import psycopg2

    raw = psycopg2.connect(dbname="postgres", **login)
    raw.autocommit = True
    return raw


def run(*statements: str) -> t.Any:
    row = None
    with contextlib.closing(connect()) as raw:
        cursor = raw.cursor()
        for statement in statements:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
    return row


def prepare() -> None:
    drop()
    if ENGINE == "mysql":
        run(f"CREATE USER om_lease_limited IDENTIFIED BY '{SECRET}'")
    else:
        run("CREATE DATABASE om_lease_test", f"CREATE ROLE om_lease_limited LOGIN PASSWORD '{SECRET}'")


def drop() -> None:
    if ENGINE == "mysql":
        run("DROP USER IF EXISTS om_lease_limited")
    else:
        run("DROP DATABASE IF EXISTS om_lease_test", "DROP ROLE IF EXISTS om_lease_limited")


def session() -> str:
    row = run(
        "SELECT attr_value FROM performance_schema.session_connect_attrs WHERE attr_name = 'program_name' "
        "AND processlist_id = IS_USED_LOCK('openmetadata_ops:lease')"
        if ENGINE == "mysql"
        else "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
        "WHERE l.locktype = 'advisory' AND a.datname = 'postgres'"
    )
    return row[0] if row else ""


def process() -> str:
    child = subprocess.Popen(
        ["sleep", "300"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    fields = pathlib.Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return json.dumps({"pid": child.pid, "start": fields[19]})


def relay(port: int) -> None:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen()
    if os.fork():
        return
    os.setsid()
    (HERE / f"relay-{port}").write_text(str(os.getpid()))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)
    peers: dict[t.Any, socket.socket] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        while True:
            for key, _events in selector.select():
                if key.fileobj is listener:
                    client, _address = listener.accept()
                    upstream = socket.create_connection((os.environ["OM_HOST"], int(os.environ["OM_PORT"])))
                    peers.update({client: upstream, upstream: client})
                    selector.register(client, selectors.EVENT_READ)
                    selector.register(upstream, selectors.EVENT_READ)
                    continue
                one = t.cast(socket.socket, key.fileobj)
                data = one.recv(65536) if one in peers else b""
                if data:
                    peers[one].sendall(data)
                elif one in peers:
                    other = peers.pop(one)
                    peers.pop(other, None)
                    for end in (one, other):
                        selector.unregister(end)
                        end.close()


def end(port: int) -> None:
    path = HERE / f"relay-{port}"
    if path.exists():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(path.read_text()), signal.SIGKILL)
        path.unlink()
        time.sleep(0.5)


def main(command: str, *arguments: str) -> None:
    if command in ("prepare", "drop"):
        globals()[command]()
    elif command in ("session", "process"):
        print(globals()[command]())
    elif command in ("relay", "end"):
        globals()[command](int(arguments[0]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
