# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._parameter_group import group_text, plan, remember, undo

INTEGER = {"modifiable": True, "apply_type": "dynamic", "data_type": "integer"}
GROUP = {
    "sort_buffer_size": {**INTEGER, "value": None},
    "join_buffer_size": {**INTEGER, "value": "33554432"},
    "max_connections": {**INTEGER, "value": "{DBInstanceClassMemory/12582880}"},
    "innodb_log_file_size": {**INTEGER, "value": "1024", "apply_type": "static"},
    "log_bin_trust_function_creators": {**INTEGER, "value": "0", "data_type": "boolean"},
    "version": {**INTEGER, "value": "8", "modifiable": False},
    "work_mem": {**INTEGER, "value": "4096"},
}


@pytest.mark.parametrize(
    ("wanted", "engine", "change", "static", "unmet"),
    [
        ({"sort_buffer_size": "20M"}, "mysql", {"sort_buffer_size": "20971520"}, [], []),
        ({"join_buffer_size": "20M"}, "mysql", {}, [], []),  # never lowered
        ({"join_buffer_size": "40MB"}, "mysql", {"join_buffer_size": "41943040"}, [], []),
        ({"log_bin_trust_function_creators": True}, "mysql", {"log_bin_trust_function_creators": "1"}, [], []),
        ({"log_bin_trust_function_creators": "on"}, "mysql", {"log_bin_trust_function_creators": "1"}, [], []),
        ({"log_bin_trust_function_creators": "off"}, "mysql", {}, [], []),
        ({"innodb_log_file_size": "1M"}, "mysql", {"innodb_log_file_size": "1048576"}, ["innodb_log_file_size"], []),
        ({"work_mem": "20MB"}, "postgresql", {"work_mem": "20480"}, [], []),  # the group counts kilobytes
        ({"work_mem": 4194304}, "postgresql", {}, [], []),
        ({"max_connections": 500}, "mysql", {}, [], ["max_connections"]),
        ({"version": 9}, "mysql", {}, [], ["version"]),
        ({"version": 8}, "mysql", {}, [], []),
        ({"sort_bufer_size": "20M"}, "mysql", {}, [], ["sort_bufer_size"]),
        ({}, "mysql", {}, [], []),
    ],
)
def test_plan(wanted: dict, engine: str, change: dict, static: list, unmet: list) -> None:
    planned = plan(GROUP, wanted, engine, {})
    assert planned["change"] == change
    assert planned["static"] == static
    assert [item["name"] for item in planned["unmet"]] == unmet
    assert all(item["reason"] and item["remedy"] for item in planned["unmet"])
    assert set(planned["remember"]) == set(change)


def test_a_value_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="is not a size"):
        plan(GROUP, {"sort_buffer_size": "lots"}, "mysql", {})


@pytest.mark.parametrize(
    ("current", "remembered", "before", "ours"),
    [
        (None, None, None, ["new"]),
        ("1", None, "1", ["new"]),
        ("2", {"before": None, "ours": ["2"]}, None, ["2", "new"]),
        ("new", {"before": "1", "ours": ["new"]}, "1", ["new"]),
        (None, {"before": None, "ours": ["2"]}, None, ["2", "new"]),
        ("7", {"before": "1", "ours": ["2"]}, "7", ["new"]),  # somebody else's value is the one to go back to
    ],
)
def test_remember(current: str | None, remembered: dict | None, before: str | None, ours: list[str]) -> None:
    memory = {"a": remembered, "other": {"before": "x", "ours": ["y"]}} if remembered else {}
    result = remember({"a": {"value": current}}, {"a": "new"}, memory)
    assert result["a"] == {"before": before, "ours": ours}
    assert set(result) == {"a", *memory}


@pytest.mark.parametrize(
    ("current", "before", "ours", "place"),
    [
        ("2", "1", ["2"], "set"),
        ("2", None, ["2"], "reset"),
        ("1", "1", ["2"], None),
        (None, None, ["2"], None),
        ("9", "1", ["2"], "left"),
        (None, "1", ["2"], "left"),
    ],
)
def test_undo(current: str | None, before: str | None, ours: list[str], place: str | None) -> None:
    back = undo({"a": {"value": current, "apply_type": "dynamic"}}, {"a": {"before": before, "ours": ours}})
    assert {name for name in ("set", "reset", "left") if back[name]} == ({place} if place else set())
    assert back["static"] == []


def test_undo_tells_what_waits_for_a_restart() -> None:
    described = {"a": {"value": "2", "apply_type": "static"}, "b": {"value": "2", "apply_type": "dynamic"}}
    memory = {"a": {"before": None, "ours": ["2"]}, "b": {"before": "1", "ours": ["2"]}}
    assert undo(described, memory) == {"set": {"b": "1"}, "reset": ["a"], "left": [], "static": ["a"]}


def test_a_parameter_that_is_gone_is_left() -> None:
    assert undo({}, {"a": {"before": "1", "ours": ["2"]}})["left"] == ["a"]


@pytest.mark.parametrize(
    ("name", "value", "data_type", "engine", "text"),
    [
        ("work_mem", "20MB", "integer", "postgresql", "20480"),
        ("work_mem", 20971521, "integer", "postgresql", "20481"),
        ("work_mem", "20MB", "integer", "mysql", "20971520"),
        ("x", "yes", "boolean", "mysql", "1"),
        ("x", "MIXED", "string", "mysql", "MIXED"),
        ("x", 1.5, "float", "mysql", "1.5"),
    ],
)
def test_group_text(name: str, value: object, data_type: str, engine: str, text: str) -> None:
    assert group_text(name, value, data_type, engine) == text
