# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The faults: each is injected into a real Airflow, and what OpenMetadata shows afterwards is held against it."""

from __future__ import annotations

import json
import time
import typing as t
import uuid

from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.control import apply
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.listing import list_pipelines, pick
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.runs import new_status
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import Client
from world import World, docker, wait_for

LATE = {"api": ("pl_late", "pl_failed"), "database": ("pl_late_2", "pl_failed_2")}
DAGS = ("pl_killed", "pl_alive", "pl_drained", *LATE["api"], *LATE["database"])
LONG = 3600
# Airflow is told the same number in world.py.
HEARTBEAT_TIMEOUT = 30

Ours = t.Callable[[dict[str, t.Any]], dict[str, t.Any]]


def fault(identifier: str, what: str, injected: int, survived: int, *, false_success: int = 0) -> dict[str, t.Any]:
    return {
        "id": identifier,
        "what": what,
        "injected": injected,
        "survived": survived,
        "lost": injected - survived,
        "false_success": false_success,
        "met": injected == survived and not false_success,
    }


def sdk_bodies(version: str, sdk: t.Callable[..., dict[str, t.Any]]) -> dict[str, t.Any]:
    """Every kind of body that the module sends goes through the real SDK's models, which forbid unknown fields."""
    base = {"runId": str(uuid.uuid4()), "pipelineState": "running", "startDate": 10**12, "timestamp": 10**12}
    step = {"name": "Source", "records": 12, "updated_records": 0, "warnings": 1, "errors": 0, "filtered": 3}
    read = [base, {**base, "status": [step]}, {**base, "config": {"a": 1}}, {**base, "pipelineState": "queued"}]
    bodies = [new_status(status, state, 10**12 + 5) for status in read for state in ("failed", "success")]
    answer = sdk(version, "accept", text="".join(json.dumps(body) + "\n" for body in bodies))
    accepted = answer["bodies"] - len(answer["refused"])
    return fault(f"sdk-{version}", f"bodies that the models of SDK {version} take", len(bodies), accepted)


def airflow_dies(engine: str, version: str, ours: Ours) -> list[dict[str, t.Any]]:
    """One world, and every fault in it, through Airflow's API and through its database."""
    rows = []
    where = f"{engine}-{version}"
    with World(engine, version, DAGS) as world:
        options = {
            **world.login("openmetadata_db"),
            "api_token": world.token,
            "airflow_user": "admin",
            "airflow_password": "admin",
            "heartbeat_timeout": HEARTBEAT_TIMEOUT,
            "stuck_after": None,
        }

        def by_api(**more: t.Any) -> dict[str, t.Any]:
            # A container that was killed has no port any more: only ask for it where it is used.
            url = more.pop("airflow_url", None) or world.airflow_url
            return ours({**options, "api_url": world.api_url, "airflow_url": url, **more})

        def by_database(**more: t.Any) -> dict[str, t.Any]:
            login = {
                **world.login("airflow_db"),
                "tls_mode": "prefer",
                "connect_timeout": 30,
                "login_unix_socket": None,
            }
            login.update(ca_cert=None, client_cert=None, client_key=None)
            return ours({**options, "api_url": world.api_url, "airflow_database": login, **more})

        for name in ("pl_killed", "pl_alive", "pl_drained"):
            world.trigger(name, seconds=LONG)
        for name in ("pl_killed", "pl_alive", "pl_drained"):
            world.wait_for_state(name, "running")
        time.sleep(61)  # younger runs are left alone anyway
        for name, look in (("api", by_api), ("database", by_database)):
            look()
            kept = sum(world.status(dag)["pipelineState"] == "running" for dag in ("pl_killed", "pl_alive"))
            rows.append(fault(f"alive-{name}-{where}", "runs that are really going on are left alone", 2, kept))

        rows.append(_schedule(world, where))
        rows.append(_drained(world, by_api, where))
        rows += _late(world, {"api": by_api, "database": by_database}, where)

        docker("kill", "--signal", "KILL", world.container("ingestion"))
        before = by_api(airflow_url="http://127.0.0.1:1")
        kept = sum(world.status(dag)["pipelineState"] == "running" for dag in ("pl_killed", "pl_alive"))
        rows.append(
            fault(
                f"silent-{where}",
                "Airflow does not answer: nothing is declared dead",
                2,
                kept if not before["resolved"] else 0,
            )
        )
        time.sleep(HEARTBEAT_TIMEOUT + 10)
        by_database(pipelines=["bench_service.pl_killed"])
        state = world.status("pl_killed")["pipelineState"]
        rows.append(
            fault(
                f"killed-database-{where}",
                "a run whose Airflow got SIGKILL, judged by its heartbeat while Airflow is down",
                1,
                int(state == "failed"),
                false_success=int(state == "success"),
            )
        )
        docker("start", world.container("ingestion"))
        world.wait_for_airflow()
        settle(world, "pl_alive")
        by_api()
        state = world.status("pl_alive")["pipelineState"]
        rows.append(
            fault(
                f"killed-api-{where}",
                "a run whose Airflow got SIGKILL, judged by Airflow's API after its restart",
                1,
                int(state == "failed"),
                false_success=int(state == "success"),
            )
        )
    return rows


