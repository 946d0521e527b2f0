# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._params.flow import Outcome
from ansible_collections.openmetadata.ops.plugins.module_utils._params.targets import choose_scope
from ansible_collections.openmetadata.ops.plugins.modules.om_db_param import argument_spec, run, summary

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("engine", "scope", "role", "chosen"),
    [
        ("mysql", "auto", None, "runtime"),
        ("mysql", "auto", "om", "runtime"),
        ("mysql", "persist", None, "persist"),
        ("mysql", "file", None, "file"),
        ("postgresql", "auto", "om", "role"),
        ("postgresql", "auto", None, "database"),
        ("postgresql", "system", None, "system"),
    ],
)
def test_scope(engine: str, scope: str, role: str | None, chosen: str) -> None:
    assert choose_scope({"engine": engine, "scope": scope, "role": role, "login_db": "db"}) == chosen


@pytest.mark.parametrize(
    ("engine", "scope", "database", "words"),
    [
        ("mysql", "role", "db", "scope=role does not exist on mysql"),
        ("mysql", "system", "db", "runtime, persist, file"),
        ("postgresql", "runtime", "db", "role, database, system, file"),
        ("postgresql", "auto", None, "needs login_db"),
    ],
)
def test_scopes_that_are_none(engine: str, scope: str, database: str | None, words: str) -> None:
    with pytest.raises(OpsError, match=words):
        choose_scope({"engine": engine, "scope": scope, "role": None, "login_db": database})


@pytest.mark.parametrize("name", ["a b", "a;b", "a'b", "", "1a", "a.b.c", "a=1", "`a`"])
def test_names_that_are_none_reach_no_server(name: str) -> None:
    options = {option: spec.get("default") for option, spec in argument_spec().items()}
    with pytest.raises(OpsError, match="no name of a parameter"):
        run({**options, "params": {name: 1}}, False)


SET = {"before": 262144, "after": 20 * MIB, "scope": "runtime", "restart_required": False}
KEPT = {"before": 20 * MIB, "after": 20 * MIB, "scope": "runtime", "restart_required": False}
UNMET = {"name": "sort", "wanted": 20 * MIB, "current": 262144, "reason": "denied", "remedy": "Ask."}


@pytest.mark.parametrize(
    ("outcome", "state", "check", "text"),
    [
        (Outcome(), "restored", False, "Nothing to put back."),
        (Outcome(params={"sort": KEPT}), "present", False, "Every parameter is as wanted already."),
        (Outcome(True, {"sort": SET}), "present", False, "Set sort to 20 MiB (was 256 KiB)."),
        (Outcome(True, {"sort": SET}), "present", True, "Would set sort to 20 MiB (was 256 KiB)."),
        (Outcome(True, {"sort": SET, "other": KEPT}), "restored", False, "Put back sort to 20 MiB (was 256 KiB)."),
        (
            Outcome(unmet=[UNMET], failing=["sort"]),
            "present",
            False,
            "sort is 256 KiB and does not become 20 MiB: denied. Ask.",
        ),
        (
            Outcome(unmet=[{**UNMET, "wanted": None}]),
            "restored",
            False,
            "sort is 256 KiB and was not put back to unset: denied. Ask.",
        ),
    ],
)
def test_summary(outcome: Outcome, state: str, check: bool, text: str) -> None:
    assert summary(outcome, state, check) == text
