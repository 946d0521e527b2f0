# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Results that stay short however many runs there are; the whole lists go into a file."""

from __future__ import annotations

import dataclasses
import json
import typing as t

from .._errors import OpsError
from .._files import replace_file
from .._times import from_millis, rfc3339
from .judging import Judged
from .verdict import ALIVE, UNKNOWN
from .writers import ENDED, FAILED, LEFT, RESOLVED, Outcome

LONGEST = 100  # runs of one kind in a result

Entry = dict[str, t.Any]


@dataclasses.dataclass
class Lists:
    """Runs by what became of them. ``stuck`` holds all that are over, the next lists what was done about them."""

    found: int = 0
    stuck: list[Entry] = dataclasses.field(default_factory=list)
    resolved: list[Entry] = dataclasses.field(default_factory=list)
    ended: list[Entry] = dataclasses.field(default_factory=list)
    unresolved: list[Entry] = dataclasses.field(default_factory=list)
    still_running: list[Entry] = dataclasses.field(default_factory=list)
    unknown: list[Entry] = dataclasses.field(default_factory=list)

    @property
    def whole(self) -> dict[str, list[Entry]]:
        """The lists by name."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self) if field.name != "found"}

    @property
    def shortened(self) -> dict[str, list[Entry]]:
        """The beginning of each list."""
        return {name: entries[:LONGEST] for name, entries in self.whole.items()}

    @property
    def is_long(self) -> bool:
        """Whether something is left out of the beginnings."""
        return any(len(entries) > LONGEST for entries in self.whole.values())

    @property
    def counts(self) -> dict[str, int]:
        """Lengths of the lists."""
        return {"found": self.found, **{name: len(entries) for name, entries in self.whole.items()}}


def sort_out(judged: t.Iterable[Judged], outcome: Outcome, now: int) -> Lists:
    """Each run in its lists.

    Args:
        judged: the runs with their verdicts.
        outcome: what was written.
        now: epoch milliseconds.
    """
    lists = Lists()
    by_result = {
        RESOLVED: lists.resolved,
        ENDED: lists.ended,
        FAILED: lists.unresolved,
    }
    for item in judged:
        lists.found += 1
        entry = describe(item, now)
        written = outcome.written.get(id(item.run))
        if written and written.result == LEFT:
            entry.update(verdict=UNKNOWN, evidence=f"{entry['evidence']} {written.reason}", new_state=None)
        if entry["verdict"] == ALIVE:
            lists.still_running.append(entry)
        elif entry["verdict"] == UNKNOWN:
            lists.unknown.append(entry)
        else:
            lists.stuck.append(entry)
            if written:
                entry["new_state"] = written.after if written.result == RESOLVED else entry["new_state"]
                entry["reason"] = written.reason
                by_result[written.result].append(entry)
    return lists


def describe(item: Judged, now: int) -> Entry:
    """One run for a result."""
    run, verdict = item.run, item.verdict
    return {
        "kind": run.kind,
        "pipeline": run.pipeline,
        "run_id": run.run_id,
        "dag_id": run.dag_id if run.kind == "pipeline" else None,
        "state": run.state,
        "started": rfc3339(from_millis(run.started)),
        "age": max((now - run.started) // 1000, 0),
        "airflow_state": verdict.airflow_state,
        "verdict": verdict.verdict,
        "evidence": verdict.evidence,
        "new_state": item.new_state,
        "reason": "",
    }


def states(entries: t.Iterable[Entry], key: str) -> dict[str, t.Any]:
    """One side of the diff: each run and its state."""
    return {f"{entry['pipeline']} {entry['run_id']}": entry[key] for entry in list(entries)[:LONGEST]}


def write_report(path: str, lists: t.Mapping[str, t.Any]) -> None:
    """Write the whole lists as JSON, readable by their owner only.

    Raises:
        OpsError: the file cannot be written.
    """
    try:
        replace_file(path, json.dumps(lists, indent=1, ensure_ascii=False) + "\n")
    except OSError as exc:
        raise OpsError(f"Cannot write report_file {path}: {exc}. Check its directory and the disk.") from exc
