# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The code in a MySQL database: its functions, procedures, views, triggers and events. Read, dropped, created again."""

from __future__ import annotations

import contextlib
import dataclasses
import typing as t

from .._database.connection import Connection, DatabaseError
from .._errors import OpsError

# The kind and name of a routine, and the statement that grants a privilege on it.
RoutineGrant = tuple[tuple[str, str], str]
# In the order in which they can be created: a view may use a function, a trigger both.
_KINDS = (
    (
        "FUNCTION",
        "SELECT ROUTINE_NAME AS name, '' AS tab FROM information_schema.ROUTINES"
        " WHERE ROUTINE_SCHEMA = %s AND ROUTINE_TYPE = 'FUNCTION' ORDER BY 1",
    ),
    (
        "PROCEDURE",
        "SELECT ROUTINE_NAME AS name, '' AS tab FROM information_schema.ROUTINES"
        " WHERE ROUTINE_SCHEMA = %s AND ROUTINE_TYPE = 'PROCEDURE' ORDER BY 1",
    ),
    ("VIEW", "SELECT TABLE_NAME AS name, '' AS tab FROM information_schema.VIEWS WHERE TABLE_SCHEMA = %s ORDER BY 1"),
    (
        "TRIGGER",
        # Several triggers of one event run in the order of their creation.
        "SELECT TRIGGER_NAME AS name, EVENT_OBJECT_TABLE AS tab FROM information_schema.TRIGGERS"
        " WHERE TRIGGER_SCHEMA = %s ORDER BY EVENT_OBJECT_TABLE, ACTION_ORDER",
    ),
    ("EVENT", "SELECT EVENT_NAME AS name, '' AS tab FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s ORDER BY 1"),
)


@dataclasses.dataclass(frozen=True)
class Code:
    """One object, as SHOW CREATE shows it."""

    kind: str
    name: str
    statement: str
    table: str = ""  # a trigger's
    sql_mode: str | None = None
    charset: str | None = None
    collation: str | None = None
    time_zone: str | None = None  # an event's

    @property
    def key(self) -> tuple[str, str]:
        """What names it within its database."""
        return self.kind, self.name

    def as_result(self) -> dict[str, str]:
        """For a module's result."""
        return {"kind": self.kind.lower(), "name": self.name, "statement": self.statement}


def list_code(connection: Connection, database: str) -> list[tuple[str, str, str]]:
    """Kind, name and, for a trigger, table of all code."""
    return [(kind, row["name"], row["tab"]) for kind, sql in _KINDS for row in connection.query(sql, (database,))]


def read_code(connection: Connection, database: str) -> list[Code]:
    """All code with its definition.

    Raises:
        OpsError: the account may not see a definition.
    """
    return [_read(connection, database, *entry) for entry in list_code(connection, database)]


def _read(connection: Connection, database: str, kind: str, name: str, table: str) -> Code:
    place = f"{connection.quote(database)}.{connection.quote(name)}"
    row = connection.one(f"SHOW CREATE {kind} {place}") or {}
    keys = [key for key in row if key.startswith("create ") or key == "sql original statement"]
    statement = row[keys[0]] if keys else None
    if not statement:
        raise OpsError(
            f"{connection.login.user} may not read the definition of {kind.lower()} {name} of {database}, so that it "
            "could not be created again if the restore failed. Grant SHOW_ROUTINE on *.*. Nothing was changed."
        )
    return Code(
        kind,
        name,
        str(statement),
        table,
        row.get("sql_mode"),
        row.get("character_set_client"),
        row.get("collation_connection"),
        row.get("time_zone"),
    )


def drop_code(connection: Connection, database: str, codes: t.Iterable[Code | tuple[str, str, str]]) -> None:
    """Drop these objects where they are."""
    for code in codes:
        kind, name = code.key if isinstance(code, Code) else code[:2]
        connection.execute(f"DROP {kind} IF EXISTS {connection.quote(database)}.{connection.quote(name)}")


def create_code(connection: Connection, database: str, codes: t.Sequence[Code]) -> list[Code]:
    """Create these objects; the database becomes the session's own.

    Returns:
        Those that could not be created.
    """
    connection.execute(f"USE {connection.quote(database)}")
    before = connection.one("SELECT @@sql_mode AS sql_mode, @@time_zone AS time_zone") or {}
    pending = list(codes)
    try:
        while pending:  # a view may need another one
            failed = [code for code in pending if not _create(connection, code)]
            if len(failed) == len(pending):
                return failed
            pending = failed
        return []
    finally:
        with contextlib.suppress(DatabaseError):
            connection.execute("SET NAMES utf8mb4")
            connection.execute("SET SESSION sql_mode = %s, time_zone = %s", (before["sql_mode"], before["time_zone"]))


def _create(connection: Connection, code: Code) -> bool:
    try:
        if code.charset and code.collation:
            # Our session sends UTF-8: the original character set is kept where both write the text alike.
            fits = code.statement.isascii() or code.charset.startswith("utf8")
            charset = code.charset if fits else "utf8mb4"
            connection.execute("SET character_set_client = %s, collation_connection = %s", (charset, code.collation))
        if code.sql_mode is not None:
            connection.execute("SET SESSION sql_mode = %s", (code.sql_mode,))
        if code.time_zone:
            connection.execute("SET SESSION time_zone = %s", (code.time_zone,))
        connection.execute(code.statement)
    except DatabaseError as exc:
        if exc.lost:
            raise
        return False
    return True


def put_back(connection: Connection, database: str, wanted: t.Sequence[Code]) -> list[Code]:
    """Make a database's code what it was: drop what is new, create what is missing or differs.

    Returns:
        What could not be created.
    """
    current = {code.key: code for code in read_code(connection, database)}
    same = {code.key for code in wanted if current.get(code.key) == code}
    drop_code(connection, database, [code for key, code in current.items() if key not in same])
    return create_code(connection, database, [code for code in wanted if code.key not in same])


def routine_grants(connection: Connection, database: str) -> list[RoutineGrant]:
    """The privileges on single routines, which DROP takes away: the routine and the GRANT statement.

    Privileges on tables and views outlive them. Where the account may not read them, there are none to keep.
    """
    sql = (
        "SELECT User AS user, Host AS host, Routine_type AS kind, Routine_name AS name, Proc_priv AS privileges"
        " FROM mysql.procs_priv WHERE Db = %s ORDER BY 1, 2, 3, 4"
    )
    try:
        rows = connection.query(sql, (database,))
    except DatabaseError:
        return []
    found = []
    for row in rows:
        privileges = {part.upper() for part in row["privileges"].split(",") if part}
        option = " WITH GRANT OPTION" if "GRANT" in privileges else ""
        names = ", ".join(sorted(privileges - {"GRANT"})) or "USAGE"
        account = f"{connection.quote(row['user'])}@{connection.quote(row['host'])}"
        place = f"{row['kind']} {connection.quote(database)}.{connection.quote(row['name'])}"
        found.append(((row["kind"].upper(), row["name"]), f"GRANT {names} ON {place} TO {account}{option}"))
    return found


def grant_again(connection: Connection, database: str, grants: t.Sequence[RoutineGrant]) -> list[str]:
    """Grant again what was granted on routines that exist.

    Returns:
        The statements that the server refused.

    Raises:
        DatabaseError: the connection was lost.
    """
    there = {(kind, name) for kind, name, _table in list_code(connection, database)}
    failed = []
    for key, statement in grants:
        if key in there:
            try:
                connection.execute(statement)
            except DatabaseError as exc:
                if exc.lost:
                    raise
                failed.append(statement)
    return failed
