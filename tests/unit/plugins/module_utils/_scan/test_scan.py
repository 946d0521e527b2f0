# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.files import Source
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.rules import ALL
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.scan import Reading, read, unchanged_since

DAG = b"from metadata.workflow.metadata import MetadataWorkflow\nw.execute()\nw.print_status()\n"


def reading(path: pathlib.Path, content: bytes, *, kind: str = "python", inside: bool = True) -> Reading:
    path.write_bytes(content)
    return read(Source(str(path), kind, inside), set(ALL), (1, 11))


def test_a_fix_with_its_diff(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.py", DAG)
    assert [(hit.rule, hit.line, hit.fixable) for hit in result.hits] == [("OMC101", 3, True)]
    assert result.after == DAG.replace(b"w.print_status()\n", b"")
    assert result.diff.splitlines()[2:] == [
        "@@ -1,3 +1,2 @@",
        " from metadata.workflow.metadata import MetadataWorkflow",
        " w.execute()",
        "-w.print_status()",
    ]


def test_a_byte_order_mark_stays(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.py", b"\xef\xbb\xbf" + DAG)
    assert result.after == b"\xef\xbb\xbf" + DAG.replace(b"w.print_status()\n", b"")


def test_outside_the_paths_nothing_is_fixed(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.py", DAG, inside=False)
    assert [hit.fixable for hit in result.hits] == [False]
    assert result.after is None
    assert result.diff == ""


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(b"# caf\xe9\nworkflow.print_status()\n", "not in UTF-8", id="latin-1"),
        pytest.param(b"print 'status'\nworkflow.print_status(\n", "no Python that this interpreter reads", id="syntax"),
        pytest.param(b"status = '\0'\n", "no Python that", id="null byte"),
        pytest.param(b"x = 1  # caf\xe9\n", "", id="nothing that a rule could find"),
    ],
)
def test_problems_are_told(tmp_path: pathlib.Path, content: bytes, problem: str) -> None:
    result = reading(tmp_path / "a.py", content)
    assert result.problem.startswith(problem) if problem else result.problem == ""
    assert result.hits == []


def test_unreadable(tmp_path: pathlib.Path) -> None:
    result = read(Source(str(tmp_path / "gone.py"), "python", True), set(ALL), None)
    assert result.problem == "No such file or directory"


def test_text(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.sh", b"curl $H/api/v1/suggestions\n", kind="text")
    assert [(hit.rule, hit.line, hit.column) for hit in result.hits] == [("OMC132", 1, 12)]


def test_somebody_else_changes_the_file(tmp_path: pathlib.Path) -> None:
    result = reading(tmp_path / "a.py", DAG)
    assert unchanged_since(result)
    (tmp_path / "a.py").write_bytes(b"other\n")
    assert not unchanged_since(result)
    (tmp_path / "a.py").unlink()
    assert not unchanged_since(result)
