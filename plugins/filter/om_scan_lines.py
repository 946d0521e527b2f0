# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_scan_lines
short_description: Write the findings of a code scan as lines for a terminal
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Writes the result of M(openmetadata.ops.om_code_scan) as readable lines, one for each place.
options:
  _input:
    description: The result of the module.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Print the places
  ansible.builtin.debug:
    msg: "{{ om_scan_result | openmetadata.ops.om_scan_lines }}"
"""

RETURN = r"""
_value:
  description: The lines.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_lines import scan_lines


def om_scan_lines(result: t.Any) -> list[str]:
    """See DOCUMENTATION."""
    if not isinstance(result, t.Mapping):
        raise AnsibleFilterError("om_scan_lines takes the result of om_code_scan")
    return scan_lines(plain(result))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_scan_lines": om_scan_lines}
