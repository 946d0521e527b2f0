# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of an upgrade that took several runs: nothing that an earlier run did is lost, nothing is said twice."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_downtime import downtime
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_lines import report_lines
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_runs import (
    MAX_RUNS,
    earlier_runs,
    record,
    with_run,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_story import raised, whole_story
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_view import report_artifacts, report_view

Data = dict[str, t.Any]
KIB, MIB = 1024, 1024 * 1024


def at(minute: int, second: int = 0) -> str:
    return f"2026-11-28T14:{minute:02d}:{second:02d}Z"


def phase(name: str, start: int, end: int | None, status: str = "done", changed: bool = True, **more: t.Any) -> Data:
    found: Data = {"n": 1, "name": name, "title": name, "status": status, "changed": changed, "started": at(start)}
    return {**found, **({"finished": at(end)} if end is not None else {}), **more}


def set_result(before: t.Any, after: t.Any, previous: Data | None = None, **more: t.Any) -> Data:
    """What om_db_param returns."""
    params = {"sort_buffer_size": {"before": before, "after": after, "scope": "runtime", "restart_required": False}}
    return {"params": params, "previous": {} if previous is None else previous, "server": "openmetadata", **more}


# --- records ---------------------------------------------------------------------------------------------------------


def test_a_record_is_short_and_without_secrets() -> None:
    huge = "x" * 100_000
    rows = {f"table_{number}": number for number in range(5000)}
    data: Data = {
        "started": at(0),
        "environment": {"server_running": True, "installation": {"config": huge}},
        "phases": [phase("backup", 0, 1, summary=f"{huge} pa55word-canary", details={"all": huge})] * 13,
        "backup": {"id": "b", "path": "/b", "databases": [{"name": "db", "tables": rows, "rows": 3, "file": huge}]},
        "parameters": [set_result(1, 2)],
        "airflow": {"state": "stuck", "plan": [huge] * 50, "applied": [{"statement": huge, "reason": huge}] * 200},
        "migration": {"applied": ["1.10.0"], "log_warnings": [huge] * 100, "attempts": [{"reason": huge}] * 100},
        "pipelines": {
            "counts": {"resolved": 1000},
            "resolved": [{"pipeline": huge, "evidence": huge, "run_id": "r"}] * 1000,
            "redeployed": {"done": [], "not_done": [{"pipeline": huge, "reason": huge}] * 1000},
            "log": [{"lines": [huge]}],
        },
        "failure": {"phase": "backup", "message": huge},
        "findings": [{"evidence": huge}],
    }
    text = json.dumps(record(data, ["pa55word-canary"]))
    assert len(text) < 160_000
    assert "canary" not in text
    assert json.loads(text)["backup"]["databases"][0]["tables"] == 5000


def test_a_record_survives_json() -> None:
    data = {"started": at(0), "phases": [phase("server", 0, 1)], "parameters": [set_result(256 * KIB, 20 * MIB)]}
    kept = record(data)
    assert json.loads(json.dumps(kept)) == kept
    assert kept["outcome"] == "running"


def test_the_current_run_replaces_its_own_record_and_numbers_go_on() -> None:
    runs: list[Data] = []
    for number in range(1, MAX_RUNS + 5):
        for status in ("running", "failed"):
            runs = with_run(runs, {"started": at(number), "outcome": status})
    assert len(runs) == MAX_RUNS
    assert [run["number"] for run in runs] == [1, *range(6, MAX_RUNS + 5)]
    assert {run["outcome"] for run in runs} == {"failed"}


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [("running", "interrupted"), ("failed", "failed"), ("succeeded", "succeeded")],
)
def test_a_run_without_an_outcome_was_interrupted(outcome: str, expected: str) -> None:
    run = {"started": at(0), "outcome": outcome, "phases": [phase("migrate", 1, None, "running", changed=False)]}
    (found,) = earlier_runs([run, {"started": at(9)}], at(9))
    assert found["outcome"] == expected
    assert found["phases"][0]["status"] == ("interrupted" if outcome == "running" else "running")
    assert (found.get("failure") or {}).get("phase") == ("migrate" if outcome == "running" else None)


