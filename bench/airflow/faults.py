# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Kill the module after each of its statements, in each state, and run it again."""

from __future__ import annotations

import tempfile
import typing as t

from figures import Row, write
from harness import Database
from proxy import Cutter
from test_killed_module import CASES

if t.TYPE_CHECKING:
    from world import World


def faults(world: World) -> bool:
    """Inject all of them; whether each was survived."""
    rows = []
    for case in CASES:
        rows.append(kill(world, case))
        print(rows[-1], flush=True)
        write("airflow-faults", rows)
    return all(row["met"] for row in rows)


def kill(world: World, case: str) -> Row:
    """One state: the module is killed after its first statement, its second, and so on."""
    database = Database(world.server, "om_airflow_slow")
    with tempfile.TemporaryDirectory() as exports:
        options = {"confirm_data_loss": True, "export_dir": exports}
        database.load(case)
        assert not database.fix(**options).get("failed")
        wanted = (database.schema(), database.counts())
        injected = survived = lost = pretended = 0
        while True:
            database.load(case)
            with Cutter(world.server.host, world.server.port, after=injected + 1) as proxy:
                killed = database.fix(port=proxy.port, **options)
            if not proxy.cut:
                break
            injected += 1
            pretended += not killed.get("failed")
            again = database.fix(**options)
            found = (database.schema(), database.counts())
            survived += not again.get("failed") and found == wanted
            lost += found[1] != wanted[1]
    row: Row = {"id": case, "what": "killed after each of its statements, then run again", "injected": injected}
    row |= {"survived": survived, "lost": lost, "false_success": pretended}
    return {**row, "met": injected == survived and not lost and not pretended}
