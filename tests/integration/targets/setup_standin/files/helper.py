# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests with a stand-in server need: free ports, a database, rows in it.

    helper.py ports | create | drop | sql STATEMENT... | load FILE | runs N | airflow PORT | airflow_case

The login comes from the same variables that the stand-in reads.
"""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.parse
import uuid

ENGINE = os.environ.get("DB_SCHEME", "mysql")


def connect(database: str | None):
    login = {
        "host": os.environ["DB_HOST"],
        "port": int(os.environ["DB_PORT"]),
        "user": os.environ["DB_USER"],
        "password": os.environ["DB_USER_PASSWORD"],
    }
    if ENGINE == "mysql":
        import pymysql

        return pymysql.connect(
            database=database, autocommit=True, max_allowed_packet=1 << 30, charset="utf8mb4", **login
        )
    import psycopg2

    raw = psycopg2.connect(dbname=database or "postgres", **login)
    raw.autocommit = True
    return raw


def ports() -> None:
    """Three ports to listen on, again and again. The kernel must not give them to anybody who connects somewhere: such
    a port cannot be listened on for a minute after the connection was closed."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        low, high = (int(word) for word in file.read().split())
    found: list[int] = []
    for port in random.sample([*range(10_000, low), *range(high + 1, 65_536)], 200):
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == 3:
            break
    else:
        sys.exit(f"There are no three free ports outside of {low} to {high}.")
    print(*found, sep="\n")


def create(name: str) -> None:
    drop(name)
    with contextlib.closing(connect(None)) as raw:
        raw.cursor().execute(f"CREATE DATABASE {name}" + (" CHARACTER SET utf8mb4" if ENGINE == "mysql" else ""))


def drop(name: str) -> None:
    with contextlib.closing(connect(None)) as raw:
        raw.cursor().execute(f"DROP DATABASE IF EXISTS {name}")


def sql(name: str, statements: list[str]) -> None:
    """Run statements; the rows of the last one come out as JSON."""
    with contextlib.closing(connect(name)) as raw:
        cursor = raw.cursor()
        for statement in statements:
            cursor.execute(statement)
        if cursor.description:
            print(json.dumps([[str(value) for value in row] for row in cursor.fetchall()]))


def load(name: str, path: str) -> None:
    """Load a captured dump with no client but the driver."""
    text = subprocess.run(["zstd", "-dc", path], capture_output=True, check=True).stdout.decode()
    create(name)
    with contextlib.closing(connect(name)) as raw:
        cursor = raw.cursor()
        if ENGINE == "mysql":
            for statement in re.split(r";\n", re.sub(r"(?m)^--.*\n", "", text)):
                if statement.strip():
                    cursor.execute(statement)
            return
        lines, statement = iter(text.splitlines(keepends=True)), ""
        for line in lines:
            if line.startswith(("--", "\\")) or (not statement and not line.strip()):
                continue
            statement += line
            if statement.startswith("COPY ") and line.endswith("FROM stdin;\n"):
                import io

                data = ""
                for row in lines:
                    if row == "\\.\n":
                        break
                    data += row
                cursor.copy_expert(statement.rstrip(";\n"), io.StringIO(data))
                statement = ""
            elif line.endswith(";\n") and len(re.findall(r"\$\w*\$", statement)) % 2 == 0:
                if not re.search(r"OWNER TO|GRANT |REVOKE ", statement):
                    cursor.execute(statement)
                statement = ""
        cursor.execute("SET search_path TO public")


def runs(name: str, number: int) -> None:
    """Give the first pipeline so many runs that are stuck since yesterday, the newest of which is over."""
    with contextlib.closing(connect(name)) as raw:
        cursor = raw.cursor()
        cursor.execute("SELECT fqnHash FROM ingestion_pipeline_entity ORDER BY name LIMIT 1")
        key = cursor.fetchone()[0]
        now = int(time.time() * 1000)
        for index in range(number + 1):
            started = now - 86_400_000 + index * 1000
            state = "success" if index == number else "running"
            status = {
                "runId": str(uuid.uuid4()),
                "pipelineState": state,
                "startDate": started,
                "timestamp": started,
                "status": [{"name": "Source", "records": index}],
            }
            cursor.execute(
                "INSERT INTO entity_extension_time_series (extension, jsonSchema, json, entityFQNHash) "
                "VALUES ('ingestionPipeline.pipelineStatus', 'ingestionPipelineStatus', %s, %s)",
                (json.dumps(status), key),
            )


