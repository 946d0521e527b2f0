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
  - PostgreSQL runs migrations in transactions, so that a failed one leaves nothing to repair. Rows that a migration
    cannot convert are found and dealt with on both engines, before it or after it failed on them.
author:
  - openmetadata.ops contributors (@openmetadata-ops)
options:
  strategy:
    description:
      - V(report) only looks.
      - V(repair) runs the statements of the RV(plan), each of them checked before and after.
        A repair that was interrupted is finished by the next one.
      - V(purge) deletes history that is older than O(keep_days), so that the migration takes less time.
      - V(recreate) drops the database and creates an empty one. Every ingestion pipeline has to be deployed again
        afterwards. A database that is at the head of O(airflow_release) is left alone.
      - V(restore_objects) creates the objects of others again that O(strategy=repair) dropped, after the migration.
    type: str
    choices: [report, repair, purge, recreate, restore_objects]
    default: report
  keep_days:
    description:
      - With O(strategy=purge), how many days of history are kept.
        Runs that ended before are deleted with their task instances; each DAG keeps its newest run.
      - With V(0) all task instances are deleted and all runs stay.
      - Everything that belongs to a deleted row is deleted too, also in tables of others. It is found by the foreign
        keys that the database has. Airflow's audit log (C(log)) stays.
      - Where a row that stays forbids the deletion (C(ON DELETE RESTRICT) or C(NO ACTION)), the module names its table
        and deletes nothing.
      - Purged history is not exported. Back the database up before.
    type: int
  backup:
    description:
      - With O(strategy=recreate), the directory of a backup that holds the database, made by
        M(openmetadata.ops.om_backup). Its dump is read again before anything is dropped.
    type: path
  backup_max_age:
    description:
      - How old O(backup) may be. An older one is refused, since what was written since is not in it.
      - Seconds, or a number with V(s), V(m), V(h), V(d) or V(w). Blank allows any age.
    type: str
    default: 1d
  airflow_release:
    description:
      - The Airflow release that the database shall be migrated to, for example V(3.1.5).
      - Without it, the head of any Airflow 3 release counts as migrated.
    type: str
  fab_provider:
    description:
      - The release of the provider C(apache-airflow-providers-fab) that migrates, for example V(3.1.0), where Airflow's
        auth manager is FAB's. Its revisions have a chain of their own, which C(airflow db migrate) runs last.
      - Without it, only what is left of a migration of FAB that failed is found.
    type: str
  airflow_user:
    description:
      - Name of the account that Airflow itself logs in with. Its privileges decide whether
        C(log_bin_trust_function_creators) is needed.
      - Without it, all accounts that have rights on O(login_db) are looked at.
    type: str
  confirm_data_loss:
    description:
      - Consent to delete the rows that RV(would_lose) counts, to rewrite the values that RV(would_rewrite) counts, and
        to drop the objects that RV(would_drop) names until O(strategy=restore_objects) creates them again.
        Without it, nothing is ever deleted, rewritten or dropped.
    type: bool
    default: false
  export_dir:
    description:
      - Directory for the files that rows are written to before they are deleted for having no task instance, and before
        a value of theirs is rewritten, and for the file C(<login_db>.objects.json) with the definitions of dropped
        objects.
      - It is created with mode V(0700) if it is missing, and the files have mode V(0600).
    type: path
    default: /var/lib/openmetadata-ops/airflow
  batch_size:
    description:
      - How many rows one statement changes or deletes at most.
    type: int
    default: 10000
  wait_timeout:
    description:
      - How long to wait for a migration that is running, or for what a killed one left running, in seconds, before the
        database is judged.
      - It waits as well while another database's migration holds Airflow's migration lock, which all databases of a
        MySQL server share, and goes on then, since nothing but C(airflow db migrate) needs the lock.
    type: int
    default: 0
  count_timeout:
    description:
      - With O(strategy=report), for how many seconds rows without a task instance and malformed ids are looked for,
        which is all that takes long in a large database. V(0) looks to the end.
      - Tables that were not looked through in time are in RV(evidence.not_counted). The other strategies always look
        to the end, before they change anything.
    type: float
    default: 0.5
  progress_file:
    description:
      - A file that is replaced about once a second while statements run, and says in JSON which one it is
        and how many rows it has done. Its directory must exist.
    type: path
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

- name: Keep a month of history, so that the migration takes minutes
  openmetadata.ops.om_airflow_migration_fix:
    engine: mysql
    login_user: root
    login_password: "{{ mysql_root_password }}"
    login_db: airflow_db
    strategy: purge
    keep_days: 30
    confirm_data_loss: true
