# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/users and /bots: login, who am I, bots and their tokens."""

from __future__ import annotations

import base64
import binascii
import json
import uuid

from .. import passwords, store
from ..app import App
from ..db.errors import DbError
from ..tokens import SESSION_SECONDS
from ..web.bodies import Shape, read
from ..web.errors import ApiError, bad_request, not_found
from ..web.messages import Answer, Request
from ..web.router import Router

LOGIN = Shape("auth.LoginRequest", ("email", "password"), ("email", "password"))
WRONG = "You have entered an invalid username or password."
USERS, BOTS = store.KINDS["user"], store.KINDS["bot"]
SECRET = ("authenticationMechanism", "roles", "isEmailVerified")


class UserRoutes:
    """Handlers of /users and /bots."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("POST", "users/login", self.login, public=True)
        router.add("GET", "users", self.users)
        router.add("GET", "users/loggedInUser", self.who)
        router.add("GET", "users/token/{id}", self.token)
        router.add("GET", "users/name/{name}", self.user)
        router.add("GET", "bots", self.bots)
        router.add("GET", "bots/name/{name}", self.bot)

    def login(self, request: Request) -> Answer:
        body = read(request.body, LOGIN) or {}
        try:
            password = base64.b64decode(str(body.get("password")), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise bad_request("Password needs to be encoded in Base-64.") from error
        try:
            with self.app.pool.session() as session:
                rows = session.rows(f"SELECT json FROM {USERS.table} WHERE email = %s", (str(body.get("email")),))
        except DbError as error:
            # Recorded with the database down: the server takes it for an unknown user.
            raise bad_request(WRONG) from error
        user = json.loads(rows[0][0]) if rows else None
        if user is None or user.get("deleted"):
            raise bad_request(WRONG)
        stored = user.get("authenticationMechanism", {}).get("config", {}).get("password", "")
        if not passwords.matches(password, stored):
            raise ApiError(401, WRONG, header=True)
        token, end = self.app.keys.issue(user, SESSION_SECONDS)
        self.app.sessions.begin(user["name"], token)
        found = {"accessToken": token, "refreshToken": str(uuid.uuid4()), "tokenType": "Bearer", "expiryDuration": end}
        return Answer(document=found)

    def who(self, request: Request) -> Answer:
        return Answer(document=self._shown(request, request.user))

    def users(self, request: Request) -> Answer:
        limit = request.limit()
        with self.app.pool.session() as session:
            rows = session.rows(
                f"SELECT json FROM {USERS.table} WHERE deleted = FALSE ORDER BY name LIMIT %s", (limit,)
            )
            total = store.count(session, USERS)
        data = [self._shown(request, json.loads(text)) for (text,) in rows]
        return Answer(document={"data": data, "paging": {"total": total}})

    def user(self, request: Request) -> Answer:
        name = request.parameters["name"]
        with self.app.pool.session() as session:
            user = store.by_fqn(session, USERS, name.lower())
        if user is None:
            raise not_found("user", name)
        return Answer(document=self._shown(request, user))

    def token(self, request: Request) -> Answer:
        """A bot's token; only an administrator may see it."""
        identifier = request.uuid("id")
        if not request.user.get("isAdmin"):
            raise ApiError(
                403, f"Principal: CatalogPrincipal{{name='{request.user['name']}'}} is not admin", header=True
            )
        with self.app.pool.session() as session:
            user = store.by_id(session, USERS, identifier)
        if user is None:
            raise not_found("user", identifier)
        config = user["authenticationMechanism"]["config"]
        return Answer(document={**config, "JWTToken": self.app.secrets.decrypt(config["JWTToken"])})

    def bots(self, request: Request) -> Answer:
        limit = request.limit()
        with self.app.pool.session() as session:
            rows = session.rows(f"SELECT json FROM {BOTS.table} WHERE deleted = FALSE ORDER BY name LIMIT %s", (limit,))
            total = store.count(session, BOTS)
        data = [self._bot(request, json.loads(text)) for (text,) in rows]
        return Answer(document={"data": data, "paging": {"total": total}})

    def bot(self, request: Request) -> Answer:
        name = request.parameters["name"]
        with self.app.pool.session() as session:
            bot = store.by_fqn(session, BOTS, name)
        if bot is None:
            raise not_found("bot", name)
        return Answer(document=self._bot(request, bot))

    def _shown(self, request: Request, user: store.Document) -> store.Document:
        public = {key: value for key, value in user.items() if key not in SECRET}
        return {**public, "href": self.app.href(request, USERS, user)}

    def _bot(self, request: Request, bot: store.Document) -> store.Document:
        with self.app.pool.session() as session:
            identifier = store.contained(session, bot, "user")
            user = store.by_id(session, USERS, identifier) if identifier else None
        shown = {**bot, "href": self.app.href(request, BOTS, bot)}
        return {**shown, "botUser": self.app.reference(request, USERS, user)} if user else shown
