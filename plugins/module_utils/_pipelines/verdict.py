# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Is a run alive that OpenMetadata believes to be going on? Airflow tells, and a living run is never declared dead."""

from __future__ import annotations

import dataclasses
import typing as t

from .._times import from_millis, rfc3339
from .provenance import SLACK, Provenance
from .runs import Run

FINISHED, INTERRUPTED, ALIVE, UNKNOWN = "finished", "interrupted", "alive", "unknown"

# A run this young may not have reached Airflow's tables yet.
NEWBORN = 60_000

LIVE_DAG_STATES = ("running", "queued")
LIVE_TASK_STATES = ("running", "queued", "scheduled", "restarting", "deferred", "up_for_retry", "up_for_reschedule")


@dataclasses.dataclass(frozen=True)
class Task:
    """A task of a DAG run. Times in epoch milliseconds; ``heartbeat`` is None where Airflow does not tell it."""

    state: str | None
    started: int | None
    ended: int | None = None
    heartbeat: int | None = None


@dataclasses.dataclass(frozen=True)
class DagRun:
    """A run as Airflow knows it. Times in epoch milliseconds; ``tasks`` is None where they were not asked for."""

    dag_id: str
    run_id: str
    state: str
    started: int | None
    ended: int | None
    tasks: tuple[Task, ...] | None = None

    def covers(self, run: Run) -> bool:
        """Whether OpenMetadata's run can belong to this one."""
        if self.started is None:
            # It has not begun (or was cleared to begin anew), so nothing of it can be running.
            return self.state in LIVE_DAG_STATES and run.state == "queued"
        if self.started > run.started + SLACK:
            return False
        return self.ended is None or self.ended >= run.started - SLACK


@dataclasses.dataclass(frozen=True)
class Witness:
    """What Airflow said about one DAG.

    Attributes:
        answered: whether it answered at all.
        reason: why not.
        dag_runs: the DAG's runs round the time in question, and all living ones.
        scheduler: age of the scheduler's heartbeat in milliseconds, None where it is not known.
        reaches: how far back it told, epoch milliseconds; None where it told everything.
        provenance: whether its database can know the DAG's runs; None where its own API answered.
    """

    answered: bool
    reason: str = ""
    dag_runs: tuple[DagRun, ...] = ()
    scheduler: int | None = None
    reaches: int | None = None
    provenance: Provenance | None = None


@dataclasses.dataclass(frozen=True)
class Verdict:
    """The outcome for one run. ``state`` and ``end`` are Airflow's where it finished the run."""

    verdict: str
    evidence: str
    airflow_state: str | None = None
    state: str | None = None
    end: int | None = None


def judge(run: Run, witness: Witness | None, *, now: int, stale_after: int, stuck: bool, shared: int = 1) -> Verdict:
    """The verdict on one run.

    Args:
        run: the run.
        witness: what Airflow said; None where there is no Airflow to ask.
        now: epoch milliseconds.
        stale_after: age of a heartbeat, in milliseconds, from which on its task is dead to Airflow's scheduler.
        stuck: whether the run is older than the age that the user calls stuck.
        shared: how many pipelines have this DAG id (the same name in several services).
    """
    if now - run.started < NEWBORN:
        return Verdict(ALIVE, "It began less than a minute ago.")
    if witness is None and stuck:
        return Verdict(INTERRUPTED, "There is no Airflow to ask, and it runs longer than stuck_after.")
    if witness is None:
        return Verdict(UNKNOWN, "There is no Airflow to ask (set stuck_after to call old runs interrupted).")
    if not witness.answered:
        return Verdict(UNKNOWN, f"Airflow did not answer: {witness.reason}")
    return _judge_by_airflow(run, witness, now, stale_after, shared)


def _judge_by_airflow(run: Run, witness: Witness, now: int, stale_after: int, shared: int) -> Verdict:
    covering = [dag_run for dag_run in witness.dag_runs if dag_run.covers(run)]
    living = [dag_run for dag_run in covering if dag_run.state in LIVE_DAG_STATES]
    if living:
        return _judge_living(run, living, witness, now, stale_after)
    ended = sorted((dag_run for dag_run in covering if dag_run.ended is not None), key=lambda item: item.started or 0)
    if ended:
        return _judge_ended(run, ended[-1], shared)
    if witness.reaches is not None and run.started < witness.reaches:
        return Verdict(UNKNOWN, f"Airflow only told about runs since {_time(witness.reaches)}.")
    doubt = witness.provenance.doubt(run) if witness.provenance else ""
    if doubt:
        return Verdict(UNKNOWN, f"{doubt}. Check the login to Airflow's database.")
    others = [dag_run for dag_run in witness.dag_runs if dag_run.state in LIVE_DAG_STATES]
    evidence = f"Airflow has no run of DAG {run.dag_id} that was going on at {_time(run.started)}"
    if others:
        evidence += f"; {others[0].run_id} began later"
    return Verdict(INTERRUPTED, evidence + ".")


