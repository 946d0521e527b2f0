# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Blanks comments of YAML, shell, requirements, Dockerfiles, Terraform, INI and Jinja; lines and columns stay."""

from __future__ import annotations

import re

MAX_LINE = 5000  # characters; longer lines are data on one line, in which nobody writes comments
_JINJA = re.compile(r"(?<!\$)\{#.*?#\}", re.S)
_BLOCK = re.compile(r"^[ \t]*/\*.*?\*/", re.S | re.M)
_MARK = re.compile(r"(?<=[ \t])(?:#|//(?=\s))")
_WHOLE_LINE = re.compile(r"^\s*(?:#|//|;)")


def without_comments(text: str) -> str:
    """The text with blanks in the place of comments."""
    text = _JINJA.sub(_blanks, text) if "{#" in text else text
    text = _BLOCK.sub(_blanks, text) if "/*" in text else text
    if "#" not in text and "//" not in text and ";" not in text:
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _blanks(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _line(line: str) -> str:
    if _WHOLE_LINE.match(line):
        return ""
    if len(line) > MAX_LINE:
        return line
    for mark in _MARK.finditer(line):
        if not _quoted(line, mark.start()):
            return line[: mark.start()]
    return line


def _quoted(line: str, position: int) -> bool:
    """Whether a place lies between quotation marks of its line."""
    quote = ""
    for number, character in enumerate(line):
        if number == position:
            return bool(quote) and quote in line[position:]
        if quote:
            quote = "" if character == quote and line[number - 1] != "\\" else quote
        elif character in "\"'" and character in line[number + 1 :]:
            quote = character
    return False
