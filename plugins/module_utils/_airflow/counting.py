# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Counts of rows on MySQL that have an end: a look at a large database takes less than a second.

A count that is not over in time says nothing, and is named as one that was not done. Whoever repairs counts to the end.
"""

from __future__ import annotations

import dataclasses
import time
import typing as t

from .._database.connection import DatabaseError

if t.TYPE_CHECKING:
    from .._database.connection import Connection

TOO_LONG = 3024  # https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html


@dataclasses.dataclass
class Counter:
    """Counts rows until its seconds are used up; without seconds, to the end."""

    connection: Connection
    seconds: float | None = None
    clock: t.Callable[[], float] = time.monotonic
    not_counted: list[str] = dataclasses.field(default_factory=list)  # tables

    def rows(self, table: str, condition: str) -> int:
        """How many rows of a table meet a condition; 0 where that could not be told in time."""
        if self.seconds is None:
            return self._count(table, condition)
        # Whether there is any is answered at once where there are many, and then they are worth counting.
        found = self._within(f"1 FROM `{table}` WHERE {condition} LIMIT 1")
        if found is None:
            self.not_counted.append(table)
        return self._count(table, condition) if found else 0

    def _count(self, table: str, condition: str) -> int:
        return int(self.connection.value(f"SELECT COUNT(*) FROM `{table}` WHERE {condition}"))

    def _within(self, query: str) -> bool | None:
        """Whether a query has a row; None where it was not over in time."""
        left = round((self.seconds or 0) * 1000)
        if left < 1:
            return None
        started = self.clock()
        try:
            return self.connection.one(f"SELECT /*+ MAX_EXECUTION_TIME({left:d}) */ {query}") is not None
        except DatabaseError as exc:
            if exc.code != TOO_LONG:
                raise
            return None
        finally:
            self.seconds = max((self.seconds or 0) - (self.clock() - started), 0)
