# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The files that go with a backup (compose file, .env, conf/, keys) as one tar archive in the same kind of file."""

from __future__ import annotations

import os
import tarfile
import typing as t

from .._errors import OpsError
from .frames import FrameFile, RunFrames

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
    """Write the archive; the number of its members.

    Raises:
        OpsError: a file cannot be read, or the disk is full.
    """
    frames = RunFrames(file, 0, compression)
    frames.start("files", 0)
    members = 0
    try:
        # A stream (w|): nothing is sought in what may be encrypted. Names are relative to the root, as tar writes them.
        with tarfile.open(mode="w|", fileobj=_Writer(frames), format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload]
            for entry in paths:
                archive.add(entry["path"], arcname=entry["path"].lstrip("/"))
            members = len(archive.getmembers())
        frames.finish()
    except OSError as exc:
        raise OpsError(f"{exc.filename or 'A file'} cannot be archived: {exc.strerror}.") from exc
    finally:
        frames.abandon()
    return members
