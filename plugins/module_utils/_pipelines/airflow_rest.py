# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What Airflow knows, over HTTP: its REST API (v1 with a password, v2 with a token), or OpenMetadata's plugin in it.

Paths and fields are those of Airflow 2.10.5 (api_connexion/openapi/v1.yaml), 3.1.5 (api_fastapi/core_api), and of
openmetadata-managed-apis 1.9.17 and 1.11.4.
"""

from __future__ import annotations

import base64
import typing as t

from .._errors import OpsError
from .._server.client import Answer, ApiError, Rest, quote_part
from .._times import UTC, from_millis, now, parse_rfc3339, to_millis
from .provenance import SLACK
from .runs import Run
from .verdict import LIVE_DAG_STATES, DagRun, Task, Witness

# OpenMetadata's plugin: Airflow 3 mounts it below /pluginsv2 (seen in its routes), Airflow 2 at the root.
MANAGED_PATHS = ("pluginsv2/api/v2/openmetadata", "api/v1/openmetadata")
MANAGED_RUNS = 10  # its `status` answers the last ten runs
PAGE = 100
PROBE = "openmetadata_ops_probe"  # a DAG that no Airflow has


class AirflowError(OpsError):
    """Airflow cannot be asked."""


class Airflow:
    """One Airflow behind its URL. Use :func:`open_airflow`."""

    def __init__(self, rest: Rest, base: str, *, managed: bool = False) -> None:
        self._rest = rest
        self._base = base
        self._managed = managed
        self.scheduler: int | None = None
        self.note = ""  # what the user should know about this way of asking

    def ask(self, dag_id: str, runs: t.Sequence[Run]) -> Witness:
        """What it says about one DAG, as far as these runs need it."""
        try:
            return self._managed_witness(dag_id) if self._managed else self._witness(dag_id, runs)
        except ApiError as exc:
            return Witness(False, exc.message)

    def read_paused(self, dag_ids: t.Iterable[str]) -> dict[str, bool]:
        """Whether each of these DAGs is paused; those that it does not know, or does not tell, are left out."""
        paused: dict[str, bool] = {}
        for dag_id in () if self._managed else dag_ids:
            body = self._rest.get(f"{self._base}/dags/{quote_part(dag_id)}").body
            if isinstance(body, dict) and isinstance(body.get("is_paused"), bool):
                paused[dag_id] = body["is_paused"]
        return paused

    def read_scheduler(self) -> None:
        """Note the age of the scheduler's last heartbeat, where it is told."""
        if self._managed:
            return
        path = "health" if self._base == "api/v1" else "monitor/health"
        answer = self._rest.get(f"{self._base}/{path}")
        beat = ((answer.body or {}).get("scheduler") or {}).get("latest_scheduler_heartbeat") if answer.ok else None
        self.scheduler = to_millis(now()) - to_millis(parse_rfc3339(beat)) if beat else None

    def _witness(self, dag_id: str, runs: t.Sequence[Run]) -> Witness:
        found: dict[str, DagRun] = {}
        # Newest first, so that a DAG with many waiting runs shows the ones that began.
        for run in self._dag_runs(dag_id, {"state": list(LIVE_DAG_STATES), "order_by": "-start_date"}):
            found[run.run_id] = run
        for stuck in runs:
            query = {
                "start_date_lte": _iso(stuck.started + SLACK),
                "end_date_gte": _iso(stuck.started - SLACK),
                "order_by": "-start_date",
            }
            for run in self._dag_runs(dag_id, query):
                found.setdefault(run.run_id, run)
        told = [self._with_tasks(run) if any(run.covers(stuck) for stuck in runs) else run for run in found.values()]
        return Witness(True, dag_runs=tuple(told), scheduler=self.scheduler)

    def _dag_runs(self, dag_id: str, query: dict[str, t.Any]) -> list[DagRun]:
        answer = self._rest.get(f"{self._base}/dags/{quote_part(dag_id)}/dagRuns", {"limit": PAGE, **query})
        if _has_no_dag(answer):
            return []
        body = _good(answer, f"Asking Airflow for the runs of {dag_id}")
        return [
            DagRun(
                dag_id,
                str(item["dag_run_id"]),
                str(item["state"]),
                _millis(item.get("start_date")),
                _millis(item.get("end_date")),
            )
            for item in body.get("dag_runs", [])
        ]

    def _with_tasks(self, run: DagRun) -> DagRun:
        path = f"{self._base}/dags/{quote_part(run.dag_id)}/dagRuns/{quote_part(run.run_id)}/taskInstances"
        answer = self._rest.get(path, {"limit": PAGE})
        if not answer.ok:
            return run
        tasks = tuple(
            Task(item.get("state"), _millis(item.get("start_date")), _millis(item.get("end_date")))
            for item in (answer.body or {}).get("task_instances", [])
        )
        return DagRun(run.dag_id, run.run_id, run.state, run.started, run.ended, tasks)

    def _managed_witness(self, dag_id: str) -> Witness:
        answer = self._rest.get(f"{self._base}/status", {"dag_id": dag_id})
        if _plugin_has_no_dag(answer, dag_id):
            return Witness(True)
        body = _good(answer, f"Asking OpenMetadata's plugin for the runs of {dag_id}")
        runs = tuple(
            DagRun(
                dag_id,
                str(item.get("runId")),
                str(item.get("pipelineState")),
                item.get("startDate"),
                item.get("endDate"),
            )
            for item in body
        )
        started = [run.started for run in runs if run.started is not None]
        return Witness(True, dag_runs=runs, reaches=min(started) if len(runs) >= MANAGED_RUNS and started else None)


