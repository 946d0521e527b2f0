# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Making a backup: look, dump, read back, publish."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import typing as t

from .. import _times
from .._database.connection import DatabaseError, connect
from .._database.options import Login
from .._database.sizes import database_bytes
from .._errors import OpsError
from . import access, policy
from . import manifest as manifests
from .clients import Client, check_client
from .dump import DUMP_PROGRAM, dump_database
from .encryption import SUFFIX as ENCRYPTED
from .encryption import encryptor, open_source, tool
from .facts import Facts, count_rows, read_facts
from .files import NAME as FILES_NAME
from .files import archive_files
from .frames import SUFFIX, FrameFile
from .load import LOAD_PROGRAM
from .paths import list_files
from .progress import Progress
from .restore import Restore
from .room import Room, measure
from .scratch import spare, try_scratch
from .store import Store
from .verify import check_sums, table_entries

_NO_ACCESS = 1044  # MySQL: the account has no privilege at all on the database


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What is to be backed up, and how."""

    login: Login
    client: Client
    databases: tuple[str, ...]
    files: tuple[str, ...]
    compression: str
    jobs: int
    openmetadata_version: str | None
    rehearse: bool
    encrypt_to: tuple[str, ...] = ()
    identity: str | None = None
    snapshot: dict[str, t.Any] | None = None  # a cloud's, that holds the databases: nothing is dumped then
    upgrade: dict[str, t.Any] | None = None  # whose way back this is, see purpose.py


def database_login(login: Login, database: str) -> Login:
    """The same account at another database of the server."""
    return dataclasses.replace(login, database=database)


def look(wanted: Wanted) -> tuple[manifests.Manifest, list[Facts]]:
    """What a backup would hold: a manifest without dumps. Reads only.

    Raises:
        OpsError: a database or file is not there.
    """
    facts = []
    for name in wanted.databases:
        try:
            with connect(database_login(wanted.login, name)) as connection:
                facts.append(read_facts(connection, name))
        except DatabaseError as exc:
            if exc.code == _NO_ACCESS:
                check_access(wanted)
            raise
    files = list_files(wanted.files)
    return {
        "format": manifests.FORMAT,
        "format_version": manifests.FORMAT_VERSION,
        "engine": wanted.login.engine,
        "server": wanted.login.address,
        "engine_version": facts[0].engine_version,
        "openmetadata_version": wanted.openmetadata_version,
        "schema_version": next((fact.schema_version for fact in facts if fact.schema_version), None),
        "compression": wanted.compression,
        "encrypted": tool(wanted.encrypt_to),
        "jobs": wanted.jobs,
        "databases": [{"name": fact.name, "schema_version": fact.schema_version} for fact in facts],
        "files": {"paths": files} if files else None,
        "method": wanted.snapshot["method"] if wanted.snapshot else "dump",
        "snapshot": wanted.snapshot,
        "upgrade": wanted.upgrade,
        "verified": None,
        "rehearsed": None,
    }, facts


def check_access(wanted: Wanted) -> None:
    """Whether the account sees and reads everything that the dumps have to hold, in all databases.

    Raises:
        OpsError: it does not, with the statements that give it what is lacking.
    """
    checked = []
    for name in wanted.databases:
        # Without any privilege on a database of MySQL, an account cannot even enter it.
        database = None if wanted.login.engine == "mysql" else name
        with connect(dataclasses.replace(wanted.login, database=database)) as connection:
            checked.append(access.check(connection, name))
    access.require(wanted.login.user, checked)


def check_programs(wanted: Wanted) -> str:
    """The client fits the server; its version.

    Raises:
        OpsError: it is missing, does not fit, or reaches another server.
    """
    programs = [DUMP_PROGRAM[wanted.login.engine]]
    if wanted.rehearse:
        programs.append(LOAD_PROGRAM[wanted.login.engine])
    with connect(database_login(wanted.login, wanted.databases[0])) as connection:
        return check_client(wanted.client, connection, programs)


@dataclasses.dataclass(frozen=True)
class Space:
    """Room for a backup: its expected bytes, and the disk of the database server, where a rehearsal loads a copy."""

    expected: int
    server: Room | None  # None: nothing is loaded there

    def as_dict(self) -> dict[str, t.Any]:
        """The facts as the module returns them."""
        return {
            "expected_bytes": self.expected,
            "server_needed_bytes": self.server.needed if self.server else 0,
            "server_free_bytes": self.server.free if self.server else None,
            "server_unknown": self.server.unknown if self.server else "",
        }


def check_space(
    wanted: Wanted, store: Store, plan: manifests.Manifest, facts: t.Sequence[Facts], min_free: int
) -> Space:
    """Check that the disks have room for the backup and its rehearsal: the one place that answers it.

    Raises:
        OpsError: one of them has not.
    """
    sizes = {fact.name: fact.bytes for fact in facts}
    in_cloud = bool(manifests.in_cloud(plan))
    expected = 0 if in_cloud else policy.expected_bytes(sizes, store.backups(), plan, plan["compression"])
    expected += sum(entry["bytes"] for entry in (plan["files"] or {}).get("paths", []))
    space = Space(expected, server_room(wanted) if wanted.rehearse and not in_cloud else None)
    problem = policy.space_problem(store.path, shutil.disk_usage(_existing(store.path)).free, expected, min_free)
    if not problem and space.server and space.server.problem:
        problem = f"{space.server.problem}, or back up without a rehearsal (rehearse=false). Nothing was written."
    if problem:
        raise OpsError(problem, space=space.as_dict())
    return space


def server_room(wanted: Wanted) -> Room:
    """The room that a rehearsal needs on the disk of the database server. Databases are rehearsed one by one."""
    sizes = []
    for name in wanted.databases:
        with connect(database_login(wanted.login, name)) as connection:
            sizes.append(database_bytes(connection))
    with connect(database_login(wanted.login, wanted.databases[0])) as connection:
        logged = connection.engine == "mysql" and not spare(connection)
        return measure(wanted.client, connection, max(sizes), logged=logged, what="rehearsal")


def _existing(path: str) -> str:
    while not os.path.exists(path):
        path = os.path.dirname(path) or "/"
    return path


def create(
    wanted: Wanted, store: Store, plan: manifests.Manifest, client_version: str | None, progress: Progress
) -> tuple[manifests.Manifest, list[str]]:
    """Make the backup and give it its name.

    Args:
        plan: what :func:`look` returned, with an id.

    Returns:
        The manifest, and sentences about what a rehearsal left behind.

    Raises:
        OpsError: anything went wrong; nothing is left then.
    """
    if wanted.rehearse:
        if wanted.encrypt_to and not wanted.identity:
            raise OpsError("The rehearsal of an encrypted backup needs identity, to decrypt it again.")
        try_scratch(wanted.login)
    notes: list[str] = []
    manifest = {**plan, "client_version": client_version, "started": _times.rfc3339(_times.now())}
    with store.writing(manifest["id"]) as working:
        take = _counted if wanted.snapshot else _dump
        manifest["databases"] = [take(wanted, name, working, progress) for name in wanted.databases]
        if plan["files"]:
            progress.step("files")
            manifest["files"] = _archive(wanted, plan["files"]["paths"], working)
        progress.step("reading back")
        check_sums(manifest, working)
        manifest["finished"] = manifest["verified"] = _times.rfc3339(_times.now())
        if wanted.rehearse:
            notes = rehearse(wanted, manifest, working, progress)
            manifest["rehearsed"] = _times.rfc3339(_times.now())
        store.publish(working, manifest)
    return manifest, notes


def _dump(wanted: Wanted, name: str, working: str, progress: Progress) -> dict[str, t.Any]:
    login = database_login(wanted.login, name)
    path = os.path.join(working, f"{manifests.file_name(name)}.sql{_suffix(wanted)}")
    file = FrameFile(path, encryptor(wanted.encrypt_to))
    with contextlib.ExitStack() as failed:
        failed.callback(file.abandon)
        progress.step(f"dump of {name}")
        dumped = dump_database(wanted.client, login, file, progress, compression=wanted.compression, jobs=wanted.jobs)
        total = file.close()
        failed.pop_all()
    facts = dumped.facts
    return {
        "name": name,
        "file": os.path.basename(path),
        "sha256": total,
        "bytes": file.bytes,
        "estimate": facts.bytes,
        "options": facts.options,
        "schema_version": facts.schema_version,
        "views": len(facts.views),
        "events": facts.events,
        "large_objects": facts.large_objects,
        "consistency": dumped.consistency,
        "tables": table_entries(dumped.tables),
        "catalogue": dumped.catalogue,
        "parts": [part.as_list() for part in file.parts],
    }


def _counted(wanted: Wanted, name: str, working: str, progress: Progress) -> dict[str, t.Any]:
    """A database that is in a snapshot: what it held, so that whoever restores it can compare."""
    progress.step(f"count of {name}")
    with connect(database_login(wanted.login, name)) as connection:
        facts = read_facts(connection, name)
        counts = count_rows(connection, facts.tables)
    return {
        "name": name,
        "file": None,
        "sha256": None,
        "bytes": 0,
        "schema_version": facts.schema_version,
        "views": len(facts.views),
        "consistency": "snapshot of the server",
        "tables": {table: {"rows": rows} for table, rows in sorted(counts.items())},
    }


def _suffix(wanted: Wanted) -> str:
    return SUFFIX[wanted.compression] + ENCRYPTED.get(tool(wanted.encrypt_to) or "", "")


def _archive(wanted: Wanted, paths: list[dict[str, t.Any]], working: str) -> dict[str, t.Any]:
    path = os.path.join(working, FILES_NAME + _suffix(wanted))
    file = FrameFile(path, encryptor(wanted.encrypt_to))
    with contextlib.ExitStack() as failed:
        failed.callback(file.abandon)
        archived = archive_files(paths, file, wanted.compression)
        total = file.close()
        failed.pop_all()
    return {
        "file": os.path.basename(path),
        "sha256": total,
        "bytes": file.bytes,
        "members": archived.members,
        "counts": {"files": archived.files, "links": archived.links, "directories": archived.directories},
        "set_id": archived.set_id,
        "skipped": archived.skipped,
        "paths": paths,
        "parts": [part.as_list() for part in file.parts],
    }


def rehearse(wanted: Wanted, manifest: manifests.Manifest, directory: str, progress: Progress) -> list[str]:
    """Restore every database of the backup into a scratch one, compare table by table, drop it.

    Returns:
        Sentences about what is left behind.

    Raises:
        OpsError: what came out is not what went in.
    """
    notes = []
    for entry in manifest["databases"]:
        with open_source(manifest, entry, directory, wanted.identity) as source:
            restore = Restore(wanted.client, wanted.login, manifest, entry, source, progress=progress, jobs=wanted.jobs)
            notes += restore.rehearse().notes
    return notes
