# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What goes through to Airflow's plugin: a small imitation of it answers under the prefix of Airflow 2 or 3.

Routes and answers as in the wheels openmetadata-managed-apis 1.9.17.1 and 1.11.4.0. A real Airflow stands behind the
stand-in in the whole upgrades.
"""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from installation import Installation, Running

Install = Callable[..., Installation]
PIPELINES = "services/ingestionPipelines"
PREFIXES = {2: "/api/v1/openmetadata/", 3: "/pluginsv2/api/v2/openmetadata/"}


class Plugin(http.server.ThreadingHTTPServer):
    """Remembers what it was asked."""

    daemon_threads = True

    def __init__(self, airflow: int, version: str) -> None:
        self.prefix = PREFIXES[airflow]
        self.version = version
        self.asked: list[tuple[str, str, Any]] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def answer(self, method: str, path: str, document: Any) -> tuple[int, Any]:
        if path in ("health", "health-auth"):
            return 200, {"status": "healthy", "version": self.version}
        if path == "csrf-token":
            return 200, {"csrf_token": "csrf"}
        self.asked.append((method, path, document))
        if path.startswith("status"):
            return 200, [{"runId": "manual__1", "pipelineState": "queued", "timestamp": 1_800_000_000_000}]
        if path == "kill":
            return 404, {"error": "has no running or pending runs nor tasks"}
        if path.startswith("last_dag_logs"):
            return 200, {"ingestion_task": "the log", "total": 1}
        if path == "ip":
            return 200, {"ip": "10.0.0.1"}
        return 200, {"message": "done"}


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Plugin

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        code, found = 404, {"detail": "no such path"}
        if self.path.startswith(self.server.prefix):
            code, found = self.server.answer(
                self.command, self.path.removeprefix(self.server.prefix), json.loads(body) if body else None
            )
        if not self.headers.get("Authorization", "").startswith("Basic "):
            code, found = 401, {"detail": "no login"}
        text = json.dumps(found).encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = _serve

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


@contextmanager
def plugin(airflow: int, version: str) -> Iterator[Plugin]:
    found = Plugin(airflow, version)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        found.shutdown()
        found.server_close()


@pytest.fixture(params=[("1.9.17", 2), ("1.11.4", 2), ("1.11.4", 3)], ids=str)
def pair(request: pytest.FixtureRequest, installed: Install) -> Iterator[tuple[Running, Plugin]]:
    version, airflow = request.param
    with plugin(airflow, f"{version}.0") as found:
        home = installed(version, PIPELINE_SERVICE_CLIENT_ENDPOINT=f"http://127.0.0.1:{found.server_address[1]}")
        assert home.ops("migrate").returncode == 0
        assert home.seed("--queries", "1", "--largest-query", "0").returncode == 0
        with home.server() as running:
            yield running, found


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_orchestration(pair: tuple[Running, Plugin]) -> None:
    running, airflow = pair
    token = running.installation.token()

    def api(method: str, path: str, body: Any = None) -> Any:
        return running.api(method, f"{PIPELINES}/{path}", body, token)

    pipeline = api("GET", "name/demo_mysql.demo_metadata").document
    identifier = pipeline["id"]
    assert api("GET", "status").document == {"code": 200, "platform": "Airflow", "version": airflow.version}
    assert api("GET", "ip").document == {"ip": "10.0.0.1"}
    assert api("POST", f"deploy/{identifier}").document["code"] == 200
    method, path, sent = airflow.asked[-1]
    assert (method, path, sent["fullyQualifiedName"]) == ("POST", "deploy", "demo_mysql.demo_metadata")
    assert sent["openMetadataServerConnection"]["securityConfig"]["jwtToken"] == token
    assert sent["service"]["type"] == "databaseService"
    assert api("GET", identifier).document["deployed"] is True
    assert api("POST", f"trigger/{identifier}").document["code"] == 200
    assert airflow.asked[-1] == ("POST", "trigger", {"dag_id": "demo_metadata"})
    assert api("POST", f"toggleIngestion/{identifier}").status == 200
    assert airflow.asked[-1][1] == "disable"
    assert api("GET", identifier).document["enabled"] is False
    assert api("POST", f"toggleIngestion/{identifier}").status == 200
    assert airflow.asked[-1][1] == "enable"
    killed = api("POST", f"kill/{identifier}")
    assert killed.status == 400
    assert "no running or pending runs" in killed.document["message"]
    assert api("GET", f"logs/{identifier}/last").document["ingestion_task"] == "the log"
    runs = api("GET", "demo_mysql.demo_metadata/pipelineStatus?startTs=1&endTs=1800000000001").document
    assert [run["pipelineState"] for run in runs["data"]] == ["queued", "success", "running", "success"]
    missing = "00000000-0000-0000-0000-00000000dead"
    bulk = api("POST", "bulk/deploy", [identifier, missing]).document
    assert [entry["code"] for entry in bulk] == [200, 500]
    assert running.installation.ops("deploy-pipelines").stdout.count("| DEPLOYED ") == 9


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_versions_do_not_match(installed: Install) -> None:
    with plugin(2, "1.8.0.0") as found:
        home = installed("1.9.17", PIPELINE_SERVICE_CLIENT_ENDPOINT=f"http://127.0.0.1:{found.server_address[1]}")
        assert home.ops("migrate").returncode == 0
        with home.server() as running:
            answer = running.api("GET", f"{PIPELINES}/status")
            assert answer.status == 200
            assert answer.document["code"] == 500
            assert "mismatch" in answer.document["reason"]
