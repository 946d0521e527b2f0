# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The decisions about life and death, as tables. Minutes count from when OpenMetadata's run began."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.runs import Run, read_run
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.verdict import (
    ALIVE,
    FINISHED,
    INTERRUPTED,
    UNKNOWN,
    DagRun,
    Task,
    Witness,
    judge,
    judge_app,
)

MINUTE = 60_000
BEGIN = 1_795_389_478_902
NOW = BEGIN + 600 * MINUTE
STALE = 5 * MINUTE


def at(minutes: float | None) -> int | None:
    return None if minutes is None else int(BEGIN + minutes * MINUTE)


def run_of(state: str = "running", started: int = BEGIN) -> Run:
    run = read_run("svc.p", "p", {"runId": "r", "pipelineState": state, "startDate": started, "timestamp": started})
    assert run is not None
    return run


def dag_run(state: str, start: float | None, end: float | None = None, *tasks: Task, run_id: str = "x") -> DagRun:
    return DagRun("p", run_id, state, at(start), at(end), tasks or None)


def task(state: str | None, start: float | None, beat: float | None = None) -> Task:
    return Task(state, at(start), None, at(beat))


FRESH = task("running", 0, 598)
DEAD = task("running", 0, 20)


@pytest.mark.parametrize(
    ("dag_runs", "verdict", "state"),
    [
        # Nothing in Airflow at all, or only what came later or was over before.
        ((), INTERRUPTED, None),
        ((dag_run("running", 30),), INTERRUPTED, None),
        ((dag_run("success", -90, -60),), INTERRUPTED, None),
        # Airflow finished it.
        ((dag_run("success", -1, 5),), FINISHED, "success"),
        ((dag_run("failed", -1, 5),), FINISHED, "failed"),
        # Clocks that differ a little.
        ((dag_run("failed", 1, 5),), FINISHED, "failed"),
        ((dag_run("failed", -5, -1),), FINISHED, "failed"),
        ((dag_run("failed", 3, 5),), INTERRUPTED, None),
        # The one that began last before it is the one.
        ((dag_run("success", -20, 30), dag_run("failed", -1, 5)), FINISHED, "failed"),
        # A later try of the same DAG run succeeded; what OpenMetadata shows is the earlier one.
        ((dag_run("success", -1, 90, task("success", 60)),), INTERRUPTED, None),
        ((dag_run("success", -1, 90, task("success", 0)),), FINISHED, "success"),
        # It lives.
        ((dag_run("running", -1),), ALIVE, None),
        ((dag_run("running", -1, None, FRESH),), ALIVE, None),
        ((dag_run("running", -1, None, task("queued", None)),), ALIVE, None),
        ((dag_run("running", -1, None, task("deferred", 0, 20)),), ALIVE, None),
        ((dag_run("running", -1, None, DEAD, FRESH),), ALIVE, None),
        ((dag_run("running", -60), dag_run("failed", -1, 5)), ALIVE, None),
        # Airflow still calls it running, but its task is dead or began anew.
        ((dag_run("running", -1, None, DEAD),), INTERRUPTED, None),
        ((dag_run("running", -1, None, task("running", 60, 598)),), INTERRUPTED, None),
        # A DAG run that has not begun cannot hold a run that did.
        ((dag_run("queued", None),), INTERRUPTED, None),
        # A state that OpenMetadata does not know.
        ((dag_run("weird", -1, 5),), INTERRUPTED, None),
    ],
)
def test_judge(dag_runs: tuple[DagRun, ...], verdict: str, state: str | None) -> None:
    found = judge(run_of(), Witness(True, dag_runs=dag_runs), now=NOW, stale_after=STALE, stuck=True)
    assert (found.verdict, found.state) == (verdict, state)
    assert found.evidence
    assert (found.end is not None) == (verdict == FINISHED)


def test_a_queued_run_waits_with_a_queued_dag_run() -> None:
    witness = Witness(True, dag_runs=(dag_run("queued", None),))
    assert judge(run_of("queued"), witness, now=NOW, stale_after=STALE, stuck=True).verdict == ALIVE


@pytest.mark.parametrize(
    ("witness", "stuck", "verdict"),
    [
        (None, False, UNKNOWN),
        (None, True, INTERRUPTED),
        # An Airflow that is there and does not answer is no proof of anything, however old the run is.
        (Witness(False, "down"), False, UNKNOWN),
        (Witness(False, "down"), True, UNKNOWN),
        # The plugin tells the last ten runs only.
        (Witness(True, reaches=BEGIN + MINUTE), True, UNKNOWN),
        (Witness(True, reaches=BEGIN - MINUTE), True, INTERRUPTED),
        # Nobody looks after a run whose scheduler is dead, so "running" means nothing.
        (Witness(True, dag_runs=(dag_run("running", -1),), scheduler=STALE + 1), True, UNKNOWN),
        (Witness(True, dag_runs=(dag_run("running", -1),), scheduler=1000), True, ALIVE),
        (Witness(True, dag_runs=(dag_run("running", -1, None, FRESH),), scheduler=STALE + 1), True, ALIVE),
    ],
)
def test_judge_by_the_witness(witness: Witness | None, stuck: bool, verdict: str) -> None:
    assert judge(run_of(), witness, now=NOW, stale_after=STALE, stuck=stuck).verdict == verdict


def test_a_newborn_is_left_alone() -> None:
    found = judge(run_of(started=NOW - 30_000), Witness(True), now=NOW, stale_after=STALE, stuck=True)
    assert found.verdict == ALIVE


def test_a_dag_id_that_several_pipelines_share_proves_no_success() -> None:
    witness = Witness(True, dag_runs=(dag_run("success", -1, 5),))
    found = judge(run_of(), witness, now=NOW, stale_after=STALE, stuck=True, shared=3)
    assert (found.verdict, found.state) == (INTERRUPTED, None)


@pytest.mark.parametrize(
    ("started_before", "stuck", "verdict"),
    [(BEGIN + 1, False, INTERRUPTED), (BEGIN, False, UNKNOWN), (None, True, INTERRUPTED), (None, False, UNKNOWN)],
)
def test_judge_app(started_before: int | None, stuck: bool, verdict: str) -> None:
    assert judge_app(run_of(), started_before=started_before, stuck=stuck).verdict == verdict
