# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A real migration killed at every statement of the revision, then repaired and migrated."""

from __future__ import annotations

import typing as t

import pytest
from harness import Airflow, Database
from proxy import Cutter
from test_captured import KEYS

RELEASE = "3.1.5"
# What d59cbbef95eb sends on MySQL; two go as one: DROP FUNCTION and CREATE FUNCTION. The next one writes the version.
STATEMENTS = 22


@pytest.mark.slow
@pytest.mark.usefixtures("flag")
@pytest.mark.parametrize("after", range(1, STATEMENTS + 1))
def test_killed_inside_the_revision(
    database: Database,
    airflow: t.Callable[[str], Airflow],
    clean_schema: t.Callable[[str], dict[str, str]],
    after: int,
) -> None:
    clean = clean_schema(RELEASE)
    release = airflow(RELEASE)
    database.load("at_05234396c6fc_small")
    original, before = database.schema(), database.rows("task_instance", *KEYS)
    database.server.set_flag(True)

    with Cutter(
        database.server.host, database.server.port, after, start="ALTER TABLE task_instance ADD COLUMN id"
    ) as proxy:
        process = release.start_migration(database, proxy.port)
        output = process.communicate(timeout=300)[0]
    assert proxy.cut, output[-3000:]
    assert database.revision() == "05234396c6fc"

    found = database.fix(airflow_release=RELEASE)
    assert not found.get("failed"), found["msg"]
    assert found["state"] == "stuck"
    assert database.schema() == original
    assert database.rows("task_instance", *KEYS) == before
    assert not database.fix(airflow_release=RELEASE)["changed"]

    release.migrate(database)
    assert database.schema() == clean
    assert database.rows("task_instance", *KEYS) == before
