# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Detectors for Python that uses OpenMetadata's SDK or its API."""

from __future__ import annotations

import ast
import re
import typing as t

from .facts import STATUS_CLASSES, Facts, name_of, string

Found = t.Iterator[tuple[ast.AST, str]]

STATUS_VALUES = frozenset({"Active", "Draft", "Deprecated", "In Review", "Rejected", "Approved"})
_TERM_NAME = re.compile(r"(?:^|_)(?:(?:glossary_?)?term|data_?contract|contract)$", re.I)
_OPENLINEAGE_KEYS = ("brokersUrl", "consumerGroupName")
_REINDEX_KEYS = frozenset({"recreateIndex", "useDistributedIndexing"})
# Methods of OMetaFeedMixin, which 2.1 removes:
# https://docs.open-metadata.org/v2.1.x/deployment/upgrade/breaking-changes/collaboration
_FEED_METHODS = frozenset(
    {"list_threads", "get_thread", "get_task_thread", "create_thread", "create_post", "list_posts"}
    | {"resolve_feed_task", "close_feed_task"}
)
_STATUS_MODULE = "metadata.generated.schema.entity.data.glossaryTerm"


def call(node: ast.Call, facts: Facts) -> Found:
    """Arguments that were renamed, and methods that are gone."""
    name = name_of(node.func)
    for keyword in node.keywords:
        yield from _status_argument(keyword, name, id(node) in facts.foreign, facts)
        if keyword.arg == "domain" and facts.sdk and (name.startswith("Create") and name.endswith("Request")):
            yield keyword.value, "OMC112"
        elif keyword.arg == "fields" and facts.sdk:
            yield from _fields(keyword.value)
        elif keyword.arg in _REINDEX_KEYS:
            yield keyword.value, "OMC139"
    if name == "patch_domain":
        yield node, "OMC113"
    elif name in _FEED_METHODS and facts.sdk and isinstance(node.func, ast.Attribute):
        yield node, "OMC161"
    elif name in ("get", "setdefault", "getattr") and "status" in [string(argument) for argument in node.args]:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else node.args[0]
        if _is_term(owner, facts):
            yield node, "OMC103"


def _status_argument(keyword: ast.keyword, name: str, foreign: bool, facts: Facts) -> Found:
    """``GlossaryTerm(status=…)``, ``dict(status="Approved")``, ``JsonPatch(path="/status")``."""
    if name in STATUS_CLASSES:
        if keyword.arg == "status":
            yield keyword.value, "OMC102"
        elif keyword.arg is None and isinstance(keyword.value, ast.Dict):
            yield from ((value, "OMC102") for key, value in _items(keyword.value).items() if key == "status")
    elif facts.terms and not foreign:
        in_payload = keyword.arg == "status" and name in ("dict", "update") and _is_value(keyword.value)
        if in_payload or (keyword.arg == "path" and string(keyword.value) == "/status"):
            yield keyword.value, "OMC103"


def _is_value(node: ast.expr) -> bool:
    """Whether an expression is a status of a glossary term: ``"Approved"``, ``Status.Approved.value``."""
    if isinstance(node, ast.Attribute) and node.attr == "value":
        node = node.value
    return string(node) in STATUS_VALUES or (isinstance(node, ast.Attribute) and name_of(node.value) == "Status")


def _fields(value: ast.expr) -> Found:
    for item in value.elts if isinstance(value, (ast.List, ast.Tuple)) else ():
        if string(item) == "domain":
            yield item, "OMC112"
        elif string(item) == "assets":
            yield item, "OMC111"


def _status_in(node: ast.Dict) -> Found:
    items = _items(node)
    if "status" in items and _is_value(items["status"]):
        yield items["status"], "OMC103"
    if string(items.get("path")) == "/status" and "op" in items:
        yield items["path"], "OMC103"


def _items(node: ast.Dict) -> dict[str | None, ast.expr]:
    return {string(key): value for key, value in zip(node.keys, node.values) if key is not None}


def assign(node: ast.Assign, facts: Facts) -> Found:
    """``payload["status"] = "Approved"``, and settings of the search index."""
    for target in node.targets:
        key = string(target.slice) if isinstance(target, ast.Subscript) else None
        if key == "status" and facts.terms and _is_value(node.value):
            yield target, "OMC103"
        elif key in _REINDEX_KEYS:
            yield target, "OMC139"


