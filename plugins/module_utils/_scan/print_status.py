# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Removes calls of print_status(), and nothing else.

The source is edited by the spans of the statements, so that comments and layout stay. The result is parsed again and
compared with the tree in which the statements were removed; where they differ, nothing is changed.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import typing as t

from .embedded import PLACE
from .facts import name_of
from .hit import Hit

RULE = "OMC101"
_NEWLINE = re.compile(rb"\r\n|\r|\n")
_WORKFLOW = re.compile("workflow", re.I)
_BLOCKS = ("body", "orelse", "finalbody")


def imports_sdk(tree: ast.Module) -> bool:
    """Whether the file imports OpenMetadata's SDK, the package `metadata`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "metadata" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "metadata" and not node.level:
            return True
    return False


def find_calls(
    tree: ast.Module, source: bytes | None, quiet: t.Container[int] = ()
) -> tuple[list[Hit], list[ast.stmt]]:
    """Every print_status() call of a workflow, and those statements among them that can be removed safely.

    Up to 1.4 upstream documented ``print_status(workflow)``, a function of metadata.workflow.workflow_output_handler,
    besides the method.

    Args:
        tree: the file.
        source: its text, or None where nothing shall be removed.
        quiet: id() of the nodes that are passed over.
    """
    sdk = imports_sdk(tree)
    functions, modules = _imported(tree)
    own = any(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == "print_status"
        for node in ast.walk(tree)
    )
    statements = {id(node.value): node for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    hits: list[Hit] = []
    removable: list[ast.stmt] = []
    for node in ast.walk(tree):
        if id(node) in quiet or not isinstance(node, ast.Call):
            continue
        hits += [Hit(place.lineno, place.col_offset + 1, RULE) for place in _references(node, sdk)]
        function = _is_function(node, functions, modules)
        if not function and not (_is_method(node) and (sdk or _named_workflow(node))):
            continue
        statement = statements.get(id(node))
        fixable = source is not None and statement is not None and not own and not _entangled(statement, source)
        fixable = fixable and (function or not _on_self(node))
        hits.append(Hit(node.lineno, node.col_offset + 1, RULE, fixable))
        if fixable and statement is not None:
            removable.append(statement)
    return hits, removable


def _imported(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Local names of the SDK's function print_status, and of modules of the SDK."""
    functions, modules = set(), set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] in ("metadata", PLACE)
            and not node.level
        ):
            functions |= {alias.asname or alias.name for alias in node.names if alias.name == "print_status"}
            functions |= {"print_status" for alias in node.names if alias.name == "*"}
            modules |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            modules |= {alias.asname or "metadata" for alias in node.names if alias.name.split(".")[0] == "metadata"}
    return functions, modules


def _is_function(node: ast.Call, functions: set[str], modules: set[str]) -> bool:
    """``print_status(workflow)``, also by the name of its module."""
    if len(node.args) + len(node.keywords) != 1:
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id in functions
    root = node.func
    while isinstance(root, ast.Attribute):
        root = root.value
    return name_of(node.func) == "print_status" and isinstance(root, ast.Name) and root.id in modules


def _references(node: ast.Call, sdk: bool) -> t.Iterator[ast.expr]:
    """The method as an argument (``atexit.register(workflow.print_status)``), and ``getattr(w, "print_status")``."""
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        method = isinstance(argument, ast.Attribute) and argument.attr == "print_status"
        if method and (sdk or _WORKFLOW.search(ast.dump(argument))):
            yield argument
    named = [argument.value for argument in node.args[1:2] if isinstance(argument, ast.Constant)]
    if name_of(node.func) == "getattr" and named == ["print_status"] and sdk:
        yield node


def _is_method(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "print_status"
        and not node.args
        and not node.keywords
    )


def _receiver(node: ast.Call) -> ast.expr:
    return t.cast(ast.Attribute, node.func).value


def _named_workflow(node: ast.Call) -> bool:
    receiver = _receiver(node)
    if isinstance(receiver, ast.Call):
        receiver = receiver.func
    return bool(_WORKFLOW.search(ast.dump(receiver)))


