# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_compose_plan
short_description: Decide what a verb of the compose deployment works on
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - The role P(openmetadata.ops.deployment#role) asks it which images a version needs, which projects to write, and
    how a database in a compose project is reached.
positional: what
options:
  _input:
    description: >-
      The value C(om_places) of the role P(openmetadata.ops.deployment#role). With O(what=shown) and O(what=check), what
      O(what=deploy) returned; with O(what=changed), its C(projects). With O(what=instances), results of commands. With
      O(what=unset), a list of the projects as the role reads them.
    type: raw
    required: true
  what:
    description:
      - V(images) returns the images that O(version) needs, with the host of each.
      - V(projects) returns the projects that are moved to another version.
      - V(files) returns the files of the projects that are not in O(read) yet, with the host of each. Files name
        others, so that this is asked again after they have been read.
      - V(deploy) plans how the projects move to O(version). It returns what changes in which file, and what the user
        has to set before.
      - V(shown) returns the lines that the plan changes, without values that may be secret.
      - V(changed) returns the directories of the projects that have one of O(files).
      - V(check) compares the images of the planned projects with those that compose resolves after the files were
        written, and returns what differs.
      - V(unset) returns what to set, where containers have values from variables that only a shell had.
      - V(instances) returns for each result of C(docker container inspect) when its containers were started.
      - V(old_image) returns the image of an older version of O(component).
      - V(database) returns the addresses and the client programs of O(database).
    type: str
    choices: [images, projects, files, deploy, shown, changed, check, unset, instances, old_image, database]
    required: true
  version:
    description: With O(what=images), O(what=deploy) and O(what=old_image), the version of OpenMetadata.
    type: str
  target:
    description: >-
      With O(what=unset), the wanted version, which the files may have already. Without it, they may have any version.
    type: str
  component:
    description: With O(what=old_image), V(server) or V(ingestion).
    type: str
  read:
    description: With O(what=files) and O(what=deploy), results of C(om_file_info) so far, with their items.
    type: list
    elements: dict
    default: []
  files:
    description: With O(what=changed), the files that changed.
    type: list
    elements: str
  sources:
    description: With O(what=deploy), new compose files that the user provides, by component.
    type: dict
  rendered:
    description: With O(what=deploy), the text of the files in O(sources), by their paths.
    type: dict
  resolved:
    description: With O(what=check), results of C(docker compose config --format json) for each project.
    type: list
    elements: dict
  kept:
    description: >-
      With O(what=deploy) and O(what=projects), files that were restored from a backup on O(runner). A project of which
      all files were restored is left alone.
    type: list
    elements: str
  runner:
    description: The database runner, by its inventory name.
    type: str
  database:
    description: With O(what=database), what the installation says about the database.
    type: dict
  containers:
    description: With O(what=database), the containers of the database's service on O(runner).
    type: list
    elements: str
    default: []
  own_addresses:
    description: With O(what=database), the addresses of O(containers).
    type: list
    elements: str
    default: []
  address:
    description: With O(what=database), the address of the project's host, as other hosts reach it.
    type: str
"""

EXAMPLES = r"""
- name: Print the images that 1.11.4 needs
  ansible.builtin.debug:
    msg: "{{ om_places | openmetadata.ops.om_compose_plan('images', version='1.11.4') }}"
"""

RETURN = r"""
_value:
  description: >-
    A list of images, of files or of differences, one image, or a dictionary: C(problems), C(hosts), C(projects) and
    C(files) of a deployment; C(addresses), C(client) and C(described) of a database.
  type: raw
  sample: [{host: catalogue, image: 'docker.getcollate.io/openmetadata/server:1.11.4'}]
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_deploy import (
    changed,
    deployment,
    files_to_read,
    projects_to_write,
    shown,
    unplanned,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_guard import unset_variables
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_parts import instances
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_run import (
    database_ways,
    old_image,
    project_of,
    wanted_images,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def _database(places: t.Any, database: t.Any, runner: str, address: str = "", **seen: t.Any) -> t.Any:
    return database_ways(
        database,
        project_of(places, database),
        seen.get("containers") or [],
        seen.get("own_addresses") or [],
        {"name": runner, "address": address},
    )


_PLANS: dict[str, t.Callable[..., t.Any]] = {
    "images": wanted_images,
    "projects": projects_to_write,
    "files": files_to_read,
    "deploy": deployment,
    "check": unplanned,
    "shown": shown,
    "changed": changed,
    "instances": instances,
    "unset": unset_variables,
    "old_image": old_image,
    "database": _database,
}


def om_compose_plan(places: t.Any, what: str, **facts: t.Any) -> t.Any:
    """See DOCUMENTATION."""
    if what not in _PLANS:
        raise AnsibleFilterError(f"om_compose_plan: {what!r} is none of {', '.join(_PLANS)}")
    return _PLANS[what](plain(places), **plain(facts))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_compose_plan": om_compose_plan}
