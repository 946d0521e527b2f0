# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/apps: what is installed, runs, triggering one."""

from __future__ import annotations

import json

from .. import appruns, store
from ..app import App
from ..db.errors import DbError
from ..web.errors import ApiError, Unexpected, bad_request, not_found
from ..web.listener import parsed
from ..web.messages import Answer, Request
from ..web.router import Router

APPS = store.KINDS["app"]
REMOVED_2_0 = {"recreateIndex", "useDistributedIndexing"}


class AppRoutes:
    """Handlers of /apps."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("GET", "apps", self.list)
        router.add("GET", "apps/name/{name}", self.by_name)
        router.add("GET", "apps/name/{name}/status", self.runs)
        if not self.app.version.answers_as_1_12:
            router.add("GET", "apps/name/{name}/runs", self.runs)
        router.add("GET", "apps/name/{name}/runs/latest", self.latest)
        router.add("POST", "apps/trigger/{name}", self.trigger)
        router.add("POST", "apps/stop/{name}", self.stop)
        router.add("GET", "permissions/app", self.permissions)

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
        size = {} if self.app.version.answers_as_1_12 else {"limit": limit}
        return Answer(document={"data": data, "paging": {"offset": 0, **size, "total": total}})

    def latest(self, request: Request) -> Answer:
        with self.app.pool.session() as session:
            data, _total = appruns.runs(session, self._installed(request), 1)
        if not data and self.app.version.answers_as_1_12:
            raise ApiError(500, "No Available Application Extension: status")
        return Answer(document=data[0]) if data else Answer(204)

    def trigger(self, request: Request) -> Answer:
        """Plain text under a JSON content type, as the real resource class answers."""
        installed = self._installed(request)
        self.app.may_trigger(request)
        config = parsed(request.body) or {}
        if not isinstance(config, dict):
            raise bad_request("Cannot deserialize value of type `java.util.Map`")
        if self.app.version.refuses_recreate:
            for name in sorted(REMOVED_2_0 & config.keys()):
                raise bad_request(
                    f'Invalid App Configuration: Unrecognized field "{name}" '
                    "(class org.openmetadata.schema.system.EventPublisherJob), not marked as ignorable"
                )
        if installed.get("appType") != "internal":
            raise Unexpected("The stand-in runs internal applications only")
        if not appruns.start(self.app, installed, {**installed.get("appConfiguration", {}), **config}):
            busy = "Job is already running, please wait for it to complete."
            if self.app.version.answers_as_1_12:
                raise ApiError(500, f"An exception with message [{busy}] was thrown while processing request.")
            raise bad_request(busy)
        return Answer() if self.app.version.answers_as_1_12 else Answer(text="Application Triggered")

    def stop(self, request: Request) -> Answer:
        """200 whether or not anything runs (recorded)."""
        installed = self._installed(request)
        self.app.may_trigger(request)
        appruns.stop(installed["name"])
        return Answer(text="Application stop in progress. Please check status via.")

    def permissions(self, request: Request) -> Answer:
        """What the user may do with applications, as far as the stand-in asks for rights."""
        user = request.user
        writes = bool(user.get("isAdmin") or user.get("roles"))
        rights = {"Create": writes, "Delete": writes, "ViewAll": True, "ViewBasic": True, "EditAll": writes}
        if self.app.version.answers_as_1_12:
            rights |= {"Deploy": bool(user.get("isAdmin")), "Trigger": self.app.triggers(user)}
        listed = [{"operation": name, "access": "allow" if held else "notAllow"} for name, held in rights.items()]
        return Answer(document={"resource": "app", "permissions": listed})

    def _installed(self, request: Request) -> store.Document:
        name = request.parameters["name"]
        try:
            with self.app.pool.session() as session:
                found = store.by_fqn(session, APPS, name)
        except DbError:
            if not self.app.version.answers_as_1_12:
                raise
            found = None  # recorded with the database down; there after 30 seconds
        if found is None or found.get("deleted"):
            raise not_found("app" if self.app.version.answers_as_1_12 else "application", name)
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
