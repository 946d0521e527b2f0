#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_migrate
short_description: Run the OpenMetadata server's database migrations
version_added: 0.1.0
author: openmetadata.ops contributors (@openmetadata-ops)
description:
  - Runs the command that migrates (C(openmetadata-ops.sh migrate), or the container that does), watches its output,
    and judges the result by the database instead of by the exit status alone.
  - Needs O(engine), O(login_user) and O(login_db). The account reads OpenMetadata's tables, and needs
    C(SYSTEM_VARIABLES_ADMIN) on MySQL to raise the sort buffer.
  - Never runs twice at once on one database (an advisory lock in the database; with O(state_file) also one on the
    host, which holds as long as the command lives).
  - Refuses to begin while others are at work in the database, while sessions of another server are connected
    (O(server_user), O(allow_sessions)), or while a prepared transaction keeps its locks there.
  - Fails when the command ends with another exit status than 0, runs longer than O(timeout), prints a failed
    statement or a failed step, leaves a pending version out of the change log, or when entity tables have lost
    rows. Rows are compared with those of before the first attempt, which O(state_file) remembers until a run ends well.
  - Fails when the server could not decrypt stored secrets, which it only logs. A further run with the right
    C(FERNET_KEY) corrects that.
  - Other warnings and errors in the output are returned in RV(log_warnings). Those of the search engine, which never
    change the exit status, are counted in RV(search_failures) and named in RV(msg).
  - When MySQL answers C(Out of sort memory), raises C(sort_buffer_size) and runs the command again. At its end the
    module puts the earlier value back, unless O(parameters_file) is set.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - Without O(available_versions) the command runs each time; RV(ignore:changed) is then V(true) only if the
        database's bookkeeping changed.
