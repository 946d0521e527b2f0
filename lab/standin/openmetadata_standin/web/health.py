# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The administration port: /healthcheck and /ping."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from typing import Any

from ..db.errors import DbError
from ..db.pool import Pool
from .messages import Answer, Request

_NO_CACHE = {"Cache-Control": "must-revalidate,no-cache,no-store"}


def dispatcher(pool: Pool) -> Callable[[Request], Answer]:
    """Health covers the database and deadlocks; neither search nor migrations (proven on a real server)."""

    def dispatch(request: Request) -> Answer:
        path = request.target.split("?")[0]
        if path == "/ping":
            return Answer(text="pong\n", content_type="text/plain;charset=iso-8859-1", headers=_NO_CACHE)
        if path != "/healthcheck":
            return Answer(404, text="Not Found", content_type="text/plain")
        database = _check(lambda: _query(pool))
        checks = {
            "OpenMetadataServerHealthCheck": _check(lambda: None),
            "database": database,
            "deadlocks": _check(lambda: None),
        }
        return Answer(200 if database["healthy"] else 500, checks, _NO_CACHE)

    return dispatch


def _query(pool: Pool) -> None:
    with pool.session(timeout=2) as session:
        session.rows("SELECT 1")


def _check(action: Callable[[], None]) -> dict[str, Any]:
    started = time.monotonic()
    found: dict[str, Any] = {"healthy": True}
    try:
        action()
    except DbError:
        found = {"healthy": False, "message": "Unable to successfully check in 5 seconds"}
    stamp = datetime.datetime.now(tz=datetime.timezone.utc).isoformat(timespec="milliseconds")
    found["duration"] = int((time.monotonic() - started) * 1000)
    return {**found, "timestamp": stamp.replace("+00:00", "Z")}
