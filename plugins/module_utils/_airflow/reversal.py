# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Takes back what an interrupted revision has done so far, where that loses nothing; Airflow then runs it again.

A revision leaves traces: objects that it brought, took away or changed. What it brought can be dropped, as long as what
it was made from is still there. Indexes and foreign keys that it took away can be made again. A column that it took
away comes back empty where the revision never reads it, by its old name where it was renamed, or not at all. A column
that it only changed is left: the revision changes it again. Every state was tried on a real server
(tests/airflow/test_interrupted.py): taken back and run again, each ended with the same schema and the same rows as a
migration that nobody interrupted.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from . import objects
from .deltas import DELTAS

if t.TYPE_CHECKING:
    from .schema import Schema

# Columns that their revision takes away without reading them: they may come back empty.
_UNREAD = {
    "d0f1c55954fa": ("dag.is_subdag", "dag.root_dag_id"),
    "d8cd3297971e": ("task_instance.job_id", "task_instance_history.job_id"),
    "d03e4a635aa3": ("dag.last_pickled", "dag.pickle_id"),
    # It empties dag_code and serialized_dag itself, before anything else.
    "2b47dc6bc8df": (
        "dag_code.fileloc_hash",
        "dag_run.dag_hash",
        "serialized_dag.fileloc",
        "serialized_dag.fileloc_hash",
    ),
    "5c9c0231baa2": (
        "callback_request.processor_subdir",
        "dag.processor_subdir",
        "import_error.processor_subdir",
        "serialized_dag.processor_subdir",
    ),
    "486ac7936b78": ("dag.scheduler_lock",),
    "e00344393f31": ("dag_run.external_trigger",),
    "16f7f5ee874e": ("dag.default_view",),
    # It empties the table itself.
    "be2cc2f742cf": ("dag_priority_parsing_request.fileloc",),
    "29ce7909c52b": ("task_instance_history.task_instance_id", "task_reschedule.try_number"),
    "a169942745c2": ("deadline.dag_id",),
}
# Tables that their revision drops without reading them: an empty one of that name is dropped again.
_DROPPED = {"5f57a45b8433": "task_fail", "d03e4a635aa3": "dag_pickle"}
# Tables that their revision drops where they exist.
_DROPPED_IF_THERE = {"15d84ca19038": "asset_trigger"}
# Columns that their revision renames: table, name before, name after.
_RENAMED = {
    "0bfc26bc256e": (("dag", "schedule_interval", "timetable_summary"),),
    "1cdc775ca98f": (("dag_run", "execution_date", "logical_date"), ("log", "execution_date", "logical_date")),
    "29ce7909c52b": (("task_instance_history", "try_id", "task_instance_id"),),
    "959e216a3abb": (("dag", "is_active", "is_stale"),),
    "0242ac120002": (("deadline", "deadline", "deadline_time"),),
}
# Columns that have to be as they were before their foreign key can come back, where that is gone.
_RETYPED = {"7582ea3f3dd5": ("dag.bundle_name", "dag_bundle.name")}
# Tables that hold rows which are nowhere else; their revision creates them where they do not exist.
_KEPT = ("table _xcom_archive",)

_RULES = {"C": "CASCADE", "N": "NO ACTION", "S": "SET NULL", "R": "RESTRICT"}


@dataclasses.dataclass(frozen=True)
class Trace:
    """What a revision has left in a schema so far."""

    brought: tuple[str, ...] = ()  # objects that are there because of it
    gone: dict[str, str] = dataclasses.field(default_factory=dict)  # objects that are missing, as they were
    changed: dict[str, str] = dataclasses.field(default_factory=dict)  # objects that are different, as they were

    def __bool__(self) -> bool:
        # A column that is different may always have been: databases differ by the releases that they came from.
        return bool(self.brought or self.gone or any(not name.startswith("col ") for name in self.changed))


def renamed(revision: str) -> tuple[tuple[str, str, str], ...]:
    """The columns that a revision gives another name: table, old, new."""
    return _RENAMED.get(revision, ())


