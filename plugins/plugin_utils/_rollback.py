# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions about a rollback: to which backup, and whether that is safe. Pure functions."""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._backup.purpose import (
    AIRFLOW,
    schema_problem,
    upgrade_of,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_evidence import used_since

Manifest = t.Mapping[str, t.Any]
Facts = t.Mapping[str, t.Any]
_REFUSED = "The rollback is refused, and nothing was changed."


def plan(manifests: t.Iterable[Manifest], facts: Facts) -> dict[str, t.Any]:
    """What a rollback has to do.

    Args:
        manifests: those of all backups.
        facts: ``installed`` (the server's version), ``running`` (whether it answers), ``containers`` (``server`` and
            ``ingestion``: identifier, start and whether each runs), ``state`` (of the upgrade under way, empty where
            none is), ``finished`` (state of the last finished upgrade, or empty), ``wanted`` (a backup's identifier, or
            nothing), ``databases`` (name and engine of each), ``lose_changes``.

    Returns:
        ``action`` (restore, start, nothing or refuse), ``backup``, ``airflow_backup`` and ``files_backup``
        (identifiers: of OpenMetadata's database, Airflow's, and the files), ``version``, ``method``, ``reasons`` (why
        it is refused), ``rejected`` (backups of upgrades that cannot be used, each with its reasons) and ``said`` (a
        sentence for a person).
    """
    by_id = {manifest["id"]: manifest for manifest in manifests}
    state = facts.get("state") or {}
    rejected = _rejected(by_id, state, facts)
    name = _choose(by_id, state, rejected, facts)
    chosen = by_id.get(name)
    if chosen is None:
        return _without(name, state, rejected, facts)
    version = chosen.get("openmetadata_version") or ""
    second = _second(chosen, state, facts)
    found: dict[str, t.Any] = {
        "backup": name,
        "airflow_backup": second,
        "files_backup": _files(by_id, chosen, state),
        "version": version,
        "method": chosen.get("method") or "dump",
        "rejected": rejected,
    }
    if not state and facts["running"] and facts["installed"] == version:
        return _answer("nothing", f"OpenMetadata {version} is running, as before the upgrade: nothing to do.", **found)
    if state.get("rolled_back") == name:
        said = f"Backup {name} was restored by an earlier rollback: OpenMetadata {version} is only started."
        return _answer("start", said, **found)
    used = used_since(state, facts) if name == state.get("way_back") else "it is not the upgrade's newest backup"
    reasons = _unfit(by_id, chosen, second, facts)
    if used and not facts["lose_changes"]:
        reasons.append(_consent(chosen, state, used, facts))
    if reasons:
        return _answer("refuse", _REFUSED, **{**found, "reasons": reasons + _others(by_id, rejected, name, reasons)})
    lost = f" What was entered since {chosen.get('finished')} is lost." if used else ""
    passed_over = "" if facts.get("wanted") or name == state.get("way_back") else _passed_over(rejected)
    return _answer("restore", f"Back to OpenMetadata {version} and backup {name}.{lost}{passed_over}", **found)


def _answer(action: str, said: str, **found: t.Any) -> dict[str, t.Any]:
    empty: dict[str, t.Any] = {"backup": None, "airflow_backup": None, "files_backup": None, "version": ""}
    return {"action": action, "said": said, **empty, "method": None, "reasons": [], "rejected": [], **found}


def _choose(by_id: t.Mapping[str, Manifest], state: Facts, rejected: list[dict[str, t.Any]], facts: Facts) -> str:
    """The identifier of the backup to go back to; it may not be there. Blank where none is known."""
    if facts.get("wanted"):
        return str(facts["wanted"])
    if state:
        return str(state.get("way_back") or "")
    unfit = {entry["backup"] for entry in rejected}
    finished = str((facts.get("finished") or {}).get("way_back") or "")
    if finished in by_id and finished not in unfit:
        return finished
    fit = [name for name in _of_upgrades(by_id) if name not in unfit]
    return fit[-1] if fit else ""


def _of_upgrades(by_id: t.Mapping[str, Manifest]) -> list[str]:
    """The backups that upgrades made of OpenMetadata's database, oldest first."""
    found = {name: upgrade_of(manifest) for name, manifest in by_id.items() if not name.endswith(AIRFLOW)}
    return sorted((name for name, upgrade in found.items() if upgrade), key=lambda name: found[name] or ("", 0))


def _rejected(by_id: t.Mapping[str, Manifest], state: Facts, facts: Facts) -> list[dict[str, t.Any]]:
    """The backups of upgrades that cannot be used, with the reasons."""
    found = []
    for name in _of_upgrades(by_id):
        reasons = _unfit(by_id, by_id[name], _second(by_id[name], state, facts), facts)
        if reasons:
            found.append({"backup": name, "reasons": reasons})
    return found


