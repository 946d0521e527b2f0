# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reads one file: which rules hold where, and how it would look with the safe ones applied."""

from __future__ import annotations

import ast
import dataclasses
import difflib
import os
import re
import typing as t
import warnings

from .files import Source
from .hit import Hit
from .print_status import RULE as PRINT_STATUS
from .print_status import find_calls, remove
from .python import scan_python
from .text import scan_text

# A file without any of these words cannot have a finding, so that its syntax tree need not be built.
_WORDS = re.compile(
    rb"print_status|status|assets|domain|schedule_interval|timetable|airflow\.|_ds\b|_ds_nodash|execution_date|EditTests"
    rb"|OpenLineage|python|pipelineStatuses|/v1/suggestions|search_after|deleted=|DatabricksPipeline|/logs/"
    rb"|expectations|sqlalchemy|openmetadata",
    re.I,
)
_BOM = b"\xef\xbb\xbf"


@dataclasses.dataclass
class Reading:
    """What a file holds."""

    source: Source
    hits: list[Hit]
    before: bytes = b""
    after: bytes | None = None  # with the safe rules applied; None where that changes nothing
    problem: str = ""  # why it could not be read

    @property
    def diff(self) -> str:
        """The change as a unified diff; empty where there is none."""
        if self.after is None:
            return ""
        old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (self.before, self.after))
        lines = difflib.unified_diff(old, new, fromfile=self.source.path, tofile=self.source.path)
        return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def read(source: Source, rules: t.Container[str], target: tuple[int, int] | None) -> Reading:
    """Read a file and look for the rules in it."""
    try:
        with open(source.path, "rb") as handle:
            content = handle.read()
    except OSError as exc:
        return Reading(source, [], problem=exc.strerror or str(exc))
    if not _WORDS.search(content):
        return Reading(source, [])
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Reading(source, [], problem="not in UTF-8")
    if source.kind == "python":
        return _read_python(source, content, rules, target)
    return Reading(source, sorted(set(scan_text(text, rules, target))), before=content)


def _read_python(source: Source, content: bytes, rules: t.Container[str], target: tuple[int, int] | None) -> Reading:
    body = content[len(_BOM) :] if content.startswith(_BOM) else content
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in other people's strings are not our subject
            tree = ast.parse(body)
            hits = set(scan_python(tree, rules, target))
            after = None
            if PRINT_STATUS in rules:
                calls, statements = find_calls(tree, body)
                after = remove(body, tree, statements) if source.inside and statements else None
                # without a proven edit nothing here can be fixed
                hits |= {dataclasses.replace(hit, fixable=hit.fixable and after is not None) for hit in calls}
    except SyntaxError as exc:
        return Reading(source, [], problem=f"no Python that this interpreter reads: {exc.msg} (line {exc.lineno})")
    except (ValueError, RecursionError, MemoryError) as exc:
        return Reading(source, [], problem=f"no Python that can be read: {exc or type(exc).__name__}")
    if after is not None:
        after = content[: len(content) - len(body)] + after
    return Reading(source, sorted(hits), before=content, after=after)


def unchanged_since(reading: Reading) -> bool:
    """Whether the file is still what was read, right before it is replaced."""
    try:
        with open(os.path.realpath(reading.source.path), "rb") as handle:
            return handle.read() == reading.before
    except OSError:
        return False
