# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/services/ingestionPipelines: create, list, get, delete."""

from __future__ import annotations

from typing import Any

from .. import pipelines, statuses, store
from ..airflow import Unreachable
from ..app import App
from ..db.dialect import text_at
from ..paging import deletion, pager
from ..pipelines import FIELDS, KIND, TYPES, Renderer
from ..version import Version
from ..web.bodies import Shape, read
from ..web.errors import bad_request, not_found
from ..web.messages import Answer, Request
from ..web.router import Router
from .services import check_name

CREATE = Shape(
    "api.services.ingestionPipelines.CreateIngestionPipeline",
    (
        "name",
        "displayName",
        "description",
        "pipelineType",
        "sourceConfig",
        "airflowConfig",
        "loggerLevel",
        "service",
        "owner",
        "owners",
        "domain",
        "domains",
        "enabled",
        "raiseOnError",
        "provider",
        "processingEngine",
    ),
    ("sourceConfig", "name", "airflowConfig", "service", "pipelineType"),
    enums={"pipelineType": ("entity.services.ingestionPipelines.PipelineType", TYPES)},
)


def fields_of(request: Request, version: Version) -> list[str]:
    """The fields that were asked for; `owner` and `domain` became lists."""
    fields = [field.strip() for field in request.query.get("fields", "").split(",") if field.strip()]
    known = set(FIELDS) - ({"owner", "domain"} if version.answers_as_1_12 else set())
    for field in fields:
        if field not in known:
            raise bad_request(f"Invalid field name {field}")
    return fields


class PipelineRoutes:
    """Handlers of the entity itself; runs and Airflow are in files of their own."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("GET", KIND.path, self.list)
        router.add("POST", KIND.path, self.create)
        router.add("GET", f"{KIND.path}/name/{{fqn}}", self.by_name)
        router.add("GET", f"{KIND.path}/{{id}}", self.by_id)
        router.add("DELETE", f"{KIND.path}/{{id}}", self.delete)

    def create(self, request: Request) -> Answer:
        body = read(request.body, CREATE) or {}
        name = check_name(body.get("name"))
        self.app.may_write(request)
        with self.app.pool.session() as session:
            kind, service = self._service(session, body["service"])
            keys = ("displayName", "description", "sourceConfig", "airflowConfig", "loggerLevel", "enabled", "provider")
            pipeline = pipelines.document(
                name,
                body["pipelineType"],
                service["fullyQualifiedName"],
                request.user["name"],
                **{key: body.get(key) for key in keys},
            )
            if not body.get("displayName"):
                del pipeline["displayName"]
            store.insert(session, KIND, pipeline)
            store.relate(session, service, kind.type, pipeline, KIND.type)
            shown = Renderer(self.app, request, session).shown(pipeline, [])
        return Answer(201, shown, {"Location": shown["href"]})

    def _service(self, session: Any, reference: Any) -> tuple[store.Kind, store.Document]:
        kind = store.KINDS.get(str(reference.get("type")), store.KINDS["databaseService"])
        service = store.by_id(session, kind, str(reference.get("id")))
        if service is None:
            raise not_found(kind.type, str(reference.get("id")))
        return kind, service

    def list(self, request: Request) -> Answer:
        fields = fields_of(request, self.app.version)
        with self.app.pool.session() as session:
            conditions = [deletion(request)]
            arguments: list[Any] = []
            if kind := request.query.get("pipelineType"):
                conditions.append(f"{text_at(session.engine, 'pipelineType')} = %s")
                arguments.append(kind)
            if service := request.query.get("service"):
                conditions.append("fqnHash LIKE %s")
                arguments.append(f"{store.hashed(service)}.%")
            if service_type := request.query.get("serviceType"):
                conditions.append(
                    "id IN (SELECT toId FROM entity_relationship WHERE fromEntity = %s AND toEntity = %s "
                    "AND relation = %s)"
                )
                arguments += [service_type, KIND.type, store.CONTAINS]
            found = pager(self.app.version)(session, KIND, request, conditions, arguments)
            data = Renderer(self.app, request, session).page(found.documents, fields)
        return Answer(document={"data": data, "paging": found.paging})

    def by_name(self, request: Request) -> Answer:
        fields = fields_of(request, self.app.version)
        with self.app.pool.session() as session:
            pipeline = pipelines.find_fqn(session, request.parameters["fqn"], _deleted(request))
            return Answer(document=Renderer(self.app, request, session).shown(pipeline, fields))

    def by_id(self, request: Request) -> Answer:
        fields, identifier = fields_of(request, self.app.version), request.uuid("id")
        with self.app.pool.session() as session:
            pipeline = pipelines.find(session, identifier, _deleted(request))
            return Answer(document=Renderer(self.app, request, session).shown(pipeline, fields))

    def delete(self, request: Request) -> Answer:
        """Soft unless hardDelete; Airflow is told too.

        An older server ignores its failure; a newer one answers with an error and deletes the pipeline all the same
        (recorded).
        """
        identifier = request.uuid("id")
        self.app.may_write(request)
        with self.app.pool.session() as session:
            pipeline = pipelines.find(session, identifier, deleted=True)
            lost = self._undeploy(pipeline)
            shown = {**pipeline, **Renderer(self.app, request, session).service(pipeline)}
            if request.flag("hardDelete"):
                store.remove(session, KIND, identifier)
                statuses.remove(session, pipeline["fullyQualifiedName"])
                self._report_lost(lost)
                return Answer(document=shown, headers={"X-OpenMetadata-Change": "entityDeleted"})
            shown |= _soft_deleted(pipeline, request.user["name"])
            store.update(session, KIND, {key: value for key, value in shown.items() if key != "service"})
            self._report_lost(lost)
        return Answer(document=shown, headers={"X-OpenMetadata-Change": "entitySoftDeleted"})

    def _report_lost(self, lost: bool) -> None:
        error = self.app.airflow.lost_deletion() if lost else None
        if error:
            raise error

    def _undeploy(self, pipeline: store.Document) -> bool:
        """Whether Airflow could not be told."""
        try:
            self.app.airflow.delete("delete", dag_id=pipeline["name"])
        except Unreachable:
            return True
        return False


def _deleted(request: Request) -> bool:
    return request.query.get("include") in ("all", "deleted")


def _soft_deleted(pipeline: store.Document, by: str) -> store.Document:
    change = {
        "fieldsAdded": [],
        "fieldsUpdated": [{"name": "deleted", "oldValue": False, "newValue": True}],
        "fieldsDeleted": [],
        "previousVersion": pipeline["version"],
    }
    return {
        "deleted": True,
        "version": round(pipeline["version"] + 0.1, 1),
        "updatedAt": store.now(),
        "updatedBy": by,
        "changeDescription": change,
    }
