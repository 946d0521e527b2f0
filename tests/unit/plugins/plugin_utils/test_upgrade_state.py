# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_state import (
    EVENTS,
    FORMAT,
    VERSION,
    change,
    read,
    refusal,
)

BEGIN = {
    "now": "2026-11-28T10:00:00Z",
    "running": True,
    "from_version": "1.9.17",
    "to_version": "1.11.4",
    "deployment": {"kind": "compose", "server": {"dir": "/opt/om"}, "ingestion": {}},
}
ID = "20261128T100000Z-1.9.17-to-1.11.4"
CONTAINERS = {"server": {"id": "aa", "started": "2026-11-01T00:00:00Z"}, "ingestion": {}}
# What the collection wrote before the file had a format version.
FIRST_FORMAT = {
    "id": ID,
    "from_version": "1.9.17",
    "to_version": "1.11.4",
    "started": "2026-11-28T10:00:00Z",
    "stopped": "2026-11-28T10:01:00Z",
    "done": ["redeployed"],
    "compose": {"dir": "/opt/om"},
    "compose_ingestion": {},
}


def begun() -> dict[str, t.Any]:
    return change({}, "begin", BEGIN)


def backed_up() -> dict[str, t.Any]:
    state = change(begun(), "stopping", {"now": "2026-11-28T10:01:00Z", "running": True})
    state = change(state, "stopped", {"containers": CONTAINERS})
    return change(state, "backed_up", {"backup": ID, "airflow_backup": ID})


def test_no_file_is_no_upgrade() -> None:
    assert read(None) == {"state": {}, "problem": ""}


