#!/usr/bin/python

# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_airflow_migration_fix
short_description: Bring an Airflow database to where Airflow's own migration succeeds
version_added: 0.1.0
description:
  - Looks at the metadata database of Airflow, says where it stands on the way from Airflow 2 to Airflow 3, and
    repairs it.
  - The migration to Airflow 3 fails on a MySQL server that writes a binary log, unless
    C(log_bin_trust_function_creators) is on or the account has C(SUPER), and leaves a database behind that no retry
    can pass. This module takes back what the failed migration left, keeps every row, and lets Airflow migrate.
  - It never runs C(airflow db migrate), and never sets C(log_bin_trust_function_creators);
    M(openmetadata.ops.om_db_param) does the latter.
  - PostgreSQL runs migrations in transactions and needs no repair.
author:
  - openmetadata.ops contributors (@openmetadata-ops)
options:
  strategy:
    description:
      - V(report) only looks.
      - V(repair) runs the statements of the RV(plan), each of them checked before and after.
        A repair that was interrupted is finished by the next one.
    type: str
    choices: [report, repair]
    default: report
  airflow_release:
    description:
      - The Airflow release that the database shall be migrated to, for example V(3.1.5).
      - Without it, the head of any Airflow 3 release counts as migrated.
    type: str
  airflow_user:
    description:
      - Name of the account that Airflow itself logs in with. Its privileges decide whether
        C(log_bin_trust_function_creators) is needed.
      - Without it, all accounts that have rights on O(login_db) are looked at.
    type: str
  confirm_data_loss:
    description:
      - Consent to delete the rows that RV(would_lose) counts. Without it, nothing is ever deleted.
    type: bool
    default: false
  export_dir:
    description:
      - Directory for the files that rows without a task instance are written to before they are deleted.
      - It is created with mode V(0700) if it is missing, and the files have mode V(0600).
    type: path
    default: /var/lib/openmetadata-ops/airflow
  batch_size:
    description:
      - How many rows one statement changes or deletes at most.
    type: int
    default: 10000
  lock_timeout:
    description:
      - How long a statement may wait for a table that somebody else uses, in seconds.
    type: int
    default: 60
extends_documentation_fragment:
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database
  - openmetadata.ops.database
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
"""

EXAMPLES = r"""
- name: See where the Airflow database stands
  openmetadata.ops.om_airflow_migration_fix:
    engine: mysql
    login_user: root
    login_password: "{{ mysql_root_password }}"
    login_db: airflow_db
    airflow_user: airflow_user
    airflow_release: 3.1.5
  register: airflow_database

- name: Repair it, whatever the failed migration left behind
  openmetadata.ops.om_airflow_migration_fix:
    engine: mysql
    login_user: root
    login_password: "{{ mysql_root_password }}"
    login_db: airflow_db
    airflow_user: airflow_user
    airflow_release: 3.1.5
    strategy: repair
"""

RETURN = r"""
state:
  description:
    - Where the database stood when the module looked first.
    - V(not_airflow), no Airflow tables. V(migration_running), a migration or what is left of one is at work.
      V(ready), C(airflow db migrate) will succeed. V(needs_trust_flag), it will once
      C(log_bin_trust_function_creators) is on. V(stuck), failed inside revision C(d59cbbef95eb).
      V(damaged), a script or a truncation took away what the revision has. V(interrupted), ended inside another
      revision. V(migrated), nothing to do. V(ahead), newer than O(airflow_release).
      V(malformed_ids), Airflow 3.0.0 to 3.0.4 wrote ids that are no UUID. V(unaffected), PostgreSQL.
      V(unknown), none of these.
  type: str
  returned: always
  sample: stuck
state_after:
  description: Where it stands at the end of the run; the same as RV(state) where nothing was done.
  type: str
  returned: always
  sample: needs_trust_flag
