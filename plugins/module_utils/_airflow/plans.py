# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Evidence -> plan: the statements that bring an Airflow database to where its own migration succeeds. Pure functions.

A plan is made anew from fresh evidence after every statement: whatever was done before, by whom or how far, what is
left to do follows from what is there. That is why a repair that was killed anywhere is finished by the next run.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._errors import OpsError
from . import history, ids, objects, releases, reversal

if t.TYPE_CHECKING:
    from .evidence import Evidence
    from .states import Verdict

ALTER = "alter"
DROP_FOREIGN_KEY = "drop_foreign_key"
ADD_FOREIGN_KEY = "add_foreign_key"
DROP_FUNCTION = "drop_function"
DELETE_ORPHANS = "delete_orphans"
FILL_IDS = "fill_ids"
MEND_IDS = "mend_ids"
TRUNCATE = "truncate"
DELETE_RUNS = "delete_runs"


@dataclasses.dataclass(frozen=True)
class Step:
    """One statement with its reason. Batched kinds run their statement several times with a limit."""

    kind: str
    table: str
    sql: str
    reason: str
    loses: int = 0  # rows that are deleted
    also: tuple[tuple[str, int], ...] = ()  # rows of other tables that go with them

    @property
    def losses(self) -> dict[str, int]:
        """Rows that are deleted, by table."""
        return {table: rows for table, rows in ((self.table, self.loses), *self.also) if rows}

    def as_result(self) -> dict[str, t.Any]:
        """For the module's result."""
        return {"statement": self.sql, "reason": self.reason, "rows_lost": sum(self.losses.values())}


def repair_plan(found: Evidence, verdict: Verdict) -> list[Step]:
    """The statements that repair this state; empty where there is nothing to repair or no repair is known."""
    if verdict.hopeless:
        return []
    if verdict.state in ("stuck", "damaged"):
        if releases.is_after(found.revision, releases.BEFORE_UUID):
            return _orphans(found) + _reversal(found) + _id_again(found)
        return _orphans(found) + _original_again(found)
    if verdict.state == "interrupted":
        return _orphans(found) + _reversal(found)
    if verdict.state == "malformed_ids":
        return _mended_ids(found)
    return []


def _mended_ids(found: Evidence) -> list[Step]:
    """Make ids whole, in each table that has them, children first."""
    return [
        Step(
            MEND_IDS,
            table,
            f"UPDATE `{table}` SET `{column}` = {ids.mended(column, dashes)} WHERE {ids.malformed(column, dashes)}",
            f"{found.malformed[table]} ids are four digits short of a UUID",
        )
        for table, column, dashes in ids.present_id_columns(found.schema)
        if found.malformed.get(table)
    ]


def _reversal(found: Evidence) -> list[Step]:
    """Take back what the revision after the database's own has done so far."""
    following = releases.following(found.revision or "")
    if following is None:
        return []
    reason = f"revision {following} did this before it ended, and does it again"
    return [Step(ALTER, table, sql, reason) for table, sql in reversal.reverse(found.schema, following).statements]


def _orphans(found: Evidence) -> list[Step]:
    return [
        Step(
            DELETE_ORPHANS,
            table,
            f"DELETE FROM `{table}` WHERE {orphan_condition(table)}",
            f"{count} rows belong to no task instance: their foreign key could not be created (error 1452)",
            loses=count,
        )
        for table, count in found.orphans.items()
        if count
    ]


def orphan_condition(table: str) -> str:
    """True for the rows of a child table, by its own name, whose task instance is gone."""
    same = " AND ".join(f"p.{column} = `{table}`.{column}" for column in objects.KEY)
    return f"NOT EXISTS (SELECT 1 FROM task_instance p WHERE {same})"


