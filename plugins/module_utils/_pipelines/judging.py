# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which runs are judged, whom to ask about them, and what to write for each."""

from __future__ import annotations

import collections
import concurrent.futures
import dataclasses
import typing as t

from .._database.component import connect_component
from .._database.options import Login
from .._errors import OpsError
from .airflow_database import ask_database
from .airflow_rest import AirflowError, open_airflow
from .runs import Run, clean_dag_id, is_candidate
from .verdict import ALIVE, FINISHED, INTERRUPTED, Verdict, Witness, group_by_dag, judge, judge_app

THREADS = 8
IN_QUEUE = "It waits in Airflow's queue, and OpenMetadata has no record of it: there is nothing to resolve."


@dataclasses.dataclass(frozen=True)
class Limits:
    """Which runs are old enough. Times in milliseconds; see the module's options of the same names."""

    now: int
    started_before: int | None
    stuck_after: int | None
    stale_after: int
    apps_stuck_after: int | None = None  # None: runs of apps are judged as those of pipelines

    def of(self, run: Run) -> tuple[int | None, int | None]:
        """What holds for a run of this kind: `started_before`, and the age from which on it is stuck."""
        if run.kind == "app" and self.apps_stuck_after is not None:
            # the server that it lives in runs on, so when others began says nothing about it
            return None, self.apps_stuck_after
        return self.started_before, self.stuck_after


@dataclasses.dataclass(frozen=True)
class Judged:
    """A run, the verdict on it, and what to write (None where it is left alone)."""

    run: Run
    verdict: Verdict
    new_state: str | None = None
    new_end: int | None = None


def judge_runs(
    runs: t.Sequence[Run],
    names: t.Iterable[str],
    limits: Limits,
    resolution: str,
    ask: t.Callable[[dict[str, list[Run]]], dict[str, Witness]],
) -> list[Judged]:
    """The verdicts on all runs.

    Args:
        runs: the runs.
        names: the names of all pipelines.
        limits: which runs are old enough.
        resolution: the state for an interrupted run.
        ask: asks Airflow about DAG ids; a DAG id that the answer lacks means that there is no Airflow.
    """
    candidates = set()
    for run in runs:
        started_before, stuck_after = limits.of(run)
        if is_candidate(run, started_before=started_before, stuck_after=stuck_after, now=limits.now):
            candidates.add(id(run))
    groups = group_by_dag(
        run for run in runs if id(run) in candidates and run.kind == "pipeline" and not run.queued_in_airflow
    )
    witnesses = ask(groups) if groups else {}
    shared = collections.Counter(clean_dag_id(name) for name in names)
    judged = []
    for run in runs:
        started_before, stuck_after = limits.of(run)
        stuck = stuck_after is not None and limits.now - run.started > stuck_after
        if run.queued_in_airflow:
            verdict = Verdict(ALIVE, IN_QUEUE)
        elif id(run) not in candidates:
            verdict = Verdict(ALIVE, "It is too young for started_before and stuck_after, so it was not judged.")
        elif run.kind == "app":
            verdict = judge_app(run, started_before=started_before, stuck=stuck)
        else:
            verdict = judge(
                run,
                witnesses.get(run.dag_id),
                now=limits.now,
                stale_after=limits.stale_after,
                stuck=stuck,
                shared=max(shared[run.dag_id], 1),
            )
        judged.append(_decide(run, verdict, resolution, limits.now))
    return judged


def _decide(run: Run, verdict: Verdict, resolution: str, now: int) -> Judged:
    if verdict.verdict == FINISHED:
        return Judged(run, verdict, verdict.state, verdict.end)
    if verdict.verdict == INTERRUPTED:
        return Judged(run, verdict, resolution, verdict.end or now)
    return Judged(run, verdict)


def ask_airflow(
    params: t.Mapping[str, t.Any],
    groups: dict[str, list[Run]],
    read_past: t.Callable[[t.Iterable[Run]], list[Run]],
    made: int | None,
    warn: t.Callable[[str], None],
) -> dict[str, Witness]:
    """What Airflow says, by DAG id; empty where there is none to ask.

    Its database where a login is given (it alone knows heartbeats), else its REST API. An Airflow that does not
    answer is no error: its runs are unknown then.

    Args:
        params: the module's options.
        groups: runs by DAG id.
        read_past: reads the last ended runs of the pipelines that runs are of.
        made: when the caller had Airflow's database made anew, epoch milliseconds.
        warn: takes a warning.
    """
    try:
        if params["airflow_database"]:
            with connect_component(airflow_login(params["airflow_database"])) as connection:
                past = group_by_dag(read_past([run for runs in groups.values() for run in runs]))
                return ask_database(connection, groups, past, made)
        if not params["airflow_url"]:
            return {}
        airflow = open_airflow(
            params["airflow_url"],
            params["airflow_user"],
            params["airflow_password"],
            validate_certs=params["validate_certs"],
            ca_path=params["ca_path"],
            timeout=params["timeout"],
            retries=1,
        )
    except (AirflowError, OpsError) as exc:
        warn(f"Airflow could not be asked, so nothing is known about its runs: {exc.message}")
        return {dag_id: Witness(False, exc.message) for dag_id in groups}
    if airflow.note:
        warn(airflow.note)
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        return dict(zip(groups, pool.map(airflow.ask, groups, groups.values())))


def airflow_login(options: dict[str, t.Any]) -> Login:
    """The login of the suboptions ``airflow_database``."""
    return Login.from_params(options)
