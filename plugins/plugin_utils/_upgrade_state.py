# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The state file of an upgrade, upgrade.json: its format, and how each event changes it. Pure functions.

The file holds what a later run cannot find out from the servers: which upgrade is under way, what each attempt did,
which backup is the way back, and which containers were stopped for it. Keys of the object:

- ``format``, ``format_version``: of the file.
- ``id``, ``from_version``, ``to_version``, ``started``: the upgrade. They never change.
- ``stopped``: the newest moment at which an attempt stopped the server or ingestion.
- ``done``: steps that leave no trace on the servers.
- ``airflow_made``: when the upgrade created Airflow's database anew; absent where it did not.
- ``deployment``: where the server and ingestion are installed (``om_places.remembered``).
- ``migration_started``, ``airflow_migration_started``: when an attempt first began to change that database.
- ``deploy_started``: when an attempt first began to write files of the new version.
- ``way_back``, ``airflow_way_back``, ``files_way_back``: identifiers of the backups to which a rollback returns: for
  OpenMetadata's database, Airflow's database and the files of the old version.
- ``rolled_back``: the backup that a rollback has restored, databases and files; only the start is left then.
- ``attempts``: one object for each run of the playbook: ``n``, ``started``, ``running`` (whether a server ran when the
  attempt began), ``stopped``, ``containers`` (identifier and start of each stopped container), ``backup`` and
  ``airflow_backup`` (those that this attempt made), ``ended``, ``outcome`` (``succeeded``, ``failed`` or
  ``interrupted``), ``failed_phase`` and ``message``.
- ``runs``: what each run of the playbook did, for the report; see ``_report_runs.py``.
"""

from __future__ import annotations

import json
import typing as t

FORMAT = "openmetadata.ops upgrade"
VERSION = 3
State = dict[str, t.Any]
_REQUIRED = ("id", "from_version", "to_version", "started")
_WHAT_NEXT = (
    "If no upgrade is under way, remove the file and run the playbook again. If an upgrade has failed before, remove "
    "the file and go back with openmetadata.ops.rollback and om_rollback_backup."
)


def read(text: str | None) -> dict[str, t.Any]:
    """The content of the state file.

    Args:
        text: the file's text; None or blank where there is no file.

    Returns:
        ``state`` (empty where no upgrade is under way) and ``problem`` (why the file cannot be used, or blank).
    """
    if text is None:
        return {"state": {}, "problem": ""}
    try:
        found = json.loads(text)
    except ValueError as exc:
        return {"state": {}, "problem": f"It is damaged: it is not JSON ({exc}). {_WHAT_NEXT}"}
    if not isinstance(found, dict):
        return {"state": {}, "problem": f"It is damaged: it holds no JSON object. {_WHAT_NEXT}"}
    problem = _problem(found)
    return {"state": {} if problem else _current(found), "problem": problem}


def _problem(found: State) -> str:
    """Why this object is not the state of an upgrade that this version of the collection can read."""
    version = found.get("format_version", 1)
    if found.get("format", FORMAT) != FORMAT:
        return f"It is not a state file of this collection: its format is {found['format']!r}. {_WHAT_NEXT}"
    if not isinstance(version, int) or not 1 <= version <= VERSION:
        return (
            f"Its format version is {version!r}; this version of the collection reads 1 to {VERSION}. A newer version "
            "of the collection began this upgrade: continue with that version."
        )
    missing = [name for name in _REQUIRED if not (isinstance(found.get(name), str) and found[name])]
    if missing:
        return f"It is damaged: {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing. {_WHAT_NEXT}"
    attempts = found.get("attempts", [])
    if not isinstance(attempts, list) or not all(isinstance(entry, dict) and "n" in entry for entry in attempts):
        return f"It is damaged: its list of attempts cannot be read. {_WHAT_NEXT}"
    if version >= 2 and not attempts:
        return f"It is damaged: its list of attempts is empty. {_WHAT_NEXT}"
    return ""


def _current(found: State) -> State:
    """The object in today's format.

    Before the third format, the compose projects had keys of their own. The first format had no version and no
    attempts: one attempt is made of it. What it did not record stays unknown: no containers, so that a server counts as
    used since; and the files may be those of the new version already.
    """
    if "deployment" not in found:
        projects = {"server": found.pop("compose", {}), "ingestion": found.pop("compose_ingestion", {})}
        found = {**found, "deployment": {"kind": "compose", **projects}}
    if "format_version" in found:
        return {**found, "format_version": VERSION}
    stopped = found.get("stopped")
    attempt = _attempt(1, found["started"], True)
    attempt.update(stopped=stopped, backup=found["id"] if stopped else None, outcome="interrupted")
    return {
        **_empty(),
        **found,
        "format": FORMAT,
        "format_version": VERSION,
        "way_back": attempt["backup"],
        "files_way_back": attempt["backup"],
        "deploy_started": stopped,
        "attempts": [attempt],
    }


def _empty() -> State:
    return {
        "stopped": None,
        "done": [],
        "migration_started": None,
        "airflow_migration_started": None,
        "deploy_started": None,
        "way_back": None,
        "airflow_way_back": None,
        "files_way_back": None,
        "rolled_back": None,
    }


def _attempt(number: int, started: str, running: bool) -> State:
    return {
        "n": number,
        "started": started,
        "running": running,
        "stopped": None,
        "containers": {},
        "backup": None,
        "airflow_backup": None,
        "ended": None,
        "outcome": None,
        "failed_phase": None,
        "message": None,
    }


def refusal(state: State, target: str) -> str:
    """Why an upgrade to this version cannot begin or continue; blank where it can."""
    if not state or state["to_version"] == target:
        return ""
    return (
        f"An upgrade from {state['from_version']} to {state['to_version']} is under way since {state['started']}, and "
        f"om_version is {target}. Its backup is the only way back. Finish it with om_version {state['to_version']}, or "
        f"go back with openmetadata.ops.rollback; then upgrade to {target}."
    )


def change(state: State, event: str, facts: t.Mapping[str, t.Any]) -> State:
    """The state after an event.

    Args:
        state: before it. It is not changed.
        event: one of the functions named in ``EVENTS``.
        facts: what the event brings with it.

    Raises:
        ValueError: there is no such event.
    """
    if event not in EVENTS:
        raise ValueError(f"{event!r} is no event of an upgrade; known are {', '.join(EVENTS)}")
    return EVENTS[event](json.loads(json.dumps(state)), facts)


def _begin(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """A run of the playbook begins: ``now``, ``running``; the first one brings the upgrade's description as well."""
    now = facts["now"]
    if not state:
        stamp = now.replace("-", "").replace(":", "")
        return {
            **_empty(),
            "format": FORMAT,
            "format_version": VERSION,
            "id": f"{stamp}-{facts['from_version']}-to-{facts['to_version']}",
            "from_version": facts["from_version"],
            "to_version": facts["to_version"],
            "started": now,
            "deployment": facts.get("deployment") or {},
            "attempts": [_attempt(1, now, bool(facts["running"]))],
        }
    if state.get("rolled_back"):  # by a rollback that did not reach its end: the databases are those of the backup
        state.update(rolled_back=None, migration_started=None, airflow_migration_started=None)
        state.update(deploy_started=None, done=[])
        state.pop("airflow_made", None)
    last = state["attempts"][-1]
    if not last["outcome"]:  # nobody was left to write how it ended
        last["outcome"] = "interrupted"
    state["attempts"].append(_attempt(last["n"] + 1, now, bool(facts["running"])))
    return state


