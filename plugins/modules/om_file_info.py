#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_file_info
short_description: Find out which files exist, and read them
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reports for each of O(paths) whether it exists, and returns the content of text files.
  - Compared with loops of M(ansible.builtin.stat) and M(ansible.builtin.slurp), this is one module on the host.
extends_documentation_fragment:
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om
  - openmetadata.ops.attributes.info_module
options:
  paths:
    description: Files and directories. Symbolic links are followed.
    type: list
    elements: path
    required: true
  content:
    description: Whether to return the content of files.
    type: bool
    default: false
seealso:
  - module: openmetadata.ops.om_state_file
"""

EXAMPLES = r"""
- name: Read what earlier runs recorded
  openmetadata.ops.om_file_info:
    paths:
      - /var/lib/openmetadata-ops/upgrade.json
      - /var/lib/openmetadata-ops/schedules.json
    content: true
  register: recorded
"""

RETURN = r"""
files:
  description: One entry for each of O(paths), in their order.
  returned: always
  type: list
  elements: dict
  contains:
    path:
      description: The path.
      type: str
    exists:
      description: Whether it exists. V(false) for a symbolic link that leads nowhere.
      type: bool
    content:
      description:
        - The content, if O(content=true) and the path is a file. Bytes that are not UTF-8 are replaced by U+FFFD.
        - V(none) otherwise.
      type: str
    exact:
      description: Whether C(content) is all of the file. V(false) where bytes were replaced.
      type: bool
  sample:
    - path: /var/lib/openmetadata-ops/upgrade.json
      exists: true
      content: '{"format": 3}'
      exact: true
existing:
  description: Those of O(paths) that exist.
  returned: always
  type: list
  elements: str
  sample: [/var/lib/openmetadata-ops/upgrade.json]
"""

import os
import stat
import typing as t

from ansible.module_utils.basic import AnsibleModule


def look(path: str, content: bool) -> dict[str, t.Any]:
    """One path: `path`, `exists`, `content` and `exact`.

    Raises:
        OSError: it exists, but cannot be read.
    """
    try:
        mode = os.stat(path).st_mode
        if not content or not stat.S_ISREG(mode):
            return {"path": path, "exists": True, "content": None, "exact": False}
        with open(path, "rb") as stream:
            found = stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return {"path": path, "exists": False, "content": None, "exact": False}
    text = found.decode("utf-8", errors="replace")
    return {"path": path, "exists": True, "content": text, "exact": text.encode("utf-8") == found}


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "paths": {"type": "list", "elements": "path", "required": True},
            "content": {"type": "bool", "default": False},
        },
        supports_check_mode=True,
    )
    files = []
    for path in module.params["paths"]:
        try:
            files.append(look(path, module.params["content"]))
        except OSError as exc:
            module.fail_json(
                msg=f"{path} cannot be read: {exc.strerror}. Check the rights of the account on this host, "
                "or set om_become to true."
            )
    module.exit_json(changed=False, files=files, existing=[file["path"] for file in files if file["exists"]])


if __name__ == "__main__":
    main()
