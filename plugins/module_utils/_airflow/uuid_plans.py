# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Plans for what revision d59cbbef95eb changes: back to what was before it, or on to what it leaves. Pure functions."""

from __future__ import annotations

import typing as t

from . import ids, objects, releases
from .steps import ADD_FOREIGN_KEY, ALTER, DROP_FOREIGN_KEY, DROP_FUNCTION, FILL_IDS, Step

if t.TYPE_CHECKING:
    from .evidence import Evidence


def original_again(found: Evidence) -> list[Step]:
    """Back to the objects of 05234396c6fc and before."""
    state = found.uuid_objects
    children = {child.name: child for child in objects.children_at(found.schema, found.revision)}
    swapped = state.primary_key != objects.KEY or state.composite_key
    steps = []
    missing = list(state.missing)
    if swapped:
        missing += state.present
        leaning = "it leans on the key that is about to change back"
        steps += [drop_foreign_key(children[name].table, name, leaning) for name in state.present]
    steps += _misnamed(found)
    if state.function:
        sql = f"DROP FUNCTION IF EXISTS `{objects.FUNCTION}`"
        steps.append(Step(DROP_FUNCTION, "task_instance", sql, "the migration left it behind"))
    changes = []
    if state.primary_key and state.primary_key != objects.KEY:
        changes.append("DROP PRIMARY KEY")
    if state.composite_key:
        changes.append(f"DROP INDEX `{objects.COMPOSITE_KEY}`")
    if state.column != "absent":
        changes.append("DROP COLUMN `id`")
    if state.primary_key != objects.KEY:
        changes.append(f"ADD PRIMARY KEY ({', '.join(f'`{column}`' for column in objects.KEY)})")
    if changes:
        reason = f"task_instance as revision {releases.BEFORE_UUID} has it, in one atomic change"
        steps.append(_alter(found, changes, reason, rebuilds=swapped))
    for child in children.values():
        if child.name in missing:
            steps.append(add_foreign_key(child))
    return steps


def id_again(found: Evidence) -> list[Step]:
    """Give task_instance the objects back that something took away after d59cbbef95eb."""
    state = found.uuid_objects
    steps = _misnamed(found)
    column, primary_key = state.column, state.primary_key
    if column != "absent" and not state.column_fits:
        changes = ["DROP PRIMARY KEY"] if primary_key == ("id",) else []
        reason = f"it is {state.column_type}, which no revision makes it, and holds no ids of Airflow's"
        steps.append(_alter(found, [*changes, "DROP COLUMN `id`"], reason, rebuilds=bool(changes)))
        column, primary_key = "absent", () if changes else primary_key
    if column == "absent":
        reason = "every revision from d59cbbef95eb on has it"
        steps.append(_alter(found, ["ADD COLUMN `id` VARCHAR(36) NULL"], reason))
    if found.ids_missing:
        sql = f"UPDATE `task_instance` SET `id` = {ids.UUID7} WHERE {ids.MISSING}"
        reason = "a UUIDv7 from each row's time, as the migration makes it, without a function"
        steps.append(Step(FILL_IDS, "task_instance", sql, reason, rewrites=found.ids_missing))
    changes = []
    if column != "not_null" or primary_key != ("id",):
        changes.append("MODIFY COLUMN `id` VARCHAR(36) NOT NULL")
    if primary_key and primary_key != ("id",):
        changes.append("DROP PRIMARY KEY")
    if primary_key != ("id",):
        changes.append("ADD PRIMARY KEY (`id`)")
    if not state.composite_key:
        columns = ", ".join(f"`{column}`" for column in objects.KEY)
        changes.append(f"ADD UNIQUE INDEX `{objects.COMPOSITE_KEY}` ({columns})")
    if changes:
        reason = "task_instance as revision d59cbbef95eb leaves it, in one atomic change"
        steps.append(_alter(found, changes, reason, rebuilds=True))
    children = {child.name: child for child in objects.children_at(found.schema, found.revision)}
    return steps + [add_foreign_key(children[name]) for name in found.keys_lost]


def _misnamed(found: Evidence) -> list[Step]:
    return [
        drop_foreign_key(table, name, "no revision knows it by this name, and what it leans on could not be dropped")
        for table, name in found.uuid_objects.misnamed
    ]


def _alter(found: Evidence, changes: list[str], reason: str, rebuilds: bool = False) -> Step:
    sql = f"ALTER TABLE `task_instance` {', '.join(changes)}"
    rows = found.rows.get("task_instance", 0) if rebuilds else 0
    return Step(ALTER, "task_instance", sql, reason, rewrites=rows)


def drop_foreign_key(table: str, name: str, reason: str) -> Step:
    """The statement that takes a foreign key away."""
    return Step(DROP_FOREIGN_KEY, table, f"ALTER TABLE `{table}` DROP FOREIGN KEY `{name}`", reason)


def add_foreign_key(child: objects.Child) -> Step:
    """The statement that gives a child its foreign key back."""
    columns = ", ".join(f"`{column}`" for column in objects.KEY)
    update = f" ON UPDATE {child.on_update}" if child.on_update != "NO ACTION" else ""
    return Step(
        ADD_FOREIGN_KEY,
        child.table,
        f"ALTER TABLE `{child.table}` ADD CONSTRAINT `{child.name}` FOREIGN KEY ({columns}) "
        f"REFERENCES `task_instance` ({columns}) ON DELETE CASCADE{update}",
        "the migration drops it by this name",
    )
