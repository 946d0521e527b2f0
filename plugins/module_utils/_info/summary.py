# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""An installation in one sentence."""

from __future__ import annotations

import typing as t

_NAMES = {"mysql": "MySQL", "postgresql": "PostgreSQL"}


def summarize(result: t.Mapping[str, t.Any]) -> str:
    """What om_info found, for a person."""
    server, database, airflow = result["server"], result["database"], result["airflow"]
    parts = []
    if server.get("version"):
        healthy = {True: ", healthy", False: ", not healthy", None: ""}[server.get("healthy")]
        parts.append(f"OpenMetadata {server['version']}{healthy}")
    if database.get("version"):
        engine = _NAMES[database["engine"]]
        migrated = f"migrated to {database['schema_version']}" if database["schema_version"] else "without migrations"
        parts.append(f"database {database['name']} on {engine} {database['version'].split()[0]}, {migrated}")
    if airflow.get("present"):
        parts.append(f"Airflow database of {airflow['release'] or 'revision ' + str(airflow['revision'])}")
    if result["errors"]:
        parts.append(f"not told: {', '.join(result['errors'])}")
    text = "; ".join(parts) or "nothing was asked for"
    return text[0].upper() + text[1:] + "."
