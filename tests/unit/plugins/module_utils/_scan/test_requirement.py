# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.requirement import allowed


@pytest.mark.parametrize(
    ("text", "series", "floor"),
    [
        # the text; whether it allows the series 1.11; whether it allows 1.11 or later
        ("==1.11.4", True, True),
        ("==1.9.3", False, False),
        ("===1.9.3", False, False),
        ("1.9.3", False, False),
        ("==1.11.*", True, True),
        ("=1.11", True, True),
        (">=1.9", True, True),
        (">=1.9,<1.10", False, False),
        (">=1.9, <1.12", True, True),
        (">=1.9 <1.12", True, True),
        (">=1.12", False, True),
        ("<1.11", False, False),
        ("<=1.11", True, True),
        ("!=1.9.3,>=1.9", True, True),
        ("~=1.11.0", True, True),
        ("~=1.9.0", False, False),
        ("~=1.9", False, True),
        ("^1.11.2", True, True),
        ("^1.9.3", False, True),
        ("^0.13.1", False, False),
        ("~1.9", False, False),
        ("~> 1.11.0", True, True),
    ],
)
def test_allowed(text: str, series: bool, floor: bool) -> None:
    versions = allowed(text)
    assert versions is not None
    assert versions.has_series(1, 11) is series
    assert versions.has_from((1, 11)) is floor


@pytest.mark.parametrize("text", ["*", "latest", "", "${VERSION}", "!=1.9.3"])
def test_no_version(text: str) -> None:
    assert allowed(text) is None
