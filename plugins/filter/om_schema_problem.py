# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_schema_problem
short_description: Say why a database's schema is not that of a version of OpenMetadata
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - The newest finished migration of a database is at most the server's version, and of the same release line. A backup
    for which that does not hold was made while a migration was under way. Touches nothing.
positional: schema_version
options:
  _input:
    description: The version of OpenMetadata.
    type: str
    required: true
  schema_version:
    description: The newest finished migration.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Check that the backup's schema is that of its version
  ansible.builtin.assert:
    that: manifest.openmetadata_version | openmetadata.ops.om_schema_problem(manifest.schema_version) | length == 0
"""

RETURN = r"""
_value:
  description: The reason, or blank where they belong together or one of them is not known.
  type: str
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._backup.purpose import schema_problem


def om_schema_problem(version: t.Any, schema_version: t.Any) -> str:
    """See DOCUMENTATION."""
    return schema_problem(str(version or ""), str(schema_version or ""))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_schema_problem": om_schema_problem}
