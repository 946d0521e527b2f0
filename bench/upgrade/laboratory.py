# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Labs that return to their starting state."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
import time
import typing as t

from play import ROOT
from world import SUFFIX, World, docker

LAB = str(ROOT / "lab" / "bin" / "lab")
_HEALTHY_SECONDS = 300
_PROJECT_SIZE = "8m"


class Lab:
    """A running lab of one engine: its containers and its files. Its directory is that of the compose project."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.directory = world.directory

    def container(self, service: str) -> str:
        """The container of ``server``, ``ingestion`` or ``database``."""
        return f"openmetadata_{self.world.engine if service == 'database' else service}{SUFFIX}"

    def running(self) -> list[str]:
        """The running containers of the lab."""
        return _containers(self._project)

    def names(self, directory: pathlib.Path) -> list[str]:
        """The names of the files in a directory of the server's host; none where it is not there."""
        return [path.name for path in directory.glob("*")]

    def variables(self) -> dict[str, t.Any]:
        """What playbooks have to be told about this lab."""
        return {f"om_{name}_container": self.container(name) for name in ("server", "ingestion") if SUFFIX}

    @property
    def _project(self) -> str:
        return f"openmetadata-ops-lab-{self.world.engine}{SUFFIX}"


class Laboratory(Lab):
    """The lab of one engine, whose files and volumes are copied once and put back within a minute.

    Use it as a context manager; it removes the lab and the copy at its end.
    """

    def __init__(self, engine: str, scratch: pathlib.Path) -> None:
        super().__init__(World(engine, _directory(engine)))
        self._scratch = scratch
        self._copy = scratch / "copy"

    def __enter__(self) -> Laboratory:
        _make_room()
        _lab("up", ENGINE=self.world.engine)
        self._containers = sorted(self.world.containers())
        self._stop()
        self._copy.mkdir()
        for name, path in self._places():
            _copy(path, self._copy / name)
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop()
        self._unmount()
        _lab("down", ENGINE=self.world.engine)
        shutil.rmtree(self._copy, ignore_errors=True)

    def reset(self, *, small: bool = False) -> None:
        """Put the starting state back and start all services of the old version.

        Args:
            small: give the compose project a small file system of its own; the database stays on the disk.
        """
        self._stop()
        self._unmount()
        for name, path in self._places():
            _copy(self._copy / name, path)
        if small:
            self._mount()
        self._compose("up", "--detach", "--quiet-pull")
        deadline = time.monotonic() + _HEALTHY_SECONDS
        while not self._healthy():
            if time.monotonic() > deadline:
                raise RuntimeError("The lab did not become healthy after its reset.")
            time.sleep(1)

    def _places(self) -> t.Iterator[tuple[str, pathlib.Path]]:
        yield "lab", self.directory
        label = f"label=com.docker.compose.project={self._project}"
        for volume in docker("volume", "ls", "--quiet", "--filter", label).split():
            yield volume, pathlib.Path(docker("volume", "inspect", "--format", "{{.Mountpoint}}", volume))

    def _stop(self) -> None:
        """Remove all containers of the project, also those that a one-off run left."""
        label = f"label=com.docker.compose.project={self._project}"
        databases = [name for name in self.running() if name == self.container("database")]
        if databases:  # a clean shutdown, so that the copy needs no recovery
            docker("stop", "--time", "60", *databases)
        found = docker("ps", "--all", "--quiet", "--filter", label).split()
        if found:
            docker("rm", "--force", *found)

    def _mount(self) -> None:
        data, project = self.directory / "docker-volume", self._scratch / "project"
        data.rename(self._scratch / "data")
        _copy(self.directory, project)
        mount(self.directory, _PROJECT_SIZE)
        _copy(project, self.directory)
        data.mkdir()
        subprocess.run(["mount", "--bind", str(self._scratch / "data"), str(data)], check=True)

    def _unmount(self) -> None:
        for path in (self.directory / "docker-volume", self.directory):
            unmount(path)
        shutil.rmtree(self._scratch / "data", ignore_errors=True)

    def _healthy(self) -> bool:
        """Whether the database, the server and Airflow's scheduler work."""
        state = docker("inspect", "--format", "{{.State.Health.Status}}", self.container("server"))
        if state != "healthy":
            return False
        probe = ["exec", self.container("ingestion"), "wget", "-qO-", "http://localhost:8080/health"]
        done = subprocess.run(["docker", *probe], capture_output=True, text=True, check=False)
        return done.stdout.count('"status": "healthy"') >= 2

    def _compose(self, *arguments: str) -> None:
        subprocess.run(
            ["docker", "compose", "--project-directory", str(self.directory), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )


class TwoHosts(Lab):
    """Server and ingestion on two hosts reached by ssh, each with a MySQL server. It is built anew each time."""

    _SETTINGS: t.ClassVar = {"ENGINE": "mysql", "TOPOLOGY": "two", "AIRFLOW_DATABASE": "own"}

    def __init__(self) -> None:
        super().__init__(World("mysql", _directory("mysql"), own=True))

    def __enter__(self) -> TwoHosts:
        _make_room()
        return self

    def __exit__(self, *exc: object) -> None:
        _lab("down", **self._SETTINGS)

    def reset(self, *, small: bool = False) -> None:
        """Build the starting state anew. No part of it can lie on a small file system."""
        if small:
            raise ValueError("The lab on two hosts has no small file system.")
        _lab("down", **self._SETTINGS)
        _lab("up", **self._SETTINGS)

    def hosts(self) -> list[str]:
        """The containers that are the two hosts."""
        return [f"om_lab_{name}_host{SUFFIX}" for name in ("server", "ingestion")]

    def running(self) -> list[str]:
        """The running containers of both compose projects."""
        return [name for part in ("server", "ingestion") for name in _containers(f"{self._project}-{part}")]

    def names(self, directory: pathlib.Path) -> list[str]:
        """The names of the files in a directory of the server's host; none where it is not there."""
        return docker("exec", self.hosts()[0], "sh", "-c", f"ls -A '{directory}' 2>/dev/null || true").split()

    def variables(self) -> dict[str, t.Any]:
        """The host of ingestion reaches the databases; the ports of the other one are on its loopback interface."""
        return {
            **super().variables(),
            "om_database_runner": "lab-ingestion",
            "om_database_host": self.world.database_container("openmetadata_db"),
            "om_database_port": 3306,
            "om_database_admin_user": "root",
            "om_database_admin_password": self.world.password,  # of the lab
            "om_api_url": f"http://{self.container('server')}:8585",
        }


def _directory(engine: str) -> pathlib.Path:
    return pathlib.Path(os.environ.get("OM_LAB_DIR", "/var/tmp/openmetadata-ops-lab")) / engine


def _containers(project: str) -> list[str]:
    found = docker("ps", "--filter", f"label=com.docker.compose.project={project}", "--format", "{{.Names}}")
    return found.split()


def _make_room() -> None:
    """Remove the labs of earlier runs: there is room for one."""
    for engine in ("mysql", "postgresql"):
        _lab("down", ENGINE=engine)


def _lab(verb: str, **settings: str) -> None:
    subprocess.run([LAB, verb], env={**os.environ, **settings}, check=True, stdin=subprocess.DEVNULL)


def mount(directory: pathlib.Path, size: str) -> None:
    """Mount an empty file system of that size."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(directory)], check=True)


def unmount(directory: pathlib.Path) -> None:
    """Unmount the directory where something is mounted on it."""
    if os.path.ismount(directory):
        subprocess.run(["umount", str(directory)], check=True)


def _copy(source: pathlib.Path, target: pathlib.Path) -> None:
    """Make the target equal to the source, owners and modes included; the target directory itself stays."""
    target.mkdir(exist_ok=True)
    for path in target.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    subprocess.run(["cp", "--archive", "--reflink=auto", f"{source}/.", str(target)], check=True)