def _bring(world: World, name: str, state: str) -> None:
    """What om_pipeline does with one pipeline."""
    client = Client(world.api_url, world.token)
    pipelines = pick(list_pipelines(client).pipelines, [f"bench_service.{name}"])
    done = apply(client, pipelines, state, concurrency=1, retries=5, delay=5)
    if done.not_done:
        raise RuntimeError(f"{name} could not be {state}: {done.not_done}")


def _schedule(world: World, where: str) -> dict[str, t.Any]:
    """A schedule is switched off and on again, in Airflow and in OpenMetadata."""
    seen = []
    for state, off in (("paused", True), ("enabled", False)):
        _bring(world, "pl_late", state)
        shown = world.call("GET", "services/ingestionPipelines/name/bench_service.pl_late")
        seen.append(world.airflow("GET", "dags/pl_late")["is_paused"] is off and shown["enabled"] is not off)
    what = "schedules that are off, then on again, in OpenMetadata and in Airflow"
    return fault(f"schedule-{where}", what, 2, sum(seen))


def _drained(world: World, look: t.Callable[..., dict[str, t.Any]], where: str) -> dict[str, t.Any]:
    """A living run is killed through OpenMetadata's API, as a drain does when its time is over; then it is resolved."""
    _bring(world, "pl_drained", "killed")
    settle(world, "pl_drained")
    look()
    state = world.status("pl_drained")["pipelineState"]
    what = "a living run that is killed through the API ends in Airflow and in OpenMetadata"
    return fault(f"drained-{where}", what, 1, int(state == "failed"), false_success=int(state == "success"))


def _late(world: World, looks: dict[str, t.Callable[..., dict[str, t.Any]]], where: str) -> list[dict[str, t.Any]]:
    """Runs that end while OpenMetadata is down, so that none can say so: one well and one badly for each way to ask."""
    names = [name for pair in LATE.values() for name in pair]
    for name in names:
        world.trigger(name, seconds=90, fail=name.startswith("pl_failed"))
    for name in names:
        world.wait_for_state(name, "running")
    docker("stop", world.container("server"))
    for name in names:
        settle(world, name)
    docker("start", world.container("server"))
    world.wait_for_server()
    if {world.status(name)["pipelineState"] for name in names} != {"running"}:
        raise RuntimeError("A run ended before OpenMetadata was stopped: this case was not made.")
    rows = []
    for way, look in looks.items():
        look(pipelines=[f"bench_service.{name}" for name in LATE[way]])
        late, failed = (world.status(name)["pipelineState"] for name in LATE[way])
        rows.append(
            fault(
                f"late-{way}-{where}",
                "runs that Airflow finished while OpenMetadata was down take over Airflow's state",
                2,
                int(late == "success") + int(failed == "failed"),
                false_success=int(failed == "success"),
            )
        )
    return rows


def settle(world: World, dag: str) -> None:
    """Wait until Airflow calls no run of the DAG living any more."""

    def settled() -> bool:
        states = [run["state"] for run in world.airflow("GET", f"dags/{dag}/dagRuns?limit=10")["dag_runs"]]
        return not {"running", "queued"} & set(states)

    wait_for(f"the end of {dag}", settled, 600)
