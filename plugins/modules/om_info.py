#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_info
short_description: Describe an OpenMetadata installation as an upgrade sees it
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Tells versions, migrations, sizes and parameters of the server, its database and Airflow's database.
  - Reads only. A part that cannot be reached carries an C(error) and does not stop the others; the module fails only
    when no part at all could be had.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.api
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.info_module
  - openmetadata.ops.attributes.actiongroup_om_database_api
options:
  gather:
    description:
      - Which parts to look at.
      - V(server) needs O(api_url), V(airflow) needs O(airflow_login_db), the others need the database login.
    type: list
    elements: str
    choices: [server, database, airflow, sizes, parameters, entities, sessions]
    default: [server, database, airflow, sizes, parameters, entities, sessions]
  role:
    description:
      - The PostgreSQL role that the OpenMetadata server logs in as. RV(parameters) are what its sessions have.
      - The default is the owner of O(login_db).
    type: str
  fernet_key:
    description:
      - C(FERNET_KEY) of the server. RV(database.secrets) tells whether it is the key of the stored secrets.
      - Several keys are separated by commas, as for the server.
    type: str
  airflow_engine:
    description:
      - Engine of Airflow's database.
      - The default is the value of O(engine).
    type: str
    choices: [mysql, postgresql]
  airflow_login_db:
    description:
      - Name of Airflow's database, for example V(airflow_db).
    type: str
  airflow_login_host:
    description:
      - Host of Airflow's database.
      - The default is the value of O(login_host).
    type: str
  airflow_login_port:
    description:
      - Port of Airflow's database.
      - The default is the value of O(login_port) where host and engine are the same, else the engine's own.
    type: int
  airflow_login_user:
    description:
      - Account for Airflow's database.
      - The default is the value of O(login_user).
    type: str
  airflow_login_password:
    description:
      - Password of O(airflow_login_user).
      - If not set, the environment variable E(OM_AIRFLOW_DB_PASSWORD) of the host that runs the module is used, then
        O(login_password).
    type: str
  measure_tables:
    description:
      - Tables whose largest row is measured, which means to read them whole. The largest of all decides
        RV(recommended.sort_buffer_size).
    type: list
    elements: str
    default: [query_entity]
  max_sort_buffer_size:
    description:
      - RV(recommended.sort_buffer_size) is never more than this. Every session that sorts may take as much.
    type: str
    default: 256M
  server_user:
    description:
      - The account that the OpenMetadata server logs in to the database as. Any session of it counts as a server in
        RV(sessions).
      - Without it, only two or more sessions of one account from one client host do.
    type: str
  server_hosts:
    description:
      - Names and addresses that the server connects to the database from, so that other servers can be told from it.
    type: list
    elements: str
    default: []
  server_running:
    description:
      - Whether the server runs. While it does not, every server in RV(sessions) is another one.
    type: bool
    default: true
  allow_sessions:
    description:
      - Accounts that may be connected to the database besides the server, as V(user) or V(user@host).
    type: list
    elements: str
    default: []
seealso:
  - module: openmetadata.ops.om_db_param
  - module: openmetadata.ops.om_airflow_migration_fix
"""

EXAMPLES = r"""
- name: Look at everything
  openmetadata.ops.om_info:
    engine: mysql
    login_user: root
    login_password: "{{ root_password }}"
    login_db: openmetadata_db
    airflow_login_db: airflow_db
    api_url: http://localhost:8585/api
    health_url: http://localhost:8586/healthcheck
  register: om_info

- name: Set what the migration will need
  openmetadata.ops.om_db_param:
    engine: mysql
    login_user: root
    login_password: "{{ root_password }}"
    params:
      sort_buffer_size: "{{ om_info.recommended.sort_buffer_size }}"
