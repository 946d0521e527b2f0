# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rewrites values that a revision cannot turn into JSON, deletes those that nothing can; both are exported first."""

from __future__ import annotations

import typing as t

from . import values
from .steps import DELETE_VALUES, REWRITE_VALUES, Step

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence
    from .export import Exporter


def value_steps(found: Evidence) -> list[Step]:
    """The steps for all bad values."""
    steps = []
    for bad in found.values:
        kind = bad.kind
        key = " AND ".join(f"{_quote(found, name)} = %s" for name in kind.key)
        table, column = _quote(found, kind.table), _quote(found, kind.column)
        if bad.rewritable:
            why = f"revision {kind.revision} cannot turn them into JSON: NaN and Infinity become null, NUL is removed"
            sql = f"UPDATE {table} SET {column} = %s WHERE {key}"
            steps.append(Step(REWRITE_VALUES, kind.table, sql, why, rewrites=bad.rewritable, alters=bad.rewritable))
        if bad.unreadable:
            why = f"revision {kind.revision} cannot turn them into JSON, and nobody can: they are no JSON"
            sql = f"DELETE FROM {table} WHERE {key}"
            steps.append(Step(DELETE_VALUES, kind.table, sql, why, loses=bad.unreadable))
    return steps


def run_step(
    connection: Connection, found: Evidence, step: Step, exporter: Exporter, tell: t.Callable[[int], None]
) -> int:
    """Run one of these steps in one transaction.

    Returns:
        How many rows were rewritten or deleted.
    """
    kind = next(kind for kind in values.KINDS if kind.table == step.table)
    total = 0
    with exporter.file(step.table) as write, connection.transaction():
        for rows in values.batches(connection, kind, found.target_release, lock=True):
            new = [(row, kind.rewrite(bytes(row["value_"]))) for row in rows]
            chosen = [(row, value) for row, value in new if (value is not None) == (step.kind == REWRITE_VALUES)]
            write(
                [
                    {**{name: row[name] for name in kind.key}, kind.column: bytes(row["value_"])}
                    for row, _value in chosen
                ]
            )
            for row, value in chosen:
                given = () if step.kind == DELETE_VALUES else (value,)
                total += connection.execute(step.sql, (*given, *(row[name] for name in kind.key)))
            tell(len(chosen))
    return total


def _quote(found: Evidence, name: str) -> str:
    mark = "`" if found.engine == "mysql" else '"'
    return f"{mark}{name}{mark}"