def read_trace(schema: Schema, revision: str) -> Trace:
    """The trace of a revision whose predecessor is the database's version."""
    brought, gone, changed = [], {}, {}
    for line in DELTAS.get(revision, "").split("\n"):
        mark, name, before = line[:1], *split_line(line[1:])
        if mark == "+" and name in schema and name not in _KEPT:
            brought.append(name)
        elif mark in ("-", "~") and name not in schema:
            gone[name] = before
        elif mark == "~" and schema[name] != before:
            changed[name] = before
    return Trace(tuple(brought), gone, changed)


def split_line(text: str) -> tuple[str, str]:
    """An object's name and its definition before, written out."""
    name, _bar, before = text.partition("|")
    if name.startswith("fk ") and before:
        ends, _space, rules = before.rpartition(" ")
        on_delete, _slash, on_update = rules.partition("/")
        ends = ends.replace("KEY", ",".join(objects.KEY))
        before = f"{ends} del={_RULES[on_delete]} upd={_RULES[on_update]}"
    return name, before


@dataclasses.dataclass
class Reversal:
    """The statements that take a trace back, as pairs of table and SQL; or why that cannot be."""

    statements: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    refusal: str = ""


def reverse(schema: Schema, revision: str) -> Reversal:
    """Take the trace of a revision back.

    The statements follow from what is there: run again after any of them, they are those that were left.
    """
    trace = read_trace(schema, revision)
    refusal = _refuse(trace, revision)
    if refusal:
        return Reversal(refusal=refusal)
    return Reversal(_statements(schema, trace, revision))


def _refuse(trace: Trace, revision: str) -> str:
    """Why a trace cannot be taken back; empty if it can."""
    back = {f"col {name}" for name in _UNREAD.get(revision, ())}
    back |= {f"col {table}.{old}" for table, old, _new in renamed(revision)}
    back |= {f"table {tables[revision]}" for tables in (_DROPPED, _DROPPED_IF_THERE) if revision in tables}
    lost = [name for name in trace.gone if name[:3] in ("col", "tab") and name not in back]
    return f"it has already taken away {', '.join(lost)}" if lost else ""


def _statements(schema: Schema, trace: Trace, revision: str) -> list[tuple[str, str]]:
    statements = []
    for name in [*trace.brought, *trace.changed]:
        kind, table, part = split_name(name)
        if kind == "fk":
            statements.append((table, f"ALTER TABLE `{table}` DROP FOREIGN KEY `{part}`"))
        elif kind == "fn":
            statements.append((table, f"DROP {schema[name]} `{table}`"))
    tables = [name[6:] for name in trace.brought if name.startswith("table ")]
    statements += [(table, f"DROP TABLE `{table}`") for table in children_first(schema, tables)]
    dropped = _DROPPED.get(revision)
    if dropped and f"table {dropped}" in trace.gone:
        statements.append((dropped, f"CREATE TABLE `{dropped}` (`id` INT PRIMARY KEY)"))
    touched = {split_name(name)[1] for name in [*trace.brought, *trace.gone, *trace.changed]}
    for table in sorted(touched - set(tables)):
        changes = _changes(trace, table, revision)
        if changes:
            statements.append((table, f"ALTER TABLE `{table}` {', '.join(changes)}"))
    for name, before in {**trace.gone, **trace.changed}.items():
        kind, table, part = split_name(name)
        if kind == "fk":
            statements.append((table, add_foreign_key(table, part, before)))
    return statements


