# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Less history, so that the migration takes less time: what goes, how much that is, and how it is deleted.

A run goes with its task instances and all that belongs to them, through the foreign keys' ON DELETE CASCADE. The newest
run of each DAG stays, so that the scheduler goes on from it, and so does every run that has not ended.
"""

from __future__ import annotations

import typing as t

from . import objects, releases

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence

RENAMES_DATE = "1cdc775ca98f"  # execution_date becomes logical_date
_ENDED = "dag_run.state NOT IN ('running', 'queued')"
_BATCHES = 100  # that one look at the runs is for


def count_history(connection: Connection, found: Evidence, keep_days: int, now: str) -> dict[str, int]:
    """Rows by table that would be deleted; tables that lose nothing are left out.

    Args:
        connection: the database.
        found: what is known of it.
        keep_days: how much is kept; with 0 every task instance goes, and every run stays.
        now: the moment to count back from, so that two looks see the same rows.
    """
    if not found.has_table("task_instance", "dag_run"):
        return {}
    tables = history_tables(found)
    if keep_days == 0:
        counts = {table: connection.value(f"SELECT COUNT(*) FROM {table}") for table in tables}
    else:
        old = old_runs(found, keep_days, now)
        counts = {"dag_run": connection.value(f"SELECT COUNT(*) FROM dag_run WHERE {old}")}
        for table in tables:
            same = _same_run(found, table)
            if same and counts["dag_run"]:
                counts[table] = connection.value(f"SELECT COUNT(*) FROM dag_run JOIN {table} c ON {same} WHERE {old}")
    return {table: int(count) for table, count in counts.items() if count}


def history_tables(found: Evidence) -> list[str]:
    """The tables that hold task instances and what belongs to them, children first."""
    tables = {child.table for child in objects.CHILDREN if found.has_table(child.table)}
    for name, text in found.schema.items():
        if name.startswith("fk ") and "->task_instance(" in text:
            tables.add(name[3:].partition(".")[0])
    return [*sorted(tables), "task_instance"]


def old_runs(found: Evidence, keep_days: int, now: str) -> str:
    """True for the runs that may go."""
    date = "execution_date"
    if releases.is_after(found.revision, RENAMES_DATE) or found.revision == RENAMES_DATE:
        date = "logical_date"
    moment = f"TIMESTAMP '{now}'"
    days = f"INTERVAL {keep_days:d} DAY" if found.engine == "mysql" else f"INTERVAL '{keep_days:d} days'"
    if found.engine == "postgresql":
        moment = f"TIMESTAMP WITH TIME ZONE '{now}'"
    return (
        f"COALESCE(dag_run.end_date, dag_run.start_date, dag_run.{date}) < {moment} - {days} "
        f"AND {_ENDED} AND dag_run.id NOT IN ("
        # All newest runs by one look at the table: one for each run would be quadratic in the runs of a DAG.
        "SELECT n.id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY dag_id "
        f"ORDER BY {date} IS NULL, {date} DESC, id DESC) AS place FROM dag_run) n WHERE n.place = 1)"
    )


def _same_run(found: Evidence, table: str) -> str:
    """How a table's rows name their run; empty for a table that goes by task instance ids, whose rows are few."""
    if f"col {table}.run_id" not in found.schema:
        return ""
    return "c.dag_id = dag_run.dag_id AND c.run_id = dag_run.run_id"


def delete_runs(connection: Connection, condition: str, batch_size: int, tell: t.Callable[[int], None]) -> int:
    """Delete runs in batches, each a transaction of its own, and tell how many went after each.

    Returns:
        How many runs were deleted.
    """
    total = 0
    # About ten task instances a run, each with some rows of its own.
    size = max(batch_size // 20, 1)
    while True:
        # To see which runs are the newest takes a look at all of them, so one look is for many batches.
        rows = connection.query(f"SELECT id FROM dag_run WHERE {condition} ORDER BY id LIMIT {size * _BATCHES:d}")
        if not rows:
            return total
        for first in range(0, len(rows), size):
            batch = [row["id"] for row in rows[first : first + size]]
            marks = ", ".join(["%s"] * len(batch))
            # A run that was started again since the look stays.
            deleted = connection.execute(f"DELETE FROM dag_run WHERE id IN ({marks}) AND {_ENDED}", batch)
            total += deleted
            tell(deleted)
