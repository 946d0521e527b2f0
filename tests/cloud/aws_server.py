# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The simulated AWS of `make cloud`: moto, and three things of the real service that moto 5.2 leaves out.

ResetDBParameterGroup, and that a modified parameter's source is `user` from then on; both as documented:
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ResetDBParameterGroup.html and API_Parameter.html.
And snapshots that fail: those of an instance or cluster whose name begins with `failing`, with the status of
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html. Arguments are those of moto_server.
"""

from __future__ import annotations

import typing as t

from moto.core.responses import ActionResult
from moto.rds.models import DBClusterSnapshot, DBParameterGroup, DBSnapshot
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


def failing(kind: type) -> None:
    """Let what belongs to `failing…` come out as failed."""
    init = kind.__init__

    def with_failures(self: t.Any, *args: t.Any, **kwargs: t.Any) -> None:
        init(self, *args, **kwargs)
        source = kwargs.get("database") or kwargs.get("cluster") or args[1]
        name = getattr(source, "db_instance_identifier", None) or getattr(source, "db_cluster_identifier", "")
        if name.startswith("failing"):
            self.status = "failed"

    kind.__init__ = with_failures  # type: ignore[misc]


if __name__ == "__main__":
    failing(DBSnapshot)
    failing(DBClusterSnapshot)
    DBParameterGroup.update_parameters = update_parameters
    RDSResponse.reset_db_parameter_group = reset_db_parameter_group
    main()