def test_the_lines_name_the_phase_in_which_an_earlier_run_ended() -> None:
    """By its title, as the timeline does, whether the run failed or was interrupted."""
    ended = phase("migrate", 1, 2, "failed", title="migrate the database")
    running = phase("reindex", 11, None, "running", title="rebuild the index")
    failure = {"phase": "migrate", "title": "migrate the database", "task": "Migrate", "message": "Disk full"}
    runs: list[Data] = []
    for data in (
        {"started": at(0), "outcome": "failed", "phases": [ended], "failure": failure},
        {"started": at(10), "phases": [running]},
    ):
        runs = with_run(runs, record(data))
    lines = report_lines(
        {"started": at(20), "outcome": "succeeded", "runs": runs, "phases": [phase("reindex", 21, 22)]}
    )
    assert [line.split(", ", 2)[-1] for line in lines if line.startswith("Run ")][:2] == [
        "failed in 'migrate the database':",
        "interrupted in 'rebuild the index':",
    ]


# --- parameters ------------------------------------------------------------------------------------------------------

NOW = {"openmetadata": {"sort_buffer_size": {"before": 256 * KIB}}}
FIRST = {"parameters": {"sort_buffer_size": {"name": "sort_buffer_size", "before": 256 * KIB, "during": 20 * MIB}}}
AIRFLOWS = {"sort_buffer_size on Airflow's server": {"name": "sort_buffer_size", "server": "airflow", "before": 1}}


@pytest.mark.parametrize(
    ("runs", "parameters", "now", "line"),
    [
        pytest.param(
            [], [set_result(256 * KIB, 20 * MIB)], NOW, "256 KiB -> 20 MiB, now 256 KiB, as before", id="one run"
        ),
        pytest.param(
            [FIRST],
            [set_result(20 * MIB, 20 * MIB, {"sort_buffer_size": 256 * KIB})],
            NOW,
            "256 KiB -> 20 MiB, now 256 KiB, as before",
            id="raised by the first run, put back by the second",
        ),
        pytest.param(
            [{}],
            [set_result(20 * MIB, 20 * MIB, {"sort_buffer_size": 256 * KIB})],
            NOW,
            "256 KiB -> 20 MiB, now 256 KiB, as before",
            id="the first run was killed before it recorded the value: the memory of om_db_param has it",
        ),
        pytest.param(
            [{}],
            [set_result(20 * MIB, 20 * MIB, {"sort_buffer_size": None})],
            NOW,
            "the server's default -> 20 MiB, now 256 KiB, set by somebody else",
            id="it was not set, and what the default was is not known",
        ),
        pytest.param([FIRST], [], NOW, "256 KiB -> 20 MiB, now 256 KiB, as before", id="only the first run raised it"),
        pytest.param(
            [FIRST],
            [set_result(256 * KIB, 64 * MIB)],
            {"openmetadata": {"sort_buffer_size": {"before": 64 * MIB}}},
            "256 KiB -> 64 MiB, now 64 MiB, still raised",
            id="the second run raised it higher, and it was not put back",
        ),
        pytest.param([FIRST], [], {}, "256 KiB -> 20 MiB, now not read", id="the server could not be asked"),
        pytest.param(
            [], [set_result(256 * KIB, 256 * KIB)], NOW, "256 KiB -> 256 KiB, now 256 KiB, as before", id="left alone"
        ),
    ],
)
def test_parameters(runs: list[Data], parameters: list[Data], now: Data, line: str) -> None:
    earlier = [{"started": at(number), **run} for number, run in enumerate(runs)]
    data = {"started": at(30), "outcome": "succeeded", "runs": earlier, "parameters": parameters, "parameters_now": now}
    assert f"Parameter sort_buffer_size: {line}" in report_lines(data)


def test_each_server_is_asked_for_its_own_parameters() -> None:
    data = {"started": at(30), "runs": [{"started": at(1), **FIRST}], "parameters": AIRFLOWS}
    assert raised(data) == {
        "openmetadata": {"sort_buffer_size": 20 * MIB},
        "airflow": {"sort_buffer_size": None},
    }


# --- what each run did -----------------------------------------------------------------------------------------------