def _on_self(node: ast.Call) -> bool:
    receiver = _receiver(node)
    if isinstance(receiver, ast.Call):
        return name_of(receiver.func) == "super"
    return isinstance(receiver, ast.Name) and receiver.id in ("self", "cls")


def _entangled(statement: ast.stmt, source: bytes) -> bool:
    """Whether a removal would lose a comment inside the call, or leave the backslash of the line above behind."""
    lines = _NEWLINE.split(source)
    if statement.lineno > 1 and lines[statement.lineno - 2].endswith(b"\\"):
        return True
    return any(b"#" in line for line in lines[statement.lineno - 1 : t.cast(int, statement.end_lineno) - 1])


def remove(source: bytes, tree: ast.Module, statements: list[ast.stmt]) -> bytes | None:
    """The source without the statements, or None where that cannot be done for certain."""
    gone = {id(statement) for statement in statements}
    edits: list[tuple[int, int, bytes]] = []
    starts = _line_starts(source)
    for block in _blocks(tree):
        doomed = [statement for statement in block if id(statement) in gone]
        if not doomed:
            continue
        keep_one = len(doomed) == len(block)
        for number, statement in enumerate(doomed):
            stand_in = b"pass" if keep_one and number == 0 else b""
            edits.append(_edit(source, starts, statement, stand_in))
    edited = source
    for start, end, text in sorted(edits, reverse=True):
        edited = edited[:start] + text + edited[end:]
    return edited if _proven(edited, tree, gone) and _comments(edited) == _comments(source) else None


def _blocks(tree: ast.Module) -> t.Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in _BLOCKS:
            block = getattr(node, field, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _line_starts(source: bytes) -> list[int]:
    return [0, *(match.end() for match in _NEWLINE.finditer(source))]


def _edit(source: bytes, starts: list[int], statement: ast.stmt, stand_in: bytes) -> tuple[int, int, bytes]:
    """The span to replace, in bytes: the tree's columns count bytes of UTF-8."""
    start = starts[statement.lineno - 1] + statement.col_offset
    end = starts[t.cast(int, statement.end_lineno) - 1] + t.cast(int, statement.end_col_offset)
    if stand_in:
        return start, end, stand_in
    line_start = starts[statement.lineno - 1]
    newline = _NEWLINE.search(source, end)
    line_end = newline.end() if newline else len(source)
    before = source[line_start:start]
    after = source[end : newline.start() if newline else len(source)]
    if not before.strip() and not after.strip():
        return line_start, line_end, b""  # the line held nothing else
    if after.lstrip().startswith(b";"):
        skipped = len(after) - len(after.lstrip()) + 1
        rest = after[skipped:]
        return start, end + skipped + len(rest) - len(rest.lstrip()), b""
    if before.rstrip().endswith(b";"):
        return line_start + len(before.rstrip()) - 1, end, b""
    # a comment behind it stays, at the statement's place
    return start, end + len(after) - len(after.lstrip()), b""


def _proven(edited: bytes, tree: ast.Module, gone: set[int]) -> bool:
    try:
        now = ast.parse(edited)
    except (SyntaxError, ValueError):
        return False
    return ast.dump(now) == _dump_without(tree, gone)


def _comments(source: bytes) -> list[str]:
    tokens = tokenize.tokenize(io.BytesIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def _dump_without(tree: ast.Module, gone: set[int]) -> str:
    """The tree's dump with the statements removed; blocks that would be empty hold `pass`. The tree stays as it is."""
    saved: list[tuple[list[ast.stmt], list[ast.stmt]]] = []
    for block in list(_blocks(tree)):
        if any(id(statement) in gone for statement in block):
            saved.append((block, list(block)))
            block[:] = [statement for statement in block if id(statement) not in gone] or [ast.Pass()]
    try:
        return ast.dump(tree)
    finally:
        for block, statements in saved:
            block[:] = statements
