# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One lab for the tests of one module, started and removed by the project's own commands.

Which engine and which starting state is the module's own choice: it sets ``LAB``, the environment of ``lab/bin/lab``.
"""

from __future__ import annotations

import os
import pathlib
import subprocess
import typing as t

import pytest
from play import ROOT, Player
from rolled_back import before
from world import SUFFIX, World

LAB = str(ROOT / "lab" / "bin" / "lab")


def lab_directory(engine: str) -> pathlib.Path:
    """Where the lab of an engine lies, see lab/README.md."""
    return pathlib.Path(os.environ.get("OM_LAB_DIR", "/var/tmp/openmetadata-ops-lab")) / engine


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest) -> t.Iterator[World]:
    """The lab that the test module asks for, in its starting state."""
    settings: dict[str, str] = request.module.LAB
    environment = {**os.environ, **settings}
    keep = bool(os.environ.get("OM_E2E_KEEP"))  # while writing tests: go on in the lab that is there
    if not (keep and lab_directory(settings["ENGINE"]).exists()):
        # There is room for one lab, and a run that was cut off leaves that of either engine.
        for engine in ("mysql", "postgresql"):
            subprocess.run([LAB, "down"], env={**environment, "ENGINE": engine}, check=True, stdin=subprocess.DEVNULL)
        subprocess.run([LAB, "up"], env=environment, check=True, stdin=subprocess.DEVNULL)
    yield World(settings["ENGINE"], lab_directory(settings["ENGINE"]), settings.get("AIRFLOW_DATABASE") == "own")
    if not keep:
        subprocess.run([LAB, "down"], env=environment, check=True, stdin=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def start(world: World) -> dict[str, t.Any]:
    """What a rollback has to bring back. A module's first test asks for it."""
    return before(world)


@pytest.fixture(scope="module")
def player(world: World, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Player]:
    """Runs playbooks against the lab, with state and backups in directories of this test."""
    home = tmp_path_factory.mktemp("host")
    player = Player(
        world.directory / "inventory.yml",
        {
            "om_state_dir": home / "state",
            "om_backup_dir": home / "backups",
            # the lab's killed run looks alive until Airflow's own time-out (300 s): nothing that a test should wait for
            "om_drain_timeout": 20,
            **{f"om_{name}_container": f"openmetadata_{name}{SUFFIX}" for name in ("server", "ingestion") if SUFFIX},
        },
    )
    yield player
    player.close()
