# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Parameters of a MySQL server: SET GLOBAL (runtime) and SET PERSIST (persist).

A persisted value wins over option files and the command line at the next start, so it also survives that a container is
made anew over the same data (seen on 9.7 with `--sort_buffer_size=10M` on the command line).
https://dev.mysql.com/doc/refman/9.0/en/persisted-system-variables.html
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import Connection, DatabaseError
from .._database.flavor import flavor
from .._database.privileges import mysql_grants
from .._errors import OpsError
from .plan import Found
from .remedies import advise_mysql
from .state import Key, Parts
from .values import Value, mysql_shape

# https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html
GLOBAL_ONLY = 1238  # also "is a read only variable"
DENIED = (1227, 1142, 3637)
UNKNOWN_TABLE = 1146


class MysqlTarget:
    """The global variables of one server.

    Args:
        connection: a session.
        scope: ``runtime`` or ``persist``.
        reconnect: opens another session, to see what a new one has.
    """

    def __init__(self, connection: Connection, scope: str, reconnect: t.Callable[[], Connection]) -> None:
        self.connection = connection
        self.scope = scope
        self._reconnect = reconnect
        self._grants = mysql_grants(connection)
        self.flavor = flavor(connection)
        self.server = self._identity()

    def key(self, name: str) -> Key:
        """Where the original of this variable is remembered."""
        return Key(self.server, self.scope, "", name)

    def look(self, name: str) -> Found:
        """How the variable stands.

        Raises:
            OpsError: the server has no such variable.
        """
        row = self.connection.one("SHOW GLOBAL VARIABLES WHERE Variable_name = %s", (name,))
        if row is None:
            raise OpsError(f"params: MySQL at {self.connection.login.address} has no global variable {name}.")
        name, text = str(row["variable_name"]).lower(), str(row["value"])
        info = self._try("SELECT * FROM performance_schema.variables_info WHERE variable_name = %s", name)
        shape = mysql_shape(text, (info or {}).get("min_value"), (info or {}).get("max_value"))
        parts: Parts = {"global": text}
        settled = True
        if self.scope == "persist":
            parts["persisted"] = self._persisted(name)
            # A value set at run time is gone after a restart; any other comes back by itself.
            lasting = parts["persisted"] if parts["persisted"] is not None else text
            dynamic = (info or {}).get("variable_source", "DYNAMIC") == "DYNAMIC" and parts["persisted"] is None
            settled = not dynamic and shape.from_server(lasting) == shape.from_server(text)
        # Any SET, of a session or global, marks the variable as DYNAMIC; a restart removes the mark.
        # https://dev.mysql.com/doc/refman/9.0/en/performance-schema-variables-info-table.html
        ended = self.scope == "runtime" and (info or {}).get("variable_source", "DYNAMIC") != "DYNAMIC"
        return Found(name, shape, shape.from_server(text), parts, settled, ended=ended)

    def apply(self, found: Found, value: Value) -> None:
        """Set the variable.

        Raises:
            DatabaseError: the server refuses.
        """
        verb = "PERSIST" if self.scope == "persist" else "GLOBAL"
        self._set(verb, found.name, found.shape.to_server(value) if isinstance(value, (bool, str)) else value)

    def put_back(self, name: str, parts: Parts) -> None:
        """Bring every part back to what it was.

        Raises:
            DatabaseError: the server refuses.
        """
        if "persisted" in parts:
            if parts["persisted"] is None:
                if self._persisted(name) is not None:
                    self.connection.execute(f"RESET PERSIST {name}")
            else:
                self._set("PERSIST", name, _typed(parts["persisted"]))
        self._set("GLOBAL", name, _typed(parts["global"] or ""))

    def verify(self, found: Found) -> Found:
        """What a session that opens now has.

        Raises:
            OpsError: no new session can be opened.
        """
        with self._reconnect() as fresh:
            row = fresh.one("SHOW SESSION VARIABLES WHERE Variable_name = %s", (found.name,))
        value = found.shape.from_server(str((row or {}).get("value", "")))
        return dataclasses.replace(self.look(found.name), value=value)

    def advise(self, name: str, text: str) -> str:
        """What to do where this account or this server cannot."""
        return advise_mysql(self.flavor, name, text)

    def refused(self, exc: DatabaseError, name: str) -> str | None:
        """Why the server refused, if it is about rights or about the variable itself; None for any other trouble."""
        if exc.code in DENIED:
            return f"the account {self.connection.login.user} may not set it (error {exc.code})"
        if exc.code == GLOBAL_ONLY:
            return f"{name} can only be set when the server starts (error {exc.code})"
        return None

    def obstacle(self, found: Found, *, undoing: bool = False) -> tuple[str, str] | None:
        """What SHOW GRANTS and the server's abilities say against a change."""
        if not self._grants.may_set_global:
            verb = "SET PERSIST" if self.scope == "persist" else "SET GLOBAL"
            return (
                f"the account {self.connection.login.user} has neither SYSTEM_VARIABLES_ADMIN nor SUPER, so {verb} "
                "would be refused (error 1227)",
                "",
            )
        if self.scope == "persist" and not self._can_persist():
            return ("this server has no SET PERSIST", "")
        return None

    def _persisted(self, name: str) -> str | None:
        row = self._try("SELECT * FROM performance_schema.persisted_variables WHERE variable_name = %s", name)
        return str(row["variable_value"]) if row else None

    def _can_persist(self) -> bool:
        try:
            self.connection.one("SELECT * FROM performance_schema.persisted_variables LIMIT 1")
        except DatabaseError:
            return False
        return True

    def _try(self, sql: str, name: str) -> dict[str, t.Any] | None:
        """A row of performance_schema; None also on servers that do not have the table or do not show it."""
        try:
            return self.connection.one(sql, (name,))
        except DatabaseError as exc:
            if exc.code in (UNKNOWN_TABLE, *DENIED):
                return None
            raise

    def _set(self, verb: str, name: str, value: t.Any) -> None:
        self.connection.execute(f"SET {verb} {name} = %s", (value,))

    def _identity(self) -> str:
        # The server's own identity survives another host name, port or tunnel on the way to it. MariaDB has none.
        row = self.connection.one("SHOW GLOBAL VARIABLES WHERE Variable_name = 'server_uuid'")
        return f"mysql {row['value'] if row else self.connection.login.address}"


def _typed(text: str) -> t.Any:
    """Numbers unquoted: MySQL refuses '20971520' in quotes (error 1232)."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
