# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
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


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_ends_the_work(http_server: t.Any, status: int) -> None:
    with pytest.raises(OpsError, match="administrator's token"):
        go(http_server(lambda _got: Sent(status, {"message": "no"})), [pipeline("a")], "deployed")
