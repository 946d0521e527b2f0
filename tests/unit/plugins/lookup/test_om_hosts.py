# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible import constants
from ansible_collections.openmetadata.ops.plugins.lookup.om_hosts import matching

GROUPS = {
    "all": ["om1", "om2", "db1"],
    "ungrouped": [],
    "openmetadata": ["om1", "om2"],
    "databases": ["db1"],
    "empty": [],
}


@pytest.fixture(autouse=True)
def default_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take Ansible's default: ansible-test makes a pattern without hosts an error."""
    monkeypatch.setattr(constants, "HOST_PATTERN_MISMATCH", "warning")


@pytest.mark.parametrize(
    ("pattern", "limit", "everywhere", "left"),
    [
        ("openmetadata", None, ["om1", "om2"], ["om1", "om2"]),
        ("openmetadata", "om2", ["om1", "om2"], ["om2"]),
        ("openmetadata", "db1", ["om1", "om2"], []),
        ("openmetadata", "all:!om1", ["om1", "om2"], ["om2"]),
        ("openmetadata", "nowhere", ["om1", "om2"], []),
        ("om1,db1", None, ["om1", "db1"], ["om1", "db1"]),
        ("om*:!om2", None, ["om1"], ["om1"]),
        ("empty", None, [], []),
        ("openmetdata", None, [], []),
        ("localhost", None, ["localhost"], ["localhost"]),
    ],
)
def test_matching(pattern: str, limit: str | None, everywhere: list[str], left: list[str]) -> None:
    assert matching(GROUPS, pattern, limit) == (everywhere, left)


def test_an_inventory_without_groups() -> None:
    assert matching({}, "openmetadata", None) == ([], [])
