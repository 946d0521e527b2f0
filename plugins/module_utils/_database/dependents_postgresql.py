# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Objects that depend on tables, on PostgreSQL, with all that it takes to make them again.

https://www.postgresql.org/docs/current/catalog-pg-depend.html
"""

from __future__ import annotations

import typing as t

from .connection import Connection
from .dependents_model import Dependent

_TABLES = """
SELECT c.oid FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relname = ANY(%s) AND pg_table_is_visible(c.oid)
"""
# A view depends on what it shows by its rule.
_USES = """
SELECT DISTINCT r.oid::bigint AS rule, v.oid::bigint AS oid, v.relkind::text AS kind, r.rulename AS rule_name,
       c.oid::bigint AS used, c.relname AS tab, c.relkind::text AS used_kind, a.attname AS col
FROM pg_depend d
JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
JOIN pg_class v ON v.oid = r.ev_class
JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid AND d.refobjsubid > 0
WHERE d.deptype = 'n' AND (c.oid <> v.oid OR v.relkind NOT IN ('v', 'm'))
  AND v.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
"""
_VIEWS = """
SELECT c.oid::bigint AS oid, c.oid::regclass::text AS name, c.relkind::text AS kind, pg_get_viewdef(c.oid) AS text,
       array_to_string(c.reloptions, ', ') AS options, c.relispopulated AS filled,
       quote_ident(pg_get_userbyid(c.relowner)) AS owner, obj_description(c.oid, 'pg_class') AS remark
FROM pg_class c WHERE c.oid = ANY(%s)
"""
_GRANTS = """
SELECT 'GRANT ' || x.privilege_type || COALESCE(' (' || quote_ident(x.col) || ')', '') || ' ON ' || x.view || ' TO '
       || CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END
       || CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS text
FROM (SELECT c.oid::regclass::text AS view, NULL AS col, c.relowner, g.* FROM pg_class c, aclexplode(c.relacl) g
      WHERE c.oid = %s
      UNION ALL
      SELECT c.oid::regclass::text, a.attname, c.relowner, g.*
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, aclexplode(a.attacl) g WHERE c.oid = %s) x
WHERE x.grantee <> x.relowner ORDER BY 1
"""
_PARTS = """
SELECT pg_get_indexdef(i.indexrelid) AS text FROM pg_index i WHERE i.indrelid = %s
UNION ALL
SELECT pg_get_triggerdef(g.oid) FROM pg_trigger g WHERE g.tgrelid = %s AND NOT g.tgisinternal
UNION ALL
SELECT pg_get_ruledef(r.oid) FROM pg_rewrite r WHERE r.ev_class = %s AND r.rulename <> '_RETURN'
UNION ALL
SELECT 'COMMENT ON COLUMN ' || a.attrelid::regclass || '.' || quote_ident(a.attname) || ' IS '
       || quote_literal(col_description(a.attrelid, a.attnum))
FROM pg_attribute a WHERE a.attrelid = %s AND a.attnum > 0 AND col_description(a.attrelid, a.attnum) IS NOT NULL
"""
_RULE = "SELECT r.ev_class::regclass::text AS tab, pg_get_ruledef(r.oid) AS text FROM pg_rewrite r WHERE r.oid = %s"
_TRIGGERS = """
SELECT g.tgname AS name, g.tgrelid::regclass::text AS tab, c.relname AS own, pg_get_triggerdef(g.oid) AS text,
       CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' END AS mode
FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal AND g.tgrelid = ANY(%s)
"""
_FOREIGN_KEYS = """
SELECT f.conname AS name, f.conrelid::regclass::text AS tab, p.relname AS parent, i.relname AS parent_key,
       pg_get_constraintdef(f.oid) AS text,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = p.oid AND a.attnum = ANY(f.confkey)) AS cols
FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid LEFT JOIN pg_class i ON i.oid = f.conindid
WHERE f.contype = 'f' AND f.conparentid = 0 AND f.confrelid = ANY(%s) AND NOT f.conrelid = ANY(%s)
"""
# What is in none of the lists above, such as policies, publications and functions whose body is parsed.
_REST = """
SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) AS name, c.relname AS tab, a.attname AS col
FROM pg_depend d
JOIN pg_class c ON (d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid)
  OR (d.refclassid = 'pg_type'::regclass AND c.reltype = d.refobjid)
LEFT JOIN pg_attribute a ON d.refclassid = 'pg_class'::regclass AND a.attrelid = c.oid AND a.attnum = d.refobjsubid
  AND d.refobjsubid > 0
WHERE d.deptype = 'n' AND c.oid = ANY(%s)
  AND d.classid NOT IN ('pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_constraint'::regclass,
                        'pg_attrdef'::regclass)
