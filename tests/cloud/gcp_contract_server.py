# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""No Google Cloud: a local server that speaks the documented contract of Cloud SQL's backup runs, and no more.

    gcp_contract_server.py PORT-FILE

POST to backupRuns answers an operation, which is polled until it is DONE; the run itself has a status of its own:
https://cloud.google.com/sql/docs/mysql/admin-api/rest/v1/backupRuns and …/rest/v1/operations

An instance whose name holds `failing` lets its backups fail, `refused` ends the operation with an error, `stuck` never
ends one. GET /requests tells what was asked.
"""

from __future__ import annotations

import http.server
import json
import pathlib
import re
import sys
import typing as t
import urllib.parse

RUNS = re.compile(r"/v1/projects/([^/]+)/instances/([^/]+)/backupRuns(?:/(\d+))?")
OPERATION = re.compile(r"/v1/projects/([^/]+)/operations/([^/]+)")
POLLS = 2  # an operation is done when it was asked for so often


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    runs: t.ClassVar[dict[str, list[dict[str, object]]]] = {}  # by instance, newest first
    polls: t.ClassVar[dict[str, int]] = {}
    requests: t.ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Runs, one run, or an operation."""
        path = urllib.parse.urlsplit(self.path).path
        if path == "/requests":
            return self._answer(200, {"requests": self.requests})
        if self.headers.get("Authorization") != "Bearer testing":
            return self._problem(401, "Request had invalid authentication credentials.")
        match = RUNS.fullmatch(path)
        if match and match.group(3):
            found = [run for run in self.runs.get(match.group(2), []) if run["id"] == match.group(3)]
            return self._answer(200, found[0]) if found else self._problem(404, "The backup run does not exist.")
        if match:
            return self._answer(200, {"kind": "sql#backupRunsList", "items": self.runs.get(match.group(2), [])})
        match = OPERATION.fullmatch(path)
        return self._operation(match.group(2)) if match else self._problem(404, f"not understood: {path}")

    def do_POST(self) -> None:
        """Begin a run."""
        match = RUNS.fullmatch(urllib.parse.urlsplit(self.path).path)
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.headers.get("Authorization") != "Bearer testing":
            self._problem(401, "Request had invalid authentication credentials.")
            return
        if not match:
            self._problem(404, f"not understood: {self.path}")
            return
        instance = match.group(2)
        self.requests.append(f"POST {instance} {body.get('description')}")
        number = str(1700000000000 + len(self.requests))
        run = {"kind": "sql#backupRun", "id": number, "instance": instance, "type": "ON_DEMAND", "status": "RUNNING"}
        self.runs.setdefault(instance, []).insert(0, {**run, "description": body.get("description", "")})
        self._answer(200, self._body(f"{instance}.{number}", "PENDING"))

    def _operation(self, name: str) -> None:
        self.polls[name] = self.polls.get(name, 0) + 1
        instance, number = name.rsplit(".", 1)
        (run,) = [run for run in self.runs[instance] if run["id"] == number]
        if self.polls[name] <= POLLS or "stuck" in instance:
            self._answer(200, self._body(name, "RUNNING"))
        elif "refused" in instance:
            error = {"kind": "sql#operationErrors", "errors": [{"code": "INTERNAL_ERROR", "message": "No snapshot."}]}
            run["status"] = "FAILED"
            self._answer(200, {**self._body(name, "DONE"), "error": error})
        else:
            run["status"] = "FAILED" if "failing" in instance else "SUCCESSFUL"
            self._answer(200, self._body(name, "DONE"))

    def _body(self, name: str, status: str) -> dict[str, object]:
        number = name.rsplit(".", 1)[1]
        context = {"kind": "sql#backupContext", "backupId": number}
        return {"kind": "sql#operation", "name": name, "status": status, "backupContext": context}

    def _problem(self, code: int, message: str) -> None:
        self._answer(code, {"error": {"code": code, "message": message, "errors": [{"message": message}]}})

    def _answer(self, status: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def main(port_file: str) -> None:
    """Serve until killed."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pathlib.Path(port_file).write_text(str(server.server_address[1]))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
