# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sizes and durations, read and written."""

from __future__ import annotations

import pathlib
import re

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils import _units as units
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

PLUGINS = pathlib.Path(units.__file__).parents[1]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("0", 0),
        (20971520, 20971520),
        ("1048576", 1048576),
        ("512M", 512 << 20),
        (" 20 MB ", 20 << 20),
        ("2GiB", 2 << 30),
        ("1.5K", 1536),
        ("0.3", 1),
        ("1t", 1 << 40),
        ("20480kB", 20480 << 10),
        ("20480K", 20480 << 10),
        ("64B", 64),
        ("20m", 20 << 20),
    ],
)
def test_parse_size(text: object, size: int) -> None:
    assert units.parse_size(text) == size
    assert units.size_option("min_free", text) == size


@pytest.mark.parametrize("text", ["", "M", "-1", "1P", "20MM", "1e6", "20 M B", "20MBit", "0x10", "1M 2", True, None])
def test_not_a_size(text: object) -> None:
    with pytest.raises(ValueError, match="is not a size"):
        units.parse_size(text)
    with pytest.raises(OpsError, match=r"^min_free: .* is not a size \(use bytes, .*\)\.$"):
        units.size_option("min_free", text)
    assert not units.is_size(str(text))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), (90, 90), ("90s", 90), ("15m", 900), ("6h", 21600), ("2 d", 172800), ("1W", 604800), ("0", 0)],
)
def test_parse_duration(text: object, seconds: int) -> None:
    assert units.parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "-1h", "1.5h", "1y", "1h30m"])
def test_not_a_duration(text: str) -> None:
    with pytest.raises(OpsError, match=r"^max_age: .* is not a duration"):
        units.duration_option("max_age", text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 bytes"),
        (1023, "1023 bytes"),
        (262144, "256 KiB"),
        ("262144", "256 KiB"),
        (20971520, "20 MiB"),
        (15000279, "14.3 MiB"),
        (812 * 1024**2 + 500000, "812 MiB"),
        (3 * 1024**4, "3 TiB"),
        (5000 * 1024**4, "5000 TiB"),
        (-2048, "-2 KiB"),
        (None, ""),
        ("a lot", ""),
        (True, ""),
    ],
)
def test_size(value: object, text: str) -> None:
    assert units.size(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (-1, "-1"), (1000, "1000"), (1025 * 1024, "1025 KiB"), (20 << 20, "20 MiB"), (1 << 30, "1 GiB")],
)
def test_exact_size(value: int, text: str) -> None:
    assert units.exact_size(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.44, "0.4 s"),
        (3, "3 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (60, "1 min"),
        (374, "6 min 14 s"),
        (3600, "1 h"),
        (7260, "2 h 1 min"),
        ("12", "12 s"),
        (None, ""),
        ("soon", ""),
        (True, ""),
    ],
)
def test_duration(seconds: object, text: str) -> None:
    assert units.duration(seconds) == text


def test_no_other_place_formats_or_parses_sizes() -> None:
    """A second spelling of the same thing is how two messages came to contradict each other."""
    second = re.compile(r"""/ ?1e[69]|/ ?1024|\} ?[KMG]i?B\b|human_to_bytes|\[kmgt\]""")
    found = [
        f"{path.relative_to(PLUGINS)}: {line.strip()}"
        for path in sorted(PLUGINS.rglob("*.py"))
        if path.name != "_units.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if second.search(line)
    ]
    # Units of the servers' own notations: what a parameter is set with, not what a person reads.
    allowed = ("module_utils/_params/values.py", "plugin_utils/_parameter_group.py")
    assert [line for line in found if not line.startswith(allowed)] == []
