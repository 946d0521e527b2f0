# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.recommend import needed_sort_buffer, recommend

MIB = 1024 * 1024

# Largest stored row, sizes at which the sort was seen to fail with error 1038, and to work (MySQL 9.7.4).
MEASURED = [
    (15_000_279, 15_000_000, 15_100_000),
    (400_279, 393_216, 524_288),
    (25_000_124, 20 * MIB, 24 * MIB),
    (2_048, 0, 32_768),
    (4_000_046, 3_999_854, 4_003_948),
    (5_000_046, 4_998_790, 5_002_884),  # 3,000,020 characters of text: the stored size counts
    (3_000_046, 2_996_824, 3_000_918),  # 6,000,026 characters of text
]


@pytest.mark.parametrize(("largest", "fails", "works"), MEASURED)
def test_recommendation_holds_what_was_measured(largest: int, fails: int, works: int) -> None:
    assert needed_sort_buffer(largest) > fails
    assert needed_sort_buffer(largest) >= works


@pytest.mark.parametrize(
    ("largest", "needed"),
    [(None, 20), (0, 20), (15_000_279, 20), (19 * MIB, 21), (25_000_124, 27), (100 * MIB, 110)],
)
def test_at_least_the_documented_20_mib_in_whole_mib(largest: int | None, needed: int) -> None:
    assert needed_sort_buffer(largest) == needed * MIB


@pytest.mark.parametrize(
    ("largest", "cap", "recommended", "needed"),
    [
        (1000, 256 * MIB, 20 * MIB, 20 * MIB),
        (400 * MIB, 256 * MIB, 256 * MIB, 440 * MIB),
        (1000, 10 * MIB, 10 * MIB, 20 * MIB),
    ],
)
def test_cap(largest: int, cap: int, recommended: int, needed: int) -> None:
    assert recommend(largest, cap) == {
        "sort_buffer_size": recommended,
        "needed_sort_buffer_size": needed,
        "work_mem": 20 * MIB,
    }
