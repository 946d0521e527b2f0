# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_upgrade_event
short_description: Add an event to the state of an upgrade
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Returns the state of an upgrade after an event. Touches nothing; the role C(phase) writes the state file.
positional: event, facts
options:
  _input:
    description: The state before the event, as P(openmetadata.ops.om_upgrade_read#filter) returns it.
    type: dict
    required: true
  event:
    description: >-
      What happened: a run begins, the server and ingestion are about to be stopped, are stopped, are backed up, files
      of the new version are about to be written, a migration begins or turned out not to have begun, a step is done,
      the run ended, or a rollback has restored a backup.
    type: str
    choices:
      - begin
      - stopping
      - stopped
      - backed_up
      - deploying
      - migrating
      - not_migrated
      - done
      - ended
      - rolled_back
    required: true
  facts:
    description: What the event brings with it, see the functions in C(plugin_utils/_upgrade_state.py).
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Note that the migration begins
  ansible.builtin.set_fact:
    om_state: "{{ om_state | openmetadata.ops.om_upgrade_event('migrating', facts) }}"
  vars:
    facts: {now: '2026-11-28T14:00:00Z', what: [server]}
"""

RETURN = r"""
_value:
  description: The state after the event.
  type: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_state import change


def om_upgrade_event(state: t.Any, event: str, facts: t.Any = None) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    try:
        return change(plain(state), event, plain(facts or {}))
    except (KeyError, ValueError) as exc:
        raise AnsibleFilterError(f"om_upgrade_event, {event}: {exc}") from exc


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_upgrade_event": om_upgrade_event}
