# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_compose_places
short_description: Describe an OpenMetadata installation in compose projects
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reads the resolved configuration of the compose projects that hold the server and ingestion, as
    C(docker compose config --format json) prints it, and returns the value C(om_places) that the role
    P(openmetadata.ops.deployment#role) sets.
  - The result carries passwords. Use it with C(no_log).
positional: ingestion, options
options:
  _input:
    description:
      - The keys C(container) (the name of the server's container), C(config) (the resolved configuration),
        C(containers) (those of the project, as C(docker container inspect) prints them), and C(project) and C(state) as
        the filter P(openmetadata.ops.om_compose_project#filter) returns them.
    type: dict
    required: true
  ingestion:
    description: The same of ingestion. C(config) is empty if no project is known.
    type: dict
    required: true
  options:
    description: C(state_dir), and C(source) (whether the user provides the new compose file).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Keep where the components are
  ansible.builtin.set_fact:
    om_places: "{{ server | openmetadata.ops.om_compose_places(ingestion, {'state_dir': '/state', 'source': ''}) }}"
  no_log: true
"""

RETURN = r"""
_value:
  description: >-
    C(kind), C(server), C(ingestion), C(database), C(airflow_database), C(images), C(last_migration) and C(summary).
  type: dict
  sample:
    kind: compose
    server: {present: true, host: catalogue, running: true, version: 1.9.17}
    ingestion: {present: true, host: catalogue, running: true, version: 1.9.17}
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_places import places
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def om_compose_places(server: t.Any, ingestion: t.Any, options: t.Any) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    if not isinstance(server, t.Mapping) or not isinstance(server.get("config"), t.Mapping):
        raise AnsibleFilterError(
            "om_compose_places takes a dictionary with the key config, which `docker compose config` prints as JSON"
        )
    return places(plain(server), plain(ingestion), plain(options))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_compose_places": om_compose_places}
