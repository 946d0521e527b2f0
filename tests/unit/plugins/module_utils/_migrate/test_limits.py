# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.limits import raised_limits

MYSQL = {"DB_QUERY_TIMEOUT_SECONDS": "14400", "DB_MYSQL_SOCKET_TIMEOUT": "14400000"}


@pytest.mark.parametrize(
    ("version", "engine", "current", "raised"),
    [
        ("2.0.0", "mysql", None, MYSQL),
        ("2.1.0", "postgresql", {}, {"DB_QUERY_TIMEOUT_SECONDS": "14400", "DB_POSTGRESQL_SOCKET_TIMEOUT": "14400"}),
        ("1.13.6", "mysql", {}, {}),
        ("2.0.10", "mysql", {"DB_QUERY_TIMEOUT_SECONDS": "600", "DB_MYSQL_SOCKET_TIMEOUT": ""}, MYSQL),
        # What the user has set higher, or to something that only the user understands, stays.
        ("2.0.10", "mysql", {"DB_QUERY_TIMEOUT_SECONDS": "20000", "DB_MYSQL_SOCKET_TIMEOUT": 0}, {}),
        ("2.0.10", "mysql", {"DB_QUERY_TIMEOUT_SECONDS": "1h", "DB_MYSQL_SOCKET_TIMEOUT": "99999999"}, {}),
    ],
)
def test_raised_limits(version: str, engine: str, current: dict[str, object] | None, raised: dict[str, str]) -> None:
    assert raised_limits(version, engine, 14400, current) == raised
