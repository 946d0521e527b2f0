# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.control import apply, choose, why_not
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import Answer, Client

from ..conftest import Exchange, Got, Sent


def pipeline(name: str, *, deployed: bool = True, enabled: bool = True) -> dict[str, t.Any]:
    return {"id": name, "name": name, "fullyQualifiedName": f"s.{name}", "deployed": deployed, "enabled": enabled}


ALL = [pipeline("on"), pipeline("off", enabled=False), pipeline("new", deployed=False)]


@pytest.mark.parametrize(
    ("state", "named", "chosen"),
    [
        ("deployed", False, ["on", "off"]),
        ("deployed", True, ["on", "off", "new"]),
        ("paused", False, ["on"]),
        ("paused", True, ["on", "new"]),
        ("enabled", False, ["off"]),
        ("killed", False, ["on", "off"]),
        ("killed", True, ["on", "off", "new"]),
    ],
)
def test_choose(state: str, named: bool, chosen: list[str]) -> None:
    assert [item["name"] for item in choose(ALL, state, all_of_them=named)] == chosen


@pytest.mark.parametrize(
    ("state", "paused", "chosen"),
    [
        ("paused", {"s.on": False, "s.off": True}, ["on"]),
        # off in OpenMetadata, and Airflow runs it
        ("paused", {"s.on": False, "s.off": False}, ["on", "off"]),
        ("enabled", {"s.on": False, "s.off": True}, ["off"]),
        ("enabled", {"s.on": True}, ["on", "off"]),
    ],
)
def test_choose_compares_with_airflow(state: str, paused: dict[str, bool], chosen: list[str]) -> None:
    assert [item["name"] for item in choose(ALL, state, all_of_them=False, paused=paused)] == chosen


@pytest.mark.parametrize("state", ["paused", "enabled"])
def test_what_only_airflow_has_the_other_way_round_is_flipped_twice(http_server: t.Any, state: str) -> None:
    is_on = state == "enabled"
    server = Toggles({})
    server.enabled["a"] = is_on
    result, _waits = go(http_server(server), [pipeline("a")], state, paused={"s.a": is_on})
    assert (result.done, server.flips, server.enabled["a"]) == (["s.a"], 2, is_on)
    result, _waits = go(http_server(server), [pipeline("a")], state, paused={"s.a": not is_on})
    assert (result.done, server.flips) == (["s.a"], 2), "Airflow agrees"


@pytest.mark.parametrize(
    ("status", "body", "good"),
    [
        (200, {"code": 200, "reason": "x"}, True),
        (200, {"code": 500, "reason": "x"}, False),
        (200, {"id": "x", "enabled": True}, True),
        (200, None, True),
        (400, {"code": 400, "message": "x"}, False),
    ],
)
def test_why_not(status: int, body: t.Any, good: bool) -> None:
    assert (why_not(Answer(status, body, {})) is None) == good


def go(server: t.Any, pipelines: list[dict[str, t.Any]], state: str, **options: t.Any) -> tuple[t.Any, list[float]]:
    waits: list[float] = []
    client = Client(server.url, "t", retries=0)
    settings = {"concurrency": 2, "retries": 3, "delay": 7.0, **options}
    return apply(client, pipelines, state, sleep=waits.append, **settings), waits


def test_what_fails_at_first_is_tried_again(http_server: t.Any) -> None:
    tried: dict[str, int] = {}

    def handler(got: Got) -> Sent:
        name = got.path.rpartition("/")[2]
        tried[name] = tried.get(name, 0) + 1
        return Sent(200, {"code": 200}) if name == "a" or tried[name] > 2 else Sent(400, {"message": "DagContext"})

    result, waits = go(http_server(handler), [pipeline("a"), pipeline("b")], "deployed")
    assert (result.done, result.not_done, result.rounds, waits) == (["s.a", "s.b"], {}, 3, [7.0, 7.0])
    assert tried == {"a": 1, "b": 3}


def test_the_recorded_refusals_end_in_the_list(http_server: t.Any, recorded: t.Callable[[str], list[Exchange]]) -> None:
    for name, state in (("92_deploy_airflow_down", "deployed"), ("95_kill_airflow_down", "killed")):
        exchange = next(item for item in recorded("om12_mysql") if item.name == name)
        server = http_server(lambda _got, item=exchange: Sent(item.status, item.body))
        result, waits = go(server, [pipeline("a")], state, retries=1)
        assert list(result.not_done) == ["s.a"]
        assert result.not_done["s.a"].startswith("400 ")
        assert (result.rounds, len(waits)) == (2, 1)


def test_a_toggle_that_got_through_is_not_flipped_back(http_server: t.Any) -> None:
    """The endpoint flips whatever is there: an answer that was lost must not undo the work."""
    enabled = [True]

    def handler(got: Got) -> Sent:
        if got.method == "GET":
            return Sent(200, {"enabled": enabled[0]})
        enabled[0] = not enabled[0]
        return Sent(500, {"message": "lost"})

    result, _waits = go(http_server(handler), [pipeline("a")], "paused")
    assert (enabled, result.done) == ([False], ["s.a"])


