# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a reindex that failed says, by the output of a real openmetadata-ops.sh 1.12.6."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.output import Reading
from ansible_collections.openmetadata.ops.plugins.module_utils._reindex.messages import explain_busy, explain_failure


def tail_of(lines: t.Iterable[str]) -> list[str]:
    reading = Reading()
    for line in lines:
        reading.line(line)
    return reading.tail


@pytest.mark.parametrize(
    ("run", "says", "restart"),
    [
        ("23_reindex_job_running.out", "Job is already running, please wait for it to complete.", True),
        ("26_reindex_app_missing.out", "app instance for SearchIndexingApplication not found", False),
    ],
)
def test_a_recorded_failure(recorded_run: t.Any, run: str, says: str, restart: bool) -> None:
    message = explain_failure(1, tail_of(recorded_run(run)))
    assert "exit status 1" in message
    assert says in message
    assert ("restart the server" in message) is restart


def test_a_command_that_says_nothing() -> None:
    assert explain_failure(2, []) == "The reindexing ended with exit status 2: no output"


@pytest.mark.parametrize(
    ("since", "words"), [(1795389479050, "running since 2026-11-22T23:17:59Z,"), (None, "running, and")]
)
def test_busy(since: int | None, words: str) -> None:
    assert words in explain_busy(since)
