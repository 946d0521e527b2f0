# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of applications in apps_extension_time_series: search indexing is the one that an upgrade starts.

Nothing is indexed: the lab has no search. A run counts the entities and ends, as the real one's record would.
"""

from __future__ import annotations

import json
import logging
import threading
from typing import Any

from . import store
from .app import App, seconds
from .db.dialect import placeholder, text_at
from .db.errors import DbError
from .db.pool import Session
from .store import KINDS, Document, dump, now

LOG = logging.getLogger("openmetadata_standin.apps")
SEARCH = "SearchIndexingApplication"
_TABLE = "apps_extension_time_series"
_INDEXED = ("table", "query", "glossary", "glossaryTerm", "user", "team", "databaseService", "ingestionPipeline")
# Names of apps that run in this process now; a record left over by a dead server is not among them.
_RUNNING: set[str] = set()
_STOPS: dict[str, threading.Event] = {}
_LOCK = threading.Lock()


def runs(session: Session, app: Document, limit: int, offset: int = 0) -> tuple[list[Document], int]:
    """Newest first, and how many there are."""
    condition = "appId = %s AND extension = 'status'"
    total = int(session.value(f"SELECT COUNT(*) FROM {_TABLE} WHERE {condition}", (app["id"],)))
    rows = session.rows(
        f"SELECT json FROM {_TABLE} WHERE {condition} ORDER BY timestamp DESC LIMIT %s OFFSET %s",
        (app["id"], limit, offset),
    )
    return [json.loads(text) for (text,) in rows], total


def record(app: Document, kind: str, status: str, start: int, **fields: Any) -> Document:
    """An AppRunRecord."""
    return {
        "appId": app["id"],
        "appName": app["name"],
        "extension": "status",
        "runType": kind,
        "status": status,
        "startTime": start,
        "timestamp": start,
        "scheduleInfo": app.get("appSchedule"),
        **fields,
    }


def write(session: Session, run: Document) -> None:
    session.changed(f"INSERT INTO {_TABLE} (json) VALUES ({placeholder(session.engine)})", (dump(run),))


def rewrite(session: Session, run: Document) -> None:
    session.changed(
        f"UPDATE {_TABLE} SET json = {placeholder(session.engine)} "
        f"WHERE appId = %s AND {text_at(session.engine, 'startTime')} = %s",
        (dump(run), run["appId"], str(run["startTime"])),
    )


def start(app: App, installed: Document, config: Document, wait: bool = False) -> bool:
    """Begins a run in the background; False when one is on its way here."""
    name = installed["name"]
    with _LOCK:
        if name in _RUNNING:
            return False
        _RUNNING.add(name)
    run = record(installed, "OnDemandJob", "running", now(), config=config)
    with app.pool.session() as session:
        write(session, run)
    worker = threading.Thread(target=_run, args=(app, name, run), name=f"app-{name}", daemon=True)
    worker.start()
    if wait:
        worker.join()
    return True


def stop(name: str) -> None:
    """Asks a run of this process to end."""
    if event := _STOPS.get(name):
        event.set()


def _run(app: App, name: str, run: Document) -> None:
    stopped = _STOPS[name] = threading.Event()
    try:
        stopped.wait(seconds("OM_STANDIN_REINDEX_SECONDS", 2))
        with app.pool.session() as session:
            result = {"successContext": {"stats": _stats(session, run["config"].get("entities") or ["all"])}}
            if app.version.answers_as_1_12 and str(run["config"].get("batchSize", "")).isdigit():
                # The configuration is written as it was read: the number comes as text until then (recorded).
                run = {**run, "config": {**run["config"], "batchSize": int(run["config"]["batchSize"])}}
            if not stopped.is_set() and app.version.answers_as_1_12:
                # Recorded: the end follows some seconds later, and until then the next trigger is refused.
                rewrite(session, {**run, **result, "status": "completed"})
                stopped.wait(seconds("OM_STANDIN_COMPLETED_SECONDS", 3))
            end = now()
            times = {"endTime": end, "executionTime": end - run["startTime"]}
            # 1.12.6 keeps the time of the start as the run's timestamp (recorded)
            stamp = {} if app.version.answers_as_1_12 else {"timestamp": end}
            status = "stopped" if stopped.is_set() else "success"
            rewrite(session, {**run, **result, **times, **stamp, "status": status})
    except DbError:
        LOG.exception("run of %s lost its database", name)
    finally:
        with _LOCK:
            _RUNNING.discard(name)
            _STOPS.pop(name, None)


def _stats(session: Session, entities: list[str]) -> Document:
    wanted = [name for name in _INDEXED if "all" in entities or name in entities]
    counts = {name: store.count(session, KINDS[name]) for name in wanted}

    def stats(total: int) -> dict[str, int]:
        return {"totalRecords": total, "successRecords": total, "failedRecords": 0}

    return {
        "jobStats": stats(sum(counts.values())),
        "entityStats": {name: stats(total) for name, total in counts.items()},
    }
