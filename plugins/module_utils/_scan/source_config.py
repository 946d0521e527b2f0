# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds ingestion pipelines whose sourceConfig.config has no type, in YAML, JSON and JSON inside shell."""

from __future__ import annotations

import re
import typing as t

_REACH = 20_000  # characters behind sourceConfig in which its config ends
_API = re.compile(r"pipelineType|ingestionPipelines")
_START = re.compile(r"sourceConfig\\?[\"']?\s*[:=]")
_BRACES = re.compile(r"\s*\{\s*\\?[\"']?config\\?[\"']?\s*[:=]\s*\{")
_TYPE = re.compile(r"(?:^|[\s{,\"'\\])type\\?[\"']?\s*[:=]")
_NESTED = re.compile(r"\{[^{}]*\}")


def find_untyped(lines: t.Sequence[str]) -> t.Iterator[tuple[int, int]]:
    """The index and column of each sourceConfig for the API whose config has no type."""
    starts = [(number, match) for number, line in enumerate(lines) for match in _START.finditer(line)]
    if not starts or not any(_API.search(line) for line in lines):
        return
    for number, match in starts:
        rest = lines[number][match.end() : match.end() + _REACH]
        config = _braces("\n".join([rest, *lines[number + 1 : number + 60]])) if "{" in rest else _block(lines, number)
        if config is not None and not _TYPE.search(config):
            yield number, match.start()


def _braces(text: str) -> str | None:
    """What stands directly in the braces of config; None where there is no config, or its end is out of sight."""
    match = _BRACES.match(text)
    depth = 1
    for position in range(match.end(), len(text)) if match else ():
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if match and depth == 0:
            inner = text[match.end() : position]
            while _NESTED.search(inner):
                inner = _NESTED.sub("", inner)
            return inner
    return None


def _block(lines: t.Sequence[str], number: int) -> str | None:
    """The lines below config in YAML; None where there is no config."""
    children = list(_below(lines, number))
    for child in children:
        key = lines[child].strip()
        if re.match(r"config\s*:", key):
            inner = key.partition(":")[2].strip()
            return inner or "\n".join(lines[line] for line in _below(lines, child, direct=True))
    return None


def _below(lines: t.Sequence[str], number: int, direct: bool = False) -> t.Iterator[int]:
    """The lines that are indented more than a line; with `direct`, only those of the first level."""
    indent = len(lines[number]) - len(lines[number].lstrip(" -"))
    level = 0
    for other in range(number + 1, len(lines)):
        text = lines[other]
        depth = len(text) - len(text.lstrip())
        if not text.strip():
            continue
        if depth <= indent:
            return
        level = level or depth
        if not direct or depth == level:
            yield other
