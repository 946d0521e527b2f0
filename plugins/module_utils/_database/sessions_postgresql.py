# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The process list of PostgreSQL."""

from __future__ import annotations

import typing as t

from .activity import IDLE, IN_TRANSACTION, WORKING, Activity, Session, summarize
from .connection import Connection

# Without pg_read_all_stats the server hides what sessions of other roles do: state and backend_type are null then.
# Locks are visible to everyone, and each open transaction holds one on its own virtual id.
# https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ACTIVITY-VIEW
_SESSIONS = """
SELECT a.pid AS id, a.usename AS account, a.datname AS db, a.application_name AS program, a.state AS state,
       COALESCE(a.client_hostname, host(a.client_addr), '') AS host,
       EXTRACT(EPOCH FROM clock_timestamp() - CASE WHEN a.state = 'active' THEN a.query_start
                          WHEN a.state LIKE 'idle in transaction%' THEN a.xact_start
                          ELSE a.state_change END)::bigint AS seconds,
       a.query AS statement, a.backend_type IS NULL AS hidden,
       EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'virtualxid' AND l.granted) AS locking
FROM pg_stat_activity a
WHERE a.usename IS NOT NULL AND (a.backend_type IS NULL OR a.backend_type = 'client backend')
"""
_PREPARED = "SELECT gid FROM pg_prepared_xacts WHERE database = %s ORDER BY prepared"


def read(connection: Connection, database: str) -> Activity:
    """All sessions, those that use the database marked.

    Raises:
        DatabaseError: the process list cannot be read.
    """
    rows = connection.query(_SESSIONS)
    hidden = sum(1 for row in rows if row["hidden"] and row["db"] == database)
    user = connection.login.user
    return Activity(
        sessions=tuple(_session(row, database) for row in rows),
        prepared=tuple(str(row["gid"]) for row in connection.query(_PREPARED, (database,))),
        unseen=(
            f"{user} is no member of pg_read_all_stats, and cannot see what {hidden} sessions of other roles do. "
            f"GRANT pg_read_all_stats TO {user} to see it.",
        )
        if hidden
        else (),
        # That a session exists is never hidden.
        sees_all_sessions=True,
    )


def _session(row: dict[str, t.Any], database: str) -> Session:
    return Session(
        id=int(row["id"]),
        user=str(row["account"]),
        database=row["db"],
        seconds=max(int(row["seconds"] or 0), 0),
        doing="" if row["hidden"] else summarize(row["statement"]),
        state=state_of(row["state"], bool(row["locking"])),
        host=str(row["host"] or ""),
        program=str(row["program"] or ""),
        here=row["db"] == database,
        hidden=bool(row["hidden"]),
    )


def state_of(said: str | None, locking: bool) -> str:
    """The state by pg_stat_activity's word for it; by the locks where that is hidden or switched off."""
    if said in ("active", "fastpath function call"):
        return WORKING
    if said == "idle":
        return IDLE
    if said and said.startswith("idle in transaction"):
        return IN_TRANSACTION
    return IN_TRANSACTION if locking else IDLE
