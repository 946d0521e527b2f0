# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.projects import Projects, uses_ingestion


@pytest.mark.parametrize(
    ("content", "uses"),
    [
        (b"openmetadata-ingestion[mysql]==1.9.3\n", True),
        (b"FROM docker.getcollate.io/openmetadata/ingestion:1.9.3\n", True),
        (b"from metadata.ingestion.ometa.ometa_api import OpenMetadata\n", True),
        (b"from metadata import something\nFROM python:3.9\n", False),
        (b"import importlib.metadata\n", False),
    ],
)
def test_uses_ingestion(content: bytes, uses: bool) -> None:
    assert uses_ingestion(content) is uses


def test_a_project_is_the_nearest_directory_that_looks_like_one(tmp_path: pathlib.Path) -> None:
    for name in ("one/.github/workflows/ci.yml", "one/src/a.py", "two/requirements.txt", "two/docker/x.Dockerfile"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    projects = Projects([str(tmp_path)])
    projects.note(str(tmp_path / "one/src/a.py"))
    assert projects.related(str(tmp_path / "one/.github/workflows/ci.yml"))
    assert projects.related(str(tmp_path / "one/src/a.py"))
    assert not projects.related(str(tmp_path / "two/docker/x.Dockerfile"))
    assert not projects.related(str(tmp_path / "two/requirements.txt"))


def test_what_lies_above_the_paths_is_no_project(tmp_path: pathlib.Path) -> None:
    for name in ("requirements.txt", "dags/one/a.py", "dags/two/x.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    projects = Projects([str(tmp_path / "dags")])
    projects.note(str(tmp_path / "dags/one/a.py"))
    assert projects.related(str(tmp_path / "dags/one/a.py"))
    assert not projects.related(str(tmp_path / "dags/two/x.yml"))
