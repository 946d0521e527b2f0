# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The result of om_db_param in the making."""

from __future__ import annotations

import dataclasses
import typing as t

from .plan import Target


@dataclasses.dataclass
class Outcome:
    """The module's result in the making.

    ``failing`` tells which names of ``unmet`` are failures; a value that somebody else changed is none.
    """

    changed: bool = False
    params: dict[str, dict[str, t.Any]] = dataclasses.field(default_factory=dict)
    previous: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    unmet: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    failing: list[str] = dataclasses.field(default_factory=list)
    remembered_on: str = ""
    host_only: bool = False  # the server has refused to remember
    elsewhere: int = 0  # remembered originals that belong to another server, database or file

    def record(self, target: Target, name: str, before: t.Any, after: t.Any, restart: bool) -> None:
        """Note what happened to one parameter; where it is put back in several scopes, from the first to the last."""
        if self.params.get(name, {}).get("scope", target.scope) != target.scope:
            before = self.params[name]["before"]
        self.params[name] = {"before": before, "after": after, "scope": target.scope, "restart_required": restart}

    def refuse(self, name: str, wanted: t.Any, current: t.Any, reason: str, remedy: str, *, fails: bool = True) -> None:
        """Note what could not be."""
        self.unmet.append({"name": name, "wanted": wanted, "current": current, "reason": reason, "remedy": remedy})
        if fails:
            self.failing.append(name)