def _changes(trace: Trace, table: str, revision: str) -> list[str]:
    """The clauses that bring one table's columns and indexes back."""
    pairs = [
        (old, new)
        for its_table, old, new in renamed(revision)
        if its_table == table and f"col {table}.{old}" in trace.gone
    ]
    changes = [f"RENAME COLUMN `{new}` TO `{old}`" for old, new in pairs]
    names = {name for pair in pairs for name in pair}
    # A name that had been another column's before goes back to that.
    for line in DELTAS[revision].split("\n"):
        name, before = split_line(line[1:])
        if line[:1] in ("-", "~") and name in {f"col {table}.{new}" for _old, new in pairs}:
            changes.append(f"ADD COLUMN `{split_name(name)[2]}` {column_sql(before)}")
    for name in [*trace.brought, *trace.changed]:
        kind, its_table, part = split_name(name)
        if its_table == table and kind == "idx":
            changes.append("DROP PRIMARY KEY" if part == "PRIMARY" else f"DROP INDEX `{part}`")
        elif its_table == table and kind == "col" and name in trace.brought and part not in names:
            changes.append(f"DROP COLUMN `{part}`")
    restored = {
        name: before for name, before in {**trace.gone, **trace.changed}.items() if split_name(name)[1] == table
    }
    unlinked = any(name.startswith("fk ") for name in trace.gone)
    for name, before in restored.items():
        kind, _table, part = split_name(name)
        if kind == "col" and name in trace.gone and part not in names:
            changes.append(f"ADD COLUMN `{part}` {column_sql(before)}")
        elif kind == "col" and f"{table}.{part}" in _RETYPED.get(revision, ()) and unlinked:
            changes.append(f"MODIFY COLUMN `{part}` {column_sql(before)}")
    changes += [add_index(name, before) for name, before in restored.items() if name.startswith("idx ")]
    return changes


def split_name(name: str) -> tuple[str, str, str]:
    """``col t.c`` as ``("col", "t", "c")``; the last is empty for tables and routines."""
    kind, _space, rest = name.partition(" ")
    table, _dot, part = rest.partition(".")
    return kind, table, part


def children_first(schema: Schema, tables: list[str]) -> list[str]:
    """Tables in an order in which they can be dropped: none while another of them refers to it."""
    parents = {
        table: {
            match.group(1)
            for name, text in schema.items()
            if name.startswith(f"fk {table}.") and (match := re.search(r"->(\w+)\(", text))
        }
        for table in tables
    }
    order: list[str] = []
    while len(order) < len(tables):
        left = [table for table in tables if table not in order]
        free = [
            table for table in left if not any(table in parents[other] - {other} for other in left if other != table)
        ]
        order += free or left
    return order


def add_foreign_key(table: str, name: str, text: str) -> str:
    """The statement for a foreign key as :mod:`.schema` writes it."""
    match = re.fullmatch(r"\((.+)\)->(\w+)\((.+)\) del=(.+) upd=(.+)", text)
    if match is None:
        raise ValueError(f"{text!r} is no foreign key")
    columns, parent, parent_columns, on_delete, on_update = match.groups()
    rules = "".join(
        f" ON {event} {rule}" for event, rule in (("DELETE", on_delete), ("UPDATE", on_update)) if rule != "NO ACTION"
    )
    return (
        f"ALTER TABLE `{table}` ADD CONSTRAINT `{name}` FOREIGN KEY ({quote_list(columns)}) "
        f"REFERENCES `{parent}` ({quote_list(parent_columns)}){rules}"
    )


def add_index(name: str, text: str) -> str:
    """The clause for an index as :mod:`.schema` writes it."""
    part = split_name(name)[2]
    unique = "UNIQUE " if text.startswith("unique ") else ""
    columns = quote_list(text[text.index("(") + 1 : -1])
    return f"ADD PRIMARY KEY ({columns})" if part == "PRIMARY" else f"ADD {unique}INDEX `{part}` ({columns})"


def column_sql(text: str) -> str:
    """A column's definition as SQL: ``varchar(36) null=YES default=None  utf8mb4_bin`` and the like."""
    match = re.fullmatch(r"(.+) null=(YES|NO) default=(\S+) ?(\S+)? ?(\S+)?", text)
    if match is None:
        raise ValueError(f"{text!r} is no column")
    kind, nullable, default, extra, collation = match.groups()
    sql = f"{kind}{f' COLLATE {collation}' if collation else ''} {'NULL' if nullable == 'YES' else 'NOT NULL'}"
    if default != "None":
        sql += f" DEFAULT '{default}'"
    return sql + (f" {extra.upper()}" if extra else "")


def quote_list(columns: str) -> str:
    """``a,b`` as an SQL list of names."""
    return ", ".join(f"`{column}`" for column in columns.split(","))
