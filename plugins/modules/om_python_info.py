#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_python_info
short_description: Find a Python that can import a package
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Tries interpreters on the host one after the other, and reports the first that can import O(package).
  - Also reports what decides which wheels the interpreter of this module can use.
extends_documentation_fragment:
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om
  - openmetadata.ops.attributes.info_module
options:
  package:
    description: The package to import.
    type: str
    required: true
  interpreters:
    description:
      - Interpreters to try, in this order.
      - An empty string is the interpreter that runs this module.
    type: list
    elements: str
    default: ['']
seealso:
  - module: openmetadata.ops.om_info
"""

EXAMPLES = r"""
- name: Find a Python that can log in to MySQL
  openmetadata.ops.om_python_info:
    package: pymysql
    interpreters: ['', /opt/ops/bin/python]
  register: python
"""

RETURN = r"""
found:
  description: The first of O(interpreters) that can import O(package). Empty if none can.
  returned: always
  type: str
  sample: /usr/bin/python3.11
executable:
  description: The interpreter that runs this module.
  returned: always
  type: str
  sample: /usr/bin/python3.11
version:
  description: Its version, as C(major.minor).
  returned: always
  type: str
  sample: '3.11'
machine:
  description: The machine type of the host.
  returned: always
  type: str
  sample: x86_64
libc:
  description: The C library that the interpreter uses, C(glibc) or C(musl).
  returned: always
  type: str
  sample: glibc
"""

import importlib
import os
import platform
import sys

from ansible.module_utils.basic import AnsibleModule


def imports(module: AnsibleModule, interpreter: str, package: str) -> bool:
    """Whether an interpreter can import a package. One that cannot be run cannot."""
    if interpreter in ("", sys.executable):
        try:
            importlib.import_module(package)
        except Exception:  # pylint: disable=broad-except  # a broken package may raise anything
            return False
        return True
    if not os.access(interpreter, os.X_OK):
        return False
    code, _out, _err = module.run_command([interpreter, "-c", "import sys; __import__(sys.argv[1])", package])
    return bool(code == 0)


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            "package": {"type": "str", "required": True},
            "interpreters": {"type": "list", "elements": "str", "default": [""]},
        },
        supports_check_mode=True,
    )
    found = ""
    for interpreter in module.params["interpreters"]:
        if imports(module, interpreter, module.params["package"]):
            found = interpreter or sys.executable
            break
    module.exit_json(
        changed=False,
        found=found,
        executable=sys.executable,
        version=f"{sys.version_info[0]}.{sys.version_info[1]}",
        machine=platform.machine(),
        libc=platform.libc_ver()[0] or "musl",
    )


if __name__ == "__main__":
    main()
