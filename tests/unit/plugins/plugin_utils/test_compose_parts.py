# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Components of several services: all are found, and stopped, moved and started in their order."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_parts import instances
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_places import places
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_project import locate, state

Services = dict[str, t.Any]
SERVER = {"image": "openmetadata/server:1.9.17"}
IMAGE = "openmetadata/ingestion:1.9.17"
CONN = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "mysql://u:p@db/airflow"}


def program(*command: str, image: str = IMAGE, after: tuple[str, ...] = ("airflow-init",), **more: t.Any) -> Services:
    waits = {
        name: {"condition": "service_completed_successfully" if "init" in name else "service_healthy"} for name in after
    }
    return {"image": image, "command": list(command), "environment": CONN, "depends_on": waits, **more}


# The layout of Airflow's own compose file (https://airflow.apache.org/docs/apache-airflow/stable/howto/docker-compose).
AIRFLOW: Services = {
    "airflow-apiserver": program("api-server", ports=[{"target": 8080, "published": "8081"}]),
    "airflow-dag-processor": program("airflow", "dag-processor"),
    "airflow-init": program("-c", "exec /entrypoint airflow version", after=(), entrypoint=["/bin/bash"]),
    "airflow-scheduler": program("scheduler", after=("airflow-init", "airflow-apiserver")),
    "airflow-triggerer": program("triggerer"),
    "airflow-worker": program("bash", "-c", "airflow celery worker", after=("airflow-scheduler",)),
    "redis": {"image": "redis:7"},
}
SERVERS: Services = {
    "om-1": {**SERVER, "depends_on": {"execute-migrate-all": {"condition": "service_completed_successfully"}}},
    "om-2": SERVER,
    "execute-migrate-all": {**SERVER, "command": "./bootstrap/openmetadata-ops.sh migrate"},
    "one-shot-of-its-own": {**SERVER, "command": "./bootstrap/openmetadata-ops.sh reindex"},
    "sql": {"image": "mcr.microsoft.com/mssql/server:2022-latest"},
}


def seen(service: str, name: str = "", running: bool = True, one_off: str = "False") -> dict[str, t.Any]:
    return {
        "Id": f"id-{name or service}",
        "Name": f"/{name or 'p-' + service + '-1'}",
        "State": {"Running": running, "StartedAt": f"start-{service}"},
        "Config": {
            "Image": SERVER["image"] if service.startswith("om") else IMAGE,
            "Labels": {"com.docker.compose.service": service, "com.docker.compose.oneoff": one_off},
        },
        "NetworkSettings": {"Networks": {"n": {"IPAddress": f"addr-{service}"}}},
    }


def installed(
    services: Services, containers: list[dict[str, t.Any]], named: dict[str, t.Any] | None = None
) -> dict[str, t.Any]:
    project = locate({}, "one", {"dir": "/p", "files": ["c.yml"], "name": ""}, {})

    def part(name: str) -> dict[str, t.Any]:
        mine = (named or {}).get(name, {})
        return {
            "container": name,
            "containers": containers,
            "state": state(mine),
            "project": project,
            "config": {"services": services},
        }

    return places(part("openmetadata_server"), part("openmetadata_ingestion"), {"state_dir": "/s", "source": ""})


def test_several_servers_are_one_component() -> None:
    made = installed(SERVERS, [seen("om-1"), seen("om-2", running=False), seen("execute-migrate-all", running=False)])
    server = made["server"]
    assert (server["service"], server["parts"], server["name"]) == ("om-1", ["om-1", "om-2"], "p-om-1-1")
    assert server["containers"] == ["p-om-1-1", "p-om-2-1"]
    assert server["addresses"] == ["addr-om-1", "addr-om-2"]
    assert (server["running"], server["version"]) == (True, "1.9.17")
    assert server["instance"] == {"id": "id-om-1 id-om-2", "started": "start-om-1 start-om-2", "running": True}
    assert server["services"]["moving"] == ["execute-migrate-all", "om-1", "om-2", "one-shot-of-its-own"]


def test_the_programs_of_airflow_are_one_component() -> None:
    services = {**SERVERS, **AIRFLOW}
    made = installed(services, [seen(name) for name in AIRFLOW if name != "airflow-triggerer"])
    ingestion = made["ingestion"]
    assert ingestion["service"] == "airflow-apiserver"
    # one that was never created is not started
    assert ingestion["parts"] == [
        "airflow-apiserver",
        "airflow-dag-processor",
        "airflow-scheduler",
        "airflow-worker",
    ]
    assert ingestion["running"]
    assert ingestion["ports"]["web"]["port"] == 8081
    assert {"airflow-init", "airflow-triggerer"} < set(ingestion["services"]["moving"])
    assert "redis" not in ingestion["services"]["moving"]


def test_without_containers_all_of_its_services_are_started() -> None:
    parts = installed({**SERVERS, **AIRFLOW}, [])["ingestion"]["parts"]
    assert sorted(parts) == sorted(name for name in AIRFLOW if name not in ("redis", "airflow-init"))


@pytest.mark.parametrize(("database", "part"), [(CONN, True), ({"X": "1"}, False)])
def test_a_program_with_another_image_counts_by_its_database(database: dict[str, str], part: bool) -> None:
    services = {
        **SERVERS,
        "ingestion": {"image": IMAGE, "environment": CONN},
        "scheduler": program("scheduler", image="my/airflow:custom", after=(), environment=database),
    }
    made = installed(services, [seen("scheduler"), seen("ingestion")])["ingestion"]
    assert made["parts"] == (["ingestion", "scheduler"] if part else ["ingestion"])
    assert ("scheduler" in made["services"]["moving"]) == part


def test_containers_of_other_names_are_found() -> None:
    made = installed({"om-1": SERVER, "ingestion": {"image": IMAGE}}, [seen("om-1"), seen("ingestion", running=False)])
    assert (made["server"]["running"], made["server"]["name"]) == (True, "p-om-1-1")
    assert (made["ingestion"]["running"], made["ingestion"]["name"]) == (False, "p-ingestion-1")


def test_the_container_that_the_user_names_counts_first() -> None:
    second = seen("om-2", "openmetadata_server")
    made = installed(SERVERS, [seen("om-1"), second], {"openmetadata_server": second})["server"]
    assert (made["service"], made["name"]) == ("om-2", "openmetadata_server")
    assert made["containers"] == ["openmetadata_server", "p-om-1-1"]
    assert made["addresses"] == ["addr-om-2", "addr-om-1"]


def test_a_container_of_one_command_does_not_count() -> None:
    made = installed({"om-1": SERVER}, [seen("om-1", running=False), seen("om-1", "p-om-1-run", one_off="True")])
    assert (made["server"]["running"], made["server"]["containers"]) == (False, ["p-om-1-1"])


def test_services_that_wait_for_each_other_have_an_order() -> None:
    services = {
        "a": {**SERVER, "depends_on": {"b": {"condition": "service_started"}}},
        "b": {**SERVER, "depends_on": {"a": {"condition": "service_started"}, "gone": None}},
        "c": {**SERVER, "depends_on": {"db": {}}},
        "db": {"image": "mysql", "depends_on": {"b": {}}},
    }
    assert installed(services, [])["server"]["parts"] == ["b", "a", "c"]


def test_when_all_were_started() -> None:
    lines = [json.dumps({"id": name, "started": "t", "running": name == "b"}) for name in ("b", "a")]
    results: list[dict[str, t.Any]] = [{"stdout": "\n".join(lines)}, {"rc": 1, "stdout": ""}]
    assert instances(results) == [{"id": "a b", "started": "t t", "running": True}, {}]
