# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The lease of a database server: an advisory lock, held by a session that names its holder.

MySQL: names of GET_LOCK are server-wide (https://dev.mysql.com/doc/refman/9.0/en/locking-functions.html). PostgreSQL:
keys belong to one database (https://www.postgresql.org/docs/current/view-pg-locks.html), so the session is one of the
maintenance database `postgres`, which every server has. In neither engine the session uses a database of OpenMetadata:
it would be in the way of a restore.
"""

from __future__ import annotations

import contextlib
import dataclasses

from .._database.connection import OWN_PROGRAM, Connection, DatabaseError, connect
from .._database.lock import lock_key
from .._database.options import Login
from .holder import Holder, read_holder, read_program

NAME = "openmetadata_ops:lease"
_MAINTENANCE = "postgres"
_DENIED = (1044, 1142, 1146, 1227)  # no right to a table of performance_schema, or no such table
_MYSQL_ATTRIBUTES = (
    # the first needs SELECT on performance_schema, the second shows sessions of the same account to everybody
    "performance_schema.session_connect_attrs",
    "performance_schema.session_account_connect_attrs",
)


class Unavailable(Exception):
    """The account may not use the maintenance database: there is no place for a lock of the whole server."""


def open_session(login: Login, holder: Holder | None, timeout: int) -> Connection:
    """Open a session outside of every database of OpenMetadata.

    Args:
        login: the server's login.
        holder: whose name the session bears; None for a session that only looks.
        timeout: seconds to wait for the server.

    Raises:
        Unavailable: PostgreSQL keeps the account out of the maintenance database.
        DatabaseError: the server does not answer.
    """
    database = _MAINTENANCE if login.engine == "postgresql" else None
    outside = dataclasses.replace(login, database=database, connect_timeout=min(timeout, login.connect_timeout))
    program = OWN_PROGRAM
    if holder:
        program = holder.text if login.engine == "mysql" else holder.program
    try:
        return connect(outside, program)
    except DatabaseError as exc:
        if login.engine == "postgresql" and login.database not in (None, _MAINTENANCE):
            with contextlib.suppress(DatabaseError):
                connect(dataclasses.replace(outside, database=login.database)).close()
                raise Unavailable(exc.message) from exc
        raise


def take(connection: Connection, holder: Holder) -> bool:
    """Take the lock if nobody has it."""
    if connection.engine == "mysql":
        return bool(connection.value("SELECT GET_LOCK(%s, 0)", (NAME,)) == 1)
    taken = bool(connection.value("SELECT pg_try_advisory_lock(%s)", (lock_key(NAME),)))
    ping(connection, holder)
    return taken


def ping(connection: Connection, holder: Holder) -> None:
    """Use the session, so that nothing on the way ends it. On PostgreSQL the last statement also names the holder.

    Raises:
        DatabaseError: the session is gone.
    """
    connection.value("SELECT 1" if connection.engine == "mysql" else f"SELECT 1 /* {holder.text} */")


def find_session(connection: Connection) -> int | None:
    """The session that has the lock; None where nobody has it."""
    if connection.engine == "mysql":
        found = connection.value("SELECT IS_USED_LOCK(%s)", (NAME,))
    else:
        key = lock_key(NAME) & (2**64 - 1)
        found = connection.value(
            "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' "
            "AND l.granted AND d.datname = current_database() "
            "AND l.classid::bigint = %s AND l.objid::bigint = %s AND l.objsubid = 1",
            (key >> 32, key & (2**32 - 1)),
        )
    return None if found is None else int(found)


def find_holder(connection: Connection) -> Holder | None:
    """Who has the lock, as far as the account may know; None where nobody has it."""
    session = find_session(connection)
    if session is None:
        return None
    if connection.engine == "postgresql":
        row = connection.one("SELECT query, application_name FROM pg_stat_activity WHERE pid = %s", (session,)) or {}
        return read_holder(row.get("query")) or read_program(row.get("application_name"), session)
    for table in _MYSQL_ATTRIBUTES:
        try:
            text = connection.value(
                f"SELECT attr_value FROM {table} WHERE processlist_id = %s AND attr_name = 'program_name'", (session,)
            )
        except DatabaseError as exc:
            if exc.code not in _DENIED:
                raise
            continue
        found = read_holder(text)
        if found:
            return found
    return read_program(None, session)


def end_session(connection: Connection) -> None:
    """End the session that has the lock. Accounts may end their own sessions without any right.

    Raises:
        DatabaseError: it is somebody else's, and the account may not.
    """
    session = find_session(connection)
    if session is not None:
        sql = "KILL %s" if connection.engine == "mysql" else "SELECT pg_terminate_backend(%s)"
        connection.execute(sql, (session,))


def has_other_sessions(connection: Connection) -> bool:
    """Whether a module of the collection is at work on the server, maybe from another host. Keepers do not count."""
    try:
        if connection.engine == "mysql":
            count = connection.value(
                f"SELECT COUNT(*) FROM {_MYSQL_ATTRIBUTES[1]} WHERE attr_name = 'program_name' AND attr_value = %s "
                "AND processlist_id <> CONNECTION_ID()",
                (OWN_PROGRAM,),
            )
        else:
            count = connection.value(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = %s AND pid <> pg_backend_pid()",
                (OWN_PROGRAM,),
            )
    except DatabaseError:
        return False
    return bool(count)