"""

RETURN = r"""
state:
  description:
    - Where the database stood when the module looked first.
    - V(not_airflow), no Airflow tables. V(migration_running), a migration or what is left of one is at work.
      V(ready), C(airflow db migrate) will succeed. V(needs_trust_flag), it will once
      C(log_bin_trust_function_creators) is on. V(stuck), failed inside revision C(d59cbbef95eb).
      V(damaged), a script or a truncation took away what the revision has, or rows that a revision cannot convert or
      objects of others stand in its way. V(interrupted), ended inside another
      revision. V(migrated), nothing to do. V(ahead), newer than O(airflow_release).
      V(fab_unfinished), Airflow's own chain is complete, and that of the provider FAB is not.
      V(malformed_ids), Airflow 3.0.0 to 3.0.5 wrote ids that are no UUID. V(unaffected), PostgreSQL.
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
    revisions_left:
      description: How many revisions are left to O(airflow_release); none where the latter is not given.
      type: int
      sample: 44
    id_column:
      description: Whether C(task_instance.id) is V(absent), V(nullable) or V(not_null).
      type: str
      sample: nullable
    id_type:
      description: The type of C(task_instance.id).
      type: str
      sample: varchar(36)
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
    foreign_keys_misnamed:
      description: Foreign keys of Airflow's tables on C(task_instance) that no revision knows by their name.
      type: list
      elements: str
      sample: []
    foreign_keys_of_others:
      description: Foreign keys on C(task_instance) of tables that are not Airflow's.
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
    rows_by_lost_id:
      description: Rows by table that name their task instance by an id, where C(task_instance) has none any more.
      type: dict
      sample: {}
    values:
      description:
        - Rows by table whose value a revision to come cannot turn into JSON. Of V(rewritable) ones the plan makes JSON,
          V(unreadable) ones it deletes; V(keys) are the keys of the first 20.
      type: dict
      sample: {"dag_run": {"rewritable": 1, "unreadable": 0, "keys": [{"id": 1}]}}
    obstacles:
      description:
        - Objects of others that depend on Airflow's tables and are in the way of a revision to come, in the order in
          which they have to be dropped. The module leaves those with V(by_hand) to people.
      type: list
      elements: dict
      sample:
        - kind: view
          name: reporting.xcom_sizes
          uses: [xcom, xcom.dag_id, xcom.value]
          revision: eed27faa34e3
          by_hand: false
          definition: CREATE VIEW reporting.xcom_sizes AS SELECT length(xcom.value) AS size FROM public.xcom
    not_counted:
      description: Tables that were not looked through for such rows, ids and values within O(count_timeout).
      type: list
      elements: str
      sample: []
    fab_revision:
      description: The row of C(alembic_version_fab), the chain of the provider FAB; null without one.
      type: str
      sample: 6709f7a774b9
    collation:
      description: The default collation of the database.
      type: str
      sample: utf8mb4_unicode_ci
    tables_collation:
      description: The default collation of most of its tables.
      type: str
      sample: utf8mb4_unicode_ci
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
      description:
        - The accounts looked at, whether each has C(SUPER), and what it lacks for the migration on O(login_db); the
          latter only with O(airflow_user).
      type: list
      elements: dict
      sample: [{"name": "airflow_user@%", "has_super": false, "missing": []}]
    holders:
      description:
        - Sessions that are idle in a transaction for five seconds or longer. C(airflow db migrate) waits for those
          that used a table which it changes. Each has V(text), which describes it, and V(end), the statement that ends
          it.
      type: list
      elements: dict
      sample:
        - id: 12
          user: reporting
          text: session 12 of reporting from 10.0.0.7 (in transaction for 312 s)
          end: KILL 12
    waits:
      description:
        - Sessions that wait for a lock, the session that holds it, how long, a sentence for a person, and the statement
          that ends the holder.
      type: list
      elements: dict
      sample:
        - waiting: 9
          holding: 12
          seconds: 40
          text: session 9 waits for a lock on dag_run that session 12 of reporting (in transaction for 312 s) holds
          end: KILL 12
    limits:
      description:
        - Parameters by which a statement or session of O(airflow_user) can be ended in the middle of the migration,
          each with V(value) and V(wanted), which M(openmetadata.ops.om_db_param) takes. Empty where there are none.
        - Times are in milliseconds on PostgreSQL and for C(max_execution_time), in seconds otherwise, sizes in bytes.
      type: dict
      sample: {"statement_timeout": {"value": 30000, "wanted": "0"}}
    prepared:
      description: Transactions that are prepared for a two-phase commit, and keep their locks without a session.
      type: list
      elements: str
      sample: []
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
  description: The statements that the strategy runs, in order; with O(strategy=report) those of O(strategy=repair).
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
    estimate_seconds:
      description: How long it takes, roughly.
      type: float
      sample: 0.1
