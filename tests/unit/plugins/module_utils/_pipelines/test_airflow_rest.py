# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers of Airflow 2.10.5 and 3.1.5 as seen from real ones; the real ones themselves are asked in bench/pipelines."""

from __future__ import annotations

import base64
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.airflow_rest import (
    AirflowError,
    open_airflow,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.runs import Run, read_run
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.verdict import DagRun, Task

from ..conftest import Got, Sent

BEGIN = 1_795_404_100_236  # 2026-11-23T03:21:40.236Z
BASIC = "Basic " + base64.b64encode(b"admin:secret").decode()
NO_ROUTE = Sent(404, {"error": "API route not found"})
REMOVED = Sent(
    404, {"error": "/api/v1 has been removed in Airflow 3, please use its upgraded version /api/v2 instead."}
)
PAGE = Sent(404, "<!DOCTYPE html><title>Airflow 404</title>", {"Content-Type": "text/html"})
BEAT = {"scheduler": {"status": "healthy", "latest_scheduler_heartbeat": "2026-11-23T03:21:00.5+00:00"}}


def run_of() -> Run:
    run = read_run("svc.p", "p", {"runId": "r", "pipelineState": "running", "startDate": BEGIN, "timestamp": BEGIN})
    assert run is not None
    return run


class Fake:
    """Both generations, with as much of them open as a test wants."""

    def __init__(
        self, generation: int, *, core: bool = True, plugin: bool = True, runs: t.Sequence[t.Any] = ()
    ) -> None:
        self.generation, self.core, self.plugin, self.runs = generation, core, plugin, list(runs)
        self.base = "/api/v1" if generation == 2 else "/api/v2"
        self.managed = "/api/v1/openmetadata" if generation == 2 else "/pluginsv2/api/v2/openmetadata"

    def __call__(self, got: Got) -> Sent:
        if got.path.startswith(self.managed):
            if not self.plugin:
                return PAGE
            if self.generation == 2 and got.headers.get("authorization") != BASIC:
                return Sent(403, {"error": "no"})
            if got.query["dag_id"] != "p":
                return Sent(404, {"error": f"DAG {got.query['dag_id']} not found."})
            return Sent(200, self.runs)
        if got.path == "/auth/token" and self.generation == 3:
            if got.body == {"username": "admin", "password": "secret"} and self.core:
                return Sent(201, {"access_token": "jwt"})
            return Sent(401, {"detail": "Invalid credentials"})
        if self.generation == 3 and got.path == "/api/v2/version":
            return Sent(200, {"version": "3.1.5"})
        if not got.path.startswith(f"{self.base}/"):
            return REMOVED if got.path.startswith("/api/v1/") else NO_ROUTE if self.generation == 3 else PAGE
        wanted = BASIC if self.generation == 2 else "Bearer jwt"
        if not self.core or got.headers.get("authorization") != wanted:
            return Sent(401, {"detail": "Unauthorized", "status": 401, "title": "Unauthorized"})
        return self.answer(got, got.path[len(self.base) :])

    def answer(self, got: Got, path: str) -> Sent:
        if path in ("/health", "/monitor/health"):
            return Sent(200, BEAT)
        if path == "/dags":
            return Sent(200, {"dags": []})
        if path == "/dags/p/dagRuns":
            living = "state" in got.query
            return Sent(200, {"dag_runs": [run for run in self.runs if (run["end_date"] is None) == living]})
        if path.endswith("/taskInstances"):
            assert path.startswith("/dags/p/dagRuns/manual__2026-11-23T03:21:38+00:00/")
            task = {"state": "running", "start_date": "2026-11-23T03:21:39.691000Z", "end_date": None}
            return Sent(200, {"task_instances": [task]})
        return Sent(404, {"detail": f"The Dag with ID: `{path}` was not found"})


LIVING = {
    "dag_run_id": "manual__2026-11-23T03:21:38+00:00",
    "state": "running",
    "start_date": "2026-11-23T03:21:39.178000+00:00",
    "end_date": None,
}
ENDED = {
    **LIVING,
    "dag_run_id": "early",
    "state": "failed",
    "start_date": "2026-11-22T00:00:00Z",
    "end_date": "2026-11-22T00:01:00Z",
}


@pytest.mark.parametrize("generation", [2, 3])
def test_the_own_api(http_server: t.Any, generation: int) -> None:
    server = http_server(Fake(generation, runs=[LIVING, ENDED]))
    airflow = open_airflow(server.url + "/", "admin", "secret", retries=0)
    assert airflow.note == ""
    assert airflow.scheduler is not None
    witness = airflow.ask("p", [run_of()])
    assert witness.answered
    assert witness.reaches is None
    assert witness.dag_runs == (
        DagRun(
            "p",
            "manual__2026-11-23T03:21:38+00:00",
            "running",
            1_795_404_099_178,
            None,
            (Task("running", 1_795_404_099_691),),
        ),
        DagRun("p", "early", "failed", 1_795_305_600_000, 1_795_305_660_000),
    )


@pytest.mark.parametrize("generation", [2, 3])
def test_a_dag_that_is_not_there(http_server: t.Any, generation: int) -> None:
    airflow = open_airflow(http_server(Fake(generation)).url, "admin", "secret", retries=0)
    witness = airflow.ask("gone", [run_of()])
    assert (witness.answered, witness.dag_runs) == (True, ())


@pytest.mark.parametrize("generation", [2, 3])
def test_the_plugin_where_the_own_api_lets_nobody_in(http_server: t.Any, generation: int) -> None:
    status = {"runId": "x", "pipelineState": "failed", "startDate": BEGIN, "endDate": BEGIN + 5, "timestamp": BEGIN}
    fake = Fake(generation, core=False, runs=[{**status, "startDate": BEGIN - number} for number in range(10)])
    airflow = open_airflow(http_server(fake).url, "admin", "secret", retries=0)
    assert "last ten runs" in airflow.note
    witness = airflow.ask("p", [run_of()])
    assert len(witness.dag_runs) == 10
    assert witness.reaches == BEGIN - 9
    gone = airflow.ask("gone", [run_of()])
    assert (gone.answered, gone.dag_runs, gone.reaches) == (True, (), None)


@pytest.mark.parametrize("generation", [2, 3])
def test_a_404_of_something_else_is_no_word_about_a_dag(http_server: t.Any, generation: int) -> None:
    """Airflow 3 answers 404 with `error` to paths that it does not have: that must not pass for "no such DAG"."""
    with pytest.raises(AirflowError, match="lets user admin in nowhere"):
        open_airflow(http_server(Fake(generation, core=False, plugin=False)).url, "admin", "secret", retries=0)


def test_no_airflow_at_all(http_server: t.Any) -> None:
    with pytest.raises(AirflowError, match="no answer"):
        open_airflow("http://127.0.0.1:1", "admin", "secret", retries=0, timeout=2)
    with pytest.raises(AirflowError, match="nowhere"):
        open_airflow(http_server(lambda _got: Sent(404, "nginx")).url, None, None, retries=0)


@pytest.mark.parametrize(
    "answer", [Sent(404, "nginx"), Sent(502, "bad gateway"), Sent(200, "<html>login</html>"), NO_ROUTE]
)
def test_an_answer_that_is_no_airflow_leaves_runs_unknown(http_server: t.Any, answer: Sent) -> None:
    fake = Fake(2, runs=[LIVING])

    def handler(got: Got) -> Sent:
        return answer if got.path.endswith("/dagRuns") else fake(got)

    airflow = open_airflow(http_server(handler).url, "admin", "secret", retries=0)
    assert not airflow.ask("p", [run_of()]).answered
