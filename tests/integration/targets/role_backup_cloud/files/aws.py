# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A database server in the simulated AWS: URL seed|look SNAPSHOT.

`seed` makes an instance and an Aurora cluster, and one of each whose snapshots fail. `look` prints the snapshots of
that name, of both kinds.
"""

from __future__ import annotations

import json
import sys

import boto3


def seed(client, _name: str) -> None:
    if client.describe_db_instances()["DBInstances"]:
        return
    login = {"MasterUsername": "admin", "MasterUserPassword": "none-of-ours"}
    for name in ("om-instance", "failing-instance"):
        client.create_db_instance(
            DBInstanceIdentifier=name, DBInstanceClass="db.m5.large", Engine="mysql", AllocatedStorage=20, **login
        )
    for name in ("om-cluster", "failing-cluster"):
        client.create_db_cluster(DBClusterIdentifier=name, Engine="aurora-mysql", **login)


def look(client, name: str) -> None:
    found = [
        {"name": item["DBSnapshotIdentifier"], "of": item["DBInstanceIdentifier"], "status": item["Status"]}
        for item in client.describe_db_snapshots()["DBSnapshots"]
    ] + [
        {"name": item["DBClusterSnapshotIdentifier"], "of": item["DBClusterIdentifier"], "status": item["Status"]}
        for item in client.describe_db_cluster_snapshots()["DBClusterSnapshots"]
    ]
    print(json.dumps([item for item in found if item["name"] == name]))


def main(url: str, command: str, name: str) -> None:
    {"seed": seed, "look": look}[command](boto3.client("rds", endpoint_url=url, region_name="eu-west-1"), name)


if __name__ == "__main__":
    main(*sys.argv[1:])
