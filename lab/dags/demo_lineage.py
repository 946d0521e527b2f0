# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The DAG of the ingestion pipeline demo_mysql.demo_lineage. It reports its state to OpenMetadata like the workflow of
openmetadata-ingestion does (PUT .../pipelineStatus with runId, pipelineState, startDate, timestamp), then works for an
hour: time enough to kill Airflow. Nobody tells OpenMetadata then, and the run stays `running` there."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.request
import uuid
from typing import Any

import pendulum
from airflow.decorators import dag, task

API = "http://openmetadata-server:8585/api/v1"
STATUS = "services/ingestionPipelines/demo_mysql.demo_lineage/pipelineStatus"
LOGIN = {"email": "admin@open-metadata.org", "password": base64.b64encode(b"admin").decode()}


def send(method: str, path: str, document: dict[str, Any], token: str = "") -> Any:
    """Calls OpenMetadata, which may still be starting."""
    request = urllib.request.Request(f"{API}/{path}", data=json.dumps(document).encode(), method=method)
    request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    for dummy in range(60):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError) as error:
            print(f"{method} {path}: {error}")
            time.sleep(5)
    raise TimeoutError(path)


@dag(schedule="@once", start_date=pendulum.datetime(2025, 1, 1), catchup=False, is_paused_upon_creation=False)
def demo_lineage() -> None:
    @task(retries=0)
    def ingestion_workflow(ti=None) -> None:  # type: ignore[no-untyped-def]
        from airflow.exceptions import AirflowFailException

        # A scheduler that finds the orphan of a killed one starts it again.
        if ti.try_number > 1:
            raise AirflowFailException("the first try was killed")
        token = send("POST", "users/login", LOGIN)["accessToken"]
        now = int(time.time() * 1000)
        status = {"runId": str(uuid.uuid4()), "pipelineState": "running", "startDate": now, "timestamp": now}
        send("PUT", STATUS, status, token)
        time.sleep(3600)
        send("PUT", STATUS, {**status, "pipelineState": "success", "endDate": int(time.time() * 1000)}, token)

    ingestion_workflow()


demo_lineage()
