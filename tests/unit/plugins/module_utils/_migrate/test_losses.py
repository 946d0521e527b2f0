# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rows that a migration lost, counted from before its first attempt."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate import losses
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.changelog import ChangeLog
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.losses import find_start, strike_balance
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.record import Record, Start
from ansible_collections.openmetadata.ops.plugins.module_utils._upstream.deletions import DELETIONS

BEGUN = "2026-11-22T00:00:00Z"


def start_of(counts: dict[str, int], expected: dict[str, int] | None = None) -> Start:
    return Start(BEGUN, ("1.8.0", "1.9.0"), counts, expected or {})


@pytest.mark.parametrize(
    ("done", "precedes"),
    [
        (["1.8.0", "1.9.0"], True),
        (["1.8.0", "1.9.0", "1.10.0"], True),
        # an older backup was restored
        (["1.8.0"], False),
        ([], False),
    ],
)
def test_precedes(done: list[str], precedes: bool) -> None:
    assert start_of({}).precedes(done) is precedes


def test_a_loss_is_told_with_the_time_of_the_count() -> None:
    balance = strike_balance(
        start_of({"query_entity": 4, "table_entity": 2}), {"query_entity": 1, "table_entity": 2}, "1.11.4"
    )
    assert [problem.text for problem in balance.problems] == [f"query_entity had 4 rows before ({BEGUN}) and has 1 now"]


@pytest.mark.parametrize(("target", "lost"), [("1.11.4", 0), ("1.9.1", 1), (None, 1)])
def test_what_was_deleted_on_purpose_is_no_loss(target: str | None, lost: int) -> None:
    contracts = next(entry for entry in DELETIONS if entry.table == "data_contract_entity")
    start = start_of({"data_contract_entity": 3}, {contracts.id: 2})
    balance = strike_balance(start, {"data_contract_entity": 1}, target)
    assert len(balance.losses) == lost
    assert len(balance.on_purpose) == 1 - lost


def test_a_recorded_migration_loses_nothing(recorded_counts: t.Any) -> None:
    """1.9.11 to 1.12.6: the orphaned contract goes with its thread and its relationship, which are no losses either."""
    before, after = recorded_counts("om1911_pg_data"), recorded_counts("om1911_upgraded_to_1126_pg")
    gone = {table for table, rows in before.items() if after[table] < rows}
    assert gone == {"data_contract_entity", "entity_relationship", "thread_entity"}
    balance = strike_balance(start_of(before, {"orphaned-contracts": 1}), after, "1.12.6")
    assert (balance.losses, [(one["table"], one["rows"]) for one in balance.on_purpose]) == (
        {},
        [("data_contract_entity", 1)],
    )
    assert balance.on_purpose[0]["what"] == "data contracts whose entity is gone, with their threads and relationships"


def test_the_counts_of_before_the_first_attempt_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = {"query_entity": 1}
    monkeypatch.setattr(losses, "read_counts", lambda _connection: now)
    monkeypatch.setattr(losses, "count_deletions", lambda _connection: [])
    first = start_of({"query_entity": 4})
    log = ChangeLog((*first.done, "1.10.0"))
    connection: t.Any = None
    assert find_start(connection, log, Record(None, "", start=first)) is first
    assert find_start(connection, log, None).counts == now
    assert find_start(connection, ChangeLog(("1.8.0",)), Record(None, "", start=first)).counts == now, "restored since"
