# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rows that a migration deletes on purpose: counted before it, and subtracted from what is missing after it."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._database.connection import Connection, DatabaseError
from .._upstream.deletions import DELETIONS, Deletion, deletions
from .._versions import parse_version
from .changelog import ChangeLog

# No such table, no such column: 1146 and 1054 are MySQL's numbers, 42P01 and 42703 PostgreSQL's.
_ABSENT = (1146, 1054, "42P01", "42703")
_TYPE = re.compile(r"^[A-Za-z]+$")


@dataclasses.dataclass(frozen=True)
class Expected:
    """Rows that are there now and that a migration on the way deletes."""

    deletion: Deletion
    rows: int


def count_deletions(connection: Connection, known: t.Iterable[Deletion] = DELETIONS) -> list[Expected]:
    """How many rows each deletion would take now; those without any are left out.

    Args:
        connection: OpenMetadata's database.
        known: the deletions to count for; all of them by default.

    Raises:
        DatabaseError: the server refused a statement for another reason than that it has no such table or column.
    """
    counted = [Expected(entry, _count(connection, entry)) for entry in known]
    return [expected for expected in counted if expected.rows]


def on_the_way(log: ChangeLog, target_version: str | None) -> list[Deletion]:
    """The deletions between a database and a release. None where either is not known: nothing is expected then."""
    if log.highest is None or not target_version:
        return []
    return deletions(parse_version(log.highest), parse_version(target_version))


def subtract(
    losses: t.Mapping[str, tuple[int, int]], expected: t.Iterable[Expected]
) -> tuple[dict[str, tuple[int, int]], list[dict[str, t.Any]]]:
    """Take what was expected from the losses.

    Args:
        losses: tables with the number of rows before and after.
        expected: what was counted before the migration.

    Returns:
        The losses that are left, with the number of rows that should have been there in the place of "before"; and
        what was deleted on purpose, one entry for each kind of rows with ``table``, ``rows``, ``what`` and ``source``.
    """
    left, explained = dict(losses), []
    # several migrations may delete the same rows: they are there once
    for one in {(one.deletion.table, one.deletion.what): one for one in expected}.values():
        table = one.deletion.table
        if table not in left:
            continue
        before, after = left[table]
        rows = min(one.rows, before - after)
        explained.append({"table": table, "rows": rows, "what": one.deletion.what, "source": one.deletion.source})
        if before - rows == after:
            del left[table]
        else:
            left[table] = (before - rows, after)
    return left, explained


def _count(connection: Connection, entry: Deletion) -> int:
    try:
        if not entry.where:
            return _count_orphans(connection, entry.table)
        table = connection.quote(entry.table)
        return int(connection.value(f"SELECT COUNT(*) FROM {table} WHERE {entry.where[connection.engine]}"))
    except DatabaseError as exc:
        if exc.code in _ABSENT:
            return 0
        raise


def _count_orphans(connection: Connection, table: str) -> int:
    """Rows whose `entity` is not there, or is deleted softly: cleanupOrphanedDataContracts of upstream's v1100."""
    ids: dict[str, list[str]] = {}
    for row in connection.query(_ENTITIES[connection.engine].format(table=connection.quote(table))):
        ids.setdefault(str(row["type"]), []).append(str(row["id"]))
    return sum(len(wanted) - _there(connection, kind, wanted) for kind, wanted in ids.items())


def _there(connection: Connection, kind: str, ids: list[str]) -> int:
    """How many of the ids, with repetitions, are those of entities of this type. A type without a table has all."""
    if not _TYPE.match(kind):
        return len(ids)
    table = connection.quote(re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower() + "_entity")
    found: set[str] = set()
    wanted = sorted(set(ids))
    try:
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ", ".join(["%s"] * len(some))
            rows = connection.query(
                f"SELECT id FROM {table} WHERE id IN ({marks}) AND NOT COALESCE(deleted, FALSE)", some
            )
            found.update(str(row["id"]) for row in rows)
    except DatabaseError as exc:
        if exc.code in _ABSENT:
            return len(ids)
        raise
    return sum(one in found for one in ids)


_ENTITIES = {
    "mysql": "SELECT JSON_UNQUOTE(JSON_EXTRACT(json, '$.entity.type')) AS type, "
    "JSON_UNQUOTE(JSON_EXTRACT(json, '$.entity.id')) AS id FROM {table} "
    "WHERE JSON_EXTRACT(json, '$.entity.id') IS NOT NULL",
    "postgresql": "SELECT json->'entity'->>'type' AS type, json->'entity'->>'id' AS id FROM {table} "
    "WHERE json->'entity'->>'id' IS NOT NULL",
}
