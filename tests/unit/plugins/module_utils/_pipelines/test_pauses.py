# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Schedules in OpenMetadata and in Airflow."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines import pauses

from ..conftest import Got, Sent


def pipeline(service: str, name: str, enabled: bool = False) -> dict[str, t.Any]:
    return {"name": name, "fullyQualifiedName": f"{service}.{name}", "enabled": enabled}


ALL = [
    pipeline("s", "off"),
    pipeline("s", "on", True),
    pipeline("s", "new"),
    pipeline("s", "same"),
    pipeline("r", "same"),
]


def test_a_dag_of_several_pipelines_tells_nothing() -> None:
    assert pauses.own_dags([*ALL, pipeline("s", "with space")]) == {
        "s.off": "off",
        "s.on": "on",
        "s.new": "new",
        "s.with space": "with_space",
    }


@pytest.mark.parametrize(
    ("paused", "running", "unknown"),
    [
        ({"s.off": False, "s.on": False}, ["s.off"], ["s.new", "s.same", "r.same"]),
        ({"s.off": True, "s.on": True, "s.new": False}, ["s.new"], ["s.same", "r.same"]),
        ({}, [], ["s.off", "s.new", "s.same", "r.same"]),
    ],
)
def test_what_runs_although_it_is_off(paused: dict[str, bool], running: list[str], unknown: list[str]) -> None:
    assert [item["fullyQualifiedName"] for item in pauses.running_although_off(ALL, paused)] == running
    assert pauses.unknown_although_off(ALL, paused) == unknown


@pytest.mark.parametrize(("answers", "looks"), [([{"s.off": False}], 1), ([{}, {}, {"s.off": True}], 3), ([{}], 5)])
def test_a_dag_that_airflow_has_not_read_yet_is_waited_for(answers: list[dict[str, bool]], looks: int) -> None:
    times = [0.0]
    seen = []

    def read() -> dict[str, bool]:
        seen.append(1)
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def sleep(seconds: float) -> None:
        times[0] += seconds

    pauses.wait_for_pauses(read, ALL[:1], 20, sleep=sleep, clock=lambda: times[0])
    assert len(seen) == looks


OPTIONS = {
    "airflow_database": None,
    "airflow_user": "a",
    "airflow_password": "b",
    "validate_certs": True,
    "ca_path": None,
}


@pytest.mark.parametrize("major", [2, 3])
def test_airflow_says_it_over_http(http_server: t.Any, major: int) -> None:
    def respond(got: Got) -> Sent:
        if got.path == "/api/v2/version":
            return Sent(200 if major == 3 else 404, {})
        if got.path == "/auth/token":
            return Sent(201, {"access_token": "t"})
        if got.path.endswith("/dags/off"):
            return Sent(200, {"dag_id": "off", "is_paused": False})
        return Sent(404 if "/dags/" in got.path else 200, {})

    warnings: list[str] = []
    params = {**OPTIONS, "airflow_url": http_server(respond).url, "timeout": 5}
    assert pauses.read_pauses(params, ALL, warnings.append) == {"s.off": False}
    assert warnings == []


def test_an_airflow_that_does_not_answer_is_a_warning() -> None:
    warnings: list[str] = []
    params = {**OPTIONS, "airflow_url": "http://127.0.0.1:9", "timeout": 1}
    assert pauses.read_pauses(params, ALL, warnings.append) == {}
    assert "only OpenMetadata's word counts" in warnings[0]


def test_nobody_to_ask() -> None:
    assert pauses.read_pauses({**OPTIONS, "airflow_url": None}, ALL, lambda _text: None) == {}


class Database:
    """A connection to Airflow's database that knows which DAGs are paused."""

    def query(self, _sql: str, dag_ids: t.Sequence[str]) -> list[dict[str, t.Any]]:
        return [{"dag_id": dag_id, "is_paused": 1} for dag_id in dag_ids if dag_id == "off"]


def test_airflows_tables_are_found_in_their_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """As om_pipeline_status finds them; the session of another account has another search_path."""
    monkeypatch.setattr(pauses, "airflow_login", lambda options: options)
    monkeypatch.setattr(pauses, "connect_component", lambda _login: contextlib.nullcontext(Database()))
    params = {**OPTIONS, "airflow_database": {"engine": "postgresql"}}
    assert pauses.read_pauses(params, ALL, lambda _text: None) == {"s.off": True}


def test_a_warning_is_passed_on_once() -> None:
    said: list[str] = []
    warn = pauses.once(said.append)
    for text in ("a", "a", "b", "a"):
        warn(text)
    assert said == ["a", "b"]