"""

RETURN = r"""
server:
  description: The running server. Empty where not gathered.
  returned: always
  type: dict
  contains:
    version:
      description: Version of the server.
      type: str
      sample: 1.11.4
    revision:
      description: Commit that it was built from.
      type: str
    healthy:
      description: Whether every health check passes; C(null) where O(health_url) is not set.
      type: bool
    health:
      description: Each health check with C(healthy) and C(message).
      type: dict
    account:
      description:
        - The account of O(api_token). C(null) without a token, where the server does not accept it or does not answer,
          and where its health check fails.
      type: dict
      contains:
        user:
          description: Name of the account.
          type: str
          sample: ingestion-bot
        trigger:
          description:
            - Whether the account may trigger applications such as search indexing. V(allowed), V(refused), or
              V(unknown) where the server does not list the operation.
          type: str
          sample: refused
    ingestion:
      description:
        - What the server says about the pipeline service client (Airflow). C(null) in the same cases.
      type: dict
      contains:
        healthy:
          description: Whether the client answers, with the version of the server.
          type: bool
        version:
          description: Version of the ingestion.
          type: str
          sample: 1.12.6.0
        reason:
          description: Why it is not healthy, in the server's words.
          type: str
          sample: Server/Client version mismatch. Ingestion is [1.9.17.1], server is [1.12.6].
    error:
      description: Why the server could not be asked.
      type: str
database:
  description: OpenMetadata's database. Empty where not gathered.
  returned: always
  type: dict
  contains:
    name:
      description: Name of the database.
      type: str
    engine:
      description: C(mysql) or C(postgresql).
      type: str
    version:
      description: The server's own version string.
      type: str
      sample: 9.7.4
    flavor:
      description:
        - Build or provider.
        - One of C(mysql), C(mariadb), C(percona), C(postgresql), C(rds), C(aurora), C(azure), C(cloudsql).
      type: str
    managed:
      description: Whether a cloud provider runs it.
      type: bool
    schema_version:
      description: Highest finished migration, compared as numbers.
      type: str
      sample: 1.9.17
    versions:
      description: Finished migrations in the order in which they ran.
      type: list
      elements: str
    half_applied:
      description: Migrations that began and did not finish.
      type: list
      elements: str
    failed_migrations:
      description: Migrations that the server itself calls unfinished or failed.
      type: list
      elements: str
    secrets:
      description:
        - Whether O(fernet_key) is the key of the stored secrets. C(null) without it.
        - A sample of each table is looked at. Nothing is decrypted, the key is recognized by the signatures.
      type: dict
      contains:
        checked:
          description: Number of secrets that were looked at.
          type: int
        unreadable:
          description: How many of them the key does not decrypt, by table.
          type: dict
          sample: {dbservice_entity: 3, user_entity: 4}
    rows_to_rename:
      description: Glossary terms and data contracts that have C(status) and no C(entityStatus), by table.
      type: dict
      sample: {glossary_term_entity: 12}
    deleted_on_purpose:
      description:
        - Rows that migrations of any release would delete on purpose if they ran now, one entry for each kind of rows.
        - Each has C(id), C(table), C(rows) and C(what).
      type: list
      elements: dict
      sample:
        - {id: activity-feed-alert-1.9.0, table: event_subscription_entity, rows: 1, what: the event subscription}
    charset:
      description: Default character set.
      type: str
      sample: utf8mb4
    collation:
      description: Default collation.
      type: str
    tables_not_utf8mb4:
      description: Tables in another character set (MySQL).
      type: list
      elements: str
    tables_with_invisible_key:
      description: Tables with an invisible primary key made by MySQL.
      type: list
      elements: str
    dependents:
      description:
        - Views, triggers, rules, foreign keys and other objects that depend on the tables and are none of
          OpenMetadata's, which has no such objects. Views of MySQL are left out, because they prevent no change of a
          table.
      type: list
      elements: dict
      sample:
        - kind: view
          name: reporting.tables
          uses: [table_entity, table_entity.json]
          definition: CREATE VIEW reporting.tables AS SELECT table_entity.json FROM public.table_entity
    backup_obstacles:
      description:
        - What keeps this login from a complete backup of the database, for example a privilege that it lacks, or a view
          that refers to a table which is gone.
      type: list
      elements: dict
      contains:
        what:
          description: The obstacle.
          type: str
          sample: TRIGGER for its triggers
        fix:
          description: What ends it, a statement where there is one.
          type: str
          sample: GRANT TRIGGER ON `openmetadata\_db`.* TO `om`@`%`
    md5:
      description: Whether the function C(MD5) works.
      type: bool
    read_only:
      description: Whether the server takes no writes.
      type: bool
    gipk:
      description: Whether MySQL gives new tables an invisible primary key.
      type: bool
    require_primary_key:
      description: Whether MySQL refuses tables without a primary key.
      type: bool
    log_bin:
      description: Whether the binary log is on (MySQL).
      type: bool
    trust_function_creators:
      description: Whether C(log_bin_trust_function_creators) is on (MySQL).
      type: bool
    owner:
      description: Owner of the database (PostgreSQL).
      type: str
    superuser:
      description: Whether O(login_user) has SUPER or is a superuser.
      type: bool
    may_set_global:
      description: Whether O(login_user) may SET GLOBAL (MySQL).
      type: bool
    error:
      description: Why it could not be described, or that it is not OpenMetadata's.
      type: str
