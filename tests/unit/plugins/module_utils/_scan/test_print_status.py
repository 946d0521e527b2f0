# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import ast
import sys

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.print_status import find_calls, remove

SDK = b"from metadata.workflow.metadata import MetadataWorkflow\n"


def fixed(source: bytes) -> bytes | None:
    tree = ast.parse(source)
    _hits, statements = find_calls(tree, source)
    return remove(source, tree, statements) if statements else None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            b"workflow.execute()\nworkflow.print_status()\nworkflow.stop()\n",
            b"workflow.execute()\nworkflow.stop()\n",
            id="a line of its own",
        ),
        pytest.param(b"a.x()\nworkflow.print_status()", b"a.x()\n", id="last line without a newline"),
        pytest.param(
            b"workflow.execute()\r\nworkflow.print_status()\r\nworkflow.stop()\r\n",
            b"workflow.execute()\r\nworkflow.stop()\r\n",
            id="CRLF",
        ),
        pytest.param(
            b"if x:\n    workflow.print_status()  # Not necessary anymore\n    y()\n",
            b"if x:\n    # Not necessary anymore\n    y()\n",
            id="the comment behind it stays",
        ),
        pytest.param(
            b"def end(workflow):\n    workflow.print_status()\n",
            b"def end(workflow):\n    pass\n",
            id="the only statement of a function",
        ),
        pytest.param(
            b"try:\n    workflow.execute()\nfinally:\n    workflow.print_status()  # say it\n",
            b"try:\n    workflow.execute()\nfinally:\n    pass  # say it\n",
            id="the only statement of finally",
        ),
        pytest.param(
            b"if x:\n\tworkflow.print_status()\n\tworkflow.print_status()\nelse:\n\tz()\n",
            b"if x:\n\tpass\nelse:\n\tz()\n",
            id="two of them are a block",
        ),
        pytest.param(
            b"from metadata.workflow.workflow_output_handler import print_status\nw.execute()\nprint_status(w)\n"
            b"w.stop()\n",
            b"from metadata.workflow.workflow_output_handler import print_status\nw.execute()\nw.stop()\n",
            id="the function of 1.3 and 1.4",
        ),
        pytest.param(b"if x: workflow.print_status()\ny()\n", b"if x: pass\ny()\n", id="behind a colon"),
        pytest.param(b"a(); workflow.print_status(); b()\n", b"a(); b()\n", id="between semicolons"),
        pytest.param(b"workflow.print_status(); b()\n", b"b()\n", id="before a semicolon"),
        pytest.param(b"a(); workflow.print_status()\n", b"a()\n", id="behind a semicolon"),
        pytest.param(b"a(); workflow.print_status();\nb()\n", b"a(); \nb()\n", id="before a last semicolon"),
        pytest.param(b"a(); workflow.print_status()  # c\n", b"a()  # c\n", id="behind a semicolon, with a comment"),
        pytest.param(
            b"(\n    workflow\n    .print_status()\n)\nb()\n",
            b"b()\n",
            id="in brackets over several lines",
        ),
        pytest.param(
            "# Größe\nx = 'ü'; workflow.print_status(); y = 'é'\n".encode(),
            "# Größe\nx = 'ü'; y = 'é'\n".encode(),
            id="columns count bytes",
        ),
        pytest.param(
            SDK + b"w = MetadataWorkflow.create({})\nw.print_status()\nw.stop()\n",
            SDK + b"w = MetadataWorkflow.create({})\nw.stop()\n",
            id="any name where the SDK is imported",
        ),
        pytest.param(
            b"class A:\n    def b(self):\n        self.workflow.print_status()\n        return 1\n",
            b"class A:\n    def b(self):\n        return 1\n",
            id="an attribute",
        ),
        pytest.param(
            b"with x as workflow:\n    workflow.execute()\n\n    # why\n    workflow.print_status()\n",
            b"with x as workflow:\n    workflow.execute()\n\n    # why\n",
            id="the comment above it stays",
        ),
        pytest.param(
            b"async def f(workflow):\n    workflow.print_status()\n    await g()\n",
            b"async def f(workflow):\n    await g()\n",
            id="async",
        ),
        pytest.param(
            b"match x:\n    case 1:\n        workflow.print_status()\n",
            b"match x:\n    case 1:\n        pass\n",
            id="match",
            marks=pytest.mark.skipif(sys.version_info < (3, 10), reason="new in Python 3.10"),
        ),
    ],
)
def test_remove(before: bytes, after: bytes) -> None:
    assert fixed(before) == after
    assert fixed(after) is None, "a second run finds nothing"


@pytest.mark.parametrize(
    ("source", "fixable"),
    [
        pytest.param(b"x = workflow.print_status()\n", [False], id="a value that is used"),
        pytest.param(b"f = lambda: workflow.print_status()\n", [False], id="in a lambda"),
        pytest.param(b"workflow.print_status() if x else None\n", [False], id="in an expression"),
        pytest.param(b"(\n  workflow.print_status(  # why\n  )\n)\n", [False], id="a comment inside it"),
        pytest.param(
            SDK + b"class W(MetadataWorkflow):\n    def run(self):\n        self.print_status()\n",
            [False],
            id="on self",
        ),
        pytest.param(
            SDK + b"class W(MetadataWorkflow):\n    def run(self):\n        super().print_status()\n",
            [False],
            id="on super",
        ),
        pytest.param(
            SDK + b"class W:\n    def print_status(self):\n        pass\nw = W()\nw.print_status()\n",
            [False],
            id="a method of one's own",
        ),
        pytest.param(b"a(); \\\n    workflow.print_status()\n", [False], id="behind a continued line"),
        pytest.param(b"printer.print_status()\n", [], id="nothing to do with OpenMetadata"),
        pytest.param(SDK + b"atexit.register(w.print_status)\n", [False], id="a method that is called later"),
        pytest.param(SDK + b"getattr(w, 'print_status')()\n", [False], id="a method by its name"),
        pytest.param(b"workflow.print_status(1)\n", [], id="another signature"),
        pytest.param(b"# workflow.print_status()\nx = 'workflow.print_status()'\n", [], id="comment and string"),
        pytest.param(b"workflow.print_status\n", [], id="not called"),
    ],
)
def test_reported_only(source: bytes, fixable: list[bool]) -> None:
    hits, statements = find_calls(ast.parse(source), source)
    assert [hit.fixable for hit in hits] == fixable
    assert statements == []
