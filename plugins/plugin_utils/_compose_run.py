# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions of the compose deployment's verbs: images, projects to write, addresses of a database. Pure functions."""

from __future__ import annotations

import typing as t

from ._compose_images import version_of
from ._compose_moving import image_of
from ._compose_operation_log import operation_log

Place = t.Mapping[str, t.Any]


def wanted_images(places: t.Mapping[str, Place], version: str) -> list[dict[str, str]]:
    """The images that a version needs, and the host of each."""
    components = [places["server"]] + ([places["ingestion"]] if places["ingestion"]["present"] else [])
    images = [{"host": place["host"], "image": image_of(place, version)} for place in components]
    # a component without an image is built; `deploy` says what to do
    return [one for one in images if one["image"]]


def old_image(places: t.Mapping[str, Place], component: str, version: str) -> str:
    """The image of an older version of a component: the one that ran last, if it is of that version."""
    place = places[component]
    return str(place["image"]) if version_of(place["image"]) == version else image_of(place, version)


def look(place: Place, version: str) -> list[str]:
    """The command line that runs a program of a version's image, apart from the installation and without a network.

    Without a version, the image is the one that the project names.
    """
    image = image_of(place, version) if version else place["configured"]
    return ["docker", "run", "--rm", "--pull", "never", "--network", "none", "--entrypoint", "env", image]


def migration(place: Place, environment: t.Mapping[str, str], log_dir: str) -> dict[str, t.Any]:
    """The command that runs the server's migrations.

    Args:
        place: the server.
        environment: variables of the migration.
        log_dir: a directory on the host that may be mounted over the container's directory of logs.

    Returns:
        ``command``, ``stop_command`` (which ends it), ``dir`` (where both run) and ``operation_log`` (the log on the
        host, blank where the host cannot read it).
    """
    parts = place["migration"]
    variables = [word for name in sorted(environment) for word in ("--env", f"{name}={environment[name]}")]
    log = operation_log(parts["container"], log_dir)
    return {
        "command": [*parts["run"], *log["argv"], *variables, *parts["what"]],
        "stop_command": parts["stop"],
        "dir": parts["dir"],
        "operation_log": log["path"],
    }


def project_of(places: t.Mapping[str, t.Any], database: t.Mapping[str, t.Any]) -> t.Mapping[str, t.Any]:
    """The compose project that has this database as a service, or nothing."""
    owner = database.get("project")
    return places[owner]["compose"] if owner else {}


def database_ways(
    database: t.Mapping[str, t.Any],
    project: t.Mapping[str, t.Any],
    containers: t.Sequence[str],
    own_addresses: t.Sequence[str],
    runner: t.Mapping[str, t.Any],
) -> dict[str, t.Any]:
    """How a database that is a service of a compose project is reached.

    Args:
        database: what the installation says about it; ``service`` is empty where it is elsewhere.
        project: the project that has the service, or nothing.
        containers: those of the service, where it is on the host that connects.
        own_addresses: theirs.
        runner: the host that connects: its ``name``, and the ``address`` of the project's host as others reach it.

    Returns:
        ``addresses`` (host:port), ``client`` (the client programs beside the database, or nothing) and ``described``.
    """
    if not database.get("service"):
        return _ways_elsewhere(database, runner)
    described = f"service {database['service']} of the compose project on {project['host']}"
    published = database.get("published")
    if project["host"] != runner["name"]:
        # addresses of the loopback interface and of containers mean another server on another host
        host = runner["address"] if published and published["everywhere"] else (published or {}).get("host", "")
        found = [f"{host}:{published['port']}"] if published and not _is_loopback(host) else []
        return {"addresses": found, "client": {}, "described": described}
    found = [f"{published['host']}:{published['port']}"] if published else []
    found += [f"{address}:{database['port']}" for address in own_addresses]
    container = database.get("container") or next(iter(containers), "")
    return {"addresses": found, "client": client(container), "described": described}


def _ways_elsewhere(database: t.Mapping[str, t.Any], runner: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The same of a database that is no service: on the host itself, a container of another project, or elsewhere."""
    beside = database.get("seen_from") == runner["name"]
    if database.get("on_host"):
        host = "127.0.0.1" if beside else runner["address"]
        where = f"on {database['seen_from']} itself"
        return {"addresses": [f"{host}:{database['port']}"], "client": {}, "described": where}
    if not database.get("container"):
        return {"addresses": [], "client": {}, "described": ""}
    described = f"container {database['container']} on {database['seen_from']}"
    published = database.get("published")
    if not beside:
        host = runner["address"] if published and published["everywhere"] else (published or {}).get("host", "")
        found = [f"{host}:{published['port']}"] if published and not _is_loopback(host) else []
        return {"addresses": found, "client": {}, "described": described}
    found = [f"{published['host']}:{published['port']}"] if published else []
    found += [f"{address}:{database['port']}" for address in database["own_addresses"]]
    return {"addresses": found, "client": client(database["container"]), "described": described}


def _is_loopback(host: str) -> bool:
    return host.startswith("127.") or host in ("localhost", "::1")


def client(container: str) -> dict[str, t.Any]:
    """The client programs in a container: options of the modules, the command line before them, and a name for it."""
    if not container:
        return {}
    return {
        "options": {"client": "docker", "container": container},
        "exec": ["docker", "exec", container],
        "place": f"container {container}",
    }
