# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Whether a migration that needs the parameters still runs, by the locks that migrations hold."""

from __future__ import annotations

import typing as t

from .._airflow.sessions import MIGRATION_LOCK, MIGRATION_LOCK_ID
from .._database.connection import Connection
from .._database.lock import lock_key, lock_name


def running(connection: Connection, databases: t.Sequence[str]) -> list[str]:
    """The migrations that run in these databases, one text each.

    Airflow's lock is server-wide on MySQL, so that a migration of another Airflow database counts there too: it needs
    the same server parameters.
    """
    if connection.engine == "mysql":
        names = {lock_name(name, "migrate"): f"om_migrate on database {name}" for name in databases}
        names[MIGRATION_LOCK] = "a migration of Airflow"
        return [
            what for name, what in names.items() if connection.value("SELECT IS_USED_LOCK(%s)", (name,)) is not None
        ]
    found = []
    for name in databases:
        for key, what in ((lock_key(lock_name(name, "migrate")), "om_migrate"), (MIGRATION_LOCK_ID, "Airflow")):
            unsigned = key & (2**64 - 1)
            holder = connection.value(
                "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE l.locktype = 'advisory' "
                "AND l.granted AND d.datname = %s AND l.classid::bigint = %s AND l.objid::bigint = %s LIMIT 1",
                (name, unsigned >> 32, unsigned & (2**32 - 1)),
            )
            if holder is not None:
                found.append(f"{what} on database {name} (session {holder})")
    return found
