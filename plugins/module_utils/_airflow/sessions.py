# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Who else is at work: the migration lock that Airflow takes, and the sessions of the database."""

from __future__ import annotations

import dataclasses
import re
import typing as t

if t.TYPE_CHECKING:
    from .._database.connection import Connection

# str(DBLocks.MIGRATIONS) in airflow/utils/db.py: the name on MySQL; the number 1 on PostgreSQL. Server-wide on MySQL.
MIGRATION_LOCK = "airflow_MIGRATIONS"
MIGRATION_LOCK_ID = 1


@dataclasses.dataclass(frozen=True)
class Session:
    """A connection of somebody else that works on the database, or holds the migration lock."""

    id: int
    user: str
    database: str | None
    seconds: int
    doing: str  # the statement's first words: never its values
    active: bool = True


def read_sessions(connection: Connection) -> tuple[Session | None, tuple[Session, ...]]:
    """Who holds Airflow's migration lock, and who else is connected to the database."""
    own = int(connection.value("SELECT CONNECTION_ID()"))
    holder_id = connection.value("SELECT IS_USED_LOCK(%s)", (MIGRATION_LOCK,))
    found = {}
    for row in connection.query("SHOW FULL PROCESSLIST"):
        found[int(row["id"])] = Session(
            id=int(row["id"]),
            user=str(row["user"]),
            database=row["db"],
            seconds=max(int(row["time"] or 0), 0),
            doing=summarize(row["info"]) or str(row["command"]),
            active=row["command"] not in ("Sleep", "Daemon"),
        )
    holder = None
    if holder_id is not None and int(holder_id) != own:
        holder = found.get(int(holder_id), Session(int(holder_id), "unknown", None, 0, "holds the migration lock"))
    others = [one for one in found.values() if one.id != own and one.database == connection.login.database]
    return holder, tuple(sorted(others, key=lambda one: one.id))


def read_lock_holder_on_postgresql(connection: Connection) -> Session | None:
    """Who holds Airflow's migration lock on PostgreSQL, where locks belong to one database."""
    holder = connection.one(
        "SELECT a.pid AS id, a.usename AS name, a.datname AS db, a.query AS statement "
        "FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_database d ON d.oid = l.database "
        "WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %s AND l.objsubid = 1 AND l.granted "
        "AND d.datname = current_database() AND l.pid <> pg_backend_pid()",
        (MIGRATION_LOCK_ID,),
    )
    if holder is None:
        return None
    return Session(int(holder["id"]), str(holder["name"]), holder["db"], 0, summarize(holder["statement"]))


def summarize(statement: str | None) -> str:
    """The first words of a statement, without any value: ``ALTER TABLE task_instance``."""
    words = re.findall(r"[\w.`]+", (statement or "")[:200])
    return " ".join(words[:3])
