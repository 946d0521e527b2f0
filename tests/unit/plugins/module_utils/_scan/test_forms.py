# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Precision and recall of the scan over forms of real life."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.files import DEFAULT_EXCLUDES, find_sources
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.rules import ALL
from ansible_collections.openmetadata.ops.plugins.module_utils._scan.scan import read

from .forms.all_forms import FORMS
from .forms.form import Form

TARGET = (1, 11)


def found(form: Form, root: pathlib.Path) -> set[str]:
    """The hits of a form as it writes them."""
    path = root / form.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(form.text, encoding="utf-8")
    sources, skipped = find_sources([str(root)], DEFAULT_EXCLUDES)
    assert skipped == []
    readings = [read(source, set(ALL), TARGET) for source in sources]
    assert [reading.problem for reading in readings if reading.problem] == []
    return {f"{hit.rule}:{hit.line}" for reading in readings for hit in reading.hits}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.title)
def test_form(form: Form, tmp_path: pathlib.Path) -> None:
    assert found(form, tmp_path) == set(form.hits.split())


def test_precision_and_recall(tmp_path: pathlib.Path) -> None:
    """Of all hits the part that is right, and of all that breaks the part that is found."""
    hits = {(number, hit) for number, form in enumerate(FORMS) for hit in found(form, tmp_path / str(number))}
    right = {(number, hit) for number, form in enumerate(FORMS) for hit in form.hits.split()}
    assert len(FORMS) >= 150
    assert sum(not form.hits for form in FORMS) >= 60
    assert len(hits & right) / len(hits) == 1.0, f"precision: {sorted(hits - right)}"
    assert len(hits & right) / len(right) == 1.0, f"recall: {sorted(right - hits)}"
