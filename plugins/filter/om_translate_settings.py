# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_translate_settings
short_description: Give settings the names that a release of OpenMetadata has for them
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Renames environment variables of the server in the text of compose files, environment files and Helm values, and
    leaves the rest of the text as it is.
  - A variable of an environment file is renamed together with each reference to it. Lines that another service uses
    too, and variables whose new name is set already, stay as they are.
  - Where exactly one provider of language models is configured, the variables that switch it on are added.
  - Configuration blocks of C(openmetadata.yaml) are not changed.
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
"""

EXAMPLES = r"""
- name: Rename what 2.0 calls otherwise
  ansible.builtin.set_fact:
    edited: "{{ files | openmetadata.ops.om_translate_settings('2.0.0') }}"
"""

RETURN = r"""
_value:
  description: The new text of each file that changes, by file name.
  type: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._settings import translate


def om_translate_settings(files: t.Any, version: str, services: t.Any = None) -> dict[str, str]:
    """See DOCUMENTATION."""
    if not isinstance(files, t.Mapping):
        raise AnsibleFilterError("om_translate_settings takes a dictionary of texts by file name")
    texts = {str(name): str(text) for name, text in plain(files).items()}
    try:
        return translate(texts, str(version), [str(name) for name in services or []])
    except ValueError as exc:
        raise AnsibleFilterError(f"om_translate_settings: {exc}") from exc


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_translate_settings": om_translate_settings}
