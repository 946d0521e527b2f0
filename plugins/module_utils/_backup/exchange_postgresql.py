# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Putting a restored copy in the place of a PostgreSQL database: both change their names in one transaction."""

from __future__ import annotations

import contextlib
import time
import typing as t

from .._database.connection import Connection, DatabaseError, connect
from .._database.properties import Options, fit, property_statements, read_options
from .._errors import OpsError
from .scratch import LOCK_SECONDS, Scratch, drop, left_behind, scratch_name
from .target import CLOSING, Target, check_connections, server_login

# https://www.postgresql.org/docs/current/errcodes-appendix.html
_IN_USE, _LOCKED = "55006", "55P03"
_ATTEMPT_SECONDS = 10  # a session that connects meanwhile waits for our transaction: so long at most
_PAUSE = 1.0


def exchange(scratch: Scratch, target: Target, options: Options) -> list[str]:
    """Give the copy the target's name and all properties of the database.

    Args:
        scratch: the copy, compared and found equal.
        target: as it is now.
        options: the properties of a target that does not exist.

    Returns:
        Sentences about what is left behind.

    Raises:
        OpsError: it failed, and the target is as before.
    """
    server = scratch.connection
    scratch.lock.check()
    check_connections(server, target.name, wait=CLOSING)
    exists = target.facts is not None
    wanted, notes = (read_options(server, target.name), []) if exists else fit(server, options)
    old = scratch_name(server)
    statements = [_rename(server, target.name, old)] if exists else []
    statements += [_rename(server, scratch.name, target.name), *property_statements(target.name, wanted)]
    _commit(scratch, target, statements)
    if exists:
        try:
            drop(scratch.revive(), old)
        except DatabaseError as exc:
            notes.append(left_behind("postgresql", old, exc))
    return notes


def _rename(connection: Connection, name: str, to: str) -> str:
    return f"ALTER DATABASE {connection.quote(name)} RENAME TO {connection.quote(to)}"


def _commit(scratch: Scratch, target: Target, statements: t.Sequence[str]) -> None:
    """Run the transaction. Short visits of other sessions, for example of a monitor, are waited out."""
    server = scratch.connection
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            with server.transaction():
                server.execute(f"SET LOCAL lock_timeout = '{_ATTEMPT_SECONDS}s'")
                for statement in statements:
                    server.execute(statement)
            return
        except DatabaseError as exc:
            if exc.lost and _renamed(scratch):
                return
            if exc.code not in (_IN_USE, _LOCKED):
                raise OpsError(f"{exc.message} Database {target.name} is as it was before.") from exc
            if time.monotonic() < deadline:
                time.sleep(_PAUSE)
                continue
            check_connections(server, target.name)
            held = server.query("SELECT gid FROM pg_prepared_xacts WHERE database = %s", (target.name,))
            gids = ", ".join(str(row["gid"]) for row in held)
            advice = f"Commit or roll back its prepared transactions ({gids})." if held else "End what uses it."
            raise OpsError(
                f"{exc.message} Database {target.name} stayed in use for {LOCK_SECONDS} s and is as it was before. "
                f"{advice} Then run again."
            ) from exc


def _renamed(scratch: Scratch) -> bool:
    """Whether the server committed although the connection was lost."""
    with contextlib.suppress(OpsError), connect(server_login(scratch.login)) as connection:
        return connection.value("SELECT 1 FROM pg_database WHERE datname = %s", (scratch.name,)) is None
    return False
