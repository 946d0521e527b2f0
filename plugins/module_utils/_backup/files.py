# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The files that go with a backup (compose file, .env, conf/, keys) as one tar archive in the same kind of file."""

from __future__ import annotations

import contextlib
import os
import shutil
import tarfile
import typing as t

from .._errors import OpsError
from .frames import FrameFile, Part, RunFrames
from .manifest import Manifest
from .unpack import Source, blocks

NAME = "files.tar"


class _Writer:
    """What tarfile writes to: frames of the backup's file."""

    def __init__(self, frames: RunFrames) -> None:
        self._frames = frames

    def write(self, data: bytes) -> int:
        """As a file would."""
        self._frames.write(data)
        return len(data)


def list_files(paths: t.Sequence[str]) -> list[dict[str, t.Any]]:
    """What is to be archived, with sizes.

    Raises:
        OpsError: one of the paths is not there, or cannot be read.
    """
    found = []
    for path in paths:
        if not os.path.isabs(path):
            raise OpsError(f"{path} is not absolute: a file of a backup is restored to where it was.")
        if not os.path.lexists(path):
            raise OpsError(f"{path} is to be backed up, but is not there. Correct the list of files.")
        count, size = _measure(path)
        found.append({"path": os.path.normpath(path), "count": count, "bytes": size})
    return found


def _measure(path: str) -> tuple[int, int]:
    if not os.path.isdir(path) or os.path.islink(path):
        return 1, os.lstat(path).st_size
    count = size = 0
    for folder, _folders, names in os.walk(path, onerror=_unreadable):
        for name in names:
            count += 1
            size += os.lstat(os.path.join(folder, name)).st_size
    return count, size


def _unreadable(exc: OSError) -> t.NoReturn:
    raise OpsError(f"{exc.filename} cannot be read: {exc.strerror}.")


