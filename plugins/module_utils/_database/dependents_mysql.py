# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Objects that depend on tables, on MySQL: foreign keys of other tables and triggers. Its views hinder no change."""

from __future__ import annotations

import typing as t

from .connection import Connection
from .dependents_model import Dependent

_TRIGGERS = """
SELECT trigger_name AS name, event_object_table AS tab FROM information_schema.triggers
WHERE event_object_schema = DATABASE()
"""
_FOREIGN_KEYS = """
SELECT r.constraint_schema AS place, r.table_name AS tab, r.constraint_name AS name, r.referenced_table_name AS parent,
       r.unique_constraint_name AS parent_key, r.delete_rule AS on_delete, r.update_rule AS on_update,
       GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ',') AS cols,
       GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ',') AS parent_cols
FROM information_schema.referential_constraints r
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name AND k.table_name = r.table_name
WHERE r.unique_constraint_schema = DATABASE()
GROUP BY r.constraint_schema, r.table_name, r.constraint_name, r.referenced_table_name, r.unique_constraint_name,
         r.delete_rule, r.update_rule
"""


def read(connection: Connection, own: tuple[str, ...]) -> list[Dependent]:
    """See :func:`.dependents.read_dependents`."""
    database = str(connection.login.database)
    found = [_trigger(connection, row) for row in connection.query(_TRIGGERS) if row["tab"] in own]
    for row in connection.query(_FOREIGN_KEYS):
        if row["parent"] in own and (row["place"] != database or row["tab"] not in own):
            found.append(_foreign_key(connection, row, database))
    return found


def _trigger(connection: Connection, row: dict[str, t.Any]) -> Dependent:
    name = connection.quote(row["name"])
    shown = connection.query(f"SHOW CREATE TRIGGER {name}")[0]
    text, mode = str(shown["sql original statement"]), str(shown["sql_mode"])
    # A trigger keeps the sql_mode of the session that makes it.
    create = (f"SET SESSION sql_mode = '{mode}'", text, "SET SESSION sql_mode = DEFAULT")
    used = (row["tab"], f"{row['tab']}.*")
    return Dependent("trigger", f"{row['name']} on {row['tab']}", used, text, f"DROP TRIGGER {name}", create)


def _foreign_key(connection: Connection, row: dict[str, t.Any], database: str) -> Dependent:
    def quoted(names: str) -> str:
        return ", ".join(connection.quote(name) for name in names.split(","))

    place = "" if row["place"] == database else f"{row['place']}."
    table = ".".join(connection.quote(name) for name in (row["place"], row["tab"]) if name != database)
    parent = f"{connection.quote(database)}.{connection.quote(row['parent'])}"
    name = connection.quote(row["name"])
    text = (
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({quoted(row['cols'])}) "
        f"REFERENCES {parent} ({quoted(row['parent_cols'])}) ON DELETE {row['on_delete']} ON UPDATE {row['on_update']}"
    )
    used = [row["parent"], *(f"{row['parent']}.{column}" for column in row["parent_cols"].split(","))]
    if row["parent_key"]:
        used.append(f"{row['parent']}:{row['parent_key']}")
    drop = f"ALTER TABLE {table} DROP FOREIGN KEY {name}"
    return Dependent("foreign key", f"{row['name']} of {place}{row['tab']}", tuple(used), text, drop, (text,))
