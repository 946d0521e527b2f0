# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_findings_lines
short_description: Write findings as lines for a terminal
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Writes the result of P(openmetadata.ops.om_findings#filter) as readable lines, blockers first, each with its
    evidence and its fix.
positional: severity
options:
  _input:
    description: The findings.
    type: list
    elements: dict
    required: true
  severity:
    description: Only findings of this severity that were checked and not ignored.
    type: str
    choices: [blocker, warning, note]
"""

EXAMPLES = r"""
- name: Print the findings
  ansible.builtin.debug:
    msg: "{{ om_findings | openmetadata.ops.om_findings_lines }}"
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
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_lines import findings_lines


def om_findings_lines(findings: t.Any, severity: str | None = None) -> list[str]:
    """See DOCUMENTATION."""
    if not isinstance(findings, (list, tuple)):
        raise AnsibleFilterError("om_findings_lines takes the list that om_findings returns")
    return findings_lines(plain(findings), severity)


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_findings_lines": om_findings_lines}
