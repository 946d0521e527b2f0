# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A run record of the search indexing app, and what it says.

Fields as in the SDK's AppRunRecord, Stats and SearchIndexingAppConfig (openmetadata-ingestion 1.11.4, 2.0.7).
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._upstream.changes import FIXED_REINDEX
from .._versions import parse_version

APP = "SearchIndexingApplication"
RECREATE = "recreateIndex"

# The indexer's own word for its end. The run goes on until the server writes `success` and an end time; until then it
# refuses the next trigger (recorded, 1.12.6).
COMPLETED = "completed"
_GOOD = ("success", COMPLETED)
_OVER = ("success", "failed", "stopped")
# The command line tool's own words (OpenMetadataOperations.java): nothing is wrong, and nothing was done.
SKIPPED = "No index mapping changes detected, skipping reindex"
BUSY = "already running"
# What stopping answers where the server itself runs no job of the app (AppScheduler.java of main, read 2026-11-29);
# 1.12.6 answers 200 then (recorded).
NOTHING_RUNS = "no job running"


@dataclasses.dataclass(frozen=True)
class Record:
    """One run. Times in epoch milliseconds."""

    run_id: str
    state: str
    started: int
    over: bool
    stats: dict[str, t.Any]
    failure: str

    @property
    def good(self) -> bool:
        return self.over and self.state in _GOOD

    @property
    def lost(self) -> int:
        """How many records could not be indexed."""
        return int((self.stats.get("jobStats") or {}).get("failedRecords") or 0)


def read_record(body: t.Any) -> Record | None:
    """A record from the answer of a server: the record itself, or a list's first one."""
    if isinstance(body, dict) and isinstance(body.get("data"), list):
        body = body["data"][0] if body["data"] else None
    if not isinstance(body, dict) or not body.get("status"):
        return None
    started = int(body.get("startTime") or body.get("timestamp") or 0)
    state = str(body["status"])
    success, failure = body.get("successContext") or {}, body.get("failureContext") or {}
    return Record(
        run_id=str(started),
        state=state,
        started=started,
        # `active` and `activeError` are also states of a run that goes on; its end time tells.
        over=state in _OVER or bool(body.get("endTime") or body.get("executionTime")),
        stats=success.get("stats") or failure.get("stats") or {},
        failure=_why(failure),
    )


def _why(failure: t.Mapping[str, t.Any]) -> str:
    """The failure in one line: newer servers keep it under ``failure``, older ones anywhere."""
    inner = failure.get("failure")
    for source in (inner if isinstance(inner, dict) else {}, failure):
        for key in ("message", "lastFailedReason", "stackTrace", "jobError"):
            if source.get(key):
                return " ".join(str(source[key]).split())[:500]
    return " ".join(str(failure).split())[:500] if failure else ""


def takes_recreate(version: str | None, stored: t.Mapping[str, t.Any]) -> bool:
    """Whether the server takes ``recreateIndex`` with the trigger; one that does not refuses the whole trigger.

    Args:
        version: what the server says that it is.
        stored: the app's own configuration, which decides where the version says nothing.
    """
    try:
        return parse_version(str(version)) < parse_version(FIXED_REINDEX)
    except ValueError:
        return RECREATE in stored


def make_config(entities: t.Sequence[str], recreate: bool | None) -> dict[str, t.Any]:
    """What is sent along with the trigger; it goes over the app's own configuration.

    Args:
        entities: the kinds of entities; all where it is empty.
        recreate: whether the indexes are made anew; None leaves that to the server.
    """
    config: dict[str, t.Any] = {"entities": list(entities) or ["all"]}
    return config if recreate is None else {**config, RECREATE: recreate}


def says_busy(text: str) -> bool:
    """Whether the server refuses because a run is going on."""
    return BUSY in text.lower()


def says_nothing_runs(text: str) -> bool:
    """Whether the server refuses to stop a run because it runs none."""
    return NOTHING_RUNS in text.lower()
