# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What plans are made of: one statement each, with its reason, what it costs and what it deletes."""

from __future__ import annotations

import dataclasses
import typing as t

if t.TYPE_CHECKING:
    from .._database.dependents import Dependent

ALTER = "alter"
DROP_FOREIGN_KEY = "drop_foreign_key"
ADD_FOREIGN_KEY = "add_foreign_key"
DROP_FUNCTION = "drop_function"
DELETE_ORPHANS = "delete_orphans"
FILL_IDS = "fill_ids"
MEND_IDS = "mend_ids"
TRUNCATE = "truncate"
DELETE_RUNS = "delete_runs"
DELETE_INSTANCES = "delete_instances"
REWRITE_VALUES = "rewrite_values"
DELETE_VALUES = "delete_values"
GRANT = "grant"
FAB = "fab"
DROP_OBJECT = "drop_object"
MAKE_OBJECT = "make_object"
RECREATE = "recreate"


@dataclasses.dataclass(frozen=True)
class Step:
    """One statement with its reason. Batched kinds run their statement several times with a limit."""

    kind: str
    table: str
    sql: str
    reason: str
    loses: int = 0  # rows that are deleted
    also: tuple[tuple[str, int], ...] = ()  # rows of other tables that go with them
    rewrites: int = 0  # rows that it must touch without deleting them
    alters: int = 0  # rows whose content it changes for good
    drops: Dependent | None = None  # the object of others that it drops, to be made again after the migration

    @property
    def losses(self) -> dict[str, int]:
        """Rows that are deleted, by table."""
        return {table: rows for table, rows in ((self.table, self.loses), *self.also) if rows}

    @property
    def seconds(self) -> float:
        """How long it takes, roughly: measured on MySQL 9.7 and two cores with 1,000,008 task instances."""
        lost = sum(self.losses.values())
        if self.kind == TRUNCATE:
            return 0.5
        return 0.05 + self.rewrites * _SECONDS_A_ROW.get(self.kind, 0.0) + lost * 0.00018

    def as_result(self) -> dict[str, t.Any]:
        """For the module's result."""
        lost = sum(self.losses.values())
        return {
            "statement": self.sql,
            "reason": self.reason,
            "rows_lost": lost,
            "estimate_seconds": round(self.seconds, 1),
        }


_SECONDS_A_ROW = {ALTER: 0.00012, FILL_IDS: 0.00007, MEND_IDS: 0.00007}


def condition(step: Step) -> str:
    """What stands after WHERE."""
    return step.sql.partition(" WHERE ")[2]


def losses(steps: list[Step]) -> dict[str, int]:
    """Rows by table that a plan deletes."""
    return {table: rows for step in steps for table, rows in step.losses.items()}


def altered(steps: list[Step]) -> dict[str, int]:
    """Rows by table whose content a plan changes for good."""
    return {step.table: step.alters for step in steps if step.alters}


def dropped(steps: list[Step]) -> list[str]:
    """Objects of others that a plan drops, in words."""
    return [f"{step.drops.kind} {step.drops.name}" for step in steps if step.drops]
