# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Ports in compose files and in environment variables. Pure functions."""

from __future__ import annotations

import re
import typing as t

Service = t.Mapping[str, t.Any]


class PortError(ValueError):
    """A value is no port number."""


def number(value: str, default: int) -> int:
    """A port number; one in quotes will do, since servers read it as YAML.

    Args:
        value: what a variable says; blank where it is not set.
        default: the port without it.

    Raises:
        PortError: the value is no port number.
    """
    text = value.strip().strip("\"'").strip()
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 0 < int(text) < 65536:
        raise PortError(value)
    return int(text)


def published_port(
    service: Service, target: int, actual: t.Mapping[str, t.Sequence[t.Mapping[str, str]]] | None = None
) -> dict[str, t.Any] | None:
    """Where a container's port is published on its host: ``{host, port, everywhere}``, or None.

    An address that means "every address" is reached through loopback, and from other hosts.

    Args:
        service: the service, as ``docker compose config --format json`` prints it.
        target: the port in the container.
        actual: the ports of its container, as ``docker container inspect`` prints them: Docker chooses one where the
            service leaves it open, or gives a range.
    """
    for port in service.get("ports") or []:
        if not _first(port.get("target")) <= target <= _last(port.get("target")):
            continue
        published = str(port.get("published") or "")
        chosen = next(iter((actual or {}).get(f"{target}/tcp") or []), None)
        if chosen and not published.isdigit():
            return _address(chosen.get("HostIp") or "", int(chosen["HostPort"]))
        if published:
            offset = target - _first(port.get("target")) if _first(published) != _last(published) else 0
            return _address(port.get("host_ip") or "", _first(published) + offset)
    return None


def _first(ports: t.Any) -> int:
    text = str(ports or 0).partition("-")[0]
    return int(text) if text.isdigit() else 0


def _last(ports: t.Any) -> int:
    text = str(ports or 0).rpartition("-")[2]
    return int(text) if text.isdigit() else 0


def _address(host: str, port: int) -> dict[str, t.Any]:
    everywhere = (host or "::") in ("0.0.0.0", "::")  # noqa: S104
    return {"host": "127.0.0.1" if everywhere else host, "port": port, "everywhere": everywhere}
