# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Runs over OpenMetadata's REST API: found through the list and each pipeline's own runs, changed by a PUT.

What the server answers while Airflow is down, or to run ids that are no UUID, is in recorded exchanges of real servers.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import json
import typing as t
import uuid

from .._server.client import ApiError, Client, expect, quote_part
from .._times import now, to_millis
from .listing import PAGE, PATH, list_pipelines
from .provenance import PAST
from .runs import LIVE_STATES, Run, read_app_run, read_ended, read_run

THREADS = 8
DAY = 86_400_000
# After so many pipelines in a row whose runs the server cannot tell, it cannot tell any (its Airflow is down).
GIVE_UP_AFTER = 3
MOST_PAST = 500  # ended runs that are kept


class Found(t.NamedTuple):
    """What the API told."""

    runs: list[Run]
    names: list[str]
    warnings: list[str]
    requests: int
    past: list[Run]  # the last ended runs of some pipelines


def find_runs(client: Client, wanted: t.Collection[str] = ()) -> Found:
    """Every run that is running or queued.

    The list shows each pipeline's newest run only (newer servers: the last five), so each pipeline that ever ran is
    asked for all of its runs. A server whose Airflow is down cannot tell them; then the list has to do, and a warning
    says so.

    Args:
        client: the server.
        wanted: fully qualified names of pipelines; all where it is empty.

    Raises:
        OpsError: the list cannot be had.
    """
    listing = list_pipelines(client, fields="pipelineStatuses")
    warnings = [listing.warning] if listing.warning else []
    asked = [
        pipeline
        for pipeline in listing.pipelines
        if _statuses(pipeline) and (not wanted or pipeline.get("fullyQualifiedName") in wanted)
    ]
    history = History(client)
    with concurrent.futures.ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(history.ask, (str(pipeline["fullyQualifiedName"]) for pipeline in asked)))
    runs: list[Run] = []
    past: list[Run] = []
    untold = 0
    for pipeline, statuses in zip(asked, told):
        untold += statuses is None
        known = {str(status.get("runId")): status for status in _statuses(pipeline)}
        known.update((str(status.get("runId")), status) for status in statuses or [])
        fqn, name = str(pipeline["fullyQualifiedName"]), str(pipeline["name"])
        stored = {str(status.get("runId")) for status in _statuses(pipeline)}
        for run in (read_run(fqn, name, status) for status in known.values()):
            if run:
                runs.append(dataclasses.replace(run, queued_in_airflow=is_airflows(run, stored)))
        if len(past) < MOST_PAST:
            ended = [run for run in (read_ended(fqn, name, status) for status in known.values()) if run]
            past += sorted(ended, key=lambda run: -run.timestamp)[:PAST]
    if untold:
        warnings.append(
            f"The server could not tell all runs of {untold} pipelines ({history.reason}), only the newest ones: older "
            "stuck runs may be left. Start Airflow, or give the database's login, and run again."
        )
    runs.sort(key=lambda run: run.timestamp)
    names = [str(pipeline["name"]) for pipeline in listing.pipelines]
    return Found(runs, names, warnings, listing.requests + history.requests, past)


def is_airflows(run: Run, stored: t.Collection[str]) -> bool:
    """Whether a run is one that only Airflow knows: the server adds those that wait in Airflow's queue to its answer.

    Airflow's ids are no UUIDs (``manual__2026-11-27T00:00:00+00:00``), those that ingestion records are.

    Args:
        run: the run.
        stored: ids of runs that OpenMetadata has stored for sure.
    """
    return run.state == "queued" and not _is_uuid(run.run_id) and run.run_id not in stored


def find_app_runs(client: Client) -> list[Run]:
    """Runs of apps that are not over, as far as their last records tell; none on servers from before apps.

    Raises:
        OpsError: the server refuses.
    """
    answer = client.send("GET", "v1/apps", query={"limit": PAGE})
    if answer.status in (404, 500):
        # An unknown path is 500 "HTTP 404 Not Found" (recorded).
        return []
    apps = (expect(answer, "Listing the apps").body or {}).get("data") or []
    runs = []
    for app in apps:
        # An external app runs as an ingestion pipeline, and is found as one.
        if app.get("appType") != "internal":
            continue
        records = client.send("GET", f"v1/apps/name/{quote_part(str(app['name']))}/status", query={"limit": 100})
        for record in (records.body or {}).get("data") or [] if records.ok else []:
            run = read_app_run({"appName": app["name"], "appId": app["id"], **record})
            if run:
                runs.append(run)
    return runs


