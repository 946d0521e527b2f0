# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a database holds and how it was made: read from the catalogs before a dump, and again after a restore."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import Connection, DatabaseError, quote_identifier
from .._database.properties import read_options
from .._database.sizes import fresh_statistics
from .._versions import newest

# Everything that a user of PostgreSQL can make a table in: no system schema, no temporary one.
PG_USER_SCHEMAS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
PG_NO_EXTENSION = (
    "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid"
    " AND d.deptype = 'e')"
)


@dataclasses.dataclass(frozen=True)
class Table:
    """A base table."""

    name: str  # schema.name on PostgreSQL
    quoted: str
    bytes: int  # the server's estimate of its data, without indexes
    keyed: bool  # whether rows come out the same in whatever order they went in
    rows: str = ""  # what follows FROM where not all rows below the name are the table's own


@dataclasses.dataclass(frozen=True)
class Facts:
    """A database."""

    name: str
    engine: str
    engine_version: str
    options: dict[str, t.Any]  # what CREATE DATABASE needs to make such a database again
    tables: tuple[Table, ...]
    views: tuple[str, ...]
    events: int
    large_objects: int
    schema_version: str | None

    @property
    def bytes(self) -> int:
        """The server's estimate of all data."""
        return sum(table.bytes for table in self.tables)


def read_facts(connection: Connection, database: str) -> Facts:
    """Read the catalogs. The connection is one to this very database.

    Raises:
        DatabaseError: the server refused.
    """
    return _mysql(connection, database) if connection.engine == "mysql" else _postgresql(connection, database)


def _mysql(connection: Connection, database: str) -> Facts:
    fresh_statistics(connection)
    # A table's rows come in primary key order only where it has one; a unique key of NOT NULL columns serves as well,
    # but which one InnoDB takes is its secret.
    rows = connection.query(
        "SELECT t.TABLE_NAME AS name, t.TABLE_TYPE AS type, COALESCE(t.DATA_LENGTH, 0) AS bytes,"
        " EXISTS (SELECT 1 FROM information_schema.TABLE_CONSTRAINTS k WHERE k.TABLE_SCHEMA = t.TABLE_SCHEMA"
        " AND k.TABLE_NAME = t.TABLE_NAME AND k.CONSTRAINT_TYPE = 'PRIMARY KEY') AS keyed"
        " FROM information_schema.TABLES t WHERE t.TABLE_SCHEMA = %s ORDER BY t.TABLE_NAME",
        (database,),
    )
    tables = tuple(
        Table(row["name"], quote_identifier("mysql", row["name"]), int(row["bytes"]), bool(row["keyed"]))
        for row in rows
        if row["type"] == "BASE TABLE"
    )
    events = connection.value("SELECT COUNT(*) FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s", (database,))
    return Facts(
        name=database,
        engine="mysql",
        engine_version=connection.server_version(),
        options=read_options(connection, database),
        tables=tables,
        views=in_order([row["name"] for row in rows if "VIEW" in row["type"]], _view_uses(connection, database)),
        events=int(events),
        large_objects=0,
        schema_version=_schema_version(connection, {table.name for table in tables}, "SERVER_CHANGE_LOG"),
    )


def _view_uses(connection: Connection, database: str) -> dict[str, set[str]]:
    """The views and tables that each view reads; nothing on servers that do not say (before 8.0.13, MariaDB)."""
    sql = (
        "SELECT VIEW_NAME AS view, TABLE_NAME AS name FROM information_schema.VIEW_TABLE_USAGE"
        " WHERE VIEW_SCHEMA = %s AND TABLE_SCHEMA = %s"
    )
    uses: dict[str, set[str]] = {}
    try:
        for row in connection.query(sql, (database, database)):
            uses.setdefault(str(row["view"]), set()).add(str(row["name"]))
    except DatabaseError as exc:
        if exc.code not in (1109, 1146):
            raise
    return uses


def in_order(views: t.Sequence[str], uses: t.Mapping[str, t.Collection[str]]) -> tuple[str, ...]:
    """Views after those that they read. A view with CHECK OPTION cannot be made over one that is still mysqldump's
    placeholder, which takes no rows (error 1368)."""
    found: dict[str, None] = {}

    def add(view: str, above: frozenset[str]) -> None:
        for name in sorted(uses.get(view, ())):
            if name in views and name not in above:
                add(name, above | {view})
        found.setdefault(view)

    for view in views:
        add(view, frozenset())
    return tuple(found)


