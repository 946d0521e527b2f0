# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which sessions keep others from changing a MySQL database's tables."""

from __future__ import annotations

from .._database.connection import Connection, DatabaseError

# https://dev.mysql.com/doc/refman/9.0/en/performance-schema-metadata-locks-table.html, on by default
_HOLDERS = """
SELECT t.PROCESSLIST_ID AS id, t.PROCESSLIST_USER AS account, t.PROCESSLIST_HOST AS host, t.PROCESSLIST_DB AS db,
       t.PROCESSLIST_COMMAND AS command, t.PROCESSLIST_TIME AS seconds, MIN(m.OBJECT_NAME) AS name
FROM performance_schema.metadata_locks m JOIN performance_schema.threads t ON t.THREAD_ID = m.OWNER_THREAD_ID
WHERE m.OBJECT_SCHEMA = %s AND m.OBJECT_TYPE = 'TABLE' AND m.LOCK_STATUS = 'GRANTED'
      AND t.PROCESSLIST_ID <> CONNECTION_ID() AND t.NAME NOT LIKE '%%event_scheduler%%'
GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 6 DESC
"""


def lock_holders(connection: Connection, database: str) -> str:
    """The sessions that hold metadata locks in a database, for a message."""
    try:
        rows = connection.query(_HOLDERS, (database,))
    except DatabaseError:
        return "the account may not read performance_schema.metadata_locks, which names them"
    if not rows:
        return "none is there any more, or a prepared XA transaction holds the lock (XA RECOVER)"
    return ", ".join(
        f"session {row['id']} of {row['account']} from {row['host']} (default database {row['db'] or 'none'}, "
        f"{row['command']} for {row['seconds']} s, on {row['name']})"
        for row in rows[:5]
    )
