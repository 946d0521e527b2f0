# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Less history, so that the migration takes less time: what goes, how much that is, and how it is deleted.

A run goes with its task instances and all that belongs to them, through the foreign keys' ON DELETE CASCADE. The newest
run of each DAG stays, so that the scheduler continues from it, and so does every run that has not ended.
"""

from __future__ import annotations

import typing as t

from .._errors import OpsError
from . import references, releases

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence

RENAMES_DATE = "1cdc775ca98f"  # execution_date becomes logical_date
_BATCHES = 100  # that one look at the runs is for


def _ended(run: str = "dag_run") -> str:
    return f"{run}.state NOT IN ('running', 'queued')"


RUNS, INSTANCES = "dag_run", "task_instance"


def relatives(found: Evidence, root: str) -> references.Family:
    """The tables whose rows a purge deletes: runs with what belongs to them, or only task instances with theirs."""
    return references.family(references.find_references(found.schema, found.outside), root)


def count_history(connection: Connection, found: Evidence, keep_days: int, now: str) -> dict[str, int]:
    """Rows by table that would be deleted; tables that lose nothing are left out.

    Args:
        connection: the database.
        found: what is known of it.
        keep_days: how much is kept; with 0 every task instance goes, and every run stays.
        now: the moment to count back from, so that two looks see the same rows.

    Raises:
        OpsError: rows that stay refer to rows that would be deleted, and their foreign key does not allow that.
    """
    if not found.has_table("task_instance", "dag_run"):
        return {}
    kin = relatives(found, RUNS if keep_days else INSTANCES)
    chosen = old_runs(found, keep_days, now) if keep_days else ""
    where = f" WHERE {chosen}" if chosen else ""
    counts = {kin.root: int(connection.value(f"SELECT COUNT(*) FROM {kin.root}{where}"))}
    if chosen and not counts[kin.root]:
        return {}
    # Without any task instance, what a deletion left behind is still counted.
    for path in kin.paths:
        counts[path[0].name] = _count(connection, found, path, chosen)
    for path in kin.loose:
        rows = _count(connection, found, path, chosen) if path[0].on_delete != references.SET_NULL else 0
        if rows:
            raise OpsError(
                f"{rows} rows of {path[0].name} refer to rows of {path[0].parent} that would be deleted, and their "
                f"foreign key forbids that (ON DELETE {path[0].on_delete}). Nothing was deleted. Delete these rows or "
                "that foreign key, then run again."
            )
    return {table: count for table, count in counts.items() if count}


def _count(connection: Connection, found: Evidence, path: references.Path, chosen: str) -> int:
    """Rows of a path's first table that belong to chosen runs; all of them where none are chosen."""
    first = path[0]
    place = f"{connection.quote(first.place)}." if first.place else ""
    table = f"{place}{connection.quote(first.table)}"
    if not chosen:
        return int(connection.value(f"SELECT COUNT(*) FROM {table}"))
    if all(f"col {first.table}.{column}" in found.schema for column in ("dag_id", "run_id")) and not place:
        joins = "c.dag_id = dag_run.dag_id AND c.run_id = dag_run.run_id"
        return int(connection.value(f"SELECT COUNT(*) FROM dag_run JOIN {table} c ON {joins} WHERE {chosen}"))
    ids = f"{references.alias(len(path))}.id IN (SELECT dag_run.id FROM dag_run WHERE {chosen})"
    condition = references.leads_to(connection.engine, path, "c", ids)
    return int(connection.value(f"SELECT COUNT(*) FROM {table} c WHERE {condition}"))


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
        f"AND {_ended()} AND dag_run.id NOT IN ("
        # All newest runs by one look at the table: one for each run would be quadratic in the runs of a DAG.
        "SELECT n.id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY dag_id "
        f"ORDER BY {date} IS NULL, {date} DESC, id DESC) AS place FROM dag_run) n WHERE n.place = 1)"
    )


def delete_runs(
    connection: Connection, condition: str, kin: references.Family, batch_size: int, tell: t.Callable[[int], None]
) -> int:
    """Delete runs in batches, each a transaction of its own, and tell how many went after each.

    Args:
        connection: the database.
        condition: true for the runs that go.
        kin: what belongs to runs.
        batch_size: how many rows a batch has, about.
        tell: takes the number of runs of each batch.

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
            with connection.transaction():
                for path in kin.first:
                    table, name = connection.quote(path[0].table), references.alias(len(path))
                    run = f"{name}.id IN ({marks}) AND {_ended(name)}"
                    belongs = references.leads_to(connection.engine, path, table, run)
                    connection.execute(f"DELETE FROM {table} WHERE {belongs}", batch)
                # A run that was started again since the look stays.
                deleted = connection.execute(f"DELETE FROM dag_run WHERE id IN ({marks}) AND {_ended()}", batch)
            total += deleted
            tell(deleted)


def delete_instances(
    connection: Connection, kin: references.Family, batch_size: int, tell: t.Callable[[int], None]
) -> None:
    """Delete all task instances and what belongs to them, where tables refer to them that cannot be emptied as well.

    Args:
        connection: the database.
        kin: what belongs to task instances.
        batch_size: how many task instances go at once.
        tell: takes the number of rows of each batch.
    """
    for table in (*(path[0].table for path in kin.first), kin.root):
        name, size = connection.quote(table), max(batch_size // 10, 1)
        some = f"LIMIT {size:d}"
        if connection.engine == "postgresql":
            some = f"WHERE ctid IN (SELECT ctid FROM {name} LIMIT {size:d})"
        while True:
            deleted = connection.execute(f"DELETE FROM {name} {some}")
            if not deleted:
                break
            tell(deleted)
