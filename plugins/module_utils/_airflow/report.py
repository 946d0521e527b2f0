# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The module's result: the same keys whichever way it went."""

from __future__ import annotations

import dataclasses
import typing as t

from . import plans, releases

if t.TYPE_CHECKING:
    from .evidence import Evidence
    from .plans import Step
    from .states import Verdict

# Tables whose rows decide how long a migration takes.
_WEIGHTY = ("task_instance", "task_instance_history", "dag_run", "xcom", "log")

_MYSQL_ONLY = (
    "id_column",
    "primary_key",
    "composite_key",
    "foreign_keys_present",
    "foreign_keys_missing",
    "function",
    "orphans",
    "ids_missing",
    "ids_malformed",
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
        "applied": [],
        "would_lose": {},
        "rows_deleted": 0,
        "exported": [],
        "revision_before": None,
        "revision_after": None,
        "estimate_seconds": 0,
        "msg": "",
    }


def describe(found: Evidence, verdict: Verdict, steps: list[Step], target: str | None) -> dict[str, t.Any]:
    """What was found and planned, as part of the result."""
    return {
        "state": verdict.state,
        "state_after": verdict.state,
        "evidence": evidence_result(found, target),
        "plan": [step.as_result() for step in steps],
        "would_lose": plans.losses(steps),
        "revision_before": found.revision,
        "revision_after": found.revision,
        "estimate_seconds": estimate(found, target),
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
        "lock_holder": dataclasses.asdict(found.lock_holder) if found.lock_holder else None,
        "sessions": [dataclasses.asdict(session) for session in found.sessions],
        "sees_all_sessions": found.sees_all_sessions,
        "rows": {table: found.rows[table] for table in _WEIGHTY if table in found.rows},
    }
    # Only MySQL is looked at more closely; the keys are there on both engines.
    return {**result, **dict.fromkeys(_MYSQL_ONLY), **(_mysql_evidence(found) if found.engine == "mysql" else {})}


def _mysql_evidence(found: Evidence) -> dict[str, t.Any]:
    state = found.uuid_objects
    return {
        "id_column": state.column,
        "primary_key": list(state.primary_key),
        "composite_key": state.composite_key,
        "foreign_keys_present": list(state.present),
        "foreign_keys_missing": list(state.missing),
        "function": state.function,
        "orphans": dict(found.orphans),
        "ids_missing": found.ids_missing,
        "ids_malformed": dict(found.malformed),
        "binary_log": found.binary_log,
        "trust_flag": found.trust_flag,
        "flag_needed": found.flag_needed,
        "accounts": [dataclasses.asdict(account) for account in found.accounts],
    }


def estimate(found: Evidence, target: str | None) -> int:
    """Seconds that the migration takes, roughly.

    Measured with Airflow 3.1 on MySQL 9.7 and two busy cores: 97 s with no task instance, 1,290 s with 1,000,008.
    """
    if found.revision is None or not found.has_table("task_instance"):
        return 0
    left = len(releases.between(found.revision, target or releases.HEADS["3.1.0"]))
    whole = len(releases.between(releases.LAST_2X, target or releases.HEADS["3.1.0"])) or 1
    return round((97 + found.rows.get("task_instance", 0) * 0.0012) * left / whole)


def diff(steps: list[Step]) -> dict[str, str]:
    """The plan as a diff: the statements and why."""
    lines = [f"-- {step.reason}\n{step.sql};\n" for step in steps]
    return {"before_header": "database", "after_header": "plan", "before": "", "after": "".join(lines)}
