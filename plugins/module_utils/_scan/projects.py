# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Tells which files belong to a project that has to do with OpenMetadata's ingestion.

A Python release or a package that ingestion does not support matters where ingestion is used. The file that names it
often does not name ingestion: a Dockerfile beside a requirements.txt, a workflow file beside a pyproject.toml.
"""

from __future__ import annotations

import os
import re
import typing as t

# Rules that hold in such projects only.
RULES = frozenset({"OMC126", "OMC137", "OMC138"})
_USES = re.compile(
    rb"openmetadata|open-metadata/|^\s*(?:from|import)\s+metadata\.(?:ingestion|generated|workflow|utils|profiler|sampler|"
    rb"data_quality|cmd|automations|orm_profiler|great_expectations|sdk)\b",
    re.I | re.M,
)
_MARKERS = (".git", ".github", "pyproject.toml", "setup.py", "setup.cfg", "Pipfile", "requirements.txt", "Dockerfile")


def uses_ingestion(content: bytes) -> bool:
    """Whether a file names OpenMetadata or imports its SDK."""
    return bool(_USES.search(content))


class Projects:
    """The directories in which files were found, and which of them use ingestion.

    Args:
        paths: the files and directories that are read; what lies above them is no part of any project.
    """

    def __init__(self, paths: t.Iterable[str]) -> None:
        absolute = [os.path.abspath(path) for path in paths]
        self._tops = {path if os.path.isdir(path) else os.path.dirname(path) for path in absolute}
        self._using: set[str] = set()
        self._roots: dict[str, str] = {}

    def note(self, path: str) -> None:
        """A file uses ingestion: so do all directories above it, as projects that hold it."""
        directory = os.path.dirname(path)
        while directory not in self._using:
            self._using.add(directory)
            directory = os.path.dirname(directory)

    def related(self, path: str) -> bool:
        """Whether the project of a file uses ingestion: the nearest directory above that looks like a project's."""
        return self._root(os.path.dirname(path)) in self._using

    def _root(self, directory: str) -> str:
        if directory not in self._roots:
            self._roots[directory] = next(filter(_is_project, self._above(directory)), directory)
        return self._roots[directory]

    def _above(self, directory: str) -> t.Iterator[str]:
        """The directory and those above it, up to a path that is read."""
        while directory != os.path.dirname(directory):
            yield directory
            if directory in self._tops:
                return
            directory = os.path.dirname(directory)


def _is_project(directory: str) -> bool:
    return any(os.path.exists(os.path.join(directory, name)) for name in _MARKERS)
