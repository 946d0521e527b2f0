# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which compose project a container belongs to, and the container's own state. Pure functions.

The input is what ``docker container inspect`` prints for one container, or an empty dictionary where there is none. The
labels are those that compose sets (pkg/api/labels.go in https://github.com/docker/compose).
"""

from __future__ import annotations

import posixpath
import typing as t

Seen = t.Mapping[str, t.Any]
Project = dict[str, t.Any]

_LABEL = "com.docker.compose.project"


def locate(seen: Seen, host: str, given: t.Mapping[str, t.Any], remembered: t.Mapping[str, t.Any]) -> Project:
    """The project, with the command line that works on it.

    Args:
        seen: the container, as ``docker container inspect`` describes it.
        host: the inventory name of the host that has it.
        given: ``dir``, ``files`` and ``name`` as the user set them, blank where not.
        remembered: the same, ``environment_files`` and ``created`` from an earlier run, for a container that was
            removed since.

    Returns:
        ``host``, ``dir``, ``files``, ``name``, ``environment_files``, ``created`` (services that had containers in an
        earlier run) and ``argv``. ``dir`` is blank where no project is known.
    """
    labels = (seen.get("Config") or {}).get("Labels") or {}
    directory = given["dir"] or labels.get(f"{_LABEL}.working_dir") or remembered.get("dir") or ""
    if not directory and given["files"] and posixpath.isabs(given["files"][0]):
        # as compose does
        directory = posixpath.dirname(given["files"][0])
    name = given["name"] or labels.get(_LABEL) or remembered.get("name") or ""
    files = list(given["files"] or _split(labels, "config_files") or remembered.get("files") or [])
    files = [posixpath.join(directory, file) for file in files if file != "-"]
    environment_files = _split(labels, "environment_file") or list(remembered.get("environment_files") or [])
    environment_files = [posixpath.join(directory, file) for file in environment_files]
    # Which profiles were active is recorded nowhere: all are, and `used` leaves out what has never been created.
    argv = ["docker", "compose", "--profile", "*"]
    argv += ["--project-directory", directory] if directory else []
    argv += ["--project-name", name] if name else []
    for file in files:
        argv += ["--file", file]
    for file in environment_files:
        argv += ["--env-file", file]
    return {
        "host": host,
        "dir": directory,
        "files": files,
        "name": name,
        "environment_files": environment_files,
        "created": list(remembered.get("created") or []),
        "argv": argv,
    }


def used(config: t.Mapping[str, t.Any], created: t.Collection[str]) -> dict[str, t.Any]:
    """The configuration without services of a profile that this installation does not use.

    Args:
        config: what ``docker compose config`` prints with every profile active.
        created: the services that have, or had, a container.
    """
    services = config.get("services") or {}
    kept = {name: service for name, service in services.items() if not service.get("profiles") or name in created}
    return {**config, "services": kept}


def _split(labels: t.Mapping[str, str], label: str) -> list[str]:
    return [part for part in (labels.get(f"{_LABEL}.{label}") or "").split(",") if part]


def unescape(value: t.Any) -> t.Any:
    """What ``docker compose config`` prints, with every string as a container gets it.

    Compose writes ``$`` as ``$$`` there, so that its output can be read as a compose file again (escapeDollarSign in
    cmd/compose/config.go of https://github.com/docker/compose; measured with 2.26).
    """
    if isinstance(value, dict):
        return {key: unescape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [unescape(item) for item in value]
    return value.replace("$$", "$") if isinstance(value, str) else value


def state(seen: Seen) -> dict[str, t.Any]:
    """The container at the moment.

    It has ``running``, ``image``, ``service``, ``instance``, ``addresses``, ``mounts``, ``published`` (its ports) and
    ``networks`` (their names).

    ``instance`` has ``id``, ``started`` and ``running``, and is empty where there is no container. Docker gives a
    container another start time whenever it starts it, and another identifier when it creates it again.
    """
    running = bool((seen.get("State") or {}).get("Running"))
    networks = _network(seen).get("Networks") or {}
    return {
        "running": running,
        "image": (seen.get("Config") or {}).get("Image") or "",
        "service": ((seen.get("Config") or {}).get("Labels") or {}).get("com.docker.compose.service") or "",
        "instance": {"id": seen["Id"], "started": (seen.get("State") or {}).get("StartedAt") or "", "running": running}
        if seen.get("Id")
        else {},
        "addresses": [network["IPAddress"] for network in networks.values() if (network or {}).get("IPAddress")],
        "mounts": [
            {"source": mount.get("Source") or "", "target": mount.get("Destination") or ""}
            for mount in seen.get("Mounts") or []
        ],
        "published": {port: bound for port, bound in (_network(seen).get("Ports") or {}).items() if bound},
        "networks": sorted(_network(seen).get("Networks") or {}),
    }


def _network(seen: Seen) -> t.Mapping[str, t.Any]:
    return seen.get("NetworkSettings") or {}


def unknown_files(seen: Seen, given: t.Mapping[str, t.Any], project: t.Mapping[str, t.Any]) -> str:
    """Why the files of a project are not known, and what to set; blank if they are.

    Args:
        seen: the container, as ``docker container inspect`` describes it.
        given: ``dir``, ``files`` and ``name`` as the user set them.
        project: what `locate` returned.
    """
    relative = [file for file in project["files"] if not posixpath.isabs(file)]
    if relative:
        return (
            f"{', '.join(relative)} in om_compose_files is a relative path, and the directory of the project on "
            f"{project['host']} is not known. Use absolute paths, or set om_compose_project_dir."
        )
    labels = (seen.get("Config") or {}).get("Labels") or {}
    if "-" in _split(labels, "config_files") and not given["files"]:
        return (
            f"The compose file of the container on {project['host']} came from standard input, and is not known. "
            "Write it to a file, and set om_compose_files."
        )
    return ""
