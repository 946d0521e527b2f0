# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/apps: what is installed, runs, triggering one."""

from __future__ import annotations

import json

from .. import appruns, store
from ..app import App
from ..web.errors import Unexpected, bad_request, not_found
from ..web.listener import parsed
from ..web.messages import Answer, Request
from ..web.router import Router

APPS = store.KINDS["app"]


class AppRoutes:
    """Handlers of /apps."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("GET", "apps", self.list)
        router.add("GET", "apps/name/{name}", self.by_name)
        router.add("GET", "apps/name/{name}/status", self.runs)
        router.add("GET", "apps/name/{name}/runs", self.runs)
        router.add("GET", "apps/name/{name}/runs/latest", self.latest)
        router.add("POST", "apps/trigger/{name}", self.trigger)

    def list(self, request: Request) -> Answer:
        limit = request.limit()
        with self.app.pool.session() as session:
            rows = session.rows(
                f"SELECT json FROM {APPS.table} WHERE deleted = FALSE ORDER BY name, id LIMIT %s", (limit,)
            )
            total = store.count(session, APPS)
        data = [self._shown(request, json.loads(text)) for (text,) in rows]
        return Answer(document={"data": data, "paging": {"total": total}})

    def by_name(self, request: Request) -> Answer:
        return Answer(document=self._shown(request, self._installed(request)))

    def runs(self, request: Request) -> Answer:
        installed, limit = self._installed(request), request.limit()
        with self.app.pool.session() as session:
            data, total = appruns.runs(session, installed, limit, int(request.query.get("offset", "0")))
        return Answer(document={"data": data, "paging": {"offset": 0, "limit": limit, "total": total}})

    def latest(self, request: Request) -> Answer:
        with self.app.pool.session() as session:
            data, _total = appruns.runs(session, self._installed(request), 1)
        return Answer(document=data[0]) if data else Answer(204)

    def trigger(self, request: Request) -> Answer:
        """Plain text under a JSON content type, as the real resource class answers."""
        installed = self._installed(request)
        self.app.may_write(request)
        config = parsed(request.body) or {}
        if not isinstance(config, dict):
            raise bad_request("Cannot deserialize value of type `java.util.Map`")
        if installed.get("appType") != "internal":
            raise Unexpected("The stand-in runs internal applications only")
        if not appruns.start(self.app, installed, {**installed.get("appConfiguration", {}), **config}):
            raise bad_request("Job is already running, please wait for it to complete.")
        return Answer(text="Application Triggered")

    def _installed(self, request: Request) -> store.Document:
        name = request.parameters["name"]
        with self.app.pool.session() as session:
            found = store.by_fqn(session, APPS, name)
        if found is None or found.get("deleted"):
            raise not_found("application", name)
        return found

    def _shown(self, request: Request, installed: store.Document) -> store.Document:
        shown = {**installed, "href": self.app.href(request, APPS, installed)}
        with self.app.pool.session() as session:
            identifier = store.contained(session, installed, "bot")
            bot = store.by_id(session, store.KINDS["bot"], identifier) if identifier else None
        if bot:
            reference = self.app.reference(request, store.KINDS["bot"], bot)
            shown["bot"] = {key: reference[key] for key in ("id", "type", "name", "fullyQualifiedName", "deleted")}
        return shown
