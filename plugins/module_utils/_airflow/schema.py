# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The schema of a MySQL database as a set of named objects, each with its definition as one line of text.

``table t`` -> ``table``; ``col t.c`` -> ``varchar(36) null=NO default=None  utf8mb4_unicode_ci``; ``idx t.i`` ->
``unique (a,b)``; ``fk t.f`` -> ``(a)->parent(b) del=CASCADE upd=NO ACTION``; ``fn f`` -> ``FUNCTION``. In this form two
schemas compare as sets, and one object is looked up by its name.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .._database.connection import Connection

Schema = dict[str, str]

_TABLES = """
SELECT table_name AS tab, table_rows AS row_estimate FROM information_schema.tables
WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'
"""
_COLUMNS = """
SELECT table_name AS tab, column_name AS name, column_type AS type, is_nullable AS nullable,
       column_default AS default_value, extra, collation_name AS collation
FROM information_schema.columns WHERE table_schema = DATABASE()
"""
_INDEXES = """
SELECT table_name AS tab, index_name AS name, MIN(non_unique) AS non_unique,
       GROUP_CONCAT(column_name ORDER BY seq_in_index SEPARATOR ',') AS cols
FROM information_schema.statistics WHERE table_schema = DATABASE() GROUP BY table_name, index_name
"""
_FOREIGN_KEYS = """
SELECT r.table_name AS tab, r.constraint_name AS name, r.referenced_table_name AS parent,
       r.delete_rule AS on_delete, r.update_rule AS on_update,
       GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ',') AS cols,
       GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ',') AS parent_cols
FROM information_schema.referential_constraints r
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name AND k.table_name = r.table_name
WHERE r.constraint_schema = DATABASE()
GROUP BY r.table_name, r.constraint_name, r.referenced_table_name, r.delete_rule, r.update_rule
"""
_ROUTINES = """
SELECT routine_name AS name, routine_type AS kind FROM information_schema.routines WHERE routine_schema = DATABASE()
"""


def read_schema(connection: Connection) -> tuple[Schema, dict[str, int]]:
    """The objects of the connection's MySQL database, and each table's estimated rows."""
    # Statistics of tables are cached for a day by default: the estimates here decide about durations only.
    schema: Schema = {}
    rows: dict[str, int] = {}
    for row in connection.query(_TABLES):
        schema[f"table {row['tab']}"] = "table"
        rows[row["tab"]] = int(row["row_estimate"] or 0)
    for row in connection.query(_COLUMNS):
        # Views have columns too, and no part in a migration.
        if row["tab"] in rows:
            schema[f"col {row['tab']}.{row['name']}"] = column_text(row)
    for row in connection.query(_INDEXES):
        unique = "" if int(row["non_unique"]) else "unique "
        schema[f"idx {row['tab']}.{row['name']}"] = f"{unique}({row['cols']})"
    for row in connection.query(_FOREIGN_KEYS):
        schema[f"fk {row['tab']}.{row['name']}"] = (
            f"({row['cols']})->{row['parent']}({row['parent_cols']}) del={row['on_delete']} upd={row['on_update']}"
        )
    for row in connection.query(_ROUTINES):
        schema[f"fn {row['name']}"] = row["kind"]
    return schema, rows


def read_collations(connection: Connection) -> tuple[str, str]:
    """The default collation of the connection's MySQL database, and the one that most of Airflow's tables have."""
    default = connection.value(
        "SELECT default_collation_name FROM information_schema.schemata WHERE schema_name = DATABASE()"
    )
    most = connection.value(
        "SELECT table_collation FROM information_schema.tables WHERE table_schema = DATABASE() "
        "AND table_type = 'BASE TABLE' GROUP BY table_collation ORDER BY COUNT(*) DESC, table_collation LIMIT 1"
    )
    return str(default), str(most or default)


def column_text(row: dict[str, t.Any]) -> str:
    """One column's definition as text."""
    kind = row["type"].decode() if isinstance(row["type"], bytes) else row["type"]
    default = row["default_value"]
    default = default.decode() if isinstance(default, bytes) else default
    text = f"{kind} null={row['nullable']} default={default} {row['extra'] or ''} {row['collation'] or ''}"
    return text.rstrip()
