# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import releases

CASES = pathlib.Path(os.environ.get("OM_CASES_DIR") or pathlib.Path(__file__).resolve().parents[6] / "shared" / "cases")


@pytest.mark.parametrize(
    ("revision", "release", "introduced", "airflow_2"),
    [
        ("5f2621c13b39", "2.10.3", "2.10.3", True),
        ("22ed7efa9da2", "2.10.0", "2.10.0", True),
        ("044f740568ec", None, "3.0.0", False),
        ("05234396c6fc", None, "3.0.0", False),
        ("d59cbbef95eb", None, "3.0.0", False),
        ("29ce7909c52b", "3.0.0", "3.0.0", False),
        ("cc92b33c6709", "3.1.0", "3.1.0", False),
        ("e959f08ac86c", "2.0.0", None, True),
        ("ffffffffffff", None, None, False),
    ],
)
def test_revision(revision: str, release: str | None, introduced: str | None, airflow_2: bool) -> None:
    assert releases.release_of(revision) == release
    assert releases.introduced_in(revision) == introduced
    assert releases.is_2x(revision) is airflow_2


@pytest.mark.parametrize(
    ("release", "head"),
    [
        ("2.6.1", None),
        ("2.10.5", "5f2621c13b39"),
        ("3.0.6", "fe199e1abd77"),
        ("3.1.5", "cc92b33c6709"),
        ("3.1.8", "509b94a1042d"),
        ("3.3.2", "d2f4e1b3c5a7"),
        ("3.4.0", None),
    ],
)
def test_head_of(release: str, head: str | None) -> None:
    assert releases.head_of(release) == head


def test_head_of_what_is_no_version() -> None:
    with pytest.raises(ValueError, match="is not a version"):
        releases.head_of("newest")


def test_between() -> None:
    steps = releases.between("3a8972ecb8f9", "486ac7936b78")
    assert steps == ("05234396c6fc", "d59cbbef95eb", "486ac7936b78")
    assert releases.between("cc92b33c6709", "cc92b33c6709") == ()
    assert releases.between("cc92b33c6709", "d59cbbef95eb") == ()
    assert releases.between("ffffffffffff", "d59cbbef95eb") == ()


def test_every_head_is_in_the_chain_once() -> None:
    assert len(set(releases.REVISIONS)) == len(releases.REVISIONS)
    assert set(releases.HEADS.values()) <= set(releases.REVISIONS)


@pytest.mark.skipif(not (CASES / "airflow" / "revisions.json").exists(), reason="captured cases are not there")
def test_chain_equals_the_wheels() -> None:
    truth = json.loads((CASES / "airflow" / "revisions.json").read_text())
    assert list(releases.REVISIONS) == [revision for revision, _release in truth["all_revisions_in_order"]]
    for release, head in truth["actual_alembic_head"].items():
        assert releases.head_of(release) == head
