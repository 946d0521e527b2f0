# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.plan import (
    Found,
    describe,
    is_foreign,
    plan_present,
    plan_restored,
    remember,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._params.state import Entry, Key, Parts
from ansible_collections.openmetadata.ops.plugins.module_utils._params.values import mysql_shape, postgresql_shape

MIB = 1024 * 1024
KEY = Key("mysql 1", "runtime", "", "sort_buffer_size")
SORT = Found("sort_buffer_size", mysql_shape("1"), 262144, {"global": "262144"})
FLAG = Found("log_bin_trust_function_creators", mysql_shape("OFF"), False, {"global": "OFF"})
WORK = Found("work_mem", postgresql_shape("integer", "kB"), 4 * MIB, {"setting": None})


@pytest.mark.parametrize(
    ("found", "wanted", "comparison", "action", "value"),
    [
        (SORT, 20 * MIB, "at_least", "change", 20 * MIB),
        (replace(SORT, value=32 * MIB), 20 * MIB, "at_least", "keep", 20 * MIB),
        (replace(SORT, value=32 * MIB), 20 * MIB, "exact", "change", 20 * MIB),
        (replace(SORT, value=20 * MIB), 20 * MIB, "exact", "keep", 20 * MIB),
        (FLAG, True, "at_least", "change", True),
        (FLAG, False, "at_least", "keep", False),
        (WORK, 20 * MIB, "at_least", "change", 20 * MIB),
        # High enough, but gone at the next restart: made to last, and not lowered.
        (replace(SORT, value=32 * MIB, settled=False), 20 * MIB, "at_least", "change", 32 * MIB),
        (replace(SORT, value=32 * MIB, settled=False), 20 * MIB, "exact", "change", 20 * MIB),
        (replace(WORK, value=-1), 20 * MIB, "at_least", "refuse", 20 * MIB),
        (replace(WORK, value=-1), 20 * MIB, "exact", "change", 20 * MIB),
    ],
)
def test_plan_present(found: Found, wanted: object, comparison: str, action: str, value: object) -> None:
    step = plan_present(found, wanted, comparison)  # type: ignore[arg-type]
    assert (step.action, step.wanted) == (action, value)


def entry(before: Parts, *ours: str) -> Entry:
    return Entry(KEY, before, 0, list(ours), "2026-11-22T00:00:00Z")


@pytest.mark.parametrize(
    ("before", "ours", "now", "action"),
    [
        ({"global": "1"}, ["2"], {"global": "2"}, "restore"),
        ({"global": "1"}, ["2"], {"global": "1"}, "keep"),  # put back already, or the server was restarted
        ({"global": "1"}, ["2"], {"global": "3"}, "leave"),
        ({"global": "1"}, ["2", "4"], {"global": "2"}, "restore"),  # killed between remembering 4 and setting it
        ({"global": "1"}, ["2", "4"], {"global": "4"}, "restore"),
        ({"setting": None}, ["20480kB"], {"setting": "20480kB"}, "restore"),
        ({"setting": None}, ["20480kB"], {"setting": None}, "keep"),
        ({"setting": "8MB"}, ["20480kB"], {"setting": None}, "leave"),  # somebody ran RESET
        ({"global": "1", "persisted": None}, ["2"], {"global": "2", "persisted": "2"}, "restore"),
        ({"global": "1", "persisted": None}, ["2"], {"global": "2", "persisted": None}, "restore"),  # half way back
        ({"global": "1", "persisted": "5"}, ["2"], {"global": "5", "persisted": "5"}, "restore"),  # half way back
        ({"global": "1", "persisted": None}, ["2"], {"global": "2", "persisted": "9"}, "leave"),
        ({"global": "1", "persisted": None}, ["2"], {"global": "1", "persisted": "2"}, "restore"),
    ],
)
def test_plan_restored(before: Parts, ours: list[str], now: Parts, action: str) -> None:
    assert plan_restored(entry(before, *ours), now) == action
    assert is_foreign(entry(before, *ours), now) is (action == "leave")


@pytest.mark.parametrize(
    ("old", "now", "before", "ours"),
    [
        (None, "262144", "262144", ["new"]),
        (entry({"global": "1"}, "2"), "2", "1", ["2", "new"]),  # the true original stays
        (entry({"global": "1"}, "new"), "new", "1", ["new"]),
        (entry({"global": "1"}, "new"), "1", "1", ["new"]),  # killed before it was set
        (entry({"global": "1"}, "2"), "7", "7", ["new"]),  # somebody else's value is the one to go back to
    ],
)
def test_remember(old: Entry | None, now: str, before: str, ours: list[str]) -> None:
    result = remember(old, KEY, replace(SORT, parts={"global": now}), "new", "later")
    assert result.before == {"global": before}
    assert result.ours == ours


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "on"),
        (False, "off"),
        (20 * MIB, "20 MiB"),
        (262144, "256 KiB"),
        (3 * 1024**3, "3 GiB"),
        (1000, "1000"),
        (1025, "1025"),
        (0, "0"),
        ("utf8mb4", "utf8mb4"),
        (1.5, "1.5"),
    ],
)
def test_describe(value: object, text: str) -> None:
    assert describe(value) == text
