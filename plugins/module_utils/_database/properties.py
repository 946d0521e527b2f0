# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a database was created with and what was set on it since: read, and made again.

PostgreSQL keeps these outside the database, so that no dump of it holds them. MySQL has only a few.
https://www.postgresql.org/docs/current/catalog-pg-database.html
"""

from __future__ import annotations

import re
import typing as t

from .._errors import OpsError
from .connection import Connection, DatabaseError, quote_identifier

Options = t.Mapping[str, t.Any]

# The columns differ by version: daticulocale (15, 16) became datlocale (17), daticurules came with 16.
_POSTGRESQL = """
SELECT to_jsonb(d) AS row, pg_encoding_to_char(d.encoding) AS encoding, pg_get_userbyid(d.datdba) AS owner,
       s.spcname AS tablespace, shobj_description(d.oid, 'pg_database') AS comment
FROM pg_database d JOIN pg_tablespace s ON s.oid = d.dattablespace WHERE d.datname = %s
"""
_GRANTS = """
SELECT CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END AS grantee,
       a.privilege_type AS privilege, a.is_grantable AS grantable
FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = %s ORDER BY 1 NULLS FIRST, 2
"""
_SETTINGS = """
SELECT CASE s.setrole WHEN 0 THEN NULL ELSE pg_get_userbyid(s.setrole) END AS role, unnest(s.setconfig) AS setting
FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = %s ORDER BY 1 NULLS FIRST, 2
"""
_MYSQL = """
SELECT DEFAULT_CHARACTER_SET_NAME AS charset, DEFAULT_COLLATION_NAME AS collation{more}
FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = %s
"""
_PROVIDERS = {"c": "libc", "i": "icu", "b": "builtin"}
_PRIVILEGES = ("CREATE", "CONNECT", "TEMPORARY", "TEMP")
# Their values are lists of names, stored as one text: variable_is_guc_list_quote in src/bin/pg_dump/dumputils.c.
LIST_SETTINGS = (
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
)


def read_options(connection: Connection, database: str) -> dict[str, t.Any]:
    """Everything that is needed to create such a database again; can be written as JSON."""
    if connection.engine == "mysql":
        return _read_mysql(connection, database)
    found = connection.one(_POSTGRESQL, (database,))
    if found is None:
        return {}
    row = found["row"]
    settings = [
        {"role": one["role"], "name": one["setting"].partition("=")[0], "value": one["setting"].partition("=")[2]}
        for one in connection.query(_SETTINGS, (database,))
    ]
    return {
        "encoding": found["encoding"],
        "collate": row["datcollate"],
        "ctype": row["datctype"],
        "owner": found["owner"],
        "provider": _PROVIDERS.get(row.get("datlocprovider")),  # None before 15
        "locale": row.get("datlocale") or row.get("daticulocale"),
        "rules": row.get("daticurules"),
        "tablespace": found["tablespace"],
        "connection_limit": row["datconnlimit"],
        "is_template": row["datistemplate"],
        "comment": found["comment"],
        # None: nobody ever changed the privileges.
        "grants": None if row.get("datacl") is None else connection.query(_GRANTS, (database,)),
        "settings": settings,
    }


def _read_mysql(connection: Connection, database: str) -> dict[str, t.Any]:
    try:
        found = connection.one(_MYSQL.format(more=", DEFAULT_ENCRYPTION AS encryption"), (database,))
    except DatabaseError as exc:
        if exc.code != 1054:  # MySQL before 8.0.16 and MariaDB have no such column
            raise
        found = connection.one(_MYSQL.format(more=""), (database,))
    return {name: str(value) for name, value in (found or {}).items()}


def create_statement(engine: str, name: str, options: Options) -> str:
    """CREATE DATABASE with these options."""
    quoted = quote_identifier(engine, name)
    if engine == "mysql":
        encrypted = " ENCRYPTION 'Y'" if options.get("encryption") == "YES" else ""
        return (
            f"CREATE DATABASE {quoted} CHARACTER SET {_word(options['charset'])}"
            f" COLLATE {_word(options['collation'])}{encrypted}"
        )
    owner = f" OWNER {quote_identifier(engine, options['owner'])}" if options.get("owner") else ""
    tablespace = options.get("tablespace")
    return (
        f"CREATE DATABASE {quoted}{owner} TEMPLATE template0 ENCODING {literal(options['encoding'])}"
        f" LC_COLLATE {literal(options['collate'])} LC_CTYPE {literal(options['ctype'])}{_provider(options)}"
        + (f" TABLESPACE {quote_identifier(engine, tablespace)}" if tablespace else "")
    )


def _provider(options: Options) -> str:
    """https://www.postgresql.org/docs/current/sql-createdatabase.html; a server before 15 has no providers."""
    provider, locale = options.get("provider"), options.get("locale")
    if provider == "icu" and locale:
        rules = f" ICU_RULES {literal(options['rules'])}" if options.get("rules") else ""
        return f" LOCALE_PROVIDER icu ICU_LOCALE {literal(locale)}{rules}"
    if provider == "builtin" and locale:
        return f" LOCALE_PROVIDER builtin BUILTIN_LOCALE {literal(locale)}"
    return " LOCALE_PROVIDER libc" if provider == "libc" else ""


