# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A parameter group in the simulated AWS: URL seed|look|set NAME VALUE.

The simulation has no parameters of its own: `seed` gives the group some, as a real one has them.
"""

from __future__ import annotations

import json
import sys

import boto3

NAME = "om-group-test"
SEEDS = {
    # value, source, data type, apply type, modifiable
    "sort_buffer_size": ("1048576", "user", "integer", "dynamic", True),
    "join_buffer_size": ("33554432", "user", "integer", "dynamic", True),
    "log_bin_trust_function_creators": (None, "engine-default", "boolean", "dynamic", True),
    "innodb_version": ("8.0", "system", "string", "static", False),
}


def main(url: str, command: str, *arguments: str) -> None:
    client = boto3.client("rds", endpoint_url=url, region_name="eu-west-1")
    if command == "seed":
        client.create_db_parameter_group(
            DBParameterGroupName=NAME, DBParameterGroupFamily="mysql8.0", Description="made by a test"
        )
        client.modify_db_parameter_group(
            DBParameterGroupName=NAME,
            Parameters=[
                {
                    "ParameterName": name,
                    **({} if value is None else {"ParameterValue": value}),
                    "Source": source,
                    "DataType": data_type,
                    "ApplyType": apply_type,
                    "ApplyMethod": "immediate",
                    "IsModifiable": modifiable,
                }
                for name, (value, source, data_type, apply_type, modifiable) in SEEDS.items()
            ],
        )
    elif command == "set":
        name, value = arguments
        client.modify_db_parameter_group(
            DBParameterGroupName=NAME,
            Parameters=[{"ParameterName": name, "ParameterValue": value, "ApplyMethod": "immediate"}],
        )
    groups = [group["DBParameterGroupName"] for group in client.describe_db_parameter_groups()["DBParameterGroups"]]
    parameters = client.describe_db_parameters(DBParameterGroupName=NAME)["Parameters"]
    print(json.dumps({"groups": groups, "parameters": {item["ParameterName"]: item for item in parameters}}))


if __name__ == "__main__":
    main(*sys.argv[1:])
