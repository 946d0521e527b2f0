# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done to a run. Each function waits for its moment, acts, and returns when nothing more is to be done.

A function returns False where its moment did not come, for example because the phase ended earlier.
"""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import random
import subprocess
import time
import typing as t

from disturbed import Playbook, kill
from laboratory import Lab, TwoHosts
from play import ROOT
from world import docker

ENGINE = str(ROOT / "lab" / "bin" / "engine")


@dataclasses.dataclass
class Scene:
    """Everything that an injection may need."""

    lab: Lab
    playbook: Playbook
    phase: str
    seconds: float  # how long the phase takes in an undisturbed run
    random: random.Random
    home: pathlib.Path  # the state directory and the backups lie below it

    def moment(self) -> None:
        """Wait until a random moment of the phase, or until the run ends."""
        deadline = time.monotonic() + self.random.random() * self.seconds * 0.9
        while time.monotonic() < deadline and self.playbook.process.poll() is None:
            time.sleep(0.02)


Injection = t.Callable[[Scene], bool]


def kill_controller(scene: Scene) -> bool:
    """ansible-playbook is killed; a module that it runs at that moment goes on."""
    scene.moment()
    return kill(scene.playbook.controller()) > 0


def kill_module(name: str) -> Injection:
    """The module is killed, the controller sees it fail."""

    def inject(scene: Scene) -> bool:
        while scene.playbook.process.poll() is None:
            found = scene.playbook.modules(name)
            if found:
                time.sleep(scene.random.random() * min(scene.seconds, 5) / 2)
                return kill(scene.playbook.modules(name) or found) > 0
            time.sleep(0.02)
        return False

    return inject


def lose_host(scene: Scene) -> bool:
    """The host dies: every process of the run and every container of the lab at once; then it starts again."""
    scene.moment()
    names = scene.lab.running()
    kill(scene.playbook.everything())
    if names:
        docker("kill", *names)
        # What `restart: always` does when the engine starts again; one-off containers stay dead.
        docker("start", *[name for name in names if name.startswith("openmetadata_") and "_ops_" not in name])
    return True


def kill_engine(scene: Scene) -> bool:
    """The Docker engine is killed, and starts again while the run goes on or gives up."""
    scene.moment()
    subprocess.run([ENGINE, "kill"], check=True)
    time.sleep(2 + 3 * scene.random.random())
    subprocess.run([ENGINE, "up"], check=True, stdin=subprocess.DEVNULL)
    return True


def cut_ssh(scene: Scene) -> bool:
    """Every connection to the hosts is cut; what runs there may go on."""
    scene.moment()
    cut = 0
    for host in t.cast(TwoHosts, scene.lab).hosts():
        for line in docker("top", host, "-eo", "pid,args").splitlines():
            pid, _space, command = line.strip().partition(" ")
            if command.strip().startswith("sshd: root"):
                cut += kill([int(pid)])
    return cut > 0


def restart_database(scene: Scene) -> bool:
    """The database server is killed and started again."""
    scene.moment()
    name = scene.lab.container("database")
    docker("kill", name)
    docker("start", name)
    return True


def fill_disk(directory: t.Callable[[Scene], pathlib.Path]) -> Injection:
    """The file system of a directory is full for the rest of the run."""

    def inject(scene: Scene) -> bool:
        path = directory(scene) / "fill"
        with contextlib.suppress(OSError), open(path, "wb", buffering=0) as stream:
            while True:
                stream.write(b"\0" * 65536)
        scene.playbook.process.wait()
        path.unlink(missing_ok=True)
        return True

    return inject


def keep_dead(service: str) -> Injection:
    """A component dies a moment after each of its starts, until the run gives up."""

    def inject(scene: Scene) -> bool:
        name = scene.lab.container(service)
        times = 0
        while scene.playbook.process.poll() is None:
            if name in scene.lab.running():
                time.sleep(1)
                with contextlib.suppress(subprocess.CalledProcessError):  # it may have ended by itself
                    docker("kill", name)
                    times += 1
            time.sleep(0.5)
        return times > 0

    return inject


def hold_lock(scene: Scene) -> bool:
    """A forgotten session locks a table that the migration changes, until the migration's time is over."""
    table = "glossary_term_entity"
    with contextlib.closing(scene.lab.world.connect()) as forgotten, forgotten.cursor() as cursor:
        if scene.lab.world.engine == "mysql":
            cursor.execute(f"LOCK TABLES {table} READ")
        else:
            forgotten.autocommit = False
            cursor.execute(f"LOCK TABLE {table} IN ACCESS SHARE MODE")
        scene.playbook.process.wait()
    return True
