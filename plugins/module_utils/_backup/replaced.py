# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The database that holds what was in a MySQL target before, while a restored copy takes its place.

A run that is killed then leaves it behind. A table in it says which target it belongs to: the next restore into that
target drops it at its end, and the same restore may go on without replace where the target was empty.
"""

from __future__ import annotations

import contextlib
import json
import typing as t

from .._database.connection import Connection, DatabaseError
from .._database.properties import Options, create_statement
from .code_mysql import RoutineGrant
from .facts import count_rows
from .scratch import drop, left_behind, own_databases
from .target import Target

REPLACED = "openmetadata_ops_replaced_"
MARKER = "openmetadata_ops_replaced_from"


def create_replaced(
    connection: Connection, name: str, target: Target, options: Options, grants: t.Sequence[RoutineGrant] = ()
) -> None:
    """Create it, with the table that says what it is for.

    Args:
        grants: the privileges on single routines of the target. DROP takes them away with the routine, so a run that
            is killed after it leaves them nowhere else.
    """
    connection.execute(create_statement("mysql", name, options))
    marker = f"{connection.quote(name)}.{connection.quote(MARKER)}"
    connection.execute(
        f"CREATE TABLE {marker} (target varchar(64) NOT NULL PRIMARY KEY, was_empty bool NOT NULL,"
        " grants longtext CHARACTER SET utf8mb4 NOT NULL)"
    )
    connection.execute(f"INSERT INTO {marker} VALUES (%s, %s, %s)", (target.name, target.empty, json.dumps(grants)))


def grants_of_killed_runs(connection: Connection, target: str) -> list[RoutineGrant]:
    """The privileges on single routines that runs which were killed have noted for this target."""
    found: list[RoutineGrant] = []
    for name in replaced_databases(connection, target):
        sql = f"SELECT grants FROM {connection.quote(name)}.{connection.quote(MARKER)} WHERE target = %s"
        found += [((kind, routine), text) for (kind, routine), text in json.loads(connection.value(sql, (target,)))]
    return found


def replaced_databases(connection: Connection, target: str) -> dict[str, bool]:
    """Databases that hold what was in this target before, and whether it was empty."""
    found = {}
    for name in own_databases(connection, REPLACED):
        with contextlib.suppress(DatabaseError):
            sql = f"SELECT was_empty FROM {connection.quote(name)}.{connection.quote(MARKER)} WHERE target = %s"
            row = connection.one(sql, (target,))
            if row:
                found[name] = bool(row["was_empty"])
    return found


def drop_replaced(connection: Connection, target: str) -> list[str]:
    """Drop what was in this target before; a sentence for each database that could not be dropped."""
    notes = []
    for name in replaced_databases(connection, target):
        try:
            drop(connection, name)
        except DatabaseError as exc:
            notes.append(left_behind("mysql", name, exc))
    return notes


def is_unfinished(connection: Connection, target: Target, entry: dict[str, t.Any]) -> bool:
    """Whether the target was empty before a restore of this very dump, and nobody has written to it since.

    Args:
        entry: the database in the backup's manifest.
    """
    if connection.engine != "mysql" or target.empty or target.facts is None:
        return False
    if {table.name for table in target.facts.tables} != set(entry["tables"]):
        return False
    if not any(replaced_databases(connection, target.name).values()):
        return False
    connection.execute(f"USE {connection.quote(target.name)}")
    try:
        counts = count_rows(connection, target.facts.tables)
    finally:
        connection.execute("USE information_schema")  # not a connection to the target any more
    return counts == {name: table["rows"] for name, table in entry["tables"].items()}
