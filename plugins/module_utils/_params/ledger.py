# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The memory of changed parameters on the server itself, for all environments that use it.

A table in a schema of its own, which is created with the first user and dropped with the last one. On PostgreSQL it is
in the maintenance database, because roles and the server's own settings belong to no single database. An account that
may not create it goes without: then only the file of the host remembers.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import typing as t

from .._database.connection import Connection, DatabaseError
from .._database.lock import lock_key
from .._errors import OpsError
from .sharing import Shared, without_gone
from .state import Key

SCHEMA = "openmetadata_ops"
TABLE = f"{SCHEMA}.parameters"
LOCK = "openmetadata_ops:parameters"
PATIENCE = 20  # seconds to wait for another run that changes parameters of this server
# Settings that more than one environment of a server can share.
_SCOPES = ("runtime", "persist", "role", "system")
# https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html,
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_MISSING = (1146, 1049, "42P01", "3F000")
_REFUSED = (1044, 1142, 1227, 1290, 1836, 3100, "42501", "25006")


class Ledger:
    """The table of one server.

    Args:
        open_session: opens a session that belongs to no database of OpenMetadata. It is closed with the ledger.
        user: the environment that asks.
    """

    def __init__(self, open_session: t.Callable[[], Connection | None], user: str) -> None:
        self.user = user
        self.usable = True  # until the server has refused it
        self._open = open_session
        self._connection: Connection | None = None

    def close(self) -> None:
        """Close the session."""
        if self._connection:
            self._connection.close()

    @contextlib.contextmanager
    def locked(self) -> t.Iterator[None]:
        """Keep other runs, of this and other hosts, from changing parameters of the server.

        Raises:
            OpsError: another run does not finish.
        """
        connection = self._session()
        if connection is None:
            yield
            return
        if connection.engine == "mysql":
            got = connection.value("SELECT GET_LOCK(%s, %s)", (LOCK, PATIENCE)) == 1
        else:
            connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
            got = self._lock_postgresql(connection)
        if not got:
            raise OpsError(
                f"Another run has been changing parameters of {connection.login.address} for {PATIENCE} s. Wait until "
                "it has ended, then run again."
            )
        try:
            yield
        finally:
            with contextlib.suppress(DatabaseError):
                if connection.engine == "mysql":
                    connection.value("SELECT RELEASE_LOCK(%s)", (LOCK,))
                else:
                    connection.value("SELECT pg_advisory_unlock(%s)", (lock_key(LOCK),))

    def read(self, key: Key) -> Shared | None:
        """What the server remembers about a parameter."""
        connection = self._session() if key.scope in _SCOPES else None
        if connection is None:
            return None
        try:
            text = connection.value(f"SELECT content FROM {TABLE} WHERE id = %s", (_id(key),))
        except DatabaseError as exc:
            if exc.code in _REFUSED:
                self.usable = False
            elif exc.code not in _MISSING:
                raise
            return None
        return without_gone(Shared(**_texts(json.loads(text))), _here(), os.path.exists) if text else None

    def write(self, key: Key, shared: Shared) -> None:
        """Remember a parameter, if the account may."""
        connection = self._session() if key.scope in _SCOPES else None
        if connection is None:
            return
        content = json.dumps(dataclasses.asdict(dataclasses.replace(shared, users=dict(shared.users))))
        try:
            self._create(connection)
            connection.execute(f"DELETE FROM {TABLE} WHERE id = %s", (_id(key),))
            connection.execute(f"INSERT INTO {TABLE} (id, content) VALUES (%s, %s)", (_id(key), content))
        except DatabaseError as exc:
            if exc.code not in _REFUSED:
                raise
            self.usable = False

    def remove(self, key: Key) -> None:
        """Forget a parameter; with the last one, drop the schema."""
        connection = self._session() if key.scope in _SCOPES else None
        if connection is None:
            return
        try:
            connection.execute(f"DELETE FROM {TABLE} WHERE id = %s", (_id(key),))
            if connection.value(f"SELECT COUNT(*) FROM {TABLE}") == 0:
                connection.execute(f"DROP TABLE {TABLE}")
                connection.execute(f"DROP SCHEMA {SCHEMA}")
        except DatabaseError as exc:
            if exc.code not in (*_MISSING, *_REFUSED):
                raise

    def covers(self, key: Key) -> bool:
        """Whether the server remembers this parameter."""
        return key.scope in _SCOPES and self._session() is not None

    def _session(self) -> Connection | None:
        if self.usable and self._connection is None:
            self._connection = self._open()
            self.usable = self._connection is not None
        return self._connection if self.usable else None

    def _create(self, connection: Connection) -> None:
        if connection.engine == "mysql":
            found = connection.one("SHOW DATABASES LIKE %s", (SCHEMA.replace("_", r"\_"),))
        else:
            found = connection.one("SELECT 1 FROM pg_namespace WHERE nspname = %s", (SCHEMA,))
        if not found:
            connection.execute(f"CREATE SCHEMA {SCHEMA}")
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id VARCHAR(255) NOT NULL PRIMARY KEY, content TEXT NOT NULL)"
        )

    @staticmethod
    def _lock_postgresql(connection: Connection) -> bool:
        try:
            connection.value("SELECT pg_advisory_lock(%s)", (lock_key(LOCK),))
        except DatabaseError as exc:
            if exc.code != "55P03":  # lock_not_available: lock_timeout is over
                raise
            return False
        return True


def user_name(state_file: str) -> str:
    """Name the environment that a state file belongs to."""
    return os.path.realpath(state_file) + _here()


def _here() -> str:
    machine = ""
    with contextlib.suppress(OSError), open("/etc/machine-id", encoding="ascii") as file:
        machine = file.read().strip()[:8]
    return f" on {socket.gethostname()}{f' ({machine})' if machine else ''}"


def _id(key: Key) -> str:
    return f"{key.scope}/{key.target}/{key.name}"[:255]


def _texts(content: dict[str, t.Any]) -> dict[str, t.Any]:
    return {**content, "ours": tuple(content["ours"])}
