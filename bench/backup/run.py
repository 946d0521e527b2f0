# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench: backups and restores against the tools that one would use instead. faults: everything that has gone wrong with
other dump modules, injected.

    run.py bench|faults

OM_BENCH_ENGINES (space-separated), OM_BENCH_MEGABYTES and OM_BENCH_ROUNDS narrow it down. OM_BENCH_DOCKER_OPTIONS are
more options for the database's container, for example a control group of its own on a machine that does much else.
"""

from __future__ import annotations

import os
import pathlib
import sys
import tempfile

import figures
from faults import Faults
from measure import Bench
from world import World

ENGINES = os.environ.get("OM_BENCH_ENGINES", "mysql postgresql").split()


def main(what: str) -> int:
    """Every engine, then the table."""
    rows: list[figures.Row] = []
    for engine in ENGINES:
        with tempfile.TemporaryDirectory(prefix="om-bench-backup-") as directory:
            path = pathlib.Path(directory)
            with World(engine, path, f"{what}_backup") as world:
                rows += Bench(world).measure() if what == "bench" else Faults(world).inject()
    name = "backup" if what == "bench" else "backup-faults"
    return 0 if figures.write(name, rows, partial="OM_BENCH_ENGINES" in os.environ) else 1


if __name__ == "__main__":
    if sys.argv[1:] not in (["bench"], ["faults"]):
        sys.exit("usage: run.py bench|faults")
    sys.exit(main(sys.argv[1]))