def _original_again(found: Evidence) -> list[Step]:
    """Back to the objects of 05234396c6fc and before."""
    state = found.uuid_objects
    children = {child.name: child for child in objects.children_at(found.schema, found.revision)}
    steps = []
    missing = list(state.missing)
    if state.primary_key != objects.KEY or state.composite_key:
        for name in state.present:
            missing.append(name)
            steps.append(
                Step(
                    DROP_FOREIGN_KEY,
                    children[name].table,
                    f"ALTER TABLE `{children[name].table}` DROP FOREIGN KEY `{name}`",
                    "it leans on the key that is about to change back",
                )
            )
    if state.function:
        steps.append(
            Step(
                DROP_FUNCTION,
                "task_instance",
                f"DROP FUNCTION IF EXISTS `{objects.FUNCTION}`",
                "the migration left it behind",
            )
        )
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
        steps.append(
            Step(
                ALTER,
                "task_instance",
                f"ALTER TABLE `task_instance` {', '.join(changes)}",
                f"task_instance as revision {releases.BEFORE_UUID} has it, in one atomic change",
            )
        )
    for child in children.values():
        if child.name in missing:
            steps.append(add_foreign_key(child))
    return steps


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


def _id_again(found: Evidence) -> list[Step]:
    """Give task_instance the id back that a script dropped after d59cbbef95eb."""
    state = found.uuid_objects
    steps = []
    if state.column == "absent":
        steps.append(
            Step(
                ALTER,
                "task_instance",
                "ALTER TABLE `task_instance` ADD COLUMN `id` VARCHAR(36) NULL",
                "every revision from d59cbbef95eb on has it",
            )
        )
    if found.ids_missing:
        steps.append(
            Step(
                FILL_IDS,
                "task_instance",
                f"UPDATE `task_instance` SET `id` = {ids.UUID7} WHERE `id` IS NULL",
                "a UUIDv7 from each row's time, as the migration makes it, without a function",
            )
        )
    changes = []
    if state.column != "not_null":
        changes.append("MODIFY COLUMN `id` VARCHAR(36) NOT NULL")
    if state.primary_key and state.primary_key != ("id",):
        changes.append("DROP PRIMARY KEY")
    if state.primary_key != ("id",):
        changes.append("ADD PRIMARY KEY (`id`)")
    if not state.composite_key:
        columns = ", ".join(f"`{column}`" for column in objects.KEY)
        changes.append(f"ADD UNIQUE INDEX `{objects.COMPOSITE_KEY}` ({columns})")
    if changes:
        steps.append(
            Step(
                ALTER,
                "task_instance",
                f"ALTER TABLE `task_instance` {', '.join(changes)}",
                "task_instance as revision d59cbbef95eb leaves it, in one atomic change",
            )
        )
    return steps


def purge_plan(found: Evidence, keep_days: int, now: str) -> list[Step]:
    """The statements that delete history; empty where there is none."""
    if not found.history:
        return []
    if keep_days:
        reason = f"runs that ended more than {keep_days} days ago, with what belongs to them; each DAG keeps its newest"
        also = tuple((table, rows) for table, rows in found.history.items() if table != "dag_run")
        sql = f"DELETE FROM dag_run WHERE {history.old_runs(found, keep_days, now)}"
        return [Step(DELETE_RUNS, "dag_run", sql, reason, found.history.get("dag_run", 0), also)]
    reason = "all task instances and what belongs to them; runs, DAGs and connections stay"
    tables = history.history_tables(found)
    if found.engine == "postgresql":
        also = tuple((table, rows) for table, rows in found.history.items() if table != "task_instance")
        sql = f"TRUNCATE TABLE {', '.join(tables)}"
        return [Step(TRUNCATE, "task_instance", sql, reason, found.history.get("task_instance", 0), also)]
    # Children first: killed between two, no row is left without its task instance.
    return [
        Step(TRUNCATE, table, f"TRUNCATE TABLE `{table}`", reason, found.history[table])
        for table in tables
        if found.history.get(table)
    ]


def refuse_or_pass(verdict: Verdict, steps: list[Step], confirm_data_loss: bool) -> None:
    """Whether a repair may begin.

    Raises:
        OpsError: the state is one that no repair can help, or rows would be lost without consent.
    """
    if verdict.hopeless:
        raise OpsError(f"{verdict.why} {verdict.next}".strip())
    lost = losses(steps)
    if lost and not confirm_data_loss:
        tables = ", ".join(f"{table} {rows}" for table, rows in lost.items())
        raise OpsError(
            f"{verdict.why} The plan deletes {sum(lost.values())} rows ({tables}). "
            "Nothing was changed. Set confirm_data_loss=true to agree."
        )


def losses(steps: list[Step]) -> dict[str, int]:
    """Rows by table that a plan deletes."""
    return {table: rows for step in steps for table, rows in step.losses.items()}
