# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Whether a server ran since a backup, and which backups an attempt of an upgrade needs. Pure functions.

A stopped container that nobody started has the identifier and the start time that it had when the backup was made.
Both come from one clock, that of its host, so that clocks that differ between hosts do no harm. What is not known
counts as used.
"""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._backup.purpose import AIRFLOW, schema_problem

State = t.Mapping[str, t.Any]
Facts = t.Mapping[str, t.Any]
_BACKUP_OF = {"server": "backup", "ingestion": "airflow_backup"}  # for which backup a container is stopped


def ran_since(state: State, part: str, now: Facts) -> str:
    """Why the server or ingestion may have run since the newest backup of its database; blank if it cannot have.

    Args:
        state: the upgrade under way.
        part: ``server`` or ``ingestion``.
        now: its container at the moment (``id``, ``started``, ``running``); empty where it is not there.
    """
    made = [entry for entry in state["attempts"] if entry.get(_BACKUP_OF[part])]
    if not made:
        return "no attempt of this upgrade has made a backup"
    later = [entry for entry in state["attempts"] if entry["n"] > made[-1]["n"]]
    if part == "server" and any(entry.get("running") for entry in later):
        return "the server was running when a later attempt began"
    if now.get("running"):
        return f"the {part} is running"
    then = _container(made[-1], part)
    seen = [_container(entry, part) for entry in later if entry.get("containers")] + [now]
    return _differs(part, then, seen)


def _container(attempt: Facts, part: str) -> Facts:
    return (attempt.get("containers") or {}).get(part) or {}


def _differs(part: str, then: Facts, seen: list[Facts]) -> str:
    if part == "ingestion" and not then and not any(seen):
        return ""  # there was never such a container: ingestion is not run by this environment
    if not then or not all(seen):
        return f"it is not known whether the {part} ran since"
    if any((entry["id"], entry["started"]) != (then["id"], then["started"]) for entry in seen):
        return f"the {part} was started since"
    return ""


def used_since(state: State, facts: Facts) -> str:
    """Why something may have been entered since the way back was made; blank if that is impossible.

    Args:
        state: the upgrade under way; empty where none is.
        facts: ``running`` (whether the server's API answers), ``containers`` (``server`` and ``ingestion`` now).
    """
    if not state or not state.get("way_back"):
        return "no upgrade is under way"
    if facts.get("running"):
        return "a server answers"
    containers = facts.get("containers") or {}
    why = ran_since(state, "server", containers.get("server") or {})
    if not why and state.get("airflow_way_back") and not state.get("airflow_migration_started"):
        # from its migration on the upgrade itself starts ingestion, with every schedule switched off
        why = ran_since(state, "ingestion", containers.get("ingestion") or {})
    return why


def needed(state: State, facts: Facts) -> dict[str, t.Any]:
    """Which backups this attempt makes, after everything was stopped.

    Args:
        state: the upgrade under way; its newest attempt has its containers.
        facts: ``airflow`` (whether there is an Airflow database), ``together`` (whether one backup holds both),
            ``snapshot`` (whether a cloud makes it, of the whole server), ``kept`` (identifiers of backups that are
            there), ``schema_version`` and ``half_applied`` (of OpenMetadata's database now).

    Returns:
        ``server`` and ``airflow`` (whether the new backup of each becomes the way back), ``backup`` and
        ``airflow_backup`` (identifiers, new or earlier ones; the second is blank where there is no Airflow database or
        no backup of it from before its migration), ``apart`` (whether the second is one of Airflow's database alone),
        ``files`` (whether the first holds the files as well: not once those of the new version are there), ``version``
        (which the backup is of; blank if of none), ``upgrade`` and ``airflow_upgrade`` (what the manifest of each
        records, or nothing) and ``why`` (a sentence).
    """
    attempt = state["attempts"][-1]
    new = state["id"] if attempt["n"] == 1 else f"{state['id']}-{attempt['n']}"
    containers = attempt.get("containers") or {}
    migrated, airflow_migrated = _migrated(state, facts), bool(state.get("airflow_migration_started"))
    if facts.get("snapshot") and facts["together"]:
        migrated = airflow_migrated = migrated or airflow_migrated  # a snapshot holds both, and goes back as a whole
    why = "" if migrated else _why(state, "server", "way_back", containers, facts)
    airflow_why = ""
    if facts["airflow"] and not airflow_migrated:
        airflow_why = _why(state, "ingestion", "airflow_way_back", containers, facts) or why
    earlier = _kept(state.get("way_back"), facts)
    backup = new if why or not earlier else earlier
    airflow_backup = ""
    if airflow_why:
        airflow_backup = new if backup == new and facts["together"] else f"{new}{AIRFLOW}"
    elif facts["airflow"]:
        airflow_backup = _kept(state.get("airflow_way_back"), facts)
    files_backup = backup if why and not state.get("deploy_started") else _kept(state.get("files_way_back"), facts)
    others = {"airflow_backup": airflow_backup, "files_backup": files_backup}
    return {
        "server": bool(why),
        "airflow": bool(airflow_why),
        "backup": backup,
        "airflow_backup": airflow_backup,
        "apart": airflow_backup.endswith(AIRFLOW),
        "files": not (why and state.get("deploy_started")),
        "version": state["from_version"] if why or earlier else "",
        "upgrade": {**_record(state, "backup", backup), **others} if why or earlier else {},
        "airflow_upgrade": {**_record(state, "airflow_backup", airflow_backup), **others} if airflow_backup else {},
        "why": _sentence(state, backup, why, airflow_why, bool(earlier)),
    }


def _migrated(state: State, facts: Facts) -> bool:
    """Whether OpenMetadata's database is not purely one of the old version any more."""
    if state.get("migration_started") or facts.get("half_applied"):
        return True
    return bool(schema_problem(state["from_version"], facts.get("schema_version")))


def _why(state: State, part: str, key: str, containers: Facts, facts: Facts) -> str:
    if state.get(key) and not _kept(state[key], facts):
        return f"backup {state[key]} is not there any more"
    return ran_since(state, part, containers.get(part) or {})


def _kept(name: str | None, facts: Facts) -> str:
    return name if name and name in facts["kept"] else ""


def _record(state: State, key: str, backup: str) -> dict[str, t.Any]:
    made = [entry["n"] for entry in state["attempts"] if entry.get(key) == backup]
    return {"id": state["id"], "attempt": made[0] if made else state["attempts"][-1]["n"]}


def _sentence(state: State, backup: str, why: str, airflow_why: str, kept: bool) -> str:
    if why or (airflow_why and kept):
        return f"A new backup is made: {why or airflow_why}."
    if kept:
        since = "the migration has begun" if state.get("migration_started") else "no server ran since it was made"
        return f"Backup {backup} stays the way back: {since}."
    lost = f"backup {state['way_back']} is not there any more" if state.get("way_back") else "none was made before"
    return (
        f"There is no way back to {state['from_version']}: the database is migrated in part, and {lost}. "
        f"Backup {backup} holds it as it is now."
    )
