# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The MySQL accounts that Airflow may use, and whether they may create a function although there is a binary log."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.privileges import MysqlGrants, account_grants, mysql_grants

if t.TYPE_CHECKING:
    from .._database.connection import Connection


@dataclasses.dataclass(frozen=True)
class Account:
    """An account that Airflow may use, and whether it may create a function although there is a binary log."""

    name: str
    has_super: bool
    missing: tuple[str, ...] = ()  # what the migration needs on the database and the account lacks
    grant: str = ""  # the statement that gives it what is missing


# What the revisions do: tables, columns, indexes and foreign keys, a procedure and a function of their own.
NEEDED = (
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "DROP",
    "INDEX",
    "REFERENCES",
    "CREATE ROUTINE",
)


def read_accounts(connection: Connection, airflow_user: str | None) -> tuple[Account, ...]:
    """The accounts that Airflow may log in as: those of the given name, else those with rights on the database.

    Without the right to look others up, an account counts as one that may not create functions.
    """
    own = str(connection.value("SELECT CURRENT_USER()"))
    try:
        if airflow_user:
            found = connection.query("SELECT user AS name, host FROM mysql.user WHERE user = %s", (airflow_user,))
        else:
            # The names in mysql.db are patterns, in which an underscore may be escaped.
            found = connection.query(
                "SELECT DISTINCT user AS name, host FROM mysql.db WHERE %s LIKE db AND user <> ''",
                (connection.login.database,),
            )
        names = [f"{row['name']}@{row['host']}" for row in found]
        # Of accounts that only have rights on the database, some may be there to read.
        return tuple(_read(connection, name, bool(airflow_user)) for name in names) or (
            Account(airflow_user or own, False if airflow_user else mysql_grants(connection).has("SUPER")),
        )
    except Exception as exc:
        # 1142 and 1044: no right to read the grant tables.
        if getattr(exc, "code", None) not in (1142, 1044, 1227):
            raise
    if airflow_user in (None, own.rpartition("@")[0]):
        return (_judge(mysql_grants(connection), own, connection.login.database or "", bool(airflow_user)),)
    return (Account(str(airflow_user), False),)


def read_again(connection: Connection, known: tuple[Account, ...]) -> tuple[Account, ...]:
    """The same accounts, where one of them lacked something."""
    if not any(account.missing for account in known):
        return known
    return tuple(_read(connection, account.name, True) for account in known)


def _read(connection: Connection, name: str, is_airflow: bool) -> Account:
    return _judge(account_grants(connection, name), name, connection.login.database or "", is_airflow)


def _judge(grants: MysqlGrants, name: str, database: str, is_airflow: bool) -> Account:
    missing = grants.missing(NEEDED, database) if is_airflow else ()
    return Account(name, grants.has("SUPER"), missing, grants.statement(missing, database) if missing else "")
