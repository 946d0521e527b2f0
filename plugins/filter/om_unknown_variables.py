# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_unknown_variables
short_description: Find variables that no role of this collection uses
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Compares names of variables with those that the roles and playbooks of this collection use, and suggests the
    documented variable that was probably meant.
  - The role P(openmetadata.ops.environment#role) calls it, so that a mistyped variable stops a playbook at once.
positional: own
options:
  _input:
    description: Names of variables.
    type: list
    elements: str
    required: true
  own:
    description: Names, or patterns such as V(om_my_*), of variables that belong to the user.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Check the names of variables
  ansible.builtin.assert:
    that: problem == ''
    fail_msg: "{{ problem }}"
  vars:
    problem: "{{ query('ansible.builtin.varnames', '^om_') | openmetadata.ops.om_unknown_variables }}"
"""

RETURN = r"""
_value:
  description: A message that names the unknown variables. Empty if there are none.
  type: str
  sample: Variable om_versoin (did you mean om_version?) is set, but nothing in openmetadata.ops uses it. …
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils import _variables as variables


def om_unknown_variables(names: t.Any, own: t.Any = None) -> str:
    """See DOCUMENTATION."""
    if not isinstance(names, list):
        raise AnsibleFilterError("om_unknown_variables takes a list of names of variables")
    patterns = [own] if isinstance(own, str) else list(own or [])
    public = variables.documented()
    return variables.sentence(variables.unknown(names, patterns, variables.used() | public, public))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_unknown_variables": om_unknown_variables}
