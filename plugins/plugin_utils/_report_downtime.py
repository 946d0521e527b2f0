# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""How long the server was down, over all runs of an upgrade, and whether it is down now."""

from __future__ import annotations

import dataclasses
import typing as t

from ._words import seconds_between

Data = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Span:
    """A time without the server, within one run."""

    run: int
    start: str
    end: str


@dataclasses.dataclass
class Downtime:
    """The times without the server.

    Attributes:
        spans: one for each run in which the server was down, or several.
        exact: whether beginning and end of each are known; otherwise the sum is the least that it was.
        since: when it was stopped, where it is down now.
    """

    spans: list[Span] = dataclasses.field(default_factory=list)
    seconds: float = 0.0
    exact: bool = True
    since: str = ""


def downtime(runs: t.Sequence[Data], answers: bool | None = None) -> Downtime:
    """Follow the server through the runs.

    Args:
        runs: their records, oldest first, the current one last.
        answers: whether the server answers at the time of the report; None where it was not asked.
    """
    found = Downtime()
    begun = ""
    for index, run in enumerate(runs):
        phases = run.get("phases") or []
        first, last = _first(run), _last(run)
        up = run.get("server_running")
        if begun and up is True:  # started between the runs, nobody knows when
            found.exact = False
            found.seconds += seconds_between(begun, _last(runs[index - 1])) or 0.0
            begun = ""
        elif not begun and up is False and index:  # stopped between the runs, or in a phase that was cut off
            found.exact = False
            begun = first
        inside = first if begun else ""
        for phase in phases:
            stopped = _stopped(phase, phases) if not begun and up is not False else ""
            if stopped:
                begun = inside = stopped
            elif begun and _started(phase, phases):
                end = str(phase.get("finished") or last)
                found.seconds += seconds_between(begun, end) or 0.0
                found.spans.append(Span(index, inside, end))
                begun = inside = ""
        if inside and last:
            found.spans.append(Span(index, inside, last))
    if begun and answers:
        found.exact = False
        found.seconds += seconds_between(begun, _last(runs[-1])) or 0.0
    elif begun:
        found.since = begun
    return found


def _first(run: Data) -> str:
    return str(run.get("started") or next((p["started"] for p in run.get("phases") or [] if p.get("started")), ""))


def _last(run: Data) -> str:
    """The latest time that the record of a run holds."""
    times = [str(run["finished"])] if run.get("finished") else []
    times += [str(phase[key]) for phase in run.get("phases") or [] for key in ("started", "finished") if phase.get(key)]
    return max(times, default="")


def _stopped(phase: Data, phases: t.Sequence[Data]) -> str:
    """When a phase stopped the server, empty where it did not."""
    if phase.get("name") != "server" or phase.get("status") != "done" or not phase.get("changed"):
        return ""
    if "stopped_at" in phase:
        return str(phase["stopped_at"] or "")
    return str(phase.get("started") or "") if phase is _served(phases)[0] else ""


def _started(phase: Data, phases: t.Sequence[Data]) -> bool:
    """Whether a phase is the one that starts the server, and did."""
    if phase.get("name") not in ("server", "rollback", "restore") or phase.get("status") != "done":
        return False
    if "healthy_at" in phase:
        return bool(phase["healthy_at"])
    served = _served(phases)
    return phase in served[2:] and bool(phase.get("changed"))


def _served(phases: t.Sequence[Data]) -> list[Data]:
    """The phases of the role server: it stops, deploys and starts."""
    return [phase for phase in phases if phase.get("name") == "server"]
