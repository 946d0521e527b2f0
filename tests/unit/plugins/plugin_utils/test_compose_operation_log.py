# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_operation_log import operation_log

MOUNT = ["--volume", "/state/logs:/opt/openmetadata/logs"]
OWN = "/state/logs/openmetadata-operation.log"


def volume(kind: str, source: str, target: str) -> dict[str, t.Any]:
    return {
        "volumes": [
            {"type": "bind", "source": "/x", "target": "/y"},
            {"type": kind, "source": source, "target": target},
        ]
    }


@pytest.mark.parametrize(
    ("service", "argv", "path"),
    [
        ({}, MOUNT, OWN),
        ({"volumes": None, "working_dir": None}, MOUNT, OWN),
        ({"working_dir": "/srv/om"}, ["--volume", "/state/logs:/srv/om/logs"], OWN),
        (volume("bind", "/srv/conf", "/opt/openmetadata/conf"), MOUNT, OWN),
        (volume("bind", "/srv/logs", "/opt/openmetadata/logs"), [], "/srv/logs/openmetadata-operation.log"),
        (volume("bind", "/srv/logs", "/opt/openmetadata/logs/"), [], "/srv/logs/openmetadata-operation.log"),
        # Docker refuses a second mount at the same place, and nobody but Docker knows where this one is
        (volume("volume", "om-logs", "/opt/openmetadata/logs"), [], ""),
        (volume("tmpfs", "", "/opt/openmetadata/logs"), [], ""),
    ],
)
def test_place(service: dict[str, t.Any], argv: list[str], path: str) -> None:
    assert operation_log(service, "/state/logs") == {"argv": argv, "path": path}
