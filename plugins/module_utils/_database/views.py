# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""Views of MySQL that refer to something that is not there any more."""

from __future__ import annotations

from .connection import Connection, DatabaseError, quote_identifier

# A view's comment is VIEW; that of a view which cannot be opened says why.
# https://dev.mysql.com/doc/refman/9.0/en/information-schema-tables-table.html
_SUSPICIOUS = (
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES"
    " WHERE TABLE_SCHEMA = %s AND TABLE_TYPE LIKE '%%VIEW%%' AND TABLE_COMMENT <> 'VIEW' ORDER BY TABLE_NAME"
)
_NO_RIGHT = (1044, 1142, 1143, 1227)


def invalid_views(connection: Connection, database: str) -> dict[str, str]:
    """Views that cannot be used, and so not be dumped (error 1356), each with the server's reason.

    Raises:
        DatabaseError: the server does not answer.
    """
    if connection.engine != "mysql":
        return {}  # PostgreSQL drops no object that a view needs
    found = {}
    for row in connection.query(_SUSPICIOUS, (database,)):
        name = str(row["name"])
        try:
            # As mysqldump asks. A view whose definer is gone has a comment too, and can be dumped.
            connection.query(f"SHOW FIELDS FROM {connection.quote(database)}.{connection.quote(name)}")
        except DatabaseError as exc:
            if exc.code not in _NO_RIGHT:
                found[name] = f"error {exc.code}"
    return found


def drop_statement(database: str, view: str) -> str:
    """The statement that removes a view."""
    return f"DROP VIEW {quote_identifier('mysql', database)}.{quote_identifier('mysql', view)}"
