# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which target a scope means, opened when it is needed and closed at the end."""

from __future__ import annotations

import contextlib
import typing as t

from .._database.connection import Connection, connect
from .._database.options import Login
from .._errors import OpsError
from .._lease.server import Unavailable, open_session
from .files import FileTarget
from .ledger import Ledger, user_name
from .migrations import running
from .mysql import MysqlTarget
from .plan import Target
from .postgresql import PostgresqlTarget
from .state import Entry, Store

SCOPES = {"mysql": ("runtime", "persist", "file"), "postgresql": ("role", "database", "system", "file")}


def choose_scope(params: t.Mapping[str, t.Any]) -> str:
    """The scope that the options mean for O(state=present).

    Raises:
        OpsError: this engine has no such scope, or an option that the scope needs is missing.
    """
    engine, scope = params["engine"], params["scope"]
    if scope == "auto":
        scope = "runtime" if engine == "mysql" else ("role" if params["role"] else "database")
    if scope not in SCOPES[engine]:
        raise OpsError(f"scope={scope} does not exist on {engine}: choose one of {', '.join(SCOPES[engine])}.")
    if scope == "database" and not params["login_db"]:
        raise OpsError("scope=database needs login_db, the database that the OpenMetadata server uses.")
    return str(scope)


class Targets:
    """The targets of one run, over one session."""

    def __init__(self, params: t.Mapping[str, t.Any]) -> None:
        self._params = params
        self._stack = contextlib.ExitStack()
        self._connection: Connection | None = None

    def __enter__(self) -> Targets:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def ledger(self) -> Ledger | None:
        """The memory that the server shares among environments; None where nothing is remembered."""
        if not self._params["state_file"] or not self._params["login_user"]:
            return None
        ledger = Ledger(self._open_outside, user_name(self._params["state_file"]))
        self._stack.callback(ledger.close)
        return ledger

    def migrations(self, databases: t.Sequence[str]) -> list[str]:
        """Migrations of these databases that run right now."""
        if not databases or not self._params["login_user"]:
            return []
        with self._connect() as connection:
            return running(connection, databases)

    def _open_outside(self) -> Connection | None:
        login = Login.from_params(dict(self._params))
        try:
            return open_session(login, None, login.connect_timeout)
        except Unavailable:
            return None

    def get(self, scope: str, role: str | None) -> Target:
        """The target of a scope.

        Raises:
            OpsError: the server cannot be reached, or has no such role.
        """
        if scope == "file":
            return self._file(self.get("persist" if self._params["engine"] == "mysql" else "system", None))
        if self._connection is None:
            self._connection = self._stack.enter_context(self._connect())
        if self._params["engine"] == "mysql":
            return MysqlTarget(self._connection, scope, self._connect)
        target = PostgresqlTarget(self._connection, scope, role, self._connect)
        if self._params["state"] == "present":
            target.check_role()
        return target

    def remembered(self, store: Store, scope: str, names: list[str]) -> list[tuple[Target, Entry]]:
        """What is to be put back: the entries of this server (or file), each with its target.

        Args:
            scope: ``auto`` for every scope of the server.
            names: lower case; empty for all.

        Raises:
            OpsError: the server cannot be reached.
        """
        wanted = [entry for entry in store.entries.values() if not names or entry.key.name.lower() in names]
        if scope == "file":
            file = self._file(None)
            return [(file, entry) for entry in wanted if entry.key == file.key(entry.key.name)]
        chosen: list[tuple[Target, Entry]] = []
        engine = self._params["engine"]
        for entry in wanted:
            key = entry.key
            if not key.server.startswith(f"{engine} ") or scope not in ("auto", key.scope):
                continue
            target = self.get(key.scope, key.target if key.scope == "role" else None)
            if key == target.key(key.name):
                chosen.append((target, entry))
        return chosen

    def _connect(self) -> Connection:
        params = dict(self._params)
        if params["engine"] == "mysql":
            params["login_db"] = (
                None  # MySQL's variables belong to no database: an administrator may have no right in ours
            )
        return connect(Login.from_params(params))

    def _file(self, server: Target | None) -> FileTarget:
        return FileTarget(self._params["engine"], self._params["path"], self._params["service"], server)
