# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_hosts
short_description: The hosts of a play, which must not be none
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Returns a pattern of hosts, if it matches a host of the inventory under the limit of this run, and fails otherwise.
  - Ansible itself skips a play without hosts and ends successfully, so that an upgrade which did nothing looks like one
    that succeeded.
  - Returns the pattern without a check where nothing will run (C(--syntax-check), C(--list-tasks), C(--list-tags)).
options:
  _terms:
    description: A pattern of hosts, as the keyword C(hosts) of a play takes it.
    type: list
    elements: str
    required: true
"""

EXAMPLES = r"""
- name: Upgrade OpenMetadata
  hosts: "{{ lookup('openmetadata.ops.om_hosts', 'openmetadata') }}"
  tasks: []
"""

RETURN = r"""
_raw:
  description: The pattern.
  type: list
  elements: str
  sample: [openmetadata]
"""

import typing as t

from ansible import context
from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.lookup import LookupBase

_NOTHING_RUNS = ("syntax", "listtasks", "listtags")


def matching(groups: t.Mapping[str, t.Sequence[str]], pattern: str, limit: str | None) -> tuple[list[str], list[str]]:
    """The hosts that match a pattern: all of them, and those that the limit leaves.

    Args:
        groups: the inventory's groups, as the variable `groups` holds them.
        limit: as the option --limit takes it.
    """
    manager = InventoryManager(DataLoader(), sources=None, parse=False)
    for group, hosts in groups.items():
        manager.add_group(group)
        for host in hosts:
            manager.add_host(host, group=group)
    manager.reconcile_inventory()
    everywhere = [host.name for host in manager.get_hosts(pattern)]
    if limit:
        manager.subset(limit)
    return everywhere, [host.name for host in manager.get_hosts(pattern)]


class LookupModule(LookupBase):
    """See DOCUMENTATION."""

    def run(self, terms: list[str], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """Check each pattern.

        Raises:
            AnsibleLookupError: nothing matches.
        """
        self.set_options(var_options=variables, direct=kwargs)
        if any(context.CLIARGS.get(option) for option in _NOTHING_RUNS):
            return terms
        groups = (variables or {}).get("groups") or {}
        limit = (variables or {}).get("ansible_limit")
        for pattern in terms:
            try:
                everywhere, left = matching(groups, pattern, limit)
            except AnsibleError as exc:
                raise AnsibleLookupError(f"The hosts of this playbook cannot be found: {exc}") from exc
            if not everywhere:
                raise AnsibleLookupError(
                    f"The inventory has no host that matches {pattern!r}, so there is nothing to do. Put the host of "
                    "the OpenMetadata server into the group openmetadata, or set om_hosts to its name."
                )
            if not left:
                raise AnsibleLookupError(
                    f"The limit {limit!r} leaves none of the hosts that match {pattern!r} "
                    f"({', '.join(everywhere)}), so there is nothing to do. Correct the limit, or set om_hosts."
                )
        return terms
