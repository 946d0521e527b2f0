# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Objects of others that depend on tables: views, triggers, rules, foreign keys and what else a server knows of.

A change of a table fails on them, or leaves them broken: PostgreSQL does not retype or drop a column that a view uses,
and a trigger that names a column which is gone ends every statement on its table.
"""

from __future__ import annotations

import dataclasses
import typing as t

from . import dependents_mysql, dependents_postgresql
from .connection import Connection
from .dependents_model import Dependent

__all__ = ["Dependent", "as_dict", "read_dependents", "with_those_above"]


def read_dependents(connection: Connection, own: t.Collection[str]) -> tuple[Dependent, ...]:
    """What depends on these tables of the connection's database, and is none of them.

    Args:
        connection: the database.
        own: the names of the tables, whether they exist or not.

    Raises:
        DatabaseError: a catalogue cannot be read.
    """
    reader = dependents_mysql if connection.engine == "mysql" else dependents_postgresql
    return tuple(sorted(reader.read(connection, tuple(own)), key=lambda one: (one.kind, one.name)))


def with_those_above(chosen: t.Collection[Dependent], known: t.Collection[Dependent]) -> tuple[Dependent, ...]:
    """Objects together with the views that use them, in an order in which they can be dropped."""
    names = {one.name for one in chosen}
    while True:
        more = {one.name for one in known if one.name not in names and names & set(one.views)}
        if not more:
            break
        names |= more
    left = [one for one in known if one.name in names]
    order: list[Dependent] = []
    while left:
        used = {view for one in left for view in one.views}
        free = [one for one in left if one.name not in used]
        order += free
        left = [one for one in left if one not in free]
    return tuple(order)


def as_dict(one: Dependent) -> dict[str, t.Any]:
    """The object as a module returns it."""
    found = dataclasses.asdict(one)
    return {**{name: found[name] for name in ("kind", "name", "definition")}, "uses": list(one.uses)}
