# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions about a rollback: to which backup, and whether that is safe. Pure functions."""

from __future__ import annotations

import re
import typing as t

# The identifier that an upgrade gives its backup: when it began, from where, to where (roles/phase/tasks/begin.yml).
_UPGRADE = re.compile(r"\d{8}T\d{6}Z-(?P<origin>\d+(?:\.\d+)+)-to-(?P<target>\d+(?:\.\d+)+)")
_AIRFLOW = "-airflow"  # the second backup, where Airflow's database is on a server of its own
Manifest = t.Mapping[str, t.Any]


def plan(manifests: t.Iterable[Manifest], facts: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What a rollback has to do.

    Args:
        manifests: those of all backups.
        facts: ``installed`` (the server's version), ``running`` (whether it answers), ``state`` (of the upgrade under
            way, empty where none is), ``wanted`` (a backup's identifier, or nothing), ``databases`` (name, engine and
            address of each), ``lose_changes``.

    Returns:
        ``action`` (restore, start, nothing or refuse), ``backup`` and ``airflow_backup`` (identifiers), ``version``,
        ``method``, ``reasons`` (why it is refused) and ``said`` (a sentence for a person).
    """
    by_id = {manifest["id"]: manifest for manifest in manifests}
    state = facts.get("state") or {}
    name = facts.get("wanted") or state.get("id") or _newest(by_id)
    chosen = by_id.get(name)
    if chosen is None:
        return _without(name, state, facts)
    version = chosen.get("openmetadata_version") or ""
    found = {
        "backup": name,
        "airflow_backup": _second(by_id, name, facts),
        "version": version,
        "method": chosen.get("method") or "dump",
    }
    if not state and facts["running"] and facts["installed"] == version:
        return _answer("nothing", f"OpenMetadata {version} is running, as before the upgrade: nothing to do.", **found)
    reasons = _reasons(by_id, chosen, found, state, facts)
    if reasons:
        return _answer("refuse", "The rollback is refused, and nothing was changed.", reasons=reasons, **found)
    lost = "" if _unused(state, facts) else f" What was entered since {chosen.get('finished')} is lost."
    return _answer("restore", f"Back to OpenMetadata {version} and backup {name}.{lost}", **found)


def _answer(action: str, said: str, **found: t.Any) -> dict[str, t.Any]:
    empty = {"backup": None, "airflow_backup": None, "version": "", "method": None, "reasons": []}
    return {"action": action, "said": said, **empty, **found}


def _newest(by_id: t.Mapping[str, Manifest]) -> str | None:
    """The newest backup that an upgrade made: its identifier begins with the time."""
    names = [name for name in by_id if _UPGRADE.fullmatch(name)]
    return max(names) if names else None


def _without(name: str | None, state: t.Mapping[str, t.Any], facts: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """There is no such backup."""
    if facts.get("wanted"):
        reason = f"There is no backup {name}. Correct om_rollback_backup."
    elif state and facts["installed"] == state.get("from_version"):
        # Databases are only touched after the backup.
        said = f"The upgrade stopped before its backup: OpenMetadata {facts['installed']} is only started again."
        return _answer("start", said, version=facts["installed"])
    elif state:
        reason = f"Backup {name}, which the upgrade under way made, is not there any more."
    else:
        reason = "There is no backup that an upgrade made. Name the one to go back to: om_rollback_backup."
    return _answer("refuse", "The rollback is refused, and nothing was changed.", reasons=[reason])


def _second(by_id: t.Mapping[str, Manifest], name: str, facts: t.Mapping[str, t.Any]) -> str | None:
    """The backup that holds Airflow's database; None where there is no such database."""
    databases = facts["databases"]
    if len(databases) < 2:
        return None
    if databases[1]["name"] in _names(by_id[name]):
        return name
    return f"{name}{_AIRFLOW}"


def _names(manifest: Manifest) -> list[str]:
    return [entry["name"] for entry in manifest["databases"]]


def _unused(state: t.Mapping[str, t.Any], facts: t.Mapping[str, t.Any]) -> bool:
    """Nobody can have entered anything since the backup: the old server was stopped for it, and no new one answers."""
    return bool(state) and (not facts["running"] or facts["installed"] == state.get("from_version"))


def _reasons(
    by_id: t.Mapping[str, Manifest],
    chosen: Manifest,
    found: t.Mapping[str, t.Any],
    state: t.Mapping[str, t.Any],
    facts: t.Mapping[str, t.Any],
) -> list[str]:
    name = chosen["id"]
    reasons = []
    if not found["version"]:
        reasons.append(f"Backup {name} does not say of which version it is.")
    if not chosen.get("verified"):
        reasons.append(f"Backup {name} was never read back and found right.")
    if facts["databases"][0]["name"] not in _names(chosen):
        reasons.append(f"Backup {name} does not hold {facts['databases'][0]['name']}.")
    second = found["airflow_backup"]
    if second and second not in by_id:
        reasons.append(f"Airflow's database is neither in backup {name} nor in {second}.")
    elif second and facts["databases"][1]["name"] not in _names(by_id[second]):
        reasons.append(f"Backup {second} does not hold {facts['databases'][1]['name']}.")
    if chosen["engine"] != facts["databases"][0]["engine"]:
        reasons.append(f"Backup {name} is of {chosen['engine']}, the database is {facts['databases'][0]['engine']}.")
    if not _unused(state, facts) and not facts["lose_changes"]:
        reasons.append(
            f"OpenMetadata {facts['installed']} has been in use since the backup ({chosen.get('finished')}). What was "
            "entered since then would be lost: set om_rollback_lose_changes to true if that is meant."
        )
    return reasons
