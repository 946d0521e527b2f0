# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench: om_pipeline_status against the real SDK doing the same. faults: real Airflows that die in the middle of runs.

    run.py bench|faults

OM_BENCH_ENGINES and OM_BENCH_VERSIONS (space-separated) narrow both down; results of what is left out stay.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t

import cases
import figures
import fill
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import connect
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login
from world import REGISTRY, ROOT, World, docker

PIPELINES, STUCK = 10_000, 500
HERE = ROOT / "bench" / "pipelines"
ENGINES = os.environ.get("OM_BENCH_ENGINES", "mysql postgresql").split()
PARTIAL = "OM_BENCH_ENGINES" in os.environ or "OM_BENCH_VERSIONS" in os.environ
VERSIONS = os.environ.get("OM_BENCH_VERSIONS", "1.9.17 1.11.4").split()


def ours(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """One run of the module's code in a process of its own."""
    command = [sys.executable, str(HERE / "ours.py"), json.dumps(options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def sdk(version: str, *arguments: str, network: str = "none", text: str = "") -> dict[str, t.Any]:
    """The reference in the interpreter of the lab's ingestion image, which has the real SDK of that version."""
    output = docker(
        "run",
        "--rm",
        "--interactive",
        "--network",
        network,
        "--volume",
        f"{HERE}:/bench:ro",
        "--entrypoint",
        "python",
        f"{REGISTRY}/ingestion:{version}",
        "/bench/reference.py",
        *arguments,
        text=text,
    )
    return json.loads(output.splitlines()[-1])


def row(
    identifier: str, what: str, unit: str, value: float, demand: str, met: bool, **reference: t.Any
) -> dict[str, t.Any]:
    return {
        "id": identifier,
        "what": what,
        "unit": unit,
        "ours": value,
        "reference": reference.get("reference"),
        "ratio": reference.get("ratio"),
        "bar": demand,
        "met": met,
    }


def bench_engine(engine: str) -> list[dict[str, t.Any]]:
    """All rows of one engine, measured in one world."""
    version = VERSIONS[0]
    with World(engine, version, ("template",), with_airflow=False) as world:
        login = world.login("openmetadata_db")
        connection = connect(
            Login(
                engine,
                login["login_host"],
                login["login_port"],
                login["login_user"],
                login["login_password"],
                login["login_db"],
            )
        )
        fill.fill(connection, "template", PIPELINES, STUCK)
        server = {"api_url": world.api_url, "api_token": world.token}
        seen = ours({**login, "source": "database", "resolve": False})
        listed = ours({**server, "list_only": True})
        whole = ours({**login, **server})
        fill.stick_again(connection, PIPELINES, STUCK)
        through_api = ours({**server, "source": "api"})
        fill.stick_again(connection, PIPELINES, STUCK)
        reference = sdk(version, "http://openmetadata-server:8585/api", world.token, network=world.name)
        connection.close()
    for name, count in (("whole", whole["resolved"]), ("api", through_api["resolved"]), ("sdk", reference["resolved"])):
        if count != STUCK:
            raise RuntimeError(
                f"{engine}: {name} resolved {count} of {STUCK}; the figures would compare different jobs"
            )
    rate = STUCK / max(whole["seconds"] - seen["seconds"], 0.001)
    memory = max(seen["megabytes"], listed["megabytes"], whole["megabytes"], through_api["megabytes"])
    runs = f"{PIPELINES} pipelines with {fill.RUNS} runs each, {STUCK} stuck"
    rows = [
        row(f"{engine}-find", f"{runs}: found in the database", "s", seen["seconds"], "< 1", seen["seconds"] < 1),
        row(
            f"{engine}-list",
            f"{runs}: requests for the list",
            "requests",
            listed["requests"],
            "<= 12",
            listed["requests"] <= 12,
        ),
        row(f"{engine}-resolve", "resolved through the API", "runs/s", rate, ">= 100", rate >= 100),
        row(f"{engine}-memory", f"{runs}: most memory of any run", "MB", memory, "< 100", memory < 100),
    ]
    for name, result in (("whole", whole), ("whole-api", through_api)):
        ratio = result["seconds"] / reference["seconds"]
        what = (
            "found in the database, resolved through the API" if name == "whole" else "newest runs all through the API"
        )
        rows.append(
            row(
                f"{engine}-{name}",
                f"{runs}: {what}, against the SDK {version}",
                "s",
                result["seconds"],
                "ratio <= 0.5",
                ratio <= 0.5,
                reference=reference["seconds"],
                ratio=ratio,
            )
        )
    return rows


def main() -> int:
    if sys.argv[1:] == ["bench"]:
        rows = [found for engine in ENGINES for found in bench_engine(engine)]
        return 0 if figures.write("pipelines", rows, partial=PARTIAL) else 1
    if sys.argv[1:] == ["faults"]:
        rows = [cases.sdk_bodies(version, sdk) for version in VERSIONS]
        for version in VERSIONS:
            for engine in ENGINES:
                rows += cases.airflow_dies(engine, version, ours)
        return 0 if figures.write("pipelines-faults", rows, partial=PARTIAL) else 1
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main())
