# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""The catalogue of a MySQL database: tables line by line, views, triggers, routines, events."""

from __future__ import annotations

import re
import typing as t

from .._database.connection import Connection, DatabaseError

# SHOW CREATE writes names quoted, by these settings of the session.
_SESSION = ("sql_mode = ''", "sql_quote_show_create = 1", "information_schema_stats_expiry = 0")
_TABLES = "SELECT TABLE_NAME AS name, TABLE_TYPE AS type FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s"
_ROUTINES = (
    "SELECT ROUTINE_NAME AS name, ROUTINE_TYPE AS type FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s"
)
_NUMBERED = (
    "SELECT c.TABLE_NAME AS name, c.COLUMN_NAME AS column_ FROM information_schema.COLUMNS c"
    " JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME"
    " WHERE c.TABLE_SCHEMA = %s AND c.EXTRA LIKE '%%auto_increment%%' AND t.TABLE_TYPE = 'BASE TABLE'"
)
_TRIGGERS = (
    "SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, DEFINER,"
    " SQL_MODE, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, ACTION_STATEMENT"
    " FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = %s"
)
_EVENTS = (
    "SELECT EVENT_NAME AS name, STATUS, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS,"
    " ON_COMPLETION, TIME_ZONE, DEFINER, SQL_MODE, EVENT_COMMENT, EVENT_DEFINITION"
    " FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s"
)
_LIBRARIES = (
    "SELECT LIBRARY_NAME AS name, LANGUAGE, LIBRARY_DEFINITION FROM information_schema.LIBRARIES"
    " WHERE LIBRARY_SCHEMA = %s"
)
_NO_TABLE = (1109, 1146)  # information_schema.LIBRARIES came with 9.2
_UNKNOWN_VARIABLE = 1193
_COUNTER = re.compile(r" AUTO_INCREMENT=(\d+)")
_NAMED = re.compile(r"  (?:(CONSTRAINT|(?:UNIQUE |FULLTEXT |SPATIAL |VECTOR )?KEY) )?`((?:[^`]|``)*)` (.*)", re.DOTALL)
# What SHOW CREATE TABLE writes of a column's character set follows its type. It depends on how the column was created:
# after a reload, "COLLATE x" may have become "CHARACTER SET y COLLATE x". So the column's own properties are compared.
_CHARSET = re.compile(
    r"(?P<type>[a-z]+(?:\((?:'(?:[^']|'')*'|[^')])*\))?)(?: CHARACTER SET \w+)?(?: COLLATE \w+)?(?P<rest>.*)", re.DOTALL
)
_COLLATIONS = (
    "SELECT TABLE_NAME AS name, COLUMN_NAME AS column_, COLLATION_NAME AS collation"
    " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND COLLATION_NAME IS NOT NULL"
)
_PRIMARY = re.compile(r"  PRIMARY KEY (.*)", re.DOTALL)


def read(connection: Connection, database: str) -> dict[str, str]:
    """Every object with its text."""
    for setting in _SESSION:
        try:
            connection.execute(f"SET SESSION {setting}")
        except DatabaseError as exc:
            if exc.code != _UNKNOWN_VARIABLE:
                raise
    # SHOW CREATE leaves the name of the session's database out of what it writes.
    connection.execute(f"USE {connection.quote(database)}")
    found: dict[str, str] = {}
    for row in connection.query(_TABLES, (database,)):
        name = str(row["name"])
        if row["type"] == "BASE TABLE":
            lines = _create(connection, "TABLE", name, "create table")
            found.update(table_objects(name, lines))
        else:
            found[f"view: {name}"] = _create(connection, "VIEW", name, "create view")
    for row in connection.query(_COLLATIONS, (database,)):
        column = f"column: {row['name']}.{row['column_']}"
        if column in found:  # views have columns, too
            found[column] = with_collation(found[column], str(row["collation"]))
    found.update(_exact_counters(connection, database, found))
    for row in connection.query(_ROUTINES, (database,)):
        kind = str(row["type"])
        text = _create(connection, kind, str(row["name"]), f"create {kind.lower()}")
        found[f"{kind.lower()}: {row['name']}"] = text
    for kind, sql in (("trigger", _TRIGGERS), ("event", _EVENTS), ("library", _LIBRARIES)):
        found.update(_rows(connection, kind, sql, database))
    return found


def _create(connection: Connection, kind: str, name: str, column: str) -> str:
    row = connection.one(f"SHOW CREATE {kind} {connection.quote(name)}") or {}
    return "\n".join(str(row[key]) for key in (column, "sql_mode") if row.get(key) is not None)


def _rows(connection: Connection, kind: str, sql: str, database: str) -> dict[str, str]:
    try:
        rows = connection.query(sql, (database,))
    except DatabaseError as exc:
        if kind == "library" and exc.code in _NO_TABLE:
            return {}
        raise
    return {
        f"{kind}: {row['name']}": "\n".join(
            f"{key}: {value}" for key, value in row.items() if key != "name" and value is not None
        )
        for row in rows
    }


def table_objects(table: str, text: str) -> dict[str, str]:
    """SHOW CREATE TABLE, taken apart: it writes each column, index and constraint on a line of its own."""
    first, _newline, rest = text.partition("\n")
    body, _end, options = rest.rpartition("\n) ")
    found = {f"table: {table}": ""}
    for line in _lines(body):
        kind, name, definition = _entry(line)
        found[f"{kind}: {table}.{name}"] = definition
    counter = _COUNTER.search(options)
    if counter:
        found[f"auto_increment: {table}"] = counter.group(1)
        options = options[: counter.start()] + options[counter.end() :]
    found[f"table: {table}"] = f"{first} {options}"
    return found


def with_collation(definition: str, collation: str) -> str:
    """A column's definition with the collation that it has, in the place of what SHOW CREATE TABLE wrote of it."""
    match = _CHARSET.fullmatch(definition)
    return f"{match['type']} COLLATE {collation}{match['rest']}" if match else definition


def _lines(body: str) -> list[str]:
    """A line that begins with two blanks begins an entry; only where a name holds a line break, an entry has more."""
    lines: list[str] = []
    for line in body.split("\n"):
        if not lines or line.startswith("  "):
            lines.append(line)
        else:
            lines[-1] += "\n" + line
    return [line[:-1] if line.endswith(",") else line for line in lines]


def _entry(line: str) -> tuple[str, str, str]:
    named = _NAMED.fullmatch(line)
    if named:
        word = named.group(1) or ""
        kind = "constraint" if word == "CONSTRAINT" else "index" if word else "column"
        return kind, named.group(2).replace("``", "`"), f"{word} {named.group(3)}".strip()
    primary = _PRIMARY.fullmatch(line)
    return ("index", "PRIMARY", primary.group(1)) if primary else ("index", line.strip(), line.strip())


def _exact_counters(connection: Connection, database: str, found: t.Mapping[str, str]) -> dict[str, str]:
    """The next automatic numbers as a load will leave them: an UPDATE may have made a number above the counter."""
    counters = {}
    for row in connection.query(_NUMBERED, (database,)):
        name = f"auto_increment: {row['name']}"
        column, table = connection.quote(row["column_"]), connection.quote(row["name"])
        largest: t.Any = connection.value(f"SELECT MAX({column}) FROM {table}")
        counters[name] = str(max(int(found.get(name, "1")), int(largest or 0) + 1))
    return counters
