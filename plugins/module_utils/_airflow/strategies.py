# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which plan belongs to which strategy of the module."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from .._errors import OpsError
from . import history, plans, recreate, references
from .steps import RECREATE, Step

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence
    from .states import Verdict


@dataclasses.dataclass(frozen=True)
class Strategy:
    """A plan that can be made anew from each look, and what belongs to it."""

    found: Evidence
    verdict: Verdict
    plan: t.Callable[[Evidence], list[Step]]
    recount: t.Callable[[Evidence], dict[str, int]] | None = None


def choose(params: dict[str, t.Any], connection: Connection, found: Evidence, verdict: Verdict) -> Strategy:
    """The strategy that the module's options ask for.

    Raises:
        OpsError: a purge is asked for that cannot be done.
    """
    if params["strategy"] != "purge":
        return Strategy(found, verdict, lambda seen: plans.repair_plan(seen, verdict))
    keep_days = int(params["keep_days"])
    if keep_days < 0:
        raise OpsError("keep_days counts days and cannot be negative. Use 0 to keep no task instance at all.")
    if verdict.hopeless:
        return Strategy(found, verdict, lambda _seen: [])
    if keep_days and found.engine == "mysql" and not (found.uuid_objects.sound and not found.uuid_objects.missing):
        raise OpsError(f"{verdict.why} Rows can only be deleted with what belongs to them once it is repaired.")
    now = _now(connection)
    if found.engine == "mysql":
        found = dataclasses.replace(found, outside=references.read_outside(connection))

    def recount(seen: Evidence) -> dict[str, int]:
        return history.count_history(connection, seen, keep_days, now)

    return Strategy(
        dataclasses.replace(found, history=recount(found)),
        verdict,
        lambda seen: plans.purge_plan(seen, keep_days, now),
        recount,
    )


def _now(connection: Connection) -> str:
    """The server's time, in the session's time zone on MySQL, where it compares with columns without one."""
    if connection.engine == "mysql":
        return str(connection.value("SELECT DATE_FORMAT(NOW(), '%Y-%m-%d %H:%i:%s')"))
    return str(connection.value("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || '+00'"))


def recreation(place: recreate.Place, drop: bool) -> list[Step]:
    """The statements of a recreation as steps."""
    return [Step(RECREATE, "", sql, reason) for sql, reason in recreate.statements(place, drop)]


def run_recreation(server: Connection, steps: list[Step], applied: list[dict[str, t.Any]]) -> None:
    """Run them, and note each. A run that ends between two of them is finished by the next one."""
    for step in steps:
        started = time.monotonic()
        server.execute(step.sql)
        applied.append({**step.as_result(), "rows": 0, "seconds": round(time.monotonic() - started, 3)})