def _stopping(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """The server and ingestion are about to be stopped, at ``now``. Nothing to stop: the last stop counts."""
    if facts["running"] or not state["stopped"]:
        state["stopped"] = facts["now"]
    state["attempts"][-1]["stopped"] = state["stopped"]
    return state


def _stopped(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """They are stopped. ``containers`` tells later whether one was started since."""
    state["attempts"][-1]["containers"] = facts["containers"]
    return state


def _backed_up(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """This attempt has a proven ``backup`` of OpenMetadata's database, an ``airflow_backup`` of Airflow's, or both."""
    last = state["attempts"][-1]
    if facts.get("backup"):
        last["backup"] = state["way_back"] = facts["backup"]
        if not state.get("deploy_started"):
            state["files_way_back"] = facts["backup"]
    if facts.get("airflow_backup"):
        last["airflow_backup"] = state["airflow_way_back"] = facts["airflow_backup"]
    return state


def _deploying(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """From ``now`` on files of the new version are written: a later backup does not hold those of the old one."""
    state["deploy_started"] = state.get("deploy_started") or facts["now"]
    return state


def _migrating(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """The databases ``what`` (server, airflow) change from ``now`` on: a later backup is not of the old version."""
    for what in facts["what"]:
        key = "migration_started" if what == "server" else "airflow_migration_started"
        state[key] = state[key] or facts["now"]
    return state


def _not_migrated(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """The databases ``what`` were not changed after all: their migration was refused before it ran."""
    for what in facts["what"]:
        key = "migration_started" if what == "server" else "airflow_migration_started"
        if (state[key] or "") >= state["attempts"][-1]["started"]:  # an earlier attempt may have changed it
            state[key] = None
    return state


def _done(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """The ``step`` that leaves no trace on the servers is done, or must be done again (``undo``)."""
    others = [step for step in state.get("done") or [] if step != facts["step"]]
    state["done"] = others if facts.get("undo") else [*others, facts["step"]]
    return state


def _rolled_back(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """A rollback has restored ``backup``: run again, it only starts the old version."""
    state["rolled_back"] = facts["backup"]
    return state


def _ended(state: State, facts: t.Mapping[str, t.Any]) -> State:
    """The attempt ends at ``now`` with an ``outcome``; a failure names its ``phase`` and ``message``."""
    state["attempts"][-1].update(
        ended=facts["now"],
        outcome=facts["outcome"],
        failed_phase=facts.get("phase") or None,
        message=facts.get("message") or None,
    )
    return state


EVENTS: dict[str, t.Callable[[State, t.Mapping[str, t.Any]], State]] = {
    "begin": _begin,
    "rolled_back": _rolled_back,
    "stopping": _stopping,
    "stopped": _stopped,
    "backed_up": _backed_up,
    "deploying": _deploying,
    "migrating": _migrating,
    "not_migrated": _not_migrated,
    "done": _done,
    "ended": _ended,
}