evidence:
  description: What the state was told by.
  type: dict
  returned: always
  contains:
    database:
      description: Name of the database.
      type: str
      sample: airflow_db
    revisions:
      description: The rows of C(alembic_version).
      type: list
      elements: str
      sample: ["05234396c6fc"]
    release:
      description: The Airflow release whose database ends at this revision, none where it lies between two.
      type: str
      sample: 2.10.3
    target_revision:
      description: The revision at which O(airflow_release) ends.
      type: str
      sample: cc92b33c6709
    id_column:
      description: Whether C(task_instance.id) is V(absent), V(nullable) or V(not_null).
      type: str
      sample: nullable
    primary_key:
      description: The primary key's columns of C(task_instance).
      type: list
      elements: str
      sample: [dag_id, task_id, run_id, map_index]
    composite_key:
      description: Whether C(task_instance_composite_key) exists.
      type: bool
    foreign_keys_present:
      description: Foreign keys on C(task_instance) that are there.
      type: list
      elements: str
      sample: [rtif_ti_fkey]
    foreign_keys_missing:
      description: Foreign keys on C(task_instance) that should be there, and are not.
      type: list
      elements: str
      sample: []
    function:
      description: Whether the function C(uuid_generate_v7) was left behind.
      type: bool
    orphans:
      description: Rows by table that belong to no task instance.
      type: dict
      sample: {"xcom": 18}
    ids_malformed:
      description: Ids of task instances that are no UUID, by table.
      type: dict
      sample: {}
    binary_log:
      description: Whether the server writes a binary log.
      type: bool
    trust_flag:
      description: Whether C(log_bin_trust_function_creators) is on.
      type: bool
    flag_needed:
      description: Whether Airflow's account cannot create its function without the flag.
      type: bool
    accounts:
      description: The accounts looked at, and whether each has C(SUPER).
      type: list
      elements: dict
      sample: [{"name": "airflow_user@%", "has_super": false}]
    lock_holder:
      description: The session that holds Airflow's migration lock, which all databases of a server share.
      type: dict
      sample: null
    sessions:
      description: Other sessions that are connected to the database.
      type: list
      elements: dict
      sample: []
    sees_all_sessions:
      description: Whether the login has the C(PROCESS) privilege, so that RV(evidence.sessions) is complete.
      type: bool
    rows:
      description: Estimated rows of the tables that decide how long a migration takes.
      type: dict
      sample: {"task_instance": 1000008}
plan:
  description: The statements that O(strategy=repair) runs, in order.
  type: list
  elements: dict
  returned: always
  contains:
    statement:
      description: The statement.
      type: str
      sample: ALTER TABLE `task_instance` DROP COLUMN `id`
    reason:
      description: Why it is needed.
      type: str
    rows_lost:
      description: How many rows it deletes.
      type: int
      sample: 0
applied:
  description: The statements that were run, with the rows that each touched and its seconds; empty in check mode.
  type: list
  elements: dict
  returned: always
  sample:
    - statement: ALTER TABLE `task_instance` DROP COLUMN `id`
      reason: task_instance as revision 05234396c6fc has it, in one atomic change
      rows_lost: 0
      rows: 0
      seconds: 0.1
would_lose:
  description: Rows by table that the plan deletes; it needs O(confirm_data_loss) where this is not empty.
  type: dict
  returned: always
  sample: {}
rows_deleted:
  description: How many rows were deleted.
  type: int
  returned: always
  sample: 0
exported:
  description: The files that rows were written to before they were deleted.
  type: list
  elements: dict
  returned: always
  sample:
    - table: xcom
      path: /var/lib/openmetadata-ops/airflow/airflow_db.xcom.20261123T021500.000000Z.jsonl
      rows: 18
revision_before:
  description: The revision at the beginning.
  type: str
  returned: always
  sample: 05234396c6fc
revision_after:
  description: The revision at the end.
  type: str
  returned: always
  sample: 05234396c6fc
estimate_seconds:
  description:
    - How long the plan and the migration after it take, roughly, from the tables' sizes.
    - Measured on two cores; a large server is faster.
  type: int
  returned: always
  sample: 4
