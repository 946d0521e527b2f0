# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan import files
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.files import DEFAULT_EXCLUDES, find_sources
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.kinds import kind_of


def tree(root: pathlib.Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x = 1\n")


def found(root: pathlib.Path, excludes: tuple[str, ...] = DEFAULT_EXCLUDES) -> list[str]:
    sources, _skipped = find_sources([str(root)], excludes)
    return [os.path.relpath(source.path, root) for source in sources]


def test_kinds_and_excludes(tmp_path: pathlib.Path) -> None:
    tree(
        tmp_path,
        "a.py",
        "b/c.yaml",
        "b/picture.png",
        "README.md",
        "requirements-dev.txt",
        "notes.txt",
        "Dockerfile",
        ".git/hooks/x.py",
        "venv/lib/y.py",
        "env3/lib/z.py",
        "env3/pyvenv.cfg",
        "lib/site-packages/w.py",
    )
    (tmp_path / "run").write_text("#!/usr/bin/env python3\n")
    (tmp_path / "plain").write_text("text\n")
    assert found(tmp_path) == ["Dockerfile", "a.py", "b/c.yaml", "requirements-dev.txt", "run"]


def test_own_excludes_replace_the_default(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, "a.py", "old/b.py", ".git/c.py", "x/keep.py", "x/skip_me.py")
    assert found(tmp_path, ("old", "*/skip_*")) == [".git/c.py", "a.py", "x/keep.py"]


def test_links(tmp_path: pathlib.Path) -> None:
    root, outside = tmp_path / "dags", tmp_path / "elsewhere"
    tree(root, ".worktrees/1/a.py")
    tree(outside, "b.py")
    (root / "current").symlink_to(".worktrees/1")
    (root / "loop").symlink_to(root)
    (root / "dangling.py").symlink_to("nowhere")
    (root / "b.py").symlink_to(outside / "b.py")
    sources, skipped = find_sources([str(root)], DEFAULT_EXCLUDES)
    assert [(os.path.relpath(source.path, root), source.inside) for source in sources] == [
        (".worktrees/1/a.py", True),
        ("b.py", False),
    ]
    assert skipped == []


def test_what_cannot_be_read_is_told(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "ok.py")
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    sources, skipped = find_sources([str(tmp_path), str(tmp_path / "absent")], DEFAULT_EXCLUDES)
    assert sources == []
    assert [(entry.path, entry.reason) for entry in skipped] == [
        (str(tmp_path / "ok.py"), "larger than 3 bytes"),
        (str(tmp_path / "absent"), "No such file or directory"),
    ]


def test_a_notebook_may_be_larger(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "a.ipynb", "b.py")
    monkeypatch.setattr(files, "MAX_BYTES", 3)
    sources, skipped = find_sources([str(tmp_path)], DEFAULT_EXCLUDES)
    assert [os.path.basename(source.path) for source in sources] == ["a.ipynb"]
    assert [os.path.basename(entry.path) for entry in skipped] == ["b.py"]


def test_a_named_file_is_read_whatever_its_name(tmp_path: pathlib.Path) -> None:
    tree(tmp_path, "venv/notes.txt")
    (source,), _skipped = find_sources([str(tmp_path / "venv" / "notes.txt")], DEFAULT_EXCLUDES)
    assert source.kind == "text"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.py", "python"),
        ("a.ipynb", "notebook"),
        ("dag.py.j2", "template"),
        ("values.yaml.j2", "text"),
        ("constraints.txt", "text"),
        ("requirements/prod.txt", "text"),
        ("requirements.in", "text"),
        ("Pipfile", "text"),
        ("Pipfile.lock", "text"),
        ("poetry.lock", "text"),
        ("tox.ini", "text"),
        ("Makefile", "text"),
        ("Jenkinsfile.release", "text"),
        ("Containerfile", "text"),
        ("Dockerfile.ingestion", "text"),
        ("x.Dockerfile", "text"),
        ("prod.tfvars", "text"),
        ("env-mysql", "text"),
        ("prod.env", "text"),
        (".env.prod", "text"),
        ("app.env.example", "text"),
        (".python-version", "text"),
        ("notes.txt", None),
        ("README.md", None),
        ("data.csv", None),
        ("picture.png", None),
        ("environment_map.png", None),
    ],
)
def test_kinds_by_name(tmp_path: pathlib.Path, name: str, kind: str | None) -> None:
    tree(tmp_path, name)
    assert kind_of(str(tmp_path / name)) == kind


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("run", b"#!/usr/bin/env python3\n", "python"),
        ("run", b"#!/bin/sh\n", "text"),
        ("image", b"# syntax=docker/dockerfile:1\nFROM docker.getcollate.io/openmetadata/ingestion:1.9.3\n", "text"),
        ("Image.prod", b"FROM openmetadata/server:1.9.3\n", "text"),
        ("pip", b"requests==2\nopenmetadata-ingestion==1.9.3\n", "text"),
        ("notes.txt", b"openmetadata-ingestion==1.9.3\n", "text"),
        ("manifest", b"apiVersion: batch/v1\nkind: CronJob\n", "text"),
        ("ci", b"pipeline {\n  agent any\n}\n", "text"),
        ("nightly", b"from airflow import DAG\n", "python"),
        ("binary", b"FROM openmetadata/server\0", None),
        ("letter", b"Dear all\n", None),
        ("notes.md", b"FROM openmetadata/server:1.9.3\n", None),
    ],
)
def test_kinds_by_content(tmp_path: pathlib.Path, name: str, content: bytes, kind: str | None) -> None:
    (tmp_path / name).write_bytes(content)
    assert kind_of(str(tmp_path / name)) == kind
