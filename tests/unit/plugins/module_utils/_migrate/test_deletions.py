# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that upstream deletes on purpose are known by version, counted, and no loss."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import DatabaseError
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.changelog import ChangeLog
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.deletions import (
    Expected,
    count_deletions,
    on_the_way,
    subtract,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._upstream.deletions import DELETIONS

BY_ID = {entry.id: entry for entry in DELETIONS}
ALERT = BY_ID["activity-feed-alert-1.9.0"]
CONTRACTS = BY_ID["orphaned-contracts"]
ICEBERG = BY_ID["iceberg-pipelines"]


@pytest.mark.parametrize(
    ("highest", "target", "ids"),
    [
        ("1.4.1", "1.4.8", ["test-suite-subscriptions"]),
        ("1.4.8", "1.5.0", ["activity-feed-alert-1.5.0"]),
        ("1.5.9", "1.6.2", ["activity-feed-alert-1.6.0"]),
        ("1.8.9", "1.9.17", ["activity-feed-alert-1.9.0"]),
        ("1.8.9", "1.11.4", ["activity-feed-alert-1.9.0", "orphaned-contracts"]),
        ("1.10.0", "1.12.6", []),
        ("1.12.6", "1.13.0", ["iceberg-pipelines"]),
        # in which release of its line the migration is, is not known for sure
        ("1.13.0", "1.13.6", ["iceberg-pipelines"]),
        ("1.13.5", "2.0.10", ["iceberg-pipelines"]),
        ("2.0.4", "2.1.0", ["delta-lake-pipelines"]),
        ("2.0.4", "2.0.10", []),
        (None, "2.0.10", []),
        ("1.8.9", None, []),
    ],
)
def test_on_the_way(highest: str | None, target: str | None, ids: list[str]) -> None:
    log = ChangeLog((highest,) if highest else ())
    assert [entry.id for entry in on_the_way(log, target)] == ids


@pytest.mark.parametrize(
    ("losses", "expected", "left", "explained"),
    [
        ({}, [Expected(ALERT, 1)], {}, []),
        ({"event_subscription_entity": (4, 3)}, [Expected(ALERT, 1)], {}, [("event_subscription_entity", 1)]),
        # one more than expected is a loss of one
        (
            {"event_subscription_entity": (4, 2)},
            [Expected(ALERT, 1)],
            {"event_subscription_entity": (3, 2)},
            [("event_subscription_entity", 1)],
        ),
        # three migrations on the way delete the same row
        (
            {"event_subscription_entity": (4, 1)},
            [Expected(BY_ID["activity-feed-alert-1.5.0"], 1), Expected(BY_ID["activity-feed-alert-1.6.0"], 1)],
            {"event_subscription_entity": (3, 1)},
            [("event_subscription_entity", 1)],
        ),
        # others were added meanwhile
        ({"ingestion_pipeline_entity": (9, 8)}, [Expected(ICEBERG, 2)], {}, [("ingestion_pipeline_entity", 1)]),
        (
            {"data_contract_entity": (5, 2), "table_entity": (7, 0)},
            [Expected(ALERT, 1), Expected(CONTRACTS, 3)],
            {"table_entity": (7, 0)},
            [("data_contract_entity", 3)],
        ),
        ({"table_entity": (5, 4)}, [], {"table_entity": (5, 4)}, []),
    ],
)
def test_subtract(
    losses: dict[str, tuple[int, int]],
    expected: list[Expected],
    left: dict[str, tuple[int, int]],
    explained: list[tuple[str, int]],
) -> None:
    found, purpose = subtract(losses, expected)
    assert found == left
    assert [(one["table"], one["rows"]) for one in purpose] == explained
    assert all(one["what"] and one["source"].startswith("https://") for one in purpose)


class Database:
    """Answers by what a statement has in it."""

    def __init__(self, engine: str, answers: dict[str, t.Any]) -> None:
        self.engine = engine
        self.answers = answers
        self.asked: list[str] = []

    def quote(self, name: str) -> str:
        return name

    def query(self, sql: str, args: t.Sequence[t.Any] = ()) -> list[dict[str, t.Any]]:
        self.asked.append(sql)
        for part, answer in self.answers.items():
            if f" FROM {part} " in sql:
                if isinstance(answer, Exception):
                    raise answer
                return [row for row in answer if not args or row["id"] in args]
        raise DatabaseError("no such table", 1146 if self.engine == "mysql" else "42P01")

    def value(self, sql: str, args: t.Sequence[t.Any] = ()) -> t.Any:
        return len(self.query(sql, args))


CONTRACT_ROWS = [
    {"type": "table", "id": "t1"},
    {"type": "table", "id": "t2"},
    {"type": "apiEndpoint", "id": "e1"},
    {"type": "table", "id": "gone"},
    {"type": "unheardOf", "id": "u1"},
]


@pytest.mark.parametrize("engine", ["mysql", "postgresql"])
def test_count(engine: str) -> None:
    database = Database(
        engine,
        {
            "data_contract_entity": CONTRACT_ROWS,
            "table_entity": [{"id": "t1"}, {"id": "t2"}],
            "api_endpoint_entity": [],
            "event_subscription_entity": [{"id": "a"}],
        },
    )
    counted = count_deletions(t.cast(t.Any, database), [ALERT, CONTRACTS, ICEBERG])
    # the type without a table is left out: nothing is known about its entities
    assert [(one.deletion.id, one.rows) for one in counted] == [(ALERT.id, 1), (CONTRACTS.id, 2)]


def test_another_refusal_is_no_absence() -> None:
    database = Database("mysql", {"event_subscription_entity": DatabaseError("denied", 1142)})
    with pytest.raises(DatabaseError, match="denied"):
        count_deletions(t.cast(t.Any, database), [ALERT])


def test_each_row_has_its_source() -> None:
    assert len(BY_ID) == len(DELETIONS)
    for entry in DELETIONS:
        assert entry.source.startswith("https://")
        assert entry.read
        assert not entry.where or set(entry.where) == {"mysql", "postgresql"}
