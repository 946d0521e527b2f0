# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""From facts to findings: every check of the catalogue, in the order in which people want to read them."""

from __future__ import annotations

import typing as t

from .model import NOTE, SEVERITIES, Check, Facts, Hit, Missing


def evaluate(
    checks: t.Iterable[Check],
    tree: t.Mapping[str, t.Any],
    ignore: t.Mapping[str, str] | None = None,
) -> list[dict[str, t.Any]]:
    """Run every check over the facts.

    Args:
        checks: the catalogue.
        tree: the facts that the role `preflight` collected.
        ignore: identifiers that the user silenced, each with a reason (may be empty).

    Returns:
        The findings. A check whose evidence is missing is a finding too, with ``checked`` false.
    """
    silenced = dict(ignore or {})
    findings = [found for check in checks for found in [_run(check, tree)] if found]
    for finding in findings:
        finding["ignored"] = finding["id"] in silenced
        finding["reason"] = silenced.get(finding["id"], "")
    findings.sort(key=lambda finding: (SEVERITIES.index(finding["severity"]), not finding["checked"], finding["id"]))
    return findings


def _run(check: Check, tree: t.Mapping[str, t.Any]) -> dict[str, t.Any] | None:
    facts = Facts(tree)
    try:
        decision = check.decide(facts) if check.applies(facts) else None
    except Missing as exc:
        return {
            "id": check.id,
            "severity": NOTE,
            "title": check.title,
            "evidence": f"{exc.path} is not known.{_collection_error(facts, exc.path)}",
            "fix": f"Check it by hand. If it holds: {check.fix}",
            "source": check.source,
            "checked": False,
        }
    if decision is None:
        return None
    hit = decision if isinstance(decision, Hit) else Hit(decision)
    return {
        "id": check.id,
        "severity": hit.severity or check.severity,
        "title": check.title,
        "evidence": hit.evidence,
        "fix": hit.fix or check.fix,
        "source": check.source,
        "checked": True,
    }


def _collection_error(facts: Facts, path: str) -> str:
    """Why a whole part of the facts is missing, where the module that collects it said so."""
    part = path.split(".", 1)[0]
    error = facts.get(f"errors.{part}")
    return f" {error}" if error else ""


def parse_ignore(value: t.Any) -> dict[str, str]:
    """The user's list of silenced checks: identifiers, ``{id, reason}`` pairs, or one comma-separated string.

    Raises:
        ValueError: an entry is neither.
    """
    if value is None:
        return {}
    if isinstance(value, str):
        value = [part for part in value.replace(",", " ").split() if part]
    if isinstance(value, t.Mapping):
        value = [value]
    silenced: dict[str, str] = {}
    for entry in value:
        if isinstance(entry, str):
            silenced[entry.strip().upper()] = ""
        elif isinstance(entry, t.Mapping) and isinstance(entry.get("id"), str):
            silenced[entry["id"].strip().upper()] = str(entry.get("reason") or "")
        else:
            raise ValueError(f"{entry!r} is neither a check's identifier nor a mapping with 'id' and 'reason'")
    return silenced
