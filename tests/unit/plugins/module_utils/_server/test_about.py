# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._server.health import judge_health

HEALTHY = (
    '{"OpenMetadataServerHealthCheck":{"healthy":true,"duration":0},"database":{"healthy":true},'
    '"deadlocks":{"healthy":true}}'
)
DATABASE_DOWN = (
    '{"OpenMetadataServerHealthCheck":{"healthy":true},'
    '"database":{"healthy":false,"message":"Unable to successfully check in 5 seconds"},"deadlocks":{"healthy":true}}'
)


@pytest.mark.parametrize(
    ("status", "text", "healthy", "sick"),
    [
        (200, HEALTHY, True, []),
        (500, DATABASE_DOWN, False, ["database"]),
        (200, "", True, []),
        (404, "<html>", False, []),
        (200, "[1]", True, []),
    ],
)
def test_health(status: int, text: str, healthy: bool, sick: list[str]) -> None:
    facts = judge_health(status, text)
    assert facts["healthy"] is healthy
    assert [name for name, check in facts["health"].items() if not check["healthy"]] == sick