def test_the_story_adds_up_what_all_runs_did() -> None:
    runs = [
        {
            "number": 1,
            "started": at(0),
            "outcome": "running",
            "backup": {"id": "one", "path": "/one"},
            "airflow": {"state": "stuck", "revision_before": "a", "revision_after": "b", "applied": ["DROP x"]},
            "migration": {
                "pending_before": ["1.10.0", "1.11.0"],
                "applied": ["1.10.0"],
                "schema_version": {"before": "1.9.9", "after": "1.10.0"},
                "attempts": [{"rc": 1}],
                "metrics": {"before": {"t": 5}, "after": {"t": 5}},
            },
            "pipelines": {"counts": {"resolved": 2}, "resolved": [{"run_id": "r1"}, {"run_id": "r2"}]},
        },
        {"number": 2, "started": at(10), "outcome": "failed", "backup": {"id": "one", "path": "/one"}},
    ]
    data = {
        "started": at(20),
        "finished": at(30),
        "outcome": "succeeded",
        "runs": runs,
        "backup": {"id": "two", "path": "/two"},
        "airflow": {"state": "migrated", "revision_before": "c", "revision_after": "c", "applied": []},
        "migration": {
            "pending_before": ["1.11.0"],
            "applied": ["1.11.0"],
            "schema_version": {"before": "1.10.0", "after": "1.11.0"},
            "attempts": [{"rc": 0}],
            "metrics": {"before": {"t": 4}, "after": {"t": 4}},
        },
        "pipelines": {
            "counts": {"resolved": 1, "still_running": 1, "unknown": 0},
            "resolved": [{"run_id": "r3"}],
            "enabled": {"done": ["a"], "not_done": []},
        },
    }
    story = whole_story(data)
    assert [backup["id"] for backup in story["backups"]] == ["one", "two"]
    told = {name: story["airflow"][name] for name in ("state", "revision_before", "revision_after", "applied")}
    assert told == {"state": "stuck", "revision_before": "a", "revision_after": "c", "applied": ["DROP x"]}
    assert story["migration"]["pending_before"] == ["1.10.0", "1.11.0"]
    assert story["migration"]["applied"] == ["1.10.0", "1.11.0"]
    assert story["migration"]["schema_version"] == {"before": "1.9.9", "after": "1.11.0"}
    assert story["migration"]["metrics"] == {"before": {"t": 5}, "after": {"t": 4}}
    assert [attempt["rc"] for attempt in story["migration"]["attempts"]] == [1, 0]
    assert (story["pipelines"]["counts"]["resolved"], len(story["pipelines"]["resolved"])) == (3, 3)
    assert report_artifacts(data)["om_pipelines_resolved"] == 3
    assert (report_artifacts(data)["om_backup_id"], report_artifacts(data)["om_runs"]) == ("two", 3)


def test_one_run_is_told_as_it_is() -> None:
    pipelines = {"counts": {"resolved": 1}, "resolved": [{"run_id": "r"}], "log": [{"run_id": "r", "lines": ["x"]}]}
    story = whole_story({"started": at(0), "outcome": "succeeded", "pipelines": pipelines})
    assert (story["pipelines"], story["runs"], story["backups"]) == (pipelines, [], [])


# --- downtime --------------------------------------------------------------------------------------------------------

STOP = phase("server", 5, 10)
DEPLOY, MIGRATE, START = phase("server", 10, 12), phase("migrate", 12, 20), phase("server", 20, 30)


def run(*phases: Data, up: bool | None = True, **more: t.Any) -> Data:
    return {"started": phases[0]["started"], "server_running": up, "phases": list(phases), **more}


