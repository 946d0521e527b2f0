# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reading and writing runs through the API, against exchanges that were recorded from real servers."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines import api
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.judging import Limits, judge_runs
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.runs import Run, read_run
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.writers import (
    ENDED,
    FAILED,
    LEFT,
    RESOLVED,
    ApiWriter,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import ApiError, Client

from ..conftest import Exchange, Got, Sent

PATH = "/api/v1/services/ingestionPipelines"
RUN_ID = "00000000-0000-0000-0000-000000001000"
END = 1_795_389_478_902


def client_of(url: str) -> Client:
    return Client(url, "t", retries=1, sleep=lambda _seconds: None)


def run_of(**status: t.Any) -> Run:
    whole = {
        "runId": RUN_ID,
        "pipelineState": "running",
        "startDate": 1_795_389_468_902,
        "timestamp": 1_795_389_468_902,
        **status,
    }
    run = read_run("demo_mysql.demo_metadata", "demo_metadata", whole)
    assert run is not None
    return run


class Replay:
    """Answers a request with a recorded answer to the same: by method and path, and by query where several fit."""

    def __init__(self, exchanges: list[Exchange]) -> None:
        self.exchanges = exchanges

    def __call__(self, got: Got) -> Sent:
        fitting = [item for item in self.exchanges if (item.method, item.path) == (got.method, got.path)]
        same = [item for item in fitting if item.query == got.query]
        if not fitting and got.path.endswith("/pipelineStatus"):
            # Airflow was down for one as for all, and one pipeline was asked for.
            fitting = [item for item in self.exchanges if item.name.endswith("_statuses_range")]
        assert fitting, f"never recorded: {got.method} {got.path}"
        chosen = (same or fitting)[-1]
        return Sent(chosen.status, chosen.body)


def test_a_run_that_waits_in_airflows_queue_is_left_alone(http_server: t.Any) -> None:
    """The server adds Airflow's queue to a pipeline's runs; such a run cannot be read or written."""
    queued = {"runId": "manual__2026-11-27T00:00:00+00:00", "pipelineState": "queued", "startDate": 30, "timestamp": 30}
    own = {**queued, "runId": "manual__2026-11-22T00:00:00+00:00", "timestamp": 20}
    stuck = {"runId": RUN_ID, "pipelineState": "queued", "startDate": 10, "timestamp": 10}

    def respond(got: Got) -> Sent:
        if got.path == PATH:
            pipeline = {"id": "1", "name": "p", "fullyQualifiedName": "s.p", "pipelineStatuses": own}
            return Sent(200, {"data": [pipeline], "paging": {"total": 1}})
        return Sent(200, {"data": [queued, own, stuck]})

    runs = api.find_runs(client_of(http_server(respond).url)).runs
    assert {run.run_id: run.queued_in_airflow for run in runs} == {
        queued["runId"]: True,
        own["runId"]: False,
        RUN_ID: False,
    }
    limits = Limits(now=END, started_before=None, stuck_after=1000, stale_after=300_000)
    judged = {item.run.run_id: item for item in judge_runs(runs, ["p"], limits, "failed", lambda _groups: {})}
    assert judged[str(queued["runId"])].verdict.verdict == "alive"
    assert "Airflow's queue" in judged[str(queued["runId"])].verdict.evidence
    assert judged[str(queued["runId"])].new_state is None
    assert judged[RUN_ID].new_state == "failed"


# What the recorded list shows as running or queued: the newest run of each pipeline, no more.
@pytest.mark.parametrize(
    ("recording", "found"),
    [
        (
            "om12_mysql",
            {
                ("demo_mysql.demo_metadata", "running"),
                ("demo_mysql.demo_usage", "running"),
            },
        ),
        ("om12_pg", {("demo_mysql.demo_metadata", "running"), ("demo_mysql.demo_usage", "running")}),
        ("om11_mysql", {("demo_mysql.demo_metadata", "running"), ("demo_mysql.demo_usage", "running")}),
    ],
)
def test_with_airflow_down_the_list_has_to_do(
    http_server: t.Any, recorded: t.Callable[[str], list[Exchange]], recording: str, found: set[tuple[str, str]]
) -> None:
    server = http_server(Replay(recorded(recording)))
    result = api.find_runs(client_of(server.url))
    assert {(run.pipeline, run.state) for run in result.runs} == found
    assert len(result.warnings) == 1
    assert "could not tell all runs of 2 pipelines (400 Airflow Exception [" in result.warnings[0]


def test_all_runs_of_a_pipeline_are_found(http_server: t.Any) -> None:
    """The list shows a newest run that is over; two older ones are stuck."""
    newest = {"runId": "n", "pipelineState": "success", "startDate": 30, "timestamp": 30}
    older = [
        {"runId": f"o{number}", "pipelineState": "running", "startDate": number, "timestamp": number}
        for number in (10, 20)
    ]

    def handler(got: Got) -> Sent:
        if got.path == PATH:
            rows = [
                {"id": "1", "name": "p", "fullyQualifiedName": 'svc."p.x"', "pipelineStatuses": newest},
                {"id": "2", "name": "never", "fullyQualifiedName": "svc.never"},
            ]
            return Sent(200, {"data": rows, "paging": {"total": 2}})
        assert got.path == f'{PATH}/svc."p.x"/pipelineStatus'
        assert int(got.query["startTs"]) < 10
        return Sent(200, {"data": [newest, *older], "paging": {"total": 3}})

    result = api.find_runs(client_of(http_server(handler).url))
    assert [run.run_id for run in result.runs] == ["o10", "o20"]
    assert result.warnings == []
    assert result.names == ["p", "never"]


@pytest.mark.parametrize("shape", ["object", "array"])
def test_both_shapes_of_pipeline_statuses(http_server: t.Any, shape: str) -> None:
    """One object up to 1.13, an array of the last five in 2.0."""
    status = {"runId": "r", "pipelineState": "running", "startDate": 10, "timestamp": 10}
    shown = status if shape == "object" else [{**status, "runId": "s", "pipelineState": "success"}, status]
    row = {"id": "1", "name": "p", "fullyQualifiedName": "svc.p", "pipelineStatuses": shown}

    def handler(got: Got) -> Sent:
        if got.path == PATH:
            return Sent(200, {"data": [row], "paging": {"total": 1}})
        return Sent(400, {"code": 400, "message": "Airflow Exception [p] due to [null]."})

    assert [run.run_id for run in api.find_runs(client_of(http_server(handler).url)).runs] == ["r"]


def test_a_server_that_cannot_tell_is_not_asked_ten_thousand_times(http_server: t.Any) -> None:
    status = {"runId": "r", "pipelineState": "running", "startDate": 10, "timestamp": 10}
    rows = [
        {"id": str(number), "name": f"p{number}", "fullyQualifiedName": f"s.p{number}", "pipelineStatuses": status}
        for number in range(300)
    ]

    def handler(got: Got) -> Sent:
        if got.path == PATH:
            return Sent(200, {"data": rows, "paging": {"total": 300}})
        return Sent(400, {"code": 400, "message": "Airflow Exception [p] due to [null]."})

    server = http_server(handler)
    assert len(api.find_runs(client_of(server.url)).runs) == 300
    assert len(server.requests) < 30


def test_an_expired_token_is_told_and_not_called_an_airflow_trouble(http_server: t.Any) -> None:
    status = {"runId": "r", "pipelineState": "running", "startDate": 10, "timestamp": 10}

    def handler(got: Got) -> Sent:
        if got.path == PATH:
            row = {"id": "1", "name": "p", "fullyQualifiedName": "s.p", "pipelineStatuses": status}
            return Sent(200, {"data": [row], "paging": {"total": 1}})
        return Sent(401, {"code": 401, "message": "Expired token!"})

    with pytest.raises(ApiError, match="Expired token!"):
        api.find_runs(client_of(http_server(handler).url))


def test_a_run_is_read_again_as_recorded(http_server: t.Any, recorded: t.Callable[[str], list[Exchange]]) -> None:
    for name, found in (("61_status_one", True), ("62_status_one_unknown_run", False)):
        exchange = next(item for item in recorded("om12_mysql") if item.name == name)
        client = client_of(http_server(Replay([exchange])).url)
        run = run_of(runId=exchange.path.rpartition("/")[2])
        status = api.read_again(client, run)
        assert (status is not None) == found
        assert api.still_live(status) == found


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("64_put_failed_with_ts", 201),
        ("66_put_failed_without_ts", 409),
        ("73_put_unknown_state", 400),
        ("74_put_unknown_property", 400),
        ("75_put_empty_body", 500),
        ("78_put_unknown_fqn", 404),
        ("23_expired_token_put_status", 401),
    ],
)
def test_recorded_answers_to_a_put(
    http_server: t.Any, recorded: t.Callable[[str], list[Exchange]], name: str, status: int
) -> None:
    exchange = next(item for item in recorded("om12_mysql") if item.name == name)
    client = client_of(http_server(lambda _got: Sent(exchange.status, exchange.body)).url)
    if status == 201:
        api.write_status(client, run_of(), {"pipelineState": "failed"})
        return
    with pytest.raises(ApiError) as caught:
        api.write_status(client, run_of(), {"pipelineState": "failed"})
    assert caught.value.status == status


