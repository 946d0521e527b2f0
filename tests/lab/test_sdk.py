# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The real SDK, old and new, as a client of the stand-in.

The SDK comes with the lab's ingestion images (run in a container of the host's network), or from an interpreter that
OM_TEST_SDK_PYTHON names, whose version has to be OM_TEST_SDK_VERSION.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from installation import Installation

CLIENT = Path(__file__).with_name("sdk_client.py")
PREFIX = os.environ.get("OM_LAB_PREFIX", "openmetadata-ops-lab")

pytestmark = pytest.mark.sdk


def interpreter(version: str) -> list[str]:
    """The argv that runs the client; skips without an SDK of that version."""
    if python := os.environ.get("OM_TEST_SDK_PYTHON"):
        if os.environ.get("OM_TEST_SDK_VERSION") != version:
            pytest.skip(f"OM_TEST_SDK_PYTHON has another version than {version}")
        return [python, str(CLIENT)]
    image = f"{PREFIX}/ingestion:{version}"
    if (
        not shutil.which("docker")
        or subprocess.run(["docker", "image", "inspect", image], capture_output=True, check=False).returncode
    ):
        pytest.skip(f"no image {image} with the SDK, and OM_TEST_SDK_PYTHON names none")
    mount = f"{CLIENT}:/sdk_client.py:ro"
    return [
        "docker",
        "run",
        "--rm",
        "--network",
        "host",
        "-v",
        mount,
        "--entrypoint",
        "/opt/venv/bin/python",
        image,
        "/sdk_client.py",
    ]


@pytest.mark.parametrize("version", ["1.9.17", "1.11.4"])
def test_sdk(installed: Callable[..., Installation], version: str) -> None:
    command = interpreter(version)
    home = installed(version, PIPELINE_SERVICE_CLIENT_ENABLED="false")
    assert home.ops("migrate").returncode == 0
    assert home.seed("--queries", "1", "--largest-query", "0").returncode == 0
    with home.server() as running:
        url = f"http://127.0.0.1:{running.port}/api"
        done = subprocess.run([*command, url, home.token()], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    # Pages of three: the second daily_metadata stands behind the first within one page.
    assert len(seen["pipelines"]) == 9
    assert seen["before"] == "running"
    assert (seen["after"], seen["started"]) == ("failed", True)
    assert seen["between"] == ["failed", "success"]
    assert (seen["terms"], seen["services"]) == (6, 3)
