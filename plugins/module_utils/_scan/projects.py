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
    """The directories in which files were found, and which of them use ingestion."""

    def __init__(self) -> None:
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
            self._roots[directory] = next(
                (place for place in _above(directory) if _is_project(place)),
                directory,
            )
        return self._roots[directory]


def _above(directory: str) -> t.Iterator[str]:
    while True:
        yield directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return
        directory = parent


def _is_project(directory: str) -> bool:
    return any(os.path.exists(os.path.join(directory, name)) for name in _MARKERS)