def imports_from(node: ast.ImportFrom, facts: Facts) -> Found:
    """Classes that are gone."""
    names = {alias.name for alias in node.names}
    if node.module == _STATUS_MODULE and "Status" in names:
        yield node, "OMC104"
    if "OMetaFeedMixin" in names and (node.module or "").startswith("metadata."):
        yield node, "OMC161"
    if (node.module or "").endswith(".database.deltaLakeConnection"):
        yield node, "OMC162"


def is_broken_import(node: ast.stmt) -> bool:
    """Whether an import names what the SDK has lost."""
    return isinstance(node, ast.ImportFrom) and any(True for _hit in imports_from(node, Facts()))


def subscript(node: ast.Subscript, facts: Facts) -> Found:
    """``pipeline["pipelineStatuses"]["pipelineState"]``, and ``term["status"]``."""
    key = string(node.slice)
    if key is not None and _is_statuses(node.value):
        yield node, "OMC131"
    if key == "status" and _is_term(node.value, facts):
        yield node, "OMC103"


def _is_statuses(node: ast.expr) -> bool:
    if isinstance(node, ast.Call) and name_of(node.func) == "get" and node.args:
        return string(node.args[0]) == "pipelineStatuses"
    return isinstance(node, ast.Subscript) and string(node.slice) == "pipelineStatuses"


def attribute(node: ast.Attribute, facts: Facts) -> Found:
    """``pipeline.pipelineStatuses.pipelineState``, ``term.status``, ``glossaryTerm.Status``."""
    direct = isinstance(node.value, ast.Attribute) and node.value.attr == "pipelineStatuses"
    if direct or (node.attr == "get" and _is_statuses(node.value)):
        yield node, "OMC131"
    elif node.attr == "status" and _is_term(node.value, facts):
        yield node, "OMC103"
    elif node.attr == "Status" and facts.path(node) == f"{_STATUS_MODULE}.Status":
        yield node, "OMC104"
    elif node.attr == "oracle_cx_oracle" and name_of(node.value) == "OracleScheme":
        yield node, "OMC165"
    elif node.attr == "DeltaLake" and name_of(node.value).endswith("ServiceType"):
        yield node, "OMC162"


def _is_term(node: ast.expr, facts: Facts) -> bool:
    """Whether an expression is a glossary term or a data contract."""
    while isinstance(node, (ast.Subscript, ast.Call)):
        node = node.value if isinstance(node, ast.Subscript) else node.func
    if isinstance(node, ast.Name) and node.id in facts.term_names:
        return True
    return facts.terms and bool(_TERM_NAME.search(name_of(node)))


def dictionary(node: ast.Dict, facts: Facts) -> Found:
    """Payloads, connections and settings that are written as dictionaries."""
    if facts.terms and id(node) not in facts.foreign:
        yield from _status_in(node)
    items = _items(node)
    kind = string(items.get("type"))
    for key in _OPENLINEAGE_KEYS:
        if kind == "OpenLineage" and key in items:
            yield items[key], "OMC125"
    if kind == "DatabricksPipeline" and "token" in items and "authType" not in items:
        yield items["token"], "OMC135"
    if kind == "DeltaLake" or (
        kind == "deltalake" and {"serviceName", "serviceConnection", "sourceConfig"} & set(items)
    ):
        yield items["type"], "OMC162"
    if string(items.get("serviceType")) == "DeltaLake":
        yield items["serviceType"], "OMC162"
    for key in _REINDEX_KEYS & set(items):
        yield items[key], "OMC139"
    if "eventSubscriptions" in items and {"appType", "className", "developer", "appId", "permission"} & set(items):
        yield items["eventSubscriptions"], "OMC164"
    if string(items.get("scheme")) == "oracle+cx_oracle":
        yield items["scheme"], "OMC165"
    source = items.get("sourceConfig")
    if "pipelineType" in items and isinstance(source, ast.Dict):
        config = _items(source).get("config")
        if isinstance(config, ast.Dict) and "type" not in _items(config) and None not in config.keys:
            yield source, "OMC163"
