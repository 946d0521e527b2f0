# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Detectors for text that is no Python: YAML, JSON, shell, requirements, and the texts inside Python strings.

One regular expression per line, with a condition on the whole text where a line alone says too little. Comments are
blanked first, and Python that stands in the text is read by its syntax tree.
"""

from __future__ import annotations

import re
import typing as t

from . import airflow_names
from .comments import without_comments
from .embedded import Block, find_blocks
from .hit import Hit
from .pins import find_pins, requirements
from .runtimes import old_python
from .source_config import find_untyped
from .text_rules import GLOSSARY, TEXT_RULES

_IMPORT = re.compile(r"(?:^|[\s;\"'])(?:from\s+(airflow[\w.]*)\s+import\s+\(?([\w\s,*]*)|import\s+(airflow\.[\w.]+))")
_CLASS = re.compile(r"(?<![\w./-])(airflow(?:\.\w+)+)\.([A-Z]\w*)")
_ADDRESS = re.compile(r"/v1/[\w/]*")
_REACH = 50  # lines of a command that goes on
# An older Great Expectations or SQLAlchemy than the one that ingestion needs, by package.
_FLOORS = {"great-expectations": ("OMC137", (1, 3)), "sqlalchemy": ("OMC138", (2, 0))}

BlockScan = t.Callable[[Block, t.Container[str], t.Optional[tuple[int, int]]], list[Hit]]


def scan_text(
    text: str,
    rules: t.Container[str],
    target: tuple[int, int] | None,
    *,
    first_line: int = 1,
    code: bool = True,
    blocks: BlockScan | None = None,
) -> list[Hit]:
    """Look for the rules in a text.

    Args:
        text: the text.
        rules: identifiers of the rules to look for.
        target: major and minor version that pins must have.
        first_line: the line in the file where the text begins.
        code: whether it may hold Python code; a string inside Python may not, since that would be a mere mention.
        blocks: looks for the rules in Python that stands in the text; None leaves it to the rules for lines.
    """
    text = without_comments(text.replace("\r\n", "\n"))
    hits: list[Hit] = []
    lines = text.split("\n")
    for block in find_blocks(text, first_line) if blocks else ():
        last = first_line + len(lines) - 1
        for hit in blocks(block, rules, target) if blocks else ():
            line = block.first_line if block.last_line < 0 else min(hit.line, last)
            hits.append(Hit(line, hit.column if block.last_line >= 0 else 0, hit.rule))
        for number in range(block.first_line, max(block.last_line, block.first_line) + 1):
            lines[number - first_line] = ""
    hits += [Hit(number + first_line, column + 1, rule) for number, column, rule in _lines(text, lines, code, target)]
    first: dict[tuple[int, str], Hit] = {}  # two patterns may find one place
    for hit in sorted(hits):
        first.setdefault((hit.line, hit.rule), hit)
    return [hit for hit in first.values() if hit.rule in rules]


def _lines(text: str, lines: list[str], code: bool, target: tuple[int, int] | None) -> t.Iterator[tuple[int, int, str]]:
    """The index of a line, the column from 0, and the rule."""
    active = [
        rule
        for rule in TEXT_RULES
        if (code or not rule.code)
        and rule.line.search(text)
        and (rule.context is None or rule.context.search(text))
        and (rule.unless is None or not rule.unless.search(text))
    ]
    for number, line in enumerate(lines):
        if not line:
            continue
        for rule in active:
            match = rule.line.search(line)
            if match and not (rule.code and _mentions(line)) and not (rule.glossary and _elsewhere(lines, number)):
                yield number, match.start(), rule.rule
        for column, name, versions in requirements(line):
            rule_id, floor = _FLOORS.get(name, ("", (0,)))
            if rule_id and not versions.has_from(floor):
                yield number, column, rule_id
        if code and "airflow" in line and not _mentions(line):
            yield from ((number, column, rule) for column, rule in _imports(line))
    yield from ((number, column, "OMC126") for number, column in old_python(lines))
    yield from ((number, column, "OMC163") for number, column in find_untyped(lines))
    if target:
        yield from ((number, column, "OMC141") for number, column in find_pins(lines, target))


def _mentions(line: str) -> bool:
    """Whether a line of shell only prints what it says."""
    return bool(re.match(r"\s*(?:echo|printf)\b[^|>]*$", line))


def _elsewhere(lines: list[str], number: int) -> bool:
    """Whether the command or document around a line is sent to an address that is not of glossary terms."""
    first = last = number
    while first > max(0, number - _REACH) and lines[first - 1].rstrip().endswith("\\"):
        first -= 1
    while last < min(len(lines) - 1, number + _REACH) and lines[last].rstrip().endswith("\\"):
        last += 1
    addresses = [address for line in lines[first : last + 1] for address in _ADDRESS.findall(line)]
    return bool(addresses) and not any(GLOSSARY.search(address) for address in addresses)


def _imports(line: str) -> t.Iterator[tuple[int, str]]:
    """Imports, and classes by their dotted path, as DAG factories name them."""
    for match in _CLASS.finditer(line):
        gone_class = airflow_names.name_gone(match[1], match[2])
        if gone_class:
            yield match.start(), gone_class
    for match in _IMPORT.finditer(line):
        if match[3]:
            gone = {airflow_names.module_gone(match[3])}
        else:
            names = re.findall(r"(\w+|\*)(?:\s+as\s+\w+)?", match[2]) or ["*"]
            gone = {airflow_names.name_gone(match[1], name) for name in names}
        yield from ((match.start(), rule) for rule in gone if rule)
