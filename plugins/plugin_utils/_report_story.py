# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""All runs of an upgrade as one: what was there before the first, what each did, and what holds after the last."""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._units import as_number

from ._report_runs import OWN_SERVER, earlier_runs, parameter_entries

Data = t.Mapping[str, t.Any]
Story = dict[str, t.Any]
_COUNTED = ("found", "stuck", "resolved", "ended", "unresolved", "still_running", "unknown")


def whole_story(data: Data) -> Story:
    """The data of the current run, completed by what earlier runs of the same upgrade recorded.

    Args:
        data: as the report role gets it; ``runs`` holds the records of the runs, see :mod:`_report_runs`.

    Returns:
        The same keys. ``runs`` are the earlier runs only, ``backups`` all backups, oldest first.
    """
    earlier = earlier_runs(data.get("runs"), data.get("started"))
    runs: list[Data] = [*earlier, data]
    story: Story = {
        **data,
        "runs": earlier,
        "backups": backups(runs),
        "parameters": parameters(runs, data.get("parameters_now") or {}),
        "airflow": airflow([run.get("airflow") or {} for run in runs]),
        "migration": migration([run.get("migration") or {} for run in runs], _schema_before(earlier)),
        "pipelines": pipelines([run.get("pipelines") or {} for run in runs]),
        "reindex": _last([run.get("reindex") or {} for run in runs]),
    }
    return story


def backups(runs: t.Iterable[Data]) -> list[Story]:
    """Every backup that a run made or used, each once, as it was seen last."""
    found: dict[str, Story] = {}
    for run in runs:
        backup = run.get("backup")
        if backup and backup.get("id"):
            found.pop(str(backup["id"]), None)
            found[str(backup["id"])] = dict(backup)
    return list(found.values())


def parameters(runs: t.Iterable[Data], now: Data) -> dict[str, Story]:
    """Server parameters: the value before the first run, the highest one meanwhile, and the one that was read now.

    Args:
        runs: oldest first.
        now: RV(params) of a look at each server, by server; what is missing was not read.
    """
    merged: dict[str, Story] = {}
    for run in runs:
        for key, entry in parameter_entries(run.get("parameters")).items():
            known = merged.setdefault(key, dict(entry))
            if known.get("before") is None:
                known["before"] = entry.get("before")
            known["during"] = _higher(known.get("during"), entry.get("during"))
    for entry in merged.values():
        seen = (now.get(entry.get("server") or OWN_SERVER) or {}).get(entry["name"])
        if isinstance(seen, t.Mapping):
            entry["now"] = seen.get("before")
    return merged


def raised(data: Data, secrets: t.Iterable[str] = ()) -> dict[str, Story]:
    """The parameters that any run raised, by server, with the values that they were raised to."""
    found: dict[str, Story] = {}
    for entry in whole_story(data)["parameters"].values():
        found.setdefault(entry.get("server") or OWN_SERVER, {})[entry["name"]] = entry.get("during")
    return found


def _higher(one: t.Any, other: t.Any) -> t.Any:
    numbers = as_number(one), as_number(other)
    if numbers[0] is not None and numbers[1] is not None:
        return one if numbers[0] >= numbers[1] else other
    return one if other is None else other


def airflow(results: t.Sequence[Data]) -> Story:
    """Airflow's database: where it stood before the first run that looked, what was repaired, where it stands."""
    known = [result for result in results if result]
    if not known:
        return {}
    return {
        **known[-1],
        "state": known[0].get("state"),
        "revision_before": known[0].get("revision_before"),
        "applied": [step for result in known for step in result.get("applied") or []],
        "rows_deleted": sum(int(as_number(result.get("rows_deleted")) or 0) for result in known),
    }


def _schema_before(earlier: t.Iterable[Data]) -> t.Any:
    return next((run["schema_version"] for run in earlier if run.get("schema_version")), None)


def migration(results: t.Sequence[Data], schema: t.Any = None) -> Story:
    """The server's migrations of all runs; problems and warnings are those of the last.

    Args:
        results: of om_migrate, oldest first, empty for a run without one.
        schema: the schema version before the first run. A run that is killed in its migration leaves no result.
    """
    known = [result for result in results if result]
    if not known:
        return {}
    first, last = known[0], known[-1]
    applied: list[t.Any] = []
    for result in known:
        applied += [version for version in result.get("applied") or [] if version not in applied]
    return {
        **last,
        "pending_before": first.get("pending_before") or last.get("pending_before") or [],
        "applied": applied,
        "schema_version": _span(
            {"before": schema} if schema else first.get("schema_version"), last.get("schema_version")
        ),
        "metrics": _span(first.get("metrics"), last.get("metrics")),
        "attempts": [attempt for result in known for attempt in result.get("attempts") or []],
    }


def _span(first: t.Any, last: t.Any) -> Story:
    return {"before": (first or {}).get("before"), "after": (last or {}).get("after")}


def pipelines(results: t.Sequence[Data]) -> Story:
    """Pipeline runs resolved, pipelines deployed and enabled by any run; what is left over is what the last one saw."""
    known = [result for result in results if result]
    if not known:
        return {}
    merged: Story = {**known[-1]}
    if len(known) == 1:
        return merged
    merged["resolved"] = [run for result in known for run in result.get("resolved") or []]
    counts = dict(merged.get("counts") or {name: len(merged.get(name) or []) for name in _COUNTED})
    counts["resolved"] = sum(_count(result, "resolved") for result in known)
    merged["counts"] = counts
    for name in ("redeployed", "enabled"):
        parts = [result[name] for result in known if result.get(name)]
        if parts:
            done = list(dict.fromkeys(item for part in parts for item in part.get("done") or []))
            left = [entry for entry in parts[-1].get("not_done") or [] if entry.get("pipeline") not in done]
            merged[name] = {"done": done, "not_done": left}
    return merged


def _count(result: Data, name: str) -> int:
    counts = result.get("counts")
    return int(counts.get(name) or 0) if counts else len(result.get(name) or [])


def _last(results: t.Sequence[Data]) -> Story:
    return dict(next((result for result in reversed(results) if result), {}))
