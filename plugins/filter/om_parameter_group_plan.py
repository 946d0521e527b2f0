# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_parameter_group_plan
short_description: Plan the changes of an RDS parameter group
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Tells what has to be set in an RDS parameter group so that each number is at least, and each switch exactly, as
    wanted.
positional: wanted, engine, remembered
options:
  _input:
    description:
      - The parameters of the group, by name, each with C(value) (C(null) for the engine's default), C(modifiable),
        C(apply_type) and C(data_type).
    type: dict
    required: true
  wanted:
    description: Names and values; sizes may carry units, a bare number of a size is in bytes.
    type: dict
    required: true
  engine:
    description: The engine of the group.
    type: str
    choices: [mysql, postgresql]
    required: true
  remembered:
    description: What an earlier plan said is to be remembered.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Decide what to change
  ansible.builtin.set_fact:
    planned: "{{ described | openmetadata.ops.om_parameter_group_plan({'sort_buffer_size': '20M'}, 'mysql') }}"
"""

RETURN = r"""
_value:
  description: >-
    C(change) (new values by name), C(remember) (what to keep before that), C(static) (changes that wait for a restart)
    and C(unmet) (what cannot be, with C(name), C(wanted), C(current), C(reason) and C(remedy)).
  type: dict
  sample:
    change: {sort_buffer_size: "20971520"}
    remember: {sort_buffer_size: {before: null, ours: ["20971520"]}}
    static: []
    unmet: []
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._parameter_group import plan


def om_parameter_group_plan(
    described: dict[str, t.Any], wanted: dict[str, t.Any], engine: str, remembered: dict[str, t.Any] | None = None
) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    try:
        return plan(described, wanted, str(engine), remembered or {})
    except ValueError as exc:
        raise AnsibleFilterError(f"om_parameter_group_plan: {exc}") from exc


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_parameter_group_plan": om_parameter_group_plan}
