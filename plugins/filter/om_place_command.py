# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_place_command
short_description: Return a command line that runs in a version of OpenMetadata
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Returns command lines for a component of an installation, whichever way OpenMetadata is installed.
positional: what
options:
  _input:
    description: >-
      The value C(om_places.server) or C(om_places.ingestion) of the role P(openmetadata.ops.deployment#role).
    type: dict
    required: true
  what:
    description:
      - V(look) returns the first words of a command line that runs a program of O(version), apart from the installation
        and without a network. Append the program and its arguments.
      - V(migration) returns the command that runs the server's migrations, with the variables in O(environment).
    type: str
    choices: [look, migration]
    required: true
  version:
    description: With O(what=look), the version of OpenMetadata. Blank means the one that is laid down.
    type: str
    default: ''
  environment:
    description: With O(what=migration), environment variables of the migration.
    type: dict
    default: {}
  log_dir:
    description:
      - With O(what=migration), a directory on the component's host where the migration writes its log if the
        installation does not keep that log on the host already.
      - Required with O(what=migration).
    type: path
"""

EXAMPLES = r"""
- name: Read the release of Airflow that ingestion 1.11.4 brings
  ansible.builtin.command:
    argv: "{{ om_places.ingestion | openmetadata.ops.om_place_command('look', '1.11.4') + ['airflow', 'version'] }}"
  changed_when: false
"""

RETURN = r"""
_value:
  description: >-
    A list of words, or a dictionary with C(command), C(stop_command), C(dir), the working directory, and
    C(operation_log), the file on the host that the migration writes its log to; blank if the host cannot read it.
  type: raw
  sample: [docker, run, --rm, --entrypoint, env, 'docker.getcollate.io/openmetadata/ingestion:1.11.4']
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils import _compose_run
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain

# A kind of deployment each.
_KINDS: dict[str, t.Any] = {"compose": _compose_run}


def om_place_command(place: t.Any, what: str, version: str = "", environment: t.Any = None, log_dir: str = "") -> t.Any:
    """See DOCUMENTATION."""
    kind = _KINDS.get(str(place.get("kind"))) if isinstance(place, t.Mapping) else None
    if kind is None:
        raise AnsibleFilterError("om_place_command takes om_places.server or om_places.ingestion")
    if what == "look":
        return kind.look(plain(place), str(version))
    if what == "migration":
        if not log_dir:
            raise AnsibleFilterError("om_place_command: 'migration' needs log_dir")
        return kind.migration(plain(place), plain(environment or {}), str(log_dir))
    raise AnsibleFilterError(f"om_place_command: {what!r} is none of look, migration")


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_place_command": om_place_command}
