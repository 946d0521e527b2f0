# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DAGs of ingestion pipelines that report to OpenMetadata like a workflow of openmetadata-ingestion does (wire recorded
from the SDK: PUT .../pipelineStatus with runId, pipelineState, startDate, timestamp), and work as long as told."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
import uuid

import pendulum
from airflow.decorators import dag, task

NAMES = os.environ.get("OM_BENCH_DAGS", "").split()
BASE = "http://openmetadata-server:8585/api/v1/services/ingestionPipelines"


def report(name: str, status: dict[str, object]) -> None:
    """Like the SDK, which logs a failed report and goes on."""
    request = urllib.request.Request(
        f"{BASE}/bench_service.{name}/pipelineStatus",
        data=json.dumps(status).encode(),
        method="PUT",
        headers={"Authorization": f"Bearer {os.environ['OM_BENCH_TOKEN']}", "Content-Type": "application/json"},
    )
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except OSError as exc:
        print(f"not reported: {exc}")


def make(name: str) -> None:
    @dag(
        dag_id=name,
        schedule=None,
        start_date=pendulum.datetime(2025, 1, 1),
        catchup=False,
        is_paused_upon_creation=False,
        max_active_runs=4,
    )
    def ingestion() -> None:
        @task(retries=0)
        def ingestion_task(**context: object) -> None:
            from airflow.exceptions import AirflowFailException

            if context["ti"].try_number > 1:  # type: ignore[attr-defined]
                # A scheduler that finds the orphan of a killed one starts it again.
                raise AirflowFailException("the first try was killed")
            conf = context["dag_run"].conf or {}  # type: ignore[attr-defined]
            now = int(time.time() * 1000)
            status = {"runId": str(uuid.uuid4()), "pipelineState": "running", "startDate": now, "timestamp": now}
            report(name, status)
            time.sleep(float(conf.get("seconds", 5)))
            if conf.get("fail"):
                raise AirflowFailException("told to fail")
            status.update(pipelineState="success", endDate=int(time.time() * 1000))
            report(name, status)

        ingestion_task()

    globals()[name] = ingestion()


for dag_name in NAMES:
    make(dag_name)
