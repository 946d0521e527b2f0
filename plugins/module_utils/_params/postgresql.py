# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Parameters of a PostgreSQL server: ALTER ROLE (role), ALTER DATABASE (database), ALTER SYSTEM with a reload (system).

What a new session has is decided by layers, the first that is set wins: role in database, role, database, all roles,
then the server's own (command line, postgresql.auto.conf, postgresql.conf).
https://www.postgresql.org/docs/current/sql-alterrole.html and guc.h, enum GucSource
"""

from __future__ import annotations

import time
import typing as t

from .._database.connection import Connection, DatabaseError
from .._database.flavor import flavor
from .._database.properties import LIST_SETTINGS
from .._errors import OpsError
from .layers import Layers, covered_by, layers_from_rows
from .plan import Found
from .remedies import advise_postgresql
from .state import Key, Parts
from .values import Value, postgresql_shape

# https://www.postgresql.org/docs/current/errcodes-appendix.html
DENIED = "42501"
NOT_NOW = "55P02"  # cannot be changed now, or cannot be changed at all
OWN_LAYERS = ("global", "database", "user", "database user")  # pg_settings.source of the layers above the server's own


class PostgresqlTarget:
    """One scope of one server.

    Args:
        connection: a session in the database that the server uses.
        scope: ``role``, ``database`` or ``system``.
        role: the role that the OpenMetadata server logs in as.
        reconnect: opens another session, to see what a new one has.
    """

    def __init__(
        self, connection: Connection, scope: str, role: str | None, reconnect: t.Callable[[], Connection]
    ) -> None:
        self.connection = connection
        self.scope = scope
        self.database = str(connection.value("SELECT current_database()"))
        self.role = role
        self._reconnect = reconnect
        self.flavor = flavor(connection)
        self.server = f"postgresql {self._identity()}"
        # Without a name, the owner of the database is the likeliest one.
        self._account = role or str(
            connection.value("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
        )

    def check_role(self) -> None:
        """Make sure that the role is there; on the way back it may be gone, and its settings with it.

        Raises:
            OpsError: the server has no such role.
        """
        if self.role and self.connection.one("SELECT 1 FROM pg_roles WHERE rolname = %s", (self.role,)) is None:
            raise OpsError(
                f"role: PostgreSQL at {self.connection.login.address} has no role {self.role}. Set role to the name "
                "that the OpenMetadata server logs in with."
            )

    def key(self, name: str) -> Key:
        """Where the original of this parameter is remembered."""
        target = {"role": self.role or "", "database": self.database}.get(self.scope, "")
        return Key(self.server, self.scope, target, name)

    def look(self, name: str) -> Found:
        """How the parameter stands.

        Raises:
            OpsError: the server has no such parameter, or it is a list.
        """
        row = self.connection.one("SELECT * FROM pg_settings WHERE lower(name) = lower(%s)", (name,))
        if row is None:
            raise OpsError(f"params: PostgreSQL at {self.connection.login.address} has no parameter {name}.")
        name = str(row["name"])
        if name in LIST_SETTINGS:
            raise OpsError(f"params: {name} is a list of names, which om_db_param does not set.")
        shape = postgresql_shape(row["vartype"], row["unit"], row["min_val"], row["max_val"])
        layers = self._layers(name)
        own = self._auto_conf(name) if self.scope == "system" else layers.of(self.scope)
        value = shape.from_server(layers.first or self._server_value(row))
        waits = self.scope == "system" and bool(row["pending_restart"])
        return Found(name, shape, value, {"setting": own}, restart=waits)

    def obstacle(self, found: Found, *, undoing: bool = False) -> tuple[str, str] | None:
        """What the parameter's kind, settings that win over this scope, and the account's rights say against it."""
        row = self.connection.one("SELECT * FROM pg_settings WHERE name = %s", (found.name,)) or {}
        if row["context"] == "internal":
            return (f"{found.name} is fixed when PostgreSQL is built or its cluster is made", "It cannot be changed.")
        if self.scope != "system" and row["context"] in ("postmaster", "sighup"):
            return (f"{found.name} belongs to the whole server", "Use scope=system.")
        hidden = covered_by(self.scope, self._layers(found.name), found.name, self._account, self.database)
        if hidden and not undoing:
            return hidden
        if self.scope == "system" and not undoing and row["source"] == "command line":
            return (
                f"{found.name} = {row['reset_val']} on the server's command line takes precedence over ALTER SYSTEM",
                "Use scope=role, or scope=file with the compose file as path.",
            )
        return self._try_system(found.name) if self.scope == "system" else self._try_out(found.name, row["reset_val"])

    def apply(self, found: Found, value: Value) -> None:
        """Set the parameter in this scope.

        Raises:
            DatabaseError: the server refuses.
        """
        self._set(found.name, found.shape.to_server(value))

    def put_back(self, name: str, parts: Parts) -> None:
        """Bring the scope back: the old text, or unset.

        Raises:
            DatabaseError: the server refuses.
        """
        self._set(name, parts["setting"])

    def verify(self, found: Found) -> Found:
        """What a new session of the account would have now."""
        deadline = time.monotonic() + 5
        while True:
            with self._reconnect() as fresh:
                seen = PostgresqlTarget(fresh, self.scope, self.role, self._reconnect).look(found.name)
            # A reload is asynchronous: the postmaster passes it on.
            if self.scope != "system" or seen.value != found.value or seen.restart or time.monotonic() > deadline:
                return seen
            time.sleep(0.1)

    def advise(self, name: str, text: str) -> str:
        """What to do where this account or this server cannot."""
        return advise_postgresql(self.flavor, name, text, self.role, self.database)

    def refused(self, exc: DatabaseError, name: str) -> str | None:
        """Why the server refused, if it is about rights or about the parameter itself; None for any other trouble."""
        if exc.code == DENIED:
            return f"the role {self.connection.login.user} may not set it (SQLSTATE {DENIED})"
        if exc.code == NOT_NOW:
            return f"{name} cannot be set in scope {self.scope} (SQLSTATE {NOT_NOW})"
        return None

    def _try_system(self, name: str) -> tuple[str, str] | None:
        """ALTER SYSTEM cannot be tried out in a transaction: ask for the rights that it and its undoing need."""
        allowed = self.connection.value("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not allowed and self.connection.raw.server_version >= 150000:
            allowed = self.connection.value(
                "SELECT has_parameter_privilege(%s, 'ALTER SYSTEM') "
                "AND has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'EXECUTE') "
                "AND has_function_privilege('pg_catalog.pg_reload_conf()', 'EXECUTE')",
                (name,),
            )
        if allowed:
            return None
        return (f"the role {self.connection.login.user} may not ALTER SYSTEM SET {name} (SQLSTATE {DENIED})", "")

    def _try_out(self, name: str, text: str) -> tuple[str, str] | None:
        """Ask the server itself: the statement runs in a transaction that is rolled back."""
        try:
            with self.connection.transaction():
                self._set(name, text)
                raise _Undo
        except _Undo:
            return None
        except DatabaseError as exc:
            reason = self.refused(exc, name)
            if reason is None:
                raise
            return (reason, "")

    def _set(self, name: str, text: str | None) -> None:
        quoted = ".".join(self.connection.quote(part) for part in name.split("."))
        what = f"RESET {quoted}" if text is None else f"SET {quoted} = %s"
        where = {
            "role": f"ROLE {self.connection.quote(self.role or '')}",
            "database": f"DATABASE {self.connection.quote(self.database)}",
            "system": "SYSTEM",
        }[self.scope]
        self.connection.execute(f"ALTER {where} {what}", () if text is None else (text,))
        if self.scope == "system":
            self.connection.value("SELECT pg_reload_conf()")

    def _layers(self, name: str) -> Layers:
        rows = self.connection.query(
            """
            SELECT s.setdatabase <> 0 AS in_database, s.setrole <> 0 AS of_role, s.setconfig
            FROM pg_db_role_setting s
            WHERE s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
              AND s.setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = %s))
            """,
            (self._account,),
        )
        return layers_from_rows(rows, name)

    def _server_value(self, row: dict[str, t.Any]) -> str:
        """The server's own layer, or what it will be after the restart that it waits for."""
        hidden = row["source"] in OWN_LAYERS  # settings of the account that is logged in here hide it
        if not hidden and not row["pending_restart"]:
            return str(row["reset_val"])
        try:
            found = self._file_setting(str(row["name"]), "%")
        except DatabaseError:
            found = None  # only superusers may look
        return str(row["boot_val"]) if found is None else found

    def _auto_conf(self, name: str) -> str | None:
        try:
            return self._file_setting(name, "%/postgresql.auto.conf")
        except DatabaseError:
            return None  # `obstacle` refuses a change by an account that may not look

    def _file_setting(self, name: str, file: str) -> str | None:
        value = self.connection.value(
            "SELECT setting FROM pg_file_settings WHERE lower(name) = lower(%s) AND sourcefile LIKE %s "
            "ORDER BY seqno DESC LIMIT 1",
            (name, file),
        )
        return None if value is None else str(value)

    def _identity(self) -> str:
        try:
            return str(self.connection.value("SELECT system_identifier FROM pg_control_system()"))
        except DatabaseError:
            return self.connection.login.address


class _Undo(Exception):
    """Ends a trial."""
