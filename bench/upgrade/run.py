# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""faults: everything that can interrupt an upgrade, injected into real ones; then the same command, or a rollback.

    run.py faults

OM_BENCH_ENGINES (space-separated: mysql, postgresql, two-hosts) and OM_FAULTS (shell patterns of identifiers,
space-separated) narrow it down; OM_FAULTS_SEED selects other random moments. Each row takes three to four minutes on
two cores.
"""

from __future__ import annotations

import fnmatch
import os
import pathlib
import sys
import tempfile

import figures
from faults import FAULTS, TWO_HOSTS, Fault
from laboratory import Laboratory, TwoHosts
from matrix import Matrix

LABS = os.environ.get("OM_BENCH_ENGINES", "mysql postgresql two-hosts").split()
PATTERNS = os.environ.get("OM_FAULTS", "*").split()


def chosen(lab: str) -> list[Fault]:
    """The faults of a lab that the patterns name."""
    faults = TWO_HOSTS if lab == "two-hosts" else FAULTS
    return [fault for fault in faults if any(fnmatch.fnmatch(fault.id, pattern) for pattern in PATTERNS)]


def main() -> int:
    """Every lab, then the table."""
    if not any(chosen(lab) for lab in LABS):
        known = ", ".join(fault.id for fault in (*FAULTS, *TWO_HOSTS))
        print(f"OM_FAULTS names no fault. Known: {known}", file=sys.stderr)
        return 2
    rows: list[figures.Row] = []
    partial = bool({"OM_BENCH_ENGINES", "OM_FAULTS"} & set(os.environ))
    met = True
    for lab in [lab for lab in LABS if chosen(lab)]:
        with tempfile.TemporaryDirectory(prefix="om-faults-", dir="/var/tmp") as directory:
            scratch = pathlib.Path(directory)
            laboratory = TwoHosts() if lab == "two-hosts" else Laboratory(lab, scratch)
            with Matrix(lab, laboratory, scratch) as matrix:
                for fault in chosen(lab):
                    rows.append(matrix.row(fault))
                    # After each row: a run that is cut off keeps what it has measured.
                    met = figures.write("upgrade-faults", rows, partial=partial) and met
    return 0 if met else 1


if __name__ == "__main__":
    if sys.argv[1:] == ["bench"]:
        print("upgrade: there are faults only (make faults PART=upgrade)")
        sys.exit(0)
    if sys.argv[1:] != ["faults"]:
        sys.exit("usage: run.py faults")
    sys.exit(main())