def test_names_go_over_the_wire_as_recorded(http_server: t.Any, recorded: t.Callable[[str], list[Exchange]]) -> None:
    """Quotes, dots, spaces, percent signs and other scripts: the path that we send is the one that worked."""
    for name in ("83_special_put_status", "87_special2_put_status"):
        exchange = next(item for item in recorded("om12_mysql") if item.name == name)
        fqn = exchange.path[len(PATH) + 1 : -len("/pipelineStatus")]
        server = http_server(lambda _got: Sent(201, {}))
        run = read_run(fqn, "x", exchange.sent)
        assert run is not None
        api.write_status(client_of(server.url), run, exchange.sent)
        assert server.requests[0].path == exchange.path
        assert server.requests[0].body == exchange.sent


class Store:
    """A server with one run in it, which may refuse."""

    def __init__(self, status: dict[str, t.Any] | None, *answers: Sent) -> None:
        self.status = status
        self.answers = list(answers)

    def __call__(self, got: Got) -> Sent:
        if got.method == "PUT":
            answer = self.answers.pop(0) if self.answers else Sent(201, {"eventType": "entityUpdated"})
            if answer.status == 201:
                self.status = got.body
            return answer
        if got.path.startswith(f"{PATH}/name/"):
            return Sent(200, {"pipelineStatuses": self.status} if self.status else {})
        return Sent(200, self.status) if self.status else Sent(204)


