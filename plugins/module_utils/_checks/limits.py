# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of limits that a role, a database or a server sets, and that can end a migration."""

from __future__ import annotations

import typing as t

from .._params.limits import find_limits
from .model import BLOCKER, NOTE, Check, Decision, Facts, Hit

LIMITS_RAISED = "Nothing: the upgrade raises them for the migration and puts the old values back."
PARAMETERS = "info.parameters"
UNMET = "params.unmet"


def limit_hit(whose: str, limits: t.Mapping[str, t.Mapping[str, t.Any]], facts: Facts) -> Decision:
    """The finding for limits of an account; a blocker where one of them cannot be raised."""
    if not limits:
        return None
    says = ", ".join(f"{name} = {limit['value']}" for name, limit in limits.items())
    evidence = f"{whose} account has {says}."
    refused = [entry for entry in facts.need(UNMET) if entry.get("name") in limits]
    if not refused:
        return evidence
    reason = " ".join(f"{entry['name']}: {entry.get('reason', '')}" for entry in refused)
    return Hit(f"{evidence} {reason}", severity=BLOCKER, fix=refused[0].get("remedy"))


def _limits(facts: Facts) -> Decision:
    engine = str(facts.need("environment.engine"))
    return limit_hit("OpenMetadata's", find_limits(engine, facts.need(PARAMETERS)), facts)


CHECKS = (
    Check(
        id="OM146",
        title="A limit of OpenMetadata's account can end its migration",
        severity=NOTE,
        why="statement_timeout and its like end a statement that takes longer. The migration only logs that, and "
        "counts its version as done.",
        reads=("environment.engine", PARAMETERS, UNMET),
        decide=_limits,
        fix=LIMITS_RAISED,
        source="https://www.postgresql.org/docs/current/runtime-config-client.html "
        "https://dev.mysql.com/doc/refman/9.0/en/server-system-variables.html",
        severity_note="a blocker where the account may not set it",
    ),
)
