# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_changed_lines
short_description: Show what changes in a configuration file, without its secrets
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Returns the lines that two texts of a configuration file do not have in common, as a diff prints them.
  - The value of an assignment is shown for names that are no secret by the look of it, and masked for all others.
positional: after
options:
  _input:
    description: The text before.
    type: str
    required: true
  after:
    description: The text after.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what changes
  ansible.builtin.debug:
    msg: "{{ before | openmetadata.ops.om_changed_lines(after) }}"
"""

RETURN = r"""
_value:
  description: The lines, with C(- ) or C(+ ) before them.
  type: list
  elements: str
  sample: ["- OPENAI_API_KEY=********", "+ LLM_OPENAI_API_KEY=********"]
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._changed_lines import changed_lines


def om_changed_lines(before: str, after: str) -> list[str]:
    """See DOCUMENTATION."""
    return changed_lines(str(before), str(after))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_changed_lines": om_changed_lines}
