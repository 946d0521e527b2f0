# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.layers import (
    Layers,
    covered_by,
    layers_from_rows,
)


def test_rows() -> None:
    rows: list[dict[str, object]] = [
        {"in_database": True, "of_role": True, "setconfig": ["search_path=a,b", "work_mem=1MB"]},
        {"in_database": False, "of_role": True, "setconfig": ["Work_Mem=2MB"]},
        {"in_database": True, "of_role": False, "setconfig": ["work_mem=a=b"]},
        {"in_database": False, "of_role": False, "setconfig": None},
    ]
    assert layers_from_rows(rows, "work_mem") == Layers("1MB", "2MB", "a=b", None)


@pytest.mark.parametrize(
    ("layers", "first"),
    [
        (Layers("1", "2", "3", "4"), "1"),
        (Layers(None, "2", "3", "4"), "2"),
        (Layers(None, None, "3", "4"), "3"),
        (Layers(None, None, None, "4"), "4"),
        (Layers(), None),
        (Layers(role=""), ""),
    ],
)
def test_first(layers: Layers, first: str | None) -> None:
    assert layers.first == first


@pytest.mark.parametrize(
    ("scope", "layers", "words"),
    [
        ("role", Layers("1MB", None, None, None), "ALTER ROLE om IN DATABASE db SET work_mem = 1MB takes precedence"),
        ("role", Layers(None, "1MB", "1MB", "1MB"), None),
        ("database", Layers("1MB", None, None, None), "ALTER ROLE om IN DATABASE db"),
        ("database", Layers(None, "1MB", None, None), "ALTER ROLE om SET work_mem = 1MB"),
        ("database", Layers(None, None, "1MB", "1MB"), None),
        ("system", Layers(None, None, "1MB", None), "ALTER DATABASE db"),
        ("system", Layers(None, None, None, "1MB"), "ALTER ROLE ALL"),
        ("system", Layers(), None),
    ],
)
def test_covered(scope: str, layers: Layers, words: str | None) -> None:
    found = covered_by(scope, layers, "work_mem", "om", "db")
    assert (found is None) is (words is None)
    if found:
        assert str(words) in found[0]
        assert "RESET work_mem first" in found[1]


def test_the_way_out_is_named() -> None:
    found = covered_by("database", Layers(role="1MB"), "work_mem", "om", "db")
    assert found is not None
    assert found[1] == "Run ALTER ROLE om RESET work_mem first, or use scope=role with role=om."
