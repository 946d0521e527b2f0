# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make an on-demand backup of an Azure flexible server, wait until it is complete, and say so in JSON.

    azure_backup.py mysql|postgresql SUBSCRIPTION RESOURCE_GROUP SERVER NAME TIMEOUT

Needs Azure's SDK: azure-mgmt-mysqlflexibleservers 1.0 or azure-mgmt-postgresqlflexibleservers 3.0, or newer ones.
Credentials come from AZURE_ACCESS_TOKEN (what `az account get-access-token` prints), else from azure-identity's own
sources. OM_AZURE_ENDPOINT names another Resource Manager than the public one. A backup of that name
that is complete is left as it is.

https://learn.microsoft.com/rest/api/mysql/flexibleserver/long-running-backup/create
https://learn.microsoft.com/rest/api/postgresql/backups-automatic-and-on-demand/create
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time

from azure.core.credentials import AccessToken
from azure.core.exceptions import AzureError, ResourceNotFoundError

COMPLETE = "Succeeded"


class Token:
    """A token that somebody has got already."""

    def __init__(self, token):
        self._token = token

    def get_token(self, *scopes, **options):
        return AccessToken(self._token, int(time.time()) + 3600)


def backups(engine, subscription):
    """How to begin a backup, and how to look at one."""
    options = {"base_url": os.environ["OM_AZURE_ENDPOINT"]} if os.environ.get("OM_AZURE_ENDPOINT") else {}
    if os.environ.get("AZURE_ACCESS_TOKEN"):
        credential = Token(os.environ["AZURE_ACCESS_TOKEN"])
    else:
        credential = importlib.import_module("azure.identity").DefaultAzureCredential()
    # Nobody needs the SDK of the other engine.
    sdk = importlib.import_module(f"azure.mgmt.{engine}flexibleservers")
    if engine == "mysql":
        client = sdk.MySQLManagementClient(credential, subscription, **options)
        return client.long_running_backup.begin_create, client.long_running_backups.get
    client = sdk.PostgreSQLManagementClient(credential, subscription, **options)
    group = client.backups_automatic_and_on_demand
    return group.begin_create, group.get


def status(backup):
    """MySQL tells a state; PostgreSQL only the time of completion, which a backup under way has not."""
    state = getattr(backup, "provisioning_state", None) or getattr(backup.properties, "provisioning_state", None)
    completed = getattr(backup, "completed_time", None) or getattr(backup.properties, "completed_time", None)
    return str(getattr(state, "value", state) or (COMPLETE if completed else "InProgress"))


def make(engine, subscription, *place, timeout):
    """``place`` is the resource group, the server and the backup's name."""
    begin, get = backups(engine, subscription)
    name = place[-1]
    changed = False
    try:
        backup = get(*place)
    except ResourceNotFoundError:
        backup = None
    if backup is None or status(backup) != COMPLETE:
        changed = True
        poller = begin(*place)
        poller.result(timeout)
        if not poller.done():
            sys.exit(f"Azure: the backup {name} is still {poller.status()} after {timeout} s.")
        backup = get(*place)
    if status(backup) != COMPLETE:
        sys.exit(f"Azure: the backup {name} is {status(backup)}, so that there is no backup.")
    print(json.dumps({"id": name, "status": status(backup), "changed": changed}))


def main(engine, subscription, *arguments):
    try:
        make(engine, subscription, *arguments[:-1], timeout=float(arguments[-1]))
    except AzureError as exc:
        sys.exit("Azure: " + " ".join(str(exc.message or exc).split()))


if __name__ == "__main__":
    main(*sys.argv[1:])
