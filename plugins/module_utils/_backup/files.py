# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Writes the files of a backup (compose file, .env, conf/, keys, DAGs) as one tar archive, frame after frame.

The memory that it takes does not depend on the size or number of the files, apart from one name for each hard link.
"""

from __future__ import annotations

import dataclasses
import io
import os
import stat
import tarfile
import typing as t

from .._errors import OpsError
from .._files import extended_attributes
from .frames import FILES, FrameFile, RunFrames
from .paths import is_below, special, walk
from .splitter import FRAME_BYTES

NAME = "files.tar"
XATTR = "SCHILY.xattr."  # as GNU tar and star write extended attributes
SPARSE = "OPENMETADATA.sparse"  # the file had holes: they are made again
_BLOCK = 256 * 1024
_SMALL = 8 * 1024 * 1024  # up to this size a file that changes meanwhile is read again
_TRIES = 3
# Capabilities would make a program privileged, as a set-user-ID bit does.
KEPT_ATTRIBUTES = ("user.", "system.posix_acl_", "security.selinux")


class _Writer:
    """What tarfile writes to: frames of the backup's file, each of a limited size."""

    def __init__(self, frames: RunFrames) -> None:
        self._frames = frames
        self._written = FRAME_BYTES

    def write(self, data: bytes) -> int:
        """As a file would."""
        if self._written >= FRAME_BYTES:
            self._frames.finish()
            self._frames.start(FILES, 0)
            self._written = 0
        self._frames.write(data)
        self._written += len(data)
        return len(data)


@dataclasses.dataclass
class Archived:
    """What the archive holds.

    Attributes:
        files, links, directories: how many members of each kind; hard links count as files.
        set_id: the paths of files and directories with a set-user-ID, set-group-ID or sticky bit.
        skipped: what is not in it or not as it should be, each with `path` and `reason`.
    """

    files: int = 0
    links: int = 0
    directories: int = 0
    set_id: list[str] = dataclasses.field(default_factory=list)
    skipped: list[dict[str, str]] = dataclasses.field(default_factory=list)

    @property
    def members(self) -> int:
        return self.files + self.links + self.directories


def archive_files(paths: t.Sequence[dict[str, t.Any]], file: FrameFile, compression: str) -> Archived:
    """Write the archive.

    Args:
        paths: what :func:`paths.list_files` returned.

    Raises:
        OpsError: a file cannot be read, or the disk is full.
    """
    frames = RunFrames(file, 0, compression)
    done = Archived(skipped=[entry for path in paths for entry in path["skipped"]])
    try:
        # A stream (w|): nothing is sought in what may be encrypted. Names are relative to the root, as tar writes them.
        with tarfile.open(mode="w|", fileobj=_Writer(frames), format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
            writer = _Archive(archive, done)
            roots = outermost([entry["real"] for entry in paths])
            for link in dict.fromkeys(link for entry in paths for link in entry["links"]):
                if not any(is_below(link, root) for root in roots):
                    writer.add(link, os.lstat(link))
            for root in roots:
                writer.forget_hard_links()  # a hard link never leads from one given path to another
                for path, found in walk(root):
                    writer.add(path, found)
        frames.finish()
        frames.end()
    except OSError as exc:
        raise OpsError(f"{exc.filename or 'A file'} cannot be archived: {exc.strerror}.") from exc
    finally:
        frames.abandon()
    return done


def outermost(roots: t.Sequence[str]) -> list[str]:
    """The roots without those that lie below another one."""
    return [root for root in dict.fromkeys(roots) if not any(is_below(root, other) for other in roots if other != root)]


class _Archive:
    """Adds members one by one."""

    def __init__(self, archive: t.Any, done: Archived) -> None:
        self._archive = archive
        self._done = done

    def forget_hard_links(self) -> None:
        """What comes now is no hard link to what came before."""
        self._archive.inodes = {}

    def add(self, path: str, found: os.stat_result) -> None:
        """Add what is at a path, without what is below it."""
        if stat.S_ISREG(found.st_mode):
            self._add_file(path)
        elif stat.S_ISDIR(found.st_mode) or stat.S_ISLNK(found.st_mode):
            try:
                member = self._archive.gettarinfo(path, arcname=path.lstrip("/") or ".")
            except FileNotFoundError:
                self._skip(path, "it vanished while it was read")
                return
            self._done.directories += member.isdir()
            self._done.links += member.issym()
            self._put(path, member, None)
        # list_files has reported special files already

    def _add_file(self, path: str) -> None:
        for attempt in range(_TRIES):
            try:
                descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
            except FileNotFoundError:
                self._skip(path, "it vanished while it was read")
                return
            with open(descriptor, "rb", buffering=0) as stream:
                before = os.fstat(descriptor)
                if not stat.S_ISREG(before.st_mode):
                    self._skip(path, special(before))
                    return
                member = self._archive.gettarinfo(arcname=path.lstrip("/"), fileobj=stream)
                if before.st_nlink < 2:
                    self._archive.inodes.pop((before.st_ino, before.st_dev), None)
                if member.islnk():
                    self._done.files += 1
                    self._put(path, member, None)
                    return
                member.size = before.st_size
                content: t.Any = _Exact(stream, before.st_size)
                if before.st_size <= _SMALL:
                    content = io.BytesIO(content.read(before.st_size))
                    if not _same(before, os.fstat(descriptor)) and attempt + 1 < _TRIES:
                        continue
                if before.st_blocks * 512 < before.st_size:
                    member.pax_headers = {**member.pax_headers, SPARSE: "1"}
                self._done.files += 1
                self._put(path, member, content)
                if not _same(before, os.fstat(descriptor)):
                    self._skip(path, "it changed while it was read; the archive may hold a mixture of old and new")
                return

    def _put(self, path: str, member: tarfile.TarInfo, content: t.Any) -> None:
        if member.mode & 0o7000 and not member.issym():
            self._done.set_id.append(path)
        if not member.issym():
            kept = {
                XATTR + name: value.decode("utf-8", "surrogateescape")
                for name, value in extended_attributes(path).items()
                if name.startswith(KEPT_ATTRIBUTES)
            }
            member.pax_headers = {**member.pax_headers, **kept}
        self._archive.addfile(member, content)
        self._archive.members = []  # tarfile keeps each of them otherwise

    def _skip(self, path: str, reason: str) -> None:
        self._done.skipped.append({"path": path, "reason": reason})


def _same(before: os.stat_result, after: os.stat_result) -> bool:
    return (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)


class _Exact:
    """A file that has as many bytes as its header says: cut if it grew meanwhile, filled with zeros if it shrank."""

    def __init__(self, stream: t.Any, size: int) -> None:
        self._stream = stream
        self._left = size

    def read(self, size: int) -> bytes:
        """As a file would."""
        size = min(size, self._left)
        parts = []
        while size:
            block = self._stream.read(min(size, _BLOCK)) or bytes(min(size, _BLOCK))
            parts.append(block)
            size -= len(block)
            self._left -= len(block)
        return b"".join(parts)
