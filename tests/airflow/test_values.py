# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Values that Airflow 3.1 cannot turn into JSON: before its migration, and after it failed on them."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import Airflow, Database

RELEASE = "3.1.5"
# [{"a": NaN}] is what the failed migration spoils on MySQL.
VALUES = ('{"score": NaN}', "Infinity", '[{"a": NaN}]', "no json", "")


@pytest.mark.parametrize("failed", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.usefixtures("flag")
def test_values(database: Database, airflow: t.Callable[[str], Airflow], tmp_path: pathlib.Path, failed: bool) -> None:
    database.load("clean_2.10.5_small")
    rows = database.rows("xcom", "dag_run_id", "task_id", "map_index", "key")
    with database.server.connect(database.name) as connection:
        for row, value in zip(rows, VALUES):
            connection.execute(
                "UPDATE xcom SET value = %s WHERE dag_run_id = %s AND task_id = %s AND map_index = %s AND `key` = %s",
                (value, *row),
            )
    if failed:
        process = airflow(RELEASE).start_migration(database)
        assert "3140" in process.communicate(timeout=1800)[0]
        assert database.revision() == "9fc3fc5de720"
    reported = database.fix(strategy="report", airflow_release=RELEASE, count_timeout=0)
    assert reported["state"] == ("interrupted" if failed else "damaged")
    assert reported["evidence"]["values"]["xcom"]["rewritable"] == 3
    assert reported["evidence"]["values"]["xcom"]["unreadable"] == 2
    options = {"airflow_release": RELEASE, "export_dir": str(tmp_path)}
    assert "confirm_data_loss" in database.fix(**options)["msg"]
    repaired = database.fix(confirm_data_loss=True, **options)
    assert not repaired.get("failed"), repaired["msg"]
    assert (repaired["would_rewrite"], repaired["would_lose"]) == ({"xcom": 3}, {"xcom": 2})
    airflow(RELEASE).migrate(database)
    assert database.fix(strategy="report", airflow_release=RELEASE)["state"] == "migrated"
    assert database.counts()["xcom"] == len(rows) - 2


@pytest.mark.slow
@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.usefixtures("flag")
def test_collation(database: Database, airflow: t.Callable[[str], Airflow], failed: bool) -> None:
    """A dump that was loaded into a database with the server's default collation."""
    database.load("clean_2.10.5_small")
    database.run(f"ALTER DATABASE {database.name} COLLATE utf8mb4_0900_ai_ci")
    if failed:
        assert "3780" in airflow(RELEASE).start_migration(database).communicate(timeout=1800)[0]
    repaired = database.fix(airflow_release=RELEASE)
    assert repaired["state"] == ("interrupted" if failed else "damaged")
    airflow(RELEASE).migrate(database)
    assert database.fix(strategy="report", airflow_release=RELEASE)["state"] == "migrated"
