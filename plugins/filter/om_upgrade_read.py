# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_upgrade_read
short_description: Read the state file of an upgrade
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reads the text of C(upgrade.json), checks its format, and brings an older format to the current one. Touches
    nothing.
options:
  _input:
    description: The text of the file, V(none) where there is no file.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Read the state of an upgrade under way
  ansible.builtin.set_fact:
    found: "{{ file.content | b64decode | openmetadata.ops.om_upgrade_read }}"
"""

RETURN = r"""
_value:
  description:
    - C(state), the upgrade under way, empty where there is none; and C(problem), one paragraph that says why the file
      cannot be used and what to do, or blank.
  type: dict
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_state import read


def om_upgrade_read(text: t.Any) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    return read(None if text is None else str(text))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_upgrade_read": om_upgrade_read}
