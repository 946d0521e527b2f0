# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._params.values import (
    Shape,
    is_met,
    is_special,
    mysql_shape,
    parse_boolean,
    postgresql_shape,
    wanted_value,
)

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("text", "value"),
    [("on", True), ("ON", True), (1, True), (True, True), ("yes", True), ("off", False), (0, False), ("false", False)],
)
def test_switches(text: object, value: bool) -> None:
    assert parse_boolean(text) is value


WORK_MEM = postgresql_shape("integer", "kB", "64", "2147483647")
SHARED_BUFFERS = postgresql_shape("integer", "8kB", "16", "1073741823")
TIMEOUT = postgresql_shape("integer", "ms", "0", "2147483647")
SORT_BUFFER = mysql_shape("262144", "32768", "18446744073709551615")


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (SORT_BUFFER, "262144", 262144),
        (SORT_BUFFER, "20M", 20 * MIB),  # as option files write it
        (mysql_shape("ON"), "OFF", False),
        (mysql_shape("10.000000"), "10.000000", 10.0),
        (mysql_shape("utf8mb4"), "latin1", "latin1"),
        (WORK_MEM, "4096", 4 * MIB),
        (WORK_MEM, "20MB", 20 * MIB),
        (WORK_MEM, "-1", -1),
        (SHARED_BUFFERS, "16384", 128 * MIB),
        (TIMEOUT, "5min", 300000),
        (TIMEOUT, "300000", 300000),
        (postgresql_shape("bool", None), "on", True),
        (postgresql_shape("real", None), "1.1", 1.1),
        (postgresql_shape("enum", None), "minimal", "minimal"),
        (postgresql_shape("integer", None), "100", 100),
        (postgresql_shape("integer", "MB"), "1024", 1024 * MIB),
        (postgresql_shape("integer", "B"), "100", 100),
    ],
)
def test_from_server(shape: Shape, text: str, value: object) -> None:
    assert shape.from_server(text) == value


@pytest.mark.parametrize(
    ("shape", "value", "expected"),
    [
        (SORT_BUFFER, "20M", 20 * MIB),
        (SORT_BUFFER, "20MB", 20 * MIB),
        (SORT_BUFFER, 20971520, 20 * MIB),
        (WORK_MEM, "20M", 20 * MIB),
        (WORK_MEM, 20971520, 20 * MIB),  # bytes, not PostgreSQL's kilobytes
        (WORK_MEM, 20971521, 20 * MIB + 1024),  # never less than asked for
        (SHARED_BUFFERS, "100001B", 13 * 8192),
        (TIMEOUT, "5s", 5000),
        (TIMEOUT, 5000, 5000),
        (mysql_shape("OFF"), 1, True),
        (mysql_shape("OFF"), "true", True),
        (mysql_shape("utf8mb4"), True, "ON"),
    ],
)
def test_from_user(shape: Shape, value: object, expected: object) -> None:
    assert shape.from_user(value) == expected


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        (SORT_BUFFER, 20 * MIB, "20971520"),
        (mysql_shape("OFF"), True, "ON"),
        (WORK_MEM, 20 * MIB, "20480kB"),
        (WORK_MEM, -1, "-1"),
        (postgresql_shape("integer", "B"), 100, "100B"),
        (TIMEOUT, 300000, "300000"),
        (postgresql_shape("integer", None), 100, "100"),
    ],
)
def test_to_server(shape: Shape, value: int, text: str) -> None:
    assert shape.to_server(value) == text


@pytest.mark.parametrize("size", [20 * MIB, 65536, 64 * 1024 * 1024 + 1024])
def test_what_is_written_is_read_again(size: int) -> None:
    assert WORK_MEM.from_server(WORK_MEM.to_server(size)) == size


@pytest.mark.parametrize(
    ("shape", "value", "words"),
    [
        (SORT_BUFFER, "20 apples", "invalid literal"),
        (WORK_MEM, "lots", "is not a size"),
        (WORK_MEM, "1kB", "minimum is 65536"),
        (SORT_BUFFER, "1k", "minimum is 32768"),
        (WORK_MEM, "4TB", "maximum is"),
        (mysql_shape("ON"), "perhaps", "neither on nor off"),
    ],
)
def test_bad_values_name_the_parameter(shape: Shape, value: object, words: str) -> None:
    with pytest.raises(OpsError, match=words) as caught:
        wanted_value("some_name", shape, value)
    assert "some_name" in caught.value.message
    assert "Nothing was changed" in caught.value.message


@pytest.mark.parametrize(
    ("current", "wanted", "comparison", "shape", "met"),
    [
        (32 * MIB, 20 * MIB, "at_least", SORT_BUFFER, True),
        (32 * MIB, 20 * MIB, "exact", SORT_BUFFER, False),
        (20 * MIB, 20 * MIB, "at_least", WORK_MEM, True),
        (4 * MIB, 20 * MIB, "at_least", WORK_MEM, False),
        (True, True, "at_least", mysql_shape("ON"), True),
        (False, True, "at_least", mysql_shape("ON"), False),
        (True, False, "at_least", mysql_shape("ON"), False),  # switches are compared exactly
        (60000, 5000, "at_least", TIMEOUT, False),  # so are times, whose 0 means none
        ("latin1", "LATIN1", "exact", mysql_shape("latin1"), True),
    ],
)
def test_is_met(current: object, wanted: object, comparison: str, shape: Shape, met: bool) -> None:
    assert is_met(current, wanted, comparison, shape) is met  # type: ignore[arg-type]


def test_special_values_are_not_compared() -> None:
    assert is_special(-1, 64 * MIB, "at_least", WORK_MEM)
    assert not is_special(-1, 64 * MIB, "exact", WORK_MEM)
    assert not is_special(4 * MIB, 64 * MIB, "at_least", WORK_MEM)
