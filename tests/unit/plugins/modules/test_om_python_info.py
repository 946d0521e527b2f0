# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib
import subprocess
import sys
import types
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.modules.om_python_info import imports


@pytest.fixture
def module() -> t.Any:
    """Runs commands as a module does."""

    def run_command(argv: list[str]) -> tuple[int, str, str]:
        done = subprocess.run(argv, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return types.SimpleNamespace(run_command=run_command)


def interpreter(directory: pathlib.Path) -> str:
    """Another path of this interpreter."""
    path = directory / "python"
    path.symlink_to(sys.executable)
    return str(path)


def test_packages_that_are_there(module: t.Any, tmp_path: pathlib.Path) -> None:
    for one in ("", sys.executable, interpreter(tmp_path)):
        assert imports(module, one, "json")


def test_packages_that_are_missing(module: t.Any, tmp_path: pathlib.Path) -> None:
    for one in ("", interpreter(tmp_path)):
        assert not imports(module, one, "no_such_package_of_anybody")


def test_a_package_that_is_broken(module: t.Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_package_of_the_test.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not imports(module, "", "broken_package_of_the_test")


def test_interpreters_that_cannot_be_run(module: t.Any, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "python"
    file.write_text("no program")
    assert not imports(module, str(file), "json")
    assert not imports(module, str(tmp_path / "missing"), "json")