def fit(connection: Connection, options: Options) -> tuple[dict[str, t.Any], list[str]]:
    """The options without what this server does not have, and a sentence for each part that is left out."""
    fitting = dict(options)
    if connection.engine == "mysql":
        return fitting, []
    notes = []
    tablespace = options.get("tablespace")
    if tablespace and connection.value("SELECT 1 FROM pg_tablespace WHERE spcname = %s", (tablespace,)) is None:
        fitting["tablespace"] = None
        notes.append(f"The server has no tablespace {tablespace}: the database is in the default one.")
    roles = {row["rolname"] for row in connection.query("SELECT rolname FROM pg_roles")}
    for key, whose in (("grants", "grantee"), ("settings", "role")):
        missing = {one[whose] for one in options.get(key) or () if one[whose] is not None} - roles
        if missing:
            fitting[key] = [one for one in options[key] if one[whose] not in missing]
            notes.append(
                f"The server has no role {', '.join(sorted(missing))}: its {key} on the database are left out."
            )
    return fitting, notes


def property_statements(name: str, options: Options) -> list[str]:
    """What gives a PostgreSQL database that :func:`create_statement` made all its other properties.

    Raises:
        OpsError: an option cannot be what a server said.
    """
    quoted = quote_identifier("postgresql", name)
    statements = []
    if options.get("grants") is not None:
        whose = "PUBLIC"
        if options.get("owner"):
            whose += f", {quote_identifier('postgresql', options['owner'])}"
        statements.append(f"REVOKE ALL ON DATABASE {quoted} FROM {whose}")
    for row in options.get("grants") or ():
        if row["privilege"] not in _PRIVILEGES:
            raise OpsError(f"{row['privilege']!r} is no privilege on a database: the manifest is damaged.")
        grantee = "PUBLIC" if row["grantee"] is None else quote_identifier("postgresql", row["grantee"])
        option = " WITH GRANT OPTION" if row["grantable"] else ""
        statements.append(f"GRANT {row['privilege']} ON DATABASE {quoted} TO {grantee}{option}")
    for row in options.get("settings") or ():
        whose = f"DATABASE {quoted}"
        if row["role"] is not None:
            whose = f"ROLE {quote_identifier('postgresql', row['role'])} IN DATABASE {quoted}"
        key = ".".join(quote_identifier("postgresql", part) for part in row["name"].split("."))
        values = split_list(row["value"]) if row["name"] in LIST_SETTINGS else [row["value"]]
        statements.append(f"ALTER {whose} SET {key} TO {', '.join(literal(value) for value in values) or literal('')}")
    if int(options.get("connection_limit") or -1) != -1 or options.get("connection_limit") == 0:
        statements.append(f"ALTER DATABASE {quoted} CONNECTION LIMIT {int(options['connection_limit'])}")
    if options.get("comment") is not None:
        statements.append(f"COMMENT ON DATABASE {quoted} IS {literal(options['comment'])}")
    if options.get("is_template"):
        statements.append(f"ALTER DATABASE {quoted} IS_TEMPLATE true")
    return statements


def split_list(value: str) -> list[str]:
    """The names in a list as PostgreSQL stores it: ``"$user", public``."""
    names = re.findall(r'"((?:[^"]|"")*)"|([^\s,"]+)', value)
    return [quoted.replace('""', '"') if quoted or not plain else plain for quoted, plain in names]


def literal(text: str) -> str:
    """A string for PostgreSQL; standard_conforming_strings is on by default."""
    return "'" + str(text).replace("'", "''") + "'"


def _word(text: str) -> str:
    if not text.replace("_", "").isalnum():
        raise OpsError(f"{text!r} is no name of a character set or collation: the manifest is damaged.")
    return text