def _judge_living(run: Run, living: list[DagRun], witness: Witness, now: int, stale_after: int) -> Verdict:
    reasons = []
    for dag_run in living:
        dead = _why_dead(run, dag_run, now, stale_after)
        if not dead:
            return _alive(dag_run, witness, stale_after)
        reasons.append(f"Airflow says {dag_run.run_id} is {dag_run.state}, but {dead}")
    return Verdict(INTERRUPTED, "; ".join(reasons) + ".", airflow_state=living[-1].state)


def _alive(dag_run: DagRun, witness: Witness, stale_after: int) -> Verdict:
    state = dag_run.state
    beats = [task.heartbeat for task in dag_run.tasks or () if task.heartbeat is not None]
    if not beats and witness.scheduler is not None and witness.scheduler > stale_after:
        return Verdict(
            UNKNOWN,
            f"Airflow says {dag_run.run_id} is {state}, but its scheduler's last heartbeat is "
            f"{witness.scheduler // 1000} s old, so nobody looks after the run. Start Airflow and run again.",
            airflow_state=state,
        )
    return Verdict(ALIVE, f"Airflow says {dag_run.run_id} is {state}.", airflow_state=state)


def _why_dead(run: Run, dag_run: DagRun, now: int, stale_after: int) -> str | None:
    """Why a DAG run that Airflow calls running cannot be the one; None where it can."""
    if not dag_run.tasks:
        return None
    started = [task.started for task in dag_run.tasks if task.started is not None]
    if started and min(started) > run.started + SLACK:
        return f"its task began again at {_time(min(started))}: this was an earlier try"
    live = [task for task in dag_run.tasks if task.state in LIVE_TASK_STATES]
    if not live or any(task.state != "running" or task.heartbeat is None for task in live):
        return None
    last = max(task.heartbeat for task in live if task.heartbeat is not None)
    if now - last > stale_after:
        return f"its task's last heartbeat, at {_time(last)}, is {(now - last) // 1000} s old"
    return None


def _judge_ended(run: Run, dag_run: DagRun, shared: int) -> Verdict:
    state = dag_run.state
    says = f"Airflow says {dag_run.run_id} was {state} at {_time(dag_run.ended or 0)}"
    started = [task.started for task in dag_run.tasks or () if task.started is not None]
    if started and min(started) > run.started + SLACK:
        return Verdict(
            INTERRUPTED, f"{says}, but its task began again at {_time(min(started))}: this was an earlier try.", state
        )
    if shared > 1:
        return Verdict(
            INTERRUPTED,
            f"{says}, but {shared} pipelines have the DAG id {run.dag_id}, so that run may not be this one.",
            state,
        )
    if state not in ("success", "failed"):
        return Verdict(INTERRUPTED, f"{says}, which is no state of OpenMetadata's.", state)
    return Verdict(FINISHED, f"{says}.", airflow_state=state, state=state, end=dag_run.ended)


def judge_app(run: Run, *, started_before: int | None, stuck: bool) -> Verdict:
    """The verdict on an app's run, which lives in the server itself and dies with it.

    Args:
        run: the run.
        started_before: when the server was stopped, epoch milliseconds; None where that is not known.
        stuck: whether the run is older than the age that the user calls stuck.
    """
    if started_before is not None and run.started < started_before:
        return Verdict(INTERRUPTED, f"It began at {_time(run.started)}, before the server was stopped.")
    if stuck:
        return Verdict(INTERRUPTED, f"It began at {_time(run.started)} and runs longer than stuck_after.")
    return Verdict(UNKNOWN, "Nothing tells whether the server still works on it (set started_before or stuck_after).")


def _time(millis: int) -> str:
    return rfc3339(from_millis(millis))


def group_by_dag(runs: t.Iterable[Run]) -> dict[str, list[Run]]:
    """Runs by DAG id, so that Airflow is asked once for each."""
    groups: dict[str, list[Run]] = {}
    for run in runs:
        groups.setdefault(run.dag_id, []).append(run)
    return groups
