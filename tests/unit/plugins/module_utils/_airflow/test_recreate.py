# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How old the backup may be before the database is dropped."""

from __future__ import annotations

import datetime

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.recreate import age_problem
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

NOW = datetime.datetime(2026, 11, 28, 12, 0, tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize(
    ("started", "max_age", "refused"),
    [
        ("2026-11-28T11:59:00Z", "1d", False),
        ("2026-11-27T12:00:00Z", "1d", False),
        ("2026-11-27T11:59:59Z", "1d", True),
        ("2026-11-27T11:59:59Z", "2d", False),
        ("2026-11-28T11:00:00Z", "30m", True),
        ("2025-01-01T00:00:00Z", "1d", True),
        ("2025-01-01T00:00:00Z", "", False),
    ],
)
def test_age(started: str, max_age: str, refused: bool) -> None:
    problem = age_problem({"id": "x", "started": started}, max_age, NOW)
    assert bool(problem) == refused
    assert not refused or (f"backup_max_age={max_age}" in problem and "Make a new backup" in problem)


def test_no_duration() -> None:
    with pytest.raises(OpsError, match="not a duration"):
        age_problem({"id": "x", "started": "2026-11-28T11:00:00Z"}, "soon", NOW)