msg:
  description: One sentence for a person.
  type: str
  returned: always
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._airflow import plans, releases, report, states
from ..module_utils._airflow.evidence import Evidence, read_evidence
from ..module_utils._airflow.export import Exporter
from ..module_utils._airflow.repair import Run
from ..module_utils._database.connection import Connection, connect
from ..module_utils._database.lock import exclusive
from ..module_utils._database.options import Login, database_argument_spec
from ..module_utils._errors import OpsError


class MigrationFix:
    """One run of the module."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.params: dict[str, t.Any] = module.params
        self.target = target_revision(self.params["airflow_release"])
        self.result: dict[str, t.Any] = report.empty()

    def run(self) -> dict[str, t.Any]:
        """Look, plan, and repair where that is wanted."""
        login = Login.from_params(self.params)
        if not login.database:
            raise OpsError("Set login_db to the name of Airflow's database, for example airflow_db.")
        with connect(login) as connection:
            found = read_evidence(connection, self.params["airflow_user"])
            verdict = states.judge(found, self.target)
            steps = plans.repair_plan(found, verdict)
            self.result.update(report.describe(found, verdict, steps, self.target))
            if self.params["strategy"] == "repair":
                self._repair(connection, found, verdict, steps)
        return self.result

    def _repair(
        self, connection: Connection, found: Evidence, verdict: states.Verdict, steps: list[plans.Step]
    ) -> None:
        plans.refuse_or_pass(verdict, steps, self.params["confirm_data_loss"])
        if not steps:
            return
        self.result["changed"] = True
        self.result["diff"] = report.diff(steps)
        if self.module.check_mode:
            self.result["msg"] = f"{verdict.why} {len(steps)} statements would repair it."
            return
        run = Run(
            connection,
            lambda seen: plans.repair_plan(seen, verdict),
            self.params["batch_size"],
            self.params["lock_timeout"],
            Exporter(self.params["export_dir"], found.database, self.params["batch_size"]),
        )
        try:
            with exclusive(connection, "airflow_migration_fix"):
                run.to_the_end(found)
        finally:
            self.result.update(
                applied=run.applied,
                rows_deleted=run.rows_deleted,
                exported=run.exporter.files,
                changed=bool(run.applied),
            )
        after = read_evidence(connection, self.params["airflow_user"])
        judged = states.judge(after, self.target)
        self.result.update(state_after=judged.state, revision_after=after.revision)
        self.result["msg"] = f"Repaired with {len(run.applied)} statements. {judged.why} {judged.next}".strip()


def target_revision(release: str | None) -> str | None:
    """The head revision of the wanted release.

    Raises:
        OpsError: the text names no release that this collection knows.
    """
    if not release:
        return None
    try:
        head = releases.head_of(release)
    except ValueError as exc:
        raise OpsError(f"airflow_release: {exc}.") from exc
    if head is None:
        raise OpsError(
            f"airflow_release {release} is not known: this collection knows Airflow 2.6.2 to {releases.NEWEST_KNOWN}. "
            "Use a newer release of the collection, or leave the option out."
        )
    return head


def main() -> None:
    """Entry point."""
    module = AnsibleModule(
        argument_spec={
            **database_argument_spec(),
            "strategy": {"type": "str", "choices": ["report", "repair"], "default": "report"},
            "airflow_release": {"type": "str"},
            "airflow_user": {"type": "str"},
            "confirm_data_loss": {"type": "bool", "default": False},
            "export_dir": {"type": "path", "default": "/var/lib/openmetadata-ops/airflow"},
            "batch_size": {"type": "int", "default": 10000},
            "lock_timeout": {"type": "int", "default": 60},
        },
        supports_check_mode=True,
    )
    result = report.empty()
    try:
        fix = MigrationFix(module)
        result = fix.result
        module.exit_json(**fix.run())
    except OpsError as exc:
        module.fail_json(**{**result, **exc.details, "msg": exc.message})


if __name__ == "__main__":
    main()
