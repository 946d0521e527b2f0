# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which rows belong to a task instance or a run, by the foreign keys that the database has now.

Foreign keys are followed from parent to child as far as ON DELETE CASCADE goes. Airflow's own tables whose foreign key
is missing are followed by their columns. Airflow's ``log``, ``sla_miss`` and ``_xcom_archive`` also name task
instances; no release gives them a foreign key, because their rows are meant to outlive them.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._database.connection import quote_identifier
from . import objects

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .schema import Schema

CASCADE, SET_NULL = "CASCADE", "SET NULL"
_FOREIGN_KEY = re.compile(r"\((.+)\)->([^(]+)\((.+)\) del=(.+) upd=(.+)")
_RULES = {"a": "NO ACTION", "r": "RESTRICT", "c": CASCADE, "n": SET_NULL, "d": "SET DEFAULT"}
# Airflow's tables that name a parent by an id: table, column, parent, parent's column.
_BY_ID = (
    *((table, "ti_id", "task_instance", "id") for table in objects.ID_CHILDREN),
    ("hitl_detail_history", "ti_history_id", "task_instance_history", "task_instance_id"),
)

# Tables in another schema or database.
_OUTSIDE_MYSQL = """
SELECT r.constraint_schema AS place, r.table_name AS tab, r.constraint_name AS name, r.referenced_table_name AS parent,
       r.delete_rule AS on_delete,
       GROUP_CONCAT(k.column_name ORDER BY k.ordinal_position SEPARATOR ',') AS cols,
       GROUP_CONCAT(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ',') AS parent_cols
FROM information_schema.referential_constraints r
JOIN information_schema.key_column_usage k
  ON k.constraint_schema = r.constraint_schema AND k.constraint_name = r.constraint_name AND k.table_name = r.table_name
WHERE r.unique_constraint_schema = DATABASE() AND r.constraint_schema <> DATABASE()
GROUP BY r.constraint_schema, r.table_name, r.constraint_name, r.referenced_table_name, r.delete_rule
"""
_POSTGRESQL = """
SELECT n.nspname AS place, c.relname AS tab, f.conname AS name, p.relname AS parent, pg_table_is_visible(c.oid) AS own,
       f.confdeltype::text AS on_delete, f.confupdtype::text AS on_update,
       (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(f.conkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.number) AS cols,
       (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(f.confkey) WITH ORDINALITY AS k(number, place)
        JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.number) AS parent_cols
FROM pg_constraint f
JOIN pg_class c ON c.oid = f.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class p ON p.oid = f.confrelid
WHERE f.contype = 'f' AND f.conparentid = 0 AND pg_table_is_visible(p.oid)
"""


@dataclasses.dataclass(frozen=True)
class Reference:
    """A table whose rows name rows of another one."""

    table: str
    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]
    on_delete: str = CASCADE
    declared: bool = True  # by a foreign key
    place: str = ""  # the schema or database of the table, where it is another one than the parent's

    @property
    def same(self) -> tuple[tuple[str, str], ...]:
        """Pairs of a column and the parent's."""
        return tuple(zip(self.columns, self.parent_columns))

    @property
    def name(self) -> str:
        """The table in words."""
        return f"{self.place}.{self.table}" if self.place else self.table


Path = tuple[Reference, ...]  # from a table to its ancestor


def read_postgresql(connection: Connection) -> tuple[Schema, tuple[Reference, ...]]:
    """The foreign keys of PostgreSQL as :mod:`.schema` writes them, and those of tables outside the search path."""
    schema, outside = {}, []
    for row in connection.query(_POSTGRESQL):
        rule = _RULES[row["on_delete"]]
        if row["own"]:
            ends = f"({row['cols']})->{row['parent']}({row['parent_cols']})"
            schema[f"fk {row['tab']}.{row['name']}"] = f"{ends} del={rule} upd={_RULES[row['on_update']]}"
        else:
            outside.append(_outside(row, rule))
    return schema, tuple(outside)


def read_outside(connection: Connection) -> tuple[Reference, ...]:
    """The foreign keys on MySQL of tables in other databases to the connection's."""
    return tuple(_outside(row, str(row["on_delete"])) for row in connection.query(_OUTSIDE_MYSQL))


def _outside(row: dict[str, t.Any], rule: str) -> Reference:
    columns, parents = tuple(row["cols"].split(",")), tuple(row["parent_cols"].split(","))
    return Reference(row["tab"], columns, row["parent"], parents, rule, place=row["place"])


