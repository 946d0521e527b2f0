# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The course of one fault: disturbed runs of one upgrade, then the command that has to bring everything home."""

from __future__ import annotations

import dataclasses
import pathlib
import random
import time
import typing as t

import outcome
from disturbed import Playbook
from faults import Fault
from injections import Scene
from laboratory import Lab
from play import Player, Run
from upgraded import TO

# The same command may be refused while a module of the killed run still works; a person tries again then, too.
_TRIES = 4
_PAUSE = 15
_ROLLBACK = {
    "om_rollback_confirm": "openmetadata_db",
    "om_rollback_lose_changes": "true",
    "om_reindex": "false",
}


@dataclasses.dataclass(frozen=True)
class Course:
    """What the runs of one fault work on.

    Attributes:
        home: the state directory and the backups lie below it.
        seconds: how long each phase takes in an undisturbed run.
        before: the state before the upgrade.
        after: the state after an undisturbed upgrade.
    """

    lab: Lab
    player: Player
    home: pathlib.Path
    seconds: t.Mapping[str, float]
    before: outcome.State
    after: outcome.State

    def problems(self, fault: Fault, chance: random.Random) -> list[str]:
        """What went wrong, each as a sentence; nothing where the fault was survived."""
        problems = []
        for phase, inject in fault.steps:
            playbook = Playbook(self.player, "upgrade", om_version=TO, **fault.variables)
            scene = Scene(self.lab, playbook, phase, self.seconds.get(phase, 1.0), chance, self.home)
            injected = playbook.wait_for(phase) and inject(scene)
            run = playbook.finish()
            if not injected:
                problems.append(f"nothing was injected in {phase}, exit status {run.returncode}: {run.output[-2000:]}")
            elif run.returncode == 0:
                problems += [f"false success: {text}" for text in outcome.differences(self.after, self._state())]
        run = self._come_home(fault.then)
        if run.returncode != 0:
            return [*problems, f"{fault.then} ends with {run.returncode}: {run.output[-6000:]}"]
        return problems + outcome.differences(self.after if fault.then == "upgrade" else self.before, self._state())

    def _come_home(self, then: str) -> Run:
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE)
            variables: dict[str, t.Any] = {"om_version": TO} if then == "upgrade" else _ROLLBACK
            run = self.player.run(then, **variables)
            if run.returncode == 0:
                break
            print(f"{self.lab.world.engine}: {then}, attempt {attempt + 1}: {_reason(run)}", flush=True)
        return run

    def _state(self) -> outcome.State:
        return outcome.read(self.lab, self.home / "state")


def _reason(run: Run) -> str:
    """The last error that the playbook printed."""
    lines = [line for line in run.output.splitlines() if line.startswith(("fatal:", "[ERROR]"))]
    return (lines or run.output.splitlines()[-1:] or ["no output"])[-1][:400]
