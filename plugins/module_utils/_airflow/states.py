# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Evidence -> state: where an Airflow database stands on its way to a release. Pure functions.

No state is told by comparing whole schemas: a database that came from 2.7 differs harmlessly from a fresh one.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.activity import IN_TRANSACTION, WORKING_SECONDS
from .._database.waits import end_statement, first_waits
from . import fab, objects, releases, reversal

if t.TYPE_CHECKING:
    from .._database.activity import Session
    from .evidence import Evidence

STATES = (
    "not_airflow",
    "migration_running",
    "ready",
    "needs_trust_flag",
    "stuck",
    "damaged",
    "interrupted",
    "migrated",
    "ahead",
    "malformed_ids",
    "fab_unfinished",
    "unaffected",
    "unknown",
)
_NO_REPAIR = ("not_airflow", "migration_running", "ahead", "unknown")

# Came with Airflow 3.3.0 (file 0118): a database that has it and an unknown revision is newer than this code.
NEWEST_TABLE = "connection_test_request"
WAYS_OUT = "Restore a backup of before the migration, or recreate the database."
_PYMYSQL_ENDS_AT = "3a8972ecb8f9"


@dataclasses.dataclass(frozen=True)
class Verdict:
    """A state, and the sentences that say why and what comes next."""

    state: str
    why: str
    next: str
    hopeless: bool = False  # no repair is known

    @property
    def ways_out(self) -> tuple[str, ...]:
        """What is left where no repair is known: a backup of before, or a new database."""
        return ("restore", "recreate") if self.hopeless and self.next == WAYS_OUT else ()


def judge(found: Evidence, target: str | None) -> Verdict:
    """The state of a database; its arguments are those of :func:`_judge`."""
    verdict = _with_limits(found, _with_fab(found, _with_obstacles(found, _judge(found, target))))
    return dataclasses.replace(verdict, hopeless=verdict.hopeless or verdict.state in _NO_REPAIR)


def _with_obstacles(found: Evidence, verdict: Verdict) -> Verdict:
    """The verdict where something that is not of a revision's making stands in the way of those to come."""
    if verdict.hopeless or verdict.state in (*_NO_REPAIR, "migrated") or found.revision == found.target:
        return verdict
    says = _obstacles(found)
    if not says:
        return verdict
    why = f"{verdict.why} The migration would fail: {'; '.join(says)}."
    by_hand = [f"{one.object.kind} {one.object.name}" for one in found.obstacles if not one.object.drop]
    if by_hand:
        advice = f"Drop {', '.join(by_hand)} yourself, run again, and create it again after the migration."
        return Verdict("damaged", why, advice, hopeless=True)
    if verdict.state in ("ready", "needs_trust_flag", "unaffected"):
        return Verdict("damaged", why, "Repair it, then run airflow db migrate" + _with_flag(found))
    return dataclasses.replace(verdict, why=why)


def _with_limits(found: Evidence, verdict: Verdict) -> Verdict:
    """The verdict where a parameter of Airflow's account can end the migration."""
    at_head = found.revision == (found.target or releases.REVISIONS[-1])
    if not found.limits or at_head or verdict.state not in ("ready", "needs_trust_flag", "unaffected"):
        return verdict
    says = ", ".join(f"{name} = {limit['value']}" for name, limit in found.limits.items())
    why = f"{verdict.why} New sessions of Airflow's account have {says}, which can end the migration."
    wanted = ", ".join(f"{name} = {limit['wanted']}" for name, limit in found.limits.items())
    return dataclasses.replace(verdict, why=why, next=f"Set {wanted} for the time of the migration. {verdict.next}")


