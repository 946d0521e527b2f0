# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The health page on the administration port: what its answer says."""

from __future__ import annotations

import json
import typing as t


def judge_health(status: int, text: str) -> dict[str, t.Any]:
    """Overall health and that of each check, from an answer of the admin port."""
    try:
        checks = json.loads(text)
    except ValueError:
        checks = {}
    parts = {
        name: {"healthy": bool(check.get("healthy")), "message": check.get("message")}
        for name, check in (checks.items() if isinstance(checks, dict) else ())
        if isinstance(check, dict)
    }
    return {"healthy": status == 200 and all(part["healthy"] for part in parts.values()), "health": parts}
