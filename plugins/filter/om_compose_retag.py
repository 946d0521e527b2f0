# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_compose_retag
short_description: Give images of a compose project another tag
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Changes the tag of images in the text of compose files and their environment files, where it stands, and leaves the
    rest of the text as it is.
  - A tag is found in the C(image) line itself, in the default of a variable there, or in the variable's line of an
    environment file.
positional: images, tag
options:
  _input:
    description: Text of the compose files and environment files, by file name.
    type: dict
    required: true
  images:
    description: The images as they resolve now, with their tags.
    type: list
    elements: str
    required: true
  tag:
    description: The tag to give them.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Move the server to 1.11.4
  ansible.builtin.set_fact:
    edited: "{{ files | openmetadata.ops.om_compose_retag([current_image], '1.11.4') }}"
"""

RETURN = r"""
_value:
  description: The new text of each file that changes, by file name.
  type: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._retag import RetagError, retag


def om_compose_retag(files: dict[str, str], images: list[str], tag: str) -> dict[str, str]:
    """See DOCUMENTATION."""
    try:
        return retag({str(k): str(v) for k, v in files.items()}, [str(i) for i in images], str(tag))
    except RetagError as exc:
        raise AnsibleFilterError(f"om_compose_retag: {exc}") from exc


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_compose_retag": om_compose_retag}
