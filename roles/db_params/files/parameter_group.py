# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Describe an RDS parameter group, or put parameters of it back to the engine's default.

    parameter_group.py describe GROUP [NAME...]
    parameter_group.py reset GROUP NAME...

amazon.aws has modules that set parameters, and none for these two. boto3 is what its modules need as well; region,
endpoint and credentials come from the environment, as boto3 takes them. `describe` prints JSON; names that the group
does not have are left out of it.
"""

from __future__ import annotations

import json
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError


def describe(client, group, *names):
    found = {}
    for page in client.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=group):
        for parameter in page["Parameters"]:
            if parameter["ParameterName"] in names:
                found[parameter["ParameterName"]] = {
                    # An engine's default may show a value that is not set in the group.
                    "value": None if parameter.get("Source") == "engine-default" else parameter.get("ParameterValue"),
                    "modifiable": parameter.get("IsModifiable", False),
                    "apply_type": parameter.get("ApplyType", "static"),
                    "data_type": parameter.get("DataType", "string"),
                }
    print(json.dumps(found))


def reset(client, group, *names):
    dynamic = {}
    for page in client.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=group):
        dynamic.update({item["ParameterName"]: item.get("ApplyType") == "dynamic" for item in page["Parameters"]})
    for start in range(0, len(names), 20):  # the service takes 20 at a time
        client.reset_db_parameter_group(
            DBParameterGroupName=group,
            Parameters=[
                {"ParameterName": name, "ApplyMethod": "immediate" if dynamic.get(name) else "pending-reboot"}
                for name in names[start : start + 20]
            ],
        )


def main(command, group, *names):
    try:
        {"describe": describe, "reset": reset}[command](boto3.client("rds"), group, *names)
    except (BotoCoreError, ClientError) as exc:
        sys.exit(f"AWS: {exc}")


if __name__ == "__main__":
    main(*sys.argv[1:])
