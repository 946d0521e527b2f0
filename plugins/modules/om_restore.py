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
    at the first error, and compared table by table with what was dumped. Only then it takes the target's place. The old
    database is lost no earlier than the new one is proven, and the disk must hold both.
  - On PostgreSQL the two databases exchange their names in one transaction. The target keeps its owner, locale,
    tablespace, privileges, settings, connection limit and comment; a target that does not exist gets those that the
    database had when it was dumped. On MySQL one statement renames the old tables out of the target and the new ones
    into it; the target keeps its character set and privileges.
  - The exchange waits at most 60 seconds for the locks of other sessions. If it fails, the target is as before, with
    its views, routines, triggers, events and privileges; the failure names the sessions that hold a lock. If something
    could not be created again, the message names it, and RV(missing) holds its statements.
  - On MySQL a restore is refused while foreign keys of other databases refer to the target's tables. The message has
    the statements that drop them.
  - A run that was killed is made good by the same run again. Databases that it left behind
    (C(openmetadata_ops_scratch_*), C(openmetadata_ops_replaced_*)) are dropped by the next run on the same server;
    those that came by replication from another server are not touched.
  - The account must be allowed to create and drop databases; on MySQL also to lock tables.
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
      - Every run restores. A second run finds a database that is not empty, and refuses without O(replace).
options:
  path:
    description:
      - The backup's directory.
      - The directory and its files must belong to root or to the account that restores, and only their owner may be
        allowed to write them. Their checksums show damage, not forgery, and a restore runs what the dump says and
        replaces files.
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
      - The name of the database that O(replace) replaces, as a confirmation.
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
  contents:
    description:
      - What is restored out of the backup, V(database), V(files) or both. The files come first.
      - Without V(database), no login is needed.
    type: list
    elements: str
    choices: [database, files]
    default: [database]
  files_to:
    description:
      - The directory below which the files are put; V(/) is where they were. Existing files are replaced.
      - Nothing is written through a symbolic link below this directory. A backed up path that contained links is
        restored to the place where the links led, and so are the links themselves.
    type: path
    default: /
  files:
    description:
      - Restore only these of the paths that were backed up, or what is below them. If not set, all of them.
    type: list
    elements: path
    default: []
  save_replaced:
    description:
      - With V(files) in O(contents), the directory that keeps what is replaced. Each file whose content is not that of
        the backup is copied below it, under its whole path, before any file is restored. It is readable by its owner
        only. Without it, such files are replaced.
    type: path
  identity:
    description:
      - What decrypts an encrypted backup, the identity file of C(age) or the home directory of C(gpg).
    type: path
  check_space:
    description:
      - Whether to refuse where the disk of the database server is known to be too small. The restore loads a copy of
        the database beside the original.
      - Where the free space is not known, as on managed databases, the module warns.
    type: bool
    default: true
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
  description:
    - What was restored, or would be in check mode (durations are V(null) then). V(null) where only files were asked
      for.
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
files:
  description: The files that were restored, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [/opt/openmetadata/.env]
links:
  description: The symbolic links that were restored, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [/opt/openmetadata/current]
replaced:
  description: The files that were there with another content than the backup's, and were replaced (or would be).
  returned: success
  type: list
  elements: str
  sample: [/opt/airflow/dags/sales.py]
kept_in:
  description: The directory that keeps the replaced files, V(null) where nothing is kept. See O(save_replaced).
  returned: success
  type: str
  sample: /var/lib/openmetadata-ops/replaced/20261122T231758Z-1.9.17
new_since:
  description: >-
    Files below the backed up directories that are not in the backup. They were left where they are.
  returned: success
  type: list
  elements: str
  sample: [/opt/airflow/dags/added_later.py]
verified:
  description:
    - V(digests) where row counts and the digests of all rows were compared, V(counts) where only row counts could be,
      because the client's version is not the one that dumped. V(null) in check mode.
  returned: success
  type: str
  sample: digests
missing:
  description:
    - What could not be created again in the target after a failed exchange on MySQL.
  returned: failure, if something is missing
  type: list
  elements: dict
  contains:
    kind:
      description: V(view), V(function), V(procedure), V(trigger) or V(event).
      type: str
      sample: trigger
    name:
      description: Its name.
      type: str
      sample: audit_insert
    statement:
      description: The statement that creates it.
      type: str
      sample: CREATE TRIGGER `audit_insert` BEFORE INSERT ON `user_entity` FOR EACH ROW SET NEW.x = 1
original:
  description:
    - The database that holds the tables that were in the target before, if a failed exchange on MySQL could not be
      undone.
  returned: failure, if the exchange could not be undone
  type: str
  sample: openmetadata_ops_replaced_1a2b3c4d_0123456789ab
