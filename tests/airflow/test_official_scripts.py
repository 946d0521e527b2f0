# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the upgrade page tells people to run, run first, in each state; then the module, then a real migration."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import Airflow, Database
from test_captured import CAPTURED, KEYS

RELEASE = "3.1.5"
# With foreign key checks on it always fails (error 1701), and people turn them off.
OPTION_1 = ("SET foreign_key_checks = 0", "TRUNCATE TABLE task_instance")
OPTION_2 = (
    "ALTER TABLE task_instance DROP COLUMN id",
    "UPDATE alembic_version SET version_num = '05234396c6fc' WHERE version_num = 'd59cbbef95eb'",
)
# https://docs.open-metadata.org/v1.11.x/deployment/upgrade/upgrade-prerequisites

CASES = [case[0] for case in CAPTURED]


def run_option(database: Database, number: int) -> None:
    """Run it as the page says: the second one drops the column only where it is."""
    if number == 1:
        database.run("; ".join(OPTION_1))
        return
    if "col task_instance.id" in database.schema():
        database.run(OPTION_2[0])
    database.run(OPTION_2[1])


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=() if case == CASES[0] else pytest.mark.slow) for case in CASES]
)
def test_option_first(database: Database, tmp_path: pathlib.Path, case: str, number: int) -> None:
    database.load("at_05234396c6fc_small")
    reference = database.schema()
    database.load(case)
    run_option(database, number)
    before = database.rows("task_instance", *KEYS)

    found = database.fix(airflow_release=RELEASE, confirm_data_loss=True, export_dir=str(tmp_path))
    assert not found.get("failed"), found["msg"]
    assert found["state_after"] in ("ready", "needs_trust_flag", "interrupted")
    again = database.fix(airflow_release=RELEASE, strategy="report")
    assert again["plan"] == []
    assert again["evidence"]["orphans"] == {}
    assert database.rows("task_instance", *KEYS) == before
    if found["revision_after"] == "05234396c6fc":
        assert database.schema() == reference


@pytest.mark.slow
@pytest.mark.usefixtures("flag")
@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("case", CASES)
def test_option_first_then_migrate(
    database: Database,
    airflow: t.Callable[[str], Airflow],
    clean_schema: t.Callable[[str], dict[str, str]],
    tmp_path: pathlib.Path,
    case: str,
    number: int,
) -> None:
    clean = clean_schema(RELEASE)
    database.load(case)
    run_option(database, number)
    before = database.rows("task_instance", *KEYS)
    database.server.set_flag(True)
    found = database.fix(airflow_release=RELEASE, confirm_data_loss=True, export_dir=str(tmp_path))
    assert not found.get("failed"), found["msg"]
    airflow(RELEASE).migrate(database)
    assert database.rows("task_instance", *KEYS) == before
    if "2.7.2" not in case:
        assert database.schema() == clean


@pytest.mark.parametrize("number", [1, 2])
def test_option_on_a_migrated_database(database: Database, number: int) -> None:
    database.load("migrated_3.1.2_small")
    if number == 2:
        with pytest.raises(Exception, match="1829"):  # needed in a foreign key
            run_option(database, number)
    else:
        run_option(database, number)
    found = database.fix(airflow_release=RELEASE)
    assert found["state"] == "migrated"
    assert not found["changed"]