FULL = {
    "runId": RUN_ID,
    "pipelineState": "running",
    "startDate": 1_795_389_468_902,
    "timestamp": 1_795_389_468_902,
    "status": [{"name": "Source", "records": 12, "failures": []}],
    "config": {"sink": "x"},
    "metadata": {"k": [1, 2]},
}
REFUSED = Sent(400, {"code": 400, "message": "Cannot construct instance of `PipelineStatusType`, problem: stopped"})


@pytest.mark.parametrize(
    ("stored", "answers", "state", "result", "left"),
    [
        (FULL, [], "failed", RESOLVED, "failed"),
        (FULL, [], "stopped", RESOLVED, "stopped"),
        # An older server than its version says: the state is unknown there.
        (FULL, [REFUSED], "stopped", RESOLVED, "failed"),
        # Ended by itself, or deleted, between the look and the write.
        ({**FULL, "pipelineState": "success"}, [], "failed", ENDED, "success"),
        (None, [], "failed", ENDED, None),
        # Refused.
        (FULL, [Sent(409, {"code": 409, "message": "Entity already exists"})], "failed", FAILED, "running"),
        (FULL, [Sent(500, {"responseMessage": "x"})], "failed", FAILED, "running"),
        ({**FULL, "timestamp": None}, [], "failed", FAILED, "running"),
    ],
)
def test_the_writer(
    http_server: t.Any,
    stored: dict[str, t.Any] | None,
    answers: list[Sent],
    state: str,
    result: str,
    left: str | None,
) -> None:
    store = Store(stored, *answers)
    server = http_server(store)
    written = ApiWriter(client_of(server.url)).write(run_of(), state, END)
    assert written.result == result
    assert (store.status or {}).get("pipelineState") == left
    if result == RESOLVED:
        assert store.status == {**FULL, "pipelineState": left, "endDate": END}
    if result == FAILED:
        assert written.reason


def test_a_run_whose_id_is_no_uuid_is_read_from_the_pipeline(http_server: t.Any) -> None:
    status = {**FULL, "runId": "manual__2026-11-22T00:00:00+00:00"}
    store = Store(status)
    server = http_server(store)
    assert ApiWriter(client_of(server.url)).write(run_of(runId=status["runId"]), "failed", END).result == RESOLVED
    assert [item.path for item in server.requests] == [
        f"{PATH}/name/demo_mysql.demo_metadata",
        f"{PATH}/demo_mysql.demo_metadata/pipelineStatus",
    ]
    # One that is not the newest cannot be read again, so it is not written blindly either.
    other = run_of(runId="manual__other")
    written = ApiWriter(client_of(server.url)).write(other, "failed", END)
    assert written.result == LEFT
    assert "no UUID" in written.reason


