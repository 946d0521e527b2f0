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
EVIDENCE = "airflow.evidence"
PLAN = "airflow.plan"
ORPHANS = "airflow.evidence.orphans"
AF_ISSUE = "https://github.com/apache/airflow/issues/"
PREREQUISITES = "https://docs.open-metadata.org/v1.11.x/deployment/upgrade/prerequisites"
SCHEME = "environment.airflow.driver_url_scheme"
HANDLED = "Nothing: the upgrade does it in its phase 'airflow', after the backup."


def _in_state(state: str, sentence: str) -> t.Callable[[Facts], Decision]:
    def decide(facts: Facts) -> Decision:
        if facts.need(STATE) != state:
            return None
        revision = facts.get("airflow.revision_before")
        return f"{sentence} (alembic revision {revision})." if revision else f"{sentence}."

    return decide


def _broken(state: str, sentence: str) -> t.Callable[[Facts], Decision]:
    """A state that the upgrade repairs, unless it was told not to or has no plan for it."""
    plain = _in_state(state, sentence)

    def decide(facts: Facts) -> Decision:
        evidence = plain(facts)
        if evidence is None:
            return None
        strategy = facts.get("options.airflow_strategy", "repair")
        if strategy == "recreate":
            return Hit(str(evidence), severity=NOTE, fix="Nothing: om_airflow_strategy says to create it anew.")
        if strategy == "report":
            return Hit(str(evidence), severity=BLOCKER, fix="Set om_airflow_strategy to repair or recreate.")
        if not facts.get(PLAN):
            return Hit(
                str(evidence),
                severity=BLOCKER,
                fix="There is no safe repair. Restore airflow_db from a backup, or set om_airflow_strategy: recreate.",
            )
        return str(evidence)

    return decide


def _trust_flag(facts: Facts) -> Decision:
    if facts.need(STATE) != "needs_trust_flag":
        return None
    evidence = "The binary log is on, log_bin_trust_function_creators is off, and Airflow's account has no SUPER."
    if facts.get("options.airflow_admin_login") is False:
        return Hit(
            evidence,
            severity=BLOCKER,
            fix="Set om_airflow_database_admin_user and its password to an account with SYSTEM_VARIABLES_ADMIN, "
            "or have "
            "the administrator SET GLOBAL log_bin_trust_function_creators = 1 (managed: parameter group) until Airflow "
            "has migrated.",
        )
    return evidence


def _orphans(facts: Facts) -> Decision:
    if facts.need(STATE) in ("migrated", "unaffected", "not_airflow"):
        return None
    counts = {name: int(count) for name, count in facts.need(ORPHANS).items()}
    total = sum(counts.values())
    if not total:
        return None
    named = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()) if count)
    evidence = f"{total} rows have no task instance" + (f" ({named})." if named else ".")
    if facts.get("options.confirm_data_loss"):
        return Hit(evidence, severity=NOTE, fix="Nothing: om_airflow_confirm_data_loss allows to delete them.")
    return evidence


def _wrong_driver(facts: Facts) -> Decision:
    scheme = str(facts.need(SCHEME))
    if "pymysql" in scheme:
        return f"Airflow connects with {scheme}."
    return None


def _malformed_version(facts: Facts) -> Decision:
    version = facts.version("environment.airflow.version")
    if (3, 0, 0, 0) <= version < (3, 0, 6, 0):
        return f"Airflow is {facts.need('environment.airflow.version')}."
    return None


def _long_history(facts: Facts) -> Decision:
    if facts.need(STATE) in ("migrated", "unaffected", "not_airflow"):
        return None
    rows = int(facts.need("airflow.evidence.task_instances"))
    if rows < 100_000:
        return None
    # 1,290 s for a million rows on two loaded cores (proven by running): the order of magnitude, not a promise.
    minutes = max(1, round(rows * 1290 / 1_000_000 / 60))
    return f"task_instance has {rows:,} rows: expect something like {minutes} minutes for Airflow's own migration."


