#!/usr/bin/python

# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_restore
short_description: Restore a database of OpenMetadata from a backup
version_added: 0.1.0
description:
  - Restores one database of a backup that M(openmetadata.ops.om_backup) made.
  - The backup's files are checked first. Then the dump is loaded into a scratch database on the same server, stopping
    at the first error, and compared table by table with what was dumped. Only then it takes the target's place. So the
    old database is lost no earlier than the new one is proven, and the disk has to hold both.
  - On PostgreSQL the two databases exchange their names in one transaction; the target's owner, privileges and settings
    stay. On MySQL the old database is dropped and the tables are renamed into the new one of the same character set;
    privileges stay, since MySQL keeps them by name.
  - The account needs to be allowed to create and drop databases.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.client
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database
attributes:
  check_mode:
    support: full
    details:
      - The backup's files, the target and the client programs are checked as well.
  diff_mode:
    support: full
  idempotent:
    support: none
    details:
      - Whoever asks for a restore gets one. A second run finds a database that is not empty, and refuses without
        O(replace).
options:
  path:
    description:
      - The backup's directory.
    type: path
    required: true
  login_db:
    description:
      - The database to restore into. It is created if it does not exist.
      - If not set, the name that the database had when it was dumped.
    type: str
  database:
    description:
      - Which of the backup's databases is restored.
      - If not set, the one of the name O(login_db), or the only one.
    type: str
  replace:
    description:
      - Whether a database that is not empty may be replaced.
    type: bool
    default: false
  confirm:
    description:
      - Has to be the name of the database that O(replace) replaces.
    type: str
  running_version:
    description:
      - The version of OpenMetadata that will run on the restored database. A backup of an older version is refused.
    type: str
  rehearse:
    description:
      - Only restores into a scratch database, compares, and drops it.
    type: bool
    default: false
  jobs:
    description:
      - How many clients load rows at the same time.
    type: int
    default: 1
author:
  - openmetadata.ops contributors (@openmetadata-ops)
seealso:
  - module: openmetadata.ops.om_backup
"""

EXAMPLES = r"""
- name: Go back to the database as it was before the upgrade
  openmetadata.ops.om_restore:
    engine: mysql
    login_user: root
    login_password: "{{ om_db_admin_password }}"
    login_db: openmetadata_db
    path: /var/backups/openmetadata/20261122T231758Z-1.9.17
    replace: true
    confirm: openmetadata_db
    running_version: 1.9.17
    client: docker
    container: openmetadata_mysql
    jobs: 2
"""

RETURN = r"""
restored:
  description: What was restored (or would be, in check mode; V(null) durations then).
  returned: success
  type: dict
  contains:
    database:
      description: The database it is in; V(null) after a rehearsal.
      type: str
      sample: openmetadata_db
    tables:
      description: Number of tables.
      type: int
      sample: 112
    rows:
      description: Number of rows.
      type: int
      sample: 48211
    duration:
      description: Seconds that loading took.
      type: float
      sample: 16.5
    verify_duration:
      description: Seconds that comparing took.
      type: float
      sample: 8.2
verified:
  description:
    - V(digests) where row counts and the digests of all rows were compared, V(counts) where only row counts could be,
      because the client's version is not the one that dumped. V(null) in check mode.
  returned: success
  type: str
  sample: digests
msg:
  description: One sentence about what happened.
  returned: always
  type: str
  sample: 112 tables with 48211 rows were restored into openmetadata_db.
