# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a compose project says about OpenMetadata.

The input is what ``docker compose config --format json`` prints: variables resolved, one dictionary. Service names and
variables are those of upstream's quickstart (docker/docker-compose-quickstart/ in the OpenMetadata repository).
"""

from __future__ import annotations

import typing as t

from ._compose_database import airflow_database, engine_of, server_database
from ._compose_ports import PortError, number, published_port
from ._compose_services import command_text, environment_of, find_ingestion, find_migrate, find_server

Service = dict[str, t.Any]
Project = dict[str, t.Any]

__all__ = ["describe", "engine_of", "published_port"]

API_PORT = 8585
ADMIN_PORT = 8586
AIRFLOW_PORT = 8080


def describe(
    project: Project,
    ingestion_project: Project | None = None,
    named: t.Mapping[str, str] | None = None,
    published: t.Mapping[str, t.Any] | None = None,
) -> dict[str, t.Any]:
    """Everything that the roles need to know about the installation.

    Args:
        project: the compose project that holds the server.
        ingestion_project: the compose project that holds ingestion, where it is another one.
        named: the services of the containers that the user names, by role (server, ingestion); blank where not there.
        published: the ports of these containers, by role, as ``docker container inspect`` prints them.

    Returns:
        ``services`` (role -> service name or None), ``images``, ``containers``, ``database``, ``airflow``, ``api``,
        ``migrate_command``, ``configuration`` (files on the host that may be the server's openmetadata.yaml) and
        ``problems`` (what is not understood: ``text``, and the variable ``unless`` that makes it void).
        ``database`` and ``airflow.database`` carry passwords: keep the result out of logs.
    """
    actual = published or {}
    services = project.get("services") or {}
    other = (ingestion_project or project).get("services") or {}
    names = {
        "server": find_server(services, (named or {}).get("server", "")),
        "migrate": find_migrate(services),
        "ingestion": find_ingestion(other, (named or {}).get("ingestion", "")),
    }
    server = services.get(names["server"] or "", {})
    ingestion = other.get(names["ingestion"] or "", {})
    # a name means the service of the own project first
    mine, others = ("server", services), ("ingestion" if ingestion_project else "server", other)
    database = server_database(server, names["server"] or "", mine, others)
    airflow = airflow_database(ingestion, names["ingestion"] or "", others, mine) if ingestion else None
    environment = environment_of(server)
    problems = [*database.pop("problems"), *(airflow.pop("problems") if airflow else [])]
    ports = {
        variable: _own_port(environment, variable, default, names["server"] or "", problems)
        for variable, default in (("SERVER_PORT", API_PORT), ("SERVER_ADMIN_PORT", ADMIN_PORT))
    }
    return {
        "services": {
            **names,
            "database": database["service"],
            "airflow_database": airflow["service"] if airflow else None,
        },
        "images": {"server": server.get("image"), "ingestion": ingestion.get("image")},
        "containers": {
            **{role: container_name({**other, **services}.get(name or "", {}), name) for role, name in names.items()},
            "database": database["container"],
        },
        "database": database,
        "airflow": {
            "present": bool(ingestion),
            "database": airflow,
            "port": published_port(ingestion, AIRFLOW_PORT, actual.get("ingestion")),
            "user": environment.get("AIRFLOW_USERNAME") or "admin",
            "password": environment.get("AIRFLOW_PASSWORD") or "admin",
            "pip_requirements": environment_of(ingestion).get("_PIP_ADDITIONAL_REQUIREMENTS") or "",
        },
        "api": {
            "port": published_port(server, ports["SERVER_PORT"], actual.get("server")),
            "admin_port": published_port(server, ports["SERVER_ADMIN_PORT"], actual.get("server")),
        },
        "migrate_command": command_text(services.get(names["migrate"] or "", {})),
        "configuration": configuration_files(server),
        "problems": problems,
    }


def _own_port(env: dict[str, str], variable: str, default: int, name: str, problems: list[dict[str, str]]) -> int:
    try:
        return number(env.get(variable) or "", default)
    except PortError:
        text = f"{variable} of service {name} is {env[variable]!r}, which is no port number. Set it to one."
        problems.append({"text": text, "unless": ""})
        return default


def container_name(service: Service, name: str | None) -> str | None:
    """The fixed container name, or None where compose makes one up."""
    return service.get("container_name") if name else None


def configuration_files(service: Service) -> list[str]:
    """Where on the host the server's openmetadata.yaml is, or may be: it is mounted itself, or its directory is."""
    found = []
    for volume in service.get("volumes") or []:
        source, target = str(volume.get("source") or ""), str(volume.get("target") or "").rstrip("/")
        if volume.get("type", "bind") != "bind" or not source.startswith("/"):
            continue
        if target.endswith((".yaml", ".yml")) and "openmetadata" in target.rpartition("/")[2]:
            found.append(source)
        elif target.endswith("/conf"):
            found.append(f"{source.rstrip('/')}/openmetadata.yaml")
    return found
