# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import json
import typing as t
import unicodedata

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.listing import (
    list_pipelines,
    next_cursor,
    pick,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import ApiError, Client

from ..conftest import Exchange, Got, Sent

PATH = "/api/v1/services/ingestionPipelines"


def collate(name: str) -> str:
    """How MySQL's utf8mb4_0900_ai_ci compares, as far as these names need it."""
    marks = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in marks if not unicodedata.combining(mark))


class NameCursor:
    """The server's list with the name as cursor; proven against the recorded exchanges below."""

    def __init__(self, rows: list[dict[str, t.Any]], total: int | None = None) -> None:
        self.rows = sorted(rows, key=lambda row: collate(row["name"]))
        self.total = len(rows) if total is None else total

    def __call__(self, got: Got) -> Sent:
        limit = int(got.query.get("limit", "10"))
        after = got.query.get("after")
        rows = self.rows
        if after is not None:
            name = base64.urlsafe_b64decode(after).decode()
            rows = [row for row in rows if collate(row["name"]) > collate(name)]
            if not rows:
                return Sent(500, {"responseMessage": "Index 0 out of bounds for length 0"})
        paging: dict[str, t.Any] = {"total": self.total}
        if len(rows) > limit:
            paging["after"] = base64.urlsafe_b64encode(rows[limit - 1]["name"].encode()).decode()
        return Sent(200, {"data": rows[:limit], "paging": paging})


def row(name: str, service: str = "svc") -> dict[str, t.Any]:
    return {"id": f"{service}/{name}", "name": name, "fullyQualifiedName": f"{service}.{name}"}


def test_the_simulated_list_is_the_recorded_one(recorded: t.Callable[[str], list[Exchange]]) -> None:
    exchanges = recorded("om12_mysql_samename_paging")
    whole = next(json.loads(item.body) for item in exchanges if item.query["limit"] == "1000")
    simulated = NameCursor(whole["data"])
    # The order within one name is the database's own, so take it from the recording.
    simulated.rows = whole["data"]
    assert len(exchanges) == 24
    for item in exchanges:
        sent = simulated(Got(item.method, item.path, item.query, {}, None))
        assert sent.status == item.status, item.name
        if item.status == 200:
            body = json.loads(item.body)
            assert [entry["id"] for entry in sent.body["data"]] == [entry["id"] for entry in body["data"]], item.name
            assert sent.body["paging"].get("after") == body["paging"].get("after"), item.name


SAME = [row("same", f"svc{number}") for number in range(7)]
OTHERS = [row(name) for name in ("a", "b", "z", "zz")]


@pytest.mark.parametrize("page", [1, 2, 3, 4, 5, 6, 7, 8, 100])
@pytest.mark.parametrize(
    "rows",
    [
        [],
        [row("a")],
        [*SAME],
        [*SAME, *OTHERS],
        [*OTHERS, *[row("zz", f"svc{number}") for number in range(5)]],
        # One name to the collation, several to Python.
        [row("Name", "s1"), row("name", "s2"), row("NÄME", "s3"), row("näme", "s4"), row("a"), row("z")],
        [row("straße", "s1"), row("strasse", "s2"), row("STRASSE", "s3"), row("stra")],
        [row(f"p{number:03}") for number in range(50)],
    ],
)
def test_nothing_is_skipped(http_server: t.Any, rows: list[dict[str, t.Any]], page: int) -> None:
    server = http_server(NameCursor(rows))
    listing = list_pipelines(Client(server.url, "t", retries=0), page=page)
    assert sorted(item["id"] for item in listing.pipelines) == sorted(item["id"] for item in rows)
    assert listing.warning == ""
    assert listing.requests == len(server.requests)


def test_ten_thousand_take_at_most_twelve_requests(http_server: t.Any) -> None:
    server = http_server(NameCursor([row(f"pipeline_{number:05}") for number in range(10_000)]))
    listing = list_pipelines(Client(server.url, "t"))
    assert len(listing.pipelines) == 10_000
    assert listing.requests <= 12


def test_a_cursor_that_holds_more_than_the_name_is_trusted(http_server: t.Any) -> None:
    cursor = base64.b64encode(b'{"name":"b","id":"2"}').decode()
    pages = {None: ([row("a"), row("b")], cursor), cursor: ([row("b", "s2")], None)}

    def handler(got: Got) -> Sent:
        rows, after = pages[got.query.get("after")]
        return Sent(200, {"data": rows, "paging": {"total": 3, **({"after": after} if after else {})}})

    listing = list_pipelines(Client(http_server(handler).url, "t"), page=2)
    assert len(listing.pipelines) == 3
    assert listing.requests == 2


def test_a_total_that_is_never_reached_is_said(http_server: t.Any) -> None:
    listing = list_pipelines(Client(http_server(NameCursor([row("a")], total=5)).url, "t"))
    assert "has 5 ingestion pipelines and lists 1" in listing.warning


def test_half_a_page_and_then_a_500_is_asked_for_again(http_server: t.Any) -> None:
    rows = NameCursor([row(f"p{number}") for number in range(30)])
    answers = iter([Sent(200, {"data": ["x" * 500]}, cut=200), Sent(500, {"responseMessage": "x"})])

    def handler(got: Got) -> Sent:
        return next(answers, None) or rows(got)

    client = Client(http_server(handler).url, "t", sleep=lambda _seconds: None)
    assert len(list_pipelines(client).pipelines) == 30


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("08_ip_list_no_token", 401, "token is missing, wrong or expired"),
        ("09_ip_list_garbage_token", 401, "Invalid token"),
        ("22_expired_token", 401, "Expired token!"),
        ("24_unknown_user_token", 404, "not found"),
        ("53_list_unknown_field", 400, "nosuch"),
        ("118_unknown_path", 500, "HTTP 404 Not Found"),
    ],
)
def test_recorded_refusals_are_told(
    http_server: t.Any, recorded: t.Callable[[str], list[Exchange]], name: str, status: int, words: str
) -> None:
    exchange = next(item for item in recorded("om12_mysql") if item.name == name)
    server = http_server(lambda _got: Sent(exchange.status, exchange.body))
    with pytest.raises(ApiError, match=words) as caught:
        list_pipelines(Client(server.url, "t", sleep=lambda _seconds: None))
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("cursor", "names", "following"),
    [
        (base64.b64encode(b"b").decode(), ["a", "b"], base64.b64encode(b"a").decode()),
        (base64.b64encode(b"b").decode(), ["a", "B", "b"], base64.b64encode(b"a").decode()),
        (base64.b64encode(b"b").decode(), ["b", "b"], None),
        ("not base64!", ["a"], "not base64!"),
        (base64.b64encode(b"\xff\xfe").decode(), ["a"], base64.b64encode(b"\xff\xfe").decode()),
    ],
)
def test_next_cursor(cursor: str, names: list[str], following: str | None) -> None:
    assert next_cursor(cursor, names) == following


def test_pick() -> None:
    assert pick([row("a"), row("b")], []) == [row("a"), row("b")]
    assert pick([row("a"), row("b")], ["svc.b"]) == [row("b")]
    with pytest.raises(OpsError, match=r"no ingestion pipeline svc\.c"):
        pick([row("a")], ["svc.c"])
