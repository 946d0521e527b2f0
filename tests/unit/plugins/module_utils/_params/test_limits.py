# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits that can end a migration."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.limits import find_limits

GIB = 1024**3


@pytest.mark.parametrize(
    ("engine", "values", "wanted"),
    [
        ("postgresql", {"statement_timeout": 0, "temp_file_limit": -1, "lock_timeout": 0}, {}),
        ("postgresql", {"statement_timeout": 86_400_000}, {"statement_timeout": "0"}),
        ("postgresql", {"idle_in_transaction_session_timeout": 60_000.5}, {"idle_in_transaction_session_timeout": "0"}),
        ("postgresql", {"lock_timeout": 60_000}, {}),
        ("postgresql", {"lock_timeout": 5_000}, {"lock_timeout": "0"}),
        ("postgresql", {"temp_file_limit": GIB // 4}, {"temp_file_limit": "2147483647kB"}),
        ("postgresql", {"temp_file_limit": GIB, "work_mem": 1}, {}),
        ("mysql", {"max_execution_time": 0, "lock_wait_timeout": 31_536_000, "innodb_lock_wait_timeout": 50}, {}),
        ("mysql", {"max_execution_time": 5000}, {"max_execution_time": "86400000"}),
        (
            "mysql",
            {"lock_wait_timeout": 10, "innodb_lock_wait_timeout": 1},
            {"lock_wait_timeout": "86400", "innodb_lock_wait_timeout": "50"},
        ),
        # A server that does not have them.
        ("mysql", {}, {}),
    ],
)
def test_find_limits(engine: str, values: dict[str, t.Any], wanted: dict[str, str]) -> None:
    assert {name: limit["wanted"] for name, limit in find_limits(engine, values).items()} == wanted
