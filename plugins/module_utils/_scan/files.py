# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds the files to read: below the given paths, without virtual environments and the like, each file once."""

from __future__ import annotations

import dataclasses
import fnmatch
import os
import stat
import typing as t

from .kinds import NOTEBOOK, TEXT, kind_of

MAX_BYTES = 2 * 1024 * 1024
MAX_NOTEBOOK_BYTES = 20 * 1024 * 1024  # most of it is pictures in outputs
DEFAULT_EXCLUDES = (
    ".git",
    ".hg",
    ".svn",
    ".tox",
    ".nox",
    ".venv",
    "venv",
    "__pycache__",
    ".ipynb_checkpoints",
    "node_modules",
    "site-packages",
    "*.egg-info",
)


@dataclasses.dataclass(frozen=True)
class Source:
    """A file to read."""

    path: str
    kind: str  # see kinds.py
    inside: bool  # whether the file itself, not only a link to it, lies below the given paths


@dataclasses.dataclass(frozen=True)
class Skipped:
    """A file or directory that could not be read."""

    path: str
    reason: str


def find_sources(paths: t.Sequence[str], excludes: t.Sequence[str]) -> tuple[list[Source], list[Skipped]]:
    """The files below the paths, in a stable order.

    Links are followed (git-sync keeps DAGs behind one), each directory and file is read once, so that loops end.
    """
    walk = _Walk([os.path.realpath(path) for path in paths], excludes)
    for path in paths:
        walk.visit(os.path.abspath(path), given=True)
    return walk.sources, walk.skipped


class _Walk:
    def __init__(self, roots: list[str], excludes: t.Sequence[str]) -> None:
        self.roots = roots
        self.excludes = excludes
        self.sources: list[Source] = []
        self.skipped: list[Skipped] = []
        self.seen: set[tuple[int, int]] = set()

    def visit(self, path: str, *, given: bool = False) -> None:
        """Take a file, or everything in a directory."""
        if not given and self._excluded(path):
            return
        try:
            status = os.stat(path)
        except OSError as exc:
            if given or not os.path.islink(path):
                self.skipped.append(Skipped(path, exc.strerror or str(exc)))
            return  # a dangling link is no code
        key = (status.st_dev, status.st_ino)
        if key in self.seen:
            return
        if stat.S_ISDIR(status.st_mode):
            self.seen.add(key)
            self._directory(path, given)
        elif stat.S_ISREG(status.st_mode):
            self._file(path, status, key, given)
        elif given:
            self.skipped.append(Skipped(path, "neither a file nor a directory"))

    def _directory(self, path: str, given: bool) -> None:
        try:
            names = sorted(os.listdir(path))
        except OSError as exc:
            self.skipped.append(Skipped(path, exc.strerror or str(exc)))
            return
        if "pyvenv.cfg" in names and not given:
            return  # a virtual environment, whatever its name
        for name in names:
            self.visit(os.path.join(path, name))

    def _file(self, path: str, status: os.stat_result, key: tuple[int, int], given: bool) -> None:
        kind = kind_of(path)
        if kind is None and given:
            kind = TEXT
        if kind is None:
            return
        self.seen.add(key)
        limit = MAX_NOTEBOOK_BYTES if kind == NOTEBOOK else MAX_BYTES
        if status.st_size > limit:
            self.skipped.append(Skipped(path, f"larger than {limit} bytes"))
            return
        real = os.path.realpath(path)
        inside = any(real == root or real.startswith(root.rstrip("/") + "/") for root in self.roots)
        self.sources.append(Source(path, kind, inside))

    def _excluded(self, path: str) -> bool:
        name = os.path.basename(path)
        return any(fnmatch.fnmatch(name, pattern) or fnmatch.fnmatch(path, pattern) for pattern in self.excludes)
