# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_compose_facts
short_description: Describe an OpenMetadata installation from its compose project
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reads the resolved configuration of a compose project, as C(docker compose config --format json) prints it, and
    tells which service is which, with which databases, ports and credentials.
  - The result carries passwords. Use it with C(no_log).
positional: ingestion_project
options:
  _input:
    description: The compose project that holds the OpenMetadata server.
    type: dict
    required: true
  ingestion_project:
    description: The compose project that holds ingestion, where it is another one.
    type: dict
"""

EXAMPLES = r"""
- name: Remember what the compose project says
  ansible.builtin.set_fact:
    compose: "{{ config.stdout | from_json | openmetadata.ops.om_compose_facts }}"
  no_log: true
"""

RETURN = r"""
_value:
  description: >-
    C(services), C(images), C(containers) (each by role), C(database), C(airflow), C(api), C(migrate_command) and
    C(configuration), the files that may be the server's C(openmetadata.yaml).
  type: dict
  sample:
    services: {server: openmetadata-server, migrate: execute-migrate-all, ingestion: ingestion, database: mysql}
    images: {server: docker.getcollate.io/openmetadata/server:1.9.17}
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose import describe


def om_compose_facts(project: t.Any, ingestion_project: t.Any = None) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    if not isinstance(project, dict):
        raise AnsibleFilterError(
            "om_compose_facts takes the dictionary that `docker compose config --format json` prints"
        )
    return describe(project, ingestion_project or None)


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_compose_facts": om_compose_facts}
