# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which service of a compose project is what. Pure functions.

The service of the container that the user names is the truth. Else a service is recognised by what it runs, then by the
names of upstream's quickstart (docker/docker-compose-quickstart/ in the OpenMetadata repository).
"""

from __future__ import annotations

import re
import typing as t

from ._compose_images import split_reference

Service = t.Mapping[str, t.Any]
Services = t.Mapping[str, Service]

# bootstrap_storage.sh is the tool of releases before 1.3; both run one command and end.
_TOOL = re.compile(r"(openmetadata-ops|bootstrap_storage)\.sh")
# /openmetadata-start.sh of the image; bin/openmetadata-server-start.sh and bin/openmetadata.sh of a release
_START = re.compile(r"openmetadata(-server)?-start\.sh|openmetadata\.sh\s+start")
_MIGRATE_ONLY = re.compile(r"((/\S*/)?(ba)?sh\s+-\w*c\s+)?\S*openmetadata-ops\.sh\s+migrate")
# What Airflow runs: commands that end, and its web server
_ENDS = re.compile(
    r"(^|[\s/;&])airflow\s+(db|users|version)\b(?!.*\b(standalone|webserver|api-server|scheduler)\b)", re.DOTALL
)
_WEB = re.compile(r"\b(standalone|webserver|api-server)\b")
# Variables that the quickstart sets for the server and for ingestion, and that no other product has.
_OF_SERVER = ("OM_DATABASE", "OPENMETADATA_CLUSTER_NAME", "AUTHORIZER_CLASS_NAME")
_OF_INGESTION = ("AIRFLOW_DB", "AIRFLOW__OPENMETADATA_AIRFLOW_APIS__DAG_GENERATED_CONFIGS")


def find_server(services: Services, named: str = "") -> str | None:
    """The service that runs the OpenMetadata server.

    Args:
        services: those of the project.
        named: the service of the container that the user names, blank if there is none.
    """
    return _find(services, named, "server", _OF_SERVER, ("openmetadata-server", "openmetadata_server"))


def find_ingestion(services: Services, named: str = "") -> str | None:
    """The service that runs ingestion (Airflow). The arguments are those of `find_server`."""
    running = {
        name: service for name, service in services.items() if name == named or not _ENDS.search(command_text(service))
    }
    found = _find(running, named, "ingestion(-base)?", _OF_INGESTION, ("ingestion", "openmetadata_ingestion"))
    if not found or found == named:
        return found
    # where its programs are services of their own, the one with the web server
    same = [name for name, service in running.items() if repository(service) == repository(services[found])]
    return next((name for name in same if _WEB.search(command_text(running[name]))), found)


def find_migrate(services: Services) -> str | None:
    """The one-shot service that runs the server's migrations."""
    for name, service in services.items():
        if is_tool(service) and "migrate" in command_text(service):
            return name
    return _by_name(services, ("execute-migrate-all",))


def _find(services: Services, named: str, image: str, variables: tuple[str, ...], names: tuple[str, ...]) -> str | None:
    if named in services:
        return named
    ending = re.compile(f"(^|[/._-]){image}$")
    fitting = [name for name, one in services.items() if ending.search(repository(one)) and not is_tool(one)]
    for name in fitting:
        if "openmetadata" in repository(services[name]):
            return name
    # a mirror may have renamed the image; but many products have one that ends so
    own = [name for name in fitting if set(variables) & set(environment_of(services[name]))]
    return own[0] if own else _by_name(services, names)


def is_server(service: Service) -> bool:
    """Whether a service has an image that is named as the server's."""
    return bool(re.search(r"(^|[/._-])server$", repository(service))) and "openmetadata" in repository(service)


def _by_name(services: Services, names: t.Collection[str]) -> str | None:
    for name, service in services.items():
        if name in names or service.get("container_name") in names:
            return name
    return None


def is_tool(service: Service) -> bool:
    """Whether the service runs a command of OpenMetadata's tool and ends, with the server's image.

    One that migrates and then starts the server is the server.
    """
    text = command_text(service)
    return bool(_TOOL.search(text)) and not _START.search(text)


def only_migrates(service: Service) -> bool:
    """Whether the service runs ``openmetadata-ops.sh migrate``, and nothing else."""
    return bool(_MIGRATE_ONLY.fullmatch(command_text(service).strip()))


def repository(service: Service) -> str:
    """The image without its tag, e.g. ``docker.getcollate.io/openmetadata/server``."""
    return split_image(service.get("image") or "")[0]


def split_image(image: str) -> tuple[str, str]:
    """Repository and tag of an image; a registry's port is no tag, and neither is a digest."""
    reference = split_reference(image)
    return reference.repository, reference.tag


def command_text(service: Service) -> str:
    """Command and entrypoint as one line, for looking into it."""
    parts: list[str] = []
    for key in ("entrypoint", "command"):
        value = service.get(key) or []
        parts += [value] if isinstance(value, str) else [str(item) for item in value]
    return " ".join(parts)


def environment_of(service: Service) -> dict[str, str]:
    """A service's environment as a dictionary; a variable without a value is left out."""
    raw = service.get("environment") or {}
    if isinstance(raw, list):
        raw = dict(item.split("=", 1) for item in raw if "=" in item)
    return {str(key): str(value) for key, value in raw.items() if value is not None}
