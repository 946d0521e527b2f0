# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Decisions about an RDS parameter group: what to change, what to remember, what to put back.

A group is described as `{name: {value, modifiable, apply_type, data_type}}`; a value of None is the engine's default,
which has no value in the group. amazon.aws's own module answers an unknown parameter with `errors` and success, and
its check mode says "unchanged" (seen with 10.3), so everything is decided here before it is called.
"""

from __future__ import annotations

import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._params.values import parse_boolean
from ansible_collections.openmetadata.ops.plugins.module_utils._units import parse_size

# PostgreSQL's groups count these in kilobytes.
# https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
KILOBYTES = ("maintenance_work_mem", "work_mem")


def plan(
    described: t.Mapping[str, t.Mapping[str, t.Any]],
    wanted: t.Mapping[str, t.Any],
    engine: str,
    remembered: t.Mapping[str, t.Any],
) -> dict[str, t.Any]:
    """What has to be set so that each number is at least, and each switch exactly, as wanted.

    Returns:
        change: new values, as the group writes them; remember: what to keep in the state file before that;
        static: the changes that wait for a restart; unmet: what cannot be, with reason and remedy.

    Raises:
        ValueError: a wanted value is none.
    """
    change, unmet = {}, []
    for name, value in wanted.items():
        parameter = described.get(name)
        if parameter is None:
            unmet.append(
                _refusal(name, value, None, "the group has no such parameter", "Check its name and om_aws_region.")
            )
            continue
        text = group_text(name, value, parameter.get("data_type"), engine)
        current = parameter.get("value")
        if current is not None and _is_enough(str(current), text):
            continue
        if not parameter.get("modifiable"):
            unmet.append(_refusal(name, text, current, "RDS does not let it be changed", "Ask AWS support."))
        elif current is not None and text.isdigit() and not str(current).isdigit():
            unmet.append(
                _refusal(name, text, current, f"its value is the formula {current}", "Replace the formula by a number.")
            )
        else:
            change[name] = text
    return {
        "change": change,
        "remember": remember(described, change, remembered),
        "static": sorted(name for name in change if described[name].get("apply_type") == "static"),
        "unmet": unmet,
    }


def remember(
    described: t.Mapping[str, t.Mapping[str, t.Any]], change: t.Mapping[str, str], remembered: t.Mapping[str, t.Any]
) -> dict[str, t.Any]:
    """The memory with the changes in it. The first original stays, unless somebody else set the parameter after us."""
    memory = {name: dict(entry) for name, entry in remembered.items()}
    for name, text in change.items():
        current = described[name].get("value")
        old = memory.get(name)
        if old is None or current not in (old["before"], *old["ours"]):
            old = {"before": current, "ours": []}
        memory[name] = {"before": old["before"], "ours": list(dict.fromkeys([*old["ours"], text]))}
    return memory


def undo(described: t.Mapping[str, t.Mapping[str, t.Any]], remembered: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """What puts the originals back.

    Returns:
        set: values to set; reset: parameters that go back to the engine's default; left: those that somebody else
        has set since; static: those of set and reset that wait for a restart.
    """
    back: dict[str, t.Any] = {"set": {}, "reset": [], "left": []}
    for name, entry in sorted(remembered.items()):
        current = described.get(name, {}).get("value")
        if current == entry["before"]:
            continue
        if current not in entry["ours"]:
            back["left"].append(name)
        elif entry["before"] is None:
            back["reset"].append(name)
        else:
            back["set"][name] = entry["before"]
    touched = [*back["set"], *back["reset"]]
    back["static"] = sorted(name for name in touched if described[name].get("apply_type") == "static")
    return back


def group_text(name: str, value: t.Any, data_type: str | None, engine: str) -> str:
    """A value in any notation, as the group writes it.

    Raises:
        ValueError: it is no value of this type.
    """
    if data_type == "boolean":
        return "1" if parse_boolean(value) else "0"
    if data_type == "integer":
        size = parse_size(value)
        return str(-(-size // 1024) if engine == "postgresql" and name in KILOBYTES else size)
    return str(value)


def _is_enough(current: str, wanted: str) -> bool:
    if current.isdigit() and wanted.isdigit() and wanted not in ("0", "1"):
        return int(current) >= int(wanted)
    return current == wanted


def _refusal(name: str, wanted: t.Any, current: t.Any, reason: str, remedy: str) -> dict[str, t.Any]:
    return {"name": name, "wanted": wanted, "current": current, "reason": reason, "remedy": remedy}
