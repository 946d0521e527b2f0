# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The rules for lines of text: one regular expression each."""

from __future__ import annotations

import dataclasses
import re


def _key(name: str) -> re.Pattern[str]:
    """A key, as YAML, JSON and Python write it."""
    return re.compile(rf"(?:^|[\s{{,\[\"'-]){name}[\"']?\s*[:=]", re.M)


@dataclasses.dataclass(frozen=True)
class TextRule:
    """A line that matches, in a text that has `context` and lacks `unless`."""

    rule: str
    line: re.Pattern[str]
    context: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    code: bool = False  # only in files that may hold Python code (here documents), not in strings of Python
    glossary: bool = False  # not in a command that is sent to other entities


GLOSSARY = re.compile(r"glossary[_-]?terms?|data[_-]?contracts?", re.I)
_SEARCH = re.compile(r"search/query|/v1/search")
_INGESTION = re.compile(
    r"sourceConfig|serviceConnection|workflowConfig|openmetadata|serviceType|ingestionPipelines", re.I
)
_WORKFLOW = re.compile(r"workflow|metadata", re.I)
_APPLICATION = re.compile(r"marketPlace|appMarket|/v1/apps|\bappType\b|\bclassName\b|\bappId\b", re.I)
_QUOTE = r"\\?[\"']?"  # JSON inside a shell string has escaped quotation marks
_STATUS = r"(?:Active|Draft|Deprecated|In Review|Rejected|Approved)\b"
# Keys of the context that Airflow 3 lacks and that only Airflow has; others, such as conf, say nothing in a template.
_DATES = r"(?:(?:next_|prev_)?execution_date(?:_success)?|(?:next|prev|tomorrow|yesterday)_ds(?:_nodash)?)"
_IN_TEMPLATE = (
    # before the name: no dot, except behind a run; no text in quotation marks
    rf"(?:(?<![\w.\"'])|(?<=\bti\.)|(?<=\bdag_run\.)|(?<=\btask_instance\.)){_DATES}\b(?!\s*=[^=]|[\"'\w])"
)

TEXT_RULES: tuple[TextRule, ...] = (
    TextRule("OMC101", re.compile(r"[\w\])]\.print_status\(\s*\)"), context=_WORKFLOW, code=True),
    TextRule("OMC101", re.compile(r"(?<![\w.])(?<!def )print_status\(\s*\w+\s*\)"), context=_WORKFLOW, code=True),
    TextRule(
        "OMC103",
        re.compile(rf"(?<![\w.-]){_QUOTE}status{_QUOTE}\s*[:=]\s*{_QUOTE}{_STATUS}"),
        context=GLOSSARY,
        glossary=True,
    ),
    TextRule("OMC103", re.compile(rf"{_QUOTE}path{_QUOTE}\s*:\s*{_QUOTE}/status\b"), context=GLOSSARY, glossary=True),
    TextRule("OMC103", re.compile(rf"(?:{GLOSSARY.pattern}).{{0,300}}\bjq\b.{{0,300}}\.status\b", re.I)),
    TextRule(
        "OMC104",
        re.compile(r"from\s+metadata\.generated\.schema\.entity\.data\.glossaryTerm\s+import\s.{0,300}\bStatus\b"),
        code=True,
    ),
    TextRule("OMC111", re.compile(r"/v1/(?:domains|dataProducts)\S*[?&]fields=[^&\s\"']*\bassets\b")),
    TextRule("OMC112", re.compile(r"/v1/\S*[?&]fields=[^&\s\"']*\bdomain\b(?!s)")),
    TextRule(
        "OMC121",
        re.compile(r"(?:^|[\s{,\"'-])(?:schedule_interval|default_view|full_filepath|fail_stop)[\"']?\s*:"),
        context=re.compile(r"default_args|dag_?factory|airflow", re.I),
    ),
    TextRule(
        "OMC123",
        re.compile(rf"\{{\{{(?:(?!\}}\}}).){{0,300}}?{_IN_TEMPLATE}|\{{%(?:(?!%\}}).){{0,300}}?{_IN_TEMPLATE}"),
    ),
    TextRule(
        "OMC127",
        re.compile(r"(?:^|[\s{,\"'-])(?:provide_context|task_concurrency)[\"']?\s*:"),
        context=re.compile(r"default_args|dag_?factory|airflow", re.I),
    ),
    TextRule(
        "OMC128", re.compile(r"\btrigger_rule[\"']?\s*[:=]\s*[\"']?(?:dummy|none_failed_or_skipped)\b(?![\"']?\s*\()")
    ),
    TextRule("OMC124", re.compile(r"\bEditTests\b"), unless=re.compile(r"\bCreateTests\b")),
    TextRule(
        "OMC125",
        re.compile(r"(?:^|[\s{,\"'-])(?:brokersUrl|consumerGroupName)[\"']?\s*:"),
        context=re.compile(r"\btype[\"']?\s*:\s*[\"']?OpenLineage\b"),
        unless=_key("brokerConfig"),
    ),
    TextRule(
        "OMC131",
        re.compile(r"\.pipelineStatuses\.\w|\.pipelineStatuses\[[\"']|\.pipelineStatuses\s*\|\s*\.\w"),
    ),
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
    TextRule("OMC139", re.compile(rf"\b(?:recreateIndex|useDistributedIndexing)\b{_QUOTE}\s*[:=]")),
    TextRule("OMC140", re.compile(r"\bgreat-expectations-1xx\b")),
    TextRule(
        "OMC151",
        re.compile(r"\bpython3?\.(?:9|10|11)\b/?|\bcp3(?:9|10|11)-"),
        context=re.compile(r"openmetadata[/_-]ingestion(?:[/_-]base)?(?:-slim)?[:@\s\"'$]"),
        unless=re.compile(r"^\s*FROM\s+\S*python:", re.M | re.I),
    ),
    TextRule("OMC161", re.compile(r"/v1/feed(?=[/?\"'\s`&]|$)")),
    TextRule(
        "OMC162",
        re.compile(rf"\b(?:type|serviceType){_QUOTE}\s*[:=]\s*{_QUOTE}(?:DeltaLake|deltalake)\b"),
        context=_INGESTION,
    ),
    TextRule("OMC162", re.compile(r"openmetadata[-_.]ingestion\s*\[[^\]]*\bdeltalake", re.I)),
    TextRule("OMC164", _key("eventSubscriptions"), context=_APPLICATION),
    TextRule("OMC165", re.compile(rf"\bscheme{_QUOTE}\s*[:=]\s*{_QUOTE}oracle\+cx_oracle\b")),
)
