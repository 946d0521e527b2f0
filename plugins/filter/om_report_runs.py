# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_report_runs
short_description: Add the current run to the runs that the state of an upgrade keeps
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Replaces an earlier record of the same run, and drops runs between the first and the latest ones where there are
    many, so that the state file stays small.
  - A record of another run without an outcome belongs to a run that was killed; it is marked as interrupted.
positional: latest
options:
  _input:
    description: The records in the state, oldest first.
    type: list
    elements: dict
    required: true
  latest:
    description:
      - The record of the current run, from P(openmetadata.ops.om_report_view#filter) with the format V(record).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Add the current run to the state
  ansible.builtin.set_fact:
    om_state: "{{ om_state | combine({'runs': om_state.runs | openmetadata.ops.om_report_runs(om_record)}) }}"
"""

RETURN = r"""
_value:
  description: The records, oldest first.
  type: list
  elements: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_runs import with_run


def om_report_runs(runs: t.Any, latest: t.Any) -> list[dict[str, t.Any]]:
    """See DOCUMENTATION."""
    if not isinstance(runs, t.Sequence) or isinstance(runs, str):
        raise AnsibleFilterError("om_report_runs needs a list of records")
    if not isinstance(latest, t.Mapping):
        raise AnsibleFilterError("om_report_runs needs the record of the current run, a dictionary")
    return with_run(plain(runs), plain(latest))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_report_runs": om_report_runs}
