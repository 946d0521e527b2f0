# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.privileges import parse_grants

ROOT = "GRANT SELECT, INSERT, RELOAD, SUPER, CREATE ROLE ON *.* TO `root`@`%` WITH GRANT OPTION"
DYNAMIC = "GRANT SYSTEM_VARIABLES_ADMIN,PERSIST_RO_VARIABLES_ADMIN ON *.* TO `adm`@`%`"
LIMITED = [
    "GRANT USAGE ON *.* TO `om`@`%`",
    "GRANT ALL PRIVILEGES ON `openmetadata_db`.* TO `om`@`%`",
    "GRANT SELECT (`a`, `b`), INSERT ON `other`.`t` TO `om`@`%`",
    "GRANT `some_role`@`%` TO `om`@`%`",
]


@pytest.mark.parametrize(
    ("lines", "set_global", "persist_only"),
    [
        ([ROOT], True, False),
        ([DYNAMIC], True, True),
        (["GRANT SYSTEM_VARIABLES_ADMIN ON *.* TO `adm`@`%` WITH GRANT OPTION"], True, False),
        (
            ["GRANT ALL PRIVILEGES ON *.* TO 'root'@'localhost' IDENTIFIED BY PASSWORD '*x' WITH GRANT OPTION"],
            True,
            True,
        ),
        (LIMITED, False, False),
        ([], False, False),
        ([ROOT, "REVOKE SUPER ON *.* FROM `root`@`%`"], False, False),
        (["GRANT SUPER ON `db`.* TO `x`@`%`"], False, False),
    ],
)
def test_rights_to_set_variables(lines: list[str], set_global: bool, persist_only: bool) -> None:
    grants = parse_grants(lines)
    assert grants.may_set_global is set_global
    assert grants.may_persist_only is persist_only


def test_places() -> None:
    grants = parse_grants(LIMITED)
    assert grants.everywhere == frozenset()
    assert grants.on == {
        "openmetadata_db.*": frozenset({"ALL PRIVILEGES"}),
        "other.t": frozenset({"SELECT", "INSERT"}),
    }
    assert not grants.has("SELECT")
    assert parse_grants([ROOT]).has("SUPER")
