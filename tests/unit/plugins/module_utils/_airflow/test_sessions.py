# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sessions that would hold a migration up, or do."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import report, states
from ansible_collections.openmetadata.ops.plugins.module_utils._database.activity import (
    IDLE,
    IN_TRANSACTION,
    WORKING,
    Session,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._database.waits import Wait, end_statement, first_waits

from . import airflow_databases as databases

SLEEPER = Session(12, "bi", None, 40, "", IN_TRANSACTION)
LAST_2X = "5f2621c13b39"


@pytest.mark.parametrize(
    ("session", "holds"),
    [
        (SLEEPER, True),
        (Session(12, "bi", None, 4, "", IN_TRANSACTION), False),
        (Session(12, "bi", None, 0, "", IN_TRANSACTION, hidden=True), True),
        (Session(12, "bi", None, 40, "SELECT", WORKING), False),
        (Session(12, "bi", None, 40, "", IDLE), False),
    ],
)
def test_holders(session: Session, holds: bool) -> None:
    found = databases.evidence(LAST_2X, sessions=(session,))
    assert (found.holders == (session,)) is holds
    result = report.evidence_result(found, None)["holders"]
    assert [one["end"] for one in result] == (["KILL 12"] if holds else [])


def test_only_the_session_that_waits_for_nobody_is_to_be_ended() -> None:
    middle = Session(7, "airflow_user", "airflow_db", 9, "ALTER TABLE dag_run", WORKING)
    waits = (Wait(7, 9, "dag_run", SLEEPER), Wait(8, 5, "dag_run", middle), Wait(8, 5, "dag_run", SLEEPER))
    assert {one.holding.id for one in first_waits(waits)} == {12}
    holder = Session(7, "airflow_user", "airflow_db", 9, "ALTER TABLE dag_run", WORKING)
    verdict = states.judge(databases.evidence(LAST_2X, waits=waits, lock_holder=holder), None)
    assert verdict.state == "migration_running"
    assert "Session 7 waits for a lock on dag_run that session 12 of bi (in transaction for 40 s) holds." in verdict.why
    assert "(KILL 12)" in verdict.next


def test_the_statement_that_ends_a_session() -> None:
    assert end_statement("postgresql", 12) == "SELECT pg_terminate_backend(12)"


def test_limits_are_told_until_the_migration_is_over() -> None:
    limits = {"statement_timeout": {"value": 30000, "wanted": "0"}}
    found = databases.evidence(LAST_2X, limits=limits, trust_flag=True)
    verdict = states.judge(found, None)
    assert verdict.state == "ready"
    assert "statement_timeout = 30000" in verdict.why
    assert verdict.next.startswith("Set statement_timeout = 0 for the time of the migration. ")
    assert report.followed_by(found, verdict, None)[0]["do"].startswith("set statement_timeout = 0")
