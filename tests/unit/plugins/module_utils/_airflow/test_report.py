# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import plans, releases, report, states, steps
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.evidence import Evidence
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.progress import Progress
from ansible_collections.openmetadata.ops.plugins.module_utils._database.activity import Session
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

from . import airflow_databases as databases

TARGET = "cc92b33c6709"
SET, MIGRATE, UNSET = (
    "SET GLOBAL log_bin_trust_function_creators = 1",
    "airflow db migrate",
    "SET GLOBAL log_bin_trust_function_creators = 0",
)


def describe(found: Evidence) -> dict[str, t.Any]:
    verdict = states.judge(found, TARGET)
    return report.describe(found, verdict, plans.repair_plan(found, verdict), TARGET)


@pytest.mark.parametrize(
    ("found", "then"),
    [
        (databases.evidence("5f2621c13b39"), [SET, MIGRATE, UNSET]),
        (databases.evidence("5f2621c13b39", trust_flag=True), [MIGRATE]),
        (
            databases.evidence("5f2621c13b39", trust_flag=True, lock_holder=Session(7, "b", "airflow_b", 0, "ALTER")),
            ["wait for that session", MIGRATE],
        ),
        (databases.evidence("", revisions=()), []),
        (databases.evidence("fe199e1abd77", engine="postgresql"), [MIGRATE]),
        (databases.evidence(TARGET, engine="postgresql"), []),
    ],
)
def test_what_has_to_follow(found: Evidence, then: list[str]) -> None:
    result = describe(found)
    assert [step["do"] for step in result["then"]] == then
    assert all(step["reason"] for step in result["then"])


def test_keys_of_the_result_are_always_the_same() -> None:
    assert set(describe(databases.evidence("5f2621c13b39"))) <= set(report.empty())
    both = [report.evidence_result(databases.evidence("5f2621c13b39", engine=engine), None) for engine in ENGINES]
    assert set(both[0]) == set(both[1])


ENGINES = ("mysql", "postgresql")


def test_the_estimate_grows_with_the_rows() -> None:
    small, large = (
        describe(databases.evidence("5f2621c13b39", rows={"task_instance": rows}))["estimate"]["migration_seconds"]
        for rows in (0, 1_000_000)
    )
    assert 60 < small < 200
    assert 1000 < large < 2000


def test_progress_says_how_far_it_is(tmp_path: pathlib.Path) -> None:
    now = [0.0]
    path = tmp_path / "progress.json"
    progress = Progress(str(path), clock=lambda: now[0])
    progress.begin(1, 2, steps.Step(steps.DELETE_RUNS, "dag_run", "DELETE FROM dag_run WHERE TRUE", "old", 100))
    assert json.loads(path.read_text())["rows"] == 0
    now[0] = 0.5
    progress.more(10)  # too soon to write
    assert json.loads(path.read_text())["rows"] == 0
    now[0] = 2.0
    progress.more(10)
    said = json.loads(path.read_text())
    assert (said["number"], said["of"], said["rows"], said["of_rows"]) == (1, 2, 20, 100)
    assert (said["seconds"], said["left_seconds"]) == (2.0, 8)
    assert [one.name for one in tmp_path.iterdir()] == ["progress.json"]


def test_progress_that_cannot_be_written_is_told(tmp_path: pathlib.Path) -> None:
    progress = Progress(str(tmp_path / "missing" / "progress.json"))
    with pytest.raises(OpsError, match="cannot be written"):
        progress.begin(1, 1, steps.Step(steps.ALTER, "t", "ALTER TABLE t", "why"))


def test_without_a_path_nothing_is_written() -> None:
    progress = Progress()
    progress.begin(1, 1, steps.Step(steps.ALTER, "t", "ALTER TABLE t", "why"))
    progress.more(5)


@pytest.mark.parametrize(
    ("revision", "release", "least"),
    [
        # 20 million runs: the revisions of 3.2 that rewrite dag_run take hours.
        ("cc92b33c6709", "3.3.0", 10_000),
        ("5f2621c13b39", "3.2.0", 10_000),
        ("cc92b33c6709", "3.1.8", 0),
        ("1d6611b6ab7c", "3.3.0", 0),
    ],
)
def test_the_estimate_knows_the_slow_revisions_after_3_1(revision: str, release: str, least: int) -> None:
    found = databases.evidence(revision, rows={"dag_run": 20_000_000})
    seconds = report.estimate(found, releases.HEADS[release])
    assert seconds >= least if least else seconds < 200
