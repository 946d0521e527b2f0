# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._reindex.job import Job
from ansible_collections.openmetadata.ops.plugins.module_utils._reindex.record import (
    make_config,
    read_record,
    takes_recreate,
)

from ..conftest import Got, Sent

BUSY = Sent(400, {"code": 400, "message": "Job is already running, please wait for it to complete."})
STATS = {"jobStats": {"totalRecords": 9, "successRecords": 9, "failedRecords": 0}}


@pytest.mark.parametrize(
    ("body", "over", "good"),
    [
        ({"status": "running", "startTime": 5}, False, False),
        ({"status": "active", "startTime": 5}, False, False),
        ({"status": "activeError", "startTime": 5}, False, False),
        ({"status": "activeError", "startTime": 5, "endTime": 6}, True, False),
        ({"status": "success", "startTime": 5}, True, True),
        # recorded on 1.12.6: three seconds lie between the two
        ({"status": "completed", "startTime": 5}, False, False),
        ({"status": "completed", "startTime": 5, "endTime": 6}, True, True),
        ({"status": "failed", "startTime": 5}, True, False),
        ({"status": "stopped", "startTime": 5}, True, False),
        ({"data": [{"status": "success", "startTime": 5}], "paging": {}}, True, True),
    ],
)
def test_read_record(body: t.Any, over: bool, good: bool) -> None:
    record = read_record(body)
    assert record is not None
    assert (record.over, record.good, record.started, record.run_id) == (over, good, 5, "5")


@pytest.mark.parametrize("body", [None, "", {}, {"data": []}, []])
def test_no_record(body: t.Any) -> None:
    assert read_record(body) is None


@pytest.mark.parametrize(
    ("entities", "recreate", "config"),
    [
        ([], True, {"entities": ["all"], "recreateIndex": True}),
        (["table"], False, {"entities": ["table"], "recreateIndex": False}),
        (["table"], None, {"entities": ["table"]}),
    ],
)
def test_make_config(entities: list[str], recreate: bool | None, config: dict[str, t.Any]) -> None:
    assert make_config(entities, recreate) == config


@pytest.mark.parametrize(
    ("version", "stored", "takes"),
    [
        ("1.2.0", {}, True),
        ("1.13.6", {"recreateIndex": True}, True),
        ("1.13.6", {"entities": ["all"]}, True),
        ("2.0.0", {"entities": ["all"]}, False),
        ("2.0.0-SNAPSHOT", {}, False),
        # a stored configuration that the migration did not reach
        ("2.1.0", {"recreateIndex": True}, False),
        (None, {"recreateIndex": False}, True),
        ("main", {"entities": ["all"]}, False),
    ],
)
def test_takes_recreate(version: str | None, stored: dict[str, t.Any], takes: bool) -> None:
    assert takes_recreate(version, stored) is takes


class App:
    """The app of a server: a trigger starts a run that is over after a number of looks."""

    def __init__(
        self,
        end: dict[str, t.Any],
        *triggers: Sent,
        looks: int = 2,
        version: str = "1.12.6",
        access: str = "allow",
        first: dict[str, t.Any] | None = None,
    ) -> None:
        self.end, self.triggers, self.looks, self.first = end, list(triggers), looks, first or {"status": "running"}
        self.others = {
            "/api/v1/system/version": {"version": version},
            "/api/v1/users/loggedInUser": {"name": "somebody", "isAdmin": False},
            "/api/v1/permissions/app": {"permissions": [{"operation": "Trigger", "access": access}]},
        }
        self.record: dict[str, t.Any] = {"status": "success", "startTime": 1}
        self.left = 0
        self.config: t.Any = None

    def __call__(self, got: Got) -> Sent:
        if got.method == "POST":
            answer = self.triggers.pop(0) if self.triggers else Sent(200, "Application Triggered")
            if answer.status == 200 and "/trigger/" in got.path:
                self.record, self.left, self.config = {"startTime": 2, **self.first}, self.looks, got.body
            return answer
        if got.path in self.others:
            return Sent(200, self.others[got.path])
        if not got.path.endswith("/status"):
            return Sent(200, {"name": "SearchIndexingApplication"})
        self.left -= 1
        if self.record["startTime"] == 2 and self.left < 0:
            self.record = {"startTime": 2, **self.end}
        return Sent(200, {"data": [self.record]})


def job_of(url: str, **params: t.Any) -> Job:
    clock = [0.0]

    def sleep(seconds: float) -> None:
        clock[0] += seconds

    options = {
        "api_url": url,
        "api_token": "t",
        "validate_certs": True,
        "ca_path": None,
        "timeout": 5,
        "entities": [],
        "recreate": True,
        "wait_timeout": 100,
        "stop_running": False,
        "command": [],
        "stop_command": [],
        "chdir": None,
        **params,
    }
    check_mode = options.pop("check_mode", False)
    return Job(options, check_mode=check_mode, sleep=sleep, clock=lambda: clock[0])


