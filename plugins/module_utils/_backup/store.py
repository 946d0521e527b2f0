# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The directory that holds backups. One backup is one directory in it; what is not complete has a name with a dot.

A run writes into `.<id>.partial`, which holds a mark, locked as long as the run lives. Whatever way a run ends, its
directory without the lock is what a later run removes; a directory without the mark is never touched.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import shutil
import time
import typing as t

from .._errors import OpsError
from .._files import create_file, make_directory, replace_file, sync_directory
from . import manifest as manifests
from .frames import write_problem

MARK = ".openmetadata-ops-backup"
PARTIAL = ".partial"
REMOVED = ".removed"
_PROGRESS = re.compile(r"\.progress-[0-9a-f]{32}\.json(?:\.\w+\.new)?")
_PROGRESS_DEAD = 600  # seconds; a living run rewrites its file all the time


class Store:
    """The parent directory of backups."""

    def __init__(self, path: str) -> None:
        self.path = path

    def directory(self, backup_id: str) -> str:
        """Where a backup is, or would be."""
        return os.path.join(self.path, backup_id)

    def exists(self, backup_id: str) -> bool:
        """Whether anything has that name."""
        return os.path.lexists(self.directory(backup_id))

    def backups(self) -> dict[str, manifests.Manifest]:
        """All complete backups of ours, by identifier, oldest first. What is damaged or foreign is passed over."""
        found = {}
        with contextlib.suppress(FileNotFoundError):
            for name in os.listdir(self.path):
                if name.startswith(".") or not os.path.isdir(self.directory(name)):
                    continue
                with contextlib.suppress(manifests.BadManifest):
                    manifest = manifests.read(self.directory(name))
                    if manifest["id"] == name:
                        found[name] = manifest
        return dict(sorted(found.items(), key=lambda item: (item[1]["started"], item[0])))

    def prepare(self) -> None:
        """Make the parent directory, for its owner only. An existing one is left as it is.

        Raises:
            OpsError: it cannot be made.
        """
        try:
            make_directory(self.path)
        except OSError as exc:
            raise OpsError(f"{self.path} cannot be created: {exc.strerror}. Set path to another directory.") from exc

    def clean(self) -> list[str]:
        """Remove what killed runs left: directories with our mark that no live process holds."""
        removed = []
        with contextlib.suppress(FileNotFoundError), self._locked():
            for name in sorted(os.listdir(self.path)):
                if name.startswith(".") and name.endswith((PARTIAL, REMOVED)) and self._remove_dead(name):
                    removed.append(name)
                elif _PROGRESS.fullmatch(name) and _age(os.path.join(self.path, name)) > _PROGRESS_DEAD:
                    os.unlink(os.path.join(self.path, name))
        return removed

    def _remove_dead(self, name: str) -> bool:
        directory = os.path.join(self.path, name)
        try:
            mark = os.open(os.path.join(directory, MARK), os.O_RDWR | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            # Killed between the directory and its mark, or between the mark's removal and the directory's.
            with contextlib.suppress(OSError):
                os.rmdir(directory)
                return True
            return False
        except OSError:
            return False
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove_tree(directory)
        except OSError:
            return False
        finally:
            os.close(mark)
        return True

    @contextlib.contextmanager
    def _locked(self) -> t.Iterator[None]:
        """Nobody else makes or cleans working directories meanwhile."""
        descriptor = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def writing(self, backup_id: str) -> t.Iterator[str]:
        """A working directory for a new backup. Left behind only if this process dies.

        Raises:
            OpsError: another run is writing the same backup, or the disk is full.
        """
        directory = os.path.join(self.path, f".{backup_id}{PARTIAL}")
        mark = None
        try:
            with self._locked():
                os.mkdir(directory, 0o700)
                mark = os.open(os.path.join(directory, MARK), os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
                fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            if mark is not None:
                os.close(mark)
            if exc.errno == errno.EEXIST:
                raise OpsError(
                    f"Another run is writing backup {backup_id} ({directory} is there). Wait for its end."
                ) from exc
            raise OpsError(write_problem(directory, exc)) from exc
        try:
            yield directory
        finally:
            if os.path.isdir(directory):
                _remove_tree(directory)
            os.close(mark)

    def publish(self, working: str, manifest: manifests.Manifest) -> str:
        """Give a finished backup its name: everything on disk first, then one rename.

        Raises:
            OpsError: the disk is full, or the name is taken by now.
        """
        final = self.directory(manifest["id"])
        try:
            create_file(os.path.join(working, manifests.NAME), manifests.dumps(manifest))  # syncs the other names too
            os.rename(working, final)
            sync_directory(self.path)
        except OSError as exc:
            if exc.errno in (errno.EEXIST, errno.ENOTEMPTY):
                raise OpsError(f"{final} was made by another run meanwhile. It is left as it is.") from exc
            raise OpsError(write_problem(final, exc)) from exc
        return final

    def rewrite(self, manifest: manifests.Manifest) -> None:
        """Replace a backup's manifest, at once or not at all."""
        directory = self.directory(manifest["id"])
        try:
            replace_file(os.path.join(directory, manifests.NAME), manifests.dumps(manifest))
        except OSError as exc:
            raise OpsError(
                f"{directory}: the manifest could not be rewritten: {exc.strerror}. It is as it was."
            ) from exc

    def remove(self, backup_id: str) -> None:
        """Remove a backup: first its name, so that half of it is never taken for a backup.

        Raises:
            OpsError: it is none of ours, or cannot be removed.
        """
        directory = self.directory(backup_id)
        manifests.read(directory)
        doomed = os.path.join(self.path, f".{backup_id}{REMOVED}")
        try:
            with self._locked():
                if os.path.isdir(doomed):
                    self._remove_dead(os.path.basename(doomed))
                os.rename(directory, doomed)  # it keeps its mark: if this process dies now, the next run goes on
            _remove_tree(doomed)
        except OSError as exc:
            raise OpsError(f"{directory} cannot be removed: {exc.strerror}.") from exc


def _age(path: str) -> float:
    return time.time() - os.lstat(path).st_mtime


def _remove_tree(directory: str) -> None:
    """Remove a directory, its mark last, so that an interrupted removal is finished by the next run."""
    for name in os.listdir(directory):
        if name != MARK:
            path = os.path.join(directory, name)
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path)
            else:
                os.unlink(path)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(os.path.join(directory, MARK))
    os.rmdir(directory)
