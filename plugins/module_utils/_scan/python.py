# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Detectors for Python, by its syntax tree."""

from __future__ import annotations

import ast
import re
import typing as t

from . import airflow_code, sdk_code
from .embedded import PLACE, Block, is_code, parse
from .facts import Facts, gather, name_of, string
from .guards import quiet_nodes
from .hit import Hit
from .pins import is_version_name, pin_of
from .print_status import find_calls
from .requirement import allowed
from .runtimes import FLOOR
from .text import scan_text

Detector = t.Callable[[t.Any, Facts], t.Iterator[tuple[ast.AST, str]]]

_DETECTORS: dict[type[ast.AST], tuple[Detector, ...]] = {
    ast.Call: (airflow_code.call, sdk_code.call),
    ast.Assign: (airflow_code.assign, sdk_code.assign),
    ast.Dict: (airflow_code.dictionary, sdk_code.dictionary),
    ast.Import: (airflow_code.imports,),
    ast.ImportFrom: (airflow_code.imports_from, sdk_code.imports_from),
    ast.Subscript: (airflow_code.subscript, sdk_code.subscript),
    ast.Attribute: (airflow_code.attribute, sdk_code.attribute),
    ast.FunctionDef: (airflow_code.function,),
    ast.AsyncFunctionDef: (airflow_code.function,),
    ast.Lambda: (airflow_code.function_value,),
}
_SPECIFIER = tuple("0123456789<>=~!")
_CODE_WORDS = re.compile(r"\bimport\b|print_status|\bDAG\(")


def is_broken_import(node: ast.stmt) -> bool:
    """Whether an import names what a release removed."""
    return airflow_code.is_broken_import(node) or sdk_code.is_broken_import(node)


def scan_python(
    tree: ast.Module, rules: t.Container[str], target: tuple[int, int] | None, quiet: set[int] | None = None
) -> list[Hit]:
    """Look for the rules in a syntax tree. The print_status() calls of the file itself have a module of their own.

    Args:
        tree: the file.
        rules: identifiers of the rules to look for.
        target: major and minor version that pins must have.
        quiet: the result of guards.quiet_nodes(), where it is known.
    """
    finder = _Finder(tree, rules, target, quiet_nodes(tree, is_broken_import) if quiet is None else quiet)
    finder.walk(tree)
    return sorted({hit for hit in finder.hits if hit.rule in rules})


class _Finder:
    def __init__(
        self, tree: ast.Module, rules: t.Container[str], target: tuple[int, int] | None, quiet: set[int]
    ) -> None:
        self.hits: list[Hit] = []
        self.rules = rules
        self.target = target
        self.quiet = quiet
        self.facts = gather(tree)

    def walk(self, tree: ast.Module) -> None:
        """Visit every node that may break."""
        waiting: list[ast.AST] = [tree]
        while waiting:
            node = waiting.pop()
            if id(node) in self.quiet or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
                continue  # a text that stands alone mentions, it does not use
            for detector in _DETECTORS.get(type(node), ()):
                for place, rule in detector(node, self.facts):
                    if id(place) not in self.quiet:
                        self.found(place, rule)
            waiting.extend(self.inside(node))

    def inside(self, node: ast.AST) -> t.Iterable[ast.AST]:
        """Read the text that a node is; else give the nodes in it."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            self.text(node, node.value)
            return ()
        if isinstance(node, ast.JoinedStr):
            self.text(node, "".join(string(part) or PLACE for part in node.values))
            return [part for part in node.values if isinstance(part, ast.FormattedValue)]
        if isinstance(node, (ast.Assign, ast.AnnAssign)) or (isinstance(node, ast.keyword) and node.arg):
            self.pin(node)
        if isinstance(node, ast.Call) and name_of(node.func) == "join" and isinstance(node.func, ast.Attribute):
            self.joined(node, node.func.value)
        return ast.iter_child_nodes(node)

    def found(self, node: t.Any, rule: str) -> None:
        """Note the rule where the node begins."""
        self.hits.append(Hit(node.lineno, node.col_offset + 1, rule))

    def text(self, node: t.Any, text: str) -> None:
        """Addresses, templates, YAML, shell and Python inside a text."""
        if len(text) < 4:
            return
        first, last = node.lineno, node.end_lineno or node.lineno
        tree = parse(text) if _CODE_WORDS.search(text) and ("\n" in text or ";" in text) else None
        if tree is not None and is_code(tree):
            hits = scan_block(Block(first, tree), self.rules, self.target)
        else:
            hits = scan_text(text, self.rules, self.target, first_line=first, code=False, blocks=scan_block)
        for hit in hits:
            self.hits.append(Hit(min(hit.line, last), node.col_offset + 1 if first == last else hit.column, hit.rule))

    def joined(self, node: ast.Call, separator: ast.expr) -> None:
        r"""Read the lines of ``"\n".join([…])`` as one text."""
        lines = node.args[0] if node.args else None
        if string(separator) == "\n" and isinstance(lines, (ast.List, ast.Tuple)):
            tree = parse("\n".join(string(line) or "" for line in lines.elts))
            if tree is not None and is_code(tree):
                for hit in scan_block(Block(1, tree), self.rules, self.target):
                    self.found(lines.elts[min(hit.line, len(lines.elts)) - 1], hit.rule)

    def pin(self, node: t.Any) -> None:
        """``OM_VERSION = "1.9.3"``."""
        if isinstance(node, ast.keyword):
            names = [node.arg or ""]
        else:
            names = [name_of(target) for target in (node.targets if isinstance(node, ast.Assign) else [node.target])]
        value = string(node.value)
        if isinstance(node, ast.keyword) and node.arg in ("python_version", "python_requires", "python"):
            self.runtime(node)
        pins = any(is_version_name(name) or name in self.facts.versions for name in names)
        if value and self.target and pins and pin_of(value) not in (None, self.target):
            self.found(node.value, "OMC141")

    def runtime(self, node: ast.keyword) -> None:
        """``python_requires="<3.10"``, and ``python=["3.9"]`` of a session of nox."""
        parts = node.value.elts if isinstance(node.value, (ast.List, ast.Tuple)) else [node.value]
        for part in parts:
            value = string(part) or ""
            versions = (
                allowed(value if node.arg == "python_requires" else value + ".*") if value[:1] in _SPECIFIER else None
            )
            if versions and not versions.has_from(FLOOR):
                self.found(part, "OMC126")


def scan_block(block: Block, rules: t.Container[str], target: tuple[int, int] | None) -> list[Hit]:
    """Look for the rules in Python that stands inside another text."""
    quiet = quiet_nodes(block.tree, is_broken_import)
    hits = scan_python(block.tree, rules, target, quiet)
    calls, _statements = find_calls(block.tree, None, quiet)
    hits += [Hit(hit.line, hit.column, hit.rule) for hit in calls if hit.rule in rules]
    return [Hit(hit.line + block.first_line - 1, hit.column, hit.rule) for hit in hits]
