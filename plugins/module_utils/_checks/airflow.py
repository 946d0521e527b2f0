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

from .._airflow.releases import MALFORMED_IDS_BY, MALFORMED_IDS_FIRST, MALFORMED_IDS_LAST
from .._upstream import images
from .._upstream.sources import ISSUE as OM_ISSUE
from .._versions import parse_version
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit

STATE = "airflow.state"
SAID = "airflow.msg"
PLAN = "airflow.plan"
LOST = "airflow.would_lose"
REWRITTEN = "airflow.would_rewrite"
UNMET = "params.unmet"
FLAG = "log_bin_trust_function_creators"
RELEASE = "environment.airflow.release"
SCHEME = "environment.airflow.driver_url_scheme"
ESTIMATE = "airflow.estimate_seconds"
AF_ISSUE = "https://github.com/apache/airflow/issues/"
PREREQUISITES = "https://docs.open-metadata.org/v1.11.x/deployment/upgrade/prerequisites"
WAYS_OUT = "airflow.ways_out"
WAY_OUT = "options.airflow_way_out"
ACCOUNTS = "airflow.evidence.accounts"
EVIDENCE = "airflow.evidence"
NO_REPAIR = (
    "No safe repair is known. Set om_airflow_way_out: restore with om_airflow_restore_from, a backup of Airflow's "
    "database from before its migration; or om_airflow_way_out: recreate with om_airflow_confirm_data_loss: true, "
    "which loses its history and deploys all pipelines again."
)
HANDLED = "Nothing: the upgrade repairs it in its phase 'airflow', after the backup."
AIRFLOW_3_SINCE = images.airflow_since("3.0.0")
LONG = 600  # seconds of Airflow's migration from which on people want to know before


def _in_state(state: str) -> t.Callable[[Facts], Decision]:
    def decide(facts: Facts) -> Decision:
        return str(facts.get(SAID, state)) if facts.need(STATE) == state else None

    return decide


def repairable(state: str) -> t.Callable[[Facts], Decision]:
    """A state that the upgrade repairs, unless no repair is known."""

    def decide(facts: Facts) -> Decision:
        if facts.need(STATE) != state:
            return None
        evidence = str(facts.get(SAID, state))
        return evidence if facts.get(PLAN) else _no_repair(facts, evidence)

    return decide


def _no_repair(facts: Facts, evidence: str) -> Hit:
    """A blocker, unless the user has chosen one of the two ways out."""
    way = str(facts.get(WAY_OUT, ""))
    if way in (facts.get(WAYS_OUT) or ()):
        return Hit(evidence, severity=WARNING, fix=f"Nothing: the upgrade takes the way out om_airflow_way_out: {way}.")
    return Hit(evidence, severity=BLOCKER, fix=NO_REPAIR)


def _interrupted(facts: Facts) -> Decision:
    if facts.need(STATE) != "interrupted":
        return None
    evidence = str(facts.get(SAID, "interrupted"))
    return _no_repair(facts, evidence) if facts.get(WAYS_OUT) else evidence


def _unknown(facts: Facts) -> Decision:
    if facts.need(STATE) != "unknown":
        return None
    evidence = str(facts.get(SAID, "unknown"))
    return _no_repair(facts, evidence) if facts.get(WAYS_OUT) else evidence


def _lacks_rights(facts: Facts) -> Decision:
    lacking = [one for one in facts.need(ACCOUNTS) if one.get("missing")]
    return "; ".join(f"{one['name']} lacks {', '.join(one['missing'])}" for one in lacking) + "." if lacking else None


def _lock_of_others(facts: Facts) -> Decision:
    holder = facts.need(EVIDENCE).get("lock_holder")  # none where nobody holds it
    if not holder or facts.need(STATE) == "migration_running":
        return None
    return f"Session {holder['id']} of {holder['user']}, on {holder['database']}, holds the lock."


def _trust_flag(facts: Facts) -> Decision:
    if facts.need(STATE) != "needs_trust_flag":
        return None
    evidence = str(facts.get(SAID, "needs_trust_flag"))
    refused = [entry for entry in facts.need(UNMET) if entry.get("name") == FLAG]
    if not refused:
        return evidence
    return Hit(f"{evidence} {refused[0].get('reason', '')}".strip(), severity=BLOCKER, fix=refused[0].get("remedy"))


def _lost_rows(facts: Facts) -> Decision:
    says = []
    for verb, counts in (("deletes", facts.need(LOST)), ("rewrites values in", facts.need(REWRITTEN))):
        rows = {name: int(count) for name, count in counts.items() if int(count)}
        if rows:
            named = ", ".join(f"{name} {count}" for name, count in sorted(rows.items()))
            says.append(f"{verb} {sum(rows.values())} rows ({named})")
    if not says:
        return None
    evidence = f"The repair {' and '.join(says)}."
    if facts.get("options.confirm_data_loss"):
        return Hit(evidence, severity=NOTE, fix="Nothing: om_airflow_confirm_data_loss allows it.")
    return evidence


def _wrong_driver(facts: Facts) -> Decision:
    scheme = str(facts.need(SCHEME))
    return f"Airflow connects with {scheme}." if "pymysql" in scheme else None


