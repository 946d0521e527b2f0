# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Listens on a port and turns what handlers return or raise into HTTP."""

from __future__ import annotations

import http.server
import json
import logging
import socket
from collections.abc import Callable

from ..db.errors import DbError
from .errors import (
    HIDDEN_SOURCE,
    SOURCE,
    ApiError,
    HttpStatus,
    MissingFields,
    PlainError,
    Unexpected,
    from_database,
)
from .messages import Answer, Request

LOG = logging.getLogger("openmetadata_standin.web")
Dispatch = Callable[[Request], Answer]


def failure(error: Exception, modern: bool = False) -> Answer:
    """The answer for an exception; `modern`: in the form recorded with 1.12.6."""
    if isinstance(error, DbError):
        error = from_database(error)
    if isinstance(error, MissingFields):
        kind = "query param " if modern else ""
        text = ", ".join(f"{kind}{name} must not be null" for name in error.names)
        return Answer(400, {"code": 400, "message": f"[{text}]"})
    if isinstance(error, ApiError):
        headers = {"WWW-Authenticate": "om-auth"} if error.header else {}
        text = error.message.replace(SOURCE, HIDDEN_SOURCE) if modern else error.message
        return Answer(error.code, {"code": error.code, "message": text}, headers)
    if isinstance(error, PlainError):
        text = str(error).replace(SOURCE, HIDDEN_SOURCE) if modern else str(error)
        return Answer(400, text=text, content_type="text/plain")
    if isinstance(error, HttpStatus) and modern:
        return Answer(error.code, {"code": error.code, "message": str(error)})
    if not isinstance(error, (Unexpected, HttpStatus)):
        LOG.exception("unexpected failure")
    text = f"An exception with message [{error}] was thrown while processing request."
    if modern:
        return Answer(500, {"code": 500, "errorType": "UNHANDLED_SERVER_EXCEPTION", "message": text})
    return Answer(500, {"responseMessage": text})


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], dispatch: Dispatch, modern: bool) -> None:
        self.dispatch = dispatch
        self.modern = modern
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # The default asks the resolver for the host's full name, which may take seconds in a container.
        # Like Jetty's connectors (reuseAddress): a server that is started again gets its port, although the kernel
        # keeps connections that the last one closed for a minute.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.socket.getsockname()[:2]


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, socket.timeout):
            self.close_connection = True

    def version_string(self) -> str:
        return "openmetadata-standin"

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, self.headers, self.rfile.read(length))
        try:
            answer = self.server.dispatch(request)
        except Exception as error:
            answer = failure(error, self.server.modern)
        payload = answer.payload()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if payload:
            self.send_header("Content-Type", answer.content_type)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(payload)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve

    def log_message(self, format: str, *arguments: object) -> None:
        LOG.debug("%s %s", self.address_string(), format % arguments)


def listen(host: str, port: int, dispatch: Dispatch, modern: bool = False) -> _Server:
    """Binds at once; serve_forever() is the caller's."""
    return _Server((host, port), dispatch, modern)


def parsed(body: bytes) -> object:
    """A JSON body, or Jackson's words about it."""
    if not body:
        return None
    text = body.decode("utf-8", errors="replace")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        line = text.count("\n") + 1
        column = len(text) - (text.rfind("\n") + 1) + 1 if error.pos >= len(text.rstrip()) else error.colno
        reason = (
            "Unexpected end-of-input within/between Object entries"
            if error.pos >= len(text.rstrip())
            else f"Unexpected character ({text[error.pos]!r} (code {ord(text[error.pos])}))"
        )
        raise PlainError(f"{reason}\n at [Source: {SOURCE}; line: {line}, column: {column}]") from error
