# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where a database is that a service names: a service of a project, the host itself, or elsewhere. Pure functions."""

from __future__ import annotations

import posixpath
import typing as t

from ._compose_ports import published_port
from ._compose_services import command_text, environment_of

Service = t.Mapping[str, t.Any]
Database = dict[str, t.Any]
Problem = dict[str, str]

# The administrator and the password, from the variables of the official images, of MariaDB's and of Bitnami's:
# https://hub.docker.com/_/mysql, https://hub.docker.com/_/mariadb, https://hub.docker.com/_/postgres and
# https://github.com/bitnami/containers (mysql, mariadb, postgresql).
_ADMINISTRATORS = {
    "mysql": (
        (("MYSQL_ROOT_USER",), "root", "MYSQL_ROOT_PASSWORD"),
        (("MARIADB_ROOT_USER",), "root", "MARIADB_ROOT_PASSWORD"),
    ),
    "postgresql": (
        ((), "postgres", "POSTGRESQL_POSTGRES_PASSWORD"),
        ((), "postgres", "POSTGRES_POSTGRES_PASSWORD"),
        (("POSTGRES_USER",), "postgres", "POSTGRES_PASSWORD"),
        (("POSTGRESQL_USERNAME",), "postgres", "POSTGRESQL_PASSWORD"),
    ),
}


def administrator(engine: str, env: t.Mapping[str, str]) -> tuple[str | None, str | None, str | None]:
    """The administrator that the database image was started with: name, password, and the file that holds it."""
    for users, default, variable in _ADMINISTRATORS[engine]:
        password, file = env.get(variable), env.get(f"{variable}_FILE")
        if password or file:
            name = next((env[user] for user in users if env.get(user)), default)
            return name, password or None, None if password else file
    return None, None, None


def locate_database(
    database: Database,
    prefix: str,
    client: Service,
    projects: t.Iterable[tuple[str, t.Mapping[str, Service]]],
    problems: list[Problem],
) -> Database:
    """Add where the database is: a service of a project with its published port and administrator, or elsewhere.

    Args:
        database: what its client says about it.
        prefix: of the variables that the user can set, for messages.
        client: the service that connects to it; it can have names of its own for others.
        projects: the services of each project, the own project first.
        problems: those so far.

    Returns:
        The database with ``project``, ``service``, ``container``, ``published``, ``admin_user``, ``admin_password``,
        ``admin_password_file`` (where that is to be read from, a path in the container), ``command``, ``on_host``
        (whether it is on the host of the containers itself) and ``problems``.
    """
    name, on_host = _meant(client, database["host"])
    database = {**database, "host": name, "on_host": on_host, "problems": problems}
    for project, service_name, service in (
        (project, service_name, service) for project, services in projects for service_name, service in services.items()
    ):
        names = (service_name, service.get("container_name"), service.get("hostname"), *_aliases(service))
        published = published_port(service, _default_port(database))
        if name in names or (on_host and published and published["port"] == database["port"]):
            user, password, file = administrator(database["engine"], environment_of(service))
            return {
                **database,
                "port": _default_port(database) if on_host else database["port"],
                "project": project,
                "service": service_name,
                "container": service.get("container_name"),
                "published": published if on_host else published_port(service, database["port"]),
                "admin_user": user,
                "admin_password": password,
                "admin_password_file": _file_on_host(service, file) if file else None,
                "command": command_text(service),
                "problems": problems + _no_file(service_name, service, file, prefix),
            }
    return {
        **database,
        "project": None,
        "service": None,
        "container": None,
        "published": None,
        "admin_user": None,
        "admin_password": None,
        "admin_password_file": None,
        "command": "",
    }


def _default_port(database: Database) -> int:
    return {"mysql": 3306, "postgresql": 5432}[database["engine"]]


def _no_file(name: str, service: Service, file: str | None, prefix: str) -> list[Problem]:
    if not file or _file_on_host(service, file):
        return []
    return [
        {
            "text": f"The administrator's password of service {name} is in {file} in the container, which is neither a "
            f"secret with a file nor mounted from the host. Set {prefix}_admin_user and {prefix}_admin_password.",
            "unless": f"{prefix}_admin_user",
        }
    ]


def _file_on_host(service: Service, path: str) -> str:
    """Where a file in a container is on the host; blank if that is not known."""
    for secret in service.get("secrets") or []:
        name = secret if isinstance(secret, str) else str(secret.get("source") or "")
        target = "" if isinstance(secret, str) else str(secret.get("target") or "")
        if posixpath.join("/run/secrets", target or name) == path:
            # `_compose_places` has put the file there
            return str((service.get("secret_files") or {}).get(name) or "")
    for volume in service.get("volumes") or []:
        target = str(volume.get("target") or "").rstrip("/")
        if volume.get("type") == "bind" and (path == target or path.startswith(f"{target}/")):
            return f"{str(volume['source']).rstrip('/')}{path[len(target) :]}"
    return ""


def _meant(client: Service, host: str) -> tuple[str, bool]:
    """The name that others have for a host, and whether it is the host of the containers."""
    for key in ("links", "external_links"):
        for link in client.get(key) or []:
            target, _colon, alias = str(link).partition(":")
            if host == (alias or target):
                return target, False
    address = _extra_hosts(client).get(host, "")
    if address == "host-gateway" or host in ("host.docker.internal", "gateway.docker.internal"):
        return host, True
    if client.get("network_mode") == "host" and host in ("localhost", "127.0.0.1", "::1"):
        return host, True
    return address or host, False


def _extra_hosts(service: Service) -> dict[str, str]:
    found = service.get("extra_hosts") or []
    if isinstance(found, t.Mapping):
        return {str(name): str(address) for name, address in found.items()}
    separated = (str(one).partition("=" if "=" in str(one) else ":") for one in found)
    return {name: address for name, _separator, address in separated}


def _aliases(service: Service) -> list[str]:
    networks = service.get("networks") or {}
    if not isinstance(networks, t.Mapping):
        return []
    return [alias for network in networks.values() for alias in (network or {}).get("aliases") or []]