def open_airflow(url: str, user: str | None, password: str | None, **options: t.Any) -> Airflow:
    """Find out which API answers, log in, and note how old the scheduler's heartbeat is.

    Args:
        url: Airflow's base URL.
        user: login name.
        password: its password.
        options: see :class:`Rest`.

    Raises:
        AirflowError: nothing answers, or nothing lets this login in.
    """
    try:
        return _open(url.rstrip("/"), user, password, options)
    except ApiError as exc:
        raise AirflowError(f"{exc.message} (Airflow at {url})") from exc


def _open(url: str, user: str | None, password: str | None, options: dict[str, t.Any]) -> Airflow:
    basic = {}
    if user:
        login = base64.b64encode(f"{user}:{password or ''}".encode()).decode()
        basic = {"Authorization": f"Basic {login}"}
    plain = Rest(url, basic, **options)
    reasons = []
    if plain.get("api/v2/version").ok:
        answer = plain.send("POST", "auth/token", body={"username": user or "", "password": password or ""})
        token = (answer.body or {}).get("access_token") if answer.ok and isinstance(answer.body, dict) else None
        if token:
            airflow = Airflow(Rest(url, {"Authorization": f"Bearer {token}"}, **options), "api/v2")
            airflow.read_scheduler()
            return airflow
        reasons.append(f"/auth/token answered {answer.status} {answer.message}")
    else:
        answer = plain.get("api/v1/dags", {"limit": 1})
        if answer.ok:
            airflow = Airflow(plain, "api/v1")
            airflow.read_scheduler()
            return airflow
        reasons.append(f"/api/v1/dags answered {answer.status} {answer.message}")
    for path in MANAGED_PATHS:
        # A DAG that is not there: 404 in the plugin's own words, and no other page has them.
        answer = plain.get(f"{path}/status", {"dag_id": PROBE})
        if answer.ok or _plugin_has_no_dag(answer, PROBE):
            airflow = Airflow(plain, path, managed=True)
            airflow.note = (
                f"Airflow's own API let nobody in ({'; '.join(reasons)}), so OpenMetadata's plugin in it was asked, "
                "which only tells each DAG's last ten runs."
            )
            return airflow
        reasons.append(f"/{path}/status answered {answer.status}")
    raise AirflowError(
        f"Airflow at {url} lets user {user or '(none)'} in nowhere: {'; '.join(reasons)}. "
        "Check airflow_url, airflow_user and airflow_password."
    )


def _has_no_dag(answer: Answer) -> bool:
    """Whether Airflow says that it has no such DAG: ``detail`` names it (2.10.5, 3.1.5). For a path that it does not
    have Airflow 3 answers 404 with ``error``, and a proxy with a page."""
    return answer.status == 404 and isinstance(answer.body, dict) and "dag" in str(answer.body.get("detail")).lower()


def _plugin_has_no_dag(answer: Answer, dag_id: str) -> bool:
    """The same for OpenMetadata's plugin, in its own words (operations/status.py of the managed APIs)."""
    return (
        answer.status == 404
        and isinstance(answer.body, dict)
        and answer.body.get("error") == f"DAG {dag_id} not found."
    )


def _good(answer: Answer, what: str) -> t.Any:
    if not answer.ok or not isinstance(answer.body, (dict, list)):
        raise ApiError(f"{what}: it answered {answer.status} {answer.message}", answer.status)
    return answer.body


def _millis(text: str | None) -> int | None:
    return to_millis(parse_rfc3339(text)) if text else None


def _iso(millis: int) -> str:
    return from_millis(millis).astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
