# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A component that runs as several services: servers beside each other, the programs of Airflow. Pure functions."""

from __future__ import annotations

import json
import re
import typing as t

from ._compose_project import state
from ._compose_services import Service, Services, command_text, environment_of, is_server, is_tool, repository

# The programs that Airflow consists of (`airflow --help`), and those that end.
_PROGRAM = re.compile(
    r"(^|[\s/;&'\"])(airflow\s+)?(standalone|webserver|api-server|scheduler|dag-processor|triggerer|"
    r"celery\s+(worker|flower)|kubernetes-executor)\b"
)
_ENDS = re.compile(r"(^|[\s/;&'\"])airflow\s+(db|users|version|config|connections|variables|pools|info|providers)\b")
_CONNECTION = re.compile(r"AIRFLOW__(DATABASE|CORE)__SQL_ALCHEMY_CONN(_CMD|_SECRET)?")
_ONE_OFF = "com.docker.compose.oneoff"
_SERVICE = "com.docker.compose.service"


def server_parts(services: Services, main: str | None) -> list[str]:
    """The services that run the server, in the order in which they are started.

    Args:
        services: those of the project.
        main: the one that counts as the server.
    """
    if not main:
        return []
    same = {
        name
        for name, service in services.items()
        if (is_server(service) or (repository(service) and repository(service) == repository(services[main])))
        and not is_tool(service)
        and not _is_waited_for(services, name)
    }
    return start_order(services, {main, *same})


def ingestion_parts(services: Services, main: str | None) -> list[str]:
    """The services that run Airflow: those with the same image, and programs of Airflow with the same database.

    The arguments are those of `server_parts`.
    """
    if not main:
        return []
    image, database = repository(services[main]), _connection(services[main])
    same = {
        name
        for name, service in services.items()
        if not ends(services, name)
        and (
            (image and repository(service) == image)
            or (database and _connection(service) == database and _PROGRAM.search(command_text(service)))
        )
    }
    return start_order(services, {main, *same})


def ends(services: Services, name: str) -> bool:
    """Whether a service of Airflow runs one command and ends."""
    text = command_text(services[name])
    return _is_waited_for(services, name) or bool(_ENDS.search(text) and not _PROGRAM.search(text))


def _is_waited_for(services: Services, name: str) -> bool:
    """Whether another service waits until this one has ended."""
    waits = [one.get("depends_on") or {} for one in services.values()]
    return any(
        isinstance(one, t.Mapping) and (one.get(name) or {}).get("condition") == "service_completed_successfully"
        for one in waits
    )


def _connection(service: Service) -> dict[str, str]:
    return {name: value for name, value in environment_of(service).items() if _CONNECTION.fullmatch(name)}


def start_order(services: Services, names: t.Collection[str]) -> list[str]:
    """The services, each after those that it depends on."""
    found: list[str] = []

    def add(name: str, above: tuple[str, ...]) -> None:
        for other in sorted(services[name].get("depends_on") or ()):
            if other in services and other not in above:
                add(other, (*above, other))
        if name in names and name not in found:
            found.append(name)

    for name in sorted(names):
        add(name, (name,))
    return found


def containers_of(
    containers: t.Iterable[t.Mapping[str, t.Any]], services: t.Sequence[str] | None = None
) -> list[dict[str, t.Any]]:
    """The containers of services: ``service``, ``name`` and the rest of what `_compose_project.state` returns.

    Args:
        containers: those of the project, as ``docker container inspect`` prints them.
        services: names of services, in their order. None: all of them.
    """
    found = []
    for seen in containers:
        labels = (seen.get("Config") or {}).get("Labels") or {}
        service = labels.get(_SERVICE)
        if service and (services is None or service in services) and str(labels.get(_ONE_OFF)).lower() != "true":
            found.append({**state(seen), "name": str(seen.get("Name") or "").lstrip("/")})
    order = services or []
    return sorted(found, key=lambda one: (order.index(one["service"]) if order else 0, one["name"]))


def together(
    named: t.Mapping[str, t.Any], name: str, main: str | None, containers: t.Sequence[t.Mapping[str, t.Any]]
) -> dict[str, t.Any]:
    """The state of a component of several containers.

    Args:
        named: the state of the container that the user names (`_compose_project.state`).
        name: its name.
        main: the service that counts as the component.
        containers: those of all its services (`containers_of`).

    Returns:
        The same, of all: it runs if one of them does, and is another instance if one of them is. ``name`` is the
        container that messages name, and ``containers`` has the names of all.
    """
    known: list[t.Mapping[str, t.Any]] = [] if not named["instance"] else [{**named, "name": name}]
    others = [one for one in containers if one["instance"].get("id") != named["instance"].get("id")]
    known += sorted(others, key=lambda one: one["service"] != main)
    if not known:
        return {**named, "name": name, "containers": [name]}
    first = known[0]
    return {
        **{key: first[key] for key in named},
        "running": any(one["running"] for one in known),
        "instance": instance([one["instance"] for one in known]),
        "addresses": [address for one in known for address in one["addresses"]],
        "name": first["name"],
        "containers": [one["name"] for one in known],
    }


def instance(parts: t.Sequence[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """What tells whether one of several containers was started since: ``id``, ``started`` and ``running`` of all."""
    there = sorted((one for one in parts if one), key=lambda one: str(one["id"]))
    if not there:
        return {}
    return {
        "id": " ".join(str(one["id"]) for one in there),
        "started": " ".join(str(one["started"]) for one in there),
        "running": any(one["running"] for one in there),
    }


def instances(results: t.Sequence[t.Mapping[str, t.Any]]) -> list[dict[str, t.Any]]:
    """The instance of each component.

    Args:
        results: of commands that print ``id``, ``started`` and ``running`` of each container as a line of JSON.
    """
    lines = [str(result.get("stdout") or "").splitlines() for result in results]
    return [instance([json.loads(line) for line in own if line.startswith("{")]) for own in lines]