def test_what_is_written_is_read_again() -> None:
    state = backed_up()
    assert (state["format"], state["format_version"]) == (FORMAT, VERSION)
    assert read(json.dumps(state)) == {"state": state, "problem": ""}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("", "not JSON", id="an empty file"),
        pytest.param('{"id": "2026', "not JSON", id="cut off"),
        pytest.param("[]", "no JSON object", id="a list"),
        pytest.param("null", "no JSON object", id="null"),
        pytest.param("{}", "id, from_version, to_version, started are missing", id="an empty object"),
        pytest.param(json.dumps({**FIRST_FORMAT, "to_version": None}), "to_version is missing", id="no target"),
        pytest.param(json.dumps({**FIRST_FORMAT, "format": "other"}), "not a state file", id="a foreign file"),
        pytest.param(json.dumps({**FIRST_FORMAT, "format_version": 4}), "newer version of the collection", id="newer"),
        pytest.param(json.dumps({**FIRST_FORMAT, "format_version": "2"}), "format version is '2'", id="a text"),
        pytest.param(json.dumps({**FIRST_FORMAT, "format_version": 0}), "format version is 0", id="zero"),
        pytest.param(json.dumps({**FIRST_FORMAT, "format_version": 2}), "attempts is empty", id="no attempts"),
        pytest.param(json.dumps({**FIRST_FORMAT, "format_version": 2, "attempts": "x"}), "attempts cannot", id="text"),
        pytest.param(
            json.dumps({**FIRST_FORMAT, "format_version": 2, "attempts": [1]}), "attempts cannot", id="numbers"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(text: str, words: str) -> None:
    found = read(text)
    assert found["state"] == {}
    assert words in found["problem"]
    assert "remove the file" in found["problem"] or "continue with that version" in found["problem"]


def test_the_first_format_becomes_todays() -> None:
    state = read(json.dumps(FIRST_FORMAT))["state"]
    kept = [name for name in FIRST_FORMAT if not name.startswith("compose")]
    assert {name: state[name] for name in kept} == {name: FIRST_FORMAT[name] for name in kept}
    assert state["deployment"] == BEGIN["deployment"]
    assert (state["format_version"], state["way_back"], state["airflow_way_back"]) == (VERSION, ID, None)
    assert (state["files_way_back"], bool(state["deploy_started"])) == (ID, True)
    (attempt,) = state["attempts"]
    assert (attempt["backup"], attempt["stopped"], attempt["containers"]) == (ID, FIRST_FORMAT["stopped"], {})
    assert read(json.dumps(state))["state"] == state


def test_the_second_format_becomes_todays() -> None:
    new = backed_up()
    old = {name: value for name, value in new.items() if name != "deployment"}
    old |= {"format_version": 2, "compose": {"dir": "/opt/om"}, "compose_ingestion": {}}
    assert read(json.dumps(old)) == {"state": new, "problem": ""}


def test_the_first_format_before_its_stop_has_no_way_back() -> None:
    text = json.dumps({name: value for name, value in FIRST_FORMAT.items() if name != "stopped"})
    state = read(text)["state"]
    assert (state["stopped"], state["way_back"], state["attempts"][0]["backup"]) == (None, None, None)


def test_a_run_that_continues_is_another_attempt_of_the_same_upgrade() -> None:
    first = backed_up()
    state = change(first, "begin", {**BEGIN, "now": "2026-11-29T08:00:00Z", "from_version": "other", "running": False})
    assert {name: state[name] for name in first if name != "attempts"} == {
        name: first[name] for name in first if name != "attempts"
    }
    assert [(entry["n"], entry["outcome"], entry["running"]) for entry in state["attempts"]] == [
        (1, "interrupted", True),
        (2, None, False),
    ]


@pytest.mark.parametrize(
    ("running", "stopped"),
    [
        pytest.param(True, "2026-11-29T08:00:00Z", id="something was stopped: the newest stop counts"),
        pytest.param(False, "2026-11-28T10:01:00Z", id="nothing ran: the earlier stop counts"),
    ],
)
def test_the_newest_stop(running: bool, stopped: str) -> None:
    state = change(backed_up(), "begin", {**BEGIN, "now": "2026-11-29T07:59:00Z"})
    state = change(state, "stopping", {"now": "2026-11-29T08:00:00Z", "running": running})
    assert (state["stopped"], state["attempts"][-1]["stopped"]) == (stopped, stopped)
    assert state["attempts"][0]["stopped"] == "2026-11-28T10:01:00Z"


def test_the_first_stop_is_noted_even_if_nothing_ran() -> None:
    state = change(begun(), "stopping", {"now": "2026-11-28T10:01:00Z", "running": False})
    assert state["stopped"] == "2026-11-28T10:01:00Z"


def test_a_later_backup_is_the_way_back_of_what_it_holds() -> None:
    state = change(backed_up(), "begin", {**BEGIN, "now": "2026-11-29T08:00:00Z"})
    state = change(state, "backed_up", {"backup": f"{ID}-2", "airflow_backup": None})
    assert (state["way_back"], state["airflow_way_back"]) == (f"{ID}-2", ID)
    assert [entry["backup"] for entry in state["attempts"]] == [ID, f"{ID}-2"]


def test_the_files_go_back_to_the_last_backup_before_those_of_the_new_version() -> None:
    state = change(backed_up(), "begin", {**BEGIN, "now": "2026-11-29T08:00:00Z"})
    state = change(state, "backed_up", {"backup": f"{ID}-2", "airflow_backup": None})
    assert state["files_way_back"] == f"{ID}-2"
    state = change(state, "deploying", {"now": "2026-11-29T08:05:00Z"})
    state = change(state, "begin", {**BEGIN, "now": "2026-11-29T09:00:00Z"})
    state = change(state, "deploying", {"now": "2026-11-29T09:05:00Z"})
    state = change(state, "backed_up", {"backup": f"{ID}-3", "airflow_backup": None})
    assert (state["way_back"], state["files_way_back"]) == (f"{ID}-3", f"{ID}-2")
    assert state["deploy_started"] == "2026-11-29T08:05:00Z"
    state = change(state, "rolled_back", {"backup": f"{ID}-3"})
    state = change(state, "begin", {**BEGIN, "now": "2026-11-29T10:00:00Z"})
    assert state["deploy_started"] is None


def test_the_first_start_of_a_migration_counts() -> None:
    state = change(backed_up(), "migrating", {"now": "2026-11-28T10:05:00Z", "what": ["airflow"]})
    state = change(state, "migrating", {"now": "2026-11-28T10:06:00Z", "what": ["server", "airflow"]})
    assert (state["airflow_migration_started"], state["migration_started"]) == (
        "2026-11-28T10:05:00Z",
        "2026-11-28T10:06:00Z",
    )


@pytest.mark.parametrize(
    ("earlier", "left"),
    [
        pytest.param(None, None, id="refused before it ran"),
        pytest.param("2026-11-28T10:05:00Z", "2026-11-28T10:05:00Z", id="an earlier attempt had begun it"),
    ],
)
def test_a_migration_that_did_not_run_has_changed_nothing(earlier: str | None, left: str | None) -> None:
    state = backed_up()
    if earlier:
        state = change(state, "migrating", {"now": earlier, "what": ["server"]})
    state = change(state, "begin", {**BEGIN, "now": "2026-11-29T08:00:00Z"})
    state = change(state, "migrating", {"now": "2026-11-29T08:05:00Z", "what": ["server"]})
    assert change(state, "not_migrated", {"what": ["server"]})["migration_started"] == left


def test_an_upgrade_that_continues_forgets_a_rollback_that_did_not_end() -> None:
    state = change(backed_up(), "migrating", {"now": BEGIN["now"], "what": ["server", "airflow"]})
    state = change(state, "rolled_back", {"backup": ID})
    assert state["rolled_back"] == ID
    again = change({**state, "done": ["redeployed"], "airflow_made": BEGIN["now"]}, "begin", BEGIN)
    assert (again["rolled_back"], again["migration_started"], again["airflow_migration_started"]) == (None, None, None)
    assert again["done"] == []
    assert "airflow_made" not in again


def test_steps_are_noted_once_and_can_be_undone() -> None:
    state = change(change(begun(), "done", {"step": "redeployed"}), "done", {"step": "redeployed"})
    assert state["done"] == ["redeployed"]
    assert change(state, "done", {"step": "redeployed", "undo": True})["done"] == []
    assert change({"id": "a role by itself"}, "done", {"step": "reindexed"})["done"] == ["reindexed"]


def test_a_failure_names_its_phase() -> None:
    state = change(
        backed_up(), "ended", {"now": "2026-11-28T10:09:00Z", "outcome": "failed", "phase": "airflow", "message": "no"}
    )
    (attempt,) = state["attempts"]
    assert (attempt["outcome"], attempt["failed_phase"], attempt["message"], attempt["ended"]) == (
        "failed",
        "airflow",
        "no",
        "2026-11-28T10:09:00Z",
    )
    again = change(state, "begin", BEGIN)
    assert again["attempts"][0]["outcome"] == "failed"


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_no_event_changes_what_it_is_given(event: str) -> None:
    facts = {
        **BEGIN,
        "containers": {},
        "what": ["server", "airflow"],
        "step": "x",
        "outcome": "failed",
        "backup": "b",
    }
    state = change(backed_up(), "migrating", {"now": BEGIN["now"], "what": ["server"]})
    before = copy.deepcopy(state)
    assert change(state, event, facts) != before
    assert state == before


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(ValueError, match="no event of an upgrade"):
        change(begun(), "paused", {})


@pytest.mark.parametrize(
    ("state", "target", "refused"),
    [
        pytest.param({}, "1.11.4", False, id="nothing under way"),
        pytest.param(begun(), "1.11.4", False, id="the same target"),
        pytest.param(begun(), "1.11.3", True, id="an earlier target"),
        pytest.param(begun(), "1.12.0", True, id="a later target"),
        pytest.param(begun(), "1.9.17", True, id="the version that it came from"),
        pytest.param(begun(), "", True, id="no target"),
    ],
)
def test_another_target_is_refused(state: dict[str, t.Any], target: str, refused: bool) -> None:
    text = refusal(state, target)
    assert bool(text) == refused
    if refused:
        assert "Finish it with om_version 1.11.4" in text
        assert "openmetadata.ops.rollback" in text
