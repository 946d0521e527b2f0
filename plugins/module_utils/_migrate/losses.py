# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What rows a migration has lost, from before its first attempt until now."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import Connection
from .._times import now, rfc3339
from .._upstream.deletions import DELETIONS
from .changelog import ChangeLog
from .counts import find_losses, read_counts
from .deletions import Expected, count_deletions, on_the_way, subtract
from .record import Problem, Record, Start


@dataclasses.dataclass(frozen=True)
class Balance:
    """Rows that are gone: lost, and deleted on purpose. ``since``: when they were counted."""

    losses: dict[str, tuple[int, int]]
    on_purpose: list[dict[str, t.Any]]
    since: str

    @property
    def problems(self) -> list[Problem]:
        """One for each table that has lost rows."""
        return [
            Problem("loss", table, f"{table} had {before} rows before ({self.since}) and has {after} now")
            for table, (before, after) in self.losses.items()
        ]


def find_start(connection: Connection, log: ChangeLog, record: Record | None) -> Start:
    """What the database held before the first attempt of this migration: as recorded, or what it holds now.

    Raises:
        DatabaseError: a table cannot be read.
    """
    if record and record.start and record.start.precedes(log.done):
        return record.start
    expected = {one.deletion.id: one.rows for one in count_deletions(connection)}
    return Start(rfc3339(now()), log.done, read_counts(connection), expected)


def strike_balance(start: Start, counts: t.Mapping[str, int], target_version: str | None) -> Balance:
    """Compare what is there with what was there at the start.

    Args:
        start: before the first attempt.
        counts: rows of each table now.
        target_version: the new server's version, which tells what is deleted on purpose.
    """
    known = {entry.id: entry for entry in DELETIONS}
    wanted = {entry.id for entry in on_the_way(ChangeLog(start.done), target_version)}
    expected = [Expected(known[name], rows) for name, rows in start.expected.items() if name in wanted]
    return Balance(*subtract(find_losses(start.counts, counts), expected), since=start.begun)
