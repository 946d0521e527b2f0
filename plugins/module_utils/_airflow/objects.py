# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What revision d59cbbef95eb changes, read from a schema: the "042 objects".

The names are those of airflow/migrations/versions/0042_3_0_0_add_uuid_primary_key_to_task_instance_.py, which drops and
creates by name (https://pypi.org/project/apache-airflow-core/).
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from . import releases

if t.TYPE_CHECKING:
    from .schema import Schema

FUNCTION = "uuid_generate_v7"
COMPOSITE_KEY = "task_instance_composite_key"
KEY = ("dag_id", "task_id", "run_id", "map_index")


@dataclasses.dataclass(frozen=True)
class Child:
    """A table whose rows belong to a task instance, with its foreign key."""

    table: str
    name: str
    on_update: str = "NO ACTION"
    until: str | None = None  # the revision that takes the composite foreign key away

    @property
    def definition(self) -> str:
        """The foreign key as :mod:`.schema` writes it."""
        columns = ",".join(KEY)
        return f"({columns})->task_instance({columns}) del=CASCADE upd={self.on_update}"


# In the order of the migration's own create_foreign_keys(). 0044 drops task_fail; 0061 and 0063 change to ti_id.
CHILDREN = (
    Child("rendered_task_instance_fields", "rtif_ti_fkey"),
    Child("task_fail", "task_fail_ti_fkey", until="5f57a45b8433"),
    Child("task_instance_note", "task_instance_note_ti_fkey", until="cf87489a35df"),
    Child("task_reschedule", "task_reschedule_ti_fkey", until="d469d27e2a64"),
    Child("xcom", "xcom_task_instance_fkey"),
    Child("task_instance_history", "task_instance_history_ti_fkey", on_update="CASCADE"),
    Child("task_map", "task_map_task_instance_fkey", on_update="CASCADE"),
)


_NAMES = {child.table: child.name for child in CHILDREN}
# Pairs of a child's column and the task instance's that it names.
Link = t.Sequence[tuple[str, str]]
# Children that name their task instance by its id, from cf87489a35df on; there, the four old columns are gone.
ID_CHILDREN = ("task_instance_note", "task_reschedule", "hitl_detail")


@dataclasses.dataclass(frozen=True)
class UuidObjects:
    """The state of the 042 objects."""

    column: str  # absent, nullable, not_null
    column_type: str  # empty where it is absent
    primary_key: tuple[str, ...]  # its columns, empty where there is none
    composite_key: bool
    function: bool
    present: tuple[str, ...]  # foreign keys, by name
    missing: tuple[str, ...]
    misnamed: tuple[tuple[str, str], ...] = ()  # table and name of a child's foreign key that no revision knows
    foreign: tuple[tuple[str, str], ...] = ()  # the same of tables that are not Airflow's

    @property
    def original(self) -> bool:
        """As every database before d59cbbef95eb has them. A function left behind does no harm: Airflow drops it."""
        as_before = self.column == "absent" and self.primary_key == KEY and not self.composite_key
        return as_before and not self.missing and not self.misnamed

    @property
    def finished(self) -> bool:
        """As d59cbbef95eb leaves them, but for foreign keys."""
        key = self.primary_key == ("id",) and self.composite_key
        return self.column == "not_null" and self.column_fits and key and not self.misnamed

    @property
    def sound(self) -> bool:
        """As they are before or after d59cbbef95eb, not in between."""
        return self.original or self.finished

    @property
    def column_fits(self) -> bool:
        """Whether the column can hold a UUID as text, as VARCHAR(36) does, and CHAR(32) from 3.2.0 on."""
        match = re.match(r"(?:var)?char\((\d+)\)", self.column_type)
        return match is not None and int(match.group(1)) >= 32


def children_at(schema: Schema, revision: str | None) -> tuple[Child, ...]:
    """The children that hold a composite foreign key at this revision, as far as their tables exist."""
    place = releases.position(revision) if revision else None
    found = []
    for child in CHILDREN:
        gone = child.until and place is not None and place >= (releases.position(child.until) or 0)
        if not gone and has_key_columns(schema, child.table):
            found.append(child)
    return tuple(found)


def has_key_columns(schema: Schema, table: str) -> bool:
    """Whether a table names its task instance by the four old key columns."""
    return all(f"col {table}.{column}" in schema for column in KEY)


def read_objects(schema: Schema, revision: str | None) -> UuidObjects:
    """The 042 objects of a schema; the revision tells which foreign keys there should be."""
    column = schema.get("col task_instance.id")
    primary = schema.get("idx task_instance.PRIMARY", "")
    children = children_at(schema, revision)
    return UuidObjects(
        column="absent" if column is None else "nullable" if " null=YES " in column else "not_null",
        column_type=(column or "").partition(" null=")[0],
        primary_key=tuple(primary.partition("(")[2].rstrip(")").split(",")) if primary else (),
        composite_key=f"idx task_instance.{COMPOSITE_KEY}" in schema,
        function=f"fn {FUNCTION}" in schema,
        present=tuple(child.name for child in children if f"fk {child.table}.{child.name}" in schema),
        missing=tuple(child.name for child in children if f"fk {child.table}.{child.name}" not in schema),
        misnamed=tuple(one for one in _composite_keys(schema) if one[0] in _NAMES and one[1] != _NAMES[one[0]]),
        foreign=tuple(one for one in _composite_keys(schema) if one[0] not in _NAMES),
    )


def _composite_keys(schema: Schema) -> list[tuple[str, str]]:
    """Table and name of each foreign key to the four old key columns."""
    found = []
    for name, text in sorted(schema.items()):
        match = re.search(r"->task_instance\(([\w,]+)\) ", text) if name.startswith("fk ") else None
        if match and set(match.group(1).split(",")) == set(KEY):
            table, _dot, part = name[3:].partition(".")
            found.append((table, part))
    return found


def links(schema: Schema, revision: str | None) -> dict[str, Link]:
    """By which columns each child names its task instance, at this revision and as far as these columns exist."""
    found: dict[str, Link] = {}
    if has_key_columns(schema, "task_instance"):
        found = {child.table: tuple(zip(KEY, KEY)) for child in children_at(schema, revision)}
    parent = kind_of(schema, "task_instance", "id")
    for table in ID_CHILDREN:
        if parent and kind_of(schema, table, "ti_id") == parent:
            found[table] = (("ti_id", "id"),)
    return found


def kind_of(schema: Schema, table: str, column: str) -> str:
    """A column's type; empty where there is no such column."""
    return schema.get(f"col {table}.{column}", "").partition(" null=")[0]
