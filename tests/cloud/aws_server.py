# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulated AWS of `make cloud`: moto, and two things of the real service that moto 5.2 leaves out.

ResetDBParameterGroup, and that a modified parameter's source is `user` from then on; both as documented:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ResetDBParameterGroup.html and API_Parameter.html.
Arguments are those of moto_server.
"""

from __future__ import annotations

import typing as t

from moto.core.responses import ActionResult
from moto.rds.models import DBParameterGroup
from moto.rds.responses import RDSResponse
from moto.server import main

_update = DBParameterGroup.update_parameters


def update_parameters(self: DBParameterGroup, new_parameters: t.Iterable[dict[str, t.Any]]) -> None:
    _update(self, [{"Source": "user", **parameter} for parameter in new_parameters])


def reset_db_parameter_group(self: RDSResponse) -> ActionResult:
    name = self.params["DBParameterGroupName"]
    (group,) = self.backend.describe_db_parameter_groups({"db_parameter_group_name": name})
    for item in self.params["Parameters"]:
        parameter = group.parameters[item.original_dict()["ParameterName"]]
        parameter.pop("ParameterValue", None)
        parameter["Source"] = "engine-default"
    return ActionResult({"DBParameterGroupName": group.name})


if __name__ == "__main__":
    DBParameterGroup.update_parameters = update_parameters
    RDSResponse.reset_db_parameter_group = reset_db_parameter_group
    main()
