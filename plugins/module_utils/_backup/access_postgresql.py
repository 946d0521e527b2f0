# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""What a PostgreSQL role lacks for a complete dump, and what cannot be dumped and restored.

The catalogs show every object to every role, so what is lacking is read object by object.
https://www.postgresql.org/docs/current/app-pgdump.html, https://www.postgresql.org/docs/current/ddl-priv.html
"""

from __future__ import annotations

import typing as t

from .._database.connection import Connection, quote_identifier
from .facts import PG_NO_EXTENSION, PG_USER_SCHEMAS

# Relations whose rows or state pg_dump reads: tables, partitioned tables, sequences, and extensions' configuration
# tables. A view is read as a definition only; a materialized view is filled again at a restore, and counted then.
_RELATIONS = f"""
SELECT n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
       has_schema_privilege(n.oid, 'USAGE') AS usage,
       has_table_privilege(c.oid, 'SELECT') AS readable,
       row_security_active(c.oid) AND c.relkind IN ('r', 'p') AS filtered
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'S', 'm')
  AND (c.oid IN (SELECT unnest(extconfig) FROM pg_extension) OR {PG_USER_SCHEMAS} AND {PG_NO_EXTENSION})
ORDER BY 1, 2
"""
# There is no has_largeobject_privilege before PostgreSQL 18.
_LARGE_OBJECTS = """
SELECT l.oid::text AS name FROM pg_largeobject_metadata l
WHERE NOT current_setting('lo_compat_privileges')::boolean
  AND NOT pg_has_role(l.lomowner, 'USAGE')
  AND NOT EXISTS (SELECT 1 FROM aclexplode(l.lomacl) a WHERE a.privilege_type = 'SELECT'
                  AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE')))
ORDER BY l.oid
"""
# pg_dump leaves them out with no more than a warning.
_SUBSCRIPTIONS = """
SELECT s.subname AS name FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid
WHERE d.datname = current_database() ORDER BY 1
"""
# The view pg_user_mappings shows no options to others, and pg_dump takes them from there.
_USER_MAPPINGS = """
SELECT m.usename AS name, m.srvname AS server FROM pg_user_mappings m JOIN pg_foreign_server s ON s.oid = m.srvid
WHERE NOT (CASE WHEN m.umuser <> 0 AND m.usename = current_user
                THEN pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE')
                ELSE m.umuser = 0 AND pg_has_role(s.srvowner, 'USAGE') END)
ORDER BY 1, 2
"""
_EXTENSIONS = """
SELECT e.extname AS name FROM pg_extension e
WHERE NOT EXISTS (SELECT 1 FROM pg_available_extensions a WHERE a.name = e.extname) ORDER BY 1
"""
MANY = 3  # so many objects of a schema are named one by one


def read_lacks(connection: Connection, database: str) -> list[tuple[str, str]]:
    """What the role lacks, each with the statement that gives it."""
    row = connection.one("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user") or {}
    if row.get("rolsuper"):
        return []  # pg_dump switches row security off, which a superuser always may
    role = quote_identifier("postgresql", str(row.get("rolname")))
    found = relation_lacks(role, connection.query(_RELATIONS))
    found += [
        (f"SELECT for large object {each['name']}", f"GRANT SELECT ON LARGE OBJECT {each['name']} TO {role}")
        for each in connection.query(_LARGE_OBJECTS)
    ]
    found += [
        (f"the role SUPERUSER for subscription {each['name']}", f"ALTER ROLE {role} SUPERUSER")
        for each in connection.query(_SUBSCRIPTIONS)
    ]
    found += [
        (
            f"the role SUPERUSER for the options of the user mapping for {each['name']} on server {each['server']}",
            f"ALTER ROLE {role} SUPERUSER",
        )
        for each in connection.query(_USER_MAPPINGS)
    ]
    return found


def relation_lacks(role: str, rows: t.Sequence[t.Mapping[str, t.Any]]) -> list[tuple[str, str]]:
    """USAGE on schemas, SELECT on what is in them, and row level security; ``role`` is quoted."""
    found = []
    schemas: dict[str, list[t.Mapping[str, t.Any]]] = {}
    for row in rows:
        schemas.setdefault(str(row["schema"]), []).append(row)
    for schema, members in schemas.items():
        quoted = quote_identifier("postgresql", schema)
        if not all(row["usage"] for row in members):
            found.append((f"USAGE on schema {schema}", f"GRANT USAGE ON SCHEMA {quoted} TO {role}"))
        for kind, word, plural in (("rpm", "TABLE", "TABLES"), ("S", "SEQUENCE", "SEQUENCES")):
            closed = [str(row["name"]) for row in members if not row["readable"] and row["kind"] in kind]
            if len(closed) > MANY:
                what = f"SELECT on {len(closed)} {plural.lower()} of schema {schema} ({', '.join(closed[:MANY])}, …)"
                found.append((what, f"GRANT SELECT ON ALL {plural} IN SCHEMA {quoted} TO {role}"))
                continue
            for name in closed:
                relation = f"{quoted}.{quote_identifier('postgresql', name)}"
                what = f"SELECT on {word.lower()} {schema}.{name}"
                found.append((what, f"GRANT SELECT ON {word} {relation} TO {role}"))
    filtered = [f"{row['schema']}.{row['name']}" for row in rows if row["filtered"]]
    if filtered:
        named = ", ".join(filtered[:MANY]) + (", …" if len(filtered) > MANY else "")
        found.append((f"BYPASSRLS for the row level security of {named}", f"ALTER ROLE {role} BYPASSRLS"))
    return found


def read_broken(connection: Connection, database: str) -> list[tuple[str, str]]:
    """Extensions whose files are gone from the server: the dump's CREATE EXTENSION would fail at every restore."""
    return [
        (
            f"the files of the extension {row['name']} are not installed on the server",
            "Install its package on the database server, or drop the extension if nothing needs it",
        )
        for row in connection.query(_EXTENSIONS)
    ]
