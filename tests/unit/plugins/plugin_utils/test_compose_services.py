# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which service is what, in projects as people write them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_services import (
    find_ingestion,
    find_migrate,
    find_server,
    is_tool,
    only_migrates,
)

UPSTREAM = {"image": "docker.getcollate.io/openmetadata/server:1.11.4"}
OLD_MIGRATION = {"image": "openmetadata/server:1.2.0", "command": ["./bootstrap/bootstrap_storage.sh", "migrate-all"]}
MIGRATION = {**UPSTREAM, "command": ["./bootstrap/openmetadata-ops.sh", "migrate"]}


@pytest.mark.parametrize(
    ("services", "server"),
    [
        pytest.param(
            {"a": {"image": "mcr.microsoft.com/mssql/server:2022"}, "b": UPSTREAM}, "b", id="another product's server"
        ),
        pytest.param({"a": {"image": "airbyte/server:1.0"}}, None, id="only another product's server"),
        pytest.param({"a": {"image": "x/openmetadata-observer"}, "b": UPSTREAM}, "b", id="the end of a word"),
        pytest.param({"a": OLD_MIGRATION, "b": UPSTREAM}, "b", id="the one-shot of 1.2"),
        pytest.param(
            {"a": {**UPSTREAM, "command": ["./bootstrap/openmetadata-ops.sh", "reindex"]}, "b": UPSTREAM},
            "b",
            id="another command of the tool",
        ),
        pytest.param({"a": {"image": "harbor.corp/om/openmetadata-server:1.11.2"}}, "a", id="a mirror's flat name"),
        pytest.param(
            {"a": {"image": "corp/om/server:1", "environment": {"OM_DATABASE": "om"}}}, "a", id="a mirror's own name"
        ),
        pytest.param(
            {"a": {**UPSTREAM, "command": "sh -c './bootstrap/openmetadata-ops.sh migrate && /openmetadata-start.sh'"}},
            "a",
            id="it migrates and starts",
        ),
        pytest.param({"openmetadata-server": {"build": "."}}, "openmetadata-server", id="by its name"),
        pytest.param({"a": {"build": ".", "container_name": "openmetadata_server"}}, "a", id="by its container's name"),
        pytest.param({}, None, id="none"),
    ],
)
def test_the_server(services: dict[str, dict[str, t.Any]], server: str | None) -> None:
    assert find_server(services) == server


def test_the_named_container_is_the_truth() -> None:
    services = {"a": UPSTREAM, "b": {"image": "corp/anything:1"}}
    assert find_server(services, "b") == "b"
    assert find_ingestion(services, "b") == "b"
    # of another project
    assert find_server(services, "c") == "a"


@pytest.mark.parametrize(
    ("services", "ingestion"),
    [
        pytest.param({"a": {"image": "docker.getcollate.io/openmetadata/ingestion:1.11.4"}}, "a", id="upstream's"),
        pytest.param({"a": {"image": "openmetadata/ingestion-base:1.11.4"}}, "a", id="the smaller image"),
        pytest.param({"a": {"image": "harbor.corp/om/openmetadata-ingestion:1"}}, "a", id="a mirror's flat name"),
        pytest.param({"a": {"image": "segment/ingestion:1"}}, None, id="another product's"),
        pytest.param(
            {"a": {"image": "corp/om/ingestion:1", "environment": ["AIRFLOW_DB=air"]}}, "a", id="a mirror's own name"
        ),
    ],
)
def test_ingestion(services: dict[str, dict[str, t.Any]], ingestion: str | None) -> None:
    assert find_ingestion(services) == ingestion


@pytest.mark.parametrize("one_shot", [MIGRATION, OLD_MIGRATION])
def test_the_one_shot_that_migrates(one_shot: dict[str, t.Any]) -> None:
    assert find_migrate({"server": UPSTREAM, "init": one_shot}) == "init"
    assert find_migrate({"server": UPSTREAM}) is None


@pytest.mark.parametrize(
    ("command", "tool", "only"),
    [
        (["./bootstrap/openmetadata-ops.sh", "migrate"], True, True),
        ("/opt/openmetadata/bootstrap/openmetadata-ops.sh migrate", True, True),
        (["/bin/bash", "-c", "./bootstrap/openmetadata-ops.sh migrate"], True, True),
        (["./bootstrap/openmetadata-ops.sh", "migrate", "--force"], True, False),
        (["./bootstrap/openmetadata-ops.sh", "migrate-secrets"], True, False),
        (["./bootstrap/openmetadata-ops.sh migrate && ./bootstrap/openmetadata-ops.sh reindex"], True, False),
        (["./bootstrap/bootstrap_storage.sh", "migrate-all"], True, False),
        (["sh", "-c", "./bootstrap/openmetadata-ops.sh migrate && ./openmetadata-start.sh"], False, False),
        (["sh", "-c", "bootstrap/bootstrap_storage.sh migrate-all; bin/openmetadata.sh start conf"], False, False),
        ([], False, False),
    ],
)
def test_what_a_service_runs(command: t.Any, tool: bool, only: bool) -> None:
    service = {**UPSTREAM, "command": command}
    assert (is_tool(service), only_migrates(service)) == (tool, only)