@pytest.mark.parametrize(
    ("runs", "answers", "minutes", "exact", "since"),
    [
        pytest.param([run(phase("environment", 0, 5), STOP, DEPLOY, MIGRATE, START)], True, 25, True, "", id="one run"),
        pytest.param(
            [run(phase("server", 5, 10, stopped_at=at(9)), DEPLOY, MIGRATE, START)],
            True,
            21,
            True,
            "",
            id="not while images are fetched and runs end",
        ),
        pytest.param([run(STOP, DEPLOY)], False, 0, True, at(5), id="down at the end"),
        pytest.param(
            [run(STOP, DEPLOY, phase("migrate", 12, 20, "failed"))], False, 0, True, at(5), id="failed while down"
        ),
        pytest.param([run(STOP, DEPLOY, MIGRATE, phase("server", 20, 30, "failed"))], True, 25, False, "", id="late"),
        pytest.param(
            [run(phase("server", 0, 1, changed=False), MIGRATE, START, up=False)], True, 0, True, "", id="was down"
        ),
        pytest.param([run(phase("server", 0, 1, "skipped"), MIGRATE, START)], True, 0, True, "", id="stop was skipped"),
        pytest.param(
            [run(phase("server", 0, 1, stopped_at=""), MIGRATE)], True, 0, True, "", id="only ingestion was stopped"
        ),
        pytest.param([], None, 0, True, "", id="no runs"),
        pytest.param(
            [
                run(STOP, phase("backup", 10, None, "interrupted")),
                run(phase("server", 40, 41, changed=False), DEPLOY, MIGRATE, phase("server", 50, 55), up=False),
            ],
            True,
            50,
            True,
            "",
            id="killed, and continued while down",
        ),
        pytest.param(
            [
                run(STOP, phase("backup", 10, 12, "failed")),
                run(phase("server", 40, 41), phase("server", 41, 42), MIGRATE, phase("server", 50, 55)),
            ],
            True,
            7 + 15,
            False,
            "",
            id="somebody started the old server in between",
        ),
        pytest.param(
            [
                run(phase("server", 5, None, "interrupted")),
                run(phase("server", 40, 41, changed=False), DEPLOY, MIGRATE, phase("server", 50, 55), up=False),
            ],
            True,
            15,
            False,
            "",
            id="killed in the stop itself",
        ),
    ],
)
def test_downtime(runs: list[Data], answers: bool | None, minutes: int, exact: bool, since: str) -> None:
    found = downtime(runs, answers)
    assert (found.seconds, found.exact, found.since) == (60 * minutes, exact, since)


# --- sentences -------------------------------------------------------------------------------------------------------

UP, SILENT = (
    {"answers": answers, "version": version, "url": "http://h/api"}
    for answers, version in ((True, "1.11.4"), (False, ""))
)
VERSIONS = {"from_version": "1.9.17", "to_version": "1.11.4", "started": at(0), "finished": at(30)}
BACKUP = {"backup": {"id": "b1", "path": "/b1"}}
EARLIER = {"runs": [{"number": 1, "started": at(0, 1), "outcome": "failed", "phases": [STOP]}], "started": at(20)}


@pytest.mark.parametrize(
    ("data", "headline", "sentence"),
    [
        pytest.param(
            {"outcome": "succeeded", "server_now": UP},
            "Upgrade succeeded",
            "OpenMetadata went from 1.9.17 to 1.11.4 in 30 min.",
            id="succeeded",
        ),
        pytest.param(
            {"outcome": "succeeded", "server_now": SILENT},
            "Upgrade succeeded, but the server does not answer",
            "OpenMetadata went from 1.9.17 to 1.11.4 in 30 min. OpenMetadata does not answer at http://h/api.",
            id="succeeded and died",
        ),
        pytest.param(
            {"outcome": "nothing_to_do", "server_now": UP},
            "Nothing to do",
            "OpenMetadata 1.11.4 is installed already. OpenMetadata 1.11.4 answers at http://h/api.",
            id="nothing to do",
        ),
        pytest.param(
            {"outcome": "nothing_to_do", "server_now": SILENT},
            "Nothing to do, but the server does not answer",
            "OpenMetadata 1.11.4 is installed already. OpenMetadata does not answer at http://h/api.",
            id="installed, but stopped",
        ),
        pytest.param(
            {"outcome": "nothing_to_do", "server_now": UP, "phases": [phase("db_params", 1, 2)]},
            "No upgrade was needed",
            "OpenMetadata 1.11.4 is installed already. OpenMetadata 1.11.4 answers at http://h/api. Only this changed "
            "something: 'db_params'.",
            id="only parameters were put back",
        ),
        pytest.param(
            {
                "outcome": "check",
                "check": True,
                "phases": [phase("server", 1, 2, "planned"), phase("x", 2, 3, "skipped", False)],
            },
            "Plan only, nothing was changed",
            "This is what the upgrade from 1.9.17 to 1.11.4 would do: 1 phase of 2 would change something.",
            id="check mode",
        ),
        pytest.param(
            {"outcome": "failed", "check": True, "failure": {"phase": "preflight"}, "server_now": UP},
            "Plan of the upgrade failed",
            "The plan of the upgrade from 1.9.17 to 1.11.4 failed in phase 'preflight'. OpenMetadata 1.11.4 answers at "
            "http://h/api.",
            id="check mode failed",
        ),
        pytest.param(
            {"outcome": "failed", "failure": {"phase": "server", "title": "fetch and stop"}, "server_now": SILENT},
            "Upgrade failed",
            "The upgrade from 1.9.17 to 1.11.4 failed in phase 'fetch and stop'. OpenMetadata does not answer at "
            "http://h/api.",
            id="failed in the stop, which may have stopped the server",
        ),
        pytest.param(
            {"outcome": "failed", "kind": "rollback", "from_version": "1.11.4", "to_version": "1.9.17"},
            "Rollback failed",
            "The rollback from 1.11.4 to 1.9.17 failed before its first phase.",
            id="a rollback failed early",
        ),
        pytest.param(
            {"outcome": "succeeded", "kind": "rollback", "from_version": "1.11.4", "to_version": "1.9.17"},
            "Rollback succeeded",
            "OpenMetadata went back from 1.11.4 to 1.9.17 in 30 min.",
            id="a rollback",
        ),
    ],
)
def test_verdict(data: Data, headline: str, sentence: str) -> None:
    verdict = report_view({**VERSIONS, **data})["verdict"]
    assert (verdict["headline"], verdict["sentence"]) == (headline, sentence)


