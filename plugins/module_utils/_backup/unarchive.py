# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reads the archive of files of a backup, and puts the files back. A block of a frame is in memory, never more.

An archive may come from somebody else. Nothing is written outside of the paths that its manifest lists and the caller
selected, and nothing through a symbolic link (see :mod:`place`). Everything is checked before anything is written.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import tarfile
import typing as t

from .._errors import OpsError
from .frames import Part
from .manifest import Manifest
from .paths import is_below
from .place import Obstacle, Places
from .unpack import Source, blocks


@dataclasses.dataclass
class Extracted:
    """What was put back: the paths of files and of symbolic links."""

    files: list[str] = dataclasses.field(default_factory=list)
    links: list[str] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True)
class Selection:
    """What of an archive is wanted: whole trees, and links that lead to them."""

    roots: tuple[str, ...]
    links: tuple[str, ...]

    def covers(self, path: str) -> bool:
        return path in self.links or any(is_below(path, root) for root in self.roots)


def select(manifest: Manifest, wanted: t.Sequence[str] | None) -> Selection:
    """Everything that the manifest lists, or the wanted paths of it.

    Raises:
        OpsError: a wanted path is not below one that was backed up.
    """
    entries = manifest["files"]["paths"]
    if not wanted:
        return Selection(
            tuple(entry.get("real", entry["path"]) for entry in entries),
            tuple(link for entry in entries for link in entry.get("links", [])),
        )
    roots: list[str] = []
    links: list[str] = []
    for path in (os.path.normpath(name) for name in wanted):
        entry = next((entry for entry in entries if is_below(path, entry["path"])), None)
        if entry is None:
            listed = ", ".join(entry["path"] for entry in entries)
            raise OpsError(f"{path} is not in the backup, which holds {listed}. Correct files.")
        roots.append(os.path.normpath(entry.get("real", entry["path"]) + path[len(entry["path"]) :]))
        links.extend(entry.get("links", []))
    return Selection(tuple(roots), tuple(links))


class _Reader:
    """What tarfile reads from: the frames' text, one after the other."""

    def __init__(self, text: t.Iterator[bytes]) -> None:
        self._text = text
        self._block = memoryview(b"")

    def read(self, size: int) -> bytes:
        """As a file would."""
        data = bytearray()
        while len(data) < size:
            if not self._block:
                block = next(self._text, None)
                if block is None:
                    break
                self._block = memoryview(block)
            wanted = size - len(data)
            data += self._block[:wanted]
            self._block = self._block[wanted:]
        return bytes(data)


@contextlib.contextmanager
def open_archive(manifest: Manifest, source: Source) -> t.Iterator[tarfile.TarFile]:
    """The archive, to read from its beginning to its end.

    Raises:
        OpsError: it is damaged.
    """
    parts = [Part.from_list(values) for values in manifest["files"]["parts"]]
    text = (block for part in parts for block in blocks(source.read(part), manifest["compression"]))
    try:
        with tarfile.open(mode="r|", fileobj=_Reader(text)) as archive:  # type: ignore[call-overload]
            yield archive
    except tarfile.TarError as exc:
        raise OpsError(f"The backup's archive of files is damaged: {exc}. Use another backup.") from exc


def members(archive: t.Any) -> t.Iterator[tarfile.TarInfo]:
    """The members, none of them kept."""
    while True:
        member = archive.next()
        if member is None:
            return
        yield member
        archive.members = []


