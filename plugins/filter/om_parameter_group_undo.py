# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_parameter_group_undo
short_description: Plan to put the values of an RDS parameter group back
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Tells what puts remembered originals back. What somebody else set in the meantime is left alone.
positional: remembered
options:
  _input:
    description: The parameters of the group, as P(openmetadata.ops.om_parameter_group_plan#filter) takes them.
    type: dict
    required: true
  remembered:
    description: What the plan said is to be remembered.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Decide what to put back
  ansible.builtin.set_fact:
    planned: "{{ described | openmetadata.ops.om_parameter_group_undo(remembered) }}"
"""

RETURN = r"""
_value:
  description: >-
    C(set) (values by name), C(reset) (names that go back to the engine's default), C(left) (names that somebody else
    has set) and C(static) (names that wait for a restart).
  type: dict
  sample: {set: {}, reset: [sort_buffer_size], left: [], static: []}
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._parameter_group import undo


def om_parameter_group_undo(described: dict[str, t.Any], remembered: dict[str, t.Any]) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    return undo(described, remembered)


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_parameter_group_undo": om_parameter_group_undo}