def archive_files(paths: t.Sequence[dict[str, t.Any]], file: FrameFile, compression: str) -> int:
    """Write the archive, one frame; the number of its members.

    Raises:
        OpsError: a file cannot be read, or the disk is full.
    """
    frames = RunFrames(file, 0, compression)
    frames.start("files", 0)
    members = 0

    def count(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
        nonlocal members
        if not (member.isreg() or member.isdir() or member.issym() or member.islnk()):
            return None  # a socket or pipe is made again by its program
        members += 1
        return member

    try:
        # A stream (w|): nothing is sought in what may be encrypted. Names are relative to the root, as tar writes them.
        with tarfile.open(mode="w|", fileobj=_Writer(frames), format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
            for entry in paths:
                archive.add(entry["path"], arcname=entry["path"].lstrip("/"), filter=count)
                archive.members = []
        frames.finish()
        frames.end()
    except OSError as exc:
        raise OpsError(f"{exc.filename or 'A file'} cannot be archived: {exc.strerror}.") from exc
    finally:
        frames.abandon()
    return members


class _Reader:
    """What tarfile reads from: the frame's text."""

    def __init__(self, text: t.Iterator[bytes]) -> None:
        self._text = text
        self._rest = b""

    def read(self, size: int) -> bytes:
        """As a file would."""
        parts = [self._rest]
        have = len(self._rest)
        while have < size:
            block = next(self._text, b"")
            if not block:
                break
            parts.append(block)
            have += len(block)
        data = b"".join(parts)
        self._rest = data[size:]
        return data[:size]


@contextlib.contextmanager
def open_archive(manifest: Manifest, source: Source) -> t.Iterator[tarfile.TarFile]:
    """The archive, to read from its beginning to its end.

    Raises:
        OpsError: it is damaged.
    """
    text = blocks(source.read(Part.from_list(manifest["files"]["parts"][0])), manifest["compression"])
    try:
        with tarfile.open(mode="r|", fileobj=_Reader(text)) as archive:  # type: ignore[call-overload]
            yield archive
    except tarfile.TarError as exc:
        raise OpsError(f"The backup's archive of files is damaged: {exc}. Use another backup.") from exc


def check_archive(manifest: Manifest, source: Source) -> None:
    """Read the archive as a whole: every member may be in it, and none is missing.

    Raises:
        OpsError: it is not so.
    """
    allowed = [entry["path"] for entry in manifest["files"]["paths"]]
    members = 0
    with open_archive(manifest, source) as archive:
        for member in archive:
            problem = member_problem(member, allowed)
            if problem:
                raise OpsError(f"The backup's archive of files holds what it must not: {problem}. Use another backup.")
            members += 1
    if members != manifest["files"]["members"]:
        raise OpsError(f"The backup's archive has {members} members instead of {manifest['files']['members']}.")


def member_problem(member: tarfile.TarInfo, allowed: t.Collection[str]) -> str | None:
    """Why a member must not be extracted, or None: nothing but plain files, directories and links, and only below the
    paths that were archived."""
    path = f"/{member.name}"
    if member.name.startswith("/") or os.path.normpath(path) != path.rstrip("/"):
        return f"the name {member.name!r}"
    if not any(path == root or path.startswith(f"{root.rstrip('/')}/") for root in allowed):
        return f"{member.name!r}, which is not below a path that was backed up"
    if not (member.isreg() or member.isdir() or member.issym() or member.islnk()):
        return f"{member.name!r}, which is neither file, directory nor link"
    if member.islnk() and (member.linkname.startswith("/") or ".." in member.linkname.split("/")):
        return f"{member.name!r}, a link to {member.linkname!r}"
    return None


def extract_files(manifest: Manifest, source: Source, destination: str) -> list[str]:
    """Put the files back below a directory: ``/`` is where they were. Each is replaced at once or not at all.

    Returns:
        The paths of what was written, directories left out.

    Raises:
        OpsError: a member must not be extracted, or cannot be.
    """
    allowed = [entry["path"] for entry in manifest["files"]["paths"]]
    written: list[str] = []
    folders = []
    with open_archive(manifest, source) as archive:
        for member in archive:
            problem = member_problem(member, allowed)
            path = os.path.join(destination, member.name)
            if problem is None and _leaves(destination, path):
                problem = f"{member.name!r}, which a link in {destination} leads elsewhere"
            if problem:
                raise OpsError(f"The backup's archive of files holds what it must not: {problem}. Use another backup.")
            try:
                if member.isdir():
                    os.makedirs(path, mode=0o700, exist_ok=True)
                    folders.append((path, member))
                    continue
                os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
                _place(archive, member, path, destination)
            except OSError as exc:
                raise OpsError(
                    f"{path} cannot be restored: {exc.strerror}. {len(written)} files were restored before it."
                ) from exc
            written.append(path)
    for path, member in reversed(folders):
        _dress(path, member)
    return written


def _leaves(destination: str, path: str) -> bool:
    """Whether writing there would go through a link out of the destination."""
    root = os.path.realpath(destination)
    return os.path.commonpath([root, os.path.realpath(os.path.dirname(path))]) != root


def _place(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str, destination: str) -> None:
    temporary = f"{path}.openmetadata-ops-new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)
    if member.issym():
        os.symlink(member.linkname, temporary)
    elif member.islnk():
        os.link(os.path.join(destination, member.linkname), temporary)
    else:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        with open(descriptor, "wb") as stream:
            content = archive.extractfile(member)
            if content:
                shutil.copyfileobj(content, stream)
            stream.flush()
            os.fsync(stream.fileno())
        _dress(temporary, member)
    os.replace(temporary, path)


def _dress(path: str, member: tarfile.TarInfo) -> None:
    """Owner (where we may), mode, time."""
    if os.geteuid() == 0:
        os.chown(path, member.uid, member.gid)
    os.chmod(path, member.mode & 0o7777)
    os.utime(path, (member.mtime, member.mtime))
