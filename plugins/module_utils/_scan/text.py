# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Detectors for text that is no Python: YAML, JSON, shell, requirements, and the texts inside Python strings.

One regular expression per line, with a condition on the whole text where a line alone says too little.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .hit import Hit

# A key, as YAML, JSON and Python write it.
_KEY = r"(?:^|[\s{{,\[\"'-]){name}[\"']?\s*[:=]"


def _key(name: str) -> re.Pattern[str]:
    return re.compile(_KEY.format(name=name))


@dataclasses.dataclass(frozen=True)
class TextRule:
    """A line that matches, in a text that has `context` and lacks `unless`."""

    rule: str
    line: re.Pattern[str]
    context: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    code: bool = False  # only in files that may hold Python code (notebooks, heredocs), not in strings of Python


_GLOSSARY = re.compile(r"glossary_?terms?|data_?contracts?", re.I)
_SEARCH = re.compile(r"search/query|/v1/search")

TEXT_RULES: tuple[TextRule, ...] = (
    TextRule("OMC101", re.compile(r"\bworkflow\w*\.print_status\(\)", re.I), code=True),
    TextRule(
        "OMC103",
        re.compile(r"[\"']?\bstatus[\"']?\s*[:=]\s*[\"']?(?:Active|Draft|Deprecated|In Review|Rejected)\b"),
        context=_GLOSSARY,
    ),
    TextRule("OMC111", re.compile(r"/v1/(?:domains|dataProducts)\S*[?&]fields=[^&\s\"']*\bassets\b")),
    TextRule("OMC112", re.compile(r"/v1/\S*[?&]fields=[^&\s\"']*\bdomain\b(?!s)")),
    TextRule(
        "OMC123",
        re.compile(
            r"\{\{[^}]*\b(?:execution_date|(?:next|prev)_execution_date(?:_success)?|(?:next|prev|tomorrow|yesterday)_ds"
            r"(?:_nodash)?)\b"
        ),
    ),
    TextRule("OMC124", re.compile(r"\bEditTests\b"), unless=re.compile(r"\bCreateTests\b")),
    TextRule(
        "OMC125",
        re.compile(r"(?:^|[\s{,\"'-])(?:brokersUrl|consumerGroupName)[\"']?\s*:"),
        context=re.compile(r"\btype[\"']?\s*:\s*[\"']?OpenLineage\b"),
        unless=_key("brokerConfig"),
    ),
    TextRule("OMC126", re.compile(r"^\s*FROM\s+\S*python:?(?:2|3\.[0-9](?!\d))", re.I)),
    TextRule("OMC126", re.compile(r"(?:python_requires|requires-python)\s*=\s*[\"'][^\"']*3\.[6-9](?!\d)")),
    TextRule("OMC131", re.compile(r"\.pipelineStatuses\.\w|\.pipelineStatuses\[[\"']|\.pipelineStatuses\s*\|\s*\.\w")),
    TextRule("OMC132", re.compile(r"/v1/suggestions\b")),
    TextRule("OMC133", re.compile(r"[?&]search_after=")),
    TextRule("OMC134", re.compile(r"[?&]deleted="), context=_SEARCH),
    TextRule(
        "OMC135",
        re.compile(r"(?:^|[\s{,\"'-])token[\"']?\s*:"),
        context=re.compile(r"\btype[\"']?\s*:\s*[\"']?DatabricksPipeline\b"),
        unless=_key("authType"),
    ),
    TextRule("OMC136", re.compile(r"/logs/\S*/?stream\b")),
    TextRule("OMC137", re.compile(r"\bgreat[_-]expectations(?:\[[^\]]*\])?\s*(?:[=~]=\s*0\.|<\s*1\b|<=\s*0\.)", re.I)),
    TextRule("OMC138", re.compile(r"\bsqlalchemy(?:\[[^\]]*\])?\s*(?:[=~]=\s*1\.|<\s*2\b|<=\s*1\.)", re.I)),
)
_PIN = re.compile(
    r"openmetadata-(?:ingestion|managed-apis)(?:\[[^\]]*\])?[\"']?\s*[=~]=\s*[\"']?(\d+)\.(\d+)|"
    r"\bopenmetadata/(?:server|ingestion|ingestion-base)(?:-slim)?:(\d+)\.(\d+)"
)


def scan_text(
    text: str, rules: t.Container[str], target: tuple[int, int] | None, *, first_line: int = 1, code: bool = True
) -> list[Hit]:
    """Look for the rules in a text.

    Args:
        text: the text.
        rules: identifiers of the rules to look for.
        target: major and minor version that pins must have.
        first_line: the line in the file where the text begins.
        code: whether it may hold Python code; a string inside Python may not, since that would be a mere mention.
    """
    active = [
        rule
        for rule in TEXT_RULES
        if rule.rule in rules
        and (code or not rule.code)
        and (rule.context is None or rule.context.search(text))
        and (rule.unless is None or not rule.unless.search(text))
    ]
    hits = []
    for number, line in enumerate(text.splitlines(), first_line):
        for rule in active:
            match = rule.line.search(line)
            if match:
                hits.append(Hit(number, match.start() + 1, rule.rule))
        pin = _PIN.search(line) if target and "OMC141" in rules else None
        if pin:
            groups = pin.groups()
            pinned = (groups[0] or groups[2], groups[1] or groups[3])
            if (int(pinned[0]), int(pinned[1])) != target:
                hits.append(Hit(number, pin.start() + 1, "OMC141"))
    return hits