options:
  command:
    description:
      - The command that migrates, as a list, for example the script of the new server, or C(docker compose run) of
        the migration's service. It is run without a shell.
      - An argument C(--force) is refused unless O(force=true).
    type: list
    elements: str
    required: true
  stop_command:
    description:
      - A command, as a list, that ends what O(command) started, for example C(docker rm -f) of the container. It is
        run when O(timeout) is over, before the process group of O(command) is terminated, because a container
        outlives its client.
    type: list
    elements: str
    default: []
  chdir:
    description:
      - Working directory of the commands.
    type: path
  environment:
    description:
      - Environment variables of the commands. For secrets use O(secret_environment).
    type: dict
    default: {}
  secret_environment:
    description:
      - Environment variables of the commands whose values are secret.
    type: dict
    default: {}
  secrets:
    description:
      - More secrets to hide in the log and the result. In debug mode the server prints its database password.
      - O(login_password), the values of O(secret_environment), and what looks like a password or a token are hidden
        anyway.
    type: list
    elements: str
    default: []
  timeout:
    description:
      - How long one run of the command may take, in seconds.
    type: int
    default: 7200
  max_sort_buffer_size:
    description:
      - How far C(sort_buffer_size) may be raised on MySQL, with a unit such as V(256M).
    type: str
    default: 256M
  target_version:
    description:
      - The version of the new server, for example V(1.11.4).
      - A database that is ahead of it is refused.
    type: str
  available_versions:
    description:
      - The versions that the new server carries migrations of, that is the names in its directory
        C(bootstrap/sql/migrations/native). Names that are no versions are passed over.
      - With it the module knows what is pending, and runs nothing if nothing is.
    type: list
    elements: str
  state_file:
    description:
      - Path of a file (mode 0600) that remembers, for each database, which server version's migration succeeded,
        and what was wrong with the last one. Not every release adds a version to the change log, and a failed
        statement may leave no trace there.
      - Its directory must exist.
    type: path
  parameters_file:
    description:
      - The O(openmetadata.ops.om_db_param#module:state_file) of M(openmetadata.ops.om_db_param), on the host that runs
        this module. A C(sort_buffer_size) that this module raises then stays, because the OpenMetadata server sorts the
        same rows when it starts, until M(openmetadata.ops.om_db_param) puts it back by this file
        (O(openmetadata.ops.om_db_param#module:state=restored)).
      - Without it, this module puts the value back itself. If it was killed before, the next run with the same
        O(state_file) does it, which remembers the value in a file of the same name with C(.parameters) appended.
    type: path
  log_file:
    description:
      - Path of a file (mode 0600) to which the command's output is appended, with secrets hidden.
    type: path
  operation_log:
    description:
      - Path of the log that O(command) writes, as this host sees it. The server writes it to
        C(logs/openmetadata-operation.log) below its directory, so a container needs a volume for it.
      - From OpenMetadata 1.6 on, only this log has the level of each message. Without it, warnings are recognized by
        their words, and some are missed.
      - The file may hold secrets. It is read and removed after each run; O(log_file) keeps its lines with secrets
        hidden.
    type: path
  force:
    description:
      - Whether O(command) may hold C(--force). The server then swallows failed steps, and they count as warnings
        here.
    type: bool
    default: false
  tolerated_errors:
    description:
      - Regular expressions. A failed statement or step whose message one of them matches counts as a warning. A
        message is one line, with the statement and its cause.
      - Also matched against the message about secrets that cannot be decrypted.
    type: list
    elements: str
    default: []
  allow_loss:
    description:
      - Names of entity tables that may have fewer rows afterwards.
    type: list
    elements: str
    default: []
  server_user:
    description:
      - The account that the OpenMetadata server logs in to the database as. Any session of it means that a server
        still runs.
      - Without it, only two or more sessions of one account from one client host count as a server.
    type: str
  allow_sessions:
    description:
      - Accounts that may stay connected to the database during the migration, as V(user) or V(user@host), for example
        that of a monitoring tool.
    type: list
    elements: str
    default: []
  session_wait:
    description:
      - How long to wait for the sessions of a server that was just stopped to end, in seconds.
    type: int
    default: 20
seealso:
  - module: openmetadata.ops.om_db_param
  - module: openmetadata.ops.om_backup
"""

EXAMPLES = r"""
- name: Migrate with the script of a new server
  openmetadata.ops.om_migrate:
    engine: mysql
    login_user: root
    login_password: "{{ om_db_admin_password }}"
    login_db: openmetadata_db
    command: [/opt/openmetadata-1.11.4/bootstrap/openmetadata-ops.sh, migrate]
    target_version: 1.11.4
    available_versions: "{{ migrations.files | map(attribute='path') | map('basename') }}"
    state_file: /var/lib/openmetadata-ops/migrate.json
    log_file: /var/lib/openmetadata-ops/migrate.log

- name: Migrate with the one-shot container of a compose project
  openmetadata.ops.om_migrate:
    engine: postgresql
    login_user: postgres
    login_password: "{{ om_db_admin_password }}"
    login_db: openmetadata_db
    command: [docker, compose, run, --rm, --no-deps, --name, om_migrate, execute-migrate-all]
    stop_command: [docker, rm, -f, om_migrate]
    chdir: /opt/openmetadata
    timeout: 14400
"""

RETURN = r"""
msg:
  description: What happened, in one sentence.
  returned: always
  type: str
  sample: Migrated from 1.9.17 to 1.11.4 in 212 s (6 versions).
ran:
  description: Whether the command was run.
  returned: always
  type: bool
pending_before:
  description: Versions that were to be applied. Empty if O(available_versions) is not given.
  returned: always
  type: list
  elements: str
  sample: [1.10.0, 1.11.0]
applied:
  description: Versions that the change log has now and had not before.
  returned: always
  type: list
  elements: str
  sample: [1.10.0, 1.11.0]
half_applied:
  description: Versions of which statements ran, but which did not finish.
  returned: always
  type: dict
  contains:
    before:
      description: Before the run.
      type: list
      elements: str
    after:
      description: After the run.
      type: list
      elements: str
schema_version:
  description: The highest finished version.
  returned: always
  type: dict
  contains:
    before:
      description: Before the run.
      type: str
    after:
      description: After the run.
      type: str
problems:
  description: What makes the migration bad, and was not accepted by O(force), O(tolerated_errors) or O(allow_loss).
  returned: always
  type: list
  elements: str
log_warnings:
  description:
    - Warnings and errors that the server logged, the cause first. At most 100, each once; the rest is in the log.
  returned: always
  type: list
  elements: str
  sample:
    - "Connect to http://search:9200 failed: Connection refused (Failed to create index table_search_index)"
search_failures:
  description: Number of the warnings and errors that are about the search engine.
  returned: always
  type: int
  sample: 343
attempts:
  description: Each run of the command.
  returned: always
  type: list
  elements: dict
  contains:
    started:
      description: When it began.
      type: str
      sample: '2026-11-22T23:17:58Z'
    duration:
      description: How long it took, in seconds.
      type: float
    rc:
      description: Its exit status; negative if a signal ended it.
      type: int
    timed_out:
      description: Whether it was ended because O(timeout) was over.
      type: bool
    reason:
      description: Why it was not good. Empty if it was.
      type: str
      sample: Out of sort memory
    sort_buffer_size:
      description: MySQL's global C(sort_buffer_size) during the run, in bytes; null on PostgreSQL.
      type: int
metrics:
  description:
    - Rows of each entity table. RV(metrics.before) is what was there before the first attempt, where an earlier one
      failed and O(state_file) is given.
  returned: always
  type: dict
  contains:
    before:
      description: Before the run.
      type: dict
    after:
      description: After the run.
      type: dict
stale_status:
  description: Rows, by table, that still have C(status) and no C(entityStatus) in a database of 1.10 or newer.
  returned: always
  type: dict
  sample: {glossary_term_entity: 3}
deleted_on_purpose:
  description:
    - Rows that were there before and that upstream's migrations delete on purpose. They are no loss.
    - Only known with O(target_version).
  returned: always
  type: list
  elements: dict
  contains:
    table:
      description: Table of the rows.
      type: str
      sample: event_subscription_entity
    rows:
      description: Number of rows that are gone.
      type: int
      sample: 1
    what:
      description: Which rows these are.
      type: str
      sample: the event subscription ActivityFeedAlert
    source:
      description: Where upstream deletes them.
      type: str
      sample: https://github.com/open-metadata/OpenMetadata/tree/main/bootstrap/sql/migrations/native/1.9.0
log:
  description: Path of the stored log, null without O(log_file).
  returned: always
  type: str
output_tail:
  description: The last lines of the last run, with secrets hidden.
  returned: always
  type: list
  elements: str
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import database_argument_spec
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.job import Job


def argument_spec() -> dict:
    """The options: the database login, and how to migrate."""
    spec = database_argument_spec()
    spec.update(
        command={"type": "list", "elements": "str", "required": True},
        stop_command={"type": "list", "elements": "str", "default": []},
        chdir={"type": "path"},
        environment={"type": "dict", "default": {}},
        secret_environment={"type": "dict", "default": {}, "no_log": True},
        secrets={"type": "list", "elements": "str", "default": [], "no_log": True},
        timeout={"type": "int", "default": 7200},
        max_sort_buffer_size={"type": "str", "default": "256M"},
        target_version={"type": "str"},
        available_versions={"type": "list", "elements": "str"},
        state_file={"type": "path"},
        parameters_file={"type": "path"},
        log_file={"type": "path"},
        operation_log={"type": "path"},
        force={"type": "bool", "default": False},
        tolerated_errors={"type": "list", "elements": "str", "default": []},
        allow_loss={"type": "list", "elements": "str", "default": []},
        server_user={"type": "str"},
        allow_sessions={"type": "list", "elements": "str", "default": []},
        session_wait={"type": "int", "default": 20},
    )
    return spec


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
