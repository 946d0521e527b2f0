# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A user's DAG with a few days of history: every run succeeds, but for the oldest one, whose check fails."""

from __future__ import annotations

import pendulum
from airflow.decorators import dag, task

DAYS = 4
OLDEST = pendulum.today("UTC").subtract(days=DAYS)


@dag(schedule="@daily", start_date=OLDEST, catchup=True, is_paused_upon_creation=False, max_active_runs=2)
def warehouse_daily() -> None:
    @task
    def extract() -> int:
        return 1000

    @task
    def check(rows: int, ds: str | None = None) -> int:
        if ds == OLDEST.to_date_string():
            raise ValueError("the source had no rows that day")
        return rows

    @task
    def load(rows: int) -> None:
        print(f"{rows} rows loaded")

    load(check(extract()))


warehouse_daily()
