#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_reindex
short_description: Rebuild OpenMetadata's search index
version_added: 0.1.0
author: openmetadata.ops contributors (@openmetadata-ops)
description:
  - Triggers the search indexing app of a running server and follows its run to the end. With O(command) it runs
    C(openmetadata-ops.sh reindex) instead.
  - If a search indexing is going on already, its end is waited for, and another one is started then.
  - Fails if the run does not end as C(success), or not within O(wait_timeout). A server writes C(completed) some
    seconds before. This is taken for the end only where nothing else follows within two minutes.
  - The account of O(api_token) needs the operation C(Trigger) on apps. Administrators have it; from OpenMetadata 1.12
    on, the C(ingestion-bot) does not. The module asks the server for it before the trigger, in check mode too.
extends_documentation_fragment:
  - openmetadata.ops.api
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_api
attributes:
  check_mode:
    support: full
    details:
      - Looks for the app, its last run and the rights of the account, and triggers nothing.
  diff_mode:
    support: none
  idempotent:
    support: none
    details:
      - Each run rebuilds the index. Nothing tells from outside whether the index is complete.
options:
  entities:
    description:
      - Kinds of entities to index, for example V(table). All if it is empty.
      - Servers before 1.6 take no configuration with the trigger and use the app's own. Not used with O(command).
    type: list
    elements: str
    default: []
  recreate:
    description:
      - Whether the indexes are deleted and made anew, as an upgrade needs it. Not used with O(command).
      - OpenMetadata 2.0 and later always make them anew and refuse the option, so it is not sent to them.
    type: bool
    default: true
  wait_timeout:
    description:
      - How long the run may take, in seconds. O(timeout) is the limit of a single request.
    type: int
    default: 7200
  stop_running:
    description:
      - Whether a search indexing that is going on is stopped instead of waited for. One that the server cannot stop,
        because another server runs it or because it is left over from a process that was killed, is waited for.
    type: bool
    default: false
  command:
    description:
      - The command that reindexes, as a list, for example C(openmetadata-ops.sh reindex --force true). Without
        C(--force true) newer servers skip the work if no index mapping changed.
      - Prefer the API. On a real 1.12.6 the command did not end within 7 minutes where the API took 19 seconds. The job
        that it left in the server's scheduler when it was ended blocked the next one.
    type: list
    elements: str
    default: []
  stop_command:
    description:
      - A command, as a list, that ends what O(command) started when O(wait_timeout) is over.
    type: list
    elements: str
    default: []
  chdir:
    description:
      - Working directory of the commands.
    type: path
"""

EXAMPLES = r"""
- name: Rebuild the search index after an upgrade
  openmetadata.ops.om_reindex:
    api_url: http://localhost:8585/api
    api_token: "{{ om_admin_token }}"

- name: Index tables and topics again, keeping the indexes
  openmetadata.ops.om_reindex:
    api_url: http://localhost:8585/api
    api_token: "{{ om_admin_token }}"
    entities: [table, topic]
    recreate: false

- name: Reindex with the command line tool
  openmetadata.ops.om_reindex:
    command: [/opt/openmetadata/bootstrap/openmetadata-ops.sh, reindex, --force, "true"]
    wait_timeout: 14400
"""

RETURN = r"""
msg:
  description: What happened, in one sentence.
  returned: always
  type: str
  sample: The search index was rebuilt (18231 records).
run_id:
  description: The start time of the run in epoch milliseconds, which is the only name that it has. Null with
    O(command).
  returned: always
  type: str
  sample: '1795389479050'
state:
  description:
    - The run's state in the server's words; V(success), V(skipped), V(failed) or V(running) with O(command).
      V(pending) in check mode.
  returned: always
  type: str
  sample: success
stats:
  description: The server's statistics of the run, empty where it tells none.
  returned: always
  type: dict
  sample: {jobStats: {totalRecords: 18231, successRecords: 18231, failedRecords: 0}}
duration:
  description: How long it took, in seconds.
  returned: always
  type: float
output_tail:
  description: The last lines of the output of O(command).
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._reindex.job import Job
from ansible_collections.openmetadata.ops.plugins.module_utils._server.options import api_argument_spec


def argument_spec() -> dict:
    """The options: the API, and what to index."""
    return {
        **api_argument_spec(),
        "entities": {"type": "list", "elements": "str", "default": []},
        "recreate": {"type": "bool", "default": True},
        "wait_timeout": {"type": "int", "default": 7200},
        "stop_running": {"type": "bool", "default": False},
        "command": {"type": "list", "elements": "str", "default": []},
        "stop_command": {"type": "list", "elements": "str", "default": []},
        "chdir": {"type": "path"},
    }


def main() -> None:
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    job = None
    try:
        job = Job(module.params, check_mode=module.check_mode)
        result = job.run()
    except OpsError as exc:
        result = {**(job.result if job else {}), **exc.details, "msg": exc.message, "failed": True}
    for warning in job.warnings if job else []:
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
