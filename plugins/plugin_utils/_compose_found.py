# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What else hosts say about the databases: files with passwords, and containers of other projects. Pure functions."""

from __future__ import annotations

import base64
import json
import typing as t

from ._compose_hosts import Database, administrator
from ._compose_services import command_text

Read = t.Iterable[t.Mapping[str, t.Any]]


def with_secret_files(config: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The configuration, with ``secret_files`` in each service that has secrets: where they are on the host."""
    secrets = config.get("secrets") or {}
    files = {name: str(secret["file"]) for name, secret in secrets.items() if (secret or {}).get("file")}
    services = config.get("services") or {}
    return {**config, "services": {name: {**one, "secret_files": files} for name, one in services.items()}}


def password_files(databases: t.Iterable[Database | None], hosts: t.Mapping[str, str]) -> list[dict[str, str]]:
    """The files on the hosts that hold passwords of administrators."""
    found = {
        (hosts[one["project"]], one["admin_password_file"]) for one in databases if one and one["admin_password_file"]
    }
    return [{"host": host, "file": file} for host, file in sorted(found)]


def with_password(
    database: Database | None, hosts: t.Mapping[str, str], read: t.Iterable[t.Mapping[str, t.Any]]
) -> Database | None:
    """The database with the administrator's password, if it stands in a file.

    Args:
        database: the database.
        hosts: the host of each project.
        read: the results of reading these files (`ansible.builtin.slurp`).
    """
    if not database or not database["admin_password_file"]:
        return database
    for one in read:
        wanted = {"host": hosts[database["project"]], "file": database["admin_password_file"]}
        if one.get("content") and one["item"] == wanted:
            return {**database, "admin_password": base64.b64decode(one["content"]).decode().rstrip("\r\n")}
    # without its password, an administrator is of no use
    return {**database, "admin_user": None}


def asks_for_containers(database: Database | None) -> bool:
    """Whether the database may be a container that is not part of the projects: its host has a plain name."""
    if not database or database["service"] or database["on_host"] or not database["host"]:
        return False
    return "." not in database["host"] and ":" not in database["host"] and database["host"] != "localhost"


def with_neighbour(database: Database | None, networks: t.Collection[str], containers: str) -> Database | None:
    """The database with what is known about its container, if it is one of another project.

    Args:
        database: the database.
        networks: those of the container that connects to it.
        containers: what ``docker container inspect`` prints for the containers of its host; blank if nothing is known.

    Returns:
        The database, with ``container``, ``own_addresses``, ``published``, the administrator and ``command``.
    """
    if not database or not asks_for_containers(database):
        return database
    for seen in json.loads(containers or "[]"):
        found = {name: one or {} for name, one in ((seen.get("NetworkSettings") or {}).get("Networks") or {}).items()}
        names = {str(seen.get("Name") or "").lstrip("/")}
        for name in set(found) & set(networks):
            names |= {*(found[name].get("Aliases") or []), *(found[name].get("DNSNames") or [])}
        if database["host"] not in names:
            continue
        config = seen.get("Config") or {}
        env = dict(one.split("=", 1) for one in config.get("Env") or [] if "=" in one)
        user, password, _file = administrator(database["engine"], env)
        bound = next(iter((seen["NetworkSettings"].get("Ports") or {}).get(f"{database['port']}/tcp") or []), None)
        host = (bound or {}).get("HostIp") or "0.0.0.0"  # noqa: S104
        everywhere = host in ("0.0.0.0", "::")  # noqa: S104
        return {
            **database,
            "container": str(seen["Name"]).lstrip("/"),
            "own_addresses": [one["IPAddress"] for one in found.values() if one.get("IPAddress")],
            "published": {
                "host": "127.0.0.1" if everywhere else host,
                "port": int(bound["HostPort"]),
                "everywhere": everywhere,
            }
            if bound
            else None,
            "admin_user": user if password else None,
            "admin_password": password,
            "command": command_text({"command": config.get("Cmd"), "entrypoint": config.get("Entrypoint")}),
        }
    return database