def _with_fab(found: Evidence, verdict: Verdict) -> Verdict:
    """The verdict where the chain of the provider FAB, which comes after Airflow's own, is in trouble."""
    trouble = fab.trouble(found)
    if not trouble or verdict.hopeless or verdict.state in _NO_REPAIR:
        return verdict
    why = f"{verdict.why} {trouble}"
    at_head = found.revision == (found.target or releases.REVISIONS[-1])
    if verdict.state == "migrated" or (verdict.state == "unaffected" and at_head):
        return Verdict("fab_unfinished", why, "Repair it, then run airflow db migrate once more.")
    if verdict.state in ("ready", "needs_trust_flag", "unaffected"):
        return Verdict("damaged", why, "Repair it, then run airflow db migrate" + _with_flag(found))
    return dataclasses.replace(verdict, why=why)


def _obstacles(found: Evidence) -> list[str]:
    says = [one.text for one in found.obstacles]
    if found.collation_differs:
        says.append(
            f"the default collation of {found.database} is {found.collation}, that of its tables "
            f"{found.tables_collation}, so that foreign keys between old and new tables cannot be created (error 3780)"
        )
    for bad in found.values:
        key = ", ".join(f"{name} {value}" for name, value in bad.keys[0].items())
        says.append(
            f"{bad.rows} rows of {bad.kind.table} that {bad.kind.revision} cannot turn into JSON (one has {key})"
        )
    return says


def _judge(found: Evidence, target: str | None) -> Verdict:
    """The state of a database, before what follows from the state alone.

    Args:
        found: what was seen.
        target: the head revision of the release that Airflow shall have, None where that is not known.
    """
    if not found.has_table("alembic_version", "task_instance", "dag_run"):
        return Verdict(
            "not_airflow",
            f"{found.database} has no tables alembic_version, task_instance and dag_run.",
            "Check login_db. An empty database needs no repair: airflow db migrate creates everything.",
        )
    busy = running(found)
    if busy:
        return busy
    if found.revision is None:
        rows = ", ".join(found.revisions) or "no row"
        return Verdict(
            "unknown",
            f"alembic_version must have one row, and has {len(found.revisions)}: {rows}.",
            WAYS_OUT,
        )
    return _by_revision(found, found.revision, target)


def running(found: Evidence) -> Verdict | None:
    """The verdict where a migration is at work on this database, or what is left of a killed one."""
    holder = found.lock_holder
    if holder and holder.database in (None, found.database):
        why = f"Session {holder.id} of {holder.user} holds Airflow's migration lock."
    else:
        busy = busy_sessions(found)
        if not busy:
            return None
        # A killed client leaves its statement running on the server, after the lock is free again.
        why = f"Others are at work in {found.database}: {'; '.join(one.text for one in busy)}."
    why = " ".join([why, *(f"{one.text[0].upper()}{one.text[1:]}." for one in found.waits)])
    ends = sorted({end_statement(found.engine, one.holding.id) for one in first_waits(found.waits)})
    advice = f", or end what holds them up ({'; '.join(ends)})" if ends else ""
    return Verdict("migration_running", why, f"Wait until they have ended{advice}, then run again.")


def busy_sessions(found: Evidence) -> tuple[Session, ...]:
    """Sessions that are in the way: running statements, except the short ones of a healthy Airflow.

    A session that holds a transaction open blocks the changes of a repair, so that it counts where one is needed.
    PostgreSQL needs no repair: there only the migration lock tells that a migration runs.
    """
    if found.engine == "postgresql":
        return ()
    at_rest = found.revision is not None and releases.release_of(found.revision) and found.uuid_objects.sound
    if at_rest:
        return tuple(one for one in found.sessions if one.active and one.seconds >= 1)
    return tuple(
        one
        for one in found.sessions
        if one.active or (one.state == IN_TRANSACTION and (one.hidden or one.seconds >= WORKING_SECONDS))
    )


