# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_client_programs
short_description: Choose where the client programs of a database run
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - The programs beside the database fit it, and are chosen unless another place is wanted.
positional: wanted, runner
options:
  _input:
    description: The programs beside the database, as the entry point C(database) of the role
      P(openmetadata.ops.deployment#role) returns them in C(client). Empty if there are none.
    type: dict
    required: true
  wanted:
    description: A value of the option C(client) of M(openmetadata.ops.om_backup), or V(auto).
    type: str
    required: true
  runner:
    description: The host that connects to the database.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Print where the client programs run
  ansible.builtin.debug:
    msg: "{{ beside | openmetadata.ops.om_client_programs('auto', inventory_hostname) }}"
"""

RETURN = r"""
_value:
  description: >-
    C(options) for M(openmetadata.ops.om_backup) and M(openmetadata.ops.om_restore), C(places) (C(place) and C(exec),
    the first words of a command line, of each; the chosen one first), C(own) and C(auto).
  type: dict
  sample:
    options: {client: local}
    places: [{place: catalogue, exec: []}]
    own: {}
    auto: true
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._reach import programs


def om_client_programs(own: t.Any, wanted: t.Any, runner: t.Any) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    return programs(plain(own or {}), str(wanted or ""), str(runner))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_client_programs": om_client_programs}