def find_references(schema: Schema, outside: tuple[Reference, ...] = ()) -> tuple[Reference, ...]:
    """All references of a schema: foreign keys, and columns of Airflow's tables that lack theirs."""
    found = list(outside)
    for name, text in sorted(schema.items()):
        match = _FOREIGN_KEY.fullmatch(text) if name.startswith("fk ") else None
        if match:
            columns, parent, parents, on_delete, _on_update = match.groups()
            table = name[3:].partition(".")[0]
            found.append(Reference(table, tuple(columns.split(",")), parent, tuple(parents.split(",")), on_delete))
    known = {(one.table, one.parent) for one in found}
    by_columns = [Reference(child.table, objects.KEY, "task_instance", objects.KEY) for child in objects.CHILDREN]
    by_columns += [Reference(table, (own,), parent, (its,)) for table, own, parent, its in _BY_ID]
    for one in by_columns:
        if (one.table, one.parent) not in known and _has_columns(schema, one):
            found.append(dataclasses.replace(one, declared=False))
    return tuple(found)


def _has_columns(schema: Schema, one: Reference) -> bool:
    """Whether both tables have the columns, of the same type where it is a single one."""
    if len(one.columns) == 1:
        own = objects.kind_of(schema, one.table, one.columns[0])
        return own != "" and own == objects.kind_of(schema, one.parent, one.parent_columns[0])
    return all(
        f"col {table}.{column}" in schema
        for table, columns in ((one.table, one.columns), (one.parent, one.parent_columns))
        for column in columns
    )


@dataclasses.dataclass(frozen=True)
class Family:
    """What is deleted with the rows of a table, and what stands in the way.

    Attributes:
        root: the table.
        paths: how the rows of each other table lead to the root, each by the fewest steps, the nearest tables first.
        loose: the same of tables whose foreign key does not delete: SET NULL, RESTRICT, NO ACTION and SET DEFAULT.
        edges: all references between these tables.
    """

    root: str
    paths: tuple[Path, ...]
    loose: tuple[Path, ...]
    edges: tuple[Reference, ...]

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables of this database, no parent before its children."""
        order: list[str] = []
        left = {path[0].table for path in self.paths if not path[0].place}
        while left:
            parents = {one.parent for one in self.edges if one.table in left and one.table != one.parent}
            free = sorted(left - parents) or sorted(left)
            order += free
            left -= set(free)
        return (*order, self.root)

    @property
    def first(self) -> tuple[Path, ...]:
        """What is deleted by statements of its own, before the root, in this order: children before their parents.

        These are the tables that no foreign key deletes with the root, and those with children: MySQL 9.7.4 was seen to
        leave rows of the second level behind when one DELETE cascades through three (task_instance_history of Airflow
        3.2 with hitl_detail_history, by DELETE FROM dag_run).
        """
        parents = {one.parent for one in self.edges}
        own = [
            path
            for path in self.paths
            if not path[0].place and (path[0].table in parents or not all(one.declared for one in path))
        ]
        return tuple(sorted(own, key=lambda path: self.tables.index(path[0].table)))

    @property
    def contained(self) -> bool:
        """Whether all its tables can be emptied at once, with no row elsewhere that refers to them."""
        return not self.loose and not any(path[0].place for path in self.paths)


def family(references: t.Sequence[Reference], root: str) -> Family:
    """Follow references from a table to all that is deleted with its rows."""
    found: dict[tuple[str, str], Path] = {}
    loose: dict[tuple[str, str], Path] = {}
    todo: list[tuple[str, Path]] = [(root, ())]
    while todo:
        parent, path = todo.pop(0)
        for one in references:
            key = (one.place, one.table)
            if one.parent != parent or key == ("", root) or key in found:
                continue
            if one.on_delete != CASCADE:
                loose.setdefault(key, (one, *path))
                continue
            found[key] = (one, *path)
            if not one.place:  # nothing is known of tables that refer to one outside
                todo.append((one.table, found[key]))
    inside = {root, *(table for place, table in found if not place)}
    edges = tuple(one for one in references if not one.place and {one.table, one.parent} <= inside)
    kept = tuple(path for key, path in loose.items() if key not in found)
    return Family(root, tuple(found.values()), kept, edges)


def leads_to(engine: str, path: Path, table: str, condition: str = "") -> str:
    """True for the rows of a path's first table, by this name, that lead to a row of the root (that meets a condition).

    Args:
        engine: decides about the quotation marks.
        path: the way from the table to the root.
        table: the name of the table in the statement, quoted.
        condition: what the root's row must meet; the root's name in it is that of :func:`alias` for the path's length.
    """

    def quote(name: str) -> str:
        return quote_identifier(engine, name)

    inner = condition
    for depth in range(len(path), 0, -1):
        one = path[depth - 1]
        own = table if depth == 1 else alias(depth - 1)
        terms = [f"{alias(depth)}.{quote(parent)} = {own}.{quote(column)}" for column, parent in one.same]
        where = " AND ".join([*terms, inner] if inner else terms)
        inner = f"EXISTS (SELECT 1 FROM {quote(one.parent)} {alias(depth)} WHERE {where})"
    return inner


def alias(depth: int) -> str:
    """The name of the parent at this depth of a path."""
    return "p" if depth == 1 else f"p{depth}"
