# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.modules import om_info

MIB = 1024 * 1024


def options(**given: Any) -> dict[str, Any]:
    return {**{name: spec.get("default") for name, spec in om_info.argument_spec().items()}, **given}


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Every part answers; a test replaces what it wants."""
    answers: dict[str, Any] = {
        "server": lambda sources: {"version": "1.9.17", "healthy": None},
        "database": lambda sources: {"version": "9.7.4", "engine": "mysql", "name": "om", "schema_version": "1.9.17"},
        "airflow": lambda sources: {"present": False},
        "sizes": lambda sources: {"measured": {"query_entity": {"largest_row": 1}}},
        "parameters": lambda sources: {},
        "entities": lambda sources: {},
        "sessions": lambda sources: {},
    }
    monkeypatch.setattr(om_info, "PARTS", answers)
    return answers


def fail(sources: object) -> None:
    raise OpsError("out of reach.")


def test_every_part_is_gathered(parts: dict[str, Any]) -> None:
    result = om_info.run(options())
    assert result["errors"] == {}
    assert result["msg"] == "OpenMetadata 1.9.17; database om on MySQL 9.7.4, migrated to 1.9.17."


def test_parts_that_were_not_asked_for_are_empty(parts: dict[str, Any]) -> None:
    result = om_info.run(options(gather=["server"]))
    assert result["database"] == result["sizes"] == result["entities"] == {}
    assert set(result) == {*parts, "recommended", "errors", "msg"}


def test_one_part_out_of_reach_stops_no_other(parts: dict[str, Any]) -> None:
    parts["sizes"] = parts["entities"] = fail
    result = om_info.run(options())
    assert result["errors"] == {"sizes": "out of reach.", "entities": "out of reach."}
    assert result["sizes"] == {"error": "out of reach."}
    assert result["entities"] == {}
    assert result["database"]["schema_version"] == "1.9.17"
    assert result["recommended"]["sort_buffer_size"] == 20 * MIB


@pytest.mark.parametrize("gather", [["server"], ["server", "sizes", "parameters"]])
def test_no_part_at_all_is_a_failure(parts: dict[str, Any], gather: list[str]) -> None:
    parts.update(dict.fromkeys(gather, fail))
    with pytest.raises(OpsError, match=r"^out of reach\.$") as caught:
        om_info.run(options(gather=gather))
    assert caught.value.details["errors"] == dict.fromkeys(gather, "out of reach.")


@pytest.mark.parametrize(
    ("largest", "cap", "recommended"),
    [
        ([1000], "256M", 20 * MIB),
        ([1000, 40 * MIB], "256M", 44 * MIB),  # the largest of all measured tables
        ([40 * MIB, None], "256MB", 44 * MIB),
        ([400 * MIB], 268435456, 256 * MIB),
    ],
)
def test_recommendation(parts: dict[str, Any], largest: list[Any], cap: Any, recommended: int) -> None:
    measured = {f"table{number}": {"largest_row": size} for number, size in enumerate(largest)}
    parts["sizes"] = lambda sources: {"measured": measured}
    assert om_info.run(options(max_sort_buffer_size=cap))["recommended"]["sort_buffer_size"] == recommended


def test_a_cap_that_is_no_size(parts: dict[str, Any]) -> None:
    with pytest.raises(OpsError, match="max_sort_buffer_size"):
        om_info.run(options(max_sort_buffer_size="lots"))


def test_missing_options_are_told_by_the_real_parts() -> None:
    with pytest.raises(OpsError, match="engine, login_user, login_db") as caught:
        om_info.run(options())
    assert set(caught.value.details["errors"]) == set(om_info.PARTS)