class History:
    """All runs of a pipeline, as long as the server can tell them."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._refused = 0
        self._end = to_millis(now()) + DAY
        self.requests = 0
        self.reason = ""

    def ask(self, fqn: str) -> list[dict[str, t.Any]] | None:
        """The pipeline's statuses; None where the server cannot tell them."""
        if self._refused >= GIVE_UP_AFTER:
            return None
        self.requests += 1
        try:
            answer = self._client.send(
                "GET", f"{PATH}/{quote_part(fqn)}/pipelineStatus", query={"startTs": 1, "endTs": self._end}
            )
        except ApiError as exc:
            self._refused += 1
            self.reason = exc.message[:200]
            return None
        if answer.status == 404:
            # Deleted since the list was made.
            return []
        if not answer.ok:
            # 400 "Airflow Exception …": it asks Airflow for queued runs before it answers.
            if answer.status in (401, 403):
                expect(answer, f"Asking for the runs of {fqn}")
            self._refused += 1
            self.reason = f"{answer.status} {answer.message}"[:200]
            return None
        self._refused = 0
        return [status for status in (answer.body or {}).get("data") or [] if isinstance(status, dict)]


class UnreadableError(ApiError):
    """The API has no way to read a run."""


def read_again(client: Client, run: Run) -> dict[str, t.Any] | None:
    """The run's status as it is now; None where the run is gone.

    Raises:
        UnreadableError: the API has no way to read this run.
        ApiError: the server does not tell.
    """
    path = f"{PATH}/{quote_part(run.pipeline)}/pipelineStatus"
    if _is_uuid(run.run_id):
        answer = client.get(f"{path}/{quote_part(run.run_id)}")
        if answer.status in (204, 404):
            return None
        body = expect(answer, f"Reading run {run.run_id} of {run.pipeline} again").body
        return body if isinstance(body, dict) else None
    # The server takes UUIDs only there (500 otherwise), so such a run is looked up in the pipeline's own view.
    answer = client.get(f"{PATH}/name/{quote_part(run.pipeline)}", {"fields": "pipelineStatuses"})
    if answer.status == 404:
        return None
    body = expect(answer, f"Reading {run.pipeline} again").body
    for status in _statuses(body if isinstance(body, dict) else {}):
        if status.get("runId") == run.run_id and status.get("timestamp") == run.timestamp:
            return status
    raise UnreadableError(
        "The API cannot read it again, because its id is no UUID and it is not the pipeline's newest run. Give the "
        "database's login to resolve it."
    )


def write_status(client: Client, run: Run, status: dict[str, t.Any]) -> dict[str, t.Any] | None:
    """Send the whole status; what it replaced, where the server tells.

    Raises:
        ApiError: the server refuses it.
    """
    answer = client.send("PUT", f"{PATH}/{quote_part(run.pipeline)}/pipelineStatus", body=status)
    expect(answer, f"Setting run {run.run_id} of {run.pipeline} to {status['pipelineState']}")
    return replaced_status(answer.body)


def replaced_status(body: t.Any) -> dict[str, t.Any] | None:
    """The status that a PUT replaced: its answer is a change event with the old value in it (recorded)."""
    change = body.get("changeDescription") if isinstance(body, dict) else None
    for field in (change or {}).get("fieldsUpdated") or []:
        old = field.get("oldValue") if field.get("name") == "pipelineStatus" else None
        if isinstance(old, str):
            with contextlib.suppress(ValueError):
                old = json.loads(old)
        if isinstance(old, dict):
            return old
    return None


def still_live(status: t.Mapping[str, t.Any] | None) -> bool:
    """Whether the run is still one to resolve."""
    return status is not None and status.get("pipelineState") in LIVE_STATES


def _statuses(pipeline: t.Mapping[str, t.Any]) -> list[dict[str, t.Any]]:
    """``pipelineStatuses``: one object up to 1.13, an array of the last five in 2.0."""
    value = pipeline.get("pipelineStatuses")
    if isinstance(value, dict):
        return [value]
    return [status for status in value or [] if isinstance(status, dict)]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
