# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sections of the report: backup, parameters, findings, entity counts, search."""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._units import as_number, duration, size

from ._words import count, moment

_SIZES = frozenset({"sort_buffer_size", "work_mem"})


def backup_part(backup: t.Any) -> dict[str, t.Any] | None:
    """The backup with its databases."""
    if not backup:
        return None
    databases = [
        {
            "name": str(database.get("name") or database.get("database") or ""),
            "file": str(database.get("file") or ""),
            "size": size(database.get("bytes")),
            "tables": count(_length(database.get("tables"))),
            "rows": count(_rows(database)),
            "sha256": str(database.get("sha256") or ""),
        }
        for database in backup.get("databases") or []
    ]
    total = sum(as_number(database.get("bytes")) or 0 for database in backup.get("databases") or [])
    return {
        "id": str(backup.get("id") or ""),
        "path": str(backup.get("path") or ""),
        "size": size(total) if total else "",
        "verified": bool(backup.get("verified")),
        "rehearsed": bool(backup.get("rehearsed")),
        "openmetadata_version": str(backup.get("openmetadata_version") or ""),
        "finished": moment(backup.get("finished")),
        "databases": databases,
    }


def proof_of(backup: t.Mapping[str, t.Any]) -> str:
    """How well a backup is proven, in words."""
    if backup["rehearsed"]:
        return "restored and compared"
    return "verified" if backup["verified"] else ""


def _length(value: t.Any) -> t.Any:
    return len(value) if isinstance(value, (list, tuple, dict)) else value


def _rows(database: t.Mapping[str, t.Any]) -> t.Any:
    rows, tables = database.get("rows"), database.get("tables")
    if isinstance(rows, dict):
        return sum(int(as_number(value) or 0) for value in rows.values())
    if rows is None and isinstance(tables, dict):
        return sum(int(as_number(value) or 0) for value in tables.values())
    return rows


def parameters_part(parameters: t.Any, *, planned: bool = False) -> list[dict[str, str]]:
    """Server parameters: before the first run, the highest value meanwhile, and the value that was read at the end.

    Args:
        parameters: by key, with ``name``, ``before``, ``during``, ``scope`` and, where it was read, ``now``.
        planned: whether nothing was set (check mode).
    """
    return [
        {
            "name": str(entry.get("name") or key),
            "before": _parameter(entry.get("name") or key, entry.get("before")),
            "during": ("would be " if planned else "") + _parameter(entry.get("name") or key, entry.get("during")),
            "now": _now(entry.get("name") or key, entry),
            "scope": str(entry.get("scope") or ""),
        }
        for key, entry in (parameters or {}).items()
    ]


def _now(name: t.Any, entry: t.Mapping[str, t.Any]) -> str:
    if "now" not in entry:
        return "not read"
    now = entry["now"]
    text = _parameter(name, now)
    if now == entry.get("before"):
        return f"{text}, as before"
    return f"{text}, still raised" if now == entry.get("during") else f"{text}, set by somebody else"


def _parameter(name: t.Any, value: t.Any) -> str:
    if value is None:
        return "the server's default"
    if isinstance(value, bool):
        return "on" if value else "off"
    if name in _SIZES and as_number(value) is not None:
        return size(value)
    return str(value)


def findings_part(findings: t.Any) -> dict[str, t.Any] | None:
    """Findings by severity, those that could not be checked by the evidence that was missing."""
    if findings is None:
        return None
    shown = [dict(finding) for finding in findings]
    for finding in shown:
        finding.setdefault("checked", True)
        finding.setdefault("ignored", False)
        finding["sources"] = [part for part in str(finding.get("source") or "").split() if part.startswith("https://")]
    checked = [finding for finding in shown if finding["checked"]]
    severities = ("blocker", "warning", "note")
    counted = [finding for finding in checked if not finding["ignored"]]
    return {
        "blockers": [finding for finding in checked if finding["severity"] == "blocker"],
        "warnings": [finding for finding in checked if finding["severity"] == "warning"],
        "notes": [finding for finding in checked if finding["severity"] == "note"],
        "unchecked": unchecked_groups([finding for finding in shown if not finding["checked"]]),
        "counts": {name: sum(1 for finding in counted if finding["severity"] == name) for name in severities},
    }


def unchecked_groups(findings: t.Iterable[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """Checks without evidence, those that miss the same evidence together."""
    groups: dict[str, list[str]] = {}
    for finding in findings:
        groups.setdefault(str(finding.get("evidence") or ""), []).append(str(finding["id"]))
    return [{"evidence": evidence, "ids": ids} for evidence, ids in sorted(groups.items())]


def metrics_part(metrics: t.Any) -> list[dict[str, t.Any]]:
    """Entity counts before and after, those that differ marked."""
    if not metrics:
        return []
    before, after = metrics.get("before") or {}, metrics.get("after") or {}
    return [
        {
            "name": str(name),
            "before": count(before.get(name)),
            "after": count(after.get(name)),
            "differs": before.get(name) != after.get(name),
        }
        for name in sorted({*before, *after})
    ]


def reindex_part(reindex: t.Any) -> dict[str, t.Any] | None:
    """The search index: how its run ended."""
    if not reindex:
        return None
    stats = reindex.get("stats") or {}
    totals = stats.get("jobStats") or {}  # the server's own name for the sums over all entities
    return {
        "state": str(reindex.get("state") or ""),
        "run_id": str(reindex.get("run_id") or ""),
        "duration": duration(reindex.get("duration")),
        "stats": [
            (words, count(totals.get(key)))
            for key, words in (("totalRecords", "Records"), ("successRecords", "Indexed"), ("failedRecords", "Failed"))
            if totals.get(key) is not None
        ],
    }
