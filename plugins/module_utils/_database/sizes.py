# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""How large a database, its tables and its rows are. Nothing here sorts, so nothing here can run out of sort memory."""

from __future__ import annotations

import contextlib
import typing as t

from .connection import Connection, DatabaseError

_TABLES = {
    "mysql": "SELECT table_name AS name, COALESCE(data_length, 0) + COALESCE(index_length, 0) AS bytes "
    "FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'",
    "postgresql": "SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes FROM pg_class c "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'm')",
}
# What MySQL sorts is the stored form of a JSON column (see _params/recommend.py), and its size is read without turning
# the JSON into text. MariaDB's JSON is text and has no such function.
_LARGEST = {
    "mysql": ("MAX(JSON_STORAGE_SIZE(json))", "MAX(OCTET_LENGTH(json))"),
    "postgresql": ("MAX(octet_length(json::text))",),
}


def fresh_statistics(connection: Connection) -> None:
    """Let this session read current sizes: MySQL 8 and later answer from a cache that is up to a day old otherwise.

    A server without the variable (MySQL 5.7, MariaDB) has no such cache.
    https://dev.mysql.com/doc/refman/9.0/en/server-system-variables.html#sysvar_information_schema_stats_expiry
    """
    if connection.engine == "mysql":
        with contextlib.suppress(DatabaseError):
            connection.execute("SET SESSION information_schema_stats_expiry = 0")


def table_sizes(connection: Connection) -> dict[str, int]:
    """Bytes of every table with its indexes, by name.

    Raises:
        DatabaseError: the catalogue cannot be read.
    """
    fresh_statistics(connection)
    return {str(row["name"]): int(row["bytes"]) for row in connection.query(_TABLES[connection.engine])}


def database_bytes(connection: Connection) -> int:
    """Bytes of the whole database on the server's disk, with its indexes.

    Raises:
        DatabaseError: the catalogue cannot be read.
    """
    if connection.engine == "postgresql":
        return int(connection.value("SELECT pg_database_size(current_database())"))
    return sum(table_sizes(connection).values())


def measure(connection: Connection, table: str) -> dict[str, int | None]:
    """Rows of a table and its largest row, both null where the table has no column ``json``.

    Raises:
        DatabaseError: the table cannot be read.
    """
    expressions = _LARGEST[connection.engine]
    for expression in expressions:
        try:
            row = connection.one(f"SELECT COUNT(*) AS number, {expression} AS largest FROM {connection.quote(table)}")
        except DatabaseError as exc:
            # No such function (1305, 1128), or the column is no JSON (3141, 3146).
            if exc.code in (1305, 1128, 3141, 3146) and expression != expressions[-1]:
                continue
            # No column `json`: MySQL's number and PostgreSQL's SQLSTATE.
            if exc.code in (1054, "42703"):
                return {"rows": None, "largest_row": None}
            raise
        found: dict[str, t.Any] = row or {}
        return {"rows": int(found["number"]), "largest_row": int(found["largest"] or 0)}
    raise AssertionError("the last expression returns or raises")


def largest_table(sizes: t.Mapping[str, int]) -> dict[str, t.Any] | None:
    """Name and bytes of the largest table."""
    if not sizes:
        return None
    name = max(sizes, key=lambda table: sizes[table])
    return {"name": name, "bytes": sizes[name]}
