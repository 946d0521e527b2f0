# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Routes: a method, a path with {parameters}, and what such a request needs before it is handled."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from .errors import HttpStatus, no_such_path
from .messages import Answer, Request

Handler = Callable[[Request], Answer]


@dataclasses.dataclass(frozen=True)
class Route:
    """One endpoint."""

    method: str
    path: str
    handler: Handler
    public: bool = False
    consumes: str = "application/json"

    def match(self, segments: list[str]) -> dict[str, str] | None:
        pattern = self.path.split("/")
        if len(pattern) != len(segments):
            return None
        found = {}
        for expected, actual in zip(pattern, segments, strict=True):
            if expected.startswith("{"):
                if not actual:
                    return None
                found[expected[1:-1]] = actual
            elif expected != actual:
                return None
        return found


class Router:
    """Finds the route; literal paths go before ones with parameters, as in JAX-RS."""

    def __init__(self) -> None:
        self._routes: list[Route] = []

    def add(self, method: str, path: str, handler: Handler, *, public: bool = False, consumes: str = "") -> None:
        route = Route(method, path, handler, public, consumes or "application/json")
        self._routes.append(route)
        self._routes.sort(key=lambda known: known.path.count("{"))

    def find(self, request: Request) -> Route:
        """Matching comes before authentication: an unknown path is refused without a token too (recorded)."""
        segments = request.segments
        if segments[:2] != ["api", "v1"]:
            raise no_such_path()
        matches = [(route, found) for route in self._routes if (found := route.match(segments[2:])) is not None]
        if not matches:
            raise no_such_path()
        for route, found in matches:
            if route.method == request.method:
                if request.body and request.content_type != route.consumes:
                    raise HttpStatus(415, "Unsupported Media Type")
                request.parameters = found
                return route
        raise HttpStatus(405, "Method Not Allowed")
