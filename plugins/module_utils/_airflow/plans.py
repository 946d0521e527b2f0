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

import typing as t

from .._database.connection import quote_identifier
from .._errors import OpsError
from . import fab, history, ids, orphans, releases, reversal, uuid_plans, values_repair
from .steps import (
    ALTER,
    DELETE_INSTANCES,
    DELETE_ORPHANS,
    DELETE_RUNS,
    DROP_OBJECT,
    GRANT,
    MEND_IDS,
    TRUNCATE,
    Step,
    altered,
    dropped,
    losses,
)

if t.TYPE_CHECKING:
    from .evidence import Evidence
    from .states import Verdict


def repair_plan(found: Evidence, verdict: Verdict) -> list[Step]:
    """The statements that repair this state; empty where there is nothing to repair or no repair is known."""
    if verdict.hopeless or verdict.state == "migrated":
        return []
    if found.engine == "postgresql":
        return _drops(found) + values_repair.value_steps(found) + fab.steps(found)
    steps = _drops(found) + _grants(found) + _repair(found, verdict) + _collation(found)
    return steps + values_repair.value_steps(found) + fab.steps(found)


def _repair(found: Evidence, verdict: Verdict) -> list[Step]:
    if verdict.state in ("stuck", "damaged"):
        if releases.is_after(found.revision, releases.BEFORE_UUID):
            return _orphans(found) + _reversal(found) + uuid_plans.id_again(found)
        return _orphans(found) + uuid_plans.original_again(found)
    if verdict.state == "interrupted":
        return _orphans(found) + _reversal(found)
    if verdict.state == "malformed_ids":
        return _mended_ids(found)
    return []


def _drops(found: Evidence) -> list[Step]:
    """Objects of others that the migration fails on or breaks: they are made again after it."""
    return [
        Step(
            DROP_OBJECT,
            "",
            one.object.drop,
            f"revision {one.revision} cannot pass while this {one.object.kind} uses {one.because}; its definition is "
            "kept, and strategy=restore_objects makes it again after the migration",
            drops=one.object,
        )
        for one in found.obstacles
    ]


def _grants(found: Evidence) -> list[Step]:
    """What Airflow's account lacks for the migration."""
    steps = []
    for account in found.accounts:
        if account.missing:
            why = "the migration needs it, and without CREATE ROUTINE fails like stuck ones"
            steps.append(Step(GRANT, "", account.grant, why))
    return steps


def _collation(found: Evidence) -> list[Step]:
    """Give tables to come the collation of those that are there; nothing that is there changes."""
    if not found.collation_differs or found.revision == found.target:
        return []
    charset = found.tables_collation.partition("_")[0]
    name = quote_identifier("mysql", found.database)
    sql = f"ALTER DATABASE {name} CHARACTER SET {charset} COLLATE {found.tables_collation}"
    return [Step(ALTER, "", sql, "tables to come need the collation of those that they refer to (error 3780)")]


def _mended_ids(found: Evidence) -> list[Step]:
    """Make ids whole, in each table that has them, children first."""
    return [
        Step(
            MEND_IDS,
            table,
            f"UPDATE `{table}` SET `{column}` = {ids.mended(column, dashes)} WHERE {ids.malformed(column, dashes)}",
            f"{found.malformed[table]} ids are four digits short of a UUID",
            rewrites=found.malformed[table],
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
    statements = reversal.reverse(found.schema, following).statements
    return [Step(ALTER, table, sql, reason, rewrites=found.rows.get(table, 0)) for table, sql in statements]


def _orphans(found: Evidence) -> list[Step]:
    paths = orphans.orphan_paths(found.schema, found.revision)
    # The deepest first: no row goes by ON DELETE CASCADE, unseen.
    tables = sorted(found.orphans, key=lambda table: (-len(paths[table]), list(found.orphans).index(table)))
    return [
        Step(
            DELETE_ORPHANS,
            table,
            f"DELETE FROM `{table}` WHERE {orphans.orphan_condition(paths[table], table)}",
            f"{found.orphans[table]} rows belong to no task instance: the migration cannot create their foreign key "
            "(error 1452)",
            loses=found.orphans[table],
        )
        for table in tables
        if found.orphans[table]
    ]


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
    kin = history.relatives(found, history.INSTANCES)
    also = tuple((table, rows) for table, rows in found.history.items() if table != kin.root)
    if not kin.contained:
        reason += "; tables refer to them that cannot be truncated together with them"
        rows = found.history.get(kin.root, 0)
        return [Step(DELETE_INSTANCES, kin.root, f"DELETE FROM {kin.root}", reason, rows, also)]
    names = [quote_identifier(found.engine, table) for table in kin.tables]
    if found.engine == "postgresql":
        sql = f"TRUNCATE TABLE {', '.join(names)}"
        return [Step(TRUNCATE, kin.root, sql, reason, found.history.get(kin.root, 0), also)]
    # Children first: killed between two, no row is left without its task instance.
    return [
        Step(TRUNCATE, table, f"TRUNCATE TABLE {name}", reason, found.history[table])
        for table, name in zip(kin.tables, names)
        if found.history.get(table)
    ]


def refuse_or_pass(verdict: Verdict, steps: list[Step], confirm_data_loss: bool) -> None:
    """Whether a repair may begin.

    Raises:
        OpsError: the state is one that no repair can help, or rows or objects would be lost without consent.
    """
    if verdict.hopeless:
        raise OpsError(f"{verdict.why} {verdict.next}".strip())
    for what, rows in (("deletes", losses(steps)), ("rewrites values in", altered(steps))):
        if rows and not confirm_data_loss:
            tables = ", ".join(f"{table} {count}" for table, count in rows.items())
            raise OpsError(
                f"{verdict.why} The plan {what} {sum(rows.values())} rows ({tables}). "
                "Nothing was changed. Set confirm_data_loss=true to agree."
            )
    objects = dropped(steps)
    if objects and not confirm_data_loss:
        raise OpsError(
            f"{verdict.why} The plan drops {', '.join(objects)}, to create them again after the migration. "
            "Nothing was changed. Set confirm_data_loss=true to agree."
        )
