# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The other sessions of a database: the one place that reads a server's process list, on both engines."""

from __future__ import annotations

import dataclasses
import typing as t

from . import sessions_mysql, sessions_postgresql
from .activity import IDLE, Activity
from .connection import Connection


def read_activity(
    connection: Connection, database: str | None = None, apart_from: t.Collection[int] = (), *, own: bool = False
) -> Activity:
    """Read who else uses a database, as far as the account may see it.

    Sessions of the collection itself are left out while they are idle, unless asked for: they only hold a lock.

    Args:
        connection: a connection to the server.
        database: the database; by default the connection's own.
        apart_from: ids of more sessions to leave out.
        own: whether idle sessions of the collection count, because they would be in the way as well.

    Raises:
        DatabaseError: the process list cannot be read.
    """
    name = database or connection.login.database or ""
    reader = sessions_mysql if connection.engine == "mysql" else sessions_postgresql
    found = reader.read(connection, name)
    left_out = {own_id(connection), *apart_from}
    others = [one for one in found.sessions if one.id not in left_out and (own or not one.ours or one.state != IDLE)]
    return dataclasses.replace(
        found,
        sessions=tuple(sorted((one for one in others if one.here), key=lambda one: one.id)),
        elsewhere=tuple(one for one in others if not one.here),
    )


def own_id(connection: Connection) -> int:
    """The id of this connection's session."""
    sql = "SELECT CONNECTION_ID()" if connection.engine == "mysql" else "SELECT pg_backend_pid()"
    return int(connection.value(sql))
