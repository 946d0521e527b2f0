# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which runs are judged, and by whom."""

from __future__ import annotations

import dataclasses
import pathlib

import pytest
import yaml
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.judging import Limits, judge_runs
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.runs import Run, read_run
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.verdict import (
    ALIVE,
    INTERRUPTED,
    UNKNOWN,
    Witness,
)

HOUR = 3_600_000
NOW = 1_795_389_478_902
# as preflight asks, while the server runs
PREFLIGHT = Limits(now=NOW, started_before=NOW, stuck_after=None, stale_after=300_000, apps_stuck_after=24 * HOUR)
# as the phase `pipelines` asks, with the server stopped a minute ago
PIPELINES = Limits(now=NOW, started_before=NOW - 60_000, stuck_after=None, stale_after=300_000)
# om_pipeline_stuck_after, which both phases pass on
DAY = 24 * HOUR


def run_of(hours: int, kind: str = "pipeline") -> Run:
    began = NOW - hours * HOUR
    run = read_run("s.p", "p", {"runId": "r", "pipelineState": "running", "startDate": began, "timestamp": began})
    assert run is not None
    return dataclasses.replace(run, kind=kind)


@pytest.mark.parametrize("limits", [PREFLIGHT, PIPELINES])
@pytest.mark.parametrize("stuck_after", [None, DAY])
@pytest.mark.parametrize("hours", [5, 30])
def test_both_phases_say_the_same_of_a_run(limits: Limits, stuck_after: int | None, hours: int) -> None:
    """Nothing in Airflow keeps it alive, however young it is."""
    limits = dataclasses.replace(limits, stuck_after=stuck_after)
    [judged] = judge_runs([run_of(hours)], ["p"], limits, "failed", lambda _groups: {"p": Witness(True)})
    assert judged.verdict.verdict == INTERRUPTED


@pytest.mark.parametrize("limits", [PREFLIGHT, PIPELINES])
@pytest.mark.parametrize(("hours", "verdict"), [(5, UNKNOWN), (30, INTERRUPTED)])
def test_both_phases_say_the_same_without_an_airflow(limits: Limits, hours: int, verdict: str) -> None:
    limits = dataclasses.replace(limits, stuck_after=DAY)
    [judged] = judge_runs([run_of(hours)], ["p"], limits, "failed", lambda _groups: {})
    assert judged.verdict.verdict == verdict


def options_of(role: str, file: str) -> dict[str, str]:
    """The options of om_pipeline_status in a file of tasks."""
    path = pathlib.Path(__file__).resolve().parents[5] / "roles" / role / "tasks" / file
    [options] = [
        task["openmetadata.ops.om_pipeline_status"]
        for task in yaml.safe_load(path.read_text(encoding="utf-8"))
        if "openmetadata.ops.om_pipeline_status" in task
    ]
    return dict(options)


def test_both_phases_pass_the_same_on() -> None:
    preflight, phase = options_of("preflight", "pipelines.yml"), options_of("pipelines", "resolve.yml")
    for name in ("source", "stuck_after", "airflow_database"):
        assert preflight[name] == phase[name]
    assert {"started_before"} <= preflight.keys() & phase.keys()


@pytest.mark.parametrize(("hours", "verdict"), [(5, ALIVE), (30, INTERRUPTED)])
def test_runs_of_apps_have_their_own_age(hours: int, verdict: str) -> None:
    [judged] = judge_runs([run_of(hours, "app")], [], PREFLIGHT, "failed", lambda _groups: {})
    assert judged.verdict.verdict == verdict


def test_without_airflow_nothing_is_known() -> None:
    [judged] = judge_runs([run_of(30)], ["p"], PREFLIGHT, "failed", lambda _groups: {})
    assert judged.verdict.verdict == UNKNOWN
