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
from ._report_parts import (
    backup_part,
    findings_part,
    metrics_part,
    parameters_part,
    proof_of,
    reindex_part,
)
from ._report_phases import band, outage, phases_part
from ._report_pipelines import pipelines_part, pipelines_steps
from ._words import clock, count, many, moment, seconds_between

SCHEMA = 1  # of the JSON file; raised when a key changes its meaning

OUTCOMES = {
    "succeeded": ("good", "Upgrade succeeded"),
    "failed": ("bad", "Upgrade failed"),
    "nothing_to_do": ("quiet", "Nothing to do"),
    "check": ("quiet", "Plan only, nothing was changed"),
}
Data = t.Mapping[str, t.Any]


def report_json(data: Data, secrets: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """What the JSON file holds: the data as it came, without secrets, under a versioned schema."""
    return {"schema": SCHEMA, **masked(dict(data), secrets)}


def report_view(data: Data, secrets: t.Iterable[str] = ()) -> dict[str, t.Any]:
    """What the HTML template shows: words instead of numbers, and every section present or None."""
    clean = masked(dict(data), secrets)
    phases = phases_part(clean.get("phases") or [], failed=clean.get("outcome") == "failed")
    down = outage(clean.get("phases") or [])
    downtime = clean.get("downtime_seconds")
    if downtime is None and down and down.over:
        downtime = down.seconds
    seconds = seconds_between(clean.get("started"), clean.get("finished"))
    view: dict[str, t.Any] = {
        "schema": SCHEMA,
        "upgrade_id": clean.get("upgrade_id") or "",
        "host": clean.get("host") or (clean.get("environment") or {}).get("host") or "",
        "from_version": clean.get("from_version") or "",
        "to_version": clean.get("to_version") or "",
        "started": moment(clean.get("started")),
        "finished": moment(clean.get("finished")),
        "duration": duration(seconds),
        "downtime": duration(downtime),
        "down_since": clock(down.start) if down and not down.over else "",
        "outcome": clean.get("outcome") or "failed",
        "phases": phases,
        "down_band": band(clean.get("phases") or [], down),
        "backup": backup_part(clean.get("backup")),
        "parameters": parameters_part(clean.get("parameters")),
        "findings": findings_part(clean.get("findings") or None),
        "migration": _migration(clean.get("migration")),
        "airflow": clean.get("airflow") or None,
        "pipelines": pipelines_part(clean.get("pipelines")),
        "reindex": reindex_part(clean.get("reindex")),
        "scan": clean.get("scan") or None,
        "failure": clean.get("failure") or None,
        "environment": _environment(clean.get("environment")),
        "runs": _runs(clean.get("runs")),
    }
    view["verdict"] = _verdict(view)
    view["next_steps"] = _next_steps(view, clean)
    view["figures"] = _figures(view, clean)
    return view


def _verdict(view: Data) -> dict[str, str]:
    tone, headline = OUTCOMES.get(view["outcome"], ("bad", f"Ended as {view['outcome']}"))
    versions = f"{view['from_version'] or 'unknown version'} to {view['to_version'] or 'unknown version'}"
    if view["outcome"] == "succeeded":
        sentence = f"OpenMetadata went from {versions}"
        sentence += f" in {view['duration']}" if view["duration"] else ""
        sentence += f"; it was down for {view['downtime']}." if view["downtime"] else "."
    elif view["outcome"] == "failed":
        failure = view["failure"] or {}
        where = f"in its phase '{failure['phase']}'" if failure.get("phase") else "before its first phase"
        sentence = f"The upgrade from {versions} stopped {where}."
        if view["down_since"]:
            sentence += (
                f" OpenMetadata is down since {view['down_since']} UTC, until the upgrade goes on or is rolled back."
            )
    elif view["outcome"] == "nothing_to_do":
        sentence = f"OpenMetadata {view['to_version']} is installed, migrated and running already."
    else:
        sentence = f"This is what an upgrade from {versions} would do."
    return {"tone": tone, "headline": headline, "sentence": sentence}


def _next_steps(view: Data, data: Data) -> list[str]:
    steps = list(data.get("next_steps") or []) + pipelines_steps(view["pipelines"])
    if view["outcome"] != "failed":
        return steps
    blockers = (
        [finding for finding in view["findings"]["blockers"] if not finding["ignored"]] if view["findings"] else []
    )
    if blockers:
        steps += [f"{finding['id']}: {finding['fix']}" for finding in blockers]
        steps.append("Nothing was changed. When this is done, run the same command again.")
        return steps
    steps.append("Remove the cause that the message above names.")
    done = [phase for phase in view["phases"] if phase["status"] == "done"]
    where = f"; the {many(len(done), 'phase that is', 'phases that are')} done already are not repeated" if done else ""
    steps.append(f"Run the same command again: it goes on where it stopped{where}.")
    if view["backup"]:
        database = ((data.get("environment") or {}).get("database") or {}).get("name") or "the name of the database"
        steps.append(
            f"Or go back to {view['from_version'] or 'the old version'}: run openmetadata.ops.rollback with "
            f"om_rollback_confirm={database} (backup {view['backup']['id']})."
        )
    elif not any(phase["changed"] for phase in done):
        steps.append("Nothing was changed yet, so there is nothing to roll back.")
    return steps


def _figures(view: Data, data: Data) -> list[dict[str, str]]:
    """The handful of numbers that people look for first."""
    figures: list[tuple[str, str, str]] = []
    if view["duration"]:
        figures.append((view["duration"], "in all", ""))
    if view["downtime"]:
        figures.append((view["downtime"], "server down", ""))
    elif view["down_since"]:
        figures.append(("still", "server down", f"since {view['down_since']} UTC"))
    backup = view["backup"]
    if backup:
        figures.append((backup["size"] or "yes", "backup", proof_of(backup) or backup["id"]))
    applied = (view["migration"] or {}).get("applied") or []
    if applied:
        figures.append((str(len(applied)), "migration" if len(applied) == 1 else "migrations", ", ".join(applied[-3:])))
    pipelines = view["pipelines"]
    if pipelines and pipelines["counts"]["resolved"]:
        resolved = pipelines["counts"]["resolved"]
        figures.append((str(resolved), "stuck run resolved" if resolved == 1 else "stuck runs resolved", ""))
    if view["findings"]:
        counts = view["findings"]["counts"]
        note = f"{many(counts['blocker'], 'blocker')}, {many(counts['warning'], 'warning')}"
        figures.append((str(sum(counts.values())), "findings", note))
    return [{"value": value, "what": what, "note": note} for value, what, note in figures]


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


def _runs(runs: t.Any) -> list[dict[str, str]]:
    return [
        {
            "started": moment(run.get("started")),
            "finished": clock(run.get("finished")),
            "outcome": str(run.get("outcome") or ""),
            "duration": duration(seconds_between(run.get("started"), run.get("finished"))),
            "failure": str((run.get("failure") or {}).get("phase") or ""),
            "message": str((run.get("failure") or {}).get("message") or ""),
        }
        for run in runs or []
    ]
