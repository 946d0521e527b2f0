# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""How a database is reached: addresses to try, and where its client programs run. Pure functions."""

from __future__ import annotations

import typing as t


def addresses(
    database: t.Mapping[str, t.Any],
    ways: t.Mapping[str, t.Any],
    wanted: t.Mapping[str, t.Any],
    default_port: int,
    of_server: bool = False,
) -> list[str]:
    """The addresses (host:port) to try, in this order.

    Args:
        database: what the installation says about the database: ``host``, ``port`` and ``service``, which is empty
            where the database is no part of the installation. It may be a ``container`` of another one, or on the
            host itself (``on_host``).
        ways: what the verb `database` of the role `deployment` found for a database that is part of it.
        wanted: ``host`` and ``port`` as the user gave them, as the database runner reaches them; blank where not.
        default_port: for an address without a port.
        of_server: the connection comes from the server's host. The installation's own address is better there than
            one that the user gave for the database runner.
    """
    given = []
    if wanted["host"]:
        given = [f"{wanted['host']}:{wanted['port'] or database.get('port') or default_port}"]
    if given and not of_server:
        return given
    if any(database.get(key) for key in ("service", "container", "on_host")):
        seen = list(ways["addresses"])
    else:
        seen = [f"{database['host']}:{database['port']}"] if database.get("host") else []
    return list(dict.fromkeys([*seen, *given]))


def programs(own: t.Mapping[str, t.Any], wanted: str, runner: str) -> dict[str, t.Any]:
    """Where the client programs run, for modules and for looking at them.

    Args:
        own: those beside the database (see the verb `database` of the role `deployment`), or nothing.
        wanted: the option ``client`` of om_backup and om_restore, or ``auto`` (also blank): those beside the database,
            which fit it, where there are any.
        runner: the host that connects to the database.

    Returns:
        ``options`` (for om_backup and om_restore), ``places`` (``place`` and ``exec`` of each, the chosen one first),
        ``own`` and ``auto`` (whether nothing else was wanted).
    """
    auto = wanted in ("", "auto")
    local = {"place": runner, "exec": []}
    beside = [{"place": own["place"], "exec": own["exec"]}] if own else []
    found = {"own": dict(own), "auto": auto}
    if wanted == "local" or (auto and not own):
        return {**found, "options": {"client": "local"}, "places": [local, *beside]}
    return {**found, "options": dict(own["options"]) if own else {"client": wanted}, "places": [*beside, local]}
