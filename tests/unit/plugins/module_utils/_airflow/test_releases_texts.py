# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which releases wrote malformed ids is told in several places, by the same words."""

from __future__ import annotations

import pathlib
import re

from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import releases

ROOT = pathlib.Path(releases.__file__).resolve().parents[3]


def test_every_text_names_the_same_releases() -> None:
    told = set()
    for pattern in ("plugins/**/*.py", "docs/*.md", "roles/**/*.yml", "roles/*/README.md", "README.md"):
        for path in ROOT.glob(pattern):
            told.update(re.findall(r"\b3\.0\.0 to 3\.0\.\d+", path.read_text(encoding="utf-8")))
    assert told <= {
        f"{releases.MALFORMED_IDS_FIRST} to {releases.MALFORMED_IDS_LAST}",
        "3.0.0 to 3.0.6",  # the wheels that were read to find that out
    }
    assert releases.MALFORMED_IDS_BY == "Airflow 3.0.0 to 3.0.5"
