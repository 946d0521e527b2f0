# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The report's section on Airflow's database: where it stood, what was repaired, where it stands."""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._units import as_number

from ._words import count

Data = t.Mapping[str, t.Any]


def airflow_part(airflow: t.Any, *, planned: bool = False) -> dict[str, t.Any] | None:
    """States, revisions and statements in words.

    Args:
        airflow: the result of om_airflow_migration_fix, completed by the role `airflow`.
        planned: whether nothing was run (check mode), so that the plan is shown instead of what was applied.
    """
    if not airflow:
        return None
    before, after = airflow.get("revision_before"), airflow.get("revision_after")
    deleted = int(as_number(airflow.get("rows_deleted")) or 0)
    return {
        "facts": [
            ("State found", str(airflow.get("state") or "")),
            ("Revision before", str(before or "")),
            ("Revision now" if planned else "Revision after", str((before if planned else after) or "")),
            ("Rows deleted", count(deleted) if deleted and not planned else ""),
        ],
        "title": "Planned statements" if planned else "Statements of the repair",
        "steps": [_step(step) for step in (airflow.get("plan" if planned else "applied") or [])],
    }


def _step(step: t.Any) -> dict[str, str]:
    if not isinstance(step, t.Mapping):
        return {"reason": "", "statement": str(step)}
    return {
        "reason": str(step.get("reason") or ""),
        "statement": str(step.get("statement") or step.get("sql") or ""),
    }
