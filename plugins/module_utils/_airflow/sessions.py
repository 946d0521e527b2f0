# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The migration lock that Airflow takes, and who holds it."""

from __future__ import annotations

import typing as t

from .._database.activity import Session
from .._database.sessions import own_id, read_activity

if t.TYPE_CHECKING:
    from .._database.connection import Connection

# str(DBLocks.MIGRATIONS) in airflow/utils/db.py: the name on MySQL; the number 1 on PostgreSQL. Server-wide on MySQL.
MIGRATION_LOCK = "airflow_MIGRATIONS"
MIGRATION_LOCK_ID = 1
_ON_POSTGRESQL = (
    "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database "
    "WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1 AND l.granted "
    "AND d.datname = current_database()"
)


def read_lock_holder(connection: Connection) -> Session | None:
    """The session that holds Airflow's migration lock; None where nobody else does.

    It may be one of the collection's own, which repairs another database of the server.
    """
    if connection.engine == "mysql":
        holder = connection.value("SELECT IS_USED_LOCK(%s)", (MIGRATION_LOCK,))
        database = None
    else:
        holder = connection.value(_ON_POSTGRESQL, (MIGRATION_LOCK_ID,))
        database = connection.login.database
    if holder is None or int(holder) == own_id(connection):
        return None
    found = read_activity(connection, own=True).find(int(holder))
    return found or Session(int(holder), "unknown", database, 0, "holds the migration lock")
