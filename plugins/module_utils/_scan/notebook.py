# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reads Jupyter notebooks: the code cells, one after the other, with their places in the file.

Format: https://nbformat.readthedocs.io/en/latest/format_description.html. Outputs and text cells are no code. The file
is edited by the spans of the texts that hold the lines of a cell, so that everything else stays byte for byte.
"""

from __future__ import annotations

import ast
import dataclasses
import difflib
import json
import re
import typing as t
import warnings

_MAGIC = re.compile(r"\s*(?:[%!?]|[\w.]+\s*=\s*[%!])|.*\?\s*$")
_FOREIGN = re.compile(r"\s*%%(?!time\b|timeit\b|capture\b|prun\b)(\w+)")
_PYTHON_CELLS = frozenset({"python", "python3", "pyspark"})
_WRITERS = frozenset({"writefile", "file"})
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclasses.dataclass(frozen=True)
class Cell:
    """A code cell: its number from 1 over all cells, its text, and whether the text is Python."""

    number: int
    text: str
    python: bool
    index: int  # from 0 over all cells

    @property
    def code(self) -> str:
        """The text with an empty statement in the place of each magic and shell command."""
        if self.plain:
            return self.text
        lines = self.text.split("\n")
        return "\n".join(_blank(line) if magic else line for line, magic in zip(lines, _are_magics(lines)))

    @property
    def plain(self) -> bool:
        """Whether the text is Python without magics; a line of it may begin with the operator `%`."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True


def read_cells(content: str) -> list[Cell]:
    """The code cells of a notebook.

    Raises:
        ValueError: the text is no notebook.
    """
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("no notebook")
    sheets = document.get("worksheets") or [document]  # format 3 has worksheets
    cells = [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []]
    if not isinstance(document.get("cells", document.get("worksheets")), list):
        raise ValueError("no notebook")
    metadata = document.get("metadata") or {}
    language = str((metadata.get("kernelspec") or {}).get("language") or "python").lower()
    found = []
    for index, cell in enumerate(cells):
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        source = cell.get("source", cell.get("input", ""))
        text = source if isinstance(source, str) else "".join(str(line) for line in source or [])
        found.append(Cell(index + 1, text, language == "python" and _is_python(text), index))
    return found


def _is_python(text: str) -> bool:
    match = _FOREIGN.match(text)
    if match is None or match[1] in _PYTHON_CELLS:
        return True
    return match[1] in _WRITERS and text.split("\n", 1)[0].rstrip().endswith(".py")


def _are_magics(lines: list[str]) -> list[bool]:
    """Which lines are magics or shell commands, those included that go on behind a backslash."""
    found: list[bool] = []
    for number, line in enumerate(lines):
        goes_on = number > 0 and found[-1] and lines[number - 1].rstrip().endswith("\\")
        found.append(goes_on or (bool(_MAGIC.match(line)) and not line.lstrip().startswith("#")))
    return found


def _blank(line: str) -> str:
    """An empty statement in the place of a line, which keeps its block whole."""
    return line[: len(line) - len(line.lstrip())] + "pass" if _MAGIC.match(line) else ""


def magics(cell: Cell) -> str:
    """The magics and shell commands of a cell alone, each in its line: they may name versions and images."""
    lines = [] if cell.plain else cell.text.split("\n")
    return "\n".join(line if magic else "" for line, magic in zip(lines, _are_magics(lines)))


def replace_sources(content: str, texts: t.Mapping[int, tuple[str, str]]) -> str | None:
    """The notebook with other texts in its cells, or None where that cannot be done for certain.

    Args:
        content: the notebook.
        texts: for the index of each cell its text now and its text then; lines may only be changed or left out.
    """
    spans = _source_spans(content)
    edits: list[tuple[int, int, str]] = []
    for index, (_old, new) in texts.items():
        if index not in spans:
            return None
        start, end = spans[index]
        edits.append((start, end, _rewritten(content[start:end], new)))
    for start, end, text in sorted(edits, reverse=True):
        content = content[:start] + text + content[end:]
    try:
        now = {cell.index: cell.text for cell in read_cells(content)}
    except ValueError:
        return None
    return content if all(now.get(index) == new for index, (_old, new) in texts.items()) else None


def _source_spans(content: str) -> dict[int, tuple[int, int]]:
    """Where the value of `source` of each cell begins and ends, for format 4."""
    spans: dict[int, tuple[int, int]] = {}
    match = re.search(r'"cells"\s*:\s*\[', content)
    position = match.end() if match else len(content)
    index = 0
    while position < len(content):
        if content[position] == "{":
            end, found = _object(content, position)
            if found:
                spans[index] = found
            index += 1
            position = end
        elif content[position] == "]":
            break
        else:
            position += 1
    return spans


def _object(content: str, position: int) -> tuple[int, tuple[int, int] | None]:
    """The end of the object that begins at a place, and the span of its own value of `source`."""
    decoder = json.JSONDecoder()
    span = None
    position += 1
    while content[position] != "}":
        if content[position] != '"':
            position += 1
            continue
        key = _STRING.match(content, position)
        if key is None:
            return len(content), None
        start = content.index(":", key.end()) + 1
        while content[start] in " \t\r\n":
            start += 1
        _value, position = decoder.raw_decode(content, start)
        if key[0] == '"source"':
            span = start, position
    return position + 1, span


def _rewritten(raw: str, new: str) -> str:
    """A value of `source` with the lines of `new`; what stands between the lines that stay is kept."""
    ascii_only = raw.isascii()
    if raw.startswith('"'):
        return json.dumps(new, ensure_ascii=ascii_only)
    spans = [match.span() for match in _STRING.finditer(raw)]
    before = [str(json.loads(raw[start:end])) for start, end in spans]
    after = re.findall(r"[^\n]*\n|[^\n]+", new)
    for tag, first, last, new_first, new_last in reversed(_changes(before, after)):
        lines = ", ".join(json.dumps(line, ensure_ascii=ascii_only) for line in after[new_first:new_last])
        if lines and first < last:
            start, end = spans[first][0], spans[last - 1][1]
        elif tag == "delete" and last < len(spans):
            start, end = spans[first][0], spans[last][0]  # with the comma behind it
        elif tag == "delete":
            start, end = spans[first - 1][1] if first else spans[0][0], spans[-1][1]
        else:
            return raw
        raw = raw[:start] + lines + raw[end:]
    return raw


def _changes(before: list[str], after: list[str]) -> list[tuple[str, int, int, int, int]]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [change for change in matcher.get_opcodes() if change[0] != "equal"]
