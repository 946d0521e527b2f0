#!/usr/bin/python
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_db_param
short_description: Raise server parameters of MySQL or PostgreSQL for a while, and put the old values back
version_added: 0.1.0
author:
  - openmetadata.ops contributors (@openmetadata-ops)
description:
  - Brings parameters such as C(sort_buffer_size), C(work_mem) or C(log_bin_trust_function_creators) to at least, or
    exactly, a value, where new sessions of the OpenMetadata server get it.
  - Remembers in O(state_file) what was there before it changes anything, so that O(state=restored) finds the true
    originals also when a run died in between, and puts a parameter that was not set back to not set.
  - Counts the environments that use a parameter of the same server, in the table C(openmetadata_ops.parameters) on that
    server. The first one's original is remembered for all of them, and the last one puts it back. The table is dropped
    then. If the account may not create it, only O(state_file) remembers, see RV(remembered_on). On PostgreSQL the table
    is in the database C(postgres), and used for O(scope=role) and O(scope=system).
  - A value that a restart of the server has ended is not put back, because the server has its own value again.
  - Rights are checked first. What cannot be set is told in RV(unmet), with what to do instead.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database
attributes:
  check_mode:
    support: full
    details:
      - On PostgreSQL the rights are tried out by running the statement in a transaction that is rolled back.
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  params:
    description:
      - Names and values of the parameters.
      - Sizes are taken in the notations of both servers on both servers, V(20M) and V(20MB) alike; a bare number of a
        size is in bytes, also on PostgreSQL, where C(work_mem) by itself counts in kilobytes.
      - Switches are V(on), V(off), V(1), V(0), V(true), V(false), V(yes) or V(no).
      - Required for O(state=present). For O(state=restored) only the names count, and without O(params) everything
        remembered for this server is put back.
    type: dict
  comparison:
    description:
      - V(at_least) leaves a number alone that is as high already, so that nothing is ever lowered. Switches and texts
        are compared exactly all the same.
      - V(exact) sets the value whenever it differs.
    type: str
    choices: [at_least, exact]
    default: at_least
  scope:
    description:
      - Where the parameters are set.
      - V(auto) is V(runtime) on MySQL. On PostgreSQL it is V(role) where O(role) is set, else V(database). For
        O(state=restored) it is every scope of the server in which something is remembered.
      - V(runtime) is MySQL's C(SET GLOBAL). It ends with the server's next restart.
      - V(persist) is MySQL's C(SET PERSIST). It survives restarts, and wins over option files and the command line.
      - V(role) is PostgreSQL's C(ALTER ROLE) for O(role).
      - V(database) is PostgreSQL's C(ALTER DATABASE) for O(login_db).
      - V(system) is PostgreSQL's C(ALTER SYSTEM) with a reload.
      - V(file) writes into O(path) and needs a restart of the server to take effect.
      - Sessions that are open already keep their values in all of them.
    type: str
    choices: [auto, runtime, persist, role, database, system, file]
    default: auto
  role:
    description:
      - The PostgreSQL role that the OpenMetadata server logs in as.
      - It also tells whose settings could hide the ones made here. Without it, that is the owner of O(login_db).
    type: str
  path:
    description:
      - The file for O(scope=file). A name that ends in C(.yml) or C(.yaml) is a compose file, whose C(command) for
        O(service) is edited, with every other flag kept. Any other is an option file, for example
        C(/etc/mysql/conf.d/openmetadata.cnf) (section C([mysqld])) or C(postgresql.conf).
    type: path
  service:
    description:
      - Name of the database's service in the compose file O(path).
      - The default is the value of O(engine), as in the official compose files.
    type: str
  state:
    description:
      - V(present) brings parameters to their values and remembers the originals in O(state_file).
      - V(restored) puts remembered originals back and forgets them. A value that somebody else set in the meantime is
        left alone and reported.
    type: str
    choices: [present, restored]
    default: present
  state_file:
    description:
      - Path of the file that remembers the originals. It is made with mode C(0600), in a directory of mode C(0700)
        where that is missing, and removed when nothing is left to remember.
      - Required for O(state=restored). Without it, O(state=present) remembers nothing.
    type: path
  migrated_databases:
    description:
      - With O(state=restored), names of databases whose migrations need the parameters. While
        M(openmetadata.ops.om_migrate) or Airflow migrates one of them, nothing is put back, and RV(unmet) says so.
      - Airflow's migration lock is one for all databases of a MySQL server.
    type: list
    elements: str
    default: []
  fail_on_unmet:
    description:
      - Whether a parameter that cannot be set is a failure. Nothing at all is changed then, as far as that can be told
        before.
      - With V(false), the other parameters are set and RV(unmet) tells about the rest.
    type: bool
    default: true
