# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What the state of an upgrade keeps about each of its runs, so that the report of the last run knows all of them.

A run is one call of the playbook. Its record is written again at each phase. A run that was killed leaves a record
without an outcome; the next run reads that as "interrupted".
"""

from __future__ import annotations

import typing as t

from ._mask import masked

RUNNING, INTERRUPTED = "running", "interrupted"
OWN_SERVER = "openmetadata"  # the server of OpenMetadata's database; Airflow's may be another
MAX_RUNS = 10  # the first run, which knows how everything was before, and the latest ones
MAX_LIST = 25
MAX_NAMES = 500
MAX_TEXT = 600

Data = t.Mapping[str, t.Any]
Record = dict[str, t.Any]

_KEEP: dict[str, tuple[str, ...]] = {
    "phase": (
        "n",
        "name",
        "title",
        "status",
        "changed",
        "summary",
        "started",
        "finished",
        "seconds",
        "stopped_at",
        "healthy_at",
    ),
    "failure": ("phase", "title", "task", "message"),
    "backup": ("id", "path", "verified", "rehearsed", "openmetadata_version", "method", "finished"),
    "database": ("name", "file", "bytes", "sha256"),
    "parameter": ("name", "before", "during", "scope", "server"),
    "airflow": ("state", "revision_before", "revision_after", "rows_deleted"),
    "migration": ("pending_before", "applied", "schema_version", "problems", "stale_status", "log", "metrics"),
    "attempt": ("started", "duration", "rc", "reason", "sort_buffer_size"),
    "run": ("pipeline", "run_id", "started", "airflow_state", "new_state", "evidence"),
    "reindex": ("state", "run_id", "duration"),
}


def record(data: Data, secrets: t.Iterable[str] = ()) -> Record:
    """The short form of one run, without secrets and bounded in size.

    Args:
        data: what the report would be made of at this moment.
        secrets: passwords that are known, see :func:`masked`.
    """
    environment = data.get("environment") or {}
    kept: Record = {
        "started": data.get("started"),
        "finished": data.get("finished"),
        "outcome": data.get("outcome") or RUNNING,
        "server_running": environment.get("server_running"),
        "schema_version": (environment.get("database") or {}).get("schema_version"),
        "phases": [_short(phase, "phase") for phase in data.get("phases") or []],
        "failure": _short(data.get("failure"), "failure"),
        "backup": _backup(data.get("backup")),
        "parameters": {
            key: _short(item, "parameter") for key, item in parameter_entries(data.get("parameters")).items()
        },
        "airflow": _airflow(data.get("airflow")),
        "migration": _migration(data.get("migration")),
        "pipelines": _pipelines(data.get("pipelines")),
        "reindex": _short(data.get("reindex"), "reindex"),
    }
    clean: Record = masked({key: value for key, value in kept.items() if value not in (None, {}, [], "")}, secrets)
    return clean


def with_run(runs: t.Sequence[Data], latest: Data) -> list[Record]:
    """The records with that of the current run, which replaces its own earlier one.

    Args:
        runs: as the state holds them, oldest first.
        latest: the current run.
    """
    earlier = earlier_runs(runs, latest.get("started"))
    number = int(earlier[-1].get("number") or len(earlier)) + 1 if earlier else 1
    kept = [*earlier, {"number": number, **latest}]
    return kept if len(kept) <= MAX_RUNS else [kept[0], *kept[-(MAX_RUNS - 1) :]]


def earlier_runs(runs: t.Iterable[Data] | None, started: t.Any) -> list[Record]:
    """The runs before the one that began at a time; those that left no outcome were interrupted."""
    return [_closed(run) for run in runs or [] if run.get("started") != started]


def _closed(run: Data) -> Record:
    if run.get("outcome") != RUNNING:
        return dict(run)
    phases = [
        {**phase, "status": INTERRUPTED} if phase.get("status") == RUNNING else dict(phase)
        for phase in run.get("phases") or []
    ]
    last = next((phase for phase in reversed(phases) if phase["status"] == INTERRUPTED), None)
    closed = {**run, "outcome": INTERRUPTED, "phases": phases, "finished": None}
    if last:
        closed["failure"] = {
            "phase": last.get("name"),
            "title": last.get("title"),
            "task": "",
            "message": "The run ended before this phase did: ansible-playbook was killed, or lost the host.",
        }
    return closed


def parameter_entries(parameters: t.Any) -> dict[str, Record]:
    """Parameters by key, with ``name``, ``server``, ``before``, ``during`` and ``scope``.

    Args:
        parameters: results of om_db_param, each with the ``server`` that it was about; or entries by key, as a record
            holds them.
    """
    if isinstance(parameters, t.Mapping):
        return {str(key): {"name": str(key), **entry} for key, entry in parameters.items()}
    found: dict[str, Record] = {}
    for result in parameters or []:
        server = str(result.get("server") or OWN_SERVER)
        for name, item in (result.get("params") or {}).items():
            key = name if server == OWN_SERVER else f"{name} on Airflow's server"
            entry = {"name": name, "server": server, "during": item.get("after"), "scope": item.get("scope")}
            found.setdefault(key, {**entry, "before": _original(name, item, result.get("previous") or {})})
    return found


def _original(name: str, item: Data, previous: Data) -> t.Any:
    """The value before anything was changed, also where an earlier run changed it; None where it was not set."""
    if previous.get(name) is not None:
        return previous[name]
    return None if name in previous and item.get("before") == item.get("after") else item.get("before")


def _short(item: t.Any, kind: str) -> Record | None:
    if not isinstance(item, t.Mapping):
        return None
    return {key: _cut(item[key]) for key in _KEEP[kind] if item.get(key) is not None}


def _cut(value: t.Any) -> t.Any:
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 3] + "..."
    if isinstance(value, t.Mapping):
        return {str(key): _cut(item) for key, item in list(value.items())[: 8 * MAX_LIST]}
    if isinstance(value, (list, tuple)):
        return [_cut(item) for item in value[:MAX_LIST]]
    return value


def _backup(backup: t.Any) -> Record | None:
    short = _short(backup, "backup")
    if not short:
        return None
    databases = []
    for database in backup.get("databases") or []:
        tables = database.get("tables")
        databases.append(
            {
                **(_short(database, "database") or {}),
                "tables": len(tables) if isinstance(tables, (list, tuple, t.Mapping)) else tables,
                "rows": database.get("rows"),
            }
        )
    return {**short, "databases": databases[:MAX_LIST]}


def _airflow(airflow: t.Any) -> Record | None:
    short = _short(airflow, "airflow")
    if not short:
        return None
    return {**short, "applied": [_statement(step) for step in (airflow.get("applied") or [])[:MAX_LIST]]}


def _statement(step: t.Any) -> t.Any:
    if not isinstance(step, t.Mapping):
        return _cut(step)
    return {key: _cut(step[key]) for key in ("statement", "reason", "rows") if step.get(key) is not None}


def _migration(migration: t.Any) -> Record | None:
    short = _short(migration, "migration")
    if not short:
        return None
    return {**short, "attempts": [_short(entry, "attempt") for entry in (migration.get("attempts") or [])[-MAX_LIST:]]}


def _pipelines(pipelines: t.Any) -> Record | None:
    if not isinstance(pipelines, t.Mapping) or not pipelines:
        return None
    short: Record = {
        "counts": dict(pipelines.get("counts") or {}),
        "resolved": [_short(run, "run") for run in (pipelines.get("resolved") or [])[:MAX_LIST]],
    }
    for name in ("redeployed", "enabled"):
        result = pipelines.get(name)
        if isinstance(result, t.Mapping) and result:
            # more names than elsewhere: the report counts them
            short[name] = {
                "done": list(result.get("done") or [])[:MAX_NAMES],
                "not_done": _cut(result.get("not_done") or []),
            }
    return short
