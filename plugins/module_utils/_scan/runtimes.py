# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds Python releases that are too old for ingestion: images, metadata of packages, workflow files, tox and so on."""

from __future__ import annotations

import re
import typing as t

from .requirement import allowed

FLOOR = (3, 10)  # of ingestion since 1.13.5: https://github.com/open-metadata/OpenMetadata/releases/tag/1.13.5-release

_LONG = 5000  # characters; longer lines are data
_OLD = r"(?:2(?:\.\d+)?|3\.[0-9])(?![\d])"
_FIXED = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:\bFROM\s+(?:--\S+\s+)?|\bimage[\"']?\s*[:=]?\s*)[\"']?(?:[\w.:-]+/)*python:{_OLD}",
        rf"(?:\bFROM\s+|\bimage[\"']?\s*[:=]?\s*)[\"']?\S*-python{_OLD}",
        rf"\bpython[_-]version[\"']?\s*[:=]\s*[\"']?{_OLD}",
        rf"\bpython(?:[_-]versions?)?[\"']?\s*:\s*\[[^\]]*?[\"'\s\[]{_OLD}",
        rf"^\s*(?:-\s*)?python[\"']?\s*:\s*[\"']?{_OLD}",
        r"\bbasepython\s*=\s*python(?:2|3\.[0-9](?!\d))",
        r"\benvlist\s*=.*\bpy(?:27|3[0-9])\b(?!\d)",
        rf"\b(?:pyenv\s+(?:install|local|global)|uv\s+(?:venv|python\s+install|run)\b.*?)\s+(?:--python[\s=])?{_OLD}",
        rf"\b--python[\s=]+(?:python)?{_OLD}",
        rf"(?:^|\s)python={{1,2}}{_OLD}",
        rf"\bPYTHON_?(?:VERSION|TAG)\s*[:=]\s*[\"']?{_OLD}",
        rf"^python-{_OLD}",
        rf"\bpython{_OLD}\s+-m\s+(?:venv|pip)\b",
        rf"^\s*python\s+{_OLD}",
        rf"\bvirtualenv_python[\"']?\s*[:=]\s*[\"']?(?:\S*python)?{_OLD}",
        rf"\bvirtualenv\s.*(?:-p|--python)[\s=]*(?:\S*python)?{_OLD}",
        rf"(?:\bcontainer[\"']?\s*:\s*|\bdocker\.image\(\s*|\bdocker\s+run\b.*\s)[\"']?(?:[\w.-]+/)*python:{_OLD}",
    )
)
# Sections of tools that only check code: they run on any Python.
_SECTION = re.compile(r"^\[+([^\]]+)\]")
_CHECKERS = re.compile(r"mypy|pyright|pylint|ruff|black|isort|pytype|pyupgrade|vermin", re.I)
_LIST = re.compile(r"\bpython(?:[_-]versions?)?[\"']?\s*:\s*$")
_ITEM = re.compile(rf"^\s*-\s*[\"']?{_OLD}[\"']?\s*$")
_REQUIRES = re.compile(r"(?:python_requires|requires-python|^python)\s*=\s*[\"']?([^\"'#]+)")


def old_python(lines: t.Sequence[str]) -> t.Iterator[tuple[int, int]]:
    """The index and column of each line that fixes a Python below the floor. A lower bound fixes nothing."""
    checker = in_list = False
    for number, line in enumerate(lines):
        section = _SECTION.match(line)
        if section:
            checker = bool(_CHECKERS.search(section[1]))
        if in_list and _ITEM.match(line):
            yield number, len(line) - len(line.lstrip())
        in_list = bool(_LIST.search(line)) or (in_list and line.lstrip().startswith("-"))
        if checker or len(line) > _LONG or ("py" not in line.lower() and "uv " not in line):
            continue
        match = _REQUIRES.search(line)
        if match:
            versions = allowed(match[1])
            if versions and not versions.has_from(FLOOR):
                yield number, match.start()
            continue
        for pattern in _FIXED:
            match = pattern.search(line)
            if match:
                yield number, match.start()
                break
