# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether a run that an Airflow database lacks is over, or the database is another one's. Minutes from its begin."""

from __future__ import annotations

import dataclasses

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.provenance import (
    Provenance,
    count_past,
    knows_living,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.verdict import (
    ALIVE,
    INTERRUPTED,
    UNKNOWN,
    DagRun,
    Witness,
    judge,
)

from .test_verdict import BEGIN, MINUTE, NOW, STALE, at, dag_run, run_of

OURS = Provenance(True, at(-9000), NOW, past=(5, 5), all_past=(9, 9))


@pytest.mark.parametrize(
    ("changes", "verdict", "evidence"),
    [
        ({}, INTERRUPTED, "no run of DAG p"),
        # Another environment: not this DAG, or this DAG with other runs.
        ({"knows_dag": False}, UNKNOWN, "does not know the DAG p"),
        ({"knows_dag": False, "past": (0, 0), "all_past": (0, 0)}, UNKNOWN, "does not know the DAG p"),
        ({"past": (5, 0)}, UNKNOWN, "none of the 5 ended runs"),
        ({"past": (0, 0), "all_past": (9, 0)}, UNKNOWN, "none of the 9 ended runs"),
        ({"past": (1, 0), "all_past": (9, 0)}, UNKNOWN, "none of the 9 ended runs"),
        # A few of them are enough: the others were purged, or cleared and run again.
        ({"past": (5, 1)}, INTERRUPTED, ""),
        ({"past": (1, 0)}, INTERRUPTED, ""),
        # The pipeline's first run.
        ({"past": (0, 0)}, INTERRUPTED, ""),
        ({"past": (0, 0), "all_past": (0, 0)}, INTERRUPTED, ""),
        # Made anew, or a copy of before the run.
        ({"first": None, "last": None}, UNKNOWN, "no record of any run"),
        ({"first": at(3), "past": (0, 0), "all_past": (0, 0)}, UNKNOWN, "may be new"),
        ({"first": at(3), "past": (5, 0), "all_past": (9, 0)}, UNKNOWN, "may be new"),
        # Made anew, and in use since: it knows runs of this OpenMetadata.
        ({"first": at(3), "past": (0, 0), "all_past": (9, 9)}, INTERRUPTED, ""),
        ({"first": at(3), "past": (0, 0), "all_past": (0, 0), "living": 1}, INTERRUPTED, ""),
        ({"first": at(1)}, INTERRUPTED, ""),  # clocks differ a little
        ({"last": at(-3)}, UNKNOWN, "may be a copy"),
        # It knows a run that OpenMetadata believes to be running.
        ({"knows_dag": False, "living": 1}, INTERRUPTED, ""),
        ({"past": (5, 0), "all_past": (9, 0), "living": 1}, INTERRUPTED, ""),
        ({"last": at(-3), "living": 1}, UNKNOWN, "may be a copy"),
        ({"last": at(-1)}, INTERRUPTED, ""),
        # Made anew by the caller.
        ({"knows_dag": False, "first": None, "last": None, "made": at(1)}, INTERRUPTED, ""),
        ({"knows_dag": False, "made": at(-1)}, UNKNOWN, ""),
    ],
)
def test_a_run_that_the_database_lacks(changes: dict[str, object], verdict: str, evidence: str) -> None:
    witness = Witness(True, provenance=dataclasses.replace(OURS, **changes))  # type: ignore[arg-type]
    for stuck in (False, True):
        found = judge(run_of(), witness, now=NOW, stale_after=STALE, stuck=stuck)
        assert found.verdict == verdict
        assert evidence in found.evidence


def test_a_run_that_the_database_has_needs_no_proof() -> None:
    witness = Witness(True, dag_runs=(dag_run("running", -1),), provenance=Provenance(True))
    assert judge(run_of(), witness, now=NOW, stale_after=STALE, stuck=True).verdict == ALIVE


def known(*minutes: float) -> list[DagRun]:
    return [dag_run("success", begin, begin + 5, run_id=f"r{begin}") for begin in minutes]


@pytest.mark.parametrize(
    ("dag_runs", "first", "counts"),
    [
        (known(-100, -200), -9000, (2, 2)),
        (known(-100), -9000, (2, 1)),
        (known(-50), -9000, (2, 0)),
        # Of before the database's first record: it cannot know them.
        (known(), -150, (1, 0)),
        (known(), None, (0, 0)),
    ],
)
def test_count_past(dag_runs: list[DagRun], first: float | None, counts: tuple[int, int]) -> None:
    past = [dataclasses.replace(run_of(), started=BEGIN + begin * MINUTE) for begin in (-100, -200)]
    assert count_past(past, dag_runs, at(first)) == counts


@pytest.mark.parametrize(
    ("found", "knows"),
    [
        (dag_run("failed", -1, 5), True),
        (dag_run("running", -1), True),
        # It covers the run as it covers every later one.
        (dag_run("running", -60), False),
        (dag_run("failed", -60, -30), False),
        (dag_run("queued", None), False),
    ],
)
def test_knows_living(found: DagRun, knows: bool) -> None:
    assert knows_living(run_of(), [found]) is knows
