# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make an on-demand backup of a Cloud SQL instance, wait until it is complete, and say so in JSON.

    gcp_backup.py PROJECT INSTANCE NAME TIMEOUT

Needs google-api-python-client. Credentials come from GOOGLE_OAUTH_ACCESS_TOKEN (what `gcloud auth print-access-token`
prints), else from google-auth's own sources. OM_GCP_ENDPOINT names another Cloud SQL Admin API than the public one. The
name is the backup's description; a successful backup of that description is left as it is.

https://cloud.google.com/sql/docs/mysql/admin-api/rest/v1/backupRuns, …/rest/v1/operations
"""

from __future__ import annotations

import json
import os
import sys
import time

import google.auth
import google.auth.exceptions
import google.oauth2.credentials
import googleapiclient.discovery
import googleapiclient.errors

SCOPE = "https://www.googleapis.com/auth/sqlservice.admin"
COMPLETE = "SUCCESSFUL"
UNDER_WAY = ("ENQUEUED", "RUNNING", "OVERDUE")
PAUSE = float(os.environ.get("OM_GCP_PAUSE", "10"))


def service():
    if os.environ.get("GOOGLE_OAUTH_ACCESS_TOKEN"):
        credentials = google.oauth2.credentials.Credentials(os.environ["GOOGLE_OAUTH_ACCESS_TOKEN"])
    else:
        credentials, _project = google.auth.default(scopes=[SCOPE])
    options = {"api_endpoint": os.environ["OM_GCP_ENDPOINT"]} if os.environ.get("OM_GCP_ENDPOINT") else None
    return googleapiclient.discovery.build(
        "sqladmin", "v1", credentials=credentials, client_options=options, cache_discovery=False
    )


def find(api, where, name):
    """The newest backup of that description that has not failed."""
    request = api.backupRuns().list(**where)
    while request is not None:
        answer = request.execute()
        for run in answer.get("items", []):
            if run.get("description") == name and run["status"] in (COMPLETE, *UNDER_WAY):
                return run
        request = api.backupRuns().list_next(request, answer)
    return None


def begin(api, where, name, left):
    """Start a backup and wait until its operation is done; the backup."""
    operation = api.backupRuns().insert(**where, body={"description": name}).execute()
    while operation["status"] != "DONE":
        left(operation["status"])
        operation = api.operations().get(project=where["project"], operation=operation["name"]).execute()
    problems = operation.get("error", {}).get("errors", [])
    if problems:
        said = "; ".join(f"{problem.get('code')}: {problem.get('message')}" for problem in problems)
        sys.exit(f"Cloud SQL: the backup {name} failed: {said}")
    number = operation.get("backupContext", {}).get("backupId")
    run = api.backupRuns().get(**where, id=number).execute() if number else find(api, where, name)
    if run is None:
        sys.exit(f"Cloud SQL: the backup {name} is done, but is not listed.")
    return run


def make(project, instance, name, timeout):
    api = service()
    where = {"project": project, "instance": instance}
    deadline = time.monotonic() + timeout

    def left(state):
        if time.monotonic() >= deadline:
            sys.exit(f"Cloud SQL: the backup {name} is still {state} after {timeout:.0f} s.")
        time.sleep(PAUSE)

    run = find(api, where, name)
    changed = run is None
    if run is None:
        run = begin(api, where, name, left)
    while run["status"] in UNDER_WAY:
        left(run["status"])
        run = api.backupRuns().get(**where, id=run["id"]).execute()
    if run["status"] != COMPLETE:
        said = run.get("error", {}).get("message") or "no reason given"
        sys.exit(f"Cloud SQL: the backup {name} is {run['status']} ({said}), so that there is no backup.")
    print(json.dumps({"id": str(run["id"]), "status": run["status"], "changed": changed}))


def main(project, instance, name, timeout):
    try:
        make(project, instance, name, float(timeout))
    except (googleapiclient.errors.Error, google.auth.exceptions.GoogleAuthError, OSError) as exc:
        sys.exit("Cloud SQL: " + " ".join(str(exc).split()))


if __name__ == "__main__":
    main(*sys.argv[1:])