"""

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._backup import manifest as manifests
from ..module_utils._backup.clients import Client, check_client
from ..module_utils._backup.dump import DUMP_PROGRAM
from ..module_utils._backup.load import LOAD_PROGRAM
from ..module_utils._backup.options import client_argument_spec
from ..module_utils._backup.progress import Progress
from ..module_utils._backup.restore import (
    Restore,
    Restored,
    Target,
    check_connections,
    check_running_version,
    check_target,
    find_target,
    server_login,
)
from ..module_utils._backup.unpack import PlainSource
from ..module_utils._backup.verify import check_sums
from ..module_utils._database.connection import connect
from ..module_utils._database.lock import exclusive
from ..module_utils._database.options import Login, database_argument_spec
from ..module_utils._errors import OpsError


def choose(manifest: manifests.Manifest, database: str | None, target: str | None) -> dict[str, t.Any]:
    """Which of the backup's databases is meant.

    Raises:
        OpsError: it is not in the backup, or several could be meant.
    """
    entries = {entry["name"]: entry for entry in manifest["databases"]}
    if database:
        if database not in entries:
            raise OpsError(f"Backup {manifest['id']} has no database {database}, only {', '.join(entries)}.")
        return entries[database]
    if target in entries:
        return entries[target]
    if len(entries) == 1:
        return next(iter(entries.values()))
    raise OpsError(
        f"Backup {manifest['id']} has several databases ({', '.join(entries)}): set database to one of them."
    )


class Job:
    """The module, from its options to its result."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.params = module.params

    def run(self) -> dict[str, t.Any]:
        """Check everything, then restore."""
        params = self.params
        if params["jobs"] < 1:
            raise OpsError("jobs has to be at least 1.")
        directory = os.path.normpath(params["path"])
        manifest = manifests.read(directory)
        entry = choose(manifest, params["database"], params["login_db"])
        name = params["login_db"] or entry["name"]
        login = Login.from_params({**params, "login_db": None})
        if login.engine != manifest["engine"]:
            raise OpsError(f"The backup is of {manifest['engine']}, the login is for {login.engine}.")
        check_running_version(params["running_version"], manifest)
        client = Client.from_params(params, login)
        target = None if params["rehearse"] else self._check_target(login, name)
        with connect(server_login(login)) as connection:
            check_client(client, connection, [LOAD_PROGRAM[login.engine], DUMP_PROGRAM[login.engine]])
        check_sums(manifest, directory, [entry["name"]])
        if self.module.check_mode:
            return self._result(entry, target, None)
        path = os.path.join(directory, entry["file"])
        with PlainSource(path) as source, Progress(params["progress_file"], self.module.log) as progress:
            restore = Restore(client, login, manifest, entry, source, progress=progress, jobs=params["jobs"])
            if target is None:
                return self._result(entry, None, restore.rehearse())
            with connect(server_login(login)) as connection, exclusive(connection, f"restore of {name}"):
                return self._result(entry, target, restore.into(target))

    def _check_target(self, login: Login, name: str) -> Target:
        target = find_target(login, name)
        check_target(target, replace=self.params["replace"], confirm=self.params["confirm"])
        with connect(server_login(login)) as connection:
            check_connections(connection, name)
        return target

    def _result(self, entry: dict[str, t.Any], target: Target | None, done: Restored | None) -> dict[str, t.Any]:
        tables = len(entry["tables"])
        rows = sum(table["rows"] for table in entry["tables"].values())
        where = target.name if target else "a scratch database, found equal and dropped"
        verb = "were" if done else "would be"
        result: dict[str, t.Any] = {
            "changed": target is not None,
            "restored": {
                "database": target.name if target else None,
                "tables": tables,
                "rows": rows,
                "duration": round(done.duration, 3) if done else None,
                "verify_duration": round(done.verify_duration, 3) if done else None,
            },
            "verified": None if not done else "digests" if done.hashed else "counts",
            "msg": f"{tables} tables with {rows} rows {verb} restored into {where}.",
        }
        if self.module._diff and target is not None:
            held = len(target.facts.tables) if target.facts else 0
            result["diff"] = {
                "before": f"{target.name}: {held} tables\n" if target.facts else "",
                "after": f"{target.name}: {tables} tables, {rows} rows\n",
            }
        return result


def main() -> None:
    """Run the module."""
    module = AnsibleModule(
        argument_spec={
            **database_argument_spec(),
            **client_argument_spec(),
            "path": {"type": "path", "required": True},
            "database": {"type": "str"},
            "replace": {"type": "bool", "default": False},
            "confirm": {"type": "str"},
            "running_version": {"type": "str"},
            "rehearse": {"type": "bool", "default": False},
            "jobs": {"type": "int", "default": 1},
        },
        required_if=[("replace", True, ["confirm"])],
        supports_check_mode=True,
    )
    try:
        result = Job(module).run()
    except OpsError as exc:
        module.fail_json(msg=exc.message, **exc.details)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
