# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a detector says: a rule at a place."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, order=True)
class Hit:
    """A rule that holds at a line (from 1) and a column (from 1, 0 where it is unknown).

    In a notebook the line is counted within the cell, and the cell from 1 over all cells; `cell` is 0 elsewhere.
    """

    line: int
    column: int
    rule: str
    fixable: bool = False
    cell: int = 0
