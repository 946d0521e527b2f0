# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The one place that writes files which must survive a crash: replaced as a whole, or created anew.

A name in a directory is only safe when the directory itself was synced, not only the file (fsync(2), NOTES).
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import typing as t

PRIVATE = 0o600
# Some network file systems refuse to sync a directory; they keep names on the server in any case.
_CANNOT_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EBADF)


def replace_file(
    path: str,
    content: str | bytes,
    *,
    mode: int = PRIVATE,
    owner: tuple[int, int] | None = None,
    attributes: t.Mapping[str, bytes] | None = None,
    durable: bool = True,
) -> None:
    """Replace a file, so that a reader and a crash see the old or the new content, never a part.

    The new content is readable by its owner only until it is complete. A symbolic link at `path` is replaced itself.

    Args:
        path: the file; its directory must exist.
        content: the whole content; text is written as UTF-8 with its line ends unchanged.
        mode: the mode of the new file.
        owner: user and group of the new file; without it, those of this process.
        attributes: extended attributes of the new file, as far as this account may set them.
        durable: False for a file that nobody needs after a crash, such as a progress file: it is not synced.

    Raises:
        OSError: the file could not be written. The old file is unchanged.
    """
    directory = os.path.dirname(path) or "."
    hidden = f".{os.path.basename(path).lstrip('.')}."
    descriptor, temporary = tempfile.mkstemp(prefix=hidden, suffix=".new", dir=directory)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(_as_bytes(content))
            if owner:
                os.fchown(stream.fileno(), *owner)
            os.fchmod(stream.fileno(), mode)
            set_extended_attributes(temporary, attributes or {})
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if durable:
        sync_directory(directory)


def rewrite_file(path: str, content: str | bytes) -> None:
    """Replace the content of an existing file; mode, owner and extended attributes stay. Links are followed.

    Raises:
        OSError: the file could not be written. It is unchanged.
    """
    path = os.path.realpath(path)
    before = os.stat(path)
    replace_file(
        path,
        content,
        mode=before.st_mode & 0o7777,
        owner=(before.st_uid, before.st_gid),
        attributes=extended_attributes(path),
    )


def create_file(path: str, content: str | bytes, mode: int = PRIVATE) -> None:
    """Create a file that must not exist yet; file and name are on disk when this returns.

    Raises:
        FileExistsError: something has this name, be it a dangling link.
        OSError: the file could not be written. Nothing of it remains.
    """
    stream = open_new(path, mode)
    try:
        with stream:
            stream.write(_as_bytes(content))
            sync_stream(stream)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(path)
        raise


def open_new(path: str, mode: int = PRIVATE) -> t.BinaryIO:
    """Open a file that must not exist yet, for a content that grows. Its name is on disk when this returns.

    Raises:
        FileExistsError: something has this name, be it a dangling link.
        OSError: the file could not be created.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, mode)
    try:
        sync_directory(os.path.dirname(path) or ".")
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "wb")


def make_directory(path: str, mode: int = 0o700) -> None:
    """Create a directory and its parents where they are missing; their names are on disk when this returns.

    Raises:
        OSError: one of them could not be created.
    """
    missing = []
    parent = os.path.abspath(path)
    while not os.path.isdir(parent):
        missing.append(parent)
        parent = os.path.dirname(parent)
    os.makedirs(path, mode=mode, exist_ok=True)
    for made in reversed(missing):
        sync_directory(os.path.dirname(made))


def sync_stream(stream: t.IO[t.Any]) -> None:
    """Bring what was written to disk."""
    stream.flush()
    os.fsync(stream.fileno())


def remove_file(path: str) -> None:
    """Remove a file if it exists; it stays removed after a crash.

    Raises:
        OSError: the file could not be removed.
    """
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    sync_directory(os.path.dirname(path) or ".")


def sync_directory(path: str) -> None:
    """Bring the names in a directory to disk.

    Raises:
        OSError: the disk failed.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as exc:
        if exc.errno not in _CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def extended_attributes(path: str) -> dict[str, bytes]:
    """The extended attributes of a file (SELinux label, access control lists), as far as this account may read them."""
    found: dict[str, bytes] = {}
    with contextlib.suppress(OSError):
        for name in os.listxattr(path, follow_symlinks=False):
            with contextlib.suppress(OSError):
                found[name] = os.getxattr(path, name, follow_symlinks=False)
    return found


def set_extended_attributes(path: str | int, attributes: t.Mapping[str, bytes]) -> list[str]:
    """Set extended attributes; the names of those that the file system or the account's rights refused.

    Args:
        path: a path (a link is not followed), or a descriptor.
    """
    refused = []
    for name, value in attributes.items():
        try:
            os.setxattr(path, name, value, follow_symlinks=isinstance(path, int))
        except OSError:
            refused.append(name)
    return refused


def _as_bytes(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content
