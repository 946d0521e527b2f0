# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Repair every captured database, then let a real Airflow migrate it."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import Airflow, Database

# file, state found, state after the repair, whether rows have to go
CAPTURED = [
    ("stuck_trust_small", "stuck", "ready", False),
    ("stuck_042_16_small", "stuck", "ready", False),
    ("stuck_option1_orphans_small", "interrupted", "interrupted", True),
    ("stuck_option2_on_d59_before_retry_small", "damaged", "ready", False),
    ("stuck_later_2b47dc6bc8df_15_small", "interrupted", "interrupted", False),
    ("clean_2.10.5_small", "ready", "ready", False),
    ("clean_2.10.5_upgraded_from_2.7.2_empty", "ready", "ready", False),
    ("at_05234396c6fc_small", "ready", "ready", False),
    ("at_d59cbbef95eb_small", "interrupted", "interrupted", False),
    ("stuck_042_04_small", "stuck", "ready", False),
    ("stuck_042_05_small", "stuck", "ready", False),
    ("stuck_042_12_small", "stuck", "ready", False),
    ("stuck_pymysql_041_small", "interrupted", "interrupted", False),
]
KEYS = ("dag_id", "task_id", "run_id", "map_index", "state", "try_number")


def cases() -> list[t.Any]:
    found = []
    for release in ("3.1.5", "3.3.2"):
        for case in CAPTURED:
            # test_role.py migrates what the page describes in every run.
            found.append(pytest.param(release, *case, marks=pytest.mark.slow, id=f"{case[0]}-{release}"))
    return found


@pytest.mark.usefixtures("flag")
@pytest.mark.parametrize(("release", "case", "state", "after", "loses"), cases())
def test_captured(
    database: Database,
    airflow: t.Callable[[str], Airflow],
    clean_schema: t.Callable[[str], dict[str, str]],
    tmp_path: pathlib.Path,
    release: str,
    case: str,
    state: str,
    after: str,
    loses: bool,
) -> None:
    clean = clean_schema(release)
    database.load(case)
    database.server.set_flag(True)
    before = database.rows("task_instance", *KEYS)

    result = database.fix(airflow_release=release, confirm_data_loss=loses, export_dir=str(tmp_path))
    assert not result.get("failed"), result["msg"]
    assert (result["state"], result["state_after"]) == (state, after)

    airflow(release).migrate(database)
    assert database.fix(airflow_release=release, strategy="report")["state"] == "migrated"
    assert database.rows("task_instance", *KEYS) == before
    assert len({row[0] for row in database.rows("task_instance", "id")}) == len(before)
    if "2.7.2" not in case:  # whose schema differs harmlessly from a fresh one
        assert database.schema() == clean