def test_a_run_that_ends_between_the_look_and_the_write_keeps_its_own_word(http_server: t.Any) -> None:
    own = {**FULL, "pipelineState": "success", "endDate": END - 5, "status": [{"name": "Sink", "records": 12}]}
    stored = [dict(FULL)]

    def handler(got: Got) -> Sent:
        if got.method == "GET":
            seen, stored[0] = stored[0], own
            return Sent(200, seen)
        old, stored[0] = stored[0], got.body
        change = {"fieldsUpdated": [{"name": "pipelineStatus", "oldValue": old, "newValue": got.body}]}
        return Sent(201, {"eventType": "entityUpdated", "changeDescription": change})

    written = ApiWriter(client_of(http_server(handler).url)).write(run_of(), "failed", END)
    assert (written.result, written.after) == (ENDED, "success")
    assert stored == [own]


def test_what_a_put_replaced_is_read_from_the_recorded_answer(recorded: t.Callable[[str], list[Exchange]]) -> None:
    exchanges = {
        item.name: json.loads(item.body)
        for item in recorded("om12_mysql")
        if "_put_" in item.name and item.status == 201
    }
    assert api.replaced_status(exchanges["64_put_failed_with_ts"]) == {
        "runId": RUN_ID,
        "pipelineState": "running",
        "startDate": 1_795_389_468_902,
        "timestamp": 1_795_389_468_902,
    }
    # A run that was not there before replaced nothing.
    assert api.replaced_status(exchanges["37_put_status_running"]) is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_server_that_lets_nobody_in_ends_the_work(http_server: t.Any, status: int) -> None:
    server = http_server(lambda _got: Sent(status, {"code": status, "message": "no"}))
    with pytest.raises(ApiError, match=r"token"):
        ApiWriter(client_of(server.url)).write(run_of(), "failed", END)


def test_one_lost_answer_is_the_matter_of_one_run(http_server: t.Any) -> None:
    server = http_server(lambda _got: Sent(200, {"runId": RUN_ID, "x": "y" * 99}, cut=50))
    writer = ApiWriter(client_of(server.url))
    first, second = (writer.write(run_of(), "failed", END) for _unused in range(2))
    assert (first.result, second.result) == ("failed", "failed")
    assert "no answer" in first.reason
    with pytest.raises(ApiError, match="no answer"):  # the third in a row: the server is gone
        writer.write(run_of(), "failed", END)


def test_lost_answers_about_some_pipelines(http_server: t.Any) -> None:
    """The runs of the others are found, and a warning names how many could not be asked."""

    def handler(got: Got) -> Sent:
        status = {"runId": RUN_ID, "pipelineState": "running", "timestamp": 5}
        if got.path == "/api/v1/services/ingestionPipelines":
            rows = [
                {"id": name, "name": name, "fullyQualifiedName": f"s.{name}", "pipelineStatuses": status}
                for name in ("a", "b", "c")
            ]
            return Sent(200, {"data": rows, "paging": {"total": 3}})
        return Sent(200, {"data": [{**status, "timestamp": 4}]}, cut=9 if "s.b" in got.path else 0)

    found = api.find_runs(client_of(http_server(handler).url))
    assert sorted(run.pipeline for run in found.runs) == ["s.a", "s.b", "s.c"]
    assert "could not tell all runs of 1 pipelines" in found.warnings[0]


def test_app_runs(http_server: t.Any) -> None:
    record = {"status": "running", "startTime": 5, "timestamp": 5, "extension": "status"}

    def handler(got: Got) -> Sent:
        if got.path == "/api/v1/apps":
            apps = [{"id": "1", "name": "In", "appType": "internal"}, {"id": "2", "name": "Ex", "appType": "external"}]
            return Sent(200, {"data": apps, "paging": {"total": 2}})
        assert got.path == "/api/v1/apps/name/In/status"
        return Sent(200, {"data": [record, {**record, "status": "success", "timestamp": 4}]})

    runs = api.find_app_runs(client_of(http_server(handler).url))
    assert [(run.kind, run.pipeline, run.key, run.timestamp) for run in runs] == [("app", "In", "1", 5)]


def test_a_server_without_apps_has_no_app_runs(http_server: t.Any, recorded: t.Callable[[str], list[Exchange]]) -> None:
    for exchange in recorded("om11_mysql"):
        if exchange.path == "/api/v1/apps":
            assert api.find_app_runs(client_of(http_server(Replay([exchange])).url)) == []
            return
    pytest.fail("the recording has no list of apps")
