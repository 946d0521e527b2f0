# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/services/ingestionPipelines/…/pipelineStatus: runs, read and written."""

from __future__ import annotations

import base64
import re
import uuid
from typing import Any

from .. import pipelines, statuses, store
from ..app import App
from ..pipelines import KIND, Renderer
from ..web.bodies import Shape, read
from ..web.errors import Unexpected, no_such_path
from ..web.messages import Answer, Request
from ..web.router import Router

_JAVA = "entity.services.ingestionPipelines"


def shape(states: tuple[str, ...]) -> Shape:
    """PipelineStatus; the fields of SDK 1.9.17 to 2.0.7."""
    return Shape(
        f"{_JAVA}.PipelineStatus",
        ("runId", "pipelineState", "startDate", "timestamp", "endDate", "status", "config", "metadata"),
        numbers=("startDate", "timestamp", "endDate"),
        enums={"pipelineState": (f"{_JAVA}.PipelineStatusType", states)},
    )


class RunRoutes:
    """Handlers of pipelineStatus."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.shape = shape(app.version.run_states)

    def register(self, router: Router) -> None:
        router.add("GET", f"{KIND.path}/{{fqn}}/pipelineStatus", self.range)
        router.add("PUT", f"{KIND.path}/{{fqn}}/pipelineStatus", self.put)
        router.add("GET", f"{KIND.path}/{{fqn}}/pipelineStatus/{{run}}", self.one)
        router.add("DELETE", f"{KIND.path}/{{fqn}}/pipelineStatus", self.clear)
        if self.app.version.statuses_are_a_list:
            router.add("DELETE", f"{KIND.path}/{{fqn}}/pipelineStatus/{{run}}", self.clear_one)

    def range(self, request: Request) -> Answer:
        """Asks Airflow for queued runs first, so it fails while Airflow is down (recorded)."""
        fqn = request.parameters["fqn"]
        start, end = _number(request, "startTs"), _number(request, "endTs")
        optional = self.app.version.answers_as_1_12
        if not optional:
            for name, value in (("startTs", start), ("endTs", end)):
                if value is None:
                    raise Unexpected(f"{name} is marked non-null but is null")
        with self.app.pool.session() as session:
            pipeline = pipelines.find_fqn(session, fqn)
            queued = self.app.airflow.queued(pipeline["name"]) if self.app.config.client.enabled else []
            if start is None or end is None:
                runs = statuses.newest_of(session, [fqn], int(request.query.get("limit", "5")))[fqn]
                return Answer(document={"data": queued + runs, "paging": {"total": len(queued) + len(runs)}})
            runs = queued + statuses.between(session, fqn, start, end)
        paging = {"before": _encoded(start), "after": _encoded(end), "total": len(runs)}
        return Answer(document={"data": [pipelines.shown_run(self.app, run) for run in runs], "paging": paging})

    def one(self, request: Request) -> Answer:
        run = request.uuid("run")
        with self.app.pool.session() as session:
            found = statuses.one(session, request.parameters["fqn"], run)
        return Answer(document=pipelines.shown_run(self.app, found)) if found else Answer(204)

    def put(self, request: Request) -> Answer:
        """201 with a change event, not with the status."""
        status = read(request.body, self.shape)
        self.app.may_write(request)
        with self.app.pool.session() as session:
            pipeline = pipelines.find_fqn(session, request.parameters["fqn"])
            if status is None:
                raise Unexpected(
                    f'Cannot invoke "org.openmetadata.schema.{_JAVA}.PipelineStatus.getRunId()" '
                    'because "pipelineStatus" is null'
                )
            status = {key: value for key, value in status.items() if value is not None}
            if self.app.version.answers_as_1_12:
                status.setdefault("status", [])
            before = statuses.put(session, pipeline["fullyQualifiedName"], status)
        event = _event(self.app, request, pipeline, before, status)
        return Answer(201, event, {"X-OpenMetadata-Change": "entityFieldsChanged"})

    def clear(self, request: Request) -> Answer:
        """All runs of a pipeline, which is named by its id here."""
        identifier = request.uuid("fqn")
        self.app.may_write(request)
        with self.app.pool.session() as session:
            pipeline = pipelines.find(session, identifier)
            statuses.remove(session, pipeline["fullyQualifiedName"])
            shown = {**pipeline, **Renderer(self.app, request, session).service(pipeline)}
        return Answer(document=shown)

    def clear_one(self, request: Request) -> Answer:
        identifier, run = request.uuid("fqn"), request.uuid("run")
        self.app.may_write(request)
        with self.app.pool.session() as session:
            pipeline = pipelines.find(session, identifier)
            statuses.remove(session, pipeline["fullyQualifiedName"], run)
        return Answer(204)


def _number(request: Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None:
        return None
    if not re.fullmatch(r"-?\d+", text):
        raise no_such_path()
    return int(text)


def _encoded(number: int) -> str:
    return base64.b64encode(str(number).encode()).decode()


def _event(app: App, request: Request, pipeline: store.Document, before: Any, status: store.Document) -> store.Document:
    change = {"name": "pipelineStatus", **({"oldValue": before} if before else {}), "newValue": status}
    version = pipeline["version"]
    modern = app.version.answers_as_1_12
    shown = {**pipeline, "href": app.href(request, KIND, pipeline)}
    if modern:
        shown |= {
            "raiseOnError": True,
            "enableStreamableLogs": False,
            "pipelineStatuses": pipelines.shown_run(app, status),
        }
    return {
        **({"id": str(uuid.uuid4())} if modern else {}),
        "eventType": "entityUpdated",
        "entityType": KIND.type,
        "entityId": pipeline["id"],
        "entityFullyQualifiedName": pipeline["fullyQualifiedName"],
        "previousVersion": version,
        "currentVersion": version,
        "userName": request.user["name"],
        "timestamp": store.now(),
        "changeDescription": {
            "fieldsAdded": [],
            "fieldsUpdated": [change],
            "fieldsDeleted": [],
            "previousVersion": version,
        },
        "entity": shown,
    }