then:
  description: What has to follow the plan, in order; the role C(airflow) does it.
  type: list
  elements: dict
  returned: always
  contains:
    do:
      description: A statement or command.
      type: str
      sample: airflow db migrate
    reason:
      description: Why.
      type: str
ways_out:
  description:
    - What is left where no repair is known. V(restore) is a backup of before the migration, V(recreate) is
      O(strategy=recreate). Empty where there is a repair, or nothing to repair.
  type: list
  elements: str
  returned: always
  sample: []
applied:
  description: The statements that were run, with the rows that each touched and its seconds; empty in check mode.
  type: list
  elements: dict
  returned: always
  sample:
    - statement: ALTER TABLE `task_instance` DROP COLUMN `id`
      reason: task_instance as revision 05234396c6fc has it, in one atomic change
      rows_lost: 0
      estimate_seconds: 0.1
      rows: 0
      seconds: 0.1
would_lose:
  description: Rows by table that the plan deletes; it needs O(confirm_data_loss) where this is not empty.
  type: dict
  returned: always
  sample: {}
would_rewrite:
  description:
    - Rows by table whose value the plan changes for good; it needs O(confirm_data_loss) where this is not empty.
    - NaN and Infinity become null, the character NUL is removed.
  type: dict
  returned: always
  sample: {"xcom": 3}
would_drop:
  description:
    - Views, triggers, rules and foreign keys of others that the plan drops, because the migration fails on them or
      breaks them; it needs O(confirm_data_loss) where this is not empty.
  type: list
  elements: str
  returned: always
  sample: [view reporting.xcom_sizes]
objects_left:
  description: With O(strategy=restore_objects), the objects that could not be created again.
  type: list
  elements: dict
  returned: always
  sample: []
  contains:
    object:
      description: Kind and name.
      type: str
      sample: view reporting.xcom_sizes
    reason:
      description: What the server said.
      type: str
      sample: function length(jsonb) does not exist
    definition:
      description: The statement.
      type: str
      sample: CREATE VIEW reporting.xcom_sizes AS SELECT xcom.dag_id, length(xcom.value) AS size FROM public.xcom
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
estimate:
  description:
    - How long the plan, and C(airflow db migrate) after it, take, roughly, from the tables' sizes.
    - Measured on two cores; a large server is faster.
  type: dict
  returned: always
  contains:
    plan_seconds:
      description: The plan.
      type: int
      sample: 0
    migration_seconds:
      description: The migration.
      type: int
      sample: 4
estimate_seconds:
  description: The sum of RV(estimate).
  type: int
  returned: always
  sample: 4
msg:
  description: One sentence for a person.
  type: str
  returned: always
