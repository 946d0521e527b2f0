# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A MySQL server of our own, whose data can be put back to an earlier moment in seconds."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
import time
import typing as t

from harness import Server

ROOT = pathlib.Path(__file__).resolve().parents[2]
PASSWORD = "password"


def run(*argv: str, check: bool = True) -> str:
    """Run a program and return what it printed."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(argv[:4])}: {done.stderr.strip()[-2000:]}")
    return done.stdout.strip()


class World:
    """The server. Snapshots are copies of its data directory, made while it is down."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self.container = "om_bench_airflow" + os.environ.get("OM_LAB_SUFFIX", "")
        self.server = Server("127.0.0.1", 0, "root", PASSWORD)

    def __enter__(self) -> World:
        self.remove()
        run(str(ROOT / "lab" / "bin" / "images"), "db")
        (self.directory / "data").mkdir(parents=True)
        self._start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()

    def remove(self) -> None:
        """The container and its data. Snapshots stay."""
        run("docker", "rm", "--force", "--volumes", self.container, check=False)
        shutil.rmtree(self.directory / "data", ignore_errors=True)

    def has(self, name: str) -> bool:
        """Whether there is a snapshot of that name."""
        return (self.directory / f"data-{name}").exists()

    def save(self, name: str) -> None:
        """Keep the data as they are now."""
        self._stop()
        # by another name until it is whole
        run("cp", "--archive", str(self.directory / "data"), str(self.directory / "copying"))
        (self.directory / "copying").rename(self.directory / f"data-{name}")
        self._start()

    def restore(self, name: str) -> None:
        """The data as they were then; caches are cold, and settings those of the image."""
        self._stop()
        shutil.rmtree(self.directory / "data")
        run("cp", "--archive", str(self.directory / f"data-{name}"), str(self.directory / "data"))
        self._start()

    def _stop(self) -> None:
        run("docker", "stop", "--time", "600", self.container)
        run("docker", "rm", self.container)

    def _start(self) -> None:
        image = f"{os.environ.get('OM_LAB_REGISTRY', 'openmetadata-ops-lab')}/db:1.9.17"
        settings = ["--env", f"MYSQL_ROOT_PASSWORD={PASSWORD}", "--env", "OM_LAB_DATABASES=no"]
        options = ["--volume", f"{self.directory / 'data'}:/var/lib/mysql", "--publish", "127.0.0.1::3306", *settings]
        run("docker", "run", "--detach", "--name", self.container, *options, image)
        deadline = time.monotonic() + 300
        while True:
            with contextlib.suppress(Exception):
                port = int(run("docker", "port", self.container, "3306/tcp").splitlines()[0].rpartition(":")[2])
                self.server = Server("127.0.0.1", port, "root", PASSWORD)
                self.server.connect().close()
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.container} does not answer")
            time.sleep(0.5)

    def set_all(self, settings: dict[str, t.Any]) -> None:
        """Set global variables, until the next start."""
        with self.server.connect() as admin:
            for name, value in settings.items():
                admin.execute(f"SET GLOBAL {name} = {value}")
