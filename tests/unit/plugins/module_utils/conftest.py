# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of several packages share: a small HTTP server, and the exchanges recorded from real servers."""

from __future__ import annotations

import dataclasses
import http.server
import json
import os
import pathlib
import threading
import typing as t
import urllib.parse

import pytest

Handler = t.Callable[["Got"], "Sent"]


@dataclasses.dataclass
class Got:
    """A request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: t.Any


@dataclasses.dataclass
class Sent:
    """What the server answers. A dict or list goes out as JSON; ``cut`` bytes of the body are left out."""

    status: int = 200
    body: t.Any = None
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    cut: int = 0


class Server:
    """Answers with what a function returns, and remembers what it was asked."""

    def __init__(self, handler: Handler) -> None:
        self.requests: list[Got] = []
        self.connections = 0
        outer = self

        class Respond(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = 1 << 16

            def setup(self) -> None:
                outer.connections += 1
                super().setup()

            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                parts = urllib.parse.urlsplit(self.path)
                got = Got(
                    self.command,
                    urllib.parse.unquote(parts.path),
                    dict(urllib.parse.parse_qsl(parts.query)),
                    {name.lower(): value for name, value in self.headers.items()},
                    json.loads(raw) if raw else None,
                )
                outer.requests.append(got)
                sent = handler(got)
                data = sent.body if isinstance(sent.body, bytes) else b""
                if isinstance(sent.body, (dict, list)):
                    data = json.dumps(sent.body).encode()
                elif isinstance(sent.body, str):
                    data = sent.body.encode()
                self.send_response(sent.status)
                for name, value in sent.headers.items():
                    self.send_header(name, value)
                if sent.status != 204:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data[: len(data) - sent.cut])
                self.wfile.flush()
                if sent.cut:
                    self.close_connection = True

            do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = answer

            def log_message(self, *_args: t.Any) -> None:
                """Say nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Respond)
        self._server.daemon_threads = True
        self.socket = self._server
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def http_server(monkeypatch: pytest.MonkeyPatch) -> t.Iterator[t.Callable[[Handler], Server]]:
    """Starts servers that end with the test."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    started: list[Server] = []

    def start(handler: Handler) -> Server:
        started.append(Server(handler))
        return started[-1]

    yield start
    for server in started:
        server.stop()


@dataclasses.dataclass
class Exchange:
    """A recorded exchange."""

    name: str
    method: str
    path: str
    query: dict[str, str]
    sent: t.Any
    status: int
    body: bytes


def read_exchanges(directory: pathlib.Path) -> list[Exchange]:
    """All exchanges of a directory, in the order in which they were recorded."""
    found = []
    for request in sorted(directory.glob("*.req"), key=lambda path: int(path.name.split("_")[0])):
        head, _gap, body = request.read_bytes().partition(b"\n\n")
        method, url = head.decode().splitlines()[0].split(" ", 1)
        answer = request.with_suffix(".resp").read_bytes().replace(b"\r\n", b"\n")
        answer_head, _gap, answer_body = answer.partition(b"\n\n")
        parts = urllib.parse.urlsplit(url)
        try:
            sent = json.loads(body) if body.strip() else None
        except ValueError:
            sent = body
        found.append(
            Exchange(
                request.stem,
                method,
                urllib.parse.unquote(parts.path),
                dict(urllib.parse.parse_qsl(parts.query, keep_blank_values=True)),
                sent,
                int(answer_head.split()[1]),
                answer_body,
            )
        )
    return found


@pytest.fixture(scope="session")
def recorded() -> t.Callable[[str], list[Exchange]]:
    """The exchanges of one recording; the test is skipped where they are not there."""
    root = pathlib.Path(__file__).resolve().parents[4]
    cases = pathlib.Path(os.environ.get("OM_CASES_DIR", root.parent / "shared" / "cases"))

    def read(name: str) -> list[Exchange]:
        directory = cases / "http" / name
        if not directory.is_dir():
            pytest.skip(f"no recorded exchanges in {directory} (set OM_CASES_DIR)")
        return read_exchanges(directory)

    return read


@pytest.fixture(scope="session")
def recorded_run() -> t.Callable[[str], list[str]]:
    """The lines of a file of a recorded run of openmetadata-ops.sh; the test is skipped where they are not there."""
    root = pathlib.Path(__file__).resolve().parents[4]
    cases = pathlib.Path(os.environ.get("OM_CASES_DIR", root.parent / "shared" / "cases"))

    def read(name: str) -> list[str]:
        path = cases / "ops" / "om1126" / name
        if not path.is_file():
            pytest.skip(f"no recorded run {path} (set OM_CASES_DIR)")
        return path.read_text(encoding="utf-8").splitlines()

    return read


@pytest.fixture(scope="session")
def recorded_counts() -> t.Callable[[str], dict[str, int]]:
    """Rows of each table of a recorded database; the test is skipped where they are not there."""
    root = pathlib.Path(__file__).resolve().parents[4]
    cases = pathlib.Path(os.environ.get("OM_CASES_DIR", root.parent / "shared" / "cases"))

    def read(name: str) -> dict[str, int]:
        path = cases / "openmetadata" / f"{name}.counts"
        if not path.is_file():
            pytest.skip(f"no recorded counts {path} (set OM_CASES_DIR)")
        lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
        return {table: int(rows) for table, rows in lines}

    return read
