# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.access import Checked, refusal
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.access_mysql import lacks
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.access_postgresql import relation_lacks
from ansible_collections.openmetadata.ops.plugins.module_utils._database.privileges import parse_grants

ON_DB = "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `om\\_db`.* TO `a`@`%`"
ROUTINE = "GRANT SHOW_ROUTINE ON *.* TO `a`@`%`"
GIVE_ROUTINE = "GRANT SHOW_ROUTINE ON *.* TO `a`@`%`"


@pytest.mark.parametrize(
    ("lines", "routines", "statements"),
    [
        ([ON_DB, ROUTINE], {}, []),
        (["GRANT ALL PRIVILEGES ON *.* TO `a`@`%`"], {"f": "root@%"}, []),
        (["GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON *.* TO `a`@`%`"], {}, []),
        ([ON_DB], {}, [GIVE_ROUTINE]),  # nothing is seen, which says nothing
        ([ON_DB, "GRANT EXECUTE ON `om\\_db`.`t` TO `a`@`%`"], {}, [GIVE_ROUTINE]),
        # With ALL on the database, the account sees the names of all routines: none is there, or all are its own.
        (["GRANT ALL PRIVILEGES ON `om\\_db`.* TO `a`@`%`"], {}, []),
        (["GRANT ALL PRIVILEGES ON `om\\_db`.* TO `a`@`%`"], {"f": "a@%"}, []),
        (["GRANT ALL PRIVILEGES ON `om\\_db`.* TO `a`@`%`"], {"f": "root@%"}, [GIVE_ROUTINE]),
        (
            ["GRANT SELECT, SHOW VIEW ON `om\\_db`.* TO `a`@`%`", ROUTINE],
            {},
            ["GRANT TRIGGER, EVENT ON `om\\_db`.* TO `a`@`%`"],
        ),
        (
            ["GRANT ALL PRIVILEGES ON `omXdb`.* TO `a`@`%`", ROUTINE],
            {},
            ["GRANT SELECT, SHOW VIEW, TRIGGER, EVENT ON `om\\_db`.* TO `a`@`%`"],
        ),
        (
            [ON_DB, "GRANT SELECT ON *.* TO `a`@`%`", "REVOKE SELECT ON `om_db`.* FROM `a`@`%`"],
            {},
            [GIVE_ROUTINE],
        ),
        (
            [ON_DB, "GRANT `r`@`%` TO `a`@`%`"],
            {},
            [GIVE_ROUTINE, "SET DEFAULT ROLE ALL TO `a`@`%` (if one of them gives what is lacking)"],
        ),
    ],
)
def test_what_a_mysql_account_lacks(lines: list[str], routines: dict[str, str], statements: list[str]) -> None:
    found = lacks(parse_grants(lines, account="a@%"), "om_db", routines)
    assert [fix for _what, fix in found] == statements


def test_a_server_without_show_routine() -> None:
    assert [fix for _what, fix in lacks(parse_grants([ON_DB, ROUTINE], account="a@%"), "om_db", {}, modern=False)] == [
        "GRANT SELECT ON *.* TO `a`@`%`"
    ]
    on_proc = "GRANT SELECT ON `mysql`.`proc` TO `a`@`%`"
    assert lacks(parse_grants([ON_DB, on_proc], account="a@%"), "om_db", {}, modern=False) == []


def relation(name: str, kind: str = "r", schema: str = "public", **changes: bool) -> dict[str, t.Any]:
    return {"schema": schema, "name": name, "kind": kind, "usage": True, "readable": True, "filtered": False, **changes}


@pytest.mark.parametrize(
    ("rows", "statements"),
    [
        ([relation("t"), relation("s", "S")], []),
        ([relation("t", readable=False)], ['GRANT SELECT ON TABLE "public"."t" TO "a"']),
        ([relation("a B", "m", readable=False)], ['GRANT SELECT ON TABLE "public"."a B" TO "a"']),
        ([relation("s", "S", readable=False)], ['GRANT SELECT ON SEQUENCE "public"."s" TO "a"']),
        (
            [relation(f"t{number}", schema="S", readable=False, usage=False) for number in range(4)],
            ['GRANT USAGE ON SCHEMA "S" TO "a"', 'GRANT SELECT ON ALL TABLES IN SCHEMA "S" TO "a"'],
        ),
        ([relation("t", filtered=True)], ['ALTER ROLE "a" BYPASSRLS']),
    ],
)
def test_what_a_postgresql_role_lacks(rows: list[dict[str, t.Any]], statements: list[str]) -> None:
    assert [fix for _what, fix in relation_lacks('"a"', rows)] == statements


def test_one_message_names_everything() -> None:
    checked = [
        Checked("om_db", (("TRIGGER for its triggers", "GRANT 1"), ("SHOW_ROUTINE for its functions", "GRANT 2")), ()),
        Checked(
            "airflow_db", (("SHOW_ROUTINE for its functions", "GRANT 2"),), (("the view v is invalid", "Drop it"),)
        ),
    ]
    assert refusal("a", [Checked("om_db", (), ())]) is None
    assert refusal("a", checked) == (
        "The account a may not see or read everything that the backup has to hold: om_db: TRIGGER for its triggers; "
        "om_db: SHOW_ROUTINE for its functions; airflow_db: SHOW_ROUTINE for its functions. As an administrator, run: "
        "GRANT 1; GRANT 2. Database airflow_db cannot be dumped and restored as it is: the view v is invalid. Drop it. "
        "Nothing was written."
    )
