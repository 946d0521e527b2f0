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

from .embedded import Block, parse
from .files import Source
from .guards import quiet_nodes
from .hit import Hit
from .kinds import NOTEBOOK, PYTHON, TEMPLATE
from .notebook import Cell, magics, read_cells, replace_sources
from .print_status import RULE as PRINT_STATUS
from .print_status import find_calls, remove
from .projects import uses_ingestion
from .python import is_broken_import, scan_block, scan_python
from .text import scan_text

# A file without any of these words cannot have a finding, so that its syntax tree need not be built.
_WORDS = re.compile(
    rb"print_status|status|assets|domain|airflow|dag\b|\btask|operator|trigger_rule|_ds\b|_ds_nodash|execution_date|EditTests"
    rb"|OpenLineage|python|\bpy[23]|pipelineStatuses|/v1/suggestions|search_after|deleted=|Databricks|/logs/|deltalake"
    rb"|expectations|sqlalchemy|openmetadata|open-metadata|[-_]release|om_|_version|recreateIndex|DistributedIndexing|/v1/feed"
    rb"|oracle|eventSubscriptions|sourceConfig|metadata|kwargs|context|threads?\b|_post",
    re.I,
)
# https://docs.databricks.com/aws/en/notebooks/notebook-format
_DATABRICKS = b"# Databricks notebook source"
_BOM = b"\xef\xbb\xbf"


@dataclasses.dataclass
class Reading:
    """What a file holds."""

    source: Source
    hits: list[Hit]
    before: bytes = b""
    after: bytes | None = None  # with the safe rules applied; None where that changes nothing
    problem: str = ""  # why it, or a part of it, could not be read
    ingestion: bool = False  # whether it names OpenMetadata or imports its SDK

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
    ingestion = uses_ingestion(content)
    if os.path.basename(source.path) == ".python-version":
        content = b"python-" + content.lstrip()
    if not _WORDS.search(content):
        return Reading(source, [], ingestion=ingestion)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return Reading(source, [], problem="not in UTF-8")
    if source.kind == PYTHON:
        reading = _read_python(source, content, rules, target)
    elif source.kind == NOTEBOOK:
        reading = _read_notebook(source, content, text, rules, target)
    else:
        reading = _read_other(source, content, text, rules, target)
    reading.ingestion = ingestion
    return reading


def _read_other(
    source: Source, content: bytes, text: str, rules: t.Container[str], target: tuple[int, int] | None
) -> Reading:
    try:
        return Reading(source, _read_text(source, text, rules, target), before=content)
    except (RecursionError, MemoryError) as exc:  # of Python that stands in the text
        return Reading(source, [], problem=f"holds Python that cannot be read: {type(exc).__name__}")


def _read_text(source: Source, text: str, rules: t.Container[str], target: tuple[int, int] | None) -> list[Hit]:
    """A text, or a template of Python, which is read both ways."""
    tree = parse(text) if source.kind == TEMPLATE else None
    hits = scan_text(text, rules, target, code=tree is None, blocks=scan_block)
    if tree is not None:
        hits = [*hits, *scan_block(Block(1, tree), rules, target)]
    return sorted(set(hits))


def _read_python(source: Source, content: bytes, rules: t.Container[str], target: tuple[int, int] | None) -> Reading:
    body = content[len(_BOM) :] if content.startswith(_BOM) else content
    try:
        hits, after = _scan_source(body, rules, target, fix=source.inside)
    except SyntaxError as exc:
        return Reading(source, [], problem=f"no Python that this interpreter reads: {exc.msg} (line {exc.lineno})")
    except (ValueError, RecursionError, MemoryError) as exc:
        return Reading(source, [], problem=f"no Python that can be read: {exc or type(exc).__name__}")
    if _DATABRICKS in body:
        hits = sorted({*hits, *_read_databricks(body.decode("utf-8"), rules, target)})
    if after is not None:
        after = content[: len(content) - len(body)] + after
    return Reading(source, hits, before=content, after=after)


