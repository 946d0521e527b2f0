# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_database_addresses
short_description: List the addresses to try for a database
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - An address that the user gave wins. Otherwise, the addresses come from the installation.
positional: ways, wanted, default_port, of_server
options:
  _input:
    description: What the installation says about the database, with the keys C(host), C(port) and C(service).
    type: dict
    required: true
  ways:
    description: What the entry point C(database) of the role P(openmetadata.ops.deployment#role) found.
    type: dict
    required: true
  wanted:
    description: C(host) and C(port) as the user gave them. Blank means that the installation says it.
    type: dict
    required: true
  default_port:
    description: The port of an address without one.
    type: int
    required: true
  of_server:
    description: >-
      Whether the connection comes from the server's host, where the installation's own address is tried first.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Print the addresses
  ansible.builtin.debug:
    msg: "{{ database | openmetadata.ops.om_database_addresses(ways, {'host': '', 'port': ''}, 3306) }}"
"""

RETURN = r"""
_value:
  description: The addresses, the best one first.
  type: list
  elements: str
  sample: ["db:3306"]
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._reach import addresses


def om_database_addresses(
    database: t.Any, ways: t.Any, wanted: t.Any, default_port: t.Any, of_server: t.Any = False
) -> list[str]:
    """See DOCUMENTATION."""
    return addresses(plain(database), plain(ways), plain(wanted), int(default_port), bool(of_server))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_database_addresses": om_database_addresses}