def _without(name: str, state: Facts, rejected: list[dict[str, t.Any]], facts: Facts) -> dict[str, t.Any]:
    """There is no such backup."""
    untouched = not state.get("migration_started") and not state.get("airflow_migration_started")
    if facts.get("wanted"):
        reason = f"There is no backup {name}. Correct om_rollback_backup."
    elif state and not name and untouched and facts["installed"] == state.get("from_version"):
        # Databases are only changed after the backup.
        said = f"The upgrade stopped before its backup: OpenMetadata {facts['installed']} is only started again."
        return _answer("start", said, version=facts["installed"], rejected=rejected)
    elif state and name:
        reason = f"Backup {name}, which the upgrade under way made, is not there any more."
    elif state:
        reason = (
            "The upgrade under way has made no backup that leads back. Name the one to go back to: om_rollback_backup."
        )
    else:
        reason = "There is no backup of an upgrade to go back to. Name another one: om_rollback_backup."
    return _answer("refuse", _REFUSED, reasons=[reason, *_list(rejected)], rejected=rejected)


def _list(rejected: list[dict[str, t.Any]]) -> list[str]:
    return [reason for entry in rejected for reason in entry["reasons"]]


def _passed_over(rejected: list[dict[str, t.Any]]) -> str:
    return f" Passed over: {' '.join(_list(rejected))}" if rejected else ""


def _others(
    by_id: t.Mapping[str, Manifest], rejected: list[dict[str, t.Any]], name: str, reasons: list[str]
) -> list[str]:
    """Which other backups could be named, where the chosen one itself is of no use."""
    unfit = {entry["backup"] for entry in rejected}
    fit = [other for other in _of_upgrades(by_id) if other not in unfit and other != name]
    if name not in unfit or not fit:
        return []
    return [f"To go back to another one, set om_rollback_backup: {', '.join(fit)}."]


def _second(chosen: Manifest, state: Facts, facts: Facts) -> str | None:
    """The backup that holds Airflow's database; None where there is no such database."""
    databases = facts["databases"]
    if len(databases) < 2:
        return None
    recorded = (chosen.get("upgrade") or {}).get("airflow_backup")
    if chosen["id"] == state.get("way_back") and state.get("airflow_way_back"):
        recorded = state["airflow_way_back"]
    if recorded:
        return str(recorded)
    return chosen["id"] if databases[1]["name"] in _names(chosen) else f"{chosen['id']}{AIRFLOW}"


def _files(by_id: t.Mapping[str, Manifest], chosen: Manifest, state: Facts) -> str | None:
    """The backup that holds the files of the old version: an earlier one where those of the new version were there.

    None where it is not there any more; the image tags are set then.
    """
    recorded = (chosen.get("upgrade") or {}).get("files_backup", chosen["id"])
    if chosen["id"] == state.get("way_back") and state.get("files_way_back"):
        recorded = state["files_way_back"]
    return str(recorded) if recorded in by_id else None


def _names(manifest: Manifest) -> list[str]:
    return [entry["name"] for entry in manifest["databases"]]


def _consent(chosen: Manifest, state: Facts, used: str, facts: Facts) -> str:
    """What has to be agreed to, and how to keep what was entered."""
    untouched = state and not state.get("migration_started") and chosen["id"] == state.get("way_back")
    keep = (
        " The upgrade has not migrated OpenMetadata's database yet: running it again keeps everything, since it "
        "makes a new backup first."
        if untouched
        else ""
    )
    return (
        f"OpenMetadata {facts['installed']} may have been in use since backup {chosen['id']} "
        f"({chosen.get('finished')}): {used}. What was entered since then would be lost: set om_rollback_lose_changes "
        f"to true if that is meant.{keep}"
    )


def _unfit(by_id: t.Mapping[str, Manifest], chosen: Manifest, second: str | None, facts: Facts) -> list[str]:
    """Why a backup cannot be used at all."""
    name, version = chosen["id"], chosen.get("openmetadata_version")
    reasons = []
    if not version:
        reasons.append(f"Backup {name} does not say of which version it is.")
    problem = schema_problem(version, chosen.get("schema_version"))
    if problem:
        reasons.append(f"Backup {name} is said to be of OpenMetadata {version}, but {problem}.")
    if not chosen.get("verified"):
        reasons.append(f"Backup {name} was never read back and found right.")
    if facts["databases"][0]["name"] not in _names(chosen):
        reasons.append(f"Backup {name} does not hold {facts['databases'][0]['name']}.")
    if second and second not in by_id:
        reasons.append(f"Airflow's database is not in backup {name}, and backup {second} is not there.")
    elif second and facts["databases"][1]["name"] not in _names(by_id[second]):
        reasons.append(f"Backup {second} does not hold {facts['databases'][1]['name']}.")
    if chosen["engine"] != facts["databases"][0]["engine"]:
        reasons.append(f"Backup {name} is of {chosen['engine']}, the database is {facts['databases'][0]['engine']}.")
    return reasons
