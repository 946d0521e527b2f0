# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""One dangerous job at a time per database: an advisory lock that the server itself holds and frees.

MySQL: GET_LOCK (https://dev.mysql.com/doc/refman/9.0/en/locking-functions.html), names are server-wide, so that the
database's name is part of it. PostgreSQL: pg_try_advisory_lock
(https://www.postgresql.org/docs/current/functions-admin.html), keys are per database.
"""

from __future__ import annotations

import contextlib
import hashlib
import typing as t

from .._errors import OpsError
from .connection import Connection
from .keepalive import kept_alive


def lock_name(database: str, job: str) -> str:
    """The lock's name: at most 64 characters on MySQL, so that a long database name is hashed."""
    name = f"openmetadata_ops:{job}:{database}"
    return name if len(name) <= 64 else f"openmetadata_ops:{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def lock_key(name: str) -> int:
    """The same name as PostgreSQL's signed 64-bit key."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


class Lock:
    """A lock that this session holds."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self.name = name

    def check(self) -> None:
        """Check that the session still lives and holds the lock: before anything that only its holder may do.

        Raises:
            OpsError: it does not.
        """
        try:
            held = bool(self._connection.value(*self._question()))
        except OpsError as exc:
            raise OpsError(
                f"The session that holds lock {self.name} is gone, so that another run may be at work. {exc.message}"
            ) from exc
        if not held:
            raise OpsError(f"Lock {self.name} is no longer held by this run. Find out who took it, then run again.")

    def _question(self) -> tuple[str, tuple[str | int, ...]]:
        if self._connection.engine == "mysql":
            return "SELECT IS_USED_LOCK(%s) = CONNECTION_ID()", (self.name,)
        # https://www.postgresql.org/docs/current/view-pg-locks.html: a 64-bit key is shown in two halves.
        return (
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted"
            " AND objsubid = 1 AND ((classid::bigint << 32) | objid::bigint) = %s)",
            (lock_key(self.name),),
        )


@contextlib.contextmanager
def exclusive(connection: Connection, job: str, database: str | None = None) -> t.Iterator[Lock]:
    """Hold the lock of this job on a database for the block; never waits.

    Args:
        connection: the session that holds it.
        job: what is done under it.
        database: the database, if not the connection's own.

    Raises:
        OpsError: another session holds it.
    """
    database = database or connection.login.database or ""
    name = lock_name(database, job)
    if connection.engine == "mysql":
        got = connection.value("SELECT GET_LOCK(%s, 0)", (name,)) == 1
    else:
        got = bool(connection.value("SELECT pg_try_advisory_lock(%s)", (lock_key(name),)))
    if not got:
        raise OpsError(
            f"Another {job} is at work{f' on database {database}' if database else ''} (lock {name}). "
            "Wait until it has ended, then run again."
        )
    try:
        # Whoever holds a lock mostly waits for something else; the server frees it when the session idles too long.
        with kept_alive(connection):
            yield Lock(connection, name)
    finally:
        # The server frees the lock by itself when the connection is gone.
        with contextlib.suppress(OpsError):
            if connection.engine == "mysql":
                connection.value("SELECT RELEASE_LOCK(%s)", (name,))
            else:
                connection.value("SELECT pg_advisory_unlock(%s)", (lock_key(name),))
