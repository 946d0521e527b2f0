# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds Python inside other texts: here documents, block texts of YAML, and ``python -c``."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import textwrap
import typing as t
import warnings

_HEREDOC = re.compile(r"<<-?\s*([\"']?)([A-Za-z_]\w*)\1")
_BLOCK_TEXT = re.compile(r"(?:[:-]|^)\s*\|[+-]?\d?[+-]?\s*$")
_COMMAND = re.compile(
    r"\bpython[\d.]*\"?\s+(?:-[a-zA-Z]\s+)*-[a-zA-Z]*c\s+(?P<quote>[\"'])(?P<code>.*?)(?<!\\)(?P=quote)", re.S
)
_LIST_ITEM = re.compile(r"[\"']-[a-zA-Z]*c[\"']\s*,\s*(\"(?:[^\"\\]|\\.)*\")")
_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.S)
_SHELL = re.compile(r"\$\{[^}\n]*\}|\$\w+")
_FORMAT = re.compile(r"%(?:\(\w+\))?[srd]\b")
PLACE = "_value_"  # stands for what a template, a format or the shell puts in
_STATEMENT = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
_REACH = 2000  # lines of a here document
MAX_TEXT = 200_000  # characters of a text that is tried as Python


@dataclasses.dataclass(frozen=True)
class Block:
    """Python that stands in another text, from a line on."""

    first_line: int
    tree: ast.Module
    last_line: int = 0


def parse(text: str) -> ast.Module | None:
    """The syntax tree of a text, also where it is indented or has Jinja in it; None where it is no Python."""
    if len(text) > MAX_TEXT:
        return None
    candidates = [text]
    candidates += [without_jinja(text)] if "{{" in text or "{%" in text else []
    candidates += [_SHELL.sub(PLACE, text)] if "$" in text else []
    candidates += [_FORMAT.sub(PLACE, text)] if "%" in text else []
    for candidate in candidates:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(textwrap.dedent(candidate))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def without_jinja(text: str) -> str:
    """The text with a name in the place of each Jinja expression, and nothing in that of a statement."""
    text = _STATEMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    return _EXPRESSION.sub(lambda match: PLACE + "\n" * match[0].count("\n"), text)


def is_code(tree: ast.Module) -> bool:
    """Whether a text that parses is meant as Python: words and YAML parse as well, now and then."""
    if any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(tree)):
        return True
    acts = [
        node
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.FunctionDef, ast.With, ast.For, ast.Try, ast.ClassDef))
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call))
    ]
    return len(tree.body) > 1 and len(acts) == len(tree.body)


def find_blocks(text: str, first_line: int) -> list[Block]:
    """The Python in a text, in any order."""
    blocks: list[Block] = []
    lines = text.split("\n")
    if "<<" in text or "|" in text:
        number = 0
        while number < len(lines):
            end = _heredoc_end(lines, number) or _block_text_end(lines, number)
            tree = parse("\n".join(lines[number + 1 : end])) if end else None
            if end and tree is not None and is_code(tree):
                blocks.append(Block(first_line + number + 1, tree, first_line + end - 1))
                number = end
            else:
                number += 1
    if "-c" in text:
        blocks += _commands(text, first_line)
    return blocks


def _heredoc_end(lines: t.Sequence[str], number: int) -> int | None:
    match = _HEREDOC.search(lines[number])
    for end in range(number + 1, min(len(lines), number + _REACH)) if match else ():
        if match and lines[end].strip() == match[2]:
            return end
    return None


def _block_text_end(lines: t.Sequence[str], number: int) -> int | None:
    """Where the text of ``key: |`` ends, by its indentation; None where it does not look like Python."""
    if not _BLOCK_TEXT.search(lines[number]):
        return None
    indent = len(lines[number]) - len(lines[number].lstrip())
    end = number + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > indent):
        end += 1
    return end if any("import " in line for line in lines[number + 1 : end]) else None


def _commands(text: str, first_line: int) -> t.Iterator[Block]:
    for match in _COMMAND.finditer(text):
        tree = parse(match["code"].replace('\\"', '"'))
        start = first_line + text.count("\n", 0, match.start("code"))
        if tree is not None:
            yield Block(start, tree, start + match["code"].count("\n"))
    for match in _LIST_ITEM.finditer(text):
        try:
            tree = parse(json.loads(match[1]))
        except ValueError:
            continue
        start = first_line + text.count("\n", 0, match.start(1))
        if tree is not None:
            yield Block(start, tree, -1)  # all its lines are one line of the text
