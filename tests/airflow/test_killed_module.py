# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module killed after each of its statements, then run again."""

from __future__ import annotations

import pathlib

import pytest
from harness import Database
from proxy import Cutter

CASES = [
    "stuck_trust_small",
    "stuck_042_05_small",
    "stuck_042_12_small",
    "stuck_042_16_small",
    "stuck_option2_on_d59_before_retry_small",
    "stuck_option1_orphans_small",
    "stuck_later_2b47dc6bc8df_15_small",
]


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=() if case == CASES[3] else pytest.mark.slow) for case in CASES]
)
def test_killed_after_each_statement(database: Database, tmp_path: pathlib.Path, case: str) -> None:
    options = {"confirm_data_loss": True, "export_dir": str(tmp_path)}
    database.load(case)
    assert not database.fix(**options).get("failed")
    schema, counts = database.schema(), database.counts()

    killed = 0
    while True:
        database.load(case)
        with Cutter(database.server.host, database.server.port, after=killed + 1) as proxy:
            result = database.fix(port=proxy.port, **options)
        if not proxy.cut:
            break
        killed += 1
        assert result["failed"], proxy.seen
        again = database.fix(**options)
        assert not again.get("failed"), (proxy.seen, again["msg"])
        assert (database.schema(), database.counts()) == (schema, counts), proxy.seen
        assert not database.fix(**options)["changed"]
    assert killed >= 1
