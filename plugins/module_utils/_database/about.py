# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What kind of database server this is, and what in it decides whether an upgrade works."""

from __future__ import annotations

import typing as t

from .connection import Connection, DatabaseError
from .flavor import MANAGED, flavor
from .privileges import mysql_grants

_MYSQL_CHARSET = """
SELECT default_character_set_name AS charset, default_collation_name AS collation
FROM information_schema.schemata WHERE schema_name = DATABASE()
"""
_MYSQL_OTHER_CHARSET = """
SELECT table_name AS name FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND table_collation NOT LIKE 'utf8mb4%' ORDER BY 1
"""
# Added by MySQL itself where sql_generate_invisible_primary_key is or was on.
_MYSQL_INVISIBLE = """
SELECT table_name AS name FROM information_schema.columns
WHERE table_schema = DATABASE() AND column_name = 'my_row_id' AND extra LIKE '%INVISIBLE%' ORDER BY 1
"""
_POSTGRESQL = """
SELECT pg_encoding_to_char(d.encoding) AS charset, d.datcollate AS collation, pg_get_userbyid(d.datdba) AS owner,
       pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
       (SELECT r.rolsuper FROM pg_roles r WHERE r.rolname = current_user) AS superuser
FROM pg_database d WHERE d.datname = current_database()
"""


def describe_database(connection: Connection) -> dict[str, t.Any]:
    """The facts of one database; keys are the same on both engines, null where an engine has no such thing.

    Raises:
        DatabaseError: the server does not answer.
    """
    kind = flavor(connection)
    return {
        "engine": connection.engine,
        "version": connection.server_version(),
        "flavor": kind,
        "managed": kind in MANAGED,
        "md5": _has_md5(connection),
        **(_mysql(connection) if connection.engine == "mysql" else _postgresql(connection)),
    }


def _mysql(connection: Connection) -> dict[str, t.Any]:
    names = (
        "log_bin",
        "log_bin_trust_function_creators",
        "read_only",
        "super_read_only",
        "sql_generate_invisible_primary_key",
        "sql_require_primary_key",
    )
    marks = ", ".join(["%s"] * len(names))
    rows = connection.query(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({marks})", names)
    on = {str(row["variable_name"]): str(row["value"]).upper() in ("ON", "1") for row in rows}
    charset = connection.one(_MYSQL_CHARSET) or {}
    grants = mysql_grants(connection)
    return {
        "charset": charset.get("charset"),
        "collation": charset.get("collation"),
        "tables_not_utf8mb4": [str(row["name"]) for row in connection.query(_MYSQL_OTHER_CHARSET)],
        "tables_with_invisible_key": [str(row["name"]) for row in connection.query(_MYSQL_INVISIBLE)],
        "read_only": on.get("super_read_only", False) or (on.get("read_only", False) and not grants.has("SUPER")),
        "gipk": on.get("sql_generate_invisible_primary_key", False),
        "require_primary_key": on.get("sql_require_primary_key", False),
        "log_bin": on.get("log_bin", False),
        "trust_function_creators": on.get("log_bin_trust_function_creators", False),
        "owner": None,
        "superuser": grants.has("SUPER"),
        "may_set_global": grants.may_set_global,
    }


def _postgresql(connection: Connection) -> dict[str, t.Any]:
    row = connection.one(_POSTGRESQL) or {}
    return {
        "charset": row.get("charset"),
        "collation": row.get("collation"),
        "tables_not_utf8mb4": [],
        "tables_with_invisible_key": [],
        "read_only": bool(row.get("read_only")),
        "gipk": None,
        "require_primary_key": None,
        "log_bin": None,
        "trust_function_creators": None,
        "owner": row.get("owner"),
        "superuser": bool(row.get("superuser")),
        "may_set_global": None,
    }


def _has_md5(connection: Connection) -> bool:
    """Newer builds of MySQL moved MD5() to a component; OpenMetadata's SQL needs it."""
    try:
        return bool(connection.value("SELECT MD5('openmetadata')"))
    except DatabaseError:
        return False
