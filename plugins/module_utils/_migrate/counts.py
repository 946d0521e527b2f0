# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rows before and after a migration: nothing may be lost, and the renamed status must be there."""

from __future__ import annotations

import re
import typing as t

from .._database.connection import Connection, DatabaseError
from .._upstream.changes import ENTITY_STATUS
from .._versions import parse_version
from .changelog import ChangeLog

# What `_upstream.changes.ENTITY_STATUS` is about.
RENAMED_TABLES = ("glossary_term_entity", "data_contract_entity")

# What people and their tools entered: fewer rows afterwards is a loss. The rest (definitions that the server seeds, run
# records, change events) a migration may thin out on purpose.
_KEPT = re.compile(
    r"^(?!type_entity$|thread_entity$|web_analytic)(?:\w+_entity|tag|classification|test_case|test_suite|tag_usage)$"
)


def read_counts(connection: Connection) -> dict[str, int]:
    """Rows of each entity table (the tables that keep an ``id`` and a ``json``), and of ``tag_usage``.

    Raises:
        DatabaseError: a table cannot be read.
    """
    names = [str(row["name"]) for row in connection.query(_TABLES[connection.engine])]
    return {name: int(connection.value(f"SELECT COUNT(*) FROM {connection.quote(name)}")) for name in names}


def find_losses(before: t.Mapping[str, int], after: t.Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Tables of kept entities with fewer rows than before (a table that is gone has none)."""
    return {
        name: (count, after.get(name, 0))
        for name, count in sorted(before.items())
        if after.get(name, 0) < count and _KEPT.match(name)
    }


def count_stale_status(connection: Connection, log: ChangeLog) -> dict[str, int]:
    """Rows that still have ``status`` and no ``entityStatus`` in a database of 1.10 or newer.

    The server's own data migration only logs its failures, so the rows are counted (proven on both engines).
    """
    if log.highest is None or not ENTITY_STATUS.known_to(parse_version(log.highest)):
        return {}
    return count_rows_with_status(connection)


def count_rows_with_status(connection: Connection) -> dict[str, int]:
    """Rows with ``status`` and no ``entityStatus``, by table; before 1.10 that is every row with a status."""
    found = {}
    for table in RENAMED_TABLES:
        try:
            number = int(connection.value(_STALE[connection.engine].format(table=connection.quote(table))))
        except DatabaseError as exc:
            # No such table: data contracts came late (1146 is MySQL's number, 42P01 PostgreSQL's).
            if exc.code in (1146, "42P01"):
                continue
            raise
        if number:
            found[table] = number
    return found


_TABLES = {
    "mysql": "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() "
    "AND column_name IN ('id', 'json') GROUP BY table_name HAVING COUNT(*) = 2 "
    "UNION SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
    "AND table_name = 'tag_usage' ORDER BY 1",
    "postgresql": "SELECT table_name AS name FROM information_schema.columns WHERE table_schema = current_schema() "
    "AND column_name IN ('id', 'json') GROUP BY table_name HAVING COUNT(*) = 2 "
    "UNION SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() "
    "AND table_name = 'tag_usage' ORDER BY 1",
}
_STALE = {
    "mysql": "SELECT COUNT(*) FROM {table} WHERE JSON_CONTAINS_PATH(json, 'one', '$.status') "
    "AND NOT JSON_CONTAINS_PATH(json, 'one', '$.entityStatus')",
    "postgresql": "SELECT COUNT(*) FROM {table} WHERE json->'status' IS NOT NULL AND json->'entityStatus' IS NULL",
}
