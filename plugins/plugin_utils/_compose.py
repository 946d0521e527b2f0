# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a compose project says about OpenMetadata.

The input is what ``docker compose config --format json`` prints: variables resolved, one dictionary. Service names and
variables are those of upstream's quickstart (docker/docker-compose-quickstart/ in the OpenMetadata repository).
"""

from __future__ import annotations

import typing as t
import urllib.parse

from ._compose_services import command_text, environment_of, find_ingestion, find_migrate, find_server

Service = dict[str, t.Any]
Project = dict[str, t.Any]

API_PORT = 8585
ADMIN_PORT = 8586
AIRFLOW_PORT = 8080
DATABASE_PORTS = {"mysql": 3306, "postgresql": 5432}


def describe(
    project: Project, ingestion_project: Project | None = None, named: t.Mapping[str, str] | None = None
) -> dict[str, t.Any]:
    """Everything that the roles need to know about the installation.

    Args:
        project: the compose project that holds the server.
        ingestion_project: the compose project that holds ingestion, where it is another one.
        named: the services of the containers that the user names, by role (server, ingestion); blank where not there.

    Returns:
        ``services`` (role -> service name or None), ``images``, ``containers``, ``database``, ``airflow``, ``api``,
        ``migrate_command`` and ``configuration`` (files on the host that may be the server's openmetadata.yaml).
        ``database`` and ``airflow.database`` carry passwords: keep the result out of logs.
    """
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
    database = server_database(server, mine, others)
    airflow = airflow_database(ingestion, others, mine) if ingestion else None
    environment = environment_of(server)
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
            "port": published_port(ingestion, AIRFLOW_PORT),
            "user": environment.get("AIRFLOW_USERNAME") or "admin",
            "password": environment.get("AIRFLOW_PASSWORD") or "admin",
            "pip_requirements": environment_of(ingestion).get("_PIP_ADDITIONAL_REQUIREMENTS") or "",
        },
        "api": {
            "port": published_port(server, int(environment.get("SERVER_PORT") or API_PORT)),
            "admin_port": published_port(server, int(environment.get("SERVER_ADMIN_PORT") or ADMIN_PORT)),
        },
        "migrate_command": command_text(services.get(names["migrate"] or "", {})),
        "configuration": configuration_files(server),
    }


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


def published_port(service: Service, target: int) -> dict[str, t.Any] | None:
    """Where a container's port is published on its host: ``{host, port, everywhere}``, or None.

    An address that means "every address" is reached through loopback, and from other hosts.
    """
    for port in service.get("ports") or []:
        if int(port.get("target", 0)) == target and port.get("published"):
            host = port.get("host_ip") or "::"
            everywhere = host in ("0.0.0.0", "::")  # noqa: S104
            return {
                "host": "127.0.0.1" if everywhere else host,
                "port": int(port["published"]),
                "everywhere": everywhere,
            }
    return None


def engine_of(scheme: str) -> str:
    """``mysql`` or ``postgresql`` from DB_SCHEME, a JDBC or an SQLAlchemy scheme such as ``mysql+mysqldb``."""
    return "postgresql" if scheme.lower().startswith("postgres") else "mysql"


def server_database(server: Service, *projects: tuple[str, dict[str, Service]]) -> dict[str, t.Any]:
    """The database that the server logs in to, from its environment (conf/openmetadata.yaml names the variables)."""
    env = environment_of(server)
    engine = engine_of(env.get("DB_SCHEME") or env.get("DB_DRIVER_CLASS", "").replace("org.", "").replace("com.", ""))
    return _locate(
        {
            "engine": engine,
            "host": env.get("DB_HOST") or "localhost",
            "port": int(env.get("DB_PORT") or DATABASE_PORTS[engine]),
            "name": env.get("OM_DATABASE") or "openmetadata_db",
            "user": env.get("DB_USER") or "openmetadata_user",
            "password": env.get("DB_USER_PASSWORD") or "openmetadata_password",
            "params": env.get("DB_PARAMS") or "",
        },
        projects,
    )


def airflow_database(ingestion: Service, *projects: tuple[str, dict[str, Service]]) -> dict[str, t.Any] | None:
    """The database that Airflow logs in to: its own connection string, else the variables of the official image."""
    env = environment_of(ingestion)
    url = env.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN") or env.get("AIRFLOW__CORE__SQL_ALCHEMY_CONN")
    if url:
        parts = urllib.parse.urlsplit(url)
        engine = engine_of(parts.scheme)
        found = {
            "engine": engine,
            "scheme": parts.scheme,
            "host": parts.hostname or "localhost",
            "port": parts.port or DATABASE_PORTS[engine],
            "name": parts.path.lstrip("/"),
            "user": urllib.parse.unquote(parts.username or ""),
            "password": urllib.parse.unquote(parts.password or ""),
        }
    elif env.get("DB_HOST") or env.get("AIRFLOW_DB"):
        scheme = env.get("DB_SCHEME") or "mysql+mysqldb"
        engine = engine_of(scheme)
        found = {
            "engine": engine,
            "scheme": scheme,
            "host": env.get("DB_HOST") or "mysql",
            "port": int(env.get("DB_PORT") or DATABASE_PORTS[engine]),
            "name": env.get("AIRFLOW_DB") or "airflow_db",
            "user": env.get("DB_USER") or "airflow_user",
            "password": env.get("DB_PASSWORD") or "airflow_pass",
        }
    else:
        return None
    return _locate(found, projects)


def _locate(database: dict[str, t.Any], projects: t.Iterable[tuple[str, dict[str, Service]]]) -> dict[str, t.Any]:
    """Add where the database is: a service of a project with its published port and administrator, or elsewhere."""
    for project, name, service in (
        (project, name, service) for project, services in projects for name, service in services.items()
    ):
        if database["host"] in (name, service.get("container_name"), service.get("hostname"), *_aliases(service)):
            admin_user, admin_password = administrator(database["engine"], environment_of(service))
            return {
                **database,
                "project": project,
                "service": name,
                "container": container_name(service, name),
                "published": published_port(service, database["port"]),
                "admin_user": admin_user,
                "admin_password": admin_password,
                "command": command_text(service),
            }
    return {
        **database,
        "project": None,
        "service": None,
        "container": None,
        "published": None,
        "admin_user": None,
        "admin_password": None,
        "command": "",
    }


def _aliases(service: Service) -> list[str]:
    networks = service.get("networks") or {}
    if not isinstance(networks, dict):
        return []
    return [alias for network in networks.values() for alias in (network or {}).get("aliases") or []]


def administrator(engine: str, env: dict[str, str]) -> tuple[str | None, str | None]:
    """The administrator that the database image was started with, from the variables of the official images.

    https://hub.docker.com/_/mysql and https://hub.docker.com/_/postgres name them.
    """
    if engine == "mysql":
        password = env.get("MYSQL_ROOT_PASSWORD")
        return ("root", password) if password else (None, None)
    password = env.get("POSTGRES_PASSWORD")
    return (env.get("POSTGRES_USER") or "postgres", password) if password else (None, None)