seealso:
  - module: openmetadata.ops.om_info
    description: Returns how large C(sort_buffer_size) has to be.
"""

EXAMPLES = r"""
- name: Give migrations on MySQL room to sort
  openmetadata.ops.om_db_param:
    engine: mysql
    login_user: root
    login_password: "{{ root_password }}"
    params:
      sort_buffer_size: 20M
      log_bin_trust_function_creators: true
    state_file: /var/lib/openmetadata-ops/parameters.json

- name: The same on PostgreSQL, for the account of the OpenMetadata server
  openmetadata.ops.om_db_param:
    engine: postgresql
    login_user: postgres
    login_password: "{{ postgres_password }}"
    login_db: openmetadata_db
    role: openmetadata_user
    params:
      work_mem: 20MB
    state_file: /var/lib/openmetadata-ops/parameters.json

- name: Put everything back
  openmetadata.ops.om_db_param:
    engine: mysql
    login_user: root
    login_password: "{{ root_password }}"
    state: restored
    state_file: /var/lib/openmetadata-ops/parameters.json

- name: Keep 20 MB for good, in the compose file of the quickstart
  openmetadata.ops.om_db_param:
    engine: mysql
    login_user: root
    login_password: "{{ root_password }}"
    params:
      sort_buffer_size: 20M
    scope: file
    path: /opt/openmetadata/docker-compose.yml
    service: mysql
"""

RETURN = r"""
params:
  description: Each parameter, by name. Sizes are in bytes, switches are booleans.
  returned: always
  type: dict
  sample: {sort_buffer_size: {before: 262144, after: 20971520, scope: runtime, restart_required: false}}
  contains:
    before:
      description: What a new session had.
      type: raw
    after:
      description: What a new session has now, or would have in check mode.
      type: raw
    scope:
      description: The scope that was used.
      type: str
    restart_required:
      description: Whether the value of this parameter waits for a restart of the server.
      type: bool
previous:
  description:
    - The originals, by name, as remembered in O(state_file) or, without it, as they were before this run.
    - C(null) means that the parameter was not set in this scope.
  returned: always
  type: dict
  sample: {sort_buffer_size: 262144}
remembered_on:
  description:
    - Where the originals are remembered. V(server) means in O(state_file) and in the table
      C(openmetadata_ops.parameters) of the database server, which counts every environment that uses the value. V(host)
      means in O(state_file) only, because the account may not create that table, or the scope belongs to one
      environment.
    - Empty if nothing is remembered.
  returned: always
  type: str
  sample: server
unmet:
  description:
    - Parameters that could not be brought to their values.
    - For O(state=restored) also those that somebody else set in the meantime, and those that another environment still
      uses. They are no failure.
  returned: always
  type: list
  elements: dict
  contains:
    name:
      description: Name of the parameter.
      type: str
    wanted:
      description: The value that was asked for.
      type: raw
    current:
      description: The value that a new session has.
      type: raw
    reason:
      description: Why it could not be set.
      type: str
    remedy:
      description: What to do about it.
      type: str
msg:
  description: What was done, in one sentence.
  returned: always
  type: str
  sample: Set sort_buffer_size to 20 MiB (was 256 KiB).
"""

import contextlib
import os
import re
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._database.options import database_argument_spec
from ..module_utils._errors import OpsError
from ..module_utils._params.flow import ensure, keep_for, restore
from ..module_utils._params.outcome import Outcome
from ..module_utils._params.plan import Target, describe
from ..module_utils._params.state import Store, open_store
from ..module_utils._params.targets import Targets, choose_scope

NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)?$")


def argument_spec() -> dict[str, t.Any]:
    """The options of the module."""
    return {
        **database_argument_spec(),
        "params": {"type": "dict"},
        "comparison": {"type": "str", "choices": ["at_least", "exact"], "default": "at_least"},
        "scope": {
            "type": "str",
            "choices": ["auto", "runtime", "persist", "role", "database", "system", "file"],
            "default": "auto",
        },
        "role": {"type": "str"},
        "path": {"type": "path"},
        "service": {"type": "str"},
        "state": {"type": "str", "choices": ["present", "restored"], "default": "present"},
        "state_file": {"type": "path"},
        "migrated_databases": {"type": "list", "elements": "str", "default": []},
        "fail_on_unmet": {"type": "bool", "default": True},
    }


def run(params: dict[str, t.Any], check_mode: bool) -> Outcome:
    """The module's work, without Ansible round it."""
    wanted = params["params"] or {}
    for name in wanted:
        if not NAME.match(str(name)):
            raise OpsError(f"params: {name!r} is no name of a parameter.")
    nothing_to_write = check_mode or (params["state"] == "restored" and not os.path.exists(params["state_file"]))
    with open_store(params["state_file"], read_only=nothing_to_write) as store, Targets(params) as targets:
        if params["state"] == "restored":
            return _restored(targets, store, wanted, params, check_mode)
        target: Target = targets.get(choose_scope(params), params["role"])
        ledger = targets.ledger() if target.scope != "file" else None
        with ledger.locked() if ledger and not check_mode else contextlib.nullcontext():
            return ensure(
                target,
                wanted,
                params["comparison"],
                store,
                check_mode=check_mode,
                fail_on_unmet=params["fail_on_unmet"],
                ledger=ledger,
            )


