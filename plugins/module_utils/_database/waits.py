# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Who waits for whom: sessions of a database that wait for a lock, and the sessions that hold it."""

from __future__ import annotations

import dataclasses
import typing as t

from .activity import Activity, Session
from .connection import Connection, DatabaseError

# A change of a table waits for every transaction that has only read it.
# https://dev.mysql.com/doc/refman/9.0/en/metadata-locking.html
_METADATA = """
SELECT DISTINCT w.processlist_id AS waiting, w.processlist_time AS seconds, b.processlist_id AS holding,
       p.object_name AS what
FROM performance_schema.metadata_locks p
JOIN performance_schema.threads w ON w.thread_id = p.owner_thread_id
JOIN performance_schema.metadata_locks g ON g.lock_status = 'GRANTED' AND g.owner_thread_id <> p.owner_thread_id
  AND ((g.object_type = p.object_type AND g.object_schema = p.object_schema AND g.object_name = p.object_name)
       OR (p.object_type = 'GLOBAL' AND g.object_type = 'GLOBAL' AND g.lock_type = 'SHARED'))
JOIN performance_schema.threads b ON b.thread_id = g.owner_thread_id
WHERE p.lock_status = 'PENDING' AND w.processlist_id IS NOT NULL AND b.processlist_id IS NOT NULL
  AND (p.object_schema = %s OR p.object_type = 'GLOBAL')
"""
# https://dev.mysql.com/doc/refman/9.0/en/performance-schema-data-lock-waits-table.html
_ROWS = """
SELECT DISTINCT r.trx_mysql_thread_id AS waiting, TIMESTAMPDIFF(SECOND, r.trx_wait_started, NOW()) AS seconds,
       b.trx_mysql_thread_id AS holding, l.object_name AS what
FROM performance_schema.data_lock_waits d
JOIN information_schema.innodb_trx r ON r.trx_id = d.requesting_engine_transaction_id
JOIN information_schema.innodb_trx b ON b.trx_id = d.blocking_engine_transaction_id
JOIN performance_schema.data_locks l ON l.engine_lock_id = d.requesting_engine_lock_id
WHERE l.object_schema = %s
"""
# https://www.postgresql.org/docs/current/functions-info.html
_POSTGRESQL = """
SELECT a.pid AS waiting, EXTRACT(EPOCH FROM clock_timestamp() - a.query_start)::bigint AS seconds, h.pid AS holding,
       (SELECT l.relation::regclass::text FROM pg_locks l WHERE l.pid = a.pid AND NOT l.granted LIMIT 1) AS what
FROM pg_stat_activity a, unnest(pg_blocking_pids(a.pid)) AS h(pid)
WHERE a.datname = %s AND a.wait_event_type = 'Lock'
"""


@dataclasses.dataclass(frozen=True)
class Wait:
    """A session that waits for another one."""

    waiting: int
    seconds: int
    what: str  # a table, as far as that is known
    holding: Session

    @property
    def text(self) -> str:
        """The wait in words."""
        what = f" on {self.what}" if self.what else ""
        return f"session {self.waiting} waits for a lock{what} that {self.holding.text} holds"


def read_waits(connection: Connection, database: str, activity: Activity) -> tuple[Wait, ...]:
    """The waits of a database, as far as the account may see them.

    Args:
        connection: a connection to the server.
        database: the database.
        activity: its sessions.
    """
    queries = (_METADATA, _ROWS) if connection.engine == "mysql" else (_POSTGRESQL,)
    found = {}
    for sql in queries:
        for row in _try(connection, sql, database):
            holder = int(row["holding"])
            session = activity.find(holder) or Session(holder, "unknown", None, 0, "")
            key = int(row["waiting"]), holder
            found[key] = Wait(key[0], max(int(row["seconds"] or 0), 0), str(row["what"] or ""), session)
    return tuple(found[key] for key in sorted(found))


def _try(connection: Connection, sql: str, database: str) -> list[dict[str, t.Any]]:
    try:
        return connection.query(sql, (database,))
    except DatabaseError as exc:
        if exc.lost:
            raise
        return []  # no right to look, or a server without such a table


def first_waits(waits: t.Sequence[Wait]) -> tuple[Wait, ...]:
    """The waits for a session that waits for nobody itself: to end it helps all others."""
    waiting = {one.waiting for one in waits}
    return tuple(one for one in waits if one.holding.id not in waiting)


def end_statement(engine: str, session_id: int) -> str:
    """The statement that ends a session."""
    return f"KILL {session_id:d}" if engine == "mysql" else f"SELECT pg_terminate_backend({session_id:d})"