def check_archive(
    manifest: Manifest, source: Source, destination: str | None = None, wanted: t.Sequence[str] | None = None
) -> Extracted:
    """Read the archive as a whole: every member may be in it, none is missing, and nothing is in the way.

    Args:
        destination: the directory below which the files are to be restored; None if they are only checked.
        wanted: the paths that are to be restored; None for all.

    Returns:
        What would be restored.

    Raises:
        OpsError: it is not so.
    """
    everything, selection = select(manifest, None), select(manifest, wanted)
    places = Places(destination) if destination else None
    count, found = 0, Extracted()
    with open_archive(manifest, source) as archive:
        for member in members(archive):
            problem = member_problem(member, everything)
            if problem:
                raise OpsError(f"The backup's archive of files holds what it must not: {problem}. Use another backup.")
            count += 1
            if not selection.covers(f"/{member.name}"):
                continue
            if not member.isdir():
                (found.links if member.issym() else found.files).append(
                    places.path(member.name) if places else f"/{member.name}"
                )
            if member.islnk() and not selection.covers(f"/{member.linkname}"):
                raise OpsError(f"/{member.name} is a hard link to /{member.linkname}: add that one to files too.")
            if places:
                try:
                    places.check(member)
                except Obstacle as exc:
                    raise OpsError(
                        f"{exc}. Nothing was restored. Move it away, or restore below another directory (files_to)."
                    ) from exc
    if count != manifest["files"]["members"]:
        raise OpsError(f"The backup's archive has {count} members instead of {manifest['files']['members']}.")
    return found


def member_problem(member: tarfile.TarInfo, allowed: Selection) -> str | None:
    """Why a member must not be extracted, or None: only plain files, directories and links are allowed, and only below
    the paths that were archived."""
    path = f"/{member.name}"
    if member.name.startswith("/") or os.path.normpath(path) != path:
        return f"the name {member.name!r}"
    if not allowed.covers(path):
        return f"{member.name!r}, which is not below a path that was backed up"
    if path in allowed.links and not member.issym() and not any(is_below(path, root) for root in allowed.roots):
        return f"{member.name!r}, which is not the symbolic link that was backed up"
    if not (member.isreg() or member.isdir() or member.issym() or member.islnk()):
        return f"{member.name!r}, which is neither file, directory nor link"
    if member.islnk():
        target = f"/{member.linkname}"
        if member.linkname.startswith("/") or os.path.normpath(target) != target or not allowed.covers(target):
            return f"{member.name!r}, a link to {member.linkname!r}"
    return None


def extract_files(
    manifest: Manifest, source: Source, destination: str, wanted: t.Sequence[str] | None = None
) -> Extracted:
    """Put the files back below a directory: ``/`` is where they were. Each is replaced at once or not at all.

    Args:
        wanted: the paths that are to be restored; None for all.

    Raises:
        OpsError: a member must not be extracted, or cannot be.
    """
    everything, selection = select(manifest, None), select(manifest, wanted)
    places = Places(destination)
    set_id = frozenset(manifest["files"].get("set_id", []))
    done = Extracted()
    written: set[str] = set()
    folders: dict[str, tarfile.TarInfo] = {}
    with open_archive(manifest, source) as archive:
        for member in members(archive):
            problem = member_problem(member, everything)
            if problem is None and not selection.covers(f"/{member.name}"):
                continue
            if problem is None and member.islnk() and member.linkname not in written:
                problem = f"{member.name!r}, a link to {member.linkname!r}, which does not come before it"
            if problem:
                raise OpsError(f"The backup's archive of files holds what it must not: {problem}. Use another backup.")
            try:
                if member.isdir():
                    places.make_directory(member.name)
                    folders[member.name] = member
                    continue
                places.put(member, archive.extractfile(member) if member.isreg() else None, set_id=_set(member, set_id))
            except (OSError, Obstacle) as exc:
                raise OpsError(
                    f"{places.path(member.name)} cannot be restored: {getattr(exc, 'strerror', None) or exc}. "
                    f"{len(written)} files were restored before it. Correct that, then restore again."
                ) from exc
            written.add(member.name)
            (done.links if member.issym() else done.files).append(places.path(member.name))
    for folder in {os.path.dirname(name) for name in written} - set(folders):
        places.sync(folder)
    for name in sorted(folders, reverse=True):
        places.finish_directory(folders[name], set_id=_set(folders[name], set_id))
    return done


def _set(member: tarfile.TarInfo, recorded: t.Container[str]) -> bool:
    return f"/{member.name}" in recorded
