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
from .airflow import EVIDENCE
from .model import BLOCKER, NOTE, Check, Decision, Facts, Hit

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
)
