# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""May a token start the search indexing? By answers of real servers."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._reindex.permission import judge_permission


def listed(access: str) -> dict[str, t.Any]:
    return {"permissions": [{"operation": "Create", "access": "allow"}, {"operation": "Trigger", "access": access}]}


@pytest.mark.parametrize(
    ("user", "permissions", "verdict"),
    [
        ({"isAdmin": True}, listed("notAllow"), "allowed"),
        ({"isAdmin": False}, listed("allow"), "allowed"),
        ({}, listed("conditionalAllow"), "allowed"),
        ({}, listed("notAllow"), "refused"),
        ({}, listed("deny"), "refused"),
        (None, listed("conditionalDeny"), "allowed"),
        ({}, {"permissions": [{"operation": "EditAll", "access": "allow"}]}, "unknown"),
        ({}, None, "unknown"),
        (None, "no JSON", "unknown"),
    ],
)
def test_judge_permission(user: t.Any, permissions: t.Any, verdict: str) -> None:
    assert judge_permission(user, permissions) == verdict


def test_a_real_ingestion_bot_may_not(recorded: t.Any) -> None:
    answers = {
        exchange.name.partition("_")[2]: json.loads(exchange.body or b"null")
        for exchange in recorded("om1126_pg")
        if exchange.name.endswith(("_app", "_admin")) and exchange.body.startswith(b"{")
    }
    assert judge_permission({"isAdmin": False}, answers["permissions_bot_app"]) == "refused"
    assert judge_permission(answers["whoami_admin"], answers["permissions_bot_app"]) == "allowed"