airflow:
  description: Airflow's database. Empty where not gathered.
  returned: always
  type: dict
  contains:
    present:
      description: Whether it is a database of Airflow.
      type: bool
    name:
      description: Name of the database.
      type: str
    revision:
      description: Its revision; C(null) where there is none or more than one.
      type: str
      sample: 5f2621c13b39
    revisions:
      description: Every row of its version table.
      type: list
      elements: str
    release:
      description: First release that ends at this revision.
      type: str
      sample: 2.10.3
    backup_obstacles:
      description: As RV(database.backup_obstacles), for Airflow's database.
      type: list
      elements: dict
    revision_since:
      description: Release that brought the revision.
      type: str
      sample: 2.10.3
    major:
      description: Major version of Airflow that the revision belongs to.
      type: int
      sample: 2
    bytes:
      description: Size of all tables.
      type: int
    heartbeats:
      description:
        - Age of the last heartbeat of a C(scheduler) and a C(dag_processor) that run, in seconds.
        - C(null) where none runs, because there never was one or Airflow has noted its end, or where it has given no
          sign since it was started.
        - Airflow 2 has a C(dag_processor) only where it was made a component of its own.
      type: dict
      sample: {scheduler: 3, dag_processor: 4}
    jobs:
      description:
        - The job of Airflow that gave the last sign of C(scheduler) and C(dag_processor), by its C(id) and the C(state)
          that Airflow noted of it. It is V(running), also where it was killed since, V(failed) or V(success).
        - Both are C(null) where there never was one.
      type: dict
      sample: {scheduler: {id: 21, state: running}, dag_processor: {id: 20, state: failed}}
    error:
      description: Why it could not be described.
      type: str
sizes:
  description: Sizes in bytes. Empty where not gathered.
  returned: always
  type: dict
  contains:
    total_bytes:
      description: All tables with their indexes.
      type: int
    tables:
      description: Each table with its indexes, by name.
      type: dict
    largest_table:
      description: Its C(name) and C(bytes).
      type: dict
    airflow_bytes:
      description: All tables of Airflow's database.
      type: int
    query_entity:
      description: The table that migrations sort.
      type: dict
      sample: {rows: 20000, bytes: 61865984, largest_row: 15000342}
      contains:
        rows:
          description: Number of rows.
          type: int
        bytes:
          description: Size with indexes.
          type: int
        largest_row:
          description: Largest value of its column C(json), as stored (MySQL) or as text (PostgreSQL).
          type: int
    measured:
      description: The same for each of O(measure_tables) that exists, by name.
      type: dict
    error:
      description: Why sizes could not be read.
      type: str
parameters:
  description: Parameters that matter to an upgrade, by name, as new sessions have them; sizes in bytes, switches as
      booleans.
  returned: always
  type: dict
  sample: {sort_buffer_size: 262144, log_bin_trust_function_creators: false}
entities:
  description: Number of rows of each entity table, by name. Empty where not gathered.
  returned: always
  type: dict
  sample: {glossary_term_entity: 12, query_entity: 20000}
sessions:
  description: Who else uses OpenMetadata's database. Empty where not gathered.
  returned: always
  type: dict
  contains:
    list:
      description:
        - Every other session, with C(id), C(user), C(host), C(program), C(database), C(state) (V(idle),
          V(in transaction) or V(working)), C(seconds), C(doing) and C(active).
      type: list
      elements: dict
    prepared:
      description: Transactions that are prepared for a two-phase commit and keep their locks.
      type: list
      elements: str
    unseen:
      description: What the account may not see, one sentence each.
      type: list
      elements: str
    other_servers:
      description: Sessions that look like another server, by C(user) and client C(host), with their C(ids).
      type: list
      elements: dict
    not_alone:
      description: Why nothing may be done now that needs the database for itself; null where it is free.
      type: str
    error:
      description: Why this could not be had; null where it could.
      type: str
