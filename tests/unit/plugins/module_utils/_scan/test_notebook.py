# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.files import Source
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.notebook import read_cells
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.rules import ALL
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.scan import Reading, read

# written by hand: odd layout, escapes, keys in another order, and outputs that name the call
NOTEBOOK = r"""{
  "nbformat" : 4, "metadata": {"kernelspec": {"language": "python"}},
  "cells": [
    {"cell_type": "markdown", "source": ["workflow.print_status()"], "metadata": {}},
    {"outputs": [{"text": ["workflow.print_status()\n"]}], "source": [
        "%load_ext x\n",   "from metadata.workflow.metadata import MetadataWorkflow\n",
        "workflow.execute()  # caf\u00e9 é\n",
        "workflow.print_status()\n",
        "!ls\n",
        "workflow.stop()"
      ], "cell_type": "code", "metadata": {}},
    {"cell_type": "code", "source": "workflow.execute()\nworkflow.print_status()", "metadata": {}, "outputs": []},
    {"cell_type": "code", "source": [], "metadata": {}, "outputs": []}
  ],
  "nbformat_minor": 5
}"""


def reading(path: pathlib.Path, text: str, *, inside: bool = True) -> Reading:
    path.write_text(text, encoding="utf-8")
    return read(Source(str(path), "notebook", inside), set(ALL), (1, 11))


def test_places_are_cells_and_lines(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.ipynb", NOTEBOOK)
    assert [(hit.cell, hit.line, hit.column, hit.rule, hit.fixable) for hit in result.hits] == [
        (2, 4, 1, "OMC101", True),
        (3, 2, 1, "OMC101", True),
    ]


def test_a_fix_leaves_everything_else_byte_for_byte(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.ipynb", NOTEBOOK)
    assert result.after is not None
    expected = NOTEBOOK.replace('        "workflow.print_status()\\n",\n', "", 1).replace(
        '"workflow.execute()\\nworkflow.print_status()"', '"workflow.execute()\\n"'
    )
    assert result.after.decode() == expected
    assert reading(tmp_path / "b.ipynb", expected).hits == []


def test_outside_the_paths_nothing_is_fixed(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.ipynb", NOTEBOOK, inside=False)
    assert [hit.fixable for hit in result.hits] == [False, False]
    assert result.after is None


def test_a_cell_that_cannot_be_read_is_told_and_the_others_are_read(tmp_path: pathlib.Path) -> None:
    cells = [{"cell_type": "code", "source": [text]} for text in ("print 'status'\n", "u = '/v1/suggestions'\n")]
    result = reading(tmp_path / "a.ipynb", json.dumps({"cells": cells, "metadata": {}}))
    assert [(hit.cell, hit.rule) for hit in result.hits] == [(2, "OMC132")]
    assert result.problem.startswith("cell 1: no Python that this interpreter reads")


@pytest.mark.parametrize("text", ["metadata, no JSON", '["metadata"]', '{"metadata": {}}'])
def test_what_is_no_notebook_is_told(tmp_path: pathlib.Path, text: str) -> None:
    result = reading(tmp_path / "a.ipynb", text)
    assert result.problem.startswith("no notebook that can be read")


def test_other_languages_are_text(tmp_path: pathlib.Path) -> None:
    document = {
        "cells": [{"cell_type": "code", "source": ["curl $H/v1/suggestions\n"]}],
        "metadata": {"kernelspec": {"language": "bash"}},
    }
    assert [hit.rule for hit in reading(tmp_path / "a.ipynb", json.dumps(document)).hits] == ["OMC132"]


def test_worksheets_of_format_3() -> None:
    (cell,) = read_cells(json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1\n", "!ls"]}]}]}))
    assert (cell.number, cell.text, cell.code) == (1, "x = 1\n!ls", "x = 1\npass")
