# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""manifest.json: what a backup holds, with a checksum of everything in it.

The checksum (SHA-256) shows damage. It is no signature: whoever can write the backup can compute it anew. See trust.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import typing as t

from .._errors import OpsError

NAME = "manifest.json"
FORMAT = "openmetadata.ops backup"
FORMAT_VERSION = 2  # 2: with the catalogue of each database
READABLE = (1, 2)
MAXIMUM = 64 * 1024 * 1024  # far above a manifest of the largest database; a foreign file is not read into memory
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,200}")

Manifest = dict  # the JSON object


class BadManifest(OpsError):
    """The manifest is missing, damaged, or not one of ours."""


def check_id(backup_id: str) -> str:
    """A backup's identifier is one plain directory name.

    Raises:
        OpsError: it is not.
    """
    if not _ID.fullmatch(backup_id):
        raise OpsError(
            f"{backup_id!r} is no backup identifier: use letters, digits, dots, dashes and underscores, "
            "not beginning with a dot or dash, at most 128 characters."
        )
    return backup_id


def file_name(text: str) -> str:
    """A database's name as a file name: what is not harmless is replaced, and a sum keeps such names apart."""
    plain = re.sub(r"[^A-Za-z0-9_.-]", "_", text).lstrip(".-") or "database"
    return plain if plain == text else f"{plain[:100]}+{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def add_checksum(manifest: Manifest) -> Manifest:
    """The manifest with the checksum of everything else in it."""
    body = {name: value for name, value in manifest.items() if name != "checksum"}
    return {**body, "checksum": hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()}


def dumps(manifest: Manifest) -> bytes:
    """As bytes for the file."""
    return (json.dumps(add_checksum(manifest), indent=1, sort_keys=True) + "\n").encode()


def read(directory: str) -> Manifest:
    """Read and check a backup's manifest.

    Raises:
        BadManifest: there is none, it is damaged, foreign, or of a newer format.
    """
    path = os.path.join(directory, NAME)
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as stream:
            data = stream.read(MAXIMUM + 1)
    except OSError as exc:
        raise BadManifest(
            f"{directory} is no backup of this collection: {NAME} cannot be read ({exc.strerror})."
        ) from exc
    return check(data, directory)


def check(data: bytes, directory: str) -> Manifest:
    """Read a manifest's bytes.

    Raises:
        BadManifest: see :func:`read`.
    """
    try:
        manifest = json.loads(data) if len(data) <= MAXIMUM else None
    except ValueError:
        manifest = None
    if not isinstance(manifest, dict):
        raise BadManifest(f"{directory}: {NAME} is damaged (no JSON object). Use another backup.")
    if manifest.get("format") != FORMAT:
        raise BadManifest(f"{directory}: {NAME} is not one of this collection's ({FORMAT!r}).")
    if manifest.get("format_version") not in READABLE:
        raise BadManifest(
            f"{directory}: the backup has format {manifest.get('format_version')!r}, this collection reads "
            f"{' and '.join(map(str, READABLE))}. Use the version of the collection that made it."
        )
    if add_checksum(manifest)["checksum"] != manifest.get("checksum"):
        raise BadManifest(
            f"{directory}: {NAME} does not match its checksum: it was damaged or edited. Use another backup."
        )
    problem = _shape_problem(manifest)
    if problem:
        raise BadManifest(f"{directory}: {NAME} is damaged ({problem}). Use another backup.")
    return manifest


def _shape_problem(manifest: Manifest) -> str | None:
    """A manifest with a right checksum can come from anybody: no name in it may lead out of the directory."""
    dumped = [] if manifest.get("snapshot") else manifest.get("databases", [])
    files: list[t.Any] = [manifest.get("files"), *dumped]
    if not _ID.fullmatch(str(manifest.get("id", ""))):
        return "its id"
    for entry in files:
        if entry is None:
            continue
        if not isinstance(entry, dict) or not _FILE.fullmatch(str(entry.get("file", ""))) or entry["file"] == NAME:
            return "a file's name"
        if not isinstance(entry.get("bytes"), int) or not re.fullmatch(r"[0-9a-f]{64}", str(entry.get("sha256", ""))):
            return f"the sum of {entry['file']}"
    return None


def in_cloud(manifest: Manifest) -> str | None:
    """Where the databases are, if a cloud's snapshot holds them and not this directory."""
    snapshot = manifest.get("snapshot")
    return str(snapshot["description"]) if snapshot else None


def _total(tables: dict[str, dict[str, t.Any]]) -> int | None:
    rows = [table["rows"] for table in tables.values()]
    return None if None in rows else sum(rows)


def skipped(manifest: Manifest) -> list[dict[str, str]]:
    """What the archive of files lacks, each with `path` and `reason`; before it is made, as far as that is known."""
    files = manifest["files"] or {}
    foreseen = [item for entry in files.get("paths", []) for item in entry.get("skipped", [])]
    return list(files.get("skipped", foreseen))


def as_result(manifest: Manifest, directory: str) -> dict[str, t.Any]:
    """What the modules return: without the frames' places and the checksum."""
    databases = [
        {
            "name": entry["name"],
            "file": entry["file"],
            "sha256": entry["sha256"],
            "bytes": entry["bytes"],
            "tables": len(entry["tables"]),
            "rows": _total(entry["tables"]),
            "schema_version": entry["schema_version"],
            "consistency": entry["consistency"],
        }
        for entry in manifest["databases"]
    ]
    names: tuple[str, ...] = (
        "openmetadata_version",
        "schema_version",
        "engine",
        "engine_version",
        "client_version",
        "compression",
    )
    names += ("encrypted", "jobs", "started", "finished", "verified", "rehearsed")
    files = manifest["files"] or {}
    return {
        "id": manifest["id"],
        "path": directory,
        "databases": databases,
        "files": [entry["path"] for entry in files.get("paths", [])],
        "skipped": skipped(manifest),
        "method": manifest.get("method") or "dump",
        "snapshot": manifest.get("snapshot"),
        "upgrade": manifest.get("upgrade"),
        **{name: manifest[name] for name in names},
    }
