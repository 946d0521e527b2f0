# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a backup is for: whose way back it is, and whether its schema is that of its version. Pure functions."""

from __future__ import annotations

import re
import typing as t

from .._versions import parse_version

AIRFLOW = "-airflow"  # ends the identifier of the second backup, where Airflow's database has one of its own
# The identifier that an upgrade gives its backup: when it began, from where, to where; from the second attempt on, its
# number.
_UPGRADE = re.compile(r"(?P<id>\d{8}T\d{6}Z-[0-9A-Za-z.+_-]+?-to-\d+(?:\.\d+)+)(?:-(?P<attempt>\d+))?(?:-airflow)?")
# Each of these release lines brings migrations of its own, from its first release on (directories below
# bootstrap/sql/migrations/native of https://github.com/open-metadata/OpenMetadata).
_FIRST_LINE, _LAST_LINE = (1, 1), (2, 0)


def upgrade_of(manifest: t.Mapping[str, t.Any]) -> tuple[str, int] | None:
    """The upgrade whose way back this backup is, and the attempt that made it; None if no upgrade made it."""
    recorded = manifest.get("upgrade")
    if recorded:
        return str(recorded["id"]), int(recorded["attempt"])
    match = _UPGRADE.fullmatch(str(manifest.get("id", "")))  # made before manifests recorded it
    return (match["id"], int(match["attempt"] or 1)) if match else None


def way_back_of_newest(backups: t.Mapping[str, t.Mapping[str, t.Any]]) -> set[str]:
    """The backups that lead back from the newest upgrade that made any: its last attempt's, and what belongs to it."""
    found = {name: upgrade_of(manifest) for name, manifest in backups.items() if manifest.get("verified")}
    newest = max((upgrade[0] for upgrade in found.values() if upgrade), default=None)
    if newest is None:
        return set()
    own = {name: upgrade[1] for name, upgrade in found.items() if upgrade and upgrade[0] == newest}
    main = {name: attempt for name, attempt in own.items() if not name.endswith(AIRFLOW)}
    stay = {name for name, attempt in main.items() if attempt == max(main.values())}
    records = [backups[name].get("upgrade") or {} for name in stay]
    recorded = {record.get(key) for record in records for key in ("airflow_backup", "files_backup")}
    return stay | {name for name in backups if name in recorded or name in {f"{other}{AIRFLOW}" for other in stay}}


def schema_problem(version: str | None, schema_version: str | None) -> str:
    """Why a schema is not that of this OpenMetadata version, or blank. What is not known is no problem.

    The schema's version is the newest finished migration. It is at most the server's version, since not every release
    has migrations, and of the same release line, since the first release of a line has some.
    """
    try:
        server, schema = parse_version(version or ""), parse_version(schema_version or "")
    except ValueError:
        return ""
    if schema > server:
        return f"its schema is of {schema_version}, newer than OpenMetadata {version}: a migration had begun"
    if schema[:2] < server[:2] and _FIRST_LINE <= server[:2] <= _LAST_LINE:
        return f"its schema is of {schema_version}, older than OpenMetadata {version}: its migration had not run"
    return ""


def new_way_back_problem(plan: t.Mapping[str, t.Any]) -> str:
    """Why a new backup cannot be the way back of an upgrade, or blank."""
    if not plan.get("upgrade"):
        return ""
    problem = schema_problem(plan.get("openmetadata_version"), plan.get("schema_version"))
    if not problem:
        return ""
    names = ", ".join(entry["name"] for entry in plan["databases"])
    return (
        f"No backup of {names} was made: it would be called one of OpenMetadata {plan['openmetadata_version']}, but "
        f"{problem}. Continue the upgrade, or go back to an earlier backup with openmetadata.ops.rollback."
    )


def other_attempt_problem(manifest: t.Mapping[str, t.Any], wanted: t.Mapping[str, t.Any] | None) -> str:
    """Why a backup that is there is not the one of this attempt, or blank."""
    made = manifest.get("upgrade")
    if not wanted or not made or (made["id"], made["attempt"]) == (wanted["id"], wanted["attempt"]):
        return ""
    return (
        f"Backup {manifest['id']} was made by attempt {made['attempt']} of upgrade {made['id']}, not by attempt "
        f"{wanted['attempt']} of {wanted['id']}: the databases may have changed since. Give the new backup another "
        "backup_id."
    )