def _by_revision(found: Evidence, revision: str, target: str | None) -> Verdict:
    place = releases.position(revision)
    if place is None:
        return _not_in_chain(found, revision)
    goal = releases.position(target) if target else None
    if goal is not None and place > goal:
        return Verdict(
            "ahead",
            f"Revision {revision} ({describe(revision)}) is newer than the target's {target}.",
            "Use an Airflow image that is not older than the database, or restore the backup.",
        )
    if found.engine == "postgresql":
        return Verdict(
            "unaffected",
            f"PostgreSQL runs each migration in a transaction: a failed one leaves nothing behind. Revision {revision}"
            f" ({describe(revision)}).",
            "airflow db migrate goes on from here, also after a failure." if place != goal else "Nothing to do.",
        )
    if releases.is_after(revision, releases.BEFORE_UUID):
        return _after_uuid(found, revision, target)
    return _before_uuid(found, revision)


def _not_in_chain(found: Evidence, revision: str) -> Verdict:
    release = releases.release_of(revision)
    if release:
        return Verdict(
            "unknown",
            f"Revision {revision} is Airflow {release}, from which Airflow 3 has no way.",
            "Upgrade this Airflow to 2.10.5 first.",
        )
    newer = found.has_table(NEWEST_TABLE)
    return Verdict(
        "ahead" if newer else "unknown",
        f"Revision {revision} is in no Airflow release up to {releases.NEWEST_KNOWN}"
        + (", and the tables are at least those of Airflow 3.3." if newer else "."),
        "Use the Airflow release that wrote it, or restore the backup.",
    )


def _before_uuid(found: Evidence, revision: str) -> Verdict:
    if not found.uuid_objects.original:
        return _not_original(found, revision)
    orphans = _words(found.orphans)
    at_rest = revision == releases.BEFORE_UUID or releases.release_of(revision) is not None
    if not at_rest or reversal.read_trace(found.schema, releases.following(revision) or ""):
        return _interrupted(found, revision)
    if orphans:
        return Verdict(
            "damaged",
            f"Rows without a task instance: {orphans}. TRUNCATE with foreign key checks off does this.",
            "Delete them (confirm_data_loss), then run airflow db migrate" + _with_flag(found),
        )
    if found.flag_needed:
        return Verdict(
            "needs_trust_flag",
            f"Revision {revision} ({describe(revision)}) is sound. The binary log is on, "
            f"log_bin_trust_function_creators is off, and {_accounts(found)} may not create a function without it.",
            "Set log_bin_trust_function_creators=1, then run airflow db migrate.",
        )
    return Verdict("ready", f"Revision {revision} ({describe(revision)}) is sound.", "Run airflow db migrate.")


def _not_original(found: Evidence, revision: str) -> Verdict:
    state = found.uuid_objects
    if state.column != "absent" and revision != releases.BEFORE_UUID:
        return Verdict(
            "unknown",
            f"task_instance has a column id, which revision {revision} ({describe(revision)}) does not have.",
            WAYS_OUT,
        )
    facts = f"id {_column(found)}, primary key ({', '.join(state.primary_key) or 'none'})"
    if state.missing:
        facts += f", foreign keys missing: {', '.join(state.missing)}"
    if state.misnamed:
        facts += f", foreign keys by another name: {', '.join(name for _table, name in state.misnamed)}"
    if found.orphans:
        facts += f", rows without a task instance: {_words(found.orphans)}"
    if state.column == "absent":
        return Verdict(
            "damaged",
            f"task_instance lost what revision {revision} has: {facts}. A script that drops id does this.",
            "Repair it, then run airflow db migrate" + _with_flag(found),
        )
    return Verdict(
        "stuck",
        f"Revision {releases.UUID_REVISION} failed on its way, and a retry cannot pass: {facts}.",
        "Repair it, then run airflow db migrate" + _with_flag(found),
    )


def _after_uuid(found: Evidence, revision: str, target: str | None) -> Verdict:
    state = found.uuid_objects
    trace = reversal.read_trace(found.schema, releases.following(revision) or "")
    if not state.finished or found.keys_lost:
        return _without_id(found, revision)
    if found.malformed and not trace:
        return Verdict(
            "malformed_ids",
            f"Ids that are no UUID: {_words(found.malformed)}. {releases.MALFORMED_IDS_BY} wrote them.",
            "Repair them." if revision == target else "Repair them, then run airflow db migrate.",
        )
    if trace or releases.release_of(revision) is None:
        return _interrupted(found, revision)
    if revision == (target or revision):
        return Verdict("migrated", f"Revision {revision} ({describe(revision)}) is the head.", "Nothing to do.")
    if found.orphans:
        return Verdict(
            "damaged",
            f"Rows without a task instance: {_words(found.orphans)}.",
            "Delete them (confirm_data_loss), then run airflow db migrate.",
        )
    return Verdict("ready", f"Revision {revision} ({describe(revision)}) is sound.", "Run airflow db migrate.")


