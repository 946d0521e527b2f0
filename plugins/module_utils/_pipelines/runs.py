# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A run that OpenMetadata believes to be going on, and the status that replaces it."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._upstream.changes import STATE_STOPPED
from .._versions import parse_version

LIVE_STATES = ("running", "queued")
# AppRunRecord's states that are no end (SDK 2.0.7, entity/applications/appRunRecord).
LIVE_APP_STATES = ("running", "started", "active", "stopInProgress", "pending")
FINAL_STATES = ("success", "failed", "partialSuccess", "stopped")


@dataclasses.dataclass(frozen=True)
class Run:
    """One run as it was read.

    Attributes:
        kind: ``pipeline`` or ``app``.
        pipeline: fully qualified name of the ingestion pipeline, or name of the app.
        name: the pipeline's own name.
        run_id: the run's id (an app's run has none; its start time stands for it).
        state: ``running`` or ``queued``; an app's own word.
        started: when it began, epoch milliseconds.
        timestamp: the key under which it is stored, epoch milliseconds.
        status: everything that was read.
        key: the database's key of the pipeline (``entityFQNHash``), or the app's id.
        queued_in_airflow: OpenMetadata has no record of it; its server took it from Airflow's queue for the answer.
    """

    kind: str
    pipeline: str
    name: str
    run_id: str
    state: str
    started: int
    timestamp: int
    status: dict[str, t.Any]
    key: str = ""
    queued_in_airflow: bool = False

    @property
    def dag_id(self) -> str:
        """Airflow's name of the pipeline: what is no letter, digit, dash or underscore becomes an underscore
        (clean_dag_id of openmetadata-managed-apis 1.9.17 and 1.11.4)."""
        return clean_dag_id(self.name)


def clean_dag_id(name: str) -> str:
    """The DAG id that the managed APIs give to a pipeline of this name."""
    return re.sub(r"[^0-9a-zA-Z\-_]+", "_", name)


def read_run(pipeline: str, name: str, status: t.Mapping[str, t.Any], key: str = "") -> Run | None:
    """A run from its status, None where it is over or cannot be told from others."""
    return _read(pipeline, name, status, key) if status.get("pipelineState") in LIVE_STATES else None


def read_ended(pipeline: str, name: str, status: t.Mapping[str, t.Any], key: str = "") -> Run | None:
    """An ended run from its status, None where it is not over."""
    return _read(pipeline, name, status, key) if status.get("pipelineState") in FINAL_STATES else None


def _read(pipeline: str, name: str, status: t.Mapping[str, t.Any], key: str) -> Run | None:
    timestamp = status.get("timestamp") or status.get("startDate")
    if not timestamp:
        return None
    return Run(
        kind="pipeline",
        pipeline=pipeline,
        name=name,
        run_id=str(status.get("runId") or ""),
        state=str(status["pipelineState"]),
        started=int(status.get("startDate") or timestamp),
        timestamp=int(timestamp),
        status=dict(status),
        key=key,
    )


def read_app_run(record: t.Mapping[str, t.Any]) -> Run | None:
    """An app's run from its record, None where it is over."""
    state = record.get("status")
    timestamp = record.get("timestamp") or record.get("startTime")
    if state not in LIVE_APP_STATES or not timestamp:
        return None
    name = str(record.get("appName") or record.get("appId") or "")
    return Run(
        kind="app",
        pipeline=name,
        name=name,
        run_id=str(timestamp),
        state=str(state),
        started=int(record.get("startTime") or timestamp),
        timestamp=int(timestamp),
        status=dict(record),
        key=str(record.get("appId") or ""),
    )


def is_candidate(run: Run, *, started_before: int | None, stuck_after: int | None, now: int) -> bool:
    """Whether the run is old enough to be judged at all. With neither limit every run is.

    Args:
        run: the run.
        started_before: epoch milliseconds.
        stuck_after: milliseconds of age.
        now: epoch milliseconds.
    """
    if started_before is None and stuck_after is None:
        return True
    if started_before is not None and run.started < started_before:
        return True
    return stuck_after is not None and now - run.started > stuck_after


def knows_stopped(version: str | None) -> bool:
    """Whether a server of this version knows the state ``stopped``."""
    try:
        return version is not None and STATE_STOPPED.known_to(parse_version(version))
    except ValueError:
        return False


def new_status(status: t.Mapping[str, t.Any], state: str, end: int) -> dict[str, t.Any]:
    """The status to send back: all that was read, with another state and an end.

    The server replaces the whole document, so what is not sent is lost; ``timestamp`` is its key and is never changed
    (a PUT without it is answered with a misleading 409, seen on a real server).
    """
    return {**status, "pipelineState": state, "endDate": max(end, int(status.get("startDate") or 0))}


def new_app_record(record: t.Mapping[str, t.Any], state: str, end: int) -> dict[str, t.Any]:
    """The same for an app's run; ``executionTime`` is what the server takes as the sign that a run is over."""
    start = int(record.get("startTime") or record.get("timestamp") or end)
    return {**record, "status": state, "endTime": max(end, start), "executionTime": max(end - start, 0)}
