# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Finds code that does not break: fallbacks for another version, and what tests assert.

Such code names the old way on purpose: ``try: new import`` with the old import in its handler, branches that ask for a
version or for TYPE_CHECKING, bodies of ``pytest.raises`` and ``suppress``, and assertions.
"""

from __future__ import annotations

import ast
import re
import typing as t

_IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError"})
_OTHER_ERRORS = frozenset({"AttributeError", "TypeError", "KeyError"})
_WIDE_ERRORS = frozenset({"Exception", "BaseException", ""})
_ASKS = re.compile(
    r"version|type_checking|^has_|airflow_?v?_?\d|^(?:is_)?af_?\d|^find_spec$|^hasattr$|^signature$", re.I
)
_RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex", "assertWarns", "warns"})
# What replaced old names: an expression that tries one of these and then the old one breaks nothing.
_NEW = frozenset({"entityStatus", "logical_date", "domains", "data_interval_start", "max_active_tasks", "schedule"})
_LEAVING = (ast.Return, ast.Continue, ast.Raise)
_CHOICES = frozenset({"get", "getattr", "pop"})
_BLOCKS = ("body", "orelse", "finalbody")

Broken = t.Callable[[ast.stmt], bool]


def quiet_nodes(tree: ast.Module, broken: Broken) -> set[int]:
    """The id() of each node in which a rule must not be reported.

    Args:
        tree: the file.
        broken: whether a statement imports what a release removed; where every branch does, none of them is quiet.
    """
    quiet: set[int] = set()
    flags = _flags(tree)
    for node in ast.walk(tree):
        if id(node) not in quiet:
            for part in _quiet_parts(node, broken, flags):
                quiet.update(id(inner) for inner in ast.walk(part))
    return quiet


def _flags(tree: ast.Module) -> frozenset[str]:
    """Variables that say which version is there: set beside a guarded import, or from a question for a version."""
    flags: set[str] = set()
    for node in ast.walk(tree):
        settings: list[ast.AST] = []
        if isinstance(node, ast.Try) and any(_caught(handler) & _IMPORT_ERRORS for handler in node.handlers):
            blocks = (node.body, node.orelse, *(handler.body for handler in node.handlers))
            settings = [inner for block in blocks for inner in block]
        elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.Compare, ast.BoolOp)) and _asks(node.value):
            settings = [node]
        for inner in settings:
            if isinstance(inner, ast.Assign) and (inner is node or isinstance(inner.value, ast.Constant)):
                flags.update(target.id for target in inner.targets if isinstance(target, ast.Name))
    return frozenset(flags)


def _quiet_parts(node: ast.AST, broken: Broken, flags: frozenset[str]) -> t.Iterator[ast.AST]:
    if isinstance(node, ast.Try):
        yield from _of_try(node, broken)
    elif isinstance(node, (ast.If, ast.IfExp)) and _asks(node.test, flags):
        yield from _of_if(node, broken)
    elif _is_assertion(node) or _is_expectation(node) or (_is_choice(node) and _tries_new(node)):
        yield node
    elif isinstance(node, (ast.With, ast.AsyncWith)) and any(_expects(item.context_expr) for item in node.items):
        yield from node.body
    if not isinstance(node, ast.IfExp):
        for field in _BLOCKS:
            yield from _after_return(getattr(node, field, None), flags)


def _is_assertion(node: ast.AST) -> bool:
    return isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and _name(node.func).startswith("assert"))


def _is_expectation(node: ast.AST) -> bool:
    """``expected = {…}``, which a test compares with."""
    if not isinstance(node, ast.Assign):
        return False
    return any(_own_name(target).startswith(("expected", "EXPECTED")) for target in node.targets)


def _expects(node: ast.expr) -> bool:
    """Whether a context expects an error: ``pytest.raises(…)``, ``suppress(ImportError)``."""
    if _name(node) == "suppress" and isinstance(node, ast.Call):
        return any(_own_name(argument) in _IMPORT_ERRORS for argument in node.args)
    return _name(node) in _RAISES


def _is_choice(node: ast.AST) -> bool:
    return isinstance(node, ast.BoolOp) or (isinstance(node, ast.Call) and _name(node.func) in _CHOICES)


def _of_try(node: ast.Try, broken: Broken) -> t.Iterator[ast.AST]:
    handlers = [(handler, _caught(handler)) for handler in node.handlers]
    for handler, caught in handlers:
        if caught & _OTHER_ERRORS and not caught & _WIDE_ERRORS:
            yield handler
    guards = [handler for handler, caught in handlers if caught & (_IMPORT_ERRORS | _WIDE_ERRORS)]
    branches = [node.body, *(handler.body for handler in guards)]
    works = [not _has_broken(branch, broken) and not _gives_up(branch) for branch in branches]
    if not guards or not any(works) or not any(_is_import(inner) for inner in node.body):
        return
    yield from (inner for inner in node.body if _is_import(inner))
    for handler, caught in handlers:
        if caught & _IMPORT_ERRORS:
            yield handler
        elif caught & _WIDE_ERRORS:
            yield from (inner for inner in handler.body if _is_import(inner))


def _of_if(node: ast.If | ast.IfExp, broken: Broken) -> t.Iterator[ast.AST]:
    if isinstance(node, ast.IfExp):
        yield node
        return
    if node.orelse and _has_broken(node.body, broken) and _has_broken(node.orelse, broken):
        return
    yield from node.body
    yield from node.orelse


def _after_return(block: t.Any, flags: frozenset[str]) -> t.Iterator[ast.AST]:
    """The statements behind ``if VERSION >= 3: return new``."""
    statements = block if isinstance(block, list) else []
    for number, node in enumerate(statements):
        leaves = isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], _LEAVING)
        if leaves and _asks(node.test, flags):
            yield from statements[number + 1 :]
            return


def _asks(test: ast.expr, flags: frozenset[str] = frozenset()) -> bool:
    """Whether a condition asks for a version, or for what is there."""
    names = [_own_name(node) for node in ast.walk(test)]
    texts = {node.value for node in ast.walk(test) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    if "version_info" in names or "print_status" in texts:
        return False  # another version; a method that is there in every release
    here = any(isinstance(node, (ast.In, ast.NotIn)) for node in ast.walk(test))
    return any(_ASKS.search(name) or name in flags for name in names) or (
        here and ("modules" in names or bool(texts & _NEW))
    )


def _tries_new(node: ast.AST) -> bool:
    """``term.get("entityStatus") or term.get("status")``, ``getattr(t, "entityStatus", getattr(t, "status"))``."""
    parts = list(ast.walk(node))
    texts = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return bool(_NEW & (texts | {_own_name(part) for part in parts}))


def _own_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    return _own_name(node)


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {""}
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {_own_name(node) for node in types}


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, (ast.Import, ast.ImportFrom))


def _has_broken(branch: t.Sequence[ast.stmt], broken: Broken) -> bool:
    return any(broken(t.cast(ast.stmt, node)) for top in branch for node in ast.walk(top) if _is_import(node))


def _gives_up(branch: t.Sequence[ast.stmt]) -> bool:
    return any(isinstance(node, ast.Raise) or _name(getattr(node, "value", node)) == "exit" for node in branch)
