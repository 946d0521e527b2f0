# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Puts one member of an archive in its place below a directory, never through a symbolic link.

Each directory on the way is opened without following links, and names are only used relative to it (openat(2)), so a
link that somebody places there meanwhile is not followed either.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tarfile
import typing as t

from .._files import make_directory, set_extended_attributes
from .files import KEPT_ATTRIBUTES, SPARSE, XATTR

_BLOCK = 256 * 1024
_SUFFIX = ".openmetadata-ops-new"
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class Obstacle(Exception):
    """What is in the way of a member; nothing was written."""


class Places:
    """The places below a directory.

    Args:
        destination: the directory; links in its own path are followed, since the user named it.
    """

    def __init__(self, destination: str) -> None:
        self.root = os.path.realpath(destination)

    def path(self, name: str) -> str:
        """The whole path of a member, for messages and results."""
        return os.path.join(self.root, name)

    def check(self, member: tarfile.TarInfo) -> None:
        """Whether a member can be put in its place, as far as one can see. Writes nothing.

        Raises:
            Obstacle: a link, or something of another kind, is in the way.
        """
        folder, base = os.path.split(member.name)
        with self._open(folder, make=False) as parent:
            if parent is None:
                return
            try:
                found = os.stat(base, dir_fd=parent, follow_symlinks=False)
            except FileNotFoundError:
                return
        is_directory = stat.S_ISDIR(found.st_mode)
        if member.isdir() and not is_directory:
            kind = "a symbolic link" if stat.S_ISLNK(found.st_mode) else "a file"
            raise Obstacle(f"{self.path(member.name)} is {kind} now, and a directory in the backup")
        if is_directory and not member.isdir():
            raise Obstacle(f"{self.path(member.name)} is a directory now, and none in the backup")

    def make_directory(self, name: str) -> None:
        """Make a directory where it is missing; owner and mode follow with :meth:`finish_directory`."""
        with self._open(name, make=True):
            pass

    def finish_directory(self, member: tarfile.TarInfo, *, set_id: bool) -> None:
        """Give a directory its owner, mode and time, and bring its names to disk."""
        with self._open(member.name, make=False) as directory:
            if directory is not None:
                _dress(directory, member, set_id=set_id)
                os.fsync(directory)

    def put(self, member: tarfile.TarInfo, content: t.IO[bytes] | None, *, set_id: bool) -> None:
        """Put a file or link in its place: at once or not at all.

        Raises:
            Obstacle: a link is in the way.
            OSError: the disk is full, or the account may not write there.
        """
        folder, base = os.path.split(member.name)
        with self._open(folder, make=True) as parent:
            temporary = base + _SUFFIX
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=parent)
            try:
                if member.issym():
                    os.symlink(member.linkname, temporary, dir_fd=parent)
                elif member.islnk():
                    self._hard_link(member.linkname, temporary, parent)
                else:
                    self._write(member, content, temporary, parent, set_id=set_id)
                os.replace(temporary, base, src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=parent)
                raise

    def sync(self, folder: str) -> None:
        """Bring the names in a directory to disk."""
        with self._open(folder, make=False) as directory:
            if directory is not None:
                os.fsync(directory)

    @contextlib.contextmanager
    def _open(self, name: str, *, make: bool) -> t.Iterator[int | None]:
        """A directory below the root; None if it is missing and is not to be made."""
        if make:
            make_directory(self.root)
        elif not os.path.isdir(self.root):
            yield None
            return
        descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for part in [part for part in name.split("/") if part]:
                if make:
                    with contextlib.suppress(FileExistsError):
                        os.mkdir(part, 0o700, dir_fd=descriptor)
                try:
                    below = os.open(part, _DIRECTORY, dir_fd=descriptor)
                except FileNotFoundError:
                    yield None
                    return
                except OSError as exc:
                    if exc.errno in (errno.ELOOP, errno.ENOTDIR):
                        raise Obstacle(
                            f"{self.path(name)} cannot be reached: {part} is a symbolic link or a file now, and files "
                            "are not restored through links"
                        ) from exc
                    raise
                os.close(descriptor)
                descriptor = below
            yield descriptor
        finally:
            os.close(descriptor)

    def _hard_link(self, source: str, temporary: str, parent: int | None) -> None:
        folder, base = os.path.split(source)
        with self._open(folder, make=False) as beside:
            os.link(base, temporary, src_dir_fd=beside, dst_dir_fd=parent, follow_symlinks=False)

    def _write(
        self, member: tarfile.TarInfo, content: t.IO[bytes] | None, temporary: str, parent: int | None, *, set_id: bool
    ) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(temporary, flags, 0o600, dir_fd=parent)
        with open(descriptor, "wb") as stream:
            _copy(content, stream, holes=SPARSE in member.pax_headers)
            stream.flush()
            _dress(descriptor, member, set_id=set_id)
            os.fsync(descriptor)


def _copy(content: t.IO[bytes] | None, stream: t.IO[bytes], *, holes: bool) -> None:
    size = 0
    while content:
        block = content.read(_BLOCK)
        if not block:
            break
        size += len(block)
        if holes and block.count(0) == len(block):
            stream.seek(size)
        else:
            stream.write(block)
    stream.truncate(size)


def _dress(descriptor: int, member: tarfile.TarInfo, *, set_id: bool) -> None:
    """Owner (where this account may), mode, attributes, time. Special bits only if the manifest records them."""
    if os.geteuid() == 0:
        os.fchown(descriptor, member.uid, member.gid)
    os.fchmod(descriptor, member.mode & (0o7777 if set_id else 0o777))
    attributes = {
        name[len(XATTR) :]: value.encode("utf-8", "surrogateescape")
        for name, value in member.pax_headers.items()
        if name.startswith(XATTR) and name[len(XATTR) :].startswith(KEPT_ATTRIBUTES)
    }
    set_extended_attributes(descriptor, attributes)
    os.utime(descriptor, (member.mtime, member.mtime))