def airflow_case(name: str) -> None:
    """Three runs, and what Airflow 3 would know of them in the same database: dead, alive, finished."""
    tables = (
        "CREATE TABLE dag_run (dag_id VARCHAR(250), run_id VARCHAR(250), state VARCHAR(50), start_date {moment}, "
        "end_date {moment})",
        "CREATE TABLE task_instance (dag_id VARCHAR(250), run_id VARCHAR(250), task_id VARCHAR(250), "
        "state VARCHAR(20), start_date {moment}, end_date {moment}, last_heartbeat_at {moment})",
        "CREATE TABLE job (id INT, job_type VARCHAR(30), latest_heartbeat {moment})",
    )
    moment = "TIMESTAMP(6) NULL" if ENGINE == "mysql" else "TIMESTAMP WITH TIME ZONE"
    ago = "(UTC_TIMESTAMP(6) - INTERVAL {} SECOND)" if ENGINE == "mysql" else "(now() - make_interval(secs => {}))"
    with contextlib.closing(connect(name)) as raw:
        cursor = raw.cursor()
        if ENGINE == "mysql":
            cursor.execute("SET time_zone = '+00:00'")
        for table in tables:
            cursor.execute(table.format(moment=moment))
        cursor.execute(f"INSERT INTO job VALUES (1, 'SchedulerJob', {ago.format(2)})")
        # Names of one pipeline only: a DAG id that several share is another case.
        cursor.execute(
            "SELECT MIN(name), MIN(fqnHash) FROM ingestion_pipeline_entity GROUP BY name HAVING COUNT(*) = 1 "
            "ORDER BY 1 LIMIT 3"
        )
        cases = (("running", None, 3000), ("running", None, 5), ("success", 3000, 3000))
        for (pipeline, key), (state, ended, beat) in zip(cursor.fetchall(), cases):
            dag_id = re.sub(r"[^0-9a-zA-Z\-_]+", "_", pipeline)
            started = int(time.time() * 1000) - 3_600_000
            status = {
                "runId": str(uuid.uuid4()),
                "pipelineState": "running",
                "startDate": started,
                "timestamp": started,
            }
            cursor.execute(
                "INSERT INTO entity_extension_time_series (extension, jsonSchema, json, entityFQNHash) "
                "VALUES ('ingestionPipeline.pipelineStatus', 'ingestionPipelineStatus', %s, %s)",
                (json.dumps(status), key),
            )
            end = ago.format(ended) if ended else "NULL"
            cursor.execute(
                f"INSERT INTO dag_run VALUES (%s, 'manual__x', %s, {ago.format(3605)}, {end})", (dag_id, state)
            )
            cursor.execute(
                f"INSERT INTO task_instance VALUES (%s, 'manual__x', 't', %s, {ago.format(3602)}, {end}, "
                f"{ago.format(beat)})",
                (dag_id, state),
            )


def airflow(port: int) -> None:
    """OpenMetadata's plugin in an Airflow of the test's own: no DAG is known, every other deployment fails at first.

    Ends when this file is removed.
    """
    tried: dict[str, int] = {}

    class Plugin(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            path = parts.path
            if path.endswith("/status"):
                # The plugin's own words (operations/status.py); the module takes no other 404 for a missing DAG.
                raw = urllib.parse.parse_qs(parts.query).get("dag_id", [""])[0]
                dag_id = re.sub(r"[^0-9a-zA-Z\-_]+", "_", raw)
                self.answer(404, {"error": f"DAG {dag_id} not found."})
            elif path.endswith(("/health", "/ip")):
                self.answer(200, {"status": "healthy", "version": "test"})
            else:
                self.answer(404, "no such page")

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or "{}")
            name = str(body.get("name") or body.get("dag_id"))
            verb = self.path.rstrip("/").rpartition("/")[2]
            tried[name] = tried.get(name, 0) + 1
            if verb == "deploy" and len(name) % 2 and tried[name] == 1:
                self.answer(500, {"error": "DagContext"})
            elif verb == "kill":
                self.answer(404, {"error": f"Workflow [{name}] has no running or pending runs nor tasks"})
            else:
                self.answer(200, {"message": f"Workflow [{name}] has been seen"})

        def answer(self, status: int, body: object) -> None:
            data = json.dumps(body).encode() if isinstance(body, dict) else str(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Plugin) as server:
        server.timeout = 1
        while os.path.exists(__file__):  # the test removes its directory at its end
            server.handle_request()


def main() -> None:
    verb, rest = sys.argv[1], sys.argv[2:]
    name = os.environ.get("OM_DATABASE", "")
    if verb == "ports":
        ports()
    elif verb == "airflow":
        airflow(int(rest[0]))
    elif verb == "sql":
        sql(name, rest)
    elif verb == "load":
        load(name, rest[0])
    elif verb == "runs":
        runs(name, int(rest[0]))
    else:
        {"create": create, "drop": drop, "airflow_case": airflow_case}[verb](name)


if __name__ == "__main__":
    main()
