# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The dict `om_report_data` of a run, made ready for HTML, JSON and the terminal.

Everything is optional: a run that failed in its first phase has a report as well.
"""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._units import duration, size

from ._mask import masked
from ._report_airflow import airflow_part
from ._report_downtime import Downtime, downtime
from ._report_parts import (
    backup_part,
    findings_part,
    metrics_part,
    parameters_part,
    reindex_part,
)
from ._report_phases import band, phases_part
from ._report_pipelines import pipelines_part
from ._report_story import whole_story
from ._report_verdict import figures, next_steps, verdict
from ._words import count, moment, seconds_between

SCHEMA = 1  # of the JSON file; raised when a key changes its meaning

Data = t.Mapping[str, t.Any]


def report_json(data: Data, secrets: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """What the JSON file holds: the data of all runs, without secrets, under a versioned schema."""
    return {"schema": SCHEMA, **whole_story(masked(dict(data), secrets))}


def report_view(data: Data, secrets: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """What the HTML template shows: words instead of numbers, and every section present or None."""
    clean = whole_story(masked(dict(data), secrets))
    environment = clean.get("environment") or {}
    now = clean.get("server_now") or {}
    check = bool(clean.get("check")) or clean.get("outcome") == "check"
    earlier = clean["runs"]
    current = {**clean, "server_running": environment.get("server_running")}
    down = downtime([*earlier, current], now.get("answers"))
    began = [run.get("started") for run in [*earlier, clean] if run.get("started")]
    view: dict[str, t.Any] = {
        "schema": SCHEMA,
        "kind": clean.get("kind") or "upgrade",
        "check": check,
        "upgrade_id": clean.get("upgrade_id") or "",
        "host": clean.get("host") or environment.get("host") or "",
        "from_version": clean.get("from_version") or "",
        "to_version": clean.get("to_version") or "",
        "started": moment(began[0]) if began else "",
        "finished": moment(clean.get("finished")),
        "duration": duration(seconds_between(began[0], clean.get("finished"))) if began else "",
        "downtime": _downtime(clean.get("downtime_seconds"), down),
        "down_since": moment(down.since) if down.since and not now.get("answers") else "",
        "server": {name: now.get(name) for name in ("answers", "version", "url")},
        "outcome": clean.get("outcome") or "failed",
        "phases": phases_part(clean.get("phases") or [], failed=clean.get("outcome") == "failed" and not check),
        "backups": [part for part in map(backup_part, clean["backups"]) if part],
        "parameters": parameters_part(clean["parameters"], planned=check),
        "findings": findings_part(clean.get("findings") or None),
        "migration": _migration(clean["migration"]),
        "airflow": airflow_part(clean["airflow"], planned=check),
        "pipelines": pipelines_part(clean["pipelines"], planned=check),
        "reindex": reindex_part(clean["reindex"]),
        "scan": clean.get("scan") or None,
        "failure": clean.get("failure") or None,
        "environment": _environment(environment),
        "runs": [_run(run, down, index) for index, run in enumerate(earlier)],
    }
    view["run_count"] = int(earlier[-1].get("number") or len(earlier)) + 1 if earlier else 1
    view["down_bands"] = _bands(clean, down, len(earlier))
    view["verdict"] = verdict(view)
    view["next_steps"] = next_steps(view, clean)
    view["figures"] = figures(view)
    return view


def report_artifacts(data: Data, secrets: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """What the next node of an AWX workflow gets. No secrets: AWX shows artifacts to everyone who may see the job."""
    view = report_view(data, secrets)
    counts = (view["findings"] or {}).get("counts") or {}
    return {
        "om_outcome": view["outcome"],
        "om_from_version": view["from_version"],
        "om_to_version": view["to_version"],
        "om_backup_id": view["backups"][-1]["id"] if view["backups"] else "",
        "om_blockers": counts.get("blocker", 0),
        "om_warnings": counts.get("warning", 0),
        "om_pipelines_resolved": view["pipelines"]["counts"]["resolved"] if view["pipelines"] else 0,
        "om_failed_phase": (view["failure"] or {}).get("phase") or "",
        "om_runs": view["run_count"],
    }


def _downtime(given: t.Any, down: Downtime) -> str:
    if given is not None:
        return duration(given)
    if not down.seconds:
        return ""
    return duration(down.seconds) if down.exact else f"at least {duration(down.seconds)}"


def _bands(run: Data, down: Downtime, index: int) -> list[dict[str, float]]:
    """The times of one run without the server, as places on its time axis."""
    found = [band(run.get("phases") or [], span.start, span.end) for span in down.spans if span.run == index]
    return [place for place in found if place and place["width"]]


def _migration(migration: t.Any) -> dict[str, t.Any] | None:
    if not migration:
        return None
    schema = migration.get("schema_version") or {}
    attempts = migration.get("attempts") or []
    return {
        "pending_before": [str(version) for version in migration.get("pending_before") or []],
        "applied": [str(version) for version in migration.get("applied") or []],
        "schema": f"{schema.get('before') or 'none'} to {schema.get('after') or 'none'}" if schema else "",
        "problems": [str(problem) for problem in migration.get("problems") or []],
        "warnings": [str(line) for line in migration.get("log_warnings") or []],
        "attempts": [_attempt(attempt) for attempt in attempts],
        "stale": [f"{count(number)} in {table}" for table, number in (migration.get("stale_status") or {}).items()],
        "log": str(migration.get("log") or ""),
        "metrics": metrics_part(migration.get("metrics")),
    }


def _attempt(attempt: t.Mapping[str, t.Any]) -> str:
    words = f"{duration(attempt.get('duration'))}, exit status {attempt.get('rc')}"
    if attempt.get("sort_buffer_size"):
        words += f", sort_buffer_size {size(attempt['sort_buffer_size'])}"
    return words + (f": {attempt['reason']}" if attempt.get("reason") else "")


def _environment(environment: t.Any) -> list[tuple[str, str]]:
    """The installation as name and value, nested names joined."""
    rows: list[tuple[str, str]] = []

    def walk(name: str, value: t.Any) -> None:
        if isinstance(value, t.Mapping):
            for key, item in value.items():
                if key != "config":  # the whole compose project: too much for people, and the JSON file has it
                    walk(f"{name} {key}".strip().replace("_", " "), item)
        elif isinstance(value, list):
            rows.append((name, ", ".join(str(item) for item in value)))
        elif value is not None and value != "":
            rows.append((name, str(value)))

    walk("", environment or {})
    return rows


def _run(run: Data, down: Downtime, index: int) -> dict[str, t.Any]:
    """An earlier run of the same upgrade."""
    failure = run.get("failure") or {}
    return {
        "number": run.get("number") or index + 1,
        "started": moment(run.get("started")),
        "finished": moment(run.get("finished")),
        "outcome": str(run.get("outcome") or ""),
        "duration": duration(seconds_between(run.get("started"), run.get("finished"))),
        "failure": str(failure.get("title") or failure.get("phase") or ""),
        "message": str(failure.get("message") or ""),
        "phases": phases_part(run.get("phases") or []),
        "down_bands": _bands(run, down, index),
    }
