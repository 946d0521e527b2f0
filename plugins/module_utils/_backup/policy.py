# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions about backups: which one will do, which ones may go, how much room one needs. Pure functions."""

from __future__ import annotations

import datetime
import re
import typing as t

from .. import _units as units
from .._times import parse_rfc3339
from .manifest import Manifest
from .purpose import way_back_of_newest

# Compressed bytes per byte of table data as the server states it, where no earlier backup tells: OpenMetadata's JSON
# shrinks to a tenth or less, so this errs on the safe side. Plain text can be larger than the table's pages.
DEFAULT_RATIO = {"zstd": 0.35, "gzip": 0.4, "none": 1.6}
_MARGIN = 1.3


def backup_id(moment: datetime.datetime, schema_version: str | None) -> str:
    """An identifier that sorts by time and tells the schema's version."""
    stamp = moment.strftime("%Y%m%dT%H%M%SZ")
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", schema_version or "")
    return f"{stamp}-{plain}" if plain else stamp


def same_group(manifest: Manifest, wanted: Manifest) -> bool:
    """Whether a backup is of the same databases on the same server."""
    return all(manifest.get(name) == wanted.get(name) for name in ("engine", "server")) and {
        entry["name"] for entry in manifest["databases"]
    } == {entry["name"] for entry in wanted["databases"]}


def young_enough(
    backups: t.Mapping[str, Manifest], wanted: Manifest, max_age: int, now: datetime.datetime
) -> str | None:
    """The newest verified backup that is younger than ``max_age`` seconds and of the same schema, or None.

    One that is said to be of another version of OpenMetadata will not do: it would go back under that version.
    """
    version = wanted.get("openmetadata_version")
    for name, manifest in reversed(list(backups.items())):
        if not same_group(manifest, wanted) or not manifest["verified"]:
            continue
        if version and manifest.get("openmetadata_version") != version:
            continue
        if [entry["schema_version"] for entry in _by_name(manifest)] != [
            entry["schema_version"] for entry in _by_name(wanted)
        ]:
            continue
        if not {entry["path"] for entry in (wanted["files"] or {}).get("paths", [])} <= {
            entry["path"] for entry in (manifest["files"] or {}).get("paths", [])
        }:
            continue
        if (now - parse_rfc3339(manifest["started"])).total_seconds() <= max_age:
            return name
    return None


def _by_name(manifest: Manifest) -> list[dict[str, t.Any]]:
    return sorted(manifest["databases"], key=lambda entry: str(entry["name"]))


def to_prune(
    backups: t.Mapping[str, Manifest], newest: Manifest, keep: int | None, protect: t.Iterable[str] = ()
) -> list[str]:
    """Which backups are removed when ``keep`` of this group stay: the oldest ones.

    The newest verified one is never removed, nor one that is protected, nor the way back of the newest upgrade.
    """
    if keep is None:
        return []
    group = [name for name, manifest in backups.items() if same_group(manifest, newest)]
    verified = [name for name in group if backups[name]["verified"]]
    stay = {*group[max(0, len(group) - keep) :], *verified[-1:], *protect, *way_back_of_newest(backups)}
    return [name for name in group if name not in stay]


def expected_bytes(
    sizes: t.Mapping[str, int], backups: t.Mapping[str, Manifest], wanted: Manifest, compression: str
) -> int:
    """How large the dumps will be: the servers' table sizes times the ratio that the newest backup had."""
    ratios: dict[str, float] = {}
    for manifest in backups.values():  # oldest first: the newest one wins
        if manifest["compression"] == compression and manifest.get("server") == wanted.get("server"):
            for entry in manifest["databases"]:
                if entry.get("estimate"):
                    ratios[entry["name"]] = _MARGIN * entry["bytes"] / entry["estimate"]
    return int(sum(size * ratios.get(name, DEFAULT_RATIO[compression]) for name, size in sizes.items()))


def space_problem(path: str, free: int, expected: int, min_free: int) -> str | None:
    """Why the disk is too small, or None."""
    if free >= expected + min_free:
        return None
    text = f"{path} has {units.size(free)} free, and the backup will take about {units.size(expected)}"
    if min_free:
        text += f" with {units.size(min_free)} to stay free (min_free)"
    return f"{text}. Nothing was written. Make room, use a stronger compression, or give another path."


# The word with which each cloud says that a snapshot is complete. RDS lists a failed one beside the others.
COMPLETE = {"rds_snapshot": "available", "azure": "Succeeded", "gcp": "SUCCESSFUL"}


def snapshot_problem(snapshot: t.Mapping[str, t.Any]) -> str | None:
    """Why a cloud's snapshot is no backup, or None."""
    complete = COMPLETE.get(snapshot["method"])
    if complete is None:
        return f"snapshot.method is {snapshot['method']!r}; known are {', '.join(COMPLETE)}."
    if snapshot["status"] != complete:
        return (
            f"{snapshot['id']} is {snapshot['status']}, not {complete}: it is no backup. Let the cloud make another "
            "one. Nothing was written."
        )
    return None
