#!/usr/bin/python

# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: om_backup
short_description: Back up the databases and files of an OpenMetadata installation
version_added: 0.1.0
description:
  - Dumps the databases of OpenMetadata and Airflow with the database's own client, and archives configuration files.
  - A backup is a directory. It appears under its name only when it is complete, read back and on disk; a run that
    fails or is killed leaves every earlier backup as it was, and its own remains are removed by the next run.
  - Each database is one file of compressed frames. The manifest says where they are, so that several clients can
    restore them at the same time; by hand, C(zstd -dc FILE | mysql DATABASE) or C(zstd -dc FILE | psql -d DATABASE)
    reads it as a whole.
  - With O(jobs) greater than 1, several clients dump disjoint sets of tables in the same state of the database. On
    MySQL a read lock on these tables is held until each has begun; on PostgreSQL they share an exported snapshot.
extends_documentation_fragment:
  - openmetadata.ops.database
  - openmetadata.ops.client
  - openmetadata.ops.attributes
  - openmetadata.ops.attributes.actiongroup_om_database
attributes:
  check_mode:
    support: full
    details:
      - The client programs, the databases, the files and the disk space are checked as well.
  diff_mode:
    support: full
  idempotent:
    support: partial
    details:
      - With O(backup_id) or O(max_age). Without both, every run makes a new backup.
