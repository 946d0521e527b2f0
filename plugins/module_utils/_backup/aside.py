# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a restore of files would replace: compared with the archive first, and copied to another place if it differs."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
import tarfile
import typing as t

from .._errors import OpsError

_CHUNK = 1024 * 1024


@dataclasses.dataclass
class Compared:
    """How the files on disk differ from those of the archive.

    Attributes:
        changed: paths whose content, or whose kind, is another one now.
        new: files below the backed up directories that are not in the archive. A restore leaves them where they are.
    """

    changed: list[str] = dataclasses.field(default_factory=list)
    new: list[str] = dataclasses.field(default_factory=list)


def compare(
    archive: tarfile.TarFile,
    roots: t.Iterable[str],
    destination: str,
    covers: t.Callable[[str], bool] = lambda path: True,
) -> Compared:
    """Read the archive to its end and compare each member with the file that it would replace.

    Args:
        archive: the members' names are relative to the root.
        roots: the paths that were backed up.
        destination: the directory below which the files would be restored.
        covers: whether a path, as it was backed up, is to be restored.

    Raises:
        OpsError: a file cannot be read.
    """
    found = Compared()
    seen = set()
    try:
        for member in archive:
            path = os.path.join(destination, member.name)
            seen.add(path)
            if (
                covers(f"/{member.name}")
                and not member.isdir()
                and os.path.lexists(path)
                and _differs(archive, member, path)
            ):
                found.changed.append(path)
        for root in roots:
            for folder, _folders, names in os.walk(os.path.join(destination, root.lstrip("/"))):
                found.new += [path for path in (os.path.join(folder, name) for name in names) if path not in seen]
    except OSError as exc:
        raise OpsError(f"{exc.filename} cannot be compared with the backup: {exc.strerror}.") from exc
    found.new = sorted({path for path in found.new if covers(f"/{os.path.relpath(path, destination)}")})
    return found


def _differs(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> bool:
    if member.issym():
        return not os.path.islink(path) or os.readlink(path) != member.linkname
    if member.islnk():
        return False  # another name of a member that is compared itself
    info = os.lstat(path)
    if not stat.S_ISREG(info.st_mode) or info.st_size != member.size:
        return True
    content = archive.extractfile(member)
    with open(path, "rb") as stream:
        while content:
            block = content.read(_CHUNK)
            if stream.read(len(block) or 1) != block:
                return True
            if not block:
                break
    return False


def set_aside(paths: t.Iterable[str], directory: str, destination: str) -> None:
    """Copy files below a directory that only its owner may read, each under its whole path.

    Raises:
        OpsError: a file cannot be copied. None of the originals was changed.
    """
    try:
        os.makedirs(directory, mode=0o700, exist_ok=True)
        os.chmod(directory, 0o700)
        for path in paths:
            copy = os.path.join(directory, os.path.relpath(path, destination))
            os.makedirs(os.path.dirname(copy), mode=0o700, exist_ok=True)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.copytree(path, copy, symlinks=True, dirs_exist_ok=True)
                continue
            shutil.copy2(path, copy, follow_symlinks=False)
            info = os.lstat(path)
            if os.geteuid() == 0:
                os.chown(copy, info.st_uid, info.st_gid, follow_symlinks=False)
    except (OSError, shutil.Error) as exc:
        raise OpsError(
            f"What the restore would replace cannot be kept in {directory}: {exc}. No file was restored. Make room "
            "there or give another save_replaced."
        ) from exc
