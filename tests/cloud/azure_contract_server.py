# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No Azure: a local server that speaks the documented contract of on-demand backups of flexible servers, and no more.

    azure_contract_server.py CERTIFICATE KEY PORT-FILE

It answers PUT with 202 and an Azure-AsyncOperation to poll, as long-running operations do, and GET with what was made:
https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
https://learn.microsoft.com/rest/api/mysql/flexibleserver/long-running-backup/create (a backup has a provisioningState)
https://learn.microsoft.com/rest/api/postgresql/backups-automatic-and-on-demand/create (it has a completedTime)

A server whose name holds `failing` lets its backups fail, `stuck` never ends one. GET /requests tells what was asked.
"""

from __future__ import annotations

import http.server
import json
import pathlib
import re
import ssl
import sys
import time
import typing as t
import urllib.parse

PATH = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.(DBforMySQL|DBforPostgreSQL)"
    r"/flexibleServers/([^/]+)/(backupsV2|backups)/([^/]+)"
)
POLLS = 2  # an operation is done when it was asked for so often


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    backups: t.ClassVar[dict[str, dict[str, object]]] = {}
    polls: t.ClassVar[dict[str, int]] = {}
    requests: t.ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """A backup, or how far an operation is."""
        path = urllib.parse.urlsplit(self.path).path
        if path == "/requests":
            return self._answer(200, {"requests": self.requests})
        if not self._allowed():
            return None
        if path.startswith("/operations/"):
            return self._operation(path)
        if path in self.backups:
            return self._answer(200, self.backups[path])
        return self._answer(404, {"error": {"code": "ResourceNotFound", "message": "There is no such backup."}})

    def do_PUT(self) -> None:
        """Begin a backup."""
        parts = urllib.parse.urlsplit(self.path)
        match = PATH.fullmatch(parts.path)
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if not self._allowed():
            return
        if not match or "api-version" not in urllib.parse.parse_qs(parts.query):
            self._answer(400, {"error": {"code": "InvalidResource", "message": f"not understood: {self.path}"}})
            return
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,127}", match.group(4)):
            self._answer(400, {"error": {"code": "InvalidParameterValue", "message": "Invalid backup name."}})
            return
        self.requests.append(f"PUT {parts.path}")
        self._answer(202, None, {"Azure-AsyncOperation": self._url(f"/operations{parts.path}"), "Retry-After": "1"})

    def _operation(self, path: str) -> None:
        self.polls[path] = self.polls.get(path, 0) + 1
        resource = path.removeprefix("/operations")
        match = PATH.fullmatch(resource)
        server = match.group(2) if match else ""
        if self.polls[path] <= POLLS or "stuck" in server:
            self._answer(200, {"name": "operation", "status": "InProgress"}, {"Retry-After": "1"})
        elif "failing" in server:
            error = {"code": "BackupFailed", "message": "The storage of the server could not be read."}
            self._answer(200, {"name": "operation", "status": "Failed", "error": error})
        else:
            self.backups.setdefault(resource, _backup(resource))
            self._answer(200, {"name": "operation", "status": "Succeeded"})

    def _allowed(self) -> bool:
        if self.headers.get("Authorization") == "Bearer testing":
            return True
        self._answer(401, {"error": {"code": "AuthenticationFailed", "message": "The token is missing or wrong."}})
        return False

    def _url(self, path: str) -> str:
        return f"https://{self.headers['Host']}{path}"

    def _answer(self, status: int, body: object, headers: dict[str, str] | None = None) -> None:
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _backup(resource: str) -> dict[str, object]:
    """What GET answers, by the product's own shape."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    if "DBforMySQL" in resource:
        properties = {"backupNameV2": resource.rsplit("/", 1)[1], "backupType": "FULL", "completedTime": now}
        properties |= {"provisioningState": "Succeeded", "source": "Full"}
    else:
        properties = {"backupType": "Customer On-Demand", "completedTime": now, "source": "Full"}
    return {"id": resource, "name": resource.rsplit("/", 1)[1], "properties": properties}


def main(certificate: str, key: str, port_file: str) -> None:
    """Serve until killed."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    pathlib.Path(port_file).write_text(str(server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
