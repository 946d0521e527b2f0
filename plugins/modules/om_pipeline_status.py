#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_pipeline_status
short_description: Find ingestion runs that OpenMetadata wrongly believes to be going on, and set their status
version_added: 0.1.0
author: openmetadata.ops contributors (@openmetadata-ops)
description:
  - OpenMetadata believes the last word that an ingestion run sent. A run whose Airflow died stays C(running) for ever.
  - Finds every run that is C(running) or C(queued), asks Airflow what became of it, and sets the status of those that
    are over. A run is matched with Airflow's by DAG id and time, because OpenMetadata and Airflow name it
    differently.
  - A run that Airflow finished takes over Airflow's state. A run that nothing in Airflow keeps alive becomes
    O(resolution). Everything else is left alone and reported, also when Airflow does not answer.
  - With O(airflow_database), a run that the database lacks is interrupted only if this is the database in which it
    would be. The database must know the run's DAG, have records from before and after the run's begin, and know at
    least one of the last ended runs that OpenMetadata recorded. A database that knows another run which OpenMetadata
    believes to be running needs no more proof than records from after the run's begin. Otherwise the run is
    RV(unknown), and nothing is set.
  - A run that only waits in Airflow's queue, which the server adds to its answers, is left alone.
  - Without O(airflow_url) and O(airflow_database) there is nobody to ask (for example where pipelines run as Kubernetes
    jobs); then only runs older than O(stuck_after) are called interrupted.
  - Writes through the API, reading each run again right before and sending everything back that was read. Writes in
    the database only while no server runs on it, which is checked.
  - Fails if a run that is over could not be changed; the result then still tells what was done.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.api
  - openmetadata.ops.airflow
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database_api
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  source:
    description:
      - Where runs are read.
      - V(database) needs the database's login, and sees every run in one statement.
      - V(api) needs O(api_url) and O(api_token). It asks for the runs of each pipeline; while the server cannot reach
        its Airflow, it only tells each pipeline's newest run, and a warning says so.
      - V(auto) takes the database if its login is given and works, else the API.
    type: str
    choices: [auto, api, database]
    default: auto
  resolve:
    description:
      - Whether the status of runs that are over is set. Otherwise they are only listed.
    type: bool
    default: true
  resolution:
    description:
      - The state for an interrupted run.
      - V(stopped) is known to OpenMetadata 1.12.6 and newer; for an older server V(failed) is used instead, with a
        warning.
    type: str
    choices: [failed, stopped]
    default: failed
  started_before:
    description:
      - Judge runs that began before this time (RFC 3339, UTC if it has no zone), for example when the server was
        stopped.
      - Without this option and without O(stuck_after) all runs are judged.
    type: str
  stuck_after:
    description:
      - Judge also runs that began longer ago than this number of seconds. Where there is no Airflow to ask, they are
        interrupted.
    type: int
  apps_stuck_after:
    description:
      - Age from which on runs of apps are interrupted, in seconds, while the server that they live in runs. With this
        option, O(started_before) and O(stuck_after) are for runs of pipelines only.
      - If not set, O(started_before) and O(stuck_after) hold for runs of apps too.
    type: int
  heartbeat_timeout:
    description:
      - Age of a task's heartbeat, in seconds, from which on the task is dead. Airflow's own default is C(300)
        (C(scheduler_zombie_task_threshold), C(task_instance_heartbeat_timeout) in Airflow 3).
    type: int
    default: 300
  pipelines:
    description:
      - Fully qualified names of ingestion pipelines. All if it is empty.
    type: list
    elements: str
    default: []
  include_apps:
    description:
      - Also look at the runs of apps, for example a search indexing that is C(running) since the server was killed.
      - They live in the server, so they are over if they began before O(started_before) (when the server was stopped),
        or longer ago than O(stuck_after) or O(apps_stuck_after). They can only be changed in the database, while no
        server runs.
    type: bool
    default: false
  airflow_database_made:
    description:
      - When O(airflow_database) was dropped and created again (RFC 3339). Runs that began before are interrupted, since
        that database cannot know them.
    type: str
  report_file:
    description:
      - Path of a JSON file (mode 0600) for the whole lists. The result holds the first 100 of each.
    type: path
seealso:
  - module: openmetadata.ops.om_migrate
"""

EXAMPLES = r"""
- name: Set the status of runs that the upgrade interrupted
  openmetadata.ops.om_pipeline_status:
    engine: mysql
    login_user: openmetadata_user
    login_password: "{{ om_db_password }}"
    login_db: openmetadata_db
    api_url: http://localhost:8585/api
    api_token: "{{ om_bot_token }}"
    airflow_url: http://localhost:8080
    airflow_user: admin
    airflow_password: "{{ om_airflow_password }}"
    started_before: "{{ om_server_stopped_at }}"
    report_file: /var/lib/openmetadata-ops/pipelines.json

