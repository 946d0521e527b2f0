# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What the detectors need to know about a whole Python file: its imports, and which names hold what."""

from __future__ import annotations

import ast
import dataclasses
import re
import typing as t

from .airflow_names import module_gone, name_gone
from .pins import ends_before_version

# Classes of metadata.generated.schema that had `status` up to 1.9 (SDK 1.9.17).
STATUS_CLASSES = frozenset({"GlossaryTerm", "CreateGlossaryTermRequest", "DataContract", "CreateDataContractRequest"})
TERMS = re.compile(r"glossary[_-]?terms?|data[_-]?contracts?", re.I)


@dataclasses.dataclass
class Facts:
    """A Python file as a whole."""

    sdk: bool = False  # it imports OpenMetadata's SDK, the package `metadata`
    airflow: bool = False  # it imports Airflow
    terms: bool = False  # a text in it names glossary terms or data contracts
    aliases: dict[str, str] = dataclasses.field(default_factory=dict)  # local name -> dotted path of what it is
    term_names: set[str] = dataclasses.field(default_factory=set)  # variables that hold a glossary term or a contract
    responses: set[str] = dataclasses.field(default_factory=set)  # variables that hold an answer about such entities
    contexts: set[str] = dataclasses.field(default_factory=set)  # variables that hold Airflow's context
    called: set[str] = dataclasses.field(default_factory=set)  # functions that the file itself calls
    callables: set[str] = dataclasses.field(default_factory=set)  # functions that Airflow calls with the context
    foreign: set[int] = dataclasses.field(default_factory=set)  # id() of payloads for other entities than terms
    versions: set[str] = dataclasses.field(default_factory=set)  # variables that become versions of OpenMetadata
    bases: dict[int, str] = dataclasses.field(default_factory=dict)  # id() of ``super().__init__(…)`` -> base class
    spread: dict[str, str] = dataclasses.field(default_factory=dict)  # variables in ``DAG(**name)`` -> callee

    def path(self, node: ast.AST) -> str:
        """The dotted path of an expression by the imports of the file; empty where it is none."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.aliases:
            return ""
        return ".".join([self.aliases[node.id], *reversed(parts)])


def name_of(node: ast.AST) -> str:
    """The last name of what is called: ``GlossaryTerm`` for ``models.GlossaryTerm``; empty where it has none."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def string(node: ast.AST | None) -> str | None:
    """The value of a text constant, else None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def gather(tree: ast.Module) -> Facts:
    """Read a file once."""
    facts = Facts()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            _import(facts, node)
        elif isinstance(node, ast.Call):
            _call(facts, node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            _function(facts, node)
        elif isinstance(node, ast.ClassDef):
            _class(facts, node)
        elif isinstance(node, ast.JoinedStr):
            facts.versions.update(_versions(node.values))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            facts.versions.update(_versions([node.left, node.right]))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            facts.terms = facts.terms or bool(TERMS.search(node.value))
    for node in ast.walk(tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.For, ast.comprehension, ast.NamedExpr)):
            _binding(facts, node)
    return facts


def _versions(parts: t.Sequence[ast.expr]) -> t.Iterator[str]:
    """``VERSION`` for ``f"openmetadata-ingestion=={VERSION}"``."""
    for before, after in zip(parts, parts[1:]):
        value = after.value if isinstance(after, ast.FormattedValue) else after
        if isinstance(value, ast.Name) and ends_before_version(string(before) or ""):
            yield value.id


def _import(facts: Facts, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.ImportFrom):
        module = "" if node.level else node.module or ""
        pairs = [(alias.asname or alias.name, f"{module}.{alias.name}") for alias in node.names]
        roots = {module.split(".")[0]}
        usable = [pair for pair, alias in zip(pairs, node.names) if not name_gone(module, alias.name)]
    else:
        pairs = [(a.asname, a.name) if a.asname else (a.name.split(".")[0],) * 2 for a in node.names]
        roots = {alias.name.split(".")[0] for alias in node.names}
        usable = [pair for pair in pairs if not module_gone(pair[1])]
    facts.sdk = facts.sdk or "metadata" in roots
    facts.airflow = facts.airflow or "airflow" in roots
    facts.aliases.update(dict(usable))
    facts.terms = facts.terms or any(name in STATUS_CLASSES for name, _path in pairs)


def _call(facts: Facts, node: ast.Call) -> None:
    name = name_of(node.func)
    facts.called.add(name)
    for keyword in node.keywords:
        if keyword.arg and (keyword.arg == "python_callable" or keyword.arg.startswith("on_")):
            facts.callables.add(name_of(keyword.value))
        elif keyword.arg is None and isinstance(keyword.value, ast.Name):
            facts.spread[keyword.value.id] = name
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    addresses = [text for argument in arguments for text in _texts(argument) if "/v1/" in text]
    if addresses and not any(TERMS.search(text) for text in addresses):
        facts.foreign.update(id(part) for argument in arguments for part in ast.walk(argument))


def _texts(argument: ast.expr) -> list[str]:
    """The texts of an argument that may be an address."""
    if isinstance(argument, (ast.Constant, ast.JoinedStr, ast.BinOp)):
        return [string(part) or "" for part in ast.walk(argument)]
    return []


def _function(facts: Facts, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    if node.args.kwarg:
        facts.contexts.add(node.args.kwarg.arg)
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if name_of(called) == "task" or (isinstance(called, ast.Attribute) and name_of(called.value) == "task"):
            facts.callables.add(node.name)


def _binding(facts: Facts, node: t.Any) -> None:
    value = node.iter if isinstance(node, (ast.For, ast.comprehension)) else node.value
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    if not names:
        return
    if isinstance(node, ast.AnnAssign) and any(name_of(part) in STATUS_CLASSES for part in ast.walk(node.annotation)):
        facts.term_names |= names
    if value is None:
        return
    if isinstance(value, ast.Call) and name_of(value.func) == "get_current_context":
        facts.contexts |= names
    if _holds_term(facts, value):
        facts.term_names |= names
    elif isinstance(value, ast.Call) and _asks_for_terms(value):
        facts.responses |= names


def _holds_term(facts: Facts, value: ast.expr) -> bool:
    """Whether an expression gives glossary terms.

    ``om.get_by_name(entity=GlossaryTerm, …)``, ``GlossaryTerm(…)``, ``requests.get(".../v1/glossaryTerms").json()``.
    """
    parsed = False
    while isinstance(value, (ast.Attribute, ast.Subscript, ast.Call)):
        if isinstance(value, ast.Call):
            arguments = [*value.args, *(keyword.value for keyword in value.keywords)]
            if any(name_of(part) in STATUS_CLASSES for part in (value.func, *arguments)):
                return True
            if parsed and _asks_for_terms(value):
                return True
            copied = name_of(value.func) in ("deepcopy", "copy") and value.args
            value = value.args[0] if copied else value.func
        else:
            parsed = parsed or (isinstance(value, ast.Attribute) and value.attr == "json")
            value = value.value
    return isinstance(value, ast.Name) and (value.id in facts.term_names or (parsed and value.id in facts.responses))


def _asks_for_terms(node: ast.Call) -> bool:
    """Whether a call has an address of glossary terms or data contracts."""
    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
    return any("/v1/" in text and TERMS.search(text) for argument in arguments for text in _texts(argument))


def _is_super(node: ast.expr) -> bool:
    owner = node.value if isinstance(node, ast.Attribute) else node
    return isinstance(owner, ast.Call) and name_of(owner.func) == "super"


def _class(facts: Facts, node: ast.ClassDef) -> None:
    for part in ast.walk(node) if node.bases else ():
        if isinstance(part, ast.Call) and name_of(part.func) == "__init__" and _is_super(part.func):
            facts.bases[id(part)] = name_of(node.bases[0])
