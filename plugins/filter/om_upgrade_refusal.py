# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_upgrade_refusal
short_description: Say why an upgrade to a version cannot begin or continue
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Compares the upgrade under way with the version that is asked for. Touches nothing.
positional: target
options:
  _input:
    description: >-
      The upgrade under way, as P(openmetadata.ops.om_upgrade_read#filter) returns it; empty where there is none.
    type: dict
    required: true
  target:
    description: The version that is asked for.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Check that no upgrade to another version is under way
  ansible.builtin.assert:
    that: om_state | openmetadata.ops.om_upgrade_refusal('1.11.4') | length == 0
"""

RETURN = r"""
_value:
  description: The reason and what to do, or blank where nothing is in the way.
  type: str
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_state import refusal


def om_upgrade_refusal(state: t.Any, target: t.Any) -> str:
    """See DOCUMENTATION."""
    return refusal(plain(state or {}), str(target or ""))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_upgrade_refusal": om_upgrade_refusal}