- name: List the runs that are alive
  openmetadata.ops.om_pipeline_status:
    api_url: http://localhost:8585/api
    api_token: "{{ om_bot_token }}"
    airflow_url: http://localhost:8080
    airflow_user: admin
    airflow_password: "{{ om_airflow_password }}"
    resolve: false

- name: Without Airflow, end what runs longer than a day, while the server is stopped
  openmetadata.ops.om_pipeline_status:
    engine: postgresql
    login_user: postgres
    login_password: "{{ om_db_admin_password }}"
    login_db: openmetadata_db
    source: database
    stuck_after: 86400
    include_apps: true
"""

RETURN = r"""
msg:
  description: What was found and done, in one sentence.
  returned: always
  type: str
  sample: Of 7 runs that OpenMetadata believes to be going on, 4 were resolved, 2 are alive, 1 are unknown.
source:
  description: Where the runs were read.
  returned: success
  type: str
  sample: database
counts:
  description: How many runs were found, and how many are in each list.
  returned: success
  type: dict
  sample: {found: 7, stuck: 4, resolved: 4, ended: 0, unresolved: 0, still_running: 2, unknown: 1}
stuck:
  description: Runs that are over although OpenMetadata believes them to be going on. At most 100.
  returned: success
  type: list
  elements: dict
  contains:
    kind:
      description: V(pipeline) or V(app).
      type: str
    pipeline:
      description: Fully qualified name of the pipeline, or name of the app.
      type: str
      sample: demo_mysql.demo_usage
    run_id:
      description: OpenMetadata's id of the run.
      type: str
    dag_id:
      description: Airflow's name of the pipeline, null for an app.
      type: str
      sample: demo_usage
    state:
      description: OpenMetadata's state when it was read.
      type: str
      sample: running
    started:
      description: When it began.
      type: str
      sample: '2026-11-22T23:17:58Z'
    age:
      description: How long ago that was, in seconds.
      type: int
    airflow_state:
      description: Airflow's state of the matching DAG run, null where there is none.
      type: str
    verdict:
      description: V(finished), V(interrupted), V(alive) or V(unknown).
      type: str
    evidence:
      description: What the verdict rests on.
      type: str
      sample: Airflow says scheduled__2026-11-22T00:00:00+00:00 was failed at 2026-11-22T23:20:01Z.
    new_state:
      description: The state that was or would be set, null where the run is left alone.
      type: str
      sample: failed
    reason:
      description: Why the run could not be changed. Empty otherwise.
      type: str
resolved:
  description: Those of RV(stuck) whose status was set. Empty in check mode.
  returned: success
  type: list
  elements: dict
ended:
  description: Those of RV(stuck) that ended by themselves before they were changed.
  returned: success
  type: list
  elements: dict
unresolved:
  description: Those of RV(stuck) that could not be changed.
  returned: success
  type: list
  elements: dict
still_running:
  description: Runs that are alive, or too young to be judged.
  returned: success
  type: list
  elements: dict
unknown:
  description: Runs that nothing could be found out about. They were left alone.
  returned: success
  type: list
  elements: dict
report_file:
  description: Path of the file that holds the whole lists, null without O(report_file).
  returned: success
  type: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import database_argument_spec
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.job import Job
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.options import airflow_argument_spec
from ansible_collections.openmetadata.ops.plugins.module_utils._server.options import api_argument_spec


def argument_spec() -> dict:
    """The options: both logins, and what to look for."""
    return {
        **database_argument_spec(),
        **api_argument_spec(),
        "source": {"type": "str", "choices": ["auto", "api", "database"], "default": "auto"},
        "resolve": {"type": "bool", "default": True},
        "resolution": {"type": "str", "choices": ["failed", "stopped"], "default": "failed"},
        "started_before": {"type": "str"},
        "stuck_after": {"type": "int"},
        "apps_stuck_after": {"type": "int"},
        "heartbeat_timeout": {"type": "int", "default": 300},
        "pipelines": {"type": "list", "elements": "str", "default": []},
        "include_apps": {"type": "bool", "default": False},
        **airflow_argument_spec(),
        "airflow_database_made": {"type": "str"},
        "report_file": {"type": "path"},
    }


def main() -> None:
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    warnings: list[str] = []
    try:
        job = Job(module.params, check_mode=module.check_mode)
        warnings = job.warnings
        result = job.run()
    except OpsError as exc:
        result = {**exc.details, "msg": exc.message, "failed": True}
    for warning in warnings:
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
