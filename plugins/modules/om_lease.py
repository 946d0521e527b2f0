#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_lease
short_description: Allow one upgrade at a time per host and per database server
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Takes a lease for the run of the playbook, and refuses it while another run has it, with a message that names that
    run, its purpose and its start.
  - The lease of a host is a record in O(state_dir). The lease of a database server is an advisory lock, which a small
    process on the host holds in a session of its own until the run ends. The session bears the name of its holder
    (C(program_name) on MySQL, C(application_name) on PostgreSQL). It uses no database on MySQL, and C(postgres) on
    PostgreSQL.
  - A dead run loses its lease. On the same controller, the process of the run is checked, so that the next run takes
    over at once. Another controller, for example the container of another AWX job, takes over when the run has shown
    no sign of life for O(timeout) seconds. Signs of life are calls of this module, running tasks of Ansible on the
    host, and sessions of this collection on the database server.
  - The lock comes back by itself after a restart of the database server. If another run was faster, the next call of
    this module fails.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database
attributes:
  check_mode:
    support: full
    details:
      - Takes nothing. Reports a run that holds the lease in RV(holder) and as a warning, and does not fail then.
  diff_mode:
    support: none
  idempotent:
    support: full
options:
  engine:
    description:
      - The engine of the database server to take the lease of.
      - Without it, only the lease of the host is taken.
  state:
    description:
      - V(held) takes the lease, or renews it.
      - V(released) releases everything that this run holds on this host.
      - V(reported) changes nothing and reports in RV(holder) which other run has the lease.
    type: str
    choices: [held, released, reported]
    default: held
  state_dir:
    description:
      - Directory for the records. It is created with mode C(0700) if it is missing.
    type: path
    required: true
  purpose:
    description:
      - What the run does, for the message that another run gets.
    type: str
    default: upgrade
  environment_name:
    description:
      - Which environment the run changes, for the message that another run gets.
    type: str
    default: ''
  timeout:
    description:
      - Seconds without a sign of life after which a run on another controller counts as dead.
    type: int
    default: 300
  takeover:
    description:
      - The id of a lease, from the message of a refusal. It is taken over even if its run still seems to be alive.
    type: str
  holder:
    description:
      - The run that takes the lease. The action plugin on the controller sets it, so leave it out.
    type: dict
    default: {}
  dead:
    description:
      - Ids of leases whose run is known to be dead. The action plugin on the controller sets it, so leave it out.
    type: list
    elements: str
    default: []
seealso:
  - module: openmetadata.ops.om_db_param
"""

EXAMPLES = r"""
- name: Take the lease of this host and of its database server
  openmetadata.ops.om_lease:
    engine: mysql
    login_user: root
    login_password: "{{ root_password }}"
    state_dir: /var/lib/openmetadata-ops
    environment_name: production

- name: Release it
  openmetadata.ops.om_lease:
    state: released
    state_dir: /var/lib/openmetadata-ops

- name: Find out who upgrades
  openmetadata.ops.om_lease:
    state: reported
    state_dir: /var/lib/openmetadata-ops
  register: lease
"""

RETURN = r"""
held:
  description: Whether this run has the lease of the host now.
  returned: always
  type: bool
server_held:
  description:
    - Whether this run has the lease of the database server now. V(false) without O(engine), and where PostgreSQL does
      not let the account into the database C(postgres).
  returned: always
  type: bool
refused:
  description: Whether another run has a lease.
  returned: always
  type: bool
lease:
  description: The id of this run's lease. It is the same on all hosts and servers.
  returned: always
  type: str
  sample: 5f0c2a9be1d7
holder:
  description: The run that has the lease. Empty if nobody has it.
  returned: always
  type: dict
  contains:
    id:
      description: Id of the lease, for O(takeover).
      type: str
    user:
      description: Who started the run.
      type: str
    controller:
      description: The host that the run was started on.
      type: str
    machine:
      description: Identifies the machine or container of the controller.
      type: str
    pid:
      description: Id of the process on the controller.
      type: int
    start:
      description: When that process started, in a form to compare only.
      type: str
    purpose:
      description: What the run does.
      type: str
    environment:
      description: The environment that the run changes.
      type: str
    since:
      description: When the run took the lease.
      type: str
      sample: '2026-11-28T14:00:00Z'
    job:
      description: Number of the AWX job. Empty if there is none.
      type: str
    host:
      description: The host that holds the lease.
      type: str
msg:
  description: What was done, in one sentence.
  returned: always
  type: str
  sample: Took the lease of host om1 and of the database server 127.0.0.1:3306.
"""

import dataclasses
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._database.options import database_argument_spec
from ..module_utils._errors import OpsError
from ..module_utils._lease.job import Job, Outcome


def argument_spec() -> dict[str, t.Any]:
    """The options of the module."""
    return {
        **database_argument_spec(),
        "state": {"type": "str", "choices": ["held", "released", "reported"], "default": "held"},
        "state_dir": {"type": "path", "required": True},
        "purpose": {"type": "str", "default": "upgrade"},
        "environment_name": {"type": "str", "default": ""},
        "timeout": {"type": "int", "default": 300},
        "takeover": {"type": "str"},
        "holder": {"type": "dict", "default": {}},
        "dead": {"type": "list", "elements": "str", "default": []},
    }


def main() -> None:
    """Entry point."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    outcome, failed = Outcome(), False
    try:
        job = Job(module.params, check_mode=module.check_mode)
        outcome = getattr(job, module.params["state"])()
        failed = module.params["state"] == "held" and outcome.refused and not module.check_mode
    except OpsError as exc:
        outcome.msg, failed = exc.message, True
    result = {
        "changed": outcome.changed,
        "held": outcome.held,
        "server_held": outcome.server_held,
        "refused": outcome.refused,
        "lease": str(module.params["holder"].get("id", "")),
        "holder": dataclasses.asdict(outcome.holder) if outcome.holder else {},
        "msg": outcome.msg,
    }
    for warning in outcome.warnings:
        module.warn(warning)
    if failed:
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