recommended:
  description: What to set for the migration, in bytes.
  returned: always
  type: dict
  sample: {sort_buffer_size: 20971520, needed_sort_buffer_size: 20971520, work_mem: 20971520, limits: {}}
  contains:
    sort_buffer_size:
      description: For MySQL; at most O(max_sort_buffer_size).
      type: int
    needed_sort_buffer_size:
      description: The same without the limit.
      type: int
    work_mem:
      description: For PostgreSQL.
      type: int
    limits:
      description: Parameters that can end a statement or a session of the migration, and what to set for its time.
      type: dict
      sample: {statement_timeout: "0"}
errors:
  description: The parts that could not be had, with the reason.
  returned: always
  type: dict
  sample: {server: "GET http://localhost:8585/api/v1/system/version: no answer (Connection refused)."}
msg:
  description: The installation in one sentence.
  returned: always
  type: str
  sample: OpenMetadata 1.9.17 on MySQL 9.7.4, migrated to 1.9.17; Airflow database of 2.10.3.
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule, env_fallback

from ..module_utils._database.options import database_argument_spec
from ..module_utils._errors import OpsError
from ..module_utils._info.parts import PARTS, Sources
from ..module_utils._info.summary import summarize
from ..module_utils._params.limits import find_limits
from ..module_utils._params.recommend import recommend
from ..module_utils._server.options import api_argument_spec
from ..module_utils._units import size_option


def argument_spec() -> dict[str, t.Any]:
    """The options of the module."""
    return {
        **database_argument_spec(),
        **api_argument_spec(),
        "gather": {"type": "list", "elements": "str", "choices": list(PARTS), "default": list(PARTS)},
        "role": {"type": "str"},
        "airflow_engine": {"type": "str", "choices": ["mysql", "postgresql"]},
        "airflow_login_db": {"type": "str"},
        "airflow_login_host": {"type": "str"},
        "airflow_login_port": {"type": "int"},
        "airflow_login_user": {"type": "str"},
        "fernet_key": {"type": "str", "no_log": True},
        "airflow_login_password": {
            "type": "str",
            "no_log": True,
            "fallback": (env_fallback, ["OM_AIRFLOW_DB_PASSWORD"]),
        },
        "measure_tables": {"type": "list", "elements": "str", "default": ["query_entity"]},
        "max_sort_buffer_size": {"type": "str", "default": "256M"},
        "server_user": {"type": "str"},
        "server_hosts": {"type": "list", "elements": "str", "default": []},
        "server_running": {"type": "bool", "default": True},
        "allow_sessions": {"type": "list", "elements": "str", "default": []},
    }


def run(params: dict[str, t.Any]) -> dict[str, t.Any]:
    """The module's result.

    Raises:
        OpsError: an option is not a size, or no part at all could be had.
    """
    cap = size_option("max_sort_buffer_size", params["max_sort_buffer_size"])
    result: dict[str, t.Any] = {part: {} for part in PARTS}
    errors: dict[str, str] = {}
    with Sources(params) as sources:
        for part in PARTS:
            if part not in params["gather"]:
                continue
            try:
                result[part] = PARTS[part](sources)
            except OpsError as exc:
                errors[part] = exc.message
                result[part] = {"error": exc.message} if part not in ("parameters", "entities") else {}
    if errors and len(errors) == len(set(params["gather"])):
        raise OpsError(" ".join(dict.fromkeys(errors.values())), errors=errors)
    measured = [table["largest_row"] or 0 for table in result["sizes"].get("measured", {}).values()]
    limits = find_limits(params["engine"], result["parameters"]) if result["parameters"] else {}
    wanted = {name: limit["wanted"] for name, limit in limits.items()}
    result["recommended"] = {**recommend(max(measured, default=None), cap), "limits": wanted}
    result["errors"] = errors
    result["msg"] = summarize(result)
    return result


def main() -> None:
    """Entry point."""
    module = AnsibleModule(argument_spec=argument_spec(), supports_check_mode=True)
    try:
        result = run(module.params)
    except OpsError as exc:
        module.fail_json(msg=exc.message, **exc.details)
    module.exit_json(changed=False, **result)


if __name__ == "__main__":
    main()