msg:
  description:
    - What happened. A database of this collection that could not be dropped is named with the statement that drops
      it.
  returned: always
  type: str
  sample: 112 tables with 48211 rows were restored into openmetadata_db.
"""

import contextlib
import dataclasses
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils._backup import manifest as manifests
from ..module_utils._backup.aside import Compared, compare, set_aside
from ..module_utils._backup.clients import Client, check_client
from ..module_utils._backup.dump import DUMP_PROGRAM
from ..module_utils._backup.encryption import open_source
from ..module_utils._backup.load import LOAD_PROGRAM
from ..module_utils._backup.options import client_argument_spec
from ..module_utils._backup.progress import Progress
from ..module_utils._backup.replaced import is_unfinished
from ..module_utils._backup.restore import Restore, Restored
from ..module_utils._backup.room import measure
from ..module_utils._backup.scratch import spare
from ..module_utils._backup.target import (
    CLOSING,
    Target,
    check_connections,
    check_foreign_keys,
    check_running_version,
    check_target,
    find_target,
    server_login,
)
from ..module_utils._backup.trust import check_trust
from ..module_utils._backup.unarchive import Extracted, check_archive, extract_files, open_archive, select
from ..module_utils._backup.verify import check_sums, entries
from ..module_utils._database.connection import Connection, connect
from ..module_utils._database.lock import exclusive
from ..module_utils._database.options import Login, database_argument_spec
from ..module_utils._database.sizes import database_bytes
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


@dataclasses.dataclass(frozen=True)
class Plan:
    """A database's restore, checked."""

    entry: dict[str, t.Any]
    login: Login
    client: Client
    target: Target | None


