# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a server says to an account about itself, by answers of real servers."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._info.inside import describe_inside, judge_ingestion
from ansible_collections.openmetadata.ops.plugins.module_utils._info.parts import Sources, gather_server
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import Answer, Client

from ..conftest import Got, Sent

MISMATCH = "Server/Client version mismatch. Ingestion is [1.9.17.1], server is [1.12.6]."


@pytest.mark.parametrize(
    ("status", "body", "healthy", "reason"),
    [
        (200, {"code": 200, "platform": "Airflow", "version": "1.12.6.0"}, True, ""),
        (200, {"code": 500, "reason": MISMATCH, "platform": "Airflow"}, False, MISMATCH),
        (
            400,
            {"code": 400, "message": "Unable to connect to Airflow APIs"},
            False,
            "Unable to connect to Airflow APIs",
        ),
        (500, None, False, ""),
    ],
)
def test_judge_ingestion(status: int, body: t.Any, healthy: bool, reason: str) -> None:
    found = judge_ingestion(Answer(status, body, {}))
    assert found is not None
    assert (found["healthy"], found["reason"]) == (healthy, reason)


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_says_nothing_about_the_ingestion(status: int) -> None:
    assert judge_ingestion(Answer(status, {"message": "no"}, {})) is None


@pytest.mark.parametrize("recording", ["om12_mysql", "om12_mysql_noop", "om1126_pg"])
def test_recorded_answers(recorded: t.Any, recording: str) -> None:
    """Airflow was down, or there was no pipeline service client."""
    answers = [
        one for one in recorded(recording) if one.path.endswith("/ingestionPipelines/status") and one.status != 401
    ]
    assert answers
    for one in answers:
        found = judge_ingestion(Answer(one.status, json.loads(one.body), {}))
        assert found is not None
        assert found["healthy"] == ("noop" in recording)


def test_an_account_that_is_not_accepted(http_server: t.Any) -> None:
    server = http_server(lambda _got: Sent(401, {"message": "Expired token!"}))
    assert describe_inside(Client(server.url, "t")) == {"account": None, "ingestion": None}


def test_an_account(http_server: t.Any) -> None:
    def respond(got: Got) -> Sent:
        answers: dict[str, t.Any] = {
            "loggedInUser": {"name": "admin", "isAdmin": True},
            "app": {"permissions": []},
            "status": {"code": 200, "version": "1.12.6.0"},
        }
        return Sent(200, answers[got.path.rpartition("/")[2]])

    found = describe_inside(Client(http_server(respond).url, "t"))
    assert found["account"] == {"user": "admin", "trigger": "allowed"}
    assert found["ingestion"] == {"healthy": True, "version": "1.12.6.0", "reason": ""}


def test_an_answer_that_is_lost_leaves_the_others(http_server: t.Any) -> None:
    def respond(got: Got) -> Sent:
        return Sent(200, {"name": "admin", "isAdmin": True}, cut=5 if got.path.endswith("/status") else 0)

    found = describe_inside(Client(http_server(respond).url, "t", retries=0))
    assert found == {"account": {"user": "admin", "trigger": "allowed"}, "ingestion": None}


@pytest.mark.parametrize(("healthy", "user"), [(True, "admin"), (False, None)])
def test_a_server_without_its_database_is_not_asked_for_more(
    http_server: t.Any, healthy: bool, user: str | None
) -> None:
    def respond(got: Got) -> Sent:
        if got.path == "/healthcheck":
            return Sent(200 if healthy else 500, {"database": {"healthy": healthy, "message": "down"}})
        return Sent(200, {"version": "1.12.6", "name": "admin", "isAdmin": True})

    server = http_server(respond)
    params = {
        "api_url": server.url,
        "api_token": "t",
        "health_url": f"{server.url}/healthcheck",
        "validate_certs": True,
        "ca_path": None,
        "timeout": 5,
    }
    with Sources(params) as sources:
        found = gather_server(sources)
    assert (found["version"], found["healthy"], (found["account"] or {}).get("user")) == ("1.12.6", healthy, user)
    assert any("loggedInUser" in got.path for got in server.requests) is healthy