AGAIN = "Run the same command again: it continues the upgrade and skips what is done and still holds."
CAUSE = "Remove the cause that the message names."
BACK = (
    "Or go back to 1.9.17: run openmetadata.ops.rollback with om_rollback_confirm=the name of the database (backup b1)."
)
BLOCKER = {"id": "OM139", "severity": "blocker", "title": "no MD5", "evidence": "x", "fix": "Install it."}


@pytest.mark.parametrize(
    ("data", "steps"),
    [
        pytest.param(
            {"failure": {"phase": "environment"}},
            [CAUSE, "Run the same command again. Nothing was changed, so there is nothing to roll back."],
            id="before anything",
        ),
        pytest.param({"failure": {"phase": "server"}}, [CAUSE, AGAIN], id="in the stop: something may have changed"),
        pytest.param({"failure": {"phase": "migrate"}, **BACKUP}, [CAUSE, AGAIN, BACK], id="after the backup"),
        pytest.param(
            {"failure": {"phase": "preflight"}, "findings": [BLOCKER]},
            ["OM139: Install it.", "Then run the same command again. Nothing was changed."],
            id="a blocker",
        ),
        pytest.param(
            {"failure": {"phase": "preflight"}, "findings": [BLOCKER], **EARLIER, **BACKUP},
            ["OM139: Install it.", AGAIN, BACK],
            id="a blocker in the second run: the first one changed things",
        ),
        pytest.param({"failure": {"phase": "environment"}, **EARLIER}, [CAUSE, AGAIN], id="early in the second run"),
        pytest.param(
            {"failure": {"phase": "migrate"}, "check": True, **BACKUP},
            [CAUSE, "Then run the same command again. Nothing was changed."],
            id="check mode changes nothing",
        ),
        pytest.param(
            {"failure": {"phase": "rollback"}, "kind": "rollback", "phases": [phase("rollback", 1, 2)]},
            [CAUSE, "Run the same command again."],
            id="a rollback is no way back from itself",
        ),
    ],
)
def test_next_steps(data: Data, steps: list[str]) -> None:
    assert report_view({**VERSIONS, "outcome": "failed", **data})["next_steps"] == steps


def test_a_plan_does_not_say_that_something_was_done() -> None:
    data = {
        **VERSIONS,
        "outcome": "check",
        "check": True,
        "backup": {"id": "b1", "path": "/b1", "verified": at(0)},
        "parameters": [set_result(256 * KIB, 20 * MIB)],
        "parameters_now": NOW,
        "airflow": {"state": "stuck", "revision_before": "a", "revision_after": "a", "plan": [{"statement": "DROP x"}]},
        "pipelines": {
            "stuck": [{"pipeline": "p", "new_state": "failed"}],
            "resolved": [],
            "redeployed": {"done": ["p"], "not_done": []},
            "enabled": {"done": ["p"], "not_done": []},
        },
    }
    text = "\n".join(report_lines(data))
    assert "Backup b1 would be in /b1" in text
    assert "Parameter sort_buffer_size: 256 KiB -> would be 20 MiB, now 256 KiB, as before" in text
    assert (
        "Pipelines: 1 stuck run would be resolved, 0 runs were left alone, 0 runs could not be judged, 1 pipeline "
        "would be deployed again, 1 schedule would be switched on again." in text
    )
    assert report_view(data)["airflow"]["title"] == "Planned statements"
