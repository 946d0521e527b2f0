# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: om_findings
short_description: Judge the facts of an OpenMetadata installation by the check catalogue
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Runs every check of the catalogue (C(docs/checks.md)) over the facts that the role
    P(openmetadata.ops.preflight#role) collected, and returns what was found.
  - It reads nothing but its input, so the same facts always give the same findings.
  - A check whose evidence is missing is a finding too, a note with C(checked=false); no check passes by accident.
positional: ignore
options:
  _input:
    description: The facts.
    type: dict
    required: true
  ignore:
    description:
      - Checks to silence, by identifier or as a mapping with C(id) and C(reason).
      - They stay in the result, with C(ignored=true).
    type: list
    elements: raw
    default: []
"""

EXAMPLES = r"""
- name: Judge
  ansible.builtin.set_fact:
    om_findings: "{{ facts | openmetadata.ops.om_findings(ignore=['OM132', {'id': 'OM208', 'reason': 'a demo'}]) }}"
"""

RETURN = r"""
_value:
  description:
    - The findings, blockers first.
  type: list
  elements: dict
  contains:
    id:
      description: Identifier of the check.
      type: str
      sample: OM137
    severity:
      description: V(blocker), V(warning) or V(note).
      type: str
      sample: blocker
    title:
      description: The trouble.
      type: str
      sample: MySQL adds invisible primary keys
    evidence:
      description: What was seen; for a check without evidence, what is missing.
      type: str
      sample: sql_generate_invisible_primary_key is ON.
    fix:
      description: What to do about it.
      type: str
      sample: SET PERSIST sql_generate_invisible_primary_key = OFF
    source:
      description: Upstream's thread or page, several separated by blanks.
      type: str
      sample: https://github.com/open-metadata/OpenMetadata/issues/21264
    checked:
      description: Whether the evidence was there.
      type: bool
      sample: true
    ignored:
      description: Whether the user silenced the check.
      type: bool
      sample: false
    reason:
      description: Why the user silenced it.
      type: str
      sample: ""
"""

import typing as t

from ansible.errors import AnsibleFilterError
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.catalogue import CHECKS
from ansible_collections.openmetadata.ops.plugins.module_utils._checks.evaluate import evaluate, parse_ignore
from ansible_collections.openmetadata.ops.plugins.plugin_utils._plain import plain


def om_findings(facts: t.Any, ignore: t.Any = None) -> list[dict[str, t.Any]]:
    """See DOCUMENTATION."""
    if not isinstance(facts, t.Mapping):
        raise AnsibleFilterError("om_findings takes the dictionary of facts that the role preflight collects")
    try:
        silenced = parse_ignore(plain(ignore))
    except ValueError as exc:
        raise AnsibleFilterError(f"om_findings: {exc}") from exc
    known = {check.id for check in CHECKS}
    tree = plain(facts)
    tree["options"] = {**(tree.get("options") or {}), "unknown_ignores": sorted(set(silenced) - known)}
    return evaluate(CHECKS, tree, silenced)


class FilterModule:
    """Filters of this file."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        """Name and function of each filter."""
        return {"om_findings": om_findings}
