# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The DAG of the ingestion pipeline demo_mysql.demo_lineage. It reports its state to OpenMetadata like the workflow of
openmetadata-ingestion does (PUT .../pipelineStatus with runId, pipelineState, startDate, timestamp), then works for an hour:
time enough to kill Airflow. Nobody tells OpenMetadata then, and the run stays `running` there."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid

import pendulum
from airflow.decorators import dag, task

STATUS_URL = "http://openmetadata-server:8585/api/v1/services/ingestionPipelines/demo_mysql.demo_lineage/pipelineStatus"


@dag(schedule=None, start_date=pendulum.datetime(2025, 1, 1), catchup=False, is_paused_upon_creation=False)
def demo_lineage() -> None:
    @task(retries=0)
    def ingestion_workflow(ti=None) -> None:  # type: ignore[no-untyped-def]
        from airflow.exceptions import AirflowFailException
        from airflow.models import Variable

        # A scheduler that finds the orphan of a killed one starts it again.
        if ti.try_number > 1:
            raise AirflowFailException("the first try was killed")
        token = Variable.get("openmetadata_token")
        now = int(time.time() * 1000)
        status = {"runId": str(uuid.uuid4()), "pipelineState": "running", "startDate": now, "timestamp": now}

        def report() -> None:
            request = urllib.request.Request(
                STATUS_URL,
                data=json.dumps(status).encode(),
                method="PUT",
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )
            urllib.request.urlopen(request, timeout=30).close()

        report()
        time.sleep(3600)
        status.update(pipelineState="success", endDate=int(time.time() * 1000))
        report()

    ingestion_workflow()


demo_lineage()
