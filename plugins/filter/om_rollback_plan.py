# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_rollback_plan
short_description: Decide to which backup a rollback goes, and whether it is safe
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Reads the manifests of backups and what is installed, and says what a rollback has to do. Touches nothing.
positional: facts
options:
  _input:
    description: The manifests of all backups, as C(manifest.json) holds them.
    type: list
    elements: dict
    required: true
  facts:
    description:
      - C(installed) (the server's version), C(running) (whether it answers), C(containers) (C(server) and C(ingestion),
        each with C(id), C(started) and C(running)), C(state) (of the upgrade under way), C(finished) (the state of the
        last finished upgrade), C(wanted) (a backup's identifier, or nothing), C(databases) (C(name) and C(engine) of
        OpenMetadata's and, where there is one, Airflow's), C(lose_changes).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Decide
  ansible.builtin.set_fact:
    rollback: "{{ manifests | openmetadata.ops.om_rollback_plan(facts) }}"
"""

RETURN = r"""
_value:
  description:
    - C(action) (V(restore), V(start), V(nothing) or V(refuse)), C(backup), C(airflow_backup) and C(files_backup)
      (identifiers), C(version), C(method) (V(dump) or that of a cloud), C(reasons) (why it is refused), C(rejected)
      (backups of upgrades that cannot be used, each with its C(reasons)), C(said) (for a person).
  type: dict
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._rollback import plan


def om_rollback_plan(manifests: t.Any, facts: t.Any) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    if not isinstance(manifests, (list, tuple)):
        raise AnsibleFilterError("om_rollback_plan takes a list of manifests")
    return plan(plain(manifests), plain(facts))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_rollback_plan": om_rollback_plan}