def _read_databricks(text: str, rules: t.Container[str], target: tuple[int, int] | None) -> list[Hit]:
    """The magics of a Databricks notebook, which stand in comments of a Python file."""
    lines = [line.partition("MAGIC ")[2] if line.startswith("# MAGIC ") else "" for line in text.split("\n")]
    return scan_text("\n".join(lines), rules, target, code=False, blocks=scan_block)


def _scan_source(
    body: bytes, rules: t.Container[str], target: tuple[int, int] | None, *, fix: bool
) -> tuple[list[Hit], bytes | None]:
    """The hits in Python source, and the source with the safe rules applied (None where that changes nothing).

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: the source cannot be parsed.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in other people's strings are not our subject
        tree = ast.parse(body)
        quiet = quiet_nodes(tree, is_broken_import)
        hits = set(scan_python(tree, rules, target, quiet))
        after = None
        if PRINT_STATUS in rules:
            calls, statements = find_calls(tree, body, quiet)
            after = remove(body, tree, statements) if fix and statements else None
            # without a proven edit nothing here can be fixed
            hits |= {dataclasses.replace(hit, fixable=hit.fixable and after is not None) for hit in calls}
    return sorted(hits), after


def _read_notebook(
    source: Source, content: bytes, text: str, rules: t.Container[str], target: tuple[int, int] | None
) -> Reading:
    mark = text[: len(text) - len(text.lstrip("\ufeff"))]
    text = text[len(mark) :]
    try:
        cells = read_cells(text)
    except (ValueError, AttributeError, TypeError, RecursionError) as exc:
        return Reading(source, [], problem=f"no notebook that can be read: {exc}")
    hits: list[Hit] = []
    texts: dict[int, tuple[str, str]] = {}
    problems: list[str] = []
    for cell in cells:
        found, after, problem = _read_cell(cell, rules, target, fix=source.inside)
        hits += [dataclasses.replace(hit, cell=cell.number) for hit in found]
        problems += [f"cell {cell.number}: {problem}"] if problem else []
        if after is not None:
            texts[cell.index] = cell.text, after
    edited = replace_sources(text, texts) if texts else None
    if edited is None:
        hits = [dataclasses.replace(hit, fixable=False) for hit in hits]
    hits.sort(key=lambda hit: (hit.cell, hit))
    return Reading(source, hits, content, (mark + edited).encode("utf-8") if edited else None, "; ".join(problems))


def _read_cell(
    cell: Cell, rules: t.Container[str], target: tuple[int, int] | None, *, fix: bool
) -> tuple[list[Hit], str | None, str]:
    """The hits in a cell, its text with the safe rules applied, and why it could not be read."""
    if not cell.python:
        return scan_text(cell.text, rules, target, blocks=scan_block), None, ""
    hits = scan_text(magics(cell), rules, target, code=False)
    code = cell.code
    plain = code == cell.text  # lines of magics cannot be put back
    try:
        found, after = _scan_source(code.encode("utf-8"), rules, target, fix=fix)
    except SyntaxError as exc:
        return hits, None, f"no Python that this interpreter reads: {exc.msg} (line {exc.lineno})"
    except (ValueError, RecursionError, MemoryError) as exc:
        return hits, None, f"no Python that can be read: {exc or type(exc).__name__}"
    text = after.decode("utf-8") if after is not None else None
    if text is not None and not plain:
        text = _with_magics(cell, code, text)
        found = found if text else [dataclasses.replace(hit, fixable=False) for hit in found]
    return sorted({*hits, *found}), text, ""


def _with_magics(cell: Cell, code: str, fixed: str) -> str | None:
    """The lines of a fixed cell with its magics put back, or None where the lines cannot be matched."""
    old, blanked, new = cell.text.split("\n"), code.split("\n"), fixed.split("\n")
    matcher = difflib.SequenceMatcher(None, blanked, new, autojunk=False)
    lines: list[str] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal" and old[start:end] != blanked[start:end]:
            return None  # a magic stands in what changed
        lines += old[start:end] if tag == "equal" else new[new_start:new_end]
    return "\n".join(lines)


def unchanged_since(reading: Reading) -> bool:
    """Whether the file is still what was read, right before it is replaced."""
    try:
        with open(os.path.realpath(reading.source.path), "rb") as handle:
            return handle.read() == reading.before
    except OSError:
        return False
