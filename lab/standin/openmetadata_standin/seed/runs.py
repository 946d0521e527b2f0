# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lab's services, ingestion pipelines and their runs, the troublesome ones included."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from .. import appruns, names, pipelines, statuses, store
from ..app import App
from ..db.pool import Session
from ..routes import services
from ..store import KINDS, Document

HOUR = 3_600_000
DAY = 24 * HOUR
SPECIAL_SERVICE = "svc.with dots 'q' é & (x) 50%"
SERVICES = ("demo_mysql", "sales_postgres", SPECIAL_SERVICE)


@dataclasses.dataclass(frozen=True)
class Run:
    """A run that began `age` ago; `hours` long, or without an end."""

    state: str
    age: int
    hours: float | None = 0.5


@dataclasses.dataclass(frozen=True)
class Pipeline:
    """A pipeline and its runs."""

    service: str
    name: str
    kind: str = "metadata"
    runs: tuple[Run, ...] = ()


PIPELINES = (
    # The older run never ended, and the list shows only the newer one.
    Pipeline(
        "demo_mysql",
        "demo_metadata",
        runs=(Run("success", 4 * DAY), Run("running", 3 * DAY, None), Run("success", DAY)),
    ),
    Pipeline("demo_mysql", "demo_usage", "usage", (Run("success", 3 * DAY), Run("running", 2 * DAY, None))),
    Pipeline("demo_mysql", "demo_profiler", "profiler", (Run("partialSuccess", 2 * DAY, 2), Run("failed", DAY))),
    Pipeline("demo_mysql", "demo_lineage", "lineage"),
    # The same name in two services: the cursor of the list cannot tell them apart.
    Pipeline("demo_mysql", "daily_metadata", runs=(Run("success", DAY),)),
    Pipeline("sales_postgres", "daily_metadata", runs=(Run("success", 2 * DAY), Run("running", 30 * HOUR, None))),
    Pipeline("demo_mysql", "pipe.dot space", runs=(Run("queued", 26 * HOUR, None),)),
    Pipeline(SPECIAL_SERVICE, "pipe 'x' é.1 ünï 数据", runs=(Run("failed", 2 * DAY), Run("running", DAY, None))),
)
_SOURCES = {
    "metadata": "DatabaseMetadata",
    "usage": "DatabaseUsage",
    "lineage": "DatabaseLineage",
    "profiler": "Profiler",
}


def add(app: App, session: Session) -> dict[str, int]:
    """Adds what is missing and counts what it added."""
    added = {"services": 0, "pipelines": 0, "runs": 0}
    for name in SERVICES:
        if store.by_fqn(session, KINDS["databaseService"], names.quote(name)) is None:
            login = {"username": "lab", "authType": {"password": app.secrets.encrypt(f"password of {name}")}}
            connection = {"config": {"type": "Mysql", "hostPort": "127.0.0.1:1", **login}}
            store.insert(session, KINDS["databaseService"], services.document(name, "Mysql", connection, "admin"))
            added["services"] += 1
    for given in PIPELINES:
        added["runs"] += _pipeline(session, given, added)
    return added


def _pipeline(session: Session, given: Pipeline, added: dict[str, int]) -> int:
    service = store.by_fqn(session, KINDS["databaseService"], names.quote(given.service))
    if service is None:
        raise LookupError(given.service)
    document = pipelines.document(
        given.name,
        given.kind,
        service["fullyQualifiedName"],
        "admin",
        sourceConfig={"config": {"type": _SOURCES[given.kind]}},
        # Once a week: a run of its own that begins in the middle of a test would be one more than the test knows of.
        airflowConfig={"scheduleInterval": "0 3 * * 0"},
    )
    if store.by_fqn(session, pipelines.KIND, document["fullyQualifiedName"]) is not None:
        return 0
    store.insert(session, pipelines.KIND, document)
    store.relate(session, service, "databaseService", document, pipelines.KIND.type)
    added["pipelines"] += 1
    for run in given.runs:
        statuses.put(session, document["fullyQualifiedName"], status(run))
    return len(given.runs)


def status(run: Run) -> Document:
    """A PipelineStatus as an ingestion workflow writes it."""
    start = store.now() - run.age
    found: dict[str, Any] = {
        "runId": str(uuid.uuid4()),
        "pipelineState": run.state,
        "startDate": start,
        "timestamp": start,
    }
    if run.hours is not None:
        found["endDate"] = start + int(run.hours * HOUR)
    return found


def add_app_runs(app: App, session: Session) -> int:
    """One run of search indexing that ended, and one that its server took to the grave."""
    installed = store.by_fqn(session, KINDS["app"], appruns.SEARCH)
    if installed is None or appruns.runs(session, installed, 1)[1]:
        return 0
    start = store.now() - 5 * DAY
    ended = {"endTime": start + 60_000, "executionTime": 60_000}
    appruns.write(session, appruns.record(installed, "OnDemandJob", "success", start, **ended))
    appruns.write(session, appruns.record(installed, "OnDemandJob", "running", store.now() - 2 * DAY))
    return 2
