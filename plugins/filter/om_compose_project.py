# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_compose_project
short_description: Find the compose project of a container
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reads the labels, the state and the mounts of a container, and returns the compose project that it belongs to, with
    the command line that works on that project.
  - The role P(openmetadata.ops.deployment#role) uses it.
positional: host, given, remembered
options:
  _input:
    description: The container, as C(docker container inspect) describes it. Empty if there is none.
    type: dict
    required: true
  host:
    description: Inventory name of the host that has the container.
    type: str
    required: true
  given:
    description: The keys C(dir), C(files) and C(name) as the user set them. Blank values are read from the labels.
    type: dict
    required: true
  remembered:
    description: The project as an earlier run found it, for a container that was removed since.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: Keep the project
  ansible.builtin.set_fact:
    found: "{{ inspected | openmetadata.ops.om_compose_project('catalogue', {'dir': '', 'files': [], 'name': ''}) }}"
"""

RETURN = r"""
_value:
  description: >-
    C(project) (C(host), C(dir), C(files), C(name), C(environment_files), C(argv)) and C(state) of the container
    (C(running), C(image), C(instance), C(addresses), C(mounts), C(published), C(networks)); and C(problem), why the
    files of the project are not known.
  type: dict
  sample:
    project:
      host: catalogue
      dir: /srv/openmetadata
      files: [/srv/openmetadata/docker-compose.yml]
      name: openmetadata
      environment_files: []
      argv: [docker, compose, --project-directory, /srv/openmetadata]
    state:
      running: true
      image: docker.getcollate.io/openmetadata/server:1.9.17
      instance: {id: 80fe4107291e, started: '2026-11-28T10:00:00Z', running: true}
      addresses: [172.16.240.4]
      mounts: []
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_project import (
    locate,
    state,
    unknown_files,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def om_compose_project(seen: t.Any, host: str, given: t.Any, remembered: t.Any = None) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    if not isinstance(seen, t.Mapping):
        raise AnsibleFilterError("om_compose_project takes the dictionary that `docker container inspect` prints")
    container = plain(seen)
    project = locate(container, str(host), plain(given), plain(remembered or {}))
    return {
        "project": project,
        "state": state(container),
        "problem": unknown_files(container, plain(given), project),
    }


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_compose_project": om_compose_project}
