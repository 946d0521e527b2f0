# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Databases of our own beside the one that is restored or rehearsed."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import secrets

from .._database.connection import Connection, DatabaseError, connect
from .._database.lock import Lock, exclusive
from .._database.options import Login
from .._database.properties import Options, create_statement, fit
from .._errors import OpsError
from .target import server_login

SCRATCH = "openmetadata_ops_scratch_"
# Seconds that a statement of ours waits for other sessions' locks: MySQL's default is a year.
# https://dev.mysql.com/doc/refman/9.0/en/server-system-variables.html#sysvar_lock_wait_timeout
LOCK_SECONDS = 60
LOCK_WAIT = f"SET SESSION lock_wait_timeout = {LOCK_SECONDS}"


class Scratch:
    """A database of our own; dropped at the end of the block, or by the next run if this one is killed.

    Attributes:
        notes: sentences for the result, for example that the database could not be dropped.
    """

    def __init__(self, login: Login, options: Options, *, rehearsal: bool) -> None:
        self.login = login
        self.notes: list[str] = []
        self.settings = ""
        self.name: str
        self.connection: Connection
        self.lock: Lock
        self._server = server_login(login)
        self._options = options
        self._rehearsal = rehearsal
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Scratch:
        with contextlib.ExitStack() as stack:
            self.connection = stack.enter_context(connect(self._server))
            if self.connection.engine == "mysql":
                self.connection.execute(LOCK_WAIT)
            drop_dead(self.connection)
            if self._rehearsal and (setting := spare(self.connection)):
                self.settings = f"{setting};\n"
            self.name = scratch_name(self.connection)
            self.login = dataclasses.replace(self.login, database=self.name)
            self.lock = stack.enter_context(exclusive(self.connection, "scratch", self.name))
            options, notes = fit(self.connection, self._options)
            self.notes += notes if not self._rehearsal else []
            self.connection.execute(create_statement(self.login.engine, self.name, options))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, kind: object, exc: BaseException | None, trace: object) -> None:
        with self._stack:
            note = self._drop()
        if note and isinstance(exc, OpsError):
            exc.message += f" {note}"
        elif note:
            self.notes.append(note)

    def revive(self) -> Connection:
        """The connection, or a new one where it was lost; without the lock then."""
        try:
            self.connection.value("SELECT 1")
        except DatabaseError as exc:
            if not exc.lost:
                raise
            self.connection = self._stack.enter_context(connect(self._server))
            if self.connection.engine == "mysql":
                self.connection.execute(LOCK_WAIT)
        return self.connection

    def _drop(self) -> str | None:
        """Drop the database, by another session where our own is gone; a sentence where it stays."""
        with contextlib.suppress(OpsError):
            self.lock.check()
            drop(self.connection, self.name)
            return None
        try:
            with connect(self._server) as connection:
                if connection.engine == "mysql":
                    connection.execute(LOCK_WAIT)
                with exclusive(connection, "scratch", self.name):
                    drop(connection, self.name)
        except OpsError as exc:
            return left_behind(self.login.engine, self.name, exc)
        return None


def left_behind(engine: str, name: str, exc: OpsError) -> str:
    """What a person must know about a database that could not be dropped."""
    mark = "`" if engine == "mysql" else '"'
    return f"Database {name} could not be dropped: {exc.message} Then drop it: DROP DATABASE {mark}{name}{mark};"


def identity(connection: Connection) -> str:
    """This server, as part of a name: a database that came by replication was made by another one.

    A replica of MySQL has a server_uuid of its own. One of PostgreSQL has its primary's identifier, but is read-only.
    """
    if connection.engine == "mysql":
        text = connection.value("SELECT @@server_uuid")
    else:
        try:
            text = connection.value("SELECT system_identifier FROM pg_control_system()")
        except DatabaseError:
            text = ""
    return hashlib.sha256(str(text).encode()).hexdigest()[:8]


def scratch_name(connection: Connection, prefix: str = SCRATCH) -> str:
    """A name for a new database, with the server that makes it."""
    return f"{prefix}{identity(connection)}_{secrets.token_hex(6)}"


def own_databases(connection: Connection, prefix: str = SCRATCH) -> list[str]:
    """Databases with such a name that this server made itself; none where it is read-only."""
    if connection.engine == "mysql":
        if connection.value("SELECT @@global.read_only"):
            return []
        sql = "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE %s ORDER BY 1"
    else:
        if connection.value("SELECT pg_is_in_recovery()"):
            return []
        sql = "SELECT datname AS name FROM pg_database WHERE datname LIKE %s ORDER BY 1"
    made_here = f"{prefix}{identity(connection)}_"
    return [row["name"] for row in connection.query(sql, (made_here.replace("_", r"\_") + "%",))]


def drop_dead(connection: Connection) -> list[str]:
    """Drop scratch databases of this server whose run is dead: no session holds their lock any more."""
    dropped = []
    for name in own_databases(connection):
        with contextlib.suppress(OpsError), exclusive(connection, "scratch", name):
            drop(connection, name)
            dropped.append(name)
    return dropped


def drop(connection: Connection, name: str) -> None:
    """Drop a database of our own if it is there, and end the sessions in it: those of client programs that were killed,
    whose statements the server still runs.
    """
    if connection.engine == "mysql":
        for row in connection.query("SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = %s", (name,)):
            with contextlib.suppress(DatabaseError):  # it has ended meanwhile
                connection.execute(f"KILL {int(row['id'])}")
        connection.execute(f"DROP DATABASE IF EXISTS {connection.quote(name)}")
        return
    found = connection.one("SELECT datistemplate AS template FROM pg_database WHERE datname = %s", (name,))
    if found and found["template"]:
        connection.execute(f"ALTER DATABASE {connection.quote(name)} IS_TEMPLATE false")
    force = " WITH (FORCE)" if int(connection.value("SHOW server_version_num")) >= 130000 else ""
    connection.execute(f"DROP DATABASE IF EXISTS {connection.quote(name)}{force}")


def spare(connection: Connection) -> str:
    """Make a session cost the server less, for a database that is dropped soon; empty where it cannot.

    A rehearsal is not written to MySQL's binary log, and so reaches no replica, if the account may set that.
    PostgreSQL loads 1 GB of JSON in 7.8 s instead of 10.5 s when it compresses by lz4, where it was built with it.

    Returns:
        The statement that does the same in a client's session.
    """
    if connection.engine == "mysql":
        statement = "SET SESSION sql_log_bin = 0"
        with contextlib.suppress(DatabaseError):
            connection.execute(statement)
            return statement
        return ""
    packs = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    return "SET default_toast_compression = lz4" if connection.value(packs) else ""


def try_scratch(login: Login) -> None:
    """Check that the account may create a scratch database, before a long dump rather than after it.

    Raises:
        OpsError: it may not.
    """
    with connect(server_login(login)) as connection:
        if connection.engine == "postgresql":
            sql = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            if not connection.value(sql):
                raise OpsError(
                    f"A rehearsal creates a scratch database, and {login.user} may not create one (CREATEDB)."
                )
            return
        name = scratch_name(connection)
        try:
            connection.execute(create_statement("mysql", name, {"charset": "utf8mb4", "collation": "utf8mb4_bin"}))
        except DatabaseError as exc:
            raise OpsError(
                f"A rehearsal creates a scratch database, which failed: {exc.message} Use an administrator's account."
            ) from exc
        drop(connection, name)
