# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server's parts put together, and how a request finds its way through them."""

from __future__ import annotations

import dataclasses
import os
import time
from typing import Any

from . import store
from .airflow import AirflowClient
from .config import Config
from .db.errors import DbError
from .db.pool import Pool
from .secrets import Secrets
from .sessions import Sessions
from .tokens import Keys, TokenExpired, TokenForged, TokenInvalid
from .version import Version
from .web.errors import ApiError, not_found
from .web.messages import Answer, Request
from .web.router import Router

# Recorded with 1.12.6.
FORGED = (
    " Token verification failed. Public key mismatch. due to com.auth0.jwt.exceptions.SignatureVerificationException: "
    "The Token's Signature resulted invalid when verified using the Algorithm: SHA256withRSA"
)
# The real server keeps users in a cache too.
USER_SECONDS = 5.0


@dataclasses.dataclass
class App:
    """What every route can use."""

    config: Config
    version: Version
    pool: Pool
    keys: Keys
    airflow: AirflowClient
    secrets: Secrets
    started: int
    # Users who asked lately, and until when that is believed.
    users: dict[str, tuple[float, store.Document]] = dataclasses.field(default_factory=dict)
    sessions: Sessions = dataclasses.field(default_factory=lambda: Sessions(None))

    @classmethod
    def build(cls, config: Config, version: Version) -> App:
        config = config.limited(version.limits_statements)
        return cls(
            config=config,
            version=version,
            pool=Pool(config.database),
            keys=Keys.load(config.private_key, config.key_id, config.issuer),
            airflow=AirflowClient(config.client, version.knows_airflow_3, version.answers_as_1_12),
            secrets=Secrets(config.fernet_key),
            started=time.time_ns() // 1_000_000,
            sessions=Sessions(version.most_sessions),
        )

    def reference(self, request: Request, kind: store.Kind, document: store.Document) -> dict[str, Any]:
        """How one entity names another."""
        found = {
            "id": document["id"],
            "type": kind.type,
            "name": document["name"],
            "fullyQualifiedName": document["fullyQualifiedName"],
            "deleted": document.get("deleted", False),
            "href": self.href(request, kind, document),
        }
        extra = {key: document[key] for key in ("description", "displayName") if document.get(key)}
        return {**found, **extra}

    def href(self, request: Request, kind: store.Kind, document: store.Document) -> str:
        return f"{request.base}/{kind.path}/{document['id']}"

    def authenticate(self, request: Request) -> store.Document:
        """The user behind the bearer token."""
        header = request.headers.get("Authorization")
        if not header:
            raise ApiError(401, "Not Authorized! Token not present", header=True)
        try:
            claims = self.keys.read(header.partition(" ")[2].strip())
        except TokenExpired as error:
            raise ApiError(401, "Expired token!", header=True) from error
        except TokenInvalid as error:
            text = "Not Authorized! Invalid token." if self.version.answers_as_1_12 else "Invalid token"
            if isinstance(error, TokenForged) and self.version.answers_as_1_12:
                text += FORGED
            raise ApiError(401, text, header=True) from error
        name = str(claims.get("sub", ""))
        if not self.sessions.holds(header):
            raise ApiError(401, "Expired token!", header=True)
        known = self.users.get(name)
        if known and known[0] > time.monotonic():
            return known[1]
        user = self._find_user(name, bool(claims.get("isBot")))
        if user is None or user.get("deleted"):
            raise not_found("user", name)
        self.users[name] = (time.monotonic() + USER_SECONDS, user)
        return user

    def _find_user(self, name: str, bot: bool) -> store.Document | None:
        """Without its database, a newer server takes a bot's token for an old one, and does not find anybody else
        (recorded; there after 60 seconds)."""
        try:
            with self.pool.session() as session:
                return store.by_fqn(session, store.KINDS["user"], name.lower())
        except DbError as error:
            if not self.version.answers_as_1_12:
                raise
            if bot:
                text = "Not Authorized! The given token does not match the current bot's token!"
                raise ApiError(401, text, header=True) from error
            raise not_found("user", name) from error

    def may_write(self, request: Request) -> None:
        """Administrators and bots with a role may change things, others may read."""
        user = request.user
        if user.get("isAdmin") or user.get("roles"):
            return
        raise ApiError(
            403, f"Principal: CatalogPrincipal{{name='{user['name']}'}} operations [EditAll] not allowed", header=True
        )

    def may_trigger(self, request: Request) -> None:
        """Newer servers ask for an operation of its own, which administrators and the applications' bots have."""
        if not self.version.answers_as_1_12:
            self.may_write(request)
        elif not self.triggers(request.user):
            name = request.user["name"]
            text = f"Principal: CatalogPrincipal{{name='{name}'}} operations [Trigger] not allowed"
            raise ApiError(403, text, header=True)

    @staticmethod
    def triggers(user: store.Document) -> bool:
        """Whether a user may trigger applications."""
        return bool(user.get("isAdmin")) or "ApplicationBotRole" in (user.get("roles") or [])

    def dispatcher(self, router: Router) -> Any:
        def dispatch(request: Request) -> Answer:
            route = router.find(request)
            if not route.public:
                request.user = self.authenticate(request)
            return route.handler(request)

        return dispatch


def seconds(name: str, default: float) -> float:
    """A duration that a test may shorten."""
    return float(os.environ.get(name, default))
