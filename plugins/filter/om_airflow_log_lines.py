# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_airflow_log_lines
short_description: Pick the lines of Airflow's log that tell how runs were interrupted
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Looks in the log of Airflow's container for what it says about runs that did not end by themselves, such as zombies,
    orphans, lost heartbeats and signals.
positional: runs
options:
  _input:
    description: Lines of C(docker container logs --timestamps).
    type: list
    elements: str
    required: true
  runs:
    description: Runs, as M(openmetadata.ops.om_pipeline_status) returns them.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Show what Airflow said about runs that are over
  ansible.builtin.debug:
    msg: "{{ log.stdout_lines | openmetadata.ops.om_airflow_log_lines(seen.stuck) }}"
"""

RETURN = r"""
_value:
  description: For each run that the log speaks of a dictionary of C(pipeline), C(run_id) and C(lines).
  type: list
  elements: dict
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._airflow_log import proof_lines
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def om_airflow_log_lines(lines: t.Any, runs: t.Any) -> list[dict[str, t.Any]]:
    """See DOCUMENTATION."""
    return proof_lines([str(line) for line in plain(lines)], plain(runs))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_airflow_log_lines": om_airflow_log_lines}