class Job:
    """The module, from its options to its result."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.params = module.params
        self.directory = os.path.normpath(module.params["path"])
        self.compared = Compared()
        self.kept_in: str | None = None

    def run(self) -> dict[str, t.Any]:
        """Check everything, then restore."""
        params = self.params
        if params["jobs"] < 1:
            raise OpsError("jobs must be at least 1.")
        if not params["contents"]:
            raise OpsError("contents is empty: name database, files or both.")
        manifest = manifests.read(self.directory)
        check_trust(self.directory, [entry["file"] for entry in entries(manifest)])
        check_running_version(params["running_version"], manifest)
        plan = self._plan(manifest) if "database" in params["contents"] else None
        names = ([plan.entry["name"]] if plan else []) + ([None] if "files" in params["contents"] else [])
        check_sums(manifest, self.directory, names)
        files = self._files(manifest) if "files" in params["contents"] else Extracted()
        done = None
        if plan and not self.module.check_mode:
            done = self._database(manifest, plan)
        return self._result(plan, done, files)

    def _plan(self, manifest: manifests.Manifest) -> Plan:
        params = self.params
        entry = choose(manifest, params["database"], params["login_db"])
        where = manifests.in_cloud(manifest)
        if where:
            raise OpsError(
                f"Backup {manifest['id']} holds no dump: {entry['name']} is in {where}. Restore it there: "
                f"{manifest['snapshot']['restore']} Its files can be restored here (contents=files)."
            )
        name = params["login_db"] or entry["name"]
        login = Login.from_params({**params, "login_db": None})
        if login.engine != manifest["engine"]:
            raise OpsError(f"The backup is of {manifest['engine']}, the login is for {login.engine}.")
        client = Client.from_params(params, login)
        target = None if params["rehearse"] else self._check_target(login, name, entry)
        with connect(server_login(login)) as connection:
            check_client(client, connection, [LOAD_PROGRAM[login.engine], DUMP_PROGRAM[login.engine]])
            self._check_room(client, connection, entry, target)
        return Plan(entry, login, client, target)

    def _check_room(
        self, client: Client, connection: Connection, entry: dict[str, t.Any], target: Target | None
    ) -> None:
        if not self.params["check_space"]:
            return
        size = int(entry.get("estimate") or 0)
        if target and target.facts:
            with connect(dataclasses.replace(client.login, database=target.name)) as there:
                size = max(size, database_bytes(there))
        logged = connection.engine == "mysql" and not (target is None and spare(connection))
        room = measure(client, connection, size, logged=logged, what="restore")
        if room.problem:
            raise OpsError(f"{room.problem}, or set check_space=false. Nothing was changed.")
        if room.unknown:
            self.module.warn(f"Whether the database server has room for the restore is not known: {room.unknown}.")

    def _files(self, manifest: manifests.Manifest) -> Extracted:
        if not manifest["files"]:
            raise OpsError(f"Backup {manifest['id']} holds no files, only databases.")
        with open_source(manifest, manifest["files"], self.directory, self.params["identity"]) as source:
            planned = check_archive(manifest, source, self.params["files_to"], self.params["files"])
        if not self.params["rehearse"]:
            self._compare(manifest)
        if self.module.check_mode or self.params["rehearse"]:
            return planned
        with open_source(manifest, manifest["files"], self.directory, self.params["identity"]) as source:
            return extract_files(manifest, source, self.params["files_to"], self.params["files"])

    def _compare(self, manifest: manifests.Manifest) -> None:
        """Find out what would be replaced, and keep it where that is asked for."""
        destination, keep = self.params["files_to"], self.params["save_replaced"]
        opened = open_source(manifest, manifest["files"], self.directory, self.params["identity"])
        with opened as source, open_archive(manifest, source) as archive:
            roots = [entry["path"] for entry in manifest["files"]["paths"]]
            self.compared = compare(archive, roots, destination, select(manifest, self.params["files"]).covers)
        if keep and self.compared.changed:
            self.kept_in = keep
            if not self.module.check_mode:
                set_aside(self.compared.changed, keep, destination)

    def _database(self, manifest: manifests.Manifest, plan: Plan) -> Restored:
        with contextlib.ExitStack() as stack:
            opened = open_source(manifest, plan.entry, self.directory, self.params["identity"])
            source = stack.enter_context(opened)
            progress = stack.enter_context(Progress(self.params["progress_file"], self.module.log))
            restore = Restore(
                plan.client, plan.login, manifest, plan.entry, source, progress=progress, jobs=self.params["jobs"]
            )
            if plan.target is None:
                return restore.rehearse()
            connection = stack.enter_context(connect(server_login(plan.login)))
            lock = stack.enter_context(exclusive(connection, "restore", plan.target.name))
            return restore.into(plan.target, lock)

    def _check_target(self, login: Login, name: str, entry: dict[str, t.Any]) -> Target:
        target = find_target(login, name)
        with connect(server_login(login)) as connection:
            if not self.params["replace"] and not is_unfinished(connection, target, entry):
                check_target(target, replace=False, confirm=None)
            elif self.params["replace"]:
                check_target(target, replace=True, confirm=self.params["confirm"])
            check_connections(connection, name, wait=CLOSING)
            check_foreign_keys(connection, name)
        return target

    def _result(self, plan: Plan | None, done: Restored | None, files: Extracted) -> dict[str, t.Any]:
        verb = "would be" if self.module.check_mode else "were"
        restored, said, diff = None, [], {"before": "", "after": ""}
        if plan:
            tables = len(plan.entry["tables"])
            rows = sum(table["rows"] for table in plan.entry["tables"].values())
            target = plan.target
            where = target.name if target else "a scratch database, found equal and dropped"
            said.append(f"{tables} tables with {rows} rows {verb} restored into {where}.")
            restored = {
                "database": target.name if target else None,
                "tables": tables,
                "rows": rows,
                "duration": round(done.duration, 3) if done else None,
                "verify_duration": round(done.verify_duration, 3) if done else None,
            }
            if target:
                held = f"{target.name}: {len(target.facts.tables)} tables\n" if target.facts else ""
                diff = {"before": held, "after": f"{target.name}: {tables} tables, {rows} rows\n"}
        if "files" in self.params["contents"]:
            counted = [_many(len(files.files), "file")]
            counted += [_many(len(files.links), "symbolic link")] if files.links else []
            if self.params["rehearse"]:
                said.append(f"The archive with {' and '.join(counted)} was read as a whole; nothing of it was written.")
            else:
                single = not self.module.check_mode and len(files.files) + len(files.links) == 1
                was = "was" if single else verb
                said.append(f"{' and '.join(counted)} {was} restored below {self.params['files_to']}.")
            diff["after"] += "".join(f"{path}\n" for path in [*files.files, *files.links])
        said += done.notes if done else []
        result: dict[str, t.Any] = {
            "changed": not self.params["rehearse"],
            "restored": restored,
            "files": files.files,
            "links": files.links,
            "replaced": self.compared.changed,
            "new_since": self.compared.new,
            "kept_in": self.kept_in,
            "verified": None if not done else "digests" if done.hashed else "counts",
            "msg": " ".join(said),
        }
        if self.module._diff and not self.params["rehearse"]:
            result["diff"] = diff
        return result


def _many(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"


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
            "contents": {
                "type": "list",
                "elements": "str",
                "choices": ["database", "files"],
                "default": ["database"],
            },
            "files_to": {"type": "path", "default": "/"},
            "files": {"type": "list", "elements": "path", "default": []},
            "save_replaced": {"type": "path"},
            "identity": {"type": "path"},
            "jobs": {"type": "int", "default": 1},
            "check_space": {"type": "bool", "default": True},
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
