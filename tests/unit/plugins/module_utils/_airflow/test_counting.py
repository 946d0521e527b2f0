# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.counting import Counter
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import DatabaseError


class Server:
    """Answers counts after some seconds, or stops as MySQL does."""

    def __init__(self, rows: int, seconds: float) -> None:
        self.rows = rows
        self.seconds = seconds
        self.now = 0.0
        self.asked: list[str] = []

    def one(self, sql: str) -> dict[str, t.Any] | None:
        self.asked.append(sql)
        limit = int(sql.partition("MAX_EXECUTION_TIME(")[2].partition(")")[0]) / 1000
        self.now += min(self.seconds, limit)
        if self.seconds > limit:
            raise DatabaseError("maximum statement execution time exceeded", 3024)
        return {"1": 1} if self.rows else None

    def value(self, sql: str) -> int:
        self.asked.append(sql)
        return self.rows


def counter(server: Server, seconds: float | None) -> Counter:
    return Counter(t.cast("t.Any", server), seconds, clock=lambda: server.now)


@pytest.mark.parametrize(
    ("rows", "takes", "limit", "counted", "not_counted"),
    [
        (7, 100.0, None, 7, []),
        (7, 0.1, 0.5, 7, []),
        (0, 0.1, 0.5, 0, []),
        (7, 0.6, 0.5, 0, ["xcom"]),
    ],
)
def test_a_count_has_an_end(rows: int, takes: float, limit: float | None, counted: int, not_counted: list[str]) -> None:
    one = counter(Server(rows, takes), limit)
    assert one.rows("xcom", "TRUE") == counted
    assert one.not_counted == not_counted


def test_the_seconds_are_those_of_all_counts_together() -> None:
    server = Server(0, 0.3)
    one = counter(server, 0.5)
    assert [one.rows(table, "TRUE") for table in ("a", "b", "c")] == [0, 0, 0]
    assert one.not_counted == ["b", "c"]
    assert len(server.asked) == 2  # nothing is asked once the time is over


class Broken(Server):
    """Knows no table."""

    def one(self, sql: str) -> dict[str, t.Any] | None:
        raise DatabaseError(f"no such table in {sql}", 1146)


def test_another_error_is_not_hidden() -> None:
    with pytest.raises(DatabaseError):
        counter(Broken(0, 0.0), 0.5).rows("xcom", "TRUE")
