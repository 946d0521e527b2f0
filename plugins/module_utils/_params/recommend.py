# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""How much memory a sort needs.

MySQL fails with error 1038 when `sort_buffer_size` does not hold the largest single row; the number of rows and the
size of the table do not matter. What counts is the stored (binary) size of a JSON column, not the length of its text:
on 9.7 an array of 1,000,000 small numbers has 3,000,020 characters and 5,000,046 bytes, and fails below 5.0 million.
PostgreSQL never fails; it sorts on disk below 20 MB and in memory from there on.
"""

from __future__ import annotations

from .._units import MIB

FLOOR = 20 * MIB  # what the official prerequisites page asks for, on both engines


def needed_sort_buffer(largest_row: int | None) -> int:
    """Bytes of sort_buffer_size, in whole MiB: the largest row and a tenth more, as migrations add fields to rows."""
    with_margin = (largest_row or 0) * 11 // 10
    return max(FLOOR, -(-with_margin // MIB) * MIB)


def recommend(largest_row: int | None, cap: int) -> dict[str, int]:
    """What to set.

    Args:
        largest_row: of the rows that a migration sorts, stored bytes; None where unknown.
        cap: never more than this, since every sorting session takes as much.
    """
    needed = needed_sort_buffer(largest_row)
    return {
        "sort_buffer_size": min(needed, cap),
        "needed_sort_buffer_size": needed,
        "work_mem": FLOOR,
    }