CHECKS = (
    Check(
        id="OM161",
        title="What is called Airflow's database is none",
        severity=BLOCKER,
        why="Airflow's migration would run against the wrong database.",
        reads=(STATE,),
        decide=_in_state("not_airflow", "It has no alembic_version with task_instance and dag_run"),
        fix="Set om_airflow_database_name to Airflow's database, or om_airflow: false where there is no Airflow.",
        source=PREREQUISITES,
        airflow=True,
    ),
    Check(
        id="OM162",
        title="An Airflow migration is running",
        severity=BLOCKER,
        why="Two migrations destroy each other's work, and a killed client's statements go on in the server.",
        reads=(STATE,),
        decide=_in_state("migration_running", "The lock airflow_MIGRATIONS is held, or sessions work on the schema"),
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
        reads=(STATE,),
        decide=_trust_flag,
        fix="Nothing: the upgrade sets log_bin_trust_function_creators for the migration and puts the old value back.",
        source=f"{OM_ISSUE}24949 {AF_ISSUE}49611 {PREREQUISITES}",
        airflow=True,
        severity_note="a blocker where no account is known that may set it",
    ),
    Check(
        id="OM164",
        title="Airflow's database is stuck in the middle of a migration",
        severity=WARNING,
        why="Every retry fails with error 1060, 1091 or 1305.",
        reads=(STATE, PLAN),
        decide=_broken("stuck", "The migration to Airflow 3 stopped inside revision d59cbbef95eb"),
        fix=HANDLED,
        source=f"{OM_ISSUE}24949 {PREREQUISITES}",
        airflow=True,
        severity_note="a blocker where om_airflow_strategy is report or no repair is known",
    ),
    Check(
        id="OM165",
        title="Airflow's database was damaged by the official repair script",
        severity=WARNING,
        why="The script drops the new primary key of a finished migration; later migrations then fail.",
        reads=(STATE, PLAN),
        decide=_broken("damaged", "task_instance lost its id or its primary key after revision d59cbbef95eb"),
        fix=HANDLED,
        source=PREREQUISITES,
        airflow=True,
        severity_note="a blocker where om_airflow_strategy is report or no repair is known",
    ),
    Check(
        id="OM166",
        title="Airflow's migration was interrupted",
        severity=WARNING,
        why="MySQL commits each statement, so most interrupted revisions cannot simply be repeated.",
        reads=(STATE, PLAN),
        decide=_broken("interrupted", "A migration stopped inside another revision than d59cbbef95eb"),
        fix=HANDLED,
        source=f"{AF_ISSUE}48542",
        airflow=True,
        severity_note="a blocker where om_airflow_strategy is report or no repair is known",
    ),
    Check(
        id="OM167",
        title="Airflow's database is newer than its image",
        severity=BLOCKER,
        why="Airflow cannot find its revision and every component crashes at its start.",
        reads=(STATE,),
        decide=_in_state("ahead", "The database has a revision that this Airflow does not know"),
        fix="Use an ingestion image that is at least as new as the database (look for a pin of Airflow or of its "
        "providers "
        "in _PIP_ADDITIONAL_REQUIREMENTS), or restore the backup.",
        source="https://github.com/open-metadata/openmetadata-helm-charts/pull/528",
        airflow=True,
    ),
    Check(
        id="OM168",
        title="Task instances have malformed identifiers",
        severity=WARNING,
        why="Airflow 3.0.0 to 3.0.5 made UUIDs that are too short on MySQL; the API answers 'Input should be a "
        "valid UUID'.",
        reads=(STATE, PLAN),
        decide=_broken("malformed_ids", "task_instance.id is not 36 characters long everywhere"),
        fix=HANDLED,
        source=f"{AF_ISSUE}54554",
        airflow=True,
        severity_note="a blocker where om_airflow_strategy is report or no repair is known",
    ),
    Check(
        id="OM169",
        title="Where Airflow's database stands cannot be told",
        severity=BLOCKER,
        why="A migration on top of an unknown state may destroy it.",
        reads=(STATE,),
        decide=_in_state("unknown", "Its evidence fits no known state"),
        fix="Run openmetadata.ops.om_airflow_migration_fix with strategy: report and look at its evidence; then "
        "restore "
        "airflow_db from a backup, or set om_airflow_strategy: recreate.",
        source=PREREQUISITES,
        airflow=True,
    ),
    Check(
        id="OM170",
        title="Airflow's database has rows without their task instance",
        severity=BLOCKER,
        why="The migration adds foreign keys again and fails with error 1452, with the key already changed.",
        reads=(ORPHANS, STATE),
        decide=_orphans,
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
    ),
    Check(
        id="OM172",
        title="This Airflow release has broken migrations on MySQL",
        severity=WARNING,
        why="3.0.0 to 3.0.5 make malformed identifiers, and pre-releases of 3.0.0 fail in rename_dataset_as_asset.",
        reads=("environment.airflow.version",),
        decide=_malformed_version,
        fix="Migrate with Airflow 3.1 or later; the image of om_version carries it.",
        source=f"{AF_ISSUE}54554 {AF_ISSUE}48542",
        engine="mysql",
        airflow=True,
    ),
    Check(
        id="OM173",
        title="Airflow's history is long",
        severity=NOTE,
        why="Its migration rewrites task_instance several times; it is the largest part of the downtime.",
        reads=(STATE, "airflow.evidence.task_instances"),
        decide=_long_history,
        fix="Set om_airflow_keep_days to drop old history first, if nobody needs it.",
        source=f"{AF_ISSUE}49611",
        airflow=True,
    ),
)
