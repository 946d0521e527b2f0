# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The timeline of a run: phases with words and places on the time axis."""

from __future__ import annotations

import json
import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._units import as_number, duration

from ._words import clock, seconds_between

RAN = ("done", "failed", "interrupted")
Phase = t.Mapping[str, t.Any]


def seconds_of(phase: Phase) -> float | None:
    """How long a phase took, as it says itself or from its times."""
    seconds = as_number(phase.get("seconds"))
    return seconds if seconds is not None else seconds_between(phase.get("started"), phase.get("finished"))


def phases_part(phases: t.Sequence[Phase], *, failed: bool = False) -> list[dict[str, t.Any]]:
    """The phases in their order, each with its bar on a common axis (per cent from the left, per cent wide).

    Args:
        phases: as the run noted them.
        failed: whether the run failed, so that what was planned was not reached.
    """
    start, total = _axis(phases)
    rows = []
    for phase in phases:
        seconds = seconds_of(phase)
        status = str(phase.get("status") or "planned")
        label = "not reached" if failed and status == "planned" else status
        ran = status in RAN and seconds is not None and total > 0
        offset = seconds_between(start, phase.get("started")) if ran and start else None
        left = max(0.0, min(100.0, 100 * (offset or 0) / total)) if ran else 0.0
        width = max(0.6, min(100.0 - left, 100 * (seconds or 0) / total)) if ran else 0.0
        rows.append(
            {
                "n": phase.get("n", ""),
                "name": str(phase.get("name") or ""),
                "title": str(phase.get("title") or phase.get("name") or ""),
                "status": status,
                "label": label,
                "changed": phase.get("changed") is True,
                "summary": str(phase.get("summary") or ""),
                "details": _details(phase.get("details")),
                "started": clock(phase.get("started")),
                "duration": duration(seconds) if status in RAN else "",
                "bar": {"left": round(min(left, 99.4), 2), "width": round(width, 2)} if ran else None,
            }
        )
    return rows


def _axis(phases: t.Sequence[Phase]) -> tuple[str | None, float]:
    ran = [phase for phase in phases if phase.get("started") and phase.get("finished")]
    if not ran:
        return None, 0.0
    start = min(str(phase["started"]) for phase in ran)
    end = max(str(phase["finished"]) for phase in ran)
    return start, seconds_between(start, end) or 0.0


def _details(details: t.Any) -> list[str]:
    if not details:
        return []
    if isinstance(details, str):
        return details.splitlines()
    if isinstance(details, t.Mapping):
        return json.dumps(details, indent=2, ensure_ascii=False, default=str).splitlines()
    return [str(line) for line in details]


def band(phases: t.Sequence[Phase], start: str, end: str) -> dict[str, float] | None:
    """Where on the time axis of some phases a time lies, in per cent."""
    origin, total = _axis(phases)
    if not origin or not total:
        return None
    left = min(max(100 * (seconds_between(origin, start) or 0) / total, 0.0), 100.0)
    right = min(max(100 * (seconds_between(origin, end) or 0) / total, left), 100.0)
    return {"left": round(left, 2), "width": round(right - left, 2)}
