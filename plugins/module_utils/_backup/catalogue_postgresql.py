# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""The catalogue of a PostgreSQL database: one query for each kind of object.

Names come out qualified, because the session's search_path is empty. A column that not every version has is read
through to_jsonb(). Privileges are compared as they hold, whoever granted them: a dump leaves out what holds by default.
"""

from __future__ import annotations

from .._database.connection import Connection

_SCHEMAS = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"


def _own(catalog: str, column: str) -> str:
    """Not part of an extension, which CREATE EXTENSION makes again."""
    return (
        f"NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = '{catalog}'::regclass AND d.objid = {column}"
        " AND d.deptype = 'e')"
    )


def _acl(acl: str, kind: str, owner: str) -> str:
    return (
        "(SELECT string_agg(DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee)::text END"
        " || ' ' || a.privilege_type || CASE WHEN a.is_grantable THEN ' *' ELSE '' END, ', ')"
        f" FROM aclexplode(COALESCE({acl}, acldefault('{kind}', {owner}))) a)"
    )


def _text(*parts: str) -> str:
    return "concat_ws(E'\\n', " + ", ".join(parts) + ")"


_CLASS = "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE " + _SCHEMAS
_OWNED = "'owner ' || pg_get_userbyid({})"

# kind -> a query of name and text
_QUERIES: dict[str, str] = {
    "schema": f"""
        SELECT quote_ident(n.nspname) AS name,
               {_text(_OWNED.format("n.nspowner"), _acl("n.nspacl", "n", "n.nspowner"))} AS text
        FROM pg_namespace n WHERE {_SCHEMAS} AND {_own("pg_namespace", "n.oid")}""",
    "extension": """
        SELECT quote_ident(e.extname) AS name, e.extversion || ' in ' || n.nspname AS text
        FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace""",
    "type": f"""
        SELECT t.oid::regtype::text AS name, {
        _text(
            "t.typtype::text",
            _OWNED.format("t.typowner"),
            "(SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)",
            "CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END",
            "CASE WHEN t.typnotnull THEN 'NOT NULL' END",
            "t.typdefault",
            "CASE WHEN t.typtype = 'd' THEN NULLIF(t.typcollation, 0)::regcollation::text END",
            "(SELECT string_agg(c.conname || ' ' || pg_get_constraintdef(c.oid), ', ' ORDER BY c.conname)"
            " FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype <> 'n')",
            "(SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)"
            " FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)",
            "(SELECT format_type(r.rngsubtype, NULL) FROM pg_range r WHERE r.rngtypid = t.oid)",
            _acl("t.typacl", "T", "t.typowner"),
        )
    } AS text
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
        WHERE {_SCHEMAS} AND {_own("pg_type", "t.oid")} AND t.typtype IN ('e', 'd', 'c', 'r')
          AND (t.typrelid = 0 OR c.relkind = 'c')""",
    "table": f"""
        SELECT c.oid::regclass::text AS name, {
        _text(
            "c.relkind::text || c.relpersistence::text",
            _OWNED.format("c.relowner"),
            "array_to_string(c.reloptions, ', ')",
            "CASE WHEN c.relrowsecurity THEN 'row security' END",
            "CASE WHEN c.relforcerowsecurity THEN 'forced' END",
            "NULLIF('replica identity ' || c.relreplident::text, 'replica identity d')",
            "pg_get_expr(c.relpartbound, c.oid)",
            "pg_get_partkeydef(c.oid)",
            "(SELECT 'inherits ' || string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno)"
            " FROM pg_inherits i WHERE i.inhrelid = c.oid)",
            "NULLIF(c.reloftype, 0)::regtype::text",
            "(SELECT s.srvname FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver"
            " WHERE f.ftrelid = c.oid)",
            _acl("c.relacl", "r", "c.relowner"),
        )
    } AS text {_CLASS} AND {_own("pg_class", "c.oid")} AND c.relkind IN ('r', 'p', 'f')""",
    "column": f"""
        SELECT c.oid::regclass::text || '.' || quote_ident(a.attname) AS name, {
        _text(
            "format_type(a.atttypid, a.atttypmod)",
            "CASE WHEN a.attnotnull THEN 'NOT NULL' END",
            "pg_get_expr(e.adbin, e.adrelid)",
            "NULLIF('identity ' || a.attidentity::text, 'identity ')",
            "NULLIF('generated ' || a.attgenerated::text, 'generated ')",
            "CASE WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation::text END",
            "CASE WHEN a.attstorage <> y.typstorage THEN 'storage ' || a.attstorage::text END",
            "NULLIF('compression ' || (to_jsonb(a) ->> 'attcompression'), 'compression ')",
            "CASE WHEN a.attstattarget >= 0 THEN 'statistics ' || a.attstattarget END",
            "array_to_string(a.attoptions, ', ')",
            f"CASE WHEN a.attacl IS NOT NULL THEN {_acl('a.attacl', 'c', 'c.relowner')} END",
        )
    } AS text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
        JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_attrdef e ON e.adrelid = c.oid AND e.adnum = a.attnum
        WHERE {_SCHEMAS} AND {_own("pg_class", "c.oid")} AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
          AND a.attnum > 0 AND NOT a.attisdropped""",
    # pg_dump leaves invalid indexes out, what a failed CREATE INDEX CONCURRENTLY leaves behind.
    "index": f"""
        SELECT c.oid::regclass::text AS name, {
        _text(
            "pg_get_indexdef(c.oid)",
            "CASE WHEN i.indisclustered THEN 'clustered' END",
            "CASE WHEN i.indisreplident THEN 'replica identity' END",
        )
    } AS text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_index i ON i.indexrelid = c.oid
        WHERE {_SCHEMAS} AND {_own("pg_class", "i.indrelid")} AND (i.indisvalid OR c.relkind = 'I')""",
    "constraint": f"""
        SELECT k.conrelid::regclass::text || '.' || quote_ident(k.conname) AS name, pg_get_constraintdef(k.oid) AS text
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_SCHEMAS} AND {_own("pg_class", "c.oid")} AND k.contype <> 'n'""",
    "sequence": f"""
        SELECT c.oid::regclass::text AS name, {
        _text(
            "format_type(s.seqtypid, NULL)",
            "concat_ws(' ', s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle)",
            _OWNED.format("c.relowner"),
            "(SELECT 'of ' || d.refobjid::regclass::text || '.' || a.attname FROM pg_depend d JOIN pg_attribute a"
            " ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE d.classid = 'pg_class'::regclass"
            " AND d.objid = c.oid AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass LIMIT 1)",
            _acl("c.relacl", "s", "c.relowner"),
        )
    } AS text
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence s ON s.seqrelid = c.oid
        WHERE {_SCHEMAS} AND {_own("pg_class", "c.oid")}""",
    "view": f"""
        SELECT c.oid::regclass::text AS name, {
        _text(
            "pg_get_viewdef(c.oid)",
            _OWNED.format("c.relowner"),
            "array_to_string(c.reloptions, ', ')",
            _acl("c.relacl", "r", "c.relowner"),
        )
    } AS text {_CLASS} AND {_own("pg_class", "c.oid")} AND c.relkind = 'v'""",
    "materialized view": f"""
        SELECT c.oid::regclass::text AS name, {
        _text(
            "pg_get_viewdef(c.oid)",
            _OWNED.format("c.relowner"),
            "array_to_string(c.reloptions, ', ')",
            "CASE WHEN c.relispopulated THEN 'populated' END",
            _acl("c.relacl", "r", "c.relowner"),
        )
    } AS text {_CLASS} AND {_own("pg_class", "c.oid")} AND c.relkind = 'm'""",
    "rule": f"""
        SELECT c.oid::regclass::text || '.' || quote_ident(r.rulename) AS name,
               {_text("pg_get_ruledef(r.oid)", "r.ev_enabled::text")} AS text
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_SCHEMAS} AND {_own("pg_class", "c.oid")} AND r.rulename <> '_RETURN'""",
    "trigger": f"""
        SELECT c.oid::regclass::text || '.' || quote_ident(g.tgname) AS name,
               {_text("pg_get_triggerdef(g.oid)", "g.tgenabled::text")} AS text
        FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_SCHEMAS} AND {_own("pg_class", "c.oid")} AND NOT g.tgisinternal""",
    "policy": f"""
        SELECT c.oid::regclass::text || '.' || quote_ident(p.polname) AS name, {
        _text(
            "p.polcmd::text",
            "p.polpermissive::text",
            "(SELECT string_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r)::text END, ', ')"
            " FROM unnest(p.polroles) r)",
            "pg_get_expr(p.polqual, p.polrelid)",
            "pg_get_expr(p.polwithcheck, p.polrelid)",
        )
    } AS text
        FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {_SCHEMAS}""",
    "function": f"""
        SELECT p.oid::regprocedure::text AS name, {
        _text(
            "CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END",
            "(SELECT concat_ws(' ', g.aggkind, g.aggtransfn, g.aggfinalfn, g.aggcombinefn, g.aggtranstype::regtype,"
            " g.aggsortop::regoperator, g.agginitval) FROM pg_aggregate g WHERE g.aggfnoid = p.oid)",
            _OWNED.format("p.proowner"),
            _acl("p.proacl", "f", "p.proowner"),
        )
    } AS text
        FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE {_SCHEMAS} AND {_own("pg_proc", "p.oid")}""",
    "operator": f"""
        SELECT o.oid::regoperator::text AS name, concat_ws(' ', o.oprcode, o.oprcom::regoperator,
               o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash) AS text
        FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
        WHERE {_SCHEMAS} AND {_own("pg_operator", "o.oid")}""",
    "cast": f"""
        SELECT format_type(k.castsource, NULL) || ' as ' || format_type(k.casttarget, NULL) AS name,
               concat_ws(' ', k.castfunc::regprocedure, k.castcontext, k.castmethod) AS text
        FROM pg_cast k WHERE k.oid >= 16384 AND {_own("pg_cast", "k.oid")}""",
    "collation": f"""
        SELECT l.oid::regcollation::text AS name, concat_ws(' ', l.collprovider, l.collcollate, l.collctype,
               COALESCE(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale'), l.collisdeterministic,
               pg_get_userbyid(l.collowner)) AS text
        FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace
        WHERE {_SCHEMAS} AND {_own("pg_collation", "l.oid")}""",
    "text search configuration": f"""
        SELECT f.oid::regconfig::text AS name, (SELECT string_agg(m.maptokentype || ' ' || m.mapdict::regdictionary,
               ', ' ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = f.oid) AS text
        FROM pg_ts_config f JOIN pg_namespace n ON n.oid = f.cfgnamespace
        WHERE {_SCHEMAS} AND {_own("pg_ts_config", "f.oid")}""",
    "text search dictionary": f"""
        SELECT f.oid::regdictionary::text AS name, f.dictinitoption AS text
        FROM pg_ts_dict f JOIN pg_namespace n ON n.oid = f.dictnamespace
        WHERE {_SCHEMAS} AND {_own("pg_ts_dict", "f.oid")}""",
    "operator class": f"""
        SELECT quote_ident(n.nspname) || '.' || quote_ident(o.opcname) || ' ' || m.amname AS name,
               concat_ws(' ', format_type(o.opcintype, NULL), o.opcdefault) AS text
        FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
        WHERE {_SCHEMAS} AND {_own("pg_opclass", "o.oid")}""",
    "statistics": f"""
        SELECT quote_ident(n.nspname) || '.' || quote_ident(s.stxname) AS name,
               pg_get_statisticsobjdef(s.oid) AS text
        FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {_SCHEMAS}""",
    "event trigger": f"""
        SELECT quote_ident(v.evtname) AS name, concat_ws(' ', v.evtevent, v.evtfoid::regprocedure, v.evtenabled,
               array_to_string(v.evttags, ',')) AS text
        FROM pg_event_trigger v WHERE {_own("pg_event_trigger", "v.oid")}""",
    "publication": """
        SELECT quote_ident(p.pubname) AS name, concat_ws(' ', p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete,
               p.pubtruncate, to_jsonb(p) ->> 'pubviaroot', (SELECT string_agg(r.prrelid::regclass::text, ', '
               ORDER BY r.prrelid::regclass::text) FROM pg_publication_rel r WHERE r.prpubid = p.oid)) AS text
        FROM pg_publication p""",
    "subscription": """
        SELECT quote_ident(s.subname) AS name, '' AS text FROM pg_subscription s
        JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()""",
    # Options may hold passwords: their names only.
    "foreign server": f"""
        SELECT quote_ident(s.srvname) AS name, concat_ws(' ', w.fdwname, s.srvtype, s.srvversion,
               pg_get_userbyid(s.srvowner), (SELECT string_agg(o.option_name, ',' ORDER BY o.option_name)
               FROM pg_options_to_table(s.srvoptions) o)) AS text
        FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
        WHERE {_own("pg_foreign_server", "s.oid")}""",
    "user mapping": """
        SELECT quote_ident(m.usename) || ' on ' || quote_ident(m.srvname) AS name,
               (SELECT string_agg(o.option_name, ',' ORDER BY o.option_name) FROM pg_options_to_table(m.umoptions) o)
               AS text FROM pg_user_mappings m""",
    "default privileges": """
        SELECT pg_get_userbyid(f.defaclrole) || COALESCE(' in ' || n.nspname, '') || ' ' || f.defaclobjtype::text
               AS name,
               (SELECT string_agg(DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC'
                ELSE pg_get_userbyid(a.grantee)::text END || ' ' || a.privilege_type, ', ')
                FROM aclexplode(f.defaclacl) a) AS text
        FROM pg_default_acl f LEFT JOIN pg_namespace n ON n.oid = f.defaclnamespace""",
    # Of what was made in this database; a database's own comment is not part of its dump.
    "comment": """
        SELECT i.type || ' ' || i.identity AS name, m.description AS text
        FROM pg_description m, LATERAL pg_identify_object(m.classoid, m.objoid, m.objsubid) i
        WHERE m.objoid >= 16384 AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = m.classoid
              AND d.objid = m.objoid AND d.deptype = 'e') AND m.classoid <> 'pg_extension'::regclass""",
    "large object": f"""
        SELECT l.oid::text AS name, {_text(_OWNED.format("l.lomowner"), _acl("l.lomacl", "L", "l.lomowner"))} AS text
        FROM pg_largeobject_metadata l""",
}
_PIECE = 8 * 1024 * 1024
# lo_get reads in the transaction's snapshot; piece by piece, because a value has at most 1 GB.
_CONTENT = f"""
SELECT l.oid::text AS name, (
    SELECT md5(string_agg(md5(lo_get(l.oid, at, {_PIECE})), '' ORDER BY at))
    FROM generate_series(0, lo_lseek64(lo_open(l.oid, 262144), 0, 2), {_PIECE}) at) AS text
FROM pg_largeobject_metadata l
"""


def read(connection: Connection) -> dict[str, str]:
    """Every object with its text. The session's search_path is empty afterwards."""
    connection.value("SELECT set_config('search_path', '', false)")
    found = {}
    for kind, sql in _QUERIES.items():
        for row in connection.query(sql):
            found[f"{kind}: {row['name']}"] = str(row["text"] or "")
    for name in [key[len("sequence: ") :] for key in found if key.startswith("sequence: ")]:
        value = connection.one(f"SELECT last_value, is_called FROM {name}") or {}
        found[f"sequence value: {name}"] = f"{value['last_value']} {str(value['is_called']).lower()}"
    for row in connection.query(_CONTENT):
        found[f"content of large object: {row['name']}"] = str(row["text"])
    return found
