#!/usr/bin/env python3
# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Brings the lab's Airflow 2 into its starting state through its REST API, and waits until it got there.

usage: airflow_state.py healthy | history | interrupt        (AIRFLOW_URL, AIRFLOW_USER, AIRFLOW_PASSWORD, OM_URL, OM_TOKEN)

healthy: its database and its scheduler are. history: the DAG with history has finished its runs. interrupt: an ingestion runs,
and OpenMetadata knows; now kill Airflow.
"""

from __future__ import annotations

import base64
import json
import os
import sys
import time
import urllib.error
import urllib.request
from typing import Any, Callable

AIRFLOW = os.environ.get("AIRFLOW_URL", "http://127.0.0.1:8080")
LOGIN = f"{os.environ.get('AIRFLOW_USER', 'admin')}:{os.environ.get('AIRFLOW_PASSWORD', 'admin')}"
OPENMETADATA = os.environ.get("OM_URL", "http://127.0.0.1:8585")
PIPELINE = "demo_mysql.demo_lineage"


def call(url: str, authorization: str, body: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body is not None else None)
    request.add_header("Authorization", authorization)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def airflow(path: str, body: dict[str, Any] | None = None) -> Any:
    return call(f"{AIRFLOW}/{path}", "Basic " + base64.b64encode(LOGIN.encode()).decode(), body)


def wait(what: str, done: Callable[[], bool], seconds: int = 600) -> None:
    end = time.monotonic() + seconds
    last: Exception | None = None
    while time.monotonic() < end:
        try:
            if done():
                return
        except (OSError, ValueError, KeyError) as error:
            last = error
        time.sleep(2)
    sys.exit(f"waited {seconds} s for {what}" + (f", last: {last}" if last else ""))


def healthy() -> bool:
    found = airflow("health")
    return all(found[part]["status"] == "healthy" for part in ("metadatabase", "scheduler"))


def history() -> bool:
    runs = airflow("api/v1/dags/warehouse_daily/dagRuns?limit=20")["dag_runs"]
    states = [run["state"] for run in runs]
    return len(states) >= 4 and set(states) == {"success", "failed"}


def reported() -> bool:
    listed = call(
        f"{OPENMETADATA}/api/v1/services/ingestionPipelines?fields=pipelineStatuses&limit=100",
        f"Bearer {os.environ['OM_TOKEN']}",
    )["data"]
    status = next(one for one in listed if one["fullyQualifiedName"] == PIPELINE).get("pipelineStatuses")
    return bool(status) and status["pipelineState"] == "running"


def interrupt() -> None:
    try:
        airflow("api/v1/variables", {"key": "openmetadata_token", "value": os.environ["OM_TOKEN"]})
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
    wait("the DAG demo_lineage", lambda: airflow("api/v1/dags/demo_lineage")["is_active"])
    airflow("api/v1/dags/demo_lineage/dagRuns", {})
    wait("the ingestion's report", reported)


def main() -> None:
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what == "healthy":
        wait("a healthy Airflow", healthy)
    elif what == "history":
        wait("the runs of warehouse_daily", history)
    elif what == "interrupt":
        interrupt()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
