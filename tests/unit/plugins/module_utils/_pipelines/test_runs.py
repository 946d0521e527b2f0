# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.runs import (
    clean_dag_id,
    is_candidate,
    knows_stopped,
    new_app_record,
    new_status,
    read_app_run,
    read_run,
)

RUNNING = {"runId": "r", "pipelineState": "running", "startDate": 1000, "timestamp": 900}


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (RUNNING, ("running", 1000, 900)),
        ({**RUNNING, "pipelineState": "queued"}, ("queued", 1000, 900)),
        ({"pipelineState": "running", "timestamp": 900}, ("running", 900, 900)),
        ({"pipelineState": "running", "startDate": 1000}, ("running", 1000, 1000)),
        ({**RUNNING, "startDate": None}, ("running", 900, 900)),
        ({"pipelineState": "running"}, None),
        ({**RUNNING, "pipelineState": "success"}, None),
        ({**RUNNING, "pipelineState": "partialSuccess"}, None),
        ({**RUNNING, "pipelineState": "stopped"}, None),
        ({}, None),
    ],
)
def test_read_run(status: dict[str, t.Any], found: tuple[str, int, int] | None) -> None:
    run = read_run("svc.p", "p", status)
    assert (run and (run.state, run.started, run.timestamp)) == found


@pytest.mark.parametrize("state", ["running", "started", "active", "stopInProgress", "pending"])
def test_an_app_runs_on(state: str) -> None:
    run = read_app_run({"appName": "A", "appId": "i", "status": state, "startTime": 5, "timestamp": 7})
    assert run is not None
    assert (run.kind, run.pipeline, run.key, run.started, run.timestamp, run.run_id) == ("app", "A", "i", 5, 7, "7")


@pytest.mark.parametrize("state", ["success", "completed", "failed", "stopped", "activeError", None])
def test_an_app_is_over(state: str | None) -> None:
    assert read_app_run({"appName": "A", "status": state, "startTime": 5}) is None


@pytest.mark.parametrize(
    ("started_before", "stuck_after", "candidate"),
    [
        (None, None, True),
        (1001, None, True),
        (1000, None, False),
        (None, 8999, True),
        (None, 9000, False),
        (500, 8999, True),
        (500, 9500, False),
    ],
)
def test_is_candidate(started_before: int | None, stuck_after: int | None, candidate: bool) -> None:
    run = read_run("svc.p", "p", RUNNING)
    assert run is not None
    assert is_candidate(run, started_before=started_before, stuck_after=stuck_after, now=10_000) == candidate


@pytest.mark.parametrize(
    ("version", "knows"),
    [
        ("1.12.6", True),
        ("1.12.8", True),
        ("1.12.5", False),
        ("1.12.8.10", True),
        ("1.13.0", True),
        ("2.0.1", True),
        ("1.12.4", False),
        ("1.9.17", False),
        ("1.11.4-SNAPSHOT", False),
        ("x", False),
        (None, False),
    ],
)
def test_knows_stopped(version: str | None, knows: bool) -> None:
    assert knows_stopped(version) == knows


@pytest.mark.parametrize(
    ("name", "dag_id"),
    [
        ("demo_metadata", "demo_metadata"),
        ("5f0e-ab", "5f0e-ab"),
        ("pipe.dot space", "pipe_dot_space"),
        ("pipe 'x' é.1", "pipe_x_1"),
        ("数据", "_"),
    ],
)
def test_clean_dag_id(name: str, dag_id: str) -> None:
    assert clean_dag_id(name) == dag_id


def test_a_new_status_keeps_all_that_was_read() -> None:
    status = {**RUNNING, "status": [{"name": "Source", "records": 3}], "config": {"a": 1}, "metadata": {"b": [2]}}
    assert new_status(status, "failed", 5000) == {**status, "pipelineState": "failed", "endDate": 5000}
    assert status["pipelineState"] == "running"


def test_a_run_never_ends_before_it_began() -> None:
    assert new_status(RUNNING, "failed", 1)["endDate"] == 1000
    assert new_app_record({"startTime": 10, "timestamp": 10}, "failed", 1) == {
        "startTime": 10,
        "timestamp": 10,
        "status": "failed",
        "endTime": 10,
        "executionTime": 0,
    }
