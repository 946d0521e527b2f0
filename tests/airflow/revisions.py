# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the chain of revisions out of a release, and prints what plugins/module_utils/_airflow/releases.py lacks.

To be run when a release brings revisions: set chain.RELEASE, then `tests/airflow/run revisions.py -s -m ""`.
"""

from __future__ import annotations

import pathlib
import re
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import fab, releases
from chain import RELEASE
from harness import Airflow

_REVISION = re.compile(r'^revision(?:: str)? = "(\w+)"', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision(?:: [\w |]+)? = (?:"(\w+)"|None)', re.MULTILINE)
_RELEASE = re.compile(r'^(?:airflow|fab)_version = "([\d.]+)"', re.MULTILINE)
_HEAD = re.compile(r'"([\d.]+)": "(\w+)"')


def read_chain(directory: pathlib.Path) -> list[tuple[str, str]]:
    """Revision and release of the files in a directory, from the first to the last."""
    after = {}
    for path in directory.glob("*.py"):
        text = path.read_text()
        found, before, release = (pattern.search(text) for pattern in (_REVISION, _BEFORE, _RELEASE))
        if found and before:
            after[before.group(1)] = (found.group(1), release.group(1) if release else "")
    chain: list[tuple[str, str]] = []
    while (chain[-1][0] if chain else None) in after:
        chain.append(after[chain[-1][0] if chain else None])
    return chain


def read_heads(path: pathlib.Path) -> dict[str, str]:
    """The table _REVISION_HEADS_MAP of a file."""
    text = path.read_text()
    begins = text.index("_REVISION_HEADS_MAP")
    return dict(_HEAD.findall(text[begins : text.index("}", begins)]))


def package(airflow: Airflow) -> pathlib.Path:
    """The directory of the package `airflow`."""
    (found,) = airflow.venv.glob("lib/python*/site-packages/airflow")
    return found


@pytest.mark.slow
def test_airflow(airflow: t.Callable[[str], Airflow]) -> None:
    """Airflow's own chain."""
    place = package(airflow(RELEASE))
    chain = read_chain(place / "migrations" / "versions")
    first = [revision for revision, _release in chain].index(releases.REVISIONS[0])
    for revision, release in chain[first:]:
        if revision not in releases.REVISIONS:
            print(f"{release}: {revision}")
    assert [revision for revision, _release in chain[first:]] == list(releases.REVISIONS)
    heads = read_heads(place / "utils" / "db.py")
    assert {release: head for release, head in heads.items() if releases.head_of(release) not in (None, head)} == {}


@pytest.mark.slow
def test_fab(tmp_path: pathlib.Path) -> None:
    """FAB's chain, which another release of the provider may have continued."""
    release = Airflow("3.1.5", tmp_path, fab=True)
    release.install()
    chain = read_chain(package(release) / "providers" / "fab" / "migrations" / "versions")
    print(chain)
    assert [revision for revision, _release in chain] == [fab.FIRST, fab.SECOND][: len(chain)]
