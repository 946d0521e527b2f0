# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The order in which tables change their databases."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.exchange_mysql import Move, plan_moves


class Server:
    """Quotes names."""

    def quote(self, name: str) -> str:
        return f"`{name}`"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [], []),
        ([], ["a"], ["`s`.`a` TO `t`.`a`"]),
        (["a"], [], ["`t`.`a` TO `r`.`a`"]),
        (
            ["a", "b"],
            ["b", "c"],
            ["`t`.`a` TO `r`.`a`", "`t`.`b` TO `r`.`b`", "`s`.`b` TO `t`.`b`", "`s`.`c` TO `t`.`c`"],
        ),
    ],
)
def test_moves(old: list[str], new: list[str], expected: list[str]) -> None:
    moves = plan_moves("t", "s", "r", old, new)
    assert [move.sql(Server()) for move in moves] == expected  # type: ignore[arg-type]
    places = {(table, "t") for table in old} | {(table, "s") for table in new}
    before = set(places)
    for move in [*moves, *(move.back() for move in reversed(moves))]:
        assert (move.table, move.destination) not in places  # else the server would refuse it
        places.remove((move.table, move.source))
        places.add((move.table, move.destination))
    assert places == before


def test_back() -> None:
    assert Move("a", "b", "t").back() == Move("b", "a", "t")
