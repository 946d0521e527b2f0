# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The MySQL accounts that Airflow may use, and whether they may create a function although there is a binary log."""

from __future__ import annotations

import dataclasses
import re
import typing as t

if t.TYPE_CHECKING:
    from .._database.connection import Connection


@dataclasses.dataclass(frozen=True)
class Account:
    """An account that Airflow may use, and whether it may create a function although there is a binary log."""

    name: str
    has_super: bool


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
        return tuple(Account(name, _has_super(connection, name)) for name in names) or (
            Account(airflow_user or own, False if airflow_user else _has_super(connection, None)),
        )
    except Exception as exc:
        # 1142 and 1044: no right to read the grant tables.
        if getattr(exc, "code", None) not in (1142, 1044, 1227):
            raise
    if airflow_user in (None, own.rpartition("@")[0]):
        return (Account(own, _has_super(connection, None)),)
    return (Account(str(airflow_user), False),)


def may_see_sessions(connection: Connection) -> bool:
    """Whether the login sees the sessions of other accounts."""
    return _has_global(_own_grants(connection), "PROCESS")


def _has_super(connection: Connection, account: str | None) -> bool:
    if account is None:
        return _has_global(_own_grants(connection), "SUPER")
    user, _at, host = account.rpartition("@")
    rows = connection.query("SHOW GRANTS FOR %s@%s", (user, host))
    return _has_global([str(next(iter(row.values()))) for row in rows], "SUPER")


def _own_grants(connection: Connection) -> list[str]:
    return [str(next(iter(row.values()))) for row in connection.query("SHOW GRANTS")]


def _has_global(grants: list[str], privilege: str) -> bool:
    """Whether one of the GRANT lines gives this privilege on the whole server."""
    for line in grants:
        match = re.match(r"GRANT (.+?) ON \*\.\* TO ", line)
        if match and {privilege, "ALL PRIVILEGES"} & {name.strip() for name in match.group(1).split(",")}:
            return True
    return False
