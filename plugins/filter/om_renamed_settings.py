# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_renamed_settings
short_description: Find settings that a release of OpenMetadata calls otherwise
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Finds environment variables and configuration blocks of the server that have another name or place in a release, in
    the text of compose files, environment files, C(openmetadata.yaml) and Helm values.
  - In a compose file only services that run the server or its migrations count.
positional: version
options:
  _input:
    description: Text of the files, by file name.
    type: dict
    required: true
  version:
    description: The release to go to.
    type: str
    required: true
  services:
    description:
      - Names of the compose services that run the server or its migrations.
      - Such services are also recognised by their image, their command and the names of the quickstart.
    type: list
    elements: str
    default: []
  edited:
    description: The files that the upgrade edits. What is found in others is to be changed by hand.
    type: list
    elements: str
  environment:
    description: What the server's service has in the end. Variables that stand in none of the files are found there.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Show the settings that 2.0 renames
  ansible.builtin.debug:
    msg: "{{ files | openmetadata.ops.om_renamed_settings('2.0.0') | map(attribute='text') }}"
"""

RETURN = r"""
_value:
  description: The settings, by file and line. No value of a setting is in it.
  type: list
  elements: dict
  contains:
    file:
      description: Where it stands.
      type: str
      sample: /srv/openmetadata/.env
    line:
      description: The line, from 1. It is 0 where the line is not known.
      type: int
      sample: 12
    old:
      description: The variable, or the path of the block. Blank for a setting that must be added.
      type: str
      sample: OPENAI_API_KEY
    new:
      description: What it becomes.
      type: str
      sample: LLM_OPENAI_API_KEY
    by_hand:
      description: Whether the upgrade leaves it to the user.
      type: bool
      sample: false
    text:
      description: All of that as one clause.
      type: str
      sample: OPENAI_API_KEY in /srv/openmetadata/.env, line 12, becomes LLM_OPENAI_API_KEY
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_services import environment_of
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._settings import find


def om_renamed_settings(
    files: t.Any, version: str, services: t.Any = None, edited: t.Any = None, environment: t.Any = None
) -> list[dict[str, t.Any]]:
    """See DOCUMENTATION."""
    if not isinstance(files, t.Mapping):
        raise AnsibleFilterError("om_renamed_settings takes a dictionary of texts by file name")
    texts = {str(name): str(text) for name, text in plain(files).items()}
    only = None if edited is None else [str(name) for name in edited]
    try:
        own = environment_of({"environment": plain(environment or {})})
        found = find(texts, str(version), [str(name) for name in services or []], only, own)
    except ValueError as exc:
        raise AnsibleFilterError(f"om_renamed_settings: {exc}") from exc
    return [
        {
            "file": use.file,
            "line": use.line,
            "old": use.old,
            "new": use.new,
            "by_hand": bool(use.by_hand),
            "text": use.text,
        }
        for use in found
    ]


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_renamed_settings": om_renamed_settings}