def _broken_release(facts: Facts) -> Decision:
    first, last = (parse_version(release)[:3] for release in (MALFORMED_IDS_FIRST, MALFORMED_IDS_LAST))
    if first <= facts.version(RELEASE)[:3] <= last:
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
        since=AIRFLOW_3_SINCE,
        severity_note="a blocker where the account may not set it",
    ),
    Check(
        id="OM164",
        title="Airflow's database is stuck in the middle of a migration",
        severity=WARNING,
        why="Every retry fails with error 1060, 1091 or 1305.",
        reads=(STATE, SAID, PLAN, WAYS_OUT, WAY_OUT),
        decide=repairable("stuck"),
        fix=HANDLED,
        source=f"{OM_ISSUE}24949 {PREREQUISITES}",
        airflow=True,
        severity_note="a blocker where no repair is known",
    ),
    Check(
        id="OM165",
        title="Airflow's database lost what its revision has, or holds what stops its migration",
        severity=WARNING,
        why="The official script drops the new primary key of a finished migration, and truncating task_instance "
        "leaves orphans. A default collation that differs from the tables', values that are no JSON, and objects of "
        "others stop the migration as well.",
        reads=(STATE, SAID, PLAN, WAYS_OUT, WAY_OUT),
        decide=repairable("damaged"),
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
        reads=(STATE, SAID, WAYS_OUT, WAY_OUT),
        decide=_interrupted,
        fix="The upgrade takes back what the revision has done so far and lets Airflow try again, after the backup.",
        source=f"{AF_ISSUE}48542",
        airflow=True,
        severity_note="a blocker where it cannot be taken back",
    ),
    Check(
        id="OM167",
        title="Airflow's database is newer than its image",
        severity=BLOCKER,
        why="Airflow cannot find its revision and every component crashes at its start.",
        reads=(STATE, SAID),
        decide=_in_state("ahead"),
        fix="Use an ingestion image that is at least as new as the database (look for a pin of Airflow or of its "
        "providers in _PIP_ADDITIONAL_REQUIREMENTS), or go back to a backup with openmetadata.ops.rollback and "
        "om_rollback_backup.",
        source="https://github.com/open-metadata/openmetadata-helm-charts/pull/528",
        airflow=True,
    ),
    Check(
        id="OM168",
        title="Task instances have malformed identifiers",
        severity=WARNING,
        why=f"{MALFORMED_IDS_BY} made UUIDs that are too short on MySQL; the API answers 'Input should be a "
        "valid UUID'.",
        reads=(STATE, SAID, PLAN, WAYS_OUT, WAY_OUT),
        decide=repairable("malformed_ids"),
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
        reads=(STATE, SAID, WAYS_OUT, WAY_OUT),
        decide=_unknown,
        fix="Run openmetadata.ops.om_airflow_migration_fix with strategy: report and look at its evidence; then "
        "restore Airflow's database from a backup, or create it anew and deploy all pipelines again.",
        source=PREREQUISITES,
        airflow=True,
        severity_note="a warning where om_airflow_way_out is set and leads on",
    ),
    Check(
        id="OM170",
        title="Airflow's database has rows that its migration fails on",
        severity=BLOCKER,
        why="Rows without their task instance end the migration with error 1452, with the key already changed; values "
        "that are no JSON end it with error 3140 on MySQL, 22P02 or 22P05 on PostgreSQL.",
        reads=(LOST, REWRITTEN, "options.confirm_data_loss"),
        decide=_lost_rows,
        fix="Set om_airflow_confirm_data_loss: true to export them and have them rewritten or deleted, or change them "
        "by hand.",
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
        since=AIRFLOW_3_SINCE,
    ),
    Check(
        id="OM172",
        title="This Airflow release has broken migrations on MySQL",
        severity=WARNING,
        why=f"{MALFORMED_IDS_BY} make malformed identifiers, and pre-releases of 3.0.0 fail in "
        "rename_dataset_as_asset.",
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
        fix="Plan the downtime for it, or set om_airflow_strategy: purge with om_airflow_keep_days, or "
        "om_airflow_migration_params with more memory for MySQL.",
        source=f"{AF_ISSUE}49611",
        airflow=True,
    ),
    Check(
        id="OM174",
        title="Airflow's account lacks rights that its migration needs",
        severity=WARNING,
        why="Without CREATE ROUTINE the migration stops at the same statement as without "
        "log_bin_trust_function_creators, by MySQL's error 1044 instead of 1419, and is as stuck; without another "
        "right it ends in the middle elsewhere.",
        reads=(ACCOUNTS,),
        decide=_lacks_rights,
        fix="Nothing where the upgrade's login may grant: it grants them on Airflow's database. Else let the "
        "administrator do so.",
        source=PREREQUISITES,
        engine="mysql",
        airflow=True,
    ),
    Check(
        id="OM175",
        title="Another database's Airflow migrates on the same server",
        severity=NOTE,
        why="Airflow's migration lock is one for the whole MySQL server: this migration waits for the other one.",
        reads=(EVIDENCE, STATE),
        decide=_lock_of_others,
        fix="Nothing: the upgrade waits, up to om_airflow_wait_timeout. Look at that session if it does not end.",
        source=f"{AF_ISSUE}49611",
        engine="mysql",
        airflow=True,
    ),
)