def test_a_run_is_followed_to_its_end(http_server: t.Any) -> None:
    app = App({"status": "success", "endTime": 3, "successContext": {"stats": STATS}})
    result = job_of(http_server(app).url, entities=["table"], recreate=False).run()
    assert (result["changed"], result["state"], result["run_id"], result["stats"]) == (True, "success", "2", STATS)
    assert app.config == {"entities": ["table"], "recreateIndex": False}


def test_a_server_that_refuses_the_option_is_not_sent_it(http_server: t.Any) -> None:
    app = App({"status": "success", "endTime": 3}, version="2.0.10")
    job = job_of(http_server(app).url, recreate=False)
    assert job.run()["state"] == "success"
    assert app.config == {"entities": ["all"]}
    assert "recreate=false has no effect" in job.warnings[0]


def test_completed_is_not_the_end(http_server: t.Any) -> None:
    app = App({"status": "success", "endTime": 3}, first={"status": "completed"})
    assert job_of(http_server(app).url).run()["state"] == "success"


def test_a_server_that_never_writes_the_end_is_believed_in_the_end(http_server: t.Any) -> None:
    app = App({}, first={"status": "completed"}, looks=10_000)
    result = job_of(http_server(app).url, wait_timeout=1000).run()
    assert (result["state"], app.left > 9_900) == ("completed", True)
    assert 120 <= result["duration"] < 160


@pytest.mark.parametrize("check_mode", [True, False])
def test_the_right_is_asked_for_before_the_trigger(http_server: t.Any, check_mode: bool) -> None:
    server = http_server(App({"status": "success", "endTime": 3}, access="notAllow"))
    with pytest.raises(OpsError, match=r"The account somebody may not trigger .* Use the token of an administrator"):
        job_of(server.url, check_mode=check_mode).run()
    assert {got.method for got in server.requests} == {"GET"}


def test_check_mode_triggers_nothing(http_server: t.Any) -> None:
    server = http_server(App({"status": "success"}))
    result = job_of(server.url, check_mode=True).run()
    assert (result["changed"], result["state"]) == (True, "pending")
    assert {got.method for got in server.requests} == {"GET"}


def test_another_run_is_waited_for(http_server: t.Any) -> None:
    job = job_of(http_server(App({"status": "success", "endTime": 3}, BUSY, BUSY)).url)
    assert job.run()["state"] == "success"
    assert len(job.warnings) == 1


def test_another_run_is_stopped_if_told_so(http_server: t.Any) -> None:
    server = http_server(App({"status": "success", "endTime": 3}, BUSY))
    job_of(server.url, stop_running=True).run()
    assert [got.path.split("/")[-2] for got in server.requests if got.method == "POST"] == [
        "trigger",
        "stop",
        "trigger",
    ]


def test_a_run_that_the_server_cannot_stop_is_waited_for(http_server: t.Any) -> None:
    """Another server runs it, or it is left over."""
    nothing = "An exception with message [There is no job running for the application.] was thrown"
    app = App({"status": "success", "endTime": 3}, BUSY, Sent(500, {"message": nothing}), BUSY)
    job = job_of(http_server(app).url, stop_running=True)
    assert job.run()["state"] == "success"
    assert ["cannot stop" in warning for warning in job.warnings] == [True]


def test_a_refused_stop_is_told(http_server: t.Any) -> None:
    app = App({"status": "success", "endTime": 3}, BUSY, Sent(403, {"message": "not allowed"}))
    with pytest.raises(OpsError, match="Stopping SearchIndexingApplication: the server answered 403 not allowed"):
        job_of(http_server(app).url, stop_running=True).run()


@pytest.mark.parametrize(
    ("app", "state", "words"),
    [
        (App({"status": "failed", "failureContext": {"failure": {"message": "no space"}}}), "failed", "no space"),
        (App({"status": "stopped"}), "stopped", "ended as stopped"),
        (App({"status": "success"}, looks=10_000), "running", "not through after 100 s"),
        (App({"status": "success"}, *[BUSY] * 100), "running", "already running"),
        (App({"status": "success"}, Sent(403, {"message": "no"})), None, "may not do that"),
    ],
)
def test_failures(http_server: t.Any, app: App, state: str | None, words: str) -> None:
    job = job_of(http_server(app).url)
    with pytest.raises(OpsError, match=words):
        job.run()
    assert job.result["state"] == state


def test_records_that_were_lost_are_said(http_server: t.Any) -> None:
    stats = {"jobStats": {"totalRecords": 9, "failedRecords": 2}}
    job = job_of(http_server(App({"status": "success", "endTime": 3, "successContext": {"stats": stats}})).url)
    job.run()
    assert "2 records could not be indexed" in job.warnings[0]
