# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of Airflow: where its database stands, and what would keep it from migrating.

The states are those of `om_airflow_migration_fix`; proven.md of the project's research tells how each was reproduced.
"""

from __future__ import annotations

import typing as t

from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit
from .versions import OM_ISSUE

STATE = "airflow.state"
SAID = "airflow.msg"
PLAN = "airflow.plan"
LOST = "airflow.would_lose"
UNMET = "params.unmet"
FLAG = "log_bin_trust_function_creators"
RELEASE = "environment.airflow.release"
SCHEME = "environment.airflow.driver_url_scheme"
ESTIMATE = "airflow.estimate_seconds"
AF_ISSUE = "https://github.com/apache/airflow/issues/"
PREREQUISITES = "https://docs.open-metadata.org/v1.11.x/deployment/upgrade/prerequisites"
HANDLED = "Nothing: the upgrade repairs it in its phase 'airflow', after the backup."
LONG = 600  # seconds of Airflow's migration from which on people want to know before


def _in_state(state: str) -> t.Callable[[Facts], Decision]:
    def decide(facts: Facts) -> Decision:
        return str(facts.get(SAID, state)) if facts.need(STATE) == state else None

    return decide


def _repairable(state: str) -> t.Callable[[Facts], Decision]:
    """A state that the upgrade repairs, unless no repair is known."""

    def decide(facts: Facts) -> Decision:
        if facts.need(STATE) != state:
            return None
        evidence = str(facts.get(SAID, state))
        if facts.get(PLAN):
            return evidence
        return Hit(
            evidence,
            severity=BLOCKER,
            fix="No safe repair is known. Restore Airflow's database from a backup, or create it anew as upstream's "
            "page says and deploy all pipelines again.",
        )

    return decide


def _trust_flag(facts: Facts) -> Decision:
    if facts.need(STATE) != "needs_trust_flag":
        return None
    evidence = str(facts.get(SAID, "needs_trust_flag"))
    refused = [entry for entry in facts.need(UNMET) if entry.get("name") == FLAG]
    if not refused:
        return evidence
    return Hit(f"{evidence} {refused[0].get('reason', '')}".strip(), severity=BLOCKER, fix=refused[0].get("remedy"))


def _lost_rows(facts: Facts) -> Decision:
    lost = {name: int(count) for name, count in facts.need(LOST).items() if int(count)}
    if not lost:
        return None
    named = ", ".join(f"{name} {count}" for name, count in sorted(lost.items()))
    evidence = f"{sum(lost.values())} rows have no task instance ({named})."
    if facts.get("options.confirm_data_loss"):
        return Hit(evidence, severity=NOTE, fix="Nothing: om_airflow_confirm_data_loss allows to delete them.")
    return evidence


def _wrong_driver(facts: Facts) -> Decision:
    scheme = str(facts.need(SCHEME))
    return f"Airflow connects with {scheme}." if "pymysql" in scheme else None


def _broken_release(facts: Facts) -> Decision:
    if (3, 0, 0, 0) <= facts.version(RELEASE) < (3, 0, 6, 0):
        return f"Airflow's database is that of {facts.need(RELEASE)}."
    return None


def _takes_long(facts: Facts) -> Decision:
    seconds = int(facts.need(ESTIMATE))
    if facts.need(STATE) in ("migrated", "not_airflow", "migration_running") or seconds < LONG:
        return None
    rows = facts.get("airflow.evidence.rows.task_instance")
    because = f"task_instance has {int(rows):,} rows: " if rows else ""
    return f"{because}expect something like {round(seconds / 60)} minutes for Airflow's own migration."


CHECKS = (
    Check(
        id="OM161",
        title="What is called Airflow's database is none",
        severity=BLOCKER,
        why="Airflow's migration would run against the wrong database.",
        reads=(STATE, SAID),
        decide=_in_state("not_airflow"),
        fix="Set om_airflow_database_name (and its host, port and account) to Airflow's database.",
        source=PREREQUISITES,
        airflow=True,
    ),
    Check(
        id="OM162",
        title="An Airflow migration is running",
        severity=BLOCKER,
        why="Two migrations destroy each other's work, and a killed client's statements go on in the server.",
        reads=(STATE, SAID),
        decide=_in_state("migration_running"),
        fix="Wait until it is done (SHOW FULL PROCESSLIST), then run again.",
        source=f"{AF_ISSUE}49611",
        airflow=True,
    ),
    Check(
        id="OM163",
        title="MySQL would refuse the function that Airflow's migration creates",
        severity=NOTE,
        why="The migration to Airflow 3 dies with 'FUNCTION airflow_db.uuid_generate_v7 does not exist' and leaves the "
        "database half changed; the container goes on as if nothing had happened.",
        reads=(STATE, SAID, UNMET),
        decide=_trust_flag,
        fix="Nothing: the upgrade sets log_bin_trust_function_creators for the migration and puts the old value back.",
        source=f"{OM_ISSUE}24949 {AF_ISSUE}49611 {PREREQUISITES}",
        airflow=True,
        since="1.11.0",
        severity_note="a blocker where the account may not set it",
    ),
    Check(
        id="OM164",
        title="Airflow's database is stuck in the middle of a migration",
        severity=WARNING,
        why="Every retry fails with error 1060, 1091 or 1305.",
        reads=(STATE, SAID, PLAN),
        decide=_repairable("stuck"),
        fix=HANDLED,
        source=f"{OM_ISSUE}24949 {PREREQUISITES}",
        airflow=True,
        severity_note="a blocker where no repair is known",
    ),
    Check(
        id="OM165",
        title="Airflow's database lost what its revision has",
        severity=WARNING,
        why="The official script drops the new primary key of a finished migration, and truncating task_instance "
        "leaves orphans; later migrations then fail.",
        reads=(STATE, SAID, PLAN),
        decide=_repairable("damaged"),
        fix=HANDLED,
        source=PREREQUISITES,
        airflow=True,
        severity_note="a blocker where no repair is known",
    ),
    Check(
        id="OM166",
        title="Airflow's migration was interrupted",
        severity=WARNING,
        why="MySQL commits each statement, so most interrupted revisions cannot simply be repeated.",
        reads=(STATE, SAID),
        decide=_in_state("interrupted"),
        fix="The upgrade lets Airflow try once, after the backup. If that fails, restore Airflow's database from a "
        "backup of before its migration, or create it anew and deploy all pipelines again.",
        source=f"{AF_ISSUE}48542",
        airflow=True,
    ),
    Check(
        id="OM167",
        title="Airflow's database is newer than its image",
        severity=BLOCKER,
        why="Airflow cannot find its revision and every component crashes at its start.",
        reads=(STATE, SAID),
        decide=_in_state("ahead"),
        fix="Use an ingestion image that is at least as new as the database (look for a pin of Airflow or of its "
        "providers in _PIP_ADDITIONAL_REQUIREMENTS), or restore the backup.",
        source="https://github.com/open-metadata/openmetadata-helm-charts/pull/528",
        airflow=True,
    ),
    Check(
        id="OM168",
        title="Task instances have malformed identifiers",
        severity=WARNING,
        why="Airflow 3.0.0 to 3.0.5 made UUIDs that are too short on MySQL; the API answers 'Input should be a "
        "valid UUID'.",
        reads=(STATE, SAID, PLAN),
        decide=_repairable("malformed_ids"),
        fix=HANDLED,
        source=f"{AF_ISSUE}54554",
        airflow=True,
        severity_note="a blocker where no repair is known",
    ),
    Check(
        id="OM169",
        title="Where Airflow's database stands cannot be told",
        severity=BLOCKER,
        why="A migration on top of an unknown state may destroy it.",
        reads=(STATE, SAID),
        decide=_in_state("unknown"),
        fix="Run openmetadata.ops.om_airflow_migration_fix with strategy: report and look at its evidence; then "
        "restore Airflow's database from a backup, or create it anew and deploy all pipelines again.",
        source=PREREQUISITES,
        airflow=True,
    ),
    Check(
        id="OM170",
        title="Airflow's database has rows without their task instance",
        severity=BLOCKER,
        why="The migration adds foreign keys again and fails with error 1452, with the key already changed.",
        reads=(LOST, "options.confirm_data_loss"),
        decide=_lost_rows,
        fix="Set om_airflow_confirm_data_loss: true to export and delete them, or delete them by hand.",
        source=PREREQUISITES,
        airflow=True,
        severity_note="a note where om_airflow_confirm_data_loss is set",
    ),
    Check(
        id="OM171",
        title="Airflow uses the wrong MySQL driver",
        severity=BLOCKER,
        why="With PyMySQL the migration to Airflow 3 stops at revision 3a8972ecb8f9 with error 1064.",
        reads=(SCHEME,),
        decide=_wrong_driver,
        fix="Set DB_SCHEME (or AIRFLOW__DATABASE__SQL_ALCHEMY_CONN) of ingestion to mysql+mysqldb.",
        source="https://airflow.apache.org/docs/apache-airflow/stable/howto/set-up-database.html",
        airflow=True,
        since="1.11.0",
    ),
    Check(
        id="OM172",
        title="This Airflow release has broken migrations on MySQL",
        severity=WARNING,
        why="3.0.0 to 3.0.5 make malformed identifiers, and pre-releases of 3.0.0 fail in rename_dataset_as_asset.",
        reads=(RELEASE,),
        decide=_broken_release,
        fix="Migrate with Airflow 3.1 or later; the image of om_version carries it.",
        source=f"{AF_ISSUE}54554 {AF_ISSUE}48542",
        engine="mysql",
        airflow=True,
    ),
    Check(
        id="OM173",
        title="Airflow's migration takes long",
        severity=NOTE,
        why="Its migration rewrites task_instance several times; it is the largest part of the downtime.",
        reads=(ESTIMATE, STATE, "airflow.evidence.rows.task_instance"),
        decide=_takes_long,
        fix="Plan the downtime for it, or remove history that nobody needs before, with `airflow db clean`.",
        source=f"{AF_ISSUE}49611",
        airflow=True,
    ),
)
