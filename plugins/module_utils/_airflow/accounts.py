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
    missing: tuple[str, ...] = ()  # what the migration needs on the database and the account lacks


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
            Account(airflow_user or own, False if airflow_user else _has_super(connection, None)),
        )
    except Exception as exc:
        # 1142 and 1044: no right to read the grant tables.
        if getattr(exc, "code", None) not in (1142, 1044, 1227):
            raise
    if airflow_user in (None, own.rpartition("@")[0]):
        missing = missing_rights(_own_grants(connection), connection.login.database or "") if airflow_user else ()
        return (Account(own, _has_super(connection, None), missing),)
    return (Account(str(airflow_user), False),)


def read_again(connection: Connection, known: tuple[Account, ...]) -> tuple[Account, ...]:
    """The same accounts, where one of them lacked something."""
    if not any(account.missing for account in known):
        return known
    return tuple(_read(connection, account.name, True) for account in known)


def may_see_sessions(connection: Connection) -> bool:
    """Whether the login sees the sessions of other accounts."""
    return _has_global(_own_grants(connection), "PROCESS")


def _has_super(connection: Connection, account: str | None) -> bool:
    return _has_global(_grants_of(connection, account) if account else _own_grants(connection), "SUPER")


def _read(connection: Connection, name: str, is_airflow: bool) -> Account:
    grants = _grants_of(connection, name)
    missing = missing_rights(grants, connection.login.database or "") if is_airflow else ()
    return Account(name, _has_global(grants, "SUPER"), missing)


def _grants_of(connection: Connection, account: str) -> list[str]:
    user, _at, host = account.rpartition("@")
    return [str(next(iter(row.values()))) for row in connection.query("SHOW GRANTS FOR %s@%s", (user, host))]


def missing_rights(grants: list[str], database: str) -> tuple[str, ...]:
    """What of :data:`NEEDED` these GRANT lines do not give on a database; nothing where roles may give it."""
    given: set[str] = set()
    for line in grants:
        match = re.match(r"GRANT (.+?) ON (?:\*|`((?:[^`]|``)+)`)\.\* TO ", line)
        if match is None:
            if " ON " not in line:  # GRANT `a_role`@`%` TO ...
                return ()
            continue
        if match.group(2) is None or _like(match.group(2).replace("``", "`"), database):
            given |= {name.strip() for name in match.group(1).split(",")}
    return () if "ALL PRIVILEGES" in given else tuple(name for name in NEEDED if name not in given)


def _like(pattern: str, name: str) -> bool:
    """Whether a name of a database meets the pattern of a grant: % and _ are wild, unless escaped."""
    parts = re.findall(r"\\.|.", pattern)
    wild = {"%": ".*", "_": "."}
    return bool(re.fullmatch("".join(wild.get(part) or re.escape(part.removeprefix("\\")) for part in parts), name))


def _own_grants(connection: Connection) -> list[str]:
    return [str(next(iter(row.values()))) for row in connection.query("SHOW GRANTS")]


def _has_global(grants: list[str], privilege: str) -> bool:
    """Whether one of the GRANT lines gives this privilege on the whole server."""
    for line in grants:
        match = re.match(r"GRANT (.+?) ON \*\.\* TO ", line)
        if match and {privilege, "ALL PRIVILEGES"} & {name.strip() for name in match.group(1).split(",")}:
            return True
    return False