def test_a_pipeline_that_does_not_run_needs_no_killing(http_server: t.Any) -> None:
    words = "Failed to kill running workflows due to Workflow [a] has no running or pending runs nor tasks"
    result, _waits = go(http_server(lambda _got: Sent(400, {"message": words})), [pipeline("a")], "killed", retries=0)
    assert (result.done, result.unchanged, result.not_done) == ([], ["s.a"], {})


class Toggles:
    """Pipelines whose schedules are on, behind a server that flips them, and a network that loses answers.

    Args:
        faults: by method and identifier, what becomes of the first requests: an answer, or ``lost`` after the work.
    """

    def __init__(self, faults: dict[tuple[str, str], list[Sent | str]]) -> None:
        self.enabled: dict[str, bool] = {}
        self.faults = faults
        self.flips = 0

    def __call__(self, got: Got) -> Sent:
        name = got.path.rpartition("/")[2]
        self.enabled.setdefault(name, True)
        left = self.faults.get((got.method, name))
        fault = left.pop(0) if left else None
        if isinstance(fault, Sent) and fault.status != 504:
            return fault
        if got.method == "POST":
            self.enabled[name] = not self.enabled[name]
            self.flips += 1
        whole = Sent(200, {"id": name, "enabled": self.enabled[name]})
        if fault == "lost":
            whole.cut = 5
        return fault if isinstance(fault, Sent) else whole


@pytest.mark.parametrize(
    ("faults", "rounds", "flips"),
    [
        pytest.param({}, 1, 3, id="none"),
        pytest.param({("GET", "b"): ["lost"]}, 1, 3, id="a kept connection"),
        pytest.param({("GET", "b"): ["lost", "lost"]}, 2, 3, id="the answer to a look"),
        pytest.param({("GET", "b"): [Sent(502)]}, 2, 3, id="a gateway instead of a look"),
        pytest.param({("GET", "b"): [Sent(500, {"message": "x"})]}, 2, 3, id="an error instead of a look"),
        pytest.param({("GET", "b"): [Sent(200, "<html>")]}, 2, 3, id="a page instead of a look"),
        pytest.param({("POST", "b"): ["lost"]}, 1, 3, id="the answer to a toggle"),
        pytest.param({("POST", "b"): [Sent(504)]}, 1, 3, id="a gateway instead of a toggle that was done"),
        pytest.param({("POST", "b"): [Sent(502)]}, 2, 3, id="a gateway instead of a toggle that was not done"),
        pytest.param({("POST", "b"): ["lost"], ("GET", "b"): [Sent(200, {"enabled": True}), "lost"]}, 2, 3, id="both"),
        pytest.param({("GET", "a"): ["lost"], ("GET", "b"): ["lost"], ("GET", "c"): ["lost"]}, 2, 3, id="all"),
    ],
)
def test_a_lost_answer_is_the_matter_of_one_pipeline(
    http_server: t.Any, faults: dict[tuple[str, str], list[Sent | str]], rounds: int, flips: int
) -> None:
    server = Toggles(faults)
    result, _waits = go(http_server(server), [pipeline(name) for name in "abc"], "paused", concurrency=1)
    assert sorted(result.done) == ["s.a", "s.b", "s.c"]
    assert (result.not_done, result.rounds, server.flips) == ({}, rounds, flips)
    assert server.enabled == {"a": False, "b": False, "c": False}


@pytest.mark.parametrize("state", ["paused", "deployed"])
def test_the_others_go_on_and_the_failure_is_named(http_server: t.Any, state: str) -> None:
    lost: list[Sent | str] = ["lost"] * 20
    server = Toggles({("GET", "b"): lost, ("POST", "b"): lost})
    result, waits = go(http_server(server), [pipeline(name) for name in "abc"], state, retries=2)
    assert (sorted(result.done), list(result.not_done), len(waits)) == (["s.a", "s.c"], ["s.b"], 2)
    assert "no answer" in result.not_done["s.b"]


def test_a_pipeline_that_is_gone_is_not_asked_again(http_server: t.Any) -> None:
    server = Toggles({("GET", "b"): [Sent(404, {"message": "ingestionPipeline instance for b not found"})] * 9})
    result, waits = go(http_server(server), [pipeline("a"), pipeline("b")], "paused")
    assert (result.done, list(result.not_done), waits) == (["s.a"], ["s.b"], [])
    assert "not found" in result.not_done["s.b"]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("state", ["deployed", "paused"])
def test_a_refused_token_is_named_for_each_pipeline(http_server: t.Any, status: int, state: str) -> None:
    server = http_server(lambda _got: Sent(status, {"message": "no"}))
    result, waits = go(server, [pipeline("a"), pipeline("b")], state)
    assert (result.done, list(result.not_done), waits) == ([], ["s.a", "s.b"], [])
    assert all(word in reason for reason in result.not_done.values() for word in ("no", "token"))
