# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/services/databaseServices: what an ingestion pipeline belongs to."""

from __future__ import annotations

import json
from typing import Any

from .. import names, store
from ..app import App
from ..web.bodies import Shape, read
from ..web.errors import Unexpected, bad_request, not_found
from ..web.messages import Answer, Request
from ..web.router import Router

CREATE = Shape(
    "api.services.CreateDatabaseService",
    ("name", "displayName", "description", "serviceType", "connection", "tags", "owner", "owners", "domain", "domains"),
    ("name", "serviceType"),
)
SERVICES = store.KINDS["databaseService"]
MASK = "*********"
# What the real server adds to a MySQL connection (recorded).
DEFAULTS = {
    "scheme": "mysql+pymysql",
    "supportsMetadataExtraction": True,
    "supportsDBTExtraction": True,
    "supportsProfiler": True,
    "supportsQueryComment": True,
}


def check_name(name: object) -> str:
    if not isinstance(name, str) or not names.allowed(name):
        raise bad_request(f'[name must match "{names.ALLOWED}"]')
    return name


def document(name: str, service_type: str, connection: dict[str, Any] | None, by: str, **fields: Any) -> store.Document:
    """A service as it is stored."""
    config = {**DEFAULTS, **((connection or {}).get("config") or {})}
    return store.new(name, names.quote(name), by, serviceType=service_type, connection={"config": config}, **fields)


class ServiceRoutes:
    """Handlers of /services/databaseServices."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("POST", SERVICES.path, self.create)
        router.add("GET", SERVICES.path, self.list)
        router.add("GET", f"{SERVICES.path}/name/{{fqn}}", self.by_name)
        router.add("GET", f"{SERVICES.path}/{{id}}", self.by_id)

    def create(self, request: Request) -> Answer:
        body = read(request.body, CREATE) or {}
        if self.app.version.answers_as_1_12 and '"' in str(body.get("name")):
            raise Unexpected("null")  # recorded
        name = check_name(body.get("name"))
        self.app.may_write(request)
        extra = {key: body[key] for key in ("displayName", "description") if body.get(key)}
        service = document(name, body["serviceType"], body.get("connection"), request.user["name"], **extra)
        login = service["connection"]["config"].get("authType")
        if isinstance(login, dict) and login.get("password"):
            login["password"] = self.app.secrets.encrypt(str(login["password"]))
        with self.app.pool.session() as session:
            store.insert(session, SERVICES, service)
        shown = self._shown(request, service)
        return Answer(201, shown, {"Location": shown["href"]})

    def list(self, request: Request) -> Answer:
        limit = request.limit()
        with self.app.pool.session() as session:
            rows = session.rows(
                f"SELECT json FROM {SERVICES.table} WHERE deleted = FALSE ORDER BY name, id LIMIT %s", (limit,)
            )
            total = store.count(session, SERVICES)
        data = [self._shown(request, json.loads(text)) for (text,) in rows]
        return Answer(document={"data": data, "paging": {"total": total}})

    def by_name(self, request: Request) -> Answer:
        fqn = request.parameters["fqn"]
        with self.app.pool.session() as session:
            return self._found(request, store.by_fqn(session, SERVICES, fqn), fqn)

    def by_id(self, request: Request) -> Answer:
        identifier = request.uuid("id")
        with self.app.pool.session() as session:
            return self._found(request, store.by_id(session, SERVICES, identifier), identifier)

    def _found(self, request: Request, service: store.Document | None, name: str) -> Answer:
        if service is None:
            raise not_found(SERVICES.type, name)
        return Answer(document=self._shown(request, service))

    def _shown(self, request: Request, service: store.Document) -> store.Document:
        config = dict(service["connection"]["config"])
        if config.get("authType", {}).get("password"):
            config["authType"] = {**config["authType"], "password": MASK}
        return {**service, "connection": {"config": config}, "href": self.app.href(request, SERVICES, service)}