def _without_id(found: Evidence, revision: str) -> Verdict:
    state = found.uuid_objects
    following = releases.following(revision) or ""
    facts = f"id {_column(found)}, primary key ({', '.join(state.primary_key) or 'none'})"
    facts += "" if state.composite_key else f", no {objects.COMPOSITE_KEY}"
    if found.keys_lost:
        facts += f", foreign keys missing: {', '.join(found.keys_lost)}"
    why = f"task_instance is not as {releases.UUID_REVISION} left it, though {revision} comes after that: {facts}."
    if state.column == "absent":
        why += " A script that drops id does this."
    if found.by_lost_id:
        why += f" Rows name their task instance by an id that is gone: {_words(found.by_lost_id)}."
        return Verdict("damaged", why, WAYS_OUT, hopeless=True)
    refusal = reversal.reverse(found.schema, following).refusal
    if refusal:
        why += f" The revision that was tried on top of it cannot be taken back: {refusal}."
        return Verdict("damaged", why, WAYS_OUT, hopeless=True)
    return Verdict("damaged", why, "Repair it, then run airflow db migrate.")


def _column(found: Evidence) -> str:
    """The column id in words."""
    state = found.uuid_objects
    strange = state.column != "absent" and not state.column_fits
    return f"{state.column} of type {state.column_type}" if strange else state.column


def _interrupted(found: Evidence, revision: str) -> Verdict:
    following = releases.following(revision) or ""
    trace = reversal.read_trace(found.schema, following)
    back = reversal.reverse(found.schema, following)
    orphans = _words(found.orphans)
    why = f"Revision {revision} ({describe(revision)}): the migration ended before {following}"
    if not releases.is_after(following, releases.LAST_2X):
        why += " was complete; how far it came is not known for revisions of Airflow 2."
    else:
        why += " was complete." if trace else " began."
    if orphans:
        why += f" Rows without a task instance: {orphans}."
    if back.refusal:
        return Verdict(
            "interrupted",
            f"{why} It cannot be taken back: {back.refusal}.",
            WAYS_OUT,
            hopeless=True,
        )
    if revision == _PYMYSQL_ENDS_AT and not trace:
        # It refuses several statements in one, which file 0041 sends: error 1064.
        why += " An Airflow that connects with the driver pymysql ends here: it needs mysqlclient (mysql+mysqldb)."
    if orphans or back.statements:
        return Verdict("interrupted", why, "Repair it, then run airflow db migrate" + _with_flag(found))
    return Verdict("interrupted", why, "Run airflow db migrate once more" + _with_flag(found))


def describe(revision: str) -> str:
    """A revision in words: ``Airflow 2.10.3``, ``between Airflow 2.10.3 and 3.0.0``."""
    release = releases.release_of(revision)
    if release:
        return f"Airflow {release}"
    introduced = releases.introduced_in(revision)
    return f"on the way to Airflow {introduced}" if introduced else "unknown"


def _accounts(found: Evidence) -> str:
    weak = [account.name for account in found.accounts if not account.has_super]
    return ", ".join(weak) or "Airflow's account"


def _with_flag(found: Evidence) -> str:
    ahead = not releases.is_after(found.revision, releases.BEFORE_UUID)
    return " with log_bin_trust_function_creators=1." if ahead and found.flag_needed else "."


def _words(counts: dict[str, int]) -> str:
    return ", ".join(f"{table} {count}" for table, count in sorted(counts.items()) if count)
