# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The process list of MySQL and MariaDB."""

from __future__ import annotations

import re
import typing as t

from .activity import IDLE, IN_TRANSACTION, WORKING, Activity, Session, summarize
from .connection import Connection, DatabaseError

# https://dev.mysql.com/doc/refman/9.0/en/thread-commands.html
_BACKGROUND = ("Daemon", "Binlog Dump", "Binlog Dump GTID", "Group Replication Data Stream subscriber")
_BACKGROUND_USERS = ("system user", "event_scheduler", "unauthenticated user")

# A transaction without a session (id 0) is a prepared one. trx_started is in the system's time zone, NOW() in the
# session's. https://dev.mysql.com/doc/refman/9.0/en/information-schema-innodb-trx-table.html
_TRANSACTIONS = """
SELECT trx_mysql_thread_id AS id,
       MAX(TIMESTAMPDIFF(SECOND, trx_started, CONVERT_TZ(NOW(), @@SESSION.time_zone, 'SYSTEM'))) AS seconds
FROM information_schema.innodb_trx GROUP BY trx_mysql_thread_id
"""
# Who holds a lock on an object of the database, also by qualified names, or on the whole server (FLUSH TABLES WITH READ
# LOCK, LOCK INSTANCE FOR BACKUP): https://dev.mysql.com/doc/refman/9.0/en/performance-schema-metadata-locks-table.html
_LOCKS = """
SELECT DISTINCT t.processlist_id AS id FROM performance_schema.metadata_locks l
JOIN performance_schema.threads t ON t.thread_id = l.owner_thread_id
WHERE l.lock_status = 'GRANTED' AND t.processlist_id IS NOT NULL AND (l.object_schema = %s
      OR (l.object_type IN ('GLOBAL', 'COMMIT', 'BACKUP LOCK') AND l.lock_type = 'SHARED'))
"""
_PREPARED_HERE = """
SELECT COUNT(DISTINCT t.trx_id) FROM information_schema.innodb_trx t
JOIN performance_schema.data_locks d ON d.engine_transaction_id = t.trx_id
WHERE t.trx_mysql_thread_id = 0 AND d.object_schema = %s
"""
# The first needs SELECT on performance_schema; everyone may read the second, which holds the account's own sessions.
_PROGRAMS = tuple(
    f"SELECT processlist_id AS id, attr_value AS program FROM performance_schema.{table} "
    "WHERE attr_name = 'program_name'"
    for table in ("session_connect_attrs", "session_account_connect_attrs")
)


def read(connection: Connection, database: str) -> Activity:
    """All sessions, those that use the database marked.

    Raises:
        DatabaseError: the process list cannot be read.
    """
    transactions = _try(connection, _TRANSACTIONS)
    locks = _try(connection, _LOCKS, (database,))
    open_for = {int(row["id"]): max(int(row["seconds"] or 0), 0) for row in transactions or []}
    holders = {int(row["id"]) for row in locks or []}
    programs = _programs(connection)
    found = []
    for row in connection.query("SHOW FULL PROCESSLIST"):
        if row["command"] in _BACKGROUND or row["user"] in _BACKGROUND_USERS:
            continue
        number = int(row["id"])
        state = WORKING if row["command"] != "Sleep" else IN_TRANSACTION if number in {*open_for, *holders} else IDLE
        seconds = max(int(row["time"] or 0), 0)
        found.append(
            Session(
                id=number,
                user=str(row["user"]),
                database=row["db"],
                seconds=max(seconds, open_for.get(number, 0)) if state == IN_TRANSACTION else seconds,
                doing=summarize(row["info"]) or str(row["command"]),
                state=state,
                host=client_host(row["host"]),
                program=programs.get(number, ""),
                here=row["db"] == database or number in holders or names_database(row["info"], database),
            )
        )
    prepared, unsure = _prepared(connection, database)
    return Activity(
        sessions=tuple(found),
        prepared=prepared,
        unseen=(*_unseen(connection.login.user, transactions, locks), *unsure),
        sees_all_sessions=transactions is not None,
    )


def names_database(statement: str | None, database: str) -> bool:
    """Whether a statement names the database before a dot, as in ``airflow_db.dag_run``."""
    return bool(statement and re.search(rf"(?<![\w`$.])`?{re.escape(database)}`?\s*\.", statement, re.IGNORECASE))


def client_host(text: str | None) -> str:
    """A client's address without its port."""
    host, colon, port = (text or "").rpartition(":")
    return host if colon and port.isdigit() else text or ""


def _unseen(user: str, transactions: object, locks: object) -> tuple[str, ...]:
    found = []
    if transactions is None:
        found.append(
            f"{user} lacks the PROCESS privilege, and cannot see sessions of other accounts and open transactions. "
            f"GRANT PROCESS ON *.* to {user} to see them."
        )
    if locks is None:
        found.append(
            f"{user} may not read performance_schema, and cannot see sessions that use the database without having "
            f"it as their default. GRANT SELECT ON performance_schema.* to {user} to see them."
        )
    return tuple(found)


def _prepared(connection: Connection, database: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Prepared XA transactions of the database, and a sentence where that cannot be known."""
    user = connection.login.user
    here = _try(connection, _PREPARED_HERE, (database,))
    names = _try(connection, "XA RECOVER")
    if here is not None:
        if not int(next(iter(here[0].values()))):
            return (), ()
        return tuple(str(row["data"]) for row in names or []) or ("of unknown name",), ()
    if names is None:
        return (), (
            f"{user} cannot see prepared XA transactions. GRANT XA_RECOVER_ADMIN ON *.* to {user} to see them.",
        )
    if not names:
        return (), ()
    words = ", ".join(str(row["data"]) for row in names)
    return (), (f"The server holds prepared XA transactions ({words}), and {user} cannot see of which database.",)


def _programs(connection: Connection) -> dict[int, str]:
    for sql in _PROGRAMS:
        rows = _try(connection, sql)
        if rows is not None:
            return {int(row["id"]): str(row["program"] or "") for row in rows}
    return {}


def _try(connection: Connection, sql: str, args: t.Sequence[t.Any] = ()) -> list[dict[str, t.Any]] | None:
    try:
        return connection.query(sql, args)
    except DatabaseError as exc:
        # Refused, or a server without such a table. Anything else, as a lost connection, is an error here too.
        if isinstance(exc.code, int) and exc.code not in (2006, 2013):
            return None
        raise
