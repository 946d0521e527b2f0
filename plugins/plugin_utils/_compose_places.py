# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where OpenMetadata's components are in compose projects: the value ``om_places`` of this kind. Pure functions.

The result holds credentials: keep it out of logs.
"""

from __future__ import annotations

import re
import typing as t

from ._compose import AIRFLOW_PORT, describe
from ._compose_found import asks_for_containers, password_files, with_neighbour, with_password, with_secret_files
from ._compose_images import version_of
from ._compose_moving import moving
from ._compose_parts import containers_of, ingestion_parts, server_parts, together
from ._compose_ports import published_port
from ._compose_project import unescape, used
from ._compose_services import environment_of, only_migrates

Place = dict[str, t.Any]
Project = t.Mapping[str, t.Any]

# Outside of the project's own directory: where the official images keep configuration, DAGs, and the files that the
# server writes for Airflow (docker/docker-compose-quickstart/docker-compose.yml in the OpenMetadata repository).
_KEPT = re.compile(r"(/opt/openmetadata/conf|/opt/airflow/dags|/opt/airflow/dag_generated_configs)(/|$)")
_MIGRATION_LABEL = "openmetadata.ops.migration"
# The file that gives ingestion the old image for one command.
_OLD_IMAGE_FILE = ".openmetadata-ops-clean.yml"


def places(server: t.Mapping[str, t.Any], ingestion: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any]) -> Place:
    """The whole installation.

    Args:
        server: the server's ``container`` (its name), ``state`` (see `_compose_project.state`), ``project`` (see
            `_compose_project.locate`), ``containers`` (those of the project, as ``docker container inspect`` prints
            them) and ``config`` (what ``docker compose config --format json`` prints).
        ingestion: the same of ingestion. ``config`` is empty where no project is known.
        options: ``state_dir``, by which migrations of this installation are labelled, ``source`` (whether the user
            brings the new compose file), ``target`` (the wanted version) and ``images`` (the images that the user names
            for it, by component), ``given`` (the names of the variables that the user has set), ``from_version``
            and ``before`` (the version and what is ``remembered`` of the images, if an upgrade is under way), and what
            ``ask`` asked for: ``read`` (the results of reading files) and ``containers`` (by host; see
            `with_neighbour` of `_compose_found`).

    Returns:
        ``kind``, ``server``, ``ingestion``, ``database``, ``airflow_database``, ``images`` (of all services),
        ``last_migration`` (the container of the project's own migration), ``remembered`` (for the state file),
        ``summary`` (for the report; no secrets), ``ask`` (``password_files``, ``host`` and ``file`` of each, and
        ``containers``, the hosts of which the containers have to be known) and ``problems`` (what is not understood,
        and what to set). docs/deployments.md describes them.
    """
    server, ingestion = _prepared(server), _prepared(ingestion)
    named = {"server": server["state"]["service"], "ingestion": ingestion["state"]["service"]}
    services = describe(server["config"], ingestion["config"] or None, named)["services"]
    server = _of_all(server, services["server"], server_parts)
    ingestion = _of_all(ingestion, services["ingestion"], ingestion_parts)
    published = {"server": server["state"]["published"], "ingestion": ingestion["state"]["published"]}
    found = describe(server["config"], ingestion["config"] or None, named, published)
    hosts = {"server": server["project"]["host"], "ingestion": ingestion["project"]["host"]}
    databases = [found["database"], found["airflow"]["database"]]
    given = options.get("given") or []
    label = f"{_MIGRATION_LABEL}={options['state_dir']}"
    own = server["config"].get("services") or {}
    return {
        "kind": "compose",
        "server": {
            **_place(server, services["server"], found["images"]["server"], label),
            **_moved(server, services["server"], [services["migrate"]], "server", options),
            "environment": environment_of(own.get(services["server"]) or {}),
            "ports": {"api": found["api"]["port"], "admin": found["api"]["admin_port"]},
            "settings": _settings(server["project"], services, found["configuration"], bool(options["source"])),
            "migration": _migration(server, services, label),
        },
        "ingestion": {
            **_place(ingestion, services["ingestion"], found["images"]["ingestion"], label),
            **_moved(ingestion, services["ingestion"], [], "ingestion", options),
            "environment": {},
            "ports": {"web": found["airflow"]["port"] or _web_port(ingestion)},
            "login": {"user": found["airflow"]["user"], "password": found["airflow"]["password"]},
            "pip_requirements": found["airflow"]["pip_requirements"],
        },
        "database": _database(databases[0], server, hosts, options),
        "airflow_database": _database(databases[1], ingestion, hosts, options),
        "ask": {
            "password_files": password_files(databases, hosts),
            "containers": sorted(
                {
                    part["project"]["host"]
                    for part, database in zip((server, ingestion), databases)
                    if asks_for_containers(database)
                }
            ),
        },
        "problems": [one["text"] for one in found["problems"] if one["unless"] not in given],
        "images": [service["image"] for service in own.values() if service.get("image")],
        "last_migration": found["containers"]["migrate"] or "execute_migrate_all",
        "remembered": {
            "kind": "compose",
            "server": _remembered(server["project"]),
            "ingestion": _remembered(ingestion["project"]),
            "before": options.get("before") or {"server": _images(server), "ingestion": _images(ingestion)},
        },
        "summary": {
            "project_dir": server["project"]["dir"],
            "files": server["project"]["files"],
            "services": services,
            "containers": found["containers"],
            "images": found["images"],
            "migrate_command": found["migrate_command"],
        },
    }


def _database(
    database: Place | None, part: t.Mapping[str, t.Any], hosts: t.Mapping[str, str], options: Project
) -> Place | None:
    """A database with what its host says about it, and the host that it is described from."""
    if not database:
        return None
    host = part["project"]["host"]
    seen = with_password(database, hosts, options.get("read") or [])
    seen = with_neighbour(seen, part["state"]["networks"], (options.get("containers") or {}).get(host) or "")
    return {**(seen or {}), "seen_from": host}


def _prepared(part: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The component with the services that are used, and their values as containers get them."""
    now = {one["service"] for one in containers_of(part.get("containers") or [])}
    created = sorted({*part.get("created", ()), *now, *part["project"]["created"]})
    project = {**part["project"], "created": created}
    whole = with_secret_files(unescape(part["config"])) if part["config"] else {}
    return {**part, "project": project, "config": used(whole, created) if whole else {}, "whole": whole}


def _of_all(
    part: t.Mapping[str, t.Any], main: str | None, parts: t.Callable[[t.Any, str | None], list[str]]
) -> dict[str, t.Any]:
    """The component with the state of all its services."""
    services = part["config"].get("services") or {}
    names = parts(services, main) if main in services else [main] if main else []
    seen = containers_of(part.get("containers") or [], names)
    created = [name for name in names if name == main or name in {one["service"] for one in seen}]
    # one that was never created is not started either
    return {
        **part,
        "parts": created if seen else names,
        "state": together(part["state"], part["container"], main, seen),
    }


def _web_port(ingestion: t.Mapping[str, t.Any]) -> dict[str, t.Any] | None:
    """The port of Airflow's web server, if that is a service of its own."""
    services = ingestion["config"].get("services") or {}
    found = (published_port(services[name], AIRFLOW_PORT) for name in ingestion["parts"] if name in services)
    return next(filter(None, found), None)


def _moved(
    part: t.Mapping[str, t.Any], service: str | None, others: list[str | None], component: str, options: Project
) -> Place:
    """What `deploy` needs to know, and the version of what runs or ran last."""
    own = (options.get("images") or {}).get(component) or ""
    target = str(options.get("target") or "")
    image = part["state"]["image"]
    return {
        "version": target if own and image == own else version_of(image),
        "given": {"version": target, "image": own} if own else {},
        "before": {
            "version": str(options.get("from_version") or ""),
            "images": (options.get("before") or {}).get(component) or {},
        },
        "services": moving(part["whole"], part["config"], [service, *part["parts"], *others]),
    }


def _place(component: t.Mapping[str, t.Any], service: str | None, image: str | None, label: str) -> Place:
    """What holds for the server and for ingestion alike."""
    project, state = component["project"], component["state"]
    run = ["run", "--rm", "--no-deps", "-T"]
    old_file = f"{project['dir']}/{_OLD_IMAGE_FILE}"
    program = ["--entrypoint", "env", str(service)]
    return {
        "kind": "compose",
        "present": bool(service),
        "host": project["host"],
        "parts": component["parts"],
        "described": f"service {service} in {', '.join(project['files'])}",
        "configured": image or "",
        **state,
        "service": service,
        "run": {
            "dir": project["dir"],
            "new": [*project["argv"], *run, *program],
            "old": [*project["argv"], "--file", old_file, *run, *program],
            "old_file": old_file,
            "migration": [*project["argv"], *run, "--label", label, *program],
        },
        "logs": ["docker", "logs", state["name"]],
        "files": _files(project, state["mounts"]),
        "compose": project,
    }


def _images(part: t.Mapping[str, t.Any]) -> dict[str, str]:
    """The images of the services of a project; those that people build cannot be told from the version."""
    services = part["whole"].get("services") or {}
    return {name: str(service["image"]) for name, service in services.items() if service.get("image")}


def _remembered(project: Project) -> dict[str, t.Any]:
    """What nothing tells any more once the container is removed."""
    return {name: project[name] for name in ("dir", "files", "name", "environment_files", "created")}


def _files(project: Project, mounts: t.Iterable[t.Mapping[str, str]]) -> dict[str, list[str]]:
    """What a way back needs besides the databases: files that are there, and paths that may be."""
    optional = [f"{project['dir']}/.env", f"{project['dir']}/conf"] if project["dir"] else []
    if project["dir"]:
        optional += [mount["source"] for mount in mounts if _KEPT.match(mount["target"])]
    return {"present": [*project["files"], *project["environment_files"]], "optional": optional}


def _settings(
    project: Project, services: t.Mapping[str, str | None], configuration: list[str], source: bool
) -> dict[str, list[str]]:
    """Files with settings of the server: all, those that `deploy` edits, those that are mounted; and the services."""
    # with --env-file, compose does not read .env
    edited = [*project["files"], *(project["environment_files"] or [f"{project['dir']}/.env"])]
    return {
        "files": list(dict.fromkeys([*edited, *configuration])),
        "edited": [] if source else edited,
        "mounted": configuration,
        "services": [str(services[name]) for name in ("server", "migrate") if services[name]],
    }


def _migration(server: t.Mapping[str, t.Any], services: t.Mapping[str, str | None], label: str) -> dict[str, t.Any]:
    """The parts of the command that migrates, see `_compose_run.migration`."""
    project = server["project"]
    # by project: two environments may be migrated on one host at the same time
    name = f"openmetadata_ops_migrate_{project['name'] or server['config'].get('name', '')}"
    run = [*project["argv"], "run", "--rm", "--no-deps", "-T", "--name", name, "--label", label]
    of, own = server["config"].get("services") or {}, services["migrate"]
    # what else the service runs (a check, a start of the server) is not wanted here
    alone = own and only_migrates(of[own])
    service = of.get((own if alone else services["server"]) or "", {})
    return {
        "run": run,
        "what": [own] if alone else ["--entrypoint", "./bootstrap/openmetadata-ops.sh", services["server"], "migrate"],
        "stop": ["docker", "rm", "--force", name],
        "dir": project["dir"],
        "container": {name: service.get(name) for name in ("working_dir", "volumes")},
    }