"""

import dataclasses
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._airflow import kept, plans, recreate, releases, report, states, strategies
from ..module_utils._airflow.evidence import Evidence, aim, read_evidence
from ..module_utils._airflow.export import Exporter
from ..module_utils._airflow.progress import Progress
from ..module_utils._airflow.quiet import read_when_quiet
from ..module_utils._airflow.repair import Run
from ..module_utils._airflow.steps import Step
from ..module_utils._database.component import connect_component
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
        """Look, plan, and do what the strategy wants."""
        login = Login.from_params(self.params)
        if not login.database:
            raise OpsError("Set login_db to the name of Airflow's database, for example airflow_db.")
        if self.params["strategy"] == "recreate":
            self._recreate(login)
            return self.result
        with connect_component(login) as connection:
            looks = self.params["strategy"] == "report" and self.params["count_timeout"] > 0
            seconds = self.params["count_timeout"] if looks else None
            found = read_when_quiet(
                connection,
                self.params["airflow_user"],
                self.params["wait_timeout"],
                seconds,
            )
            release, provider = self.params["airflow_release"], self.params["fab_provider"]
            found = aim(connection, found, self.target, release, seconds, fab_provider=provider)
            verdict = states.judge(found, self.target)
            self.result.update(report.describe(found, verdict, [], self.target))
            if self.params["strategy"] == "restore_objects":
                self._restore_objects(connection, verdict)
                return self.result
            strategy = strategies.choose(self.params, connection, found, verdict)
            steps = strategy.plan(strategy.found)
            self.result.update(report.describe(strategy.found, strategy.verdict, steps, self.target))
            if self.params["strategy"] != "report":
                self._apply(connection, strategy, steps)
        return self.result

    def _apply(self, connection: Connection, strategy: strategies.Strategy, steps: list[Step]) -> None:
        plans.refuse_or_pass(strategy.verdict, steps, self.params["confirm_data_loss"])
        if not steps:
            return
        self._announce(steps)
        if self.module.check_mode:
            return
        exporter = Exporter(self.params["export_dir"], strategy.found.database, self.params["batch_size"])
        run = Run(
            connection,
            strategy.plan,
            self.params["batch_size"],
            self.params["lock_timeout"],
            exporter,
            strategy.recount,
            Progress(self.params["progress_file"]),
        )
        try:
            with exclusive(connection, "airflow_migration_fix"):
                after = run.to_the_end(strategy.found)
        finally:
            self._record(run.applied, run.rows_deleted)
            self.result["exported"] = exporter.files
        self._judge_again(after)

    def _restore_objects(self, connection: Connection, verdict: states.Verdict) -> None:
        if verdict.state == "migration_running":
            raise OpsError(f"{verdict.why} {verdict.next}")
        file = kept.KeptFile.of(self.params["export_dir"], str(connection.login.database))
        steps = kept.plan(file.read())
        self.result["plan"] = [step.as_result() for step in steps]
        self.result["msg"] = "No object was dropped for a migration." if not steps else ""
        if not steps:
            return
        self._announce(steps)
        if self.module.check_mode:
            return
        with exclusive(connection, "airflow_migration_fix"):
            applied, left = kept.make_again(connection, file)
        self.result.update(applied=applied, objects_left=left, changed=len(left) < len(steps))
        self.result["msg"] = report.restored(applied, left, file.path)

    def _recreate(self, login: Login) -> None:
        user = self.params["airflow_user"]
        database = str(login.database)
        with connect(dataclasses.replace(login, database=None)) as server:
            place = recreate.read_place(server, database, user)
            found, lost = Evidence(login.engine, database), {}
            if place.exists:
                with connect_component(login) as connection:
                    found = read_evidence(connection, user)
                    lost = recreate.count_all(connection, found)
            verdict = states.judge(found, self.target)
            drop = bool(found.schema) and not recreate.is_current(found, verdict, self.target)
            steps = strategies.recreation(place, drop)
            self.result.update(report.describe(found, verdict, steps, self.target))
            if drop:
                self.result["would_lose"] = lost
                recreate.refuse_or_pass(
                    found,
                    verdict,
                    self.params["backup"],
                    self.params["confirm_data_loss"],
                    self.params["backup_max_age"],
                )
            if not steps:
                return
            self._announce(steps)
            if self.module.check_mode:
                return
            applied: list[dict[str, t.Any]] = []
            try:
                with exclusive(server, "airflow_migration_fix"):
                    strategies.run_recreation(server, steps, applied)
            finally:
                self._record(applied, sum(self.result["would_lose"].values()) if applied else 0)
        with connect_component(login) as connection:
            self._judge_again(read_evidence(connection, user))

    def _announce(self, steps: list[Step]) -> None:
        self.result["changed"] = True
        self.result["diff"] = report.diff(steps)
        self.result["msg"] += f" Statements to run: {len(steps)}."

    def _record(self, applied: list[dict[str, t.Any]], rows_deleted: int) -> None:
        self.result.update(applied=applied, rows_deleted=rows_deleted, changed=bool(applied))

    def _judge_again(self, after: Evidence) -> None:
        judged = states.judge(after, self.target)
        self.result.update(state_after=judged.state, revision_after=after.revision)
        count = len(self.result["applied"])
        self.result["msg"] = f"Statements that were run: {count}. {judged.why} {judged.next}".strip()


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
            "strategy": {
                "type": "str",
                "choices": ["report", "repair", "purge", "recreate", "restore_objects"],
                "default": "report",
            },
            "keep_days": {"type": "int"},
            "backup": {"type": "path"},
            "backup_max_age": {"type": "str", "default": "1d"},
            "airflow_release": {"type": "str"},
            "airflow_user": {"type": "str"},
            "fab_provider": {"type": "str"},
            "confirm_data_loss": {"type": "bool", "default": False},
            "export_dir": {"type": "path", "default": "/var/lib/openmetadata-ops/airflow"},
            "batch_size": {"type": "int", "default": 10000},
            "wait_timeout": {"type": "int", "default": 0},
            "count_timeout": {"type": "float", "default": 0.5},
            "progress_file": {"type": "path"},
            "lock_timeout": {"type": "int", "default": 60},
        },
        required_if=[("strategy", "purge", ("keep_days",))],
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
