# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases and an HTTP server for this target. Arguments: a command and what it needs.

load DATABASE FILE       replace a database by a captured one (zstd-compressed dump)
exec DATABASE STATEMENT...  run statements
counts DATABASE FILE     print the tables whose row counts differ from those in the file, as JSON
drop DATABASE...         remove databases
http PORT DIRECTORY      answer as recorded: version, healthcheck

The login comes from OM_* variables.
"""

from __future__ import annotations

import contextlib
import http.server
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import typing as t

ENGINE = os.environ.get("OM_ENGINE", "mysql")


def connect(database: str | None) -> t.Any:
    login = {
        "host": os.environ["OM_HOST"],
        "port": int(os.environ["OM_PORT"]),
        "user": os.environ["OM_USER"],
        "password": os.environ["OM_PASSWORD"],
    }
    if ENGINE == "mysql":
        import pymysql
        from pymysql.constants import CLIENT

        flags = {"client_flag": CLIENT.MULTI_STATEMENTS, "max_allowed_packet": 1 << 30, "charset": "utf8mb4"}
        return pymysql.connect(database=database, autocommit=True, **flags, **login)
    import psycopg2

    raw = psycopg2.connect(dbname=database or "postgres", **login)
    raw.autocommit = True
    return raw


def run(database: str | None, *statements: str) -> list[t.Any]:
    rows: list[t.Any] = []
    with contextlib.closing(connect(database)) as raw:
        cursor = raw.cursor()
        for statement in statements:
            cursor.execute(statement)
            rows = list(cursor.fetchall()) if cursor.description else []
            while ENGINE == "mysql" and cursor.nextset():
                pass
    return rows


def load(database: str, path: str) -> None:
    if ENGINE == "mysql":
        # A session takes the server's value when it opens: the row of 16 MiB comes in one packet.
        run(None, "SET GLOBAL max_allowed_packet = 1073741824")
    run(None, f"DROP DATABASE IF EXISTS {database}")
    run(None, f"CREATE DATABASE {database}")
    dump = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout.decode()
    if ENGINE == "mysql":
        run(database, dump)
    else:
        load_postgresql(database, dump)


def load_postgresql(database: str, dump: str) -> None:
    """pg_dump's text, without psql: statements, and rows between COPY and a line with a backslash and a dot."""
    if not run(None, "SELECT 1 FROM pg_roles WHERE rolname = 'openmetadata_user'"):
        run(None, "CREATE ROLE openmetadata_user")
    with contextlib.closing(connect(database)) as raw:
        cursor = raw.cursor()
        text: list[str] = []
        lines = iter(dump.split("\n"))
        for line in lines:
            if line.startswith("\\"):
                continue
            if line.startswith("COPY ") and line.endswith("FROM stdin;"):
                run_all(cursor, text)
                rows = "".join(f"{row}\n" for row in iter(lambda: next(lines), "\\."))
                cursor.copy_expert(line, io.StringIO(rows))
            else:
                text.append(line)
        run_all(cursor, text)


def run_all(cursor: t.Any, text: list[str]) -> None:
    if any(line and not line.startswith("--") for line in text):
        cursor.execute("\n".join(text))
    text.clear()


def counts(database: str, path: str) -> dict[str, t.Any]:
    different = {}
    for line in pathlib.Path(path).read_text().splitlines():
        table, expected = line.split()
        quoted = f"`{table}`" if ENGINE == "mysql" else f'"{table}"'
        found = run(database, f"SELECT COUNT(*) FROM {quoted}")[0][0]
        if found != int(expected):
            different[table] = [int(expected), found]
    return different


def serve(port: str, directory: str) -> None:
    """Recorded answers of a real server; a file `sick` in the directory turns the health."""
    answers = {
        "/api/v1/system/version": ("om12_mysql/03_version_noauth.resp", "om12_mysql/03_version_noauth.resp"),
        "/healthcheck": ("om12_mysql/01_healthcheck.resp", "om12_pg_dbdown/05_dbdown_healthcheck.resp"),
    }

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = answers.get(self.path, ("", ""))[os.path.exists(os.path.join(directory, "sick"))]
            if not name:
                self.send_error(404)
                return
            raw = pathlib.Path(os.environ["OM_CASES"], "http", name).read_bytes()
            head, _blank, rest = raw.partition(b"\n\n")
            # A file may hold the answers to several requests in a row.
            body = rest[: int(re.search(rb"Content-Length: (\d+)", head)[1])]
            self.send_response(int(head.split()[1]))
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: t.Any) -> None:
            pass

    pathlib.Path(directory, "pid").write_text(str(os.getpid()))
    http.server.ThreadingHTTPServer(("127.0.0.1", int(port)), Handler).serve_forever()


def main(command: str, *arguments: str) -> None:
    if command == "load":
        load(*arguments)
    elif command == "exec":
        run(*arguments)
    elif command == "counts":
        print(json.dumps(counts(*arguments)))
    elif command == "drop":
        for database in arguments:
            run(None, f"DROP DATABASE IF EXISTS {database}")
    elif command == "http":
        serve(*arguments)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
