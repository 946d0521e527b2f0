# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines that change in a configuration file, for people: without the values that may be secret."""

from __future__ import annotations

import difflib
import re

from ._mask import MASK

# "NAME=value", "NAME: value", "- NAME=value", with or without quotes
_ASSIGNMENT = re.compile(r"^(\s*(?:-\s+)?[\"']?(?:export\s+)?)([A-Za-z_][\w.-]*)([\"']?\s*[=:]\s*)(\S.*)$")
# Names whose values are shown: images and versions, and switches; everything else may be a secret.
_SHOWN = re.compile(r"(?i)(?:^|_)(?:image|tag|version|enabled|provider|region)$")
# Values without a secret: a reference to a variable without a default.
_REFERENCE = re.compile(r"^[\"']?\$(?:\w+|\{\w+(?::?-)?\})[\"']?$")


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that only one of the texts has, ``- `` and ``+ `` before them, in the order of a diff."""
    compared = difflib.ndiff(before.splitlines(), after.splitlines())
    return [line[:2] + _masked(line[2:]) for line in compared if line.startswith(("- ", "+ "))]


def _masked(line: str) -> str:
    match = _ASSIGNMENT.match(line)
    if not match or _SHOWN.search(match[2]) or _REFERENCE.match(match[4].strip()):
        return line
    return f"{match[1]}{match[2]}{match[3]}{MASK}"
