# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reading a backup again: sums, frames, footers, tables; and comparing a database with what its dump says."""

from __future__ import annotations

import hashlib
import os
import typing as t

from .._database.connection import Connection, connect
from .._database.options import Login
from .._errors import OpsError
from . import catalogue
from .encryption import open_source
from .frames import Part
from .manifest import Manifest, in_cloud
from .runs import ROWS
from .splitter import NoFrames, Seen, Splitter
from .splitter_mysql import MysqlRows
from .splitter_postgresql import PostgresqlRows
from .unarchive import check_archive
from .unpack import Source, blocks

_BLOCK = 1024 * 1024


def entries(manifest: Manifest) -> list[dict[str, t.Any]]:
    """Everything in the backup that is a file."""
    dumps = [] if in_cloud(manifest) else manifest["databases"]
    return [*dumps, *([manifest["files"]] if manifest["files"] else [])]


def check_sizes(manifest: Manifest, directory: str) -> None:
    """The cheap look: every file is there and has its length.

    Raises:
        OpsError: one is not or has not.
    """
    for entry in entries(manifest):
        path = os.path.join(directory, entry["file"])
        try:
            size = os.lstat(path).st_size
        except OSError as exc:
            raise OpsError(f"{path} cannot be read: {exc.strerror}. {_DAMAGED}") from exc
        if size != entry["bytes"]:
            raise OpsError(f"{path} has {size} bytes, its manifest says {entry['bytes']}. {_DAMAGED}")


def check_sums(manifest: Manifest, directory: str, names: t.Collection[str | None] | None = None) -> None:
    """Read every file and compare its SHA-256.

    Args:
        names: only the dumps of these databases; None among them is the archive of files.

    Raises:
        OpsError: one differs.
    """
    check_sizes(manifest, directory)
    for entry in entries(manifest):
        if names is not None and entry.get("name") not in names:
            continue
        path = os.path.join(directory, entry["file"])
        found = file_sum(path)
        if found != entry["sha256"]:
            raise OpsError(f"{path} has SHA-256 {found}, its manifest says {entry['sha256']}. {_DAMAGED}")


def file_sum(path: str) -> str:
    """A file's SHA-256, from the disk where the system lets go of its cached pages.

    Raises:
        OpsError: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with open(descriptor, "rb", buffering=0) as stream:
            if hasattr(os, "posix_fadvise"):
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            while True:
                block = stream.read(_BLOCK)
                if not block:
                    return digest.hexdigest()
                digest.update(block)
    except OSError as exc:
        raise OpsError(f"{path} cannot be read: {exc.strerror}. {_DAMAGED}") from exc


_DAMAGED = "The backup is damaged: use another one."


def check_contents(manifest: Manifest, directory: str, identity: str | None) -> None:
    """Unpack every frame and read the dumps as if they came from the database: footers, tables, digests.

    Args:
        identity: what decrypts an encrypted backup.

    Raises:
        OpsError: something is missing or differs.
    """
    for entry in [] if in_cloud(manifest) else manifest["databases"]:
        path = os.path.join(directory, entry["file"])
        try:
            with open_source(manifest, entry, directory, identity) as source:
                found = _read_dump(manifest, entry, source)
        except (OpsError, OSError) as exc:
            raise OpsError(f"{path}: {getattr(exc, 'message', exc)} {_DAMAGED}") from exc
        problems = differences(entry["tables"], found, counted=False)
        if problems:
            raise OpsError(f"{path}: {'; '.join(problems[:10])}. {_DAMAGED}")
    if manifest["files"]:
        with open_source(manifest, manifest["files"], directory, identity) as source:
            check_archive(manifest, source)


def _read_dump(manifest: Manifest, entry: dict[str, t.Any], source: Source) -> dict[str, Seen]:
    splitters: dict[int, Splitter] = {}
    for part in (Part.from_list(values) for values in entry["parts"]):  # in the order of the file
        splitter = splitters.setdefault(part.run, _splitter(manifest["engine"], part.kind))
        for block in blocks(source.read(part), manifest["compression"]):
            splitter.feed(block)
    found: dict[str, Seen] = {}
    for splitter in splitters.values():
        splitter.close()
        found.update(splitter.tables)
    return found


def _splitter(engine: str, kind: str) -> Splitter:
    if not kind.startswith(ROWS):
        return Splitter(engine, NoFrames(), kind)
    return (MysqlRows if engine == "mysql" else PostgresqlRows)(engine, NoFrames(), ROWS)


def table_entries(tables: t.Mapping[str, Seen]) -> dict[str, dict[str, t.Any]]:
    """Tables as the manifest keeps them."""
    return {name: {"rows": seen.rows or 0, "digest": seen.digest.hexdigest()} for name, seen in sorted(tables.items())}


def catalogue_problems(
    manifest: Manifest, entry: dict[str, t.Any], connection: Connection, *, without: t.Collection[str] = ()
) -> list[str]:
    """Where everything but rows is not what was dumped; nothing for a backup of an older format, which has no list.

    Args:
        connection: to the database that was restored.
        without: kinds of objects that were not restored.

    Raises:
        DatabaseError: the server refused.
    """
    expected = entry.get("catalogue")
    if expected is None:
        return []
    found = catalogue.read_catalogue(connection, connection.login.database or "")
    texts = catalogue.same_major(manifest["engine"], manifest["engine_version"], connection.server_version())
    return catalogue.differences(expected, found, without=without, texts=texts)


def check_restored(manifest: Manifest, entry: dict[str, t.Any], login: Login) -> None:
    """Compare a MySQL database that was put in its place, where its triggers, routines, views and events were loaded
    again. On PostgreSQL the database that was compared is the one in its place.

    Raises:
        OpsError: it is not what was dumped.
    """
    if login.engine != "mysql":
        return
    with connect(login) as connection:
        problems = catalogue_problems(manifest, entry, connection)
    if problems:
        raise OpsError(
            f"All tables and rows of {entry['name']} are in {login.database}, but the database is not what was dumped: "
            f"{'; '.join(problems[:10])}. Remove the cause and run the restore again with replace=true."
        )


def differences(
    expected: t.Mapping[str, dict[str, t.Any]],
    found: t.Mapping[str, Seen],
    *,
    counted: bool = True,
    hashed: bool = True,
) -> list[str]:
    """Where a database (or dump) is not what the manifest says, table by table.

    Args:
        counted: whether ``found`` has row counts.
        hashed: whether its digests can be compared: only text by the same version of the same client can.
    """
    problems = []
    for name in sorted({*expected, *found}):
        if name not in found:
            problems.append(f"table {name} is missing")
        elif name not in expected:
            problems.append(f"table {name} is not in the manifest")
        elif counted and (found[name].rows or 0) != expected[name]["rows"]:
            problems.append(f"table {name} has {found[name].rows or 0} rows instead of {expected[name]['rows']}")
        elif hashed and found[name].digest.hexdigest() != expected[name]["digest"]:
            problems.append(f"the rows of table {name} are not the same")
    return problems
