# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Detectors for Python, by its syntax tree."""

from __future__ import annotations

import ast
import typing as t

from .hit import Hit
from .text import scan_text

# Classes of metadata.generated.schema that had `status` up to 1.9 (SDK 1.9.17).
_STATUS_CLASSES = frozenset({"GlossaryTerm", "CreateGlossaryTermRequest", "DataContract", "CreateDataContractRequest"})
_STATUS_VALUES = frozenset({"Active", "Draft", "Deprecated", "In Review", "Rejected", "Approved"})
# Of airflow.operators only the modules below have a stand-in in Airflow 3.1.5 (airflow/operators/__init__.py);
# the names
# of Airflow 1.10 are gone, and so are the others here.
_REMOVED_MODULES = ("airflow.contrib", "airflow.operators.subdag", "airflow.operators.dummy")
_REMOVED_NAMES = {("airflow.utils.dates", "days_ago")}
_CONTEXT_KEYS = frozenset(
    {
        "execution_date",
        "next_execution_date",
        "prev_execution_date",
        "prev_execution_date_success",
        *(f"{when}_ds{form}" for when in ("next", "prev", "tomorrow", "yesterday") for form in ("", "_nodash")),
    }
)
_CONTEXT_NAMES = frozenset({"context", "kwargs"})  # how tasks call the dictionary that Airflow gives them


def scan_python(tree: ast.Module, rules: t.Container[str], target: tuple[int, int] | None) -> list[Hit]:
    """Look for the rules in a syntax tree. The print_status() calls have a module of their own."""
    finder = _Finder(tree, target, rules)
    finder.visit(tree)
    return [hit for hit in finder.hits if hit.rule in rules]


def name_of(node: ast.AST) -> str:
    """The last name of what is called: ``GlossaryTerm`` for ``models.GlossaryTerm``; empty where it has none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def imports_sdk(tree: ast.Module) -> bool:
    """Whether the file imports OpenMetadata's SDK, the package `metadata`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "metadata" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "metadata" and not node.level:
            return True
    return False


class _Finder(ast.NodeVisitor):
    def __init__(self, tree: ast.Module, target: tuple[int, int] | None, rules: t.Container[str]) -> None:
        self.hits: list[Hit] = []
        self.target = target
        self.rules = rules
        self.sdk = imports_sdk(tree)
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        self.terms = any("glossaryterm" in text.lower() or "datacontract" in text.lower() for text in texts)

    def found(self, node: t.Any, rule: str) -> None:
        """Note the rule where the node begins."""
        self.hits.append(Hit(node.lineno, node.col_offset + 1, rule))

    def visit_Call(self, node: ast.Call) -> None:
        """Arguments that were renamed."""
        name = name_of(node.func)
        for keyword in node.keywords:
            if keyword.arg == "status" and name in _STATUS_CLASSES:
                self.found(keyword.value, "OMC102")
            elif keyword.arg == "domain" and self.sdk and (name.startswith("Create") and name.endswith("Request")):
                self.found(keyword.value, "OMC112")
            elif keyword.arg == "fields" and self.sdk:
                self._fields(name, keyword.value)
            elif keyword.arg in ("schedule_interval", "timetable") and name in ("DAG", "dag"):
                self.found(keyword.value, "OMC121")
        if name == "patch_domain":
            self.found(node, "OMC113")
        self.generic_visit(node)

    def _fields(self, name: str, value: ast.expr) -> None:
        if not isinstance(value, (ast.List, ast.Tuple)):
            return
        for item in value.elts:
            if isinstance(item, ast.Constant) and item.value == "domain":
                self.found(item, "OMC112")
            elif isinstance(item, ast.Constant) and item.value == "assets":
                self.found(item, "OMC111")

    def visit_Import(self, node: ast.Import) -> None:
        """Modules that Airflow 3 does not have."""
        for alias in node.names:
            if _removed(alias.name):
                self.found(node, "OMC122")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Modules and names that Airflow 3 does not have."""
        module = node.module or ""
        if node.level:
            return
        names = [alias.name for alias in node.names]
        if any(_removed(f"{module}.{name}") or (module, name) in _REMOVED_NAMES for name in names) or _removed(module):
            self.found(node, "OMC122")

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """``context["execution_date"]`` and ``pipeline["pipelineStatuses"]["pipelineState"]``."""
        key = _string(node.slice)
        if key in _CONTEXT_KEYS and name_of(node.value) in _CONTEXT_NAMES:
            self.found(node, "OMC123")
        if (
            key is not None
            and isinstance(node.value, ast.Subscript)
            and _string(node.value.slice) == "pipelineStatuses"
        ):
            self.found(node, "OMC131")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """``pipeline.pipelineStatuses.pipelineState``."""
        if isinstance(node.value, ast.Attribute) and node.value.attr == "pipelineStatuses":
            self.found(node, "OMC131")
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """Payloads and connections that are written as dictionaries."""
        items = {_string(key): value for key, value in zip(node.keys, node.values) if key is not None}
        status = items.get("status")
        if status is not None and self.terms and _string(status) in _STATUS_VALUES:
            self.found(status, "OMC103")
        kind = _string(items.get("type"))
        for key in ("brokersUrl", "consumerGroupName"):
            if kind == "OpenLineage" and key in items:
                self.found(items[key], "OMC125")
        if kind == "DatabricksPipeline" and "token" in items and "authType" not in items:
            self.found(items["token"], "OMC135")
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """Passes over docstrings: they mention, they do not use."""
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Addresses, templates and YAML inside strings."""
        if isinstance(node.value, str) and len(node.value) > 3:
            last = node.end_lineno or node.lineno
            for hit in scan_text(node.value, self.rules, self.target, first_line=node.lineno, code=False):
                one_line = last == node.lineno
                self.hits.append(Hit(min(hit.line, last), node.col_offset + 1 if one_line else hit.column, hit.rule))


def _removed(module: str) -> bool:
    parts = module.split(".")
    # airflow.operators.bash_operator, airflow.sensors.external_task_sensor, airflow.hooks.mysql_hook: names of
    # Airflow 1.10
    old = len(parts) > 2 and parts[0] == "airflow" and parts[1] in ("operators", "sensors", "hooks")
    if old and parts[2].endswith(("_operator", "_sensor", "_hook")):
        return True
    return any(module == gone or module.startswith(gone + ".") for gone in _REMOVED_MODULES)


def _string(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
