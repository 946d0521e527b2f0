# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The part ``sessions`` of om_info: who uses OpenMetadata's database besides its own server."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.alone import Rules, find_pools, other_servers, why_not_alone
from .._database.connection import Connection
from .._database.sessions import read_activity

ADVICE = "add it to om_allow_sessions (user or user@host)"


def describe_sessions(connection: Connection, params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The sessions and what they mean; see RETURN of om_info."""
    rules = Rules(params["server_user"], tuple(params["allow_sessions"]))
    activity = read_activity(connection)
    others = other_servers(find_pools(activity.sessions, rules), params["server_hosts"], params["server_running"])
    return {
        "list": [one.as_dict() for one in activity.sessions],
        "prepared": list(activity.prepared),
        "unseen": list(activity.unseen),
        "other_servers": [{**dataclasses.asdict(pool), "ids": list(pool.ids), "text": pool.text} for pool in others],
        "not_alone": why_not_alone(activity, connection.login.database or "", rules, ADVICE),
        "error": None,
    }
