# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Tells by name and by content how a file is read."""

from __future__ import annotations

import os
import re

PYTHON, NOTEBOOK, TEMPLATE, TEXT = "python", "notebook", "template", "text"
_TEXT_SUFFIXES = """
yaml yml json jsonc json5 jsonnet libsonnet toml cfg ini conf properties env envrc lock in service http
sh bash zsh ksh bat ps1 mk mak groovy gradle kts jenkinsfile jenkins tf tfvars tofu hcl nomad dockerfile containerfile
"""
_SUFFIXES = {
    ".py": PYTHON,
    ".pyw": PYTHON,
    ".ipynb": NOTEBOOK,
    **{f".{suffix}": TEXT for suffix in _TEXT_SUFFIXES.split()},
}
_TEMPLATES = (".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".gotmpl", ".template")
# Endings of examples: the name before them tells what the file is.
_COPIES = (".example", ".sample", ".dist", ".default")
_NAMES = re.compile(
    r"(?:dockerfile|containerfile|jenkinsfile|makefile|gnumakefile|pipfile|procfile|justfile|earthfile|vagrantfile|"
    r"tiltfile|\.env|env|environment)(?:[.\-_].*)?|\.python-version|runtime\.txt|\.envrc|\.tool-versions|[\w.-]*\.env",
    re.I,
)
# Lists of packages for pip: requirements-dev.txt, constraints.txt, deps.txt, and any text below requirements/
_PIP_LISTS = re.compile(r"requirements?|constraints?|^deps?\b|dependencies|^packages?\b|^reqs?\b|^pip\b", re.I)
_PIP_DIRECTORIES = frozenset({"requirements", "reqs", "constraints", "deps", "dependencies", "pip", "requires"})
# What a file without a telling name begins with.
_READ = 4096
_FROM = re.compile(rb"^\s*FROM\s+\S*(?:openmetadata|python|airflow)\S*", re.M)
_PACKAGE_LINE = re.compile(rb"^\s*openmetadata[-_.](?:ingestion|managed[-_.]apis)\b", re.M | re.I)
_MANIFEST = re.compile(rb"^(?:apiVersion|kind|services|workflowConfig|source):", re.M)
_PYTHON_LINE = re.compile(rb"^(?:from\s+(?:airflow|metadata)[\w.]*\s+import\s|import\s+(?:airflow|metadata)\b)", re.M)
_PIPELINE = re.compile(rb"^\s*(?:pipeline\s*\{|node\s*(?:\(.*?\))?\s*\{)", re.M)
_NO_CODE = frozenset(
    {".md", ".mdx", ".rst", ".adoc", ".html", ".htm", ".css", ".csv", ".tsv", ".log", ".xml", ".sql"}
    | {".svg", ".png", ".jpg", ".gif", ".ico", ".pdf", ".zip", ".gz"}
)


def kind_of(path: str) -> str | None:
    """How to read a file; None for what is no code of the kinds that are known.

    Names decide first. Files with no suffix, or with one that says nothing, are judged by how they begin: a shebang,
    ``FROM openmetadata/…``, a list of packages, a manifest, a pipeline of Jenkins.
    """
    name = os.path.basename(path)
    stem, suffix = os.path.splitext(name)
    suffix = suffix.lower()
    if suffix in _NO_CODE:
        return None
    if suffix in _COPIES:
        return kind_of(path[: -len(suffix)]) or _kind_by_content(path)
    if suffix in _TEMPLATES:
        return TEMPLATE if stem.lower().endswith(".py") else TEXT
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return TEXT if _NAMES.fullmatch(name) or _is_pip_list(path, stem, suffix) else _kind_by_content(path)


def _is_pip_list(path: str, stem: str, suffix: str) -> bool:
    directory = os.path.basename(os.path.dirname(path))
    return suffix == ".txt" and (bool(_PIP_LISTS.search(stem)) or directory in _PIP_DIRECTORIES)


def _kind_by_content(path: str) -> str | None:
    try:
        with open(path, "rb") as handle:
            start = handle.read(_READ)
    except OSError:
        return None
    if b"\0" in start:
        return None
    if start.startswith(b"#!"):
        return PYTHON if b"python" in start.split(b"\n", 1)[0] else TEXT
    if any(pattern.search(start) for pattern in (_FROM, _PACKAGE_LINE, _PIPELINE)):
        return TEXT
    if _PYTHON_LINE.search(start):
        return PYTHON if os.path.splitext(path)[1] == "" else TEXT
    return TEXT if os.path.splitext(path)[1] == "" and _MANIFEST.search(start) else None
