# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_report_view
short_description: Make the data of an upgrade ready for its report
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Turns what the phases of an upgrade left behind into what the role P(openmetadata.ops.report#role) writes and
    prints.
  - Passwords and tokens are masked, in keys as well as in log lines.
positional: format
options:
  _input:
    description: The data, C(om_report_data). Every key is optional.
    type: dict
    required: true
  format:
    description:
      - V(html) gives what the HTML template shows, V(json) the content of the JSON file, V(lines) the lines for a
        terminal.
      - V(pipelines) gives the lines on pipelines alone.
      - V(artifacts) gives the variables that AWX hands to the next node of a workflow.
      - V(record) gives the short form of the run, which the state of the upgrade keeps for the report of a later run.
      - V(raised) gives the parameters that this or an earlier run raised, by server.
    type: str
    choices: [html, json, lines, pipelines, artifacts, record, raised]
    default: html
  secrets:
    description: Passwords that are known, to be masked wherever they stand.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Print what happened
  ansible.builtin.debug:
    msg: "{{ om_report_data | openmetadata.ops.om_report_view('lines') }}"
"""

RETURN = r"""
_value:
  description: A list of strings for V(lines) and V(pipelines), a dictionary for every other format.
  type: raw
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_lines import report_lines
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_pipelines import pipelines_lines
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_runs import record
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_story import raised
from ansible_collections.openmetadata.ops.plugins.plugin_utils._report_view import (
    report_artifacts,
    report_json,
    report_view,
)


def _only_pipelines(data: t.Mapping[str, t.Any], secrets: t.Iterable[str] = ()) -> list[str]:
    part = report_view(data, secrets)["pipelines"]
    return pipelines_lines(part) if part else []


_FORMATS: dict[str, t.Callable[..., t.Any]] = {
    "html": report_view,
    "json": report_json,
    "lines": report_lines,
    "pipelines": _only_pipelines,
    "artifacts": report_artifacts,
    "record": record,
    "raised": raised,
}


def om_report_view(data: t.Any, format: str = "html", secrets: t.Iterable[str] = ()) -> t.Any:
    """See DOCUMENTATION."""
    if not isinstance(data, t.Mapping):
        raise AnsibleFilterError("om_report_view takes the dictionary om_report_data")
    if format not in _FORMATS:
        raise AnsibleFilterError(f"om_report_view knows the formats {', '.join(_FORMATS)}, not {format!r}")
    return _FORMATS[format](plain(data), plain(list(secrets or [])))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_report_view": om_report_view}
