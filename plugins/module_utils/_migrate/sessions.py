# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Who else is at work in the database: a server that was not stopped, another migration, a client's last statement."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import Connection

# A statement of a monitoring tool ends sooner; one that is older is somebody's work.
WORKING_SECONDS = 5


@dataclasses.dataclass(frozen=True)
class Session:
    """Another session on this database. ``seconds``: how long its statement runs, None where it has none."""

    id: int
    user: str
    seconds: int | None

    @property
    def text(self) -> str:
        doing = f"a statement since {self.seconds} s" if self.seconds is not None else "idle"
        return f"session {self.id} of {self.user} ({doing})"


def read_sessions(connection: Connection, apart_from: t.Collection[int] = ()) -> list[Session]:
    """Other sessions on the connection's database, as far as the account may see them.

    Args:
        connection: a connection to the database.
        apart_from: ids of our own sessions.
    """
    if connection.engine == "mysql":
        own = int(connection.value("SELECT CONNECTION_ID()"))
        rows = [row for row in connection.query("SHOW PROCESSLIST") if row["db"] == connection.login.database]
        found = [
            Session(
                int(row["id"]),
                str(row["user"]),
                None if row["command"] in ("Sleep", "Daemon") else int(row["time"] or 0),
            )
            for row in rows
        ]
    else:
        own = int(connection.value("SELECT pg_backend_pid()"))
        found = [
            Session(int(row["pid"]), str(row["usename"]), None if row["seconds"] is None else int(row["seconds"]))
            for row in connection.query(
                # "idle in transaction" is no idleness: it may hold the locks that a migration waits for.
                "SELECT pid, usename, CASE WHEN state = 'idle' THEN NULL "
                "ELSE EXTRACT(EPOCH FROM now() - query_start) END AS seconds FROM pg_stat_activity "
                "WHERE datname = current_database() AND backend_type = 'client backend'"
            )
        ]
    return [session for session in found if session.id != own and session.id not in apart_from]


def working(sessions: t.Iterable[Session]) -> list[Session]:
    """The sessions that are in the middle of something."""
    return [session for session in sessions if session.seconds is not None and session.seconds >= WORKING_SECONDS]


def own_id(connection: Connection) -> int:
    """The id of this connection's session."""
    sql = "SELECT CONNECTION_ID()" if connection.engine == "mysql" else "SELECT pg_backend_pid()"
    return int(connection.value(sql))
