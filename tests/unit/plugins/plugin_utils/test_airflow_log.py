# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._airflow_log import LONGEST, MOST, proof_lines

RUN = {"pipeline": "s.daily", "run_id": "1", "dag_id": "daily", "started": "2026-11-22T10:00:00Z"}


def at(second: int, text: str) -> str:
    return f"2026-11-22T10:00:{second:02d}.123456789Z {text}"


# Airflow 2.10.5 after its container was killed and started again
REAL = [
    at(3, "[2026-11-22T10:00:03.272+0000] {scheduler_job_runner.py:1972} INFO - Marked 3 SchedulerJobs as failed"),
    at(4, "[2026-11-22T10:00:04.272+0000] {scheduler_job_runner.py:2012} INFO - Reset the following 1 orphaned TIs:"),
    at(4, "\t<TaskInstance: daily.work scheduled__2025-01-01T00:00:00+00:00 [running]>"),
    at(8, "[2026-11-22T10:00:08.933+0000] {scheduler_job_runner.py:435} INFO - 1 tasks up for execution:"),
    at(8, "\t<TaskInstance: daily.work scheduled__2025-01-01T00:00:00+00:00 [scheduled]>"),
]
REAL_PROOF = (
    "2026-11-22T10:00:04Z [2026-11-22T10:00:04.272+0000] {scheduler_job_runner.py:2012} INFO - "
    "Reset the following 1 orphaned TIs: <TaskInstance: daily.work scheduled__2025-01-01T00:00:00+00:00 [running]>"
)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        pytest.param([], [], id="no log"),
        pytest.param([at(5, "INFO - Running <TaskInstance: daily.task m [running]>")], [], id="nothing happened"),
        pytest.param(
            [at(5, "ERROR - Detected zombie job: {'dag_id': 'daily'}")],
            ["2026-11-22T10:00:05Z ERROR - Detected zombie job: {'dag_id': 'daily'}"],
            id="a zombie",
        ),
        pytest.param(
            [
                at(5, "INFO - Reset the following 1 orphaned TIs:"),
                at(5, "\t<TaskInstance: daily.t m [running]>"),
            ],
            ["2026-11-22T10:00:05Z INFO - Reset the following 1 orphaned TIs: <TaskInstance: daily.t m [running]>"],
            id="an orphan, named on the next line",
        ),
        pytest.param(REAL, [REAL_PROOF], id="a real log"),
        pytest.param([at(5, "ERROR - Detected zombie job: {'dag_id': 'daily_2'}")], [], id="another DAG"),
        pytest.param([at(5, "ERROR - Detected zombie job: {'dag_id': 'the-daily'}")], [], id="another one"),
        pytest.param(["2026-11-22T09:59:59.9Z zombie daily"], [], id="before the run"),
        pytest.param(["no time: zombie daily", "\tzombie daily"], [], id="no lines of docker"),
        pytest.param(
            [at(9, "killed daily"), at(7, "Sending SIGTERM to daily")],
            ["2026-11-22T10:00:07Z Sending SIGTERM to daily", "2026-11-22T10:00:09Z killed daily"],
            id="two streams, one order",
        ),
    ],
)
def test_proof(lines: list[str], told: list[str]) -> None:
    expected = [{"pipeline": "s.daily", "run_id": "1", "lines": told}] if told else []
    assert proof_lines(lines, [RUN]) == expected


def test_the_last_words_count_and_stay_short() -> None:
    lines = [at(second, f"zombie daily {second} {'x' * 1000}") for second in range(20)]
    (entry,) = proof_lines(lines, [RUN])
    assert len(entry["lines"]) == MOST
    assert entry["lines"][-1].startswith("2026-11-22T10:00:19Z zombie daily 19")
    assert {len(line) for line in entry["lines"]} == {LONGEST}


def test_an_app_has_no_dag() -> None:
    assert proof_lines([at(1, "killed None")], [{**RUN, "dag_id": None}]) == []