def _postgresql(connection: Connection, database: str) -> Facts:
    # pg_dump also dumps the rows of an extension's configuration tables, or those that its condition chooses:
    # https://www.postgresql.org/docs/current/extend-extensions.html#EXTEND-EXTENSIONS-CONFIG-TABLES
    rows = connection.query(
        "SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind, e.condition,"
        " CASE WHEN c.relkind = 'r' THEN pg_table_size(c.oid) ELSE 0 END AS bytes"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " LEFT JOIN (SELECT unnest(extconfig) AS oid, unnest(extcondition) AS condition FROM pg_extension) e"
        " ON e.oid = c.oid"
        f" WHERE c.relkind IN ('r', 'v', 'm') AND (e.oid IS NOT NULL OR {PG_USER_SCHEMAS} AND {PG_NO_EXTENSION})"
        " ORDER BY 1, 2"
    )
    tables = tuple(_pg_table(connection, row) for row in rows if row["kind"] == "r")
    return Facts(
        name=database,
        engine="postgresql",
        engine_version=connection.server_version(),
        options=read_options(connection, database),
        tables=tables,
        views=tuple(f"{row['schema']}.{row['name']}" for row in rows if row["kind"] != "r"),
        events=0,
        large_objects=int(connection.value("SELECT COUNT(*) FROM pg_largeobject_metadata")),
        schema_version=_schema_version(connection, {table.name for table in tables}, "public.server_change_log"),
    )


def _pg_table(connection: Connection, row: t.Mapping[str, t.Any]) -> Table:
    quoted = f"{connection.quote(row['schema'])}.{connection.quote(row['name'])}"
    return Table(
        f"{row['schema']}.{row['name']}",
        quoted,
        int(row["bytes"]),
        True,  # their digest does not depend on the order
        # Without ONLY, the rows of the tables that inherit from it would be counted too.
        f"ONLY {quoted} {row['condition'] or ''}".rstrip(),
    )


def _schema_version(connection: Connection, tables: t.Collection[str], change_log: str) -> str | None:
    """The newest version in the server's change log; versions are strings that do not sort as such."""
    found = next((table for table in tables if table.lower() == change_log.lower()), None)
    if found is None:
        return None
    quoted = ".".join(quote_identifier(connection.engine, part) for part in found.split("."))
    try:
        return newest([str(row["version"]) for row in connection.query(f"SELECT version FROM {quoted}")])
    except DatabaseError:
        return None  # a table of that name that is not OpenMetadata's


def count_rows(connection: Connection, tables: t.Iterable[Table]) -> dict[str, int]:
    """Exact row counts, as this connection's transaction sees them."""
    return {table.name: int(connection.value(f"SELECT COUNT(*) FROM {table.rows or table.quoted}")) for table in tables}


_SAMPLE_PAGES = 100
_PG_PAGE = 8192


def sample_bytes(connection: Connection, table: Table) -> int:
    """How much text a PostgreSQL table's rows are, from some of its pages: what lies on the disk is compressed, each
    table's as its rows allow.

    https://www.postgresql.org/docs/current/sql-select.html#SQL-FROM (TABLESAMPLE)
    """
    pages = int(connection.value("SELECT pg_relation_size(%s::regclass)", (table.quoted,))) // _PG_PAGE
    percent = min(100.0, 100.0 * _SAMPLE_PAGES / max(1, pages))
    sampled = connection.value(
        f"SELECT COALESCE(SUM(OCTET_LENGTH(r::text)), 0) FROM ONLY {table.quoted} r TABLESAMPLE SYSTEM ({percent:.6f})"
    )
    return int(int(sampled) * 100 / percent)


def database_exists(connection: Connection, database: str) -> bool:
    """Whether the server has a database of that name."""
    if connection.engine == "mysql":
        sql = "SELECT 1 FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s"
    else:
        sql = "SELECT 1 FROM pg_database WHERE datname = %s"
    return connection.value(sql, (database,)) is not None
