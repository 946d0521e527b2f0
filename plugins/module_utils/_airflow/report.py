# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The module's result: the same keys whichever way it went."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.dependents import as_dict
from .._database.waits import end_statement, first_waits
from . import releases
from .steps import altered, dropped, losses

if t.TYPE_CHECKING:
    from .evidence import Evidence
    from .states import Verdict
    from .steps import Step

# Tables whose rows decide how long a migration takes.
_WEIGHTY = ("task_instance", "task_instance_history", "dag_run", "xcom", "log")

_MYSQL_ONLY = (
    "id_column",
    "id_type",
    "primary_key",
    "composite_key",
    "foreign_keys_present",
    "foreign_keys_missing",
    "foreign_keys_misnamed",
    "foreign_keys_of_others",
    "function",
    "orphans",
    "ids_missing",
    "ids_malformed",
    "rows_by_lost_id",
    "collation",
    "tables_collation",
    "binary_log",
    "trust_flag",
    "flag_needed",
    "accounts",
)


def empty() -> dict[str, t.Any]:
    """The result of a run that saw nothing yet."""
    return {
        "changed": False,
        "state": "unknown",
        "state_after": "unknown",
        "evidence": {},
        "plan": [],
        "then": [],
        "ways_out": [],
        "applied": [],
        "would_lose": {},
        "would_rewrite": {},
        "would_drop": [],
        "objects_left": [],
        "rows_deleted": 0,
        "exported": [],
        "revision_before": None,
        "revision_after": None,
        "estimate": {"plan_seconds": 0, "migration_seconds": 0},
        "estimate_seconds": 0,
        "msg": "",
    }


def describe(found: Evidence, verdict: Verdict, steps: list[Step], target: str | None) -> dict[str, t.Any]:
    """What was found and planned, as part of the result."""
    taken = {"plan_seconds": round(sum(step.seconds for step in steps)), "migration_seconds": estimate(found, target)}
    return {
        "state": verdict.state,
        "state_after": verdict.state,
        "evidence": evidence_result(found, target),
        "plan": [step.as_result() for step in steps],
        "then": followed_by(found, verdict, target),
        "ways_out": list(verdict.ways_out),
        "would_lose": losses(steps),
        "would_rewrite": altered(steps),
        "would_drop": dropped(steps),
        "revision_before": found.revision,
        "revision_after": found.revision,
        "estimate": taken,
        "estimate_seconds": sum(taken.values()),
        "msg": f"{verdict.why} {verdict.next}".strip(),
    }


def evidence_result(found: Evidence, target: str | None) -> dict[str, t.Any]:
    """The evidence as plain values."""
    result = {
        "engine": found.engine,
        "database": found.database,
        "revisions": list(found.revisions),
        "release": releases.release_of(found.revision) if found.revision else None,
        "target_revision": target,
        "fab_revision": found.fab_revision,
        "revisions_left": len(releases.between(found.revision, target)) if found.revision and target else None,
        "values": {
            bad.kind.table: {"rewritable": bad.rewritable, "unreadable": bad.unreadable, "keys": list(bad.keys)}
            for bad in found.values
        },
        "obstacles": [
            {**as_dict(one.object), "revision": one.revision, "by_hand": not one.object.drop} for one in found.obstacles
        ],
        "not_counted": list(found.not_counted),
        "lock_holder": found.lock_holder.as_dict() if found.lock_holder else None,
        "sessions": [session.as_dict() for session in found.sessions],
        "sees_all_sessions": found.sees_all_sessions,
        "holders": [
            {**one.as_dict(), "text": one.text, "end": end_statement(found.engine, one.id)} for one in found.holders
        ],
        "waits": [
            {
                "waiting": one.waiting,
                "holding": one.holding.id,
                "seconds": one.seconds,
                "text": one.text,
                "end": end_statement(found.engine, one.holding.id),
            }
            for one in first_waits(found.waits)
        ],
        "prepared": list(found.prepared),
        "limits": found.limits,
        "rows": {table: found.rows[table] for table in _WEIGHTY if table in found.rows},
    }
    # Only MySQL is looked at more closely; the keys are there on both engines.
    return {**result, **dict.fromkeys(_MYSQL_ONLY), **(_mysql_evidence(found) if found.engine == "mysql" else {})}


