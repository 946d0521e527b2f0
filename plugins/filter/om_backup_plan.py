# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_backup_plan
short_description: Decide which backups an attempt of an upgrade makes
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - An upgrade makes one backup for each stop of the server. An attempt that continues takes over the earlier backup
    only if no server ran since, or if the database is being migrated already. Touches nothing.
positional: facts
options:
  _input:
    description: The upgrade under way, as P(openmetadata.ops.om_upgrade_read#filter) returns it.
    type: dict
    required: true
  facts:
    description:
      - C(airflow) (whether there is an Airflow database), C(together) (whether one backup holds both databases),
        C(snapshot) (whether a cloud makes it), C(kept) (identifiers of backups that are there), C(schema_version) and
        C(half_applied) (of OpenMetadata's database).
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Decide which backups are needed
  ansible.builtin.set_fact:
    needed: "{{ om_state | openmetadata.ops.om_backup_plan(facts) }}"
"""

RETURN = r"""
_value:
  description:
    - C(server) and C(airflow) (whether the new backup of each becomes the way back), C(backup) and C(airflow_backup)
      (identifiers, new or earlier ones), C(apart) (whether the second is one of Airflow's database alone), C(files)
      (whether the first holds the files as well), C(version) (which the backup is of, or blank), C(upgrade) and
      C(airflow_upgrade) (what the manifest of each records), C(why) (for a person).
  type: dict
"""

import typing as t

from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain
from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_evidence import needed


def om_backup_plan(state: t.Any, facts: t.Any) -> dict[str, t.Any]:
    """See DOCUMENTATION."""
    return needed(plain(state), plain(facts))


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_backup_plan": om_backup_plan}