def _restored(
    targets: Targets, store: Store | None, wanted: dict[str, t.Any], params: dict[str, t.Any], check_mode: bool
) -> Outcome:
    if store is None or not store.entries:
        return Outcome()
    chosen = targets.remembered(store, params["scope"], [str(name).lower() for name in wanted])
    elsewhere = len(store.entries) - len(chosen)
    busy = targets.migrations(params["migrated_databases"]) if chosen else []
    if busy:
        return keep_for(busy, chosen)
    ledger = targets.ledger() if any(target.scope != "file" for target, _entry in chosen) else None
    with ledger.locked() if ledger and not check_mode else contextlib.nullcontext():
        outcome = restore(store, chosen, check_mode=check_mode, ledger=ledger)
    outcome.elsewhere = 0 if wanted else elsewhere
    return outcome


def summary(outcome: Outcome, state: str, check_mode: bool) -> str:
    """The result in a sentence."""
    unmet = {item["name"] for item in outcome.unmet}
    moved = [
        f"{name} to {describe(item['after'])} (was {describe(item['before'])})"
        for name, item in outcome.params.items()
        if item["before"] != item["after"] or (outcome.changed and name not in unmet and name in outcome.previous)
    ]
    parts = []
    if outcome.changed:
        verb = (
            ("Would put back" if check_mode else "Put back")
            if state == "restored"
            else ("Would set" if check_mode else "Set")
        )
        parts.append(f"{verb} {', '.join(moved)}." if moved else "")
    elif not outcome.unmet:
        parts.append("Nothing to put back." if state == "restored" else "Every parameter is as wanted already.")
    if outcome.elsewhere:
        parts.append(f"Of other servers, databases or files, {outcome.elsewhere} are still remembered.")
    for item in outcome.unmet:
        wanted = "unset" if item["wanted"] is None else describe(item["wanted"])
        what = "does not become" if item["name"] in outcome.failing else "was not put back to"
        parts.append(
            f"{item['name']} is {describe(item['current'])} and {what} {wanted}: {item['reason']}. {item['remedy']}"
        )
    return " ".join(part for part in parts if part)


def main() -> None:
    """Entry point."""
    module = AnsibleModule(
        argument_spec=argument_spec(),
        required_if=[
            ("state", "present", ["engine", "login_user", "params"]),
            ("state", "restored", ["engine", "state_file"]),
            ("scope", "file", ["path"]),
            (
                "scope",
                "role",
                ["role"],
            ),
        ],
        supports_check_mode=True,
    )
    try:
        outcome = run(module.params, module.check_mode)
    except OpsError as exc:
        module.fail_json(msg=exc.message, params={}, previous={}, unmet=[], remembered_on="", **exc.details)
    result = {
        "changed": outcome.changed,
        "params": outcome.params,
        "previous": outcome.previous,
        "unmet": outcome.unmet,
        "remembered_on": outcome.remembered_on,
        "msg": summary(outcome, module.params["state"], module.check_mode),
    }
    if module._diff:
        result["diff"] = {
            "before": {name: item["before"] for name, item in outcome.params.items()},
            "after": {name: item["after"] for name, item in outcome.params.items()},
        }
    if outcome.failing and module.params["fail_on_unmet"]:
        module.fail_json(**result)
    if outcome.changed and outcome.host_only:
        module.warn(
            "The originals are remembered on this host only, because the account may not create the table "
            "openmetadata_ops.parameters on the server. Do not upgrade two environments of this server at once."
        )
    for item in outcome.unmet:
        module.warn(f"{item['name']}: {item['reason']}. {item['remedy']}")
    module.exit_json(**result)


if __name__ == "__main__":
    main()
