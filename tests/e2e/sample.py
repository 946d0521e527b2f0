# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The fixed sample of `make faults PART=upgrade`, compared with the undisturbed upgrade of the tests before."""

from __future__ import annotations

import dataclasses
import pathlib
import random
import typing as t

import outcome
from course import Course
from faults import FAULTS, PHASES, SAMPLE
from laboratory import Lab
from play import Player
from world import World


@dataclasses.dataclass
class Undisturbed:
    """What an undisturbed upgrade has shown. It is filled by the tests before."""

    before: outcome.State = dataclasses.field(default_factory=dict)
    after: outcome.State = dataclasses.field(default_factory=dict)
    seconds: dict[str, float] = dataclasses.field(default_factory=dict)

    def measure(self, report: dict[str, t.Any]) -> None:
        """Take over how long each phase took, from the upgrade's report."""
        self.seconds = {PHASES[phase["n"] - 1]: phase["seconds"] for phase in report["phases"]}


def read(world: World, player: Player) -> outcome.State:
    """The state that is compared."""
    return outcome.read(Lab(world), pathlib.Path(str(player.extra["om_state_dir"])))


def check_sample(world: World, player: Player, undisturbed: Undisturbed) -> None:
    """Inject the fault, bring everything home, and compare."""
    (fault,) = [fault for fault in FAULTS if fault.id == SAMPLE]
    home = pathlib.Path(str(player.extra["om_state_dir"])).parent
    course = Course(Lab(world), player, home, undisturbed.seconds, undisturbed.before, undisturbed.after)
    problems = course.problems(fault, random.Random(fault.id))
    assert problems == [], "\n".join(problems)
