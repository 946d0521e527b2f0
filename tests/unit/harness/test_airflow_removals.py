# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The tool that derives what Airflow removed reads sources as Python does."""

from __future__ import annotations

import ast
import pathlib
import zipfile

import pytest
from ansible_collections.openmetadata.ops.tools import airflow_removals as tool


def names(**sources: str) -> tool.Names:
    modules = {name.replace("__", "."): ast.parse(text) for name, text in sources.items()}
    return tool.importable(modules)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("def f(): ...\nclass C: ...\nX = 1\nY: int = 2\nZ: int\n", {"f", "C", "X", "Y"}),
        ("import os.path\nfrom airflow.x import a, b as c\n", {"os", "a", "c"}),
        ("if TYPE_CHECKING:\n    from airflow.x import a\nelse:\n    b = 1\n", {"b"}),
        ("try:\n    import a\nexcept ImportError:\n    b = 1\n", {"a", "b"}),
        ("table = {'x': 'y'}\ndef __getattr__(name): ...\n", {"table", "__getattr__", "x"}),
        ("def __getattr__(name):\n    if name == 'x':\n        return 1\n", {"__getattr__", "x"}),
        ("def __getattr__(name):\n    return 1\n", {"__getattr__", "*"}),
    ],
)
def test_importable(text: str, found: set[str]) -> None:
    assert names(airflow__x=text)["airflow.x"] == found


def test_redirected_modules_and_names_can_be_imported() -> None:
    found = names(airflow__x="add_deprecated_classes({'old': {'A': 'new.A'}, __name__: {'B': 'new.B'}}, __name__)\n")
    assert found == {"airflow.x": {"B"}, "airflow.x.old": {"A"}}


def test_removed() -> None:
    old = {"airflow.a": {"x", "y", "_z"}, "airflow.b": {"x"}, "airflow.b.c": {"x"}, "airflow.d": {"x"}}
    new = {"airflow.a": {"x"}, "airflow.d": {"*"}}
    assert tool.removed(old, new) == ({"airflow.b"}, {"airflow.a": {"y"}})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("class A:\n    y: int\n    def __init__(self, x, **kwargs):\n        kwargs.pop('z')\n", {"x", "z"}),
        ("class A:\n    x: int = field()\n    y: int = field(init=False)\n    z: ClassVar[int]\n", {"x"}),
    ],
)
def test_parameters(text: str, found: set[str]) -> None:
    (node,) = ast.parse(text).body
    assert isinstance(node, ast.ClassDef)
    assert tool.parameters(node) == found


def test_wheels_and_directories_are_read(tmp_path: pathlib.Path) -> None:
    (tmp_path / "tree" / "airflow" / "x").mkdir(parents=True)
    (tmp_path / "tree" / "airflow" / "x" / "__init__.py").write_text("A = 1\n")
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("airflow/y.py", "B = 1\n")
    assert set(tool.load([tmp_path / "tree", tmp_path / "a.whl"])) == {"airflow.x", "airflow.y"}
