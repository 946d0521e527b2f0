# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in laid down in a directory, its operations command and its server as processes."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STANDIN = Path(__file__).resolve().parents[2] / "lab" / "standin"
# Nothing listens there; as long as the port of the recordings, since one answer counts the URL's characters.
AIRFLOW_DOWN = "http://127.0.0.1:18081"


def install(version: str, prefix: Path) -> Path:
    subprocess.run(["sh", str(STANDIN / "install.sh"), version, str(prefix)], check=True, capture_output=True)
    return prefix


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclasses.dataclass(frozen=True)
class Response:
    """An HTTP answer, whatever its status."""

    status: int
    content_type: str
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


def call(method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None) -> Response:
    request = urllib.request.Request(url, data=body, method=method, headers=dict(headers or {}))
    # urllib adds a form's content type to a body that has none; curl's recordings sent it only when named.
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return Response(answer.status, answer.headers.get("Content-Type", ""), answer.read())
    except urllib.error.HTTPError as error:
        return Response(error.code, error.headers.get("Content-Type", ""), error.read())


@dataclasses.dataclass(frozen=True)
class Installation:
    """One version with its environment."""

    prefix: Path
    environment: Mapping[str, str]

    def _environment(self, extra: Mapping[str, str]) -> dict[str, str]:
        own = {"OM_STANDIN_PYTHON": sys.executable, "PIPELINE_SERVICE_CLIENT_ENDPOINT": AIRFLOW_DOWN}
        return {"PATH": os.environ["PATH"], **own, **self.environment, **extra}

    def run(self, script: str, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """A script of the installation; `extra` are environment variables."""
        return subprocess.run(
            [str(self.prefix / script), *arguments],
            # like the image's: logs/ is below it
            cwd=self.prefix,
            env=self._environment(extra),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def ops(self, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
        return self.run("bootstrap/openmetadata-ops.sh", *arguments, **extra)

    def seed(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("bin/openmetadata-standin", "seed", *arguments)

    def token(self, bot: str = "ingestion-bot") -> str:
        return self.run("bin/openmetadata-standin", "token", bot).stdout.strip()

    @contextmanager
    def server(self, **extra: str) -> Iterator[Running]:
        """Runs until the block ends."""
        extra = {"SERVER_PORT": str(free_port()), "SERVER_ADMIN_PORT": str(free_port()), **extra}
        process = subprocess.Popen(
            [str(self.prefix / "bin/openmetadata-server-start.sh")],
            env=self._environment(extra),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running = Running(self, process, int(extra["SERVER_PORT"]), int(extra["SERVER_ADMIN_PORT"]))
        try:
            running.wait()
            yield running
        finally:
            process.terminate()
            process.communicate(timeout=30)


@dataclasses.dataclass(frozen=True)
class Running:
    """A server that listens."""

    installation: Installation
    process: subprocess.Popen[str]
    port: int
    admin_port: int

    def wait(self) -> None:
        for dummy in range(200):
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.process.stdout.read() if self.process.stdout else ''}")
            try:
                with socket.create_connection(("127.0.0.1", self.admin_port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server does not listen")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/api/v1/{path}"

    def api(self, method: str, path: str, body: Any = None, token: str | None = None) -> Response:
        headers = {"Authorization": f"Bearer {token if token is not None else self.installation.token()}"}
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        return call(method, self.url(path), headers, data)

    def admin(self, path: str) -> Response:
        return call("GET", f"http://127.0.0.1:{self.admin_port}/{path}")
