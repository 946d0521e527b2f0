# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of what stands in the way of Airflow's migration and is not of Airflow's making."""

from __future__ import annotations

import typing as t

from .._airflow import releases
from .._upstream import images
from .airflow import AF_ISSUE, EVIDENCE, HANDLED, PLAN, SAID, STATE, UNMET, WAY_OUT, WAYS_OUT, repairable
from .limits import LIMITS_RAISED, limit_hit
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit

CONSENT = "options.confirm_data_loss"
TARGET = "environment.target_version"


def head_to_come(facts: Facts) -> str:
    """The revision that the wanted version's Airflow ends at; the newest that is known where nobody knows."""
    image = images.ingestion_of(facts.version(TARGET))
    return (releases.head_of(image.airflow) if image else None) or releases.REVISIONS[-1]


def _dependents(facts: Facts) -> Decision:
    head = head_to_come(facts)
    found: list[dict[str, t.Any]] = facts.need(EVIDENCE).get("obstacles") or []
    found = [one for one in found if not releases.is_after(one["revision"], head)]
    if not found:
        return None
    evidence = "; ".join(f"{one['kind']} {one['name']} ({one['definition'] or 'no definition'})" for one in found)
    by_hand = [f"{one['kind']} {one['name']}" for one in found if one["by_hand"]]
    if by_hand:
        return Hit(f"{evidence}.", fix=f"Drop {', '.join(by_hand)} before, and create it again after the upgrade.")
    if facts.get(CONSENT):
        return Hit(f"{evidence}.", severity=NOTE, fix="Nothing: om_airflow_confirm_data_loss allows it.")
    return f"{evidence}."


def _open_transactions(facts: Facts) -> Decision:
    evidence, own = facts.need(EVIDENCE), facts.get("environment.airflow.user")
    found = [one for one in evidence.get("holders") or [] if one["user"] != own]
    prepared = evidence.get("prepared") or []
    if not (found or prepared):
        return None
    says = [str(one["text"]) for one in found] + [f"prepared transaction {name}" for name in prepared]
    ends = [str(one["end"]) for one in found]
    fix = f"Close these transactions before the upgrade, or end their sessions: {'; '.join(ends)}." if ends else None
    return Hit(f"{'; '.join(says)}.", fix=fix)


def _limits(facts: Facts) -> Decision:
    limits: dict[str, dict[str, t.Any]] = facts.need(EVIDENCE).get("limits") or {}
    return limit_hit("Airflow's", limits, facts)


CHECKS = (
    Check(
        id="OM176",
        title="Objects of others stop Airflow's migration, or break by it",
        severity=BLOCKER,
        why="PostgreSQL does not retype or drop a column that a view uses ('cannot alter type of a column used by a "
        "view or rule'), MySQL no key that a foreign key needs, and a trigger that names a column which is gone ends "
        "each statement on its table.",
        reads=(EVIDENCE, TARGET, CONSENT),
        decide=_dependents,
        fix="Set om_airflow_confirm_data_loss: true to have them dropped for the migration and created again after it, "
        "or do so by hand.",
        source="https://www.postgresql.org/docs/current/sql-altertable.html "
        "https://dev.mysql.com/doc/refman/9.0/en/create-table-foreign-keys.html",
        airflow=True,
        severity_note="a note where om_airflow_confirm_data_loss is set",
    ),
    Check(
        id="OM177",
        title="The migration of Airflow's provider FAB is not complete",
        severity=WARNING,
        why="With FAB as the auth manager, 'airflow db migrate' ends with error 1064 or 1091 on MySQL each time, after "
        "Airflow's own revisions.",
        reads=(STATE, SAID, PLAN, WAYS_OUT, WAY_OUT),
        decide=repairable("fab_unfinished"),
        fix=HANDLED,
        source=f"{AF_ISSUE}58894 {AF_ISSUE}65402",
        airflow=True,
        severity_note="a blocker where no repair is known",
    ),
    Check(
        id="OM178",
        title="Open transactions would hold Airflow's migration up",
        severity=WARNING,
        why="A change of a table waits for every transaction that has used it, even if that only read it and its "
        "session sleeps.",
        reads=(EVIDENCE, "environment.airflow.user"),
        decide=_open_transactions,
        fix="Commit the prepared transactions or roll them back.",
        source=f"{AF_ISSUE}65350 https://dev.mysql.com/doc/refman/9.0/en/metadata-locking.html",
        airflow=True,
    ),
    Check(
        id="OM179",
        title="A limit of Airflow's account can end its migration",
        severity=NOTE,
        why="statement_timeout and its like end a statement that takes longer, and with it the migration.",
        reads=(EVIDENCE, UNMET),
        decide=_limits,
        fix=LIMITS_RAISED,
        source="https://www.postgresql.org/docs/current/runtime-config-client.html "
        "https://dev.mysql.com/doc/refman/9.0/en/server-system-variables.html",
        airflow=True,
        severity_note="a blocker where the account may not set it",
    ),
)
