#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_state_file
short_description: Write a file that a later run of a playbook reads
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Writes a text file that survives a crash. A reader, and a crash of the host, see the old or the new content, never
    a part.
  - The file has the mode C(0600). Its directory is created with the mode C(0700) if it is missing.
  - Compared with M(ansible.builtin.file) and M(ansible.builtin.copy), this is one module on the host in place of three.
extends_documentation_fragment:
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
    details:
      - The content is for a later run only.
  idempotent:
    support: full
options:
  path:
    description: The file. A symbolic link is replaced itself.
    type: path
    required: true
  content:
    description:
      - The whole content.
      - Required with O(state=present).
    type: str
  state:
    description: Whether the file shall exist. With V(absent), its directory stays.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: openmetadata.ops.om_file_info
"""

EXAMPLES = r"""
- name: Record which schedules were on
  openmetadata.ops.om_state_file:
    path: /var/lib/openmetadata-ops/schedules.json
    content: "{{ schedules | to_nice_json }}\n"
"""

RETURN = r"""
path:
  description: The file.
  returned: always
  type: str
  sample: /var/lib/openmetadata-ops/schedules.json
"""

import os
import stat
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.openmetadata.ops.plugins.module_utils._files import (
    PRIVATE,
    make_directory,
    remove_file,
    replace_file,
)


def is_written(path: str, content: bytes) -> bool:
    """Whether the file has this content and mode already.

    Raises:
        OSError: the file exists, but cannot be read.
    """
    try:
        found = os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or stat.S_IMODE(found.st_mode) != PRIVATE:
            return False
        with open(path, "rb") as stream:
            return stream.read() == content
    except FileNotFoundError:
        return False


def put(path: str, content: bytes, check_mode: bool) -> bool:
    """Write the file where it differs; whether it does.

    Raises:
        OSError: the file cannot be read or written.
    """
    if is_written(path, content):
        return False
    if not check_mode:
        make_directory(os.path.dirname(path))
        replace_file(path, content)
    return True


def remove(path: str, check_mode: bool) -> bool:
    """Remove the file where it exists; whether it does.

    Raises:
        OSError: the file cannot be removed.
    """
    if not os.path.lexists(path):
        return False
    if not check_mode:
        remove_file(path)
    return True


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "path": {"type": "path", "required": True},
            "content": {"type": "str", "no_log": True},
            "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        },
        required_if=[("state", "present", ("content",))],
        supports_check_mode=True,
    )
    params: dict[str, t.Any] = module.params
    path = os.path.abspath(params["path"])
    try:
        if params["state"] == "absent":
            changed = remove(path, module.check_mode)
        else:
            changed = put(path, params["content"].encode("utf-8"), module.check_mode)
    except OSError as exc:
        module.fail_json(
            msg=f"{path} cannot be written: {exc.strerror}. Check the space and the rights of its directory.",
            path=path,
        )
    module.exit_json(changed=changed, path=path)


if __name__ == "__main__":
    main()
