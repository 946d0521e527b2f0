# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Injects faults into upgrades of one lab and judges what they leave."""

from __future__ import annotations

import os
import pathlib
import random
import shutil
import time

import outcome
from course import Course
from disturbed import Playbook
from faults import Fault
from figures import Row
from laboratory import Laboratory, TwoHosts, mount, unmount
from play import Player
from upgraded import TO

_BACKUPS_SIZE = "512m"


class Matrix:
    """The rows of one lab. Use it as a context manager: it starts the lab and measures an undisturbed upgrade."""

    def __init__(self, name: str, laboratory: Laboratory | TwoHosts, scratch: pathlib.Path) -> None:
        self.name = name
        self.home = scratch / "host"
        self.laboratory = laboratory
        self.seed = os.environ.get("OM_FAULTS_SEED", "1")

    def __enter__(self) -> Matrix:
        self.laboratory.__enter__()
        try:
            self._prepare()
            self.before = self._state()
            playbook = Playbook(self.player, "upgrade", om_version=TO)
            run = playbook.finish()
            if run.returncode != 0:
                raise RuntimeError(f"The undisturbed upgrade failed:\n{run.output[-5000:]}")
            self.after = self._state()
            self.seconds = playbook.durations()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exc: object) -> None:
        self._release()
        self.laboratory.__exit__(*exc)

    def row(self, fault: Fault) -> Row:
        """Inject the fault, then do what has to bring everything home."""
        started = time.monotonic()
        problems = self.problems(fault)
        lost = sum(problem.startswith("lost") for problem in problems)
        false = sum(problem.startswith("false success") for problem in problems)
        name = f"{self.name}-{fault.id}"
        for problem in problems:
            print(f"{name}: {problem}", flush=True)
        print(f"{name}: {'met' if not problems else 'not met'} after {time.monotonic() - started:.0f} s", flush=True)
        injected = len(fault.steps)
        return {
            "id": name,
            "what": fault.what,
            "injected": injected,
            "survived": 0 if problems else injected,
            "lost": lost,
            "false_success": false,
            "met": not problems,
        }

    def problems(self, fault: Fault) -> list[str]:
        """What went wrong, each as a sentence; nothing where the fault was survived."""
        self._prepare(small=fault.small)
        course = Course(self.laboratory, self.player, self.home, self.seconds, self.before, self.after)
        return course.problems(fault, random.Random(f"{self.seed} {self.name} {fault.id}"))

    def _prepare(self, small: str = "") -> None:
        """The starting state, with an empty state directory and no backups."""
        self._release()
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / "backups").mkdir(parents=True, mode=0o700)
        if small == "backups":
            mount(self.home / "backups", _BACKUPS_SIZE)
        self.laboratory.reset(small=small == "project")
        self.player = Player(
            self.laboratory.directory / "inventory.yml",
            {
                "om_state_dir": self.home / "state",
                "om_backup_dir": self.home / "backups",
                "om_drain_timeout": 20,
                **self.laboratory.variables(),
            },
        )

    def _release(self) -> None:
        if hasattr(self, "player"):
            self.player.close()
            del self.player
        unmount(self.home / "backups")

    def _state(self) -> outcome.State:
        return outcome.read(self.laboratory, self.home / "state")