def _mysql_evidence(found: Evidence) -> dict[str, t.Any]:
    state = found.uuid_objects
    return {
        "id_column": state.column,
        "id_type": state.column_type or None,
        "primary_key": list(state.primary_key),
        "composite_key": state.composite_key,
        "foreign_keys_present": list(state.present),
        "foreign_keys_missing": list(state.missing),
        "foreign_keys_misnamed": [f"{table}.{name}" for table, name in state.misnamed],
        "foreign_keys_of_others": [f"{table}.{name}" for table, name in state.foreign],
        "function": state.function,
        "orphans": dict(found.orphans),
        "ids_missing": found.ids_missing,
        "ids_malformed": dict(found.malformed),
        "rows_by_lost_id": dict(found.by_lost_id),
        "collation": found.collation,
        "tables_collation": found.tables_collation,
        "binary_log": found.binary_log,
        "trust_flag": found.trust_flag,
        "flag_needed": found.flag_needed,
        "accounts": [{**dataclasses.asdict(one), "missing": list(one.missing)} for one in found.accounts],
    }


# Revisions after 3.1 that rewrite large tables, and their seconds a row: those who reported them waited for hours with
# tens of millions of rows (https://github.com/apache/airflow/issues/63550, https://github.com/apache/airflow/issues/63866).
_SLOW = {
    "134de42d3cb0": {"dag_run": 0.0003},
    "888b59e02a5b": {"dag_run": 0.0003, "task_instance": 0.0003},
}


def estimate(found: Evidence, target: str | None) -> int:
    """Seconds that the migration takes, roughly.

    Measured with Airflow 3.1 on MySQL 9.7 and two busy cores: 97 s with no task instance, 1,290 s with 1,000,008.
    """
    if found.revision is None or not found.has_table("task_instance"):
        return 0
    to_come = releases.between(found.revision, target or releases.HEADS["3.1.0"])
    slow = sum(
        found.rows.get(table, 0) * seconds for revision in to_come for table, seconds in _SLOW.get(revision, {}).items()
    )
    left = len(to_come)
    whole = len(releases.between(releases.LAST_2X, target or releases.HEADS["3.1.0"])) or 1
    return round((97 + found.rows.get("task_instance", 0) * 0.0012) * left / whole + slow)


def followed_by(found: Evidence, verdict: Verdict, target: str | None) -> list[dict[str, str]]:
    """What has to be done after the plan, by whoever runs the module."""
    if verdict.hopeless or verdict.state in ("migrated", "not_airflow"):
        return []
    if found.revision == target and verdict.state != "fab_unfinished":
        return []
    steps = [{"do": "airflow db migrate", "reason": "Airflow changes its database itself"}]
    if found.obstacles:
        reason = "it creates the objects again that were dropped for the migration"
        steps.append({"do": "om_airflow_migration_fix with strategy: restore_objects", "reason": reason})
    if found.flag_needed and not releases.is_after(found.revision, releases.BEFORE_UUID):
        reason = "Airflow's account may not create its function otherwise (error 1419), and Airflow does not notice"
        steps.insert(0, {"do": "SET GLOBAL log_bin_trust_function_creators = 1", "reason": reason})
        steps.append({"do": "SET GLOBAL log_bin_trust_function_creators = 0", "reason": "it was off before"})
    for name, limit in found.limits.items():
        reason = f"it is {limit['value']} for Airflow's account, and can end the migration"
        steps.insert(0, {"do": f"set {name} = {limit['wanted']} for the time of the migration", "reason": reason})
    if found.lock_holder and found.lock_holder.database != found.database:
        holder = f"session {found.lock_holder.id} ({found.lock_holder.database or 'of an unknown database'})"
        reason = f"{holder} holds Airflow's migration lock, which all databases of this server share"
        steps.insert(0, {"do": "wait for that session", "reason": reason})
    return steps


def diff(steps: list[Step]) -> dict[str, str]:
    """The plan as a diff: the statements and why."""
    lines = [f"-- {step.reason}\n{step.sql};\n" for step in steps]
    return {"before_header": "database", "after_header": "plan", "before": "", "after": "".join(lines)}


def restored(applied: list[dict[str, t.Any]], left: list[dict[str, str]], path: str) -> str:
    """What came of the objects that were dropped, for a person."""
    said = f"Objects that were created again: {len(applied)}."
    for one in left:
        said += f" {one['object']} could not be: {one['reason']}"
    if left:
        said += f" Their definitions stay in {path}. Correct and create them by hand, then remove the file."
    return said
