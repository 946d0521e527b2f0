# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of om_pipeline_status in a process of its own: ours.py OPTIONS-AS-JSON. Prints time, memory and counts.

The module's own code runs, without Ansible round it: what Ansible costs a task is not what is compared here.
"""

from __future__ import annotations

import json
import resource
import sys
import time
import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines import api
from ansible_collections.openmetadata.ops.plugins.module_utils._pipelines.job import Job
from ansible_collections.openmetadata.ops.plugins.module_utils._server.client import Client

DEFAULTS: dict[str, t.Any] = {
    "engine": None,
    "login_host": "127.0.0.1",
    "login_port": None,
    "login_user": None,
    "login_password": None,
    "login_unix_socket": None,
    "login_db": None,
    "tls_mode": "prefer",
    "ca_cert": None,
    "client_cert": None,
    "client_key": None,
    "connect_timeout": 30,
    "api_url": None,
    "api_token": None,
    "validate_certs": True,
    "ca_path": None,
    "timeout": 300,
    "source": "auto",
    "resolve": True,
    "resolution": "failed",
    "started_before": None,
    "stuck_after": 1800,
    "heartbeat_timeout": 300,
    "pipelines": [],
    "include_apps": False,
    "airflow_url": None,
    "airflow_database_made": None,
    "airflow_user": None,
    "airflow_password": None,
    "airflow_database": None,
    "report_file": None,
}


def main() -> None:
    options = json.loads(sys.argv[1])
    if options.pop("list_only", False):
        client = Client(options["api_url"], options["api_token"], timeout=300)
        started = time.perf_counter()
        listing = api.list_pipelines(client, fields="pipelineStatuses")
        found = {"requests": listing.requests, "found": len(listing.pipelines)}
    else:
        started = time.perf_counter()
        result = Job({**DEFAULTS, **options}, check_mode=False).run()
        found = {**result["counts"], "failed": bool(result.get("failed")), "msg": result["msg"]}
    found["seconds"] = time.perf_counter() - started
    found["megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