options:
  state:
    description:
      - V(present) makes a backup, unless one that will do is there (O(backup_id), O(max_age)).
      - V(verified) makes none. It reads O(backup_id), or the newest backup of these databases on this server, again as
        a whole, and fails if anything in it is not as it was written.
      - V(absent) removes O(backup_id).
    type: str
    choices: [present, verified, absent]
    default: present
  path:
    description:
      - The directory that holds the backups. It is made for its owner only if it does not exist.
    type: path
    required: true
  backup_id:
    description:
      - Name of the backup's directory in O(path).
      - If not set, the time in UTC and the version of the schema.
    type: str
  max_age:
    description:
      - With O(state=present) and without O(backup_id), a verified backup of the same databases, files and schema
        version that is not older than this will do.
      - Seconds, or a number with V(s), V(m), V(h), V(d) or V(w).
    type: str
  databases:
    description:
      - The databases to back up, all on the same server.
      - On MySQL the account needs C(SELECT), C(SHOW VIEW), C(TRIGGER) and C(EVENT) on each of them, and
        C(SHOW_ROUTINE) for routines that are not its own. With C(LOCK TABLES) several clients can dump at the same
        time.
      - On PostgreSQL the role needs C(USAGE) on schemas and C(SELECT) on tables, sequences, materialized views and
        large objects. It needs C(BYPASSRLS) where tables have row level security, and it must be a superuser where
        there are subscriptions.
      - What the account lacks is named with its C(GRANT) before anything is written.
      - If not set, O(login_db).
    type: list
    elements: str
  files:
    description:
      - Absolute paths of files and directories that are archived beside the databases.
      - A path that is or contains a symbolic link is followed; the link is archived too. A symbolic link inside of a
        directory is archived as a link; if it leads out of these paths, RV(backup.skipped) names its target.
      - Owner, mode, time, hard links, holes, access control lists and user attributes are kept. Files are read in
        blocks, so memory does not depend on their size.
      - A file that cannot be read fails the backup before anything is written.
    type: list
    elements: path
    default: []
  compression:
    description:
      - How the dumps are compressed. V(gzip) needs no program.
    type: str
    choices: [zstd, gzip, none]
    default: zstd
  jobs:
    description:
      - How many clients work at the same time.
    type: int
    default: 1
  keep:
    description:
      - How many backups of these databases stay in O(path); older ones are removed after a new one is complete.
      - The newest verified one is never removed, nor is anything that this module did not make. Backups in O(protect)
        stay, and so do those of the newest upgrade that made any (O(upgrade)), from its last attempt.
    type: int
  protect:
    description:
      - Identifiers of backups that O(keep) never removes, for example the way back of an upgrade that is under way.
    type: list
    elements: str
    default: []
  min_free:
    description:
      - How much room has to stay free in O(path), beside what the backup will take. Bytes, or a number with V(K), V(M),
        V(G) or V(T).
    type: str
    default: '0'
  rehearse:
    description:
      - Restores every database of the backup into a scratch database on the same server, compares row counts and
        digests table by table, and drops it. The account has to be allowed to create databases.
      - MySQL's events are left out, since the server would run them.
      - It stays out of MySQL's binary log, and so off its replicas, where the account may say so. PostgreSQL packs it
        by C(lz4) where it can, which loads faster.
    type: bool
    default: false
  encrypt_to:
    description:
      - Recipients that the dumps and the archive of files are encrypted to, in the same stream.
      - C(age) recipients (V(age1…), V(ssh-ed25519 …), V(ssh-rsa …)), or keys of C(gpg). That program has to be on the
        host that runs the module.
      - The manifest is not encrypted; it holds names of tables, row counts and checksums.
    type: list
    elements: str
    default: []
  identity:
    description:
      - What decrypts an encrypted backup, for O(rehearse) and for the whole of O(state=verified).
      - The identity file of C(age), or the home directory of C(gpg).
    type: path
  openmetadata_version:
    description:
      - The version of OpenMetadata that the databases belong to, for the manifest.
    type: str
  upgrade:
    description:
      - The upgrade whose way back this backup is. The manifest records it.
      - A backup that is there under O(backup_id) will only do if it was made for the same attempt.
      - A new backup is refused if the schema of the databases is not that of O(openmetadata_version), since a migration
        has begun then.
    type: dict
    suboptions:
      id:
        description: The upgrade's identifier.
        type: str
        required: true
      attempt:
        description: Which of its attempts stopped the server for this backup.
        type: int
        required: true
      airflow_backup:
        description: The backup of Airflow's database that belongs to it. Blank where there is none.
        type: str
        default: ''
      files_backup:
        description:
          - The backup that holds the files of the old version. It is an earlier one where the upgrade had already
            written files of the new version. Blank where there is none.
        type: str
        default: ''
  snapshot:
    description:
      - A snapshot that a cloud has made of the database server, complete and available. The databases are not dumped
        then; the manifest names the snapshot, and what the databases hold. Files are archived as usual.
      - The role P(openmetadata.ops.backup#role) makes the snapshot and sets this.
    type: dict
    suboptions:
      method:
        description: Which way of backing up made it, for example V(rds_snapshot).
        type: str
        required: true
      id:
        description: The cloud's name for it.
        type: str
        required: true
      status:
        description: The cloud's word for its state, when it was last asked.
        type: str
        required: true
      description:
        description: What and where it is, for a person.
        type: str
        required: true
      restore:
        description: What restores it, for a person.
        type: str
        required: true
author:
  - openmetadata.ops contributors (@openmetadata-ops)
seealso:
  - module: openmetadata.ops.om_restore
"""

EXAMPLES = r"""
- name: Back up both databases with the client of the ingestion container
  openmetadata.ops.om_backup:
    engine: mysql
    login_user: root
    login_password: "{{ om_db_admin_password }}"
    databases: [openmetadata_db, airflow_db]
    files: [/opt/openmetadata/docker-compose.yml, /opt/openmetadata/.env]
    client: docker
    container: openmetadata_ingestion
    client_host: mysql
    path: /var/backups/openmetadata
    keep: 5

- name: Prove that the newest backup can be restored
  openmetadata.ops.om_backup:
    engine: mysql
    login_user: root
    login_password: "{{ om_db_admin_password }}"
    databases: [openmetadata_db, airflow_db]
    path: /var/backups/openmetadata
    state: verified
    rehearse: true
"""

RETURN = r"""
backup:
  description: The backup, V(null) where there is none.
  returned: success
  type: dict
  contains:
    id:
      description: Its identifier.
      type: str
      sample: 20261122T231758Z-1.9.17
    path:
      description: Its directory.
      type: str
      sample: /var/backups/openmetadata/20261122T231758Z-1.9.17
    databases:
      description:
        - Per database its C(name), C(file), C(sha256) and C(bytes) of that file, number of C(tables) and C(rows),
          C(schema_version), and by what the dump is consistent (C(consistency)).
      type: list
      elements: dict
      sample:
        - name: openmetadata_db
          file: openmetadata_db.sql.zst
          sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
          bytes: 1048576
          tables: 112
          rows: 48211
          schema_version: 1.9.9
          consistency: read lock
    files:
      description: The paths that were archived, as given in O(files).
      type: list
      elements: str
      sample: [/opt/openmetadata/.env]
    skipped:
      description:
        - What the archive of files lacks or may hold a mixture of, each with its C(path) and the C(reason). Sockets,
          pipes and devices; files that vanished or changed while they were read; what a symbolic link in a directory
          leads to, if that is not in O(files).
      type: list
      elements: dict
      sample:
        - path: /opt/openmetadata/airflow.sock
          reason: a socket has no content to archive; the program that uses it creates it again
    openmetadata_version:
      description: As given in O(openmetadata_version).
      type: str
      sample: 1.9.17
    schema_version:
      description: The newest version in the server's change log.
      type: str
      sample: 1.9.9
    engine:
      description: The database engine.
      type: str
      sample: mysql
    engine_version:
      description: The database server's version.
      type: str
      sample: 9.7.4
    client_version:
      description: The dump program's version.
      type: str
      sample: 9.7.4
    upgrade:
      description: As given in O(upgrade). V(null) where no upgrade made it.
      type: dict
      sample:
        id: 20261122T231758Z-1.9.17-to-1.11.4
        attempt: 1
        airflow_backup: 20261122T231758Z-1.9.17-to-1.11.4
        files_backup: 20261122T231758Z-1.9.17-to-1.11.4
    method:
      description: V(dump), or the way in which a cloud made it.
      type: str
      sample: dump
    snapshot:
      description: The cloud's snapshot, see O(snapshot). V(null) where the databases were dumped.
      type: dict
      sample: null
    compression:
      description: How its files are compressed.
      type: str
      sample: zstd
    encrypted:
      description: What its files are encrypted with.
      type: str
      sample: null
    jobs:
      description: How many clients dumped at the same time.
      type: int
      sample: 1
    started:
      description: When the backup began.
      type: str
      sample: '2026-11-22T23:17:58Z'
    finished:
      description: When the last byte was written.
      type: str
      sample: '2026-11-22T23:18:40Z'
    verified:
      description: When the files were last read back and found right.
      type: str
      sample: '2026-11-22T23:18:40Z'
    rehearsed:
      description: When the backup was last restored into a scratch database and found equal.
      type: str
      sample: '2026-11-22T23:19:21Z'
pruned:
  description: Identifiers of the backups that were removed because of O(keep).
  returned: success
  type: list
  elements: str
  sample: [20261101T010203Z-1.9.9]
space:
  description:
    - The room that the backup needs, also when it fails for lack of it. Null where no backup had to be made.
  returned: always
  type: dict
  contains:
    expected_bytes:
      description: About how large the backup becomes, in bytes.
      type: int
      sample: 41943040
    server_needed_bytes:
      description: What the rehearsal needs on the disk of the database server, in bytes. 0 without a rehearsal.
      type: int
      sample: 209715200
    server_free_bytes:
      description: What is free on that disk, in bytes. Null where it is not known, as on managed databases.
      type: int
      sample: 10737418240
    server_unknown:
      description: Why it is not known. Empty where it is.
      type: str
      sample: ''
msg:
  description: One sentence about what happened.
  returned: always
  type: str
  sample: Backup 20261122T231758Z-1.9.17 was made.
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ..module_utils import _times
from ..module_utils._backup import manifest as manifests
from ..module_utils._backup import policy, purpose
from ..module_utils._backup.clients import Client
from ..module_utils._backup.create import Wanted, check_access, check_programs, check_space, create, look, rehearse
from ..module_utils._backup.options import client_argument_spec
from ..module_utils._backup.progress import Progress
from ..module_utils._backup.store import Store
from ..module_utils._backup.trust import check_trust
from ..module_utils._backup.verify import check_contents, check_sizes, check_sums, entries
from ..module_utils._database.options import Login, database_argument_spec
from ..module_utils._errors import OpsError
from ..module_utils._units import duration_option, size_option
from ..module_utils._units import size as size_text

_MOST_WARNINGS = 10


class Backup:
    """The module, from its options to its result."""

    def __init__(self, module: AnsibleModule) -> None:
        self.module = module
        self.params = module.params
        self.store = Store(self.params["path"])
        self.changed = False
        self.pruned: list[str] = []
        self.space: dict[str, t.Any] | None = None
        self.before: list[str] = []

    def run(self) -> dict[str, t.Any]:
        """Do what the state asks for."""
        if self.params["backup_id"]:
            manifests.check_id(self.params["backup_id"])
        if self.params["keep"] is not None and self.params["keep"] < 1:
            raise OpsError("keep has to be at least 1.")
        if self.params["jobs"] < 1:
            raise OpsError("jobs has to be at least 1.")
        self.before = list(self.store.backups())
        manifest, msg = {"present": self.present, "verified": self.verified, "absent": self.absent}[
            self.params["state"]
        ]()
        for entry in manifests.skipped(manifest)[:_MOST_WARNINGS] if manifest and self.changed else []:
            self.module.warn(f"The backup does not hold {entry['path']}: {entry['reason']}.")
        result: dict[str, t.Any] = {
            "changed": self.changed,
            "backup": manifests.as_result(manifest, self.store.directory(manifest["id"])) if manifest else None,
            "pruned": self.pruned,
            "space": self.space,
            "msg": msg,
        }
        if self.module._diff:
            after = set(self.before) - set(self.pruned)
            if manifest and self.params["state"] == "present":
                after.add(manifest["id"])
            elif self.params["state"] == "absent":
                after.discard(self.params["backup_id"])
            result["diff"] = {"before": _lines(self.before), "after": _lines(after)}
        return result

    def present(self) -> tuple[manifests.Manifest | None, str]:
        """Make a backup where none will do."""
        wanted = self._wanted()
        problem = policy.snapshot_problem(wanted.snapshot) if wanted.snapshot else None
        if problem:
            raise OpsError(problem)
        plan, facts = look(wanted)
        name = self.params["backup_id"]
        if name is None and self.params["max_age"]:
            seconds = duration_option("max_age", self.params["max_age"])
            name = policy.young_enough(self.store.backups(), plan, seconds, _times.now())
        if name is not None and self.store.exists(name):
            manifest, msg = self._existing(name, wanted)
            self._prune(manifest)
            return manifest, msg + self._pruned_text()
        problem = purpose.new_way_back_problem(plan)
        if problem:
            raise OpsError(problem)
        plan["id"] = name or self._new_id(plan)
        version = None
        if not wanted.snapshot:
            check_access(wanted)
            version = check_programs(wanted)
        space = check_space(wanted, self.store, plan, facts, size_option("min_free", self.params["min_free"]))
        self.space = space.as_dict()
        if self.space["server_unknown"]:
            self.module.warn(
                "Whether the database server has room for the rehearsal is not known: "
                f"{self.space['server_unknown']}. It needs about {size_text(self.space['server_needed_bytes'])} "
                "there. Check it, or set rehearse=false."
            )
        self.changed = True
        if self.module.check_mode:
            plan = _predicted(plan, facts, version)
            self._prune(plan, {**self.store.backups(), plan["id"]: plan})
            return plan, f"Backup {plan['id']} would be made." + self._pruned_text()
        self.store.prepare()
        self.store.clean()
        with self._progress() as progress:
            manifest, notes = create(wanted, self.store, plan, version, progress)
        self._prune(manifest)
        return manifest, " ".join([f"Backup {manifest['id']} was made.{self._pruned_text()}", *notes])

    def verified(self) -> tuple[manifests.Manifest | None, str]:
        """Read a backup again as a whole."""
        name = self.params["backup_id"] or self._newest()
        if not self.store.exists(name):
            raise OpsError(f"There is no backup {name} in {self.params['path']} to verify.")
        directory = self.store.directory(name)
        manifest = manifests.read(directory)
        check_sums(manifest, directory)
        where = manifests.in_cloud(manifest)
        if where and self.params["rehearse"]:
            raise OpsError(f"Backup {name} cannot be rehearsed: its databases are in {where}.")
        if manifest["encrypted"] and not self.params["identity"] and not self.params["rehearse"]:
            return manifest, f"The files of backup {name} are as written; without identity, no more can be read."
        check_contents(manifest, directory, self.params["identity"])
        if self.params["rehearse"]:
            check_trust(directory, [entry["file"] for entry in entries(manifest)])
            return self._rehearse(manifest, f"Backup {name} is as it was written")
        kept = f" Its databases are in {where}, which was not asked." if where else ""
        return manifest, f"Backup {name} is as it was written.{kept}"

    def _rehearse(self, manifest: manifests.Manifest, msg: str) -> tuple[manifests.Manifest, str]:
        wanted = self._wanted(manifest)
        check_programs(wanted)
        first = not manifest["rehearsed"]
        self.changed = self.changed or first
        if self.module.check_mode:
            return manifest, f"{msg}, and would be rehearsed."
        with self._progress() as progress:
            notes = rehearse(wanted, manifest, self.store.directory(manifest["id"]), progress)
        if first:
            manifest = {**manifest, "rehearsed": _times.rfc3339(_times.now())}
            self.store.rewrite(manifest)
        return manifest, " ".join([f"{msg}, and was restored into a scratch database and found equal.", *notes])

    def absent(self) -> tuple[manifests.Manifest | None, str]:
        """Remove a backup."""
        name = self.params["backup_id"]
        if not self.store.exists(name):
            return None, f"There is no backup {name}."
        manifests.read(self.store.directory(name))
        self.changed = True
        if self.module.check_mode:
            return None, f"Backup {name} would be removed."
        self.store.remove(name)
        return None, f"Backup {name} was removed."

    def _wanted(self, manifest: manifests.Manifest | None = None) -> Wanted:
        databases = [entry["name"] for entry in manifest["databases"]] if manifest else self._databases()
        login = Login.from_params(self.params, database=databases[0])
        if manifest and manifest["engine"] != login.engine:
            raise OpsError(f"Backup {manifest['id']} is of {manifest['engine']}, the login is for {login.engine}.")
        if manifest:
            # A rehearsal needs a server of that engine, not the databases that were dumped.
            login = Login.from_params({**self.params, "login_db": None})
        return Wanted(
            login=login,
            client=Client.from_params(self.params, login),
            databases=tuple(databases),
            files=tuple(self.params["files"]),
            compression=self.params["compression"],
            jobs=self.params["jobs"],
            openmetadata_version=self.params["openmetadata_version"] or None,
            rehearse=self.params["rehearse"] and not self.params["snapshot"],
            encrypt_to=tuple(self.params["encrypt_to"]),
            identity=self.params["identity"],
            snapshot=self.params["snapshot"],
            upgrade=self.params["upgrade"],
        )

    def _databases(self) -> list[str]:
        databases = self.params["databases"] or [self.params["login_db"]]
        if not all(databases):
            raise OpsError("No database is named. Set databases or login_db.")
        return list(dict.fromkeys(databases))

    def _existing(self, name: str, wanted: Wanted) -> tuple[manifests.Manifest, str]:
        """A backup that is there will do, if it is whole and holds what is asked for."""
        directory = self.store.directory(name)
        manifest = manifests.read(directory)
        check_sizes(manifest, directory)
        missing = set(wanted.databases) - {entry["name"] for entry in manifest["databases"]}
        if missing or manifest["engine"] != wanted.login.engine:
            raise OpsError(
                f"Backup {name} is there, but is of {', '.join(entry['name'] for entry in manifest['databases'])} on "
                f"{manifest['engine']}. Give the new backup another backup_id."
            )
        problem = purpose.other_attempt_problem(manifest, wanted.upgrade)
        if problem:
            raise OpsError(problem)
        msg = f"Backup {name} is there; nothing was dumped"
        if wanted.rehearse and not manifest["rehearsed"] and not manifests.in_cloud(manifest):
            return self._rehearse(manifest, msg)
        return manifest, f"{msg}."

    def _new_id(self, plan: manifests.Manifest) -> str:
        name = policy.backup_id(_times.now(), plan["schema_version"])
        number = 1
        while self.store.exists(name if number == 1 else f"{name}.{number}"):
            number += 1
        return name if number == 1 else f"{name}.{number}"

    def _newest(self) -> str:
        wanted = set(self._databases())
        login = Login.from_params(self.params)
        names = [
            name
            for name, manifest in self.store.backups().items()
            if (manifest["engine"], manifest["server"]) == (login.engine, login.address)
            and wanted <= {entry["name"] for entry in manifest["databases"]}
        ]
        if not names:
            raise OpsError(f"{self.params['path']} has no backup of {', '.join(sorted(wanted))} to verify.")
        return names[-1]

    def _prune(self, newest: manifests.Manifest, backups: dict[str, manifests.Manifest] | None = None) -> None:
        doomed = policy.to_prune(backups or self.store.backups(), newest, self.params["keep"], self.params["protect"])
        for name in doomed:
            if not self.module.check_mode:
                self.store.remove(name)
            self.pruned.append(name)
            self.changed = True

    def _pruned_text(self) -> str:
        return f" Removed by keep={self.params['keep']}: {', '.join(self.pruned)}." if self.pruned else ""

    def _progress(self) -> Progress:
        return Progress(self.params["progress_file"], self.module.log)


def _predicted(plan: manifests.Manifest, facts: t.Sequence[t.Any], version: str | None) -> manifests.Manifest:
    """What check mode can say about a backup that would be made; its time is now, its sums are not known."""
    now = _times.rfc3339(_times.now())
    databases = [
        {
            **entry,
            "file": None,
            "sha256": None,
            "bytes": None,
            "consistency": None,
            "tables": {table.name: {"rows": None} for table in fact.tables},
        }
        for entry, fact in zip(plan["databases"], facts)
    ]
    return {
        **plan,
        "databases": databases,
        "client_version": version,
        "started": now,
        "finished": None,
        "verified": now,
    }


def _lines(names: t.Iterable[str]) -> str:
    return "".join(f"{name}\n" for name in sorted(names))


def main() -> None:
    """Run the module."""
    spec = {
        **database_argument_spec(),
        **client_argument_spec(),
        "state": {"type": "str", "choices": ["present", "verified", "absent"], "default": "present"},
        "path": {"type": "path", "required": True},
        "backup_id": {"type": "str"},
        "max_age": {"type": "str"},
        "databases": {"type": "list", "elements": "str"},
        "files": {"type": "list", "elements": "path", "default": []},
        "compression": {"type": "str", "choices": ["zstd", "gzip", "none"], "default": "zstd"},
        "jobs": {"type": "int", "default": 1},
        "keep": {"type": "int", "no_log": False},
        "min_free": {"type": "str", "default": "0"},
        "rehearse": {"type": "bool", "default": False},
        "encrypt_to": {"type": "list", "elements": "str", "default": []},
        "identity": {"type": "path"},
        "openmetadata_version": {"type": "str"},
        "protect": {"type": "list", "elements": "str", "default": []},
        "upgrade": {
            "type": "dict",
            "options": {
                "id": {"type": "str", "required": True},
                "attempt": {"type": "int", "required": True},
                "airflow_backup": {"type": "str", "default": ""},
                "files_backup": {"type": "str", "default": ""},
            },
        },
        "snapshot": {
            "type": "dict",
            "options": {
                name: {"type": "str", "required": True} for name in ("method", "id", "status", "description", "restore")
            },
        },
    }
    module = AnsibleModule(
        argument_spec=spec,
        required_if=[("state", "absent", ["backup_id"]), ("state", "present", ["engine", "login_user"])],
        supports_check_mode=True,
    )
    try:
        result = Backup(module).run()
    except OpsError as exc:
        module.fail_json(msg=exc.message, **exc.details)
    module.exit_json(**result)


if __name__ == "__main__":
    main()