"""


def read(connection: Connection, own: tuple[str, ...]) -> list[Dependent]:
    """See :func:`.dependents.read_dependents`."""
    tables = [int(row["oid"]) for row in connection.query(_TABLES, (list(own),))]
    if not tables:
        return []
    with connection.transaction():
        # Names are written with their schema then, so that the statements mean the same in every session.
        connection.execute("SET LOCAL search_path = pg_catalog")
        return [*_by_rule(connection, tables), *_on_tables(connection, tables)]


def _by_rule(connection: Connection, tables: list[int]) -> list[Dependent]:
    """Views and rules that use the tables, by themselves or through other views."""
    rows = connection.query(_USES)
    reached = set(tables)
    while True:
        more = {row["oid"] for row in rows if row["used"] in reached and row["kind"] in "vm"} - reached
        if not more:
            break
        reached |= more
    views = reached - set(tables)
    names = {row["oid"]: row for row in connection.query(_VIEWS, (list(views),))} if views else {}
    found = []
    for oid, view in names.items():
        mine = [row for row in rows if row["oid"] == oid and row["rule_name"] == "_RETURN"]
        found.append(_view(connection, oid, view, _uses(mine, tables), _views(mine, names)))
    rules = {row["rule"]: row["rule_name"] for row in rows if row["kind"] not in "vm" and row["used"] in reached}
    for rule, name in rules.items():
        mine = [row for row in rows if row["rule"] == rule]
        found.append(_rule(connection, rule, name, _uses(mine, tables), _views(mine, names)))
    return found


def _uses(rows: list[dict[str, t.Any]], tables: list[int]) -> tuple[str, ...]:
    used = {name for row in rows if row["used"] in tables for name in (row["tab"], _column(row))}
    return tuple(sorted(used))


def _column(row: dict[str, t.Any]) -> str:
    return f"{row['tab']}.{row['col']}" if row["col"] else str(row["tab"])


def _views(rows: list[dict[str, t.Any]], names: dict[int, dict[str, t.Any]]) -> tuple[str, ...]:
    return tuple(sorted({names[row["used"]]["name"] for row in rows if row["used"] in names}))


def _view(
    connection: Connection, oid: int, view: dict[str, t.Any], uses: tuple[str, ...], views: tuple[str, ...]
) -> Dependent:
    kind = "materialized view" if view["kind"] == "m" else "view"
    word, name = kind.upper(), view["name"]
    options = f" WITH ({view['options']})" if view["options"] else ""
    text = f"CREATE {word} {name}{options} AS {view['text'].strip().rstrip(';')}"
    text += " WITH NO DATA" if kind != "view" and not view["filled"] else ""
    create = [text, f"ALTER {word} {name} OWNER TO {view['owner']}"]
    create += [str(row["text"]) for row in connection.query(_PARTS, (oid,) * 4)]
    create += [str(row["text"]) for row in connection.query(_GRANTS, (oid, oid))]
    if view["remark"]:
        create.append(f"COMMENT ON {word} {name} IS {_literal(connection, view['remark'])}")
    return Dependent(kind, name, uses, text, f"DROP {word} {name}", tuple(create), views)


def _literal(connection: Connection, text: str) -> str:
    return str(connection.value("SELECT quote_literal(%s)", (text,)))


def _rule(connection: Connection, rule: int, name: str, uses: tuple[str, ...], views: tuple[str, ...]) -> Dependent:
    row = connection.query(_RULE, (rule,))[0]
    drop = f"DROP RULE {connection.quote(name)} ON {row['tab']}"
    text = row["text"].rstrip(";")
    return Dependent("rule", f"{name} on {row['tab']}", uses, text, drop, (text,), views)


def _on_tables(connection: Connection, tables: list[int]) -> t.Iterator[Dependent]:
    for row in connection.query(_TRIGGERS, (tables,)):
        # Nobody can tell which columns the trigger's function uses.
        used = (row["own"], f"{row['own']}.*")
        name = connection.quote(row["name"])
        create = [row["text"]]
        if row["mode"]:
            create.append(f"ALTER TABLE {row['tab']} {row['mode']} TRIGGER {name}")
        drop = f"DROP TRIGGER {name} ON {row['tab']}"
        yield Dependent("trigger", f"{row['name']} on {row['tab']}", used, row["text"], drop, tuple(create))
    for row in connection.query(_FOREIGN_KEYS, (tables, tables)):
        name = connection.quote(row["name"])
        used = (row["parent"], f":{row['parent_key']}", *(f"{row['parent']}.{column}" for column in row["cols"]))
        text = f"ALTER TABLE {row['tab']} ADD CONSTRAINT {name} {row['text']}"
        drop = f"ALTER TABLE {row['tab']} DROP CONSTRAINT {name}"
        yield Dependent("foreign key", f"{row['name']} of {row['tab']}", used, text, drop, (text,))
    rest: dict[str, set[str]] = {}
    for row in connection.query(_REST, (tables,)):
        rest.setdefault(str(row["name"]), set()).update((row["tab"], _column(row)))
    for described, uses in rest.items():
        kind, _space, name = described.partition(" ")
        yield Dependent(kind, name, tuple(sorted(uses)))
