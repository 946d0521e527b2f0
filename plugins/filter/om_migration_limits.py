# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_migration_limits
short_description: Raise the server's limits on statements for the run of its migrations
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - OpenMetadata 2.0 and later end each statement after 300 seconds, those of its migrations too.
  - Returns the environment variables with which no statement of the migration is ended before the migration itself is.
positional: engine, seconds
options:
  _input:
    description: The version of the server that migrates.
    type: str
    required: true
  engine:
    description: The database, V(mysql) or V(postgresql).
    type: str
    required: true
  seconds:
    description: How long the whole migration may take.
    type: int
    required: true
  current:
    description: The server's own environment. What is higher there is left out, and so is what is 0 or no number.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Show the limits of a migration that may take four hours
  ansible.builtin.debug:
    msg: "{{ '2.0.0' | openmetadata.ops.om_migration_limits('mysql', 14400) }}"
"""

RETURN = r"""
_value:
  description: The variables and their values. Empty for a server without such limits.
  type: dict
  sample: {DB_QUERY_TIMEOUT_SECONDS: "14400", DB_MYSQL_SOCKET_TIMEOUT: "14400000"}
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.limits import raised_limits
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_services import environment_of
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def om_migration_limits(version: str, engine: str, seconds: t.Any, current: t.Any = None) -> dict[str, str]:
    """See DOCUMENTATION."""
    try:
        # compose prints a service's environment as a dictionary or as a list
        own = environment_of({"environment": plain(current or {})})
        return raised_limits(str(version), str(engine), int(seconds), own)
    except ValueError as exc:
        raise AnsibleFilterError(f"om_migration_limits: {exc}") from exc


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_migration_limits": om_migration_limits}
