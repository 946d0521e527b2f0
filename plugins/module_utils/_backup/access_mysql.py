# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""What a MySQL account lacks for a complete dump, and what mysqldump cannot dump."""

from __future__ import annotations

import typing as t

from .._database.connection import Connection
from .._database.flavor import flavor
from .._database.grants import quote_account
from .._database.privileges import MysqlGrants, mysql_grants
from .._database.views import drop_statement, invalid_views
from .._versions import parse_version

# https://dev.mysql.com/doc/refman/9.0/en/mysqldump.html; --no-tablespaces and --set-gtid-purged=OFF need no other. LOCK
# TABLES is not among them: without it, dump.py reads everything in one transaction.
NEEDED = {
    "SELECT": "tables",
    "SHOW VIEW": "views",
    "TRIGGER": "triggers",
    "EVENT": "events",
}
# With one of these on a database, the account sees the names of all its routines, though not their text (seen on 9.7).
NAMES_ROUTINES = ("CREATE ROUTINE", "ALTER ROUTINE", "EXECUTE")
_ROUTINES = (
    "SELECT ROUTINE_NAME AS name, DEFINER AS definer FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = %s"
    " ORDER BY ROUTINE_NAME"
)
# https://dev.mysql.com/doc/refman/8.0/en/privileges-provided.html#priv_show-routine
SHOW_ROUTINE_SINCE = (8, 0, 20)


def read_lacks(connection: Connection, database: str) -> list[tuple[str, str]]:
    """See :func:`lacks`."""
    rows = connection.query(_ROUTINES, (database,))
    routines = {str(row["name"]): str(row["definer"]) for row in rows}
    modern = flavor(connection) != "mariadb" and _version(connection) >= SHOW_ROUTINE_SINCE
    return lacks(mysql_grants(connection), database, routines, modern=modern)


def lacks(
    grants: MysqlGrants, database: str, routines: t.Mapping[str, str], *, modern: bool = True
) -> list[tuple[str, str]]:
    """What the account lacks, each with the statement that gives it.

    Args:
        routines: the routines that the account sees, with their definers.
        modern: the server has the privilege SHOW_ROUTINE.
    """
    found = []
    missing = grants.missing(NEEDED, database)
    if missing:
        seen = " and ".join(NEEDED[name] for name in missing)
        found.append((f"{', '.join(missing)} for its {seen}", grants.statement(missing, database)))
    if not _reads_routines(grants, database, modern):
        names = any(grants.may(name, database=database) for name in NAMES_ROUTINES)
        foreign = sorted(name for name, definer in routines.items() if definer != grants.account)
        if not names or foreign:
            listed = f" ({', '.join(foreign[:5])})" if foreign else ""
            privilege = "SHOW_ROUTINE" if modern else "SELECT"
            where = "its functions and procedures" + listed
            found.append((f"{privilege} for {where}", grants.statement((privilege,))))
    if found and grants.inactive_roles:
        roles = ", ".join(grants.inactive_roles)
        found.append(
            (
                f"the roles {roles} are granted to it and not active",
                f"SET DEFAULT ROLE ALL TO {quote_account(grants.account)} (if one of them gives what is lacking)",
            )
        )
    return found


def _reads_routines(grants: MysqlGrants, database: str, modern: bool) -> bool:
    if modern and grants.has("SHOW_ROUTINE"):
        return True
    if grants.has_globally("SELECT", database):
        return True
    return not modern and grants.may("SELECT", database="mysql", table="proc")


def read_broken(connection: Connection, database: str) -> list[tuple[str, str]]:
    """Views at which mysqldump ends with error 1356."""
    return [
        (f"the view {name} is invalid ({reason})", f"Repair it, or run: {drop_statement(database, name)}")
        for name, reason in invalid_views(connection, database).items()
    ]


def _version(connection: Connection) -> tuple[int, ...]:
    return parse_version(connection.server_version().split("-", maxsplit=1)[0])
