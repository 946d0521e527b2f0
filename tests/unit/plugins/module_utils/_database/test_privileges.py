# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.grants import (
    Grant,
    grant_statement,
    matches,
    parse_grant,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._database.privileges import parse_grants

ROOT = "GRANT SELECT, INSERT, RELOAD, SUPER, CREATE ROLE ON *.* TO `root`@`%` WITH GRANT OPTION"
DYNAMIC = "GRANT SYSTEM_VARIABLES_ADMIN,PERSIST_RO_VARIABLES_ADMIN ON *.* TO `adm`@`%`"
USAGE = "GRANT USAGE ON *.* TO `a`@`%`"
PATTERN = "GRANT SELECT ON `air%`.* TO `a`@`%`"
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
        (["GRANT ALL PRIVILEGES ON `db`.* TO `x`@`%`"], False, False),
    ],
)
def test_rights_to_set_variables(lines: list[str], set_global: bool, persist_only: bool) -> None:
    grants = parse_grants(lines)
    assert grants.may_set_global is set_global
    assert grants.may_persist_only is persist_only


@pytest.mark.parametrize(
    ("line", "grant"),
    [
        ("GRANT USAGE ON *.* TO `a`@`%`", Grant("table", "*", "*", account="a@%")),
        (
            "GRANT ALL PRIVILEGES ON `x``y'z`.* TO `a`@`10.0.0.%`",
            Grant("table", "x`y'z", "*", frozenset({"ALL PRIVILEGES"}), account="a@10.0.0.%"),
        ),
        (
            "GRANT SELECT (`a`, `b``x`), UPDATE (`a`), INSERT ON `d`.`t` TO `a`@`%` WITH GRANT OPTION",
            Grant(
                "table",
                "d",
                "t",
                frozenset({"INSERT"}),
                {"SELECT": frozenset({"a", "b`x"}), "UPDATE": frozenset({"a"})},
                account="a@%",
                grantable=True,
            ),
        ),
        (
            "GRANT EXECUTE, ALTER ROUTINE ON FUNCTION `d`.`f` TO `a`@`%`",
            Grant("function", "d", "f", frozenset({"EXECUTE", "ALTER ROUTINE"}), account="a@%"),
        ),
        ("GRANT PROXY ON `root`@`%` TO `a`@`%`", Grant("proxy", account="a@%")),
        (
            "GRANT `r`@`%`,`two, ON`@`%` TO `a`@`%` WITH ADMIN OPTION",
            Grant("role", roles=("r@%", "two, ON@%"), account="a@%", grantable=True),
        ),
        ("GRANT reader TO admin@localhost", Grant("role", roles=("reader",), account="admin@localhost")),
        (
            "REVOKE SELECT, SHOW VIEW ON `mysql`.* FROM `a`@`%`",
            Grant("table", "mysql", "*", frozenset({"SELECT", "SHOW VIEW"}), account="a@%", revoked=True),
        ),
        (
            "GRANT SELECT ON \"d\".\"t\" TO 'a'@'%' IDENTIFIED BY PASSWORD 'GRANT OPTION'",
            Grant("table", "d", "t", frozenset({"SELECT"}), account="a@%"),
        ),
        ("GRANT SELECT ON d.t TO a@10.0.0.7", Grant("table", "d", "t", frozenset({"SELECT"}), account="a@10.0.0.7")),
        ("SET DEFAULT ROLE r TO a", None),
        ("", None),
    ],
)
def test_a_row_is_taken_apart(line: str, grant: Grant | None) -> None:
    assert parse_grant(line) == grant


@pytest.mark.parametrize(
    ("lines", "database", "privilege", "may"),
    [
        ([USAGE], "airflow_db", "SELECT", False),
        ([ROOT], "airflow_db", "SELECT", True),
        ([ROOT], "airflow_db", "TRIGGER", False),
        (["GRANT ALL PRIVILEGES ON *.* TO `a`@`%`"], "airflow_db", "TRIGGER", True),
        (["GRANT ALL PRIVILEGES ON *.* TO `a`@`%`"], "airflow_db", "GRANT OPTION", False),
        (["GRANT ALL PRIVILEGES ON *.* TO `a`@`%` WITH GRANT OPTION"], "airflow_db", "GRANT OPTION", True),
        (["GRANT ALL PRIVILEGES ON `airflow_db`.* TO `a`@`%`"], "airflow_db", "EVENT", True),
        (["GRANT ALL PRIVILEGES ON `airflow_db`.* TO `a`@`%`"], "airflow_db", "SUPER", False),
        (["GRANT ALL PRIVILEGES ON `airflow\\_db`.* TO `a`@`%`"], "airflow_db", "EVENT", True),
        (["GRANT ALL PRIVILEGES ON `airflow_db`.* TO `a`@`%`"], "airflowXdb", "EVENT", True),
        (["GRANT ALL PRIVILEGES ON `airflow\\_db`.* TO `a`@`%`"], "airflowXdb", "EVENT", False),
        (["GRANT ALL PRIVILEGES ON `air%`.* TO `a`@`%`"], "airflow_db", "EVENT", True),
        (["GRANT ALL PRIVILEGES ON `air\\%`.* TO `a`@`%`"], "airflow_db", "EVENT", False),
        # Of several patterns, the server takes the most specific one and no other.
        ([PATTERN, "GRANT INSERT ON `airflow\\_db`.* TO `a`@`%`"], "airflow_db", "INSERT", True),
        ([PATTERN, "GRANT INSERT ON `airflow\\_db`.* TO `a`@`%`"], "airflow_db", "SELECT", False),
        # Less than the whole database is not the database.
        (["GRANT SELECT ON `airflow_db`.`dag` TO `a`@`%`"], "airflow_db", "SELECT", False),
        (["GRANT SELECT (`a`) ON `airflow_db`.`dag` TO `a`@`%`"], "airflow_db", "SELECT", False),
        (["GRANT EXECUTE ON FUNCTION `airflow_db`.`f` TO `a`@`%`"], "airflow_db", "EXECUTE", False),
        # A partial revoke takes away what the account has on the whole server.
        ([ROOT, "REVOKE SELECT ON `airflow_db`.* FROM `root`@`%`"], "airflow_db", "SELECT", False),
        ([ROOT, "REVOKE SELECT ON `airflow_db`.* FROM `root`@`%`"], "airflowXdb", "SELECT", True),
        ([ROOT, "REVOKE SELECT ON `airflow_db`.* FROM `root`@`%`"], "airflow_db", "INSERT", True),
        # A role that is not active gives nothing.
        ([USAGE, "GRANT `airflow_role`@`%` TO `a`@`%`"], "airflow_db", "SELECT", False),
    ],
)
def test_what_an_account_may_on_a_database(lines: list[str], database: str, privilege: str, may: bool) -> None:
    assert parse_grants(lines).may(privilege, database=database) is may


def test_one_table_and_its_columns() -> None:
    grants = parse_grants(["GRANT SELECT ON `d_b`.`t` TO `a`@`%`", "GRANT INSERT (`c`) ON `d_b`.`t` TO `a`@`%`"])
    assert grants.may("SELECT", database="d_b", table="t")
    assert not grants.may("SELECT", database="d_b", table="u")
    assert not grants.may("SELECT", database="dXb", table="t")  # with a table, the name is no pattern
    assert not grants.may("INSERT", database="d_b", table="t")


def test_what_is_missing_is_named_in_order() -> None:
    grants = parse_grants([USAGE, "GRANT SELECT, TRIGGER ON `d`.* TO `a`@`%`"])
    assert grants.missing(("SELECT", "SHOW VIEW", "TRIGGER", "EVENT"), "d") == ("SHOW VIEW", "EVENT")
    assert grants.missing(("SELECT",)) == ("SELECT",)


def test_partial_revokes_make_patterns_plain_names() -> None:
    lines = ["GRANT SELECT ON `a_b`.* TO `a`@`%`"]
    assert parse_grants(lines).may("SELECT", database="aXb")
    assert not parse_grants(lines, literal=True).may("SELECT", database="aXb")
    assert parse_grants(lines, literal=True).may("SELECT", database="a_b")
    escaped = ["GRANT SELECT ON `a\\_b`.* TO `a`@`%`"]
    assert not parse_grants(escaped, literal=True).may("SELECT", database="a_b")
    assert parse_grants([], account="a@%", literal=True).statement(("SELECT",), "a_b") == (
        "GRANT SELECT ON `a_b`.* TO `a`@`%`"
    )


def test_lower_case_names() -> None:
    lines = ["GRANT SELECT ON `om\\_db`.* TO `a`@`%`"]
    assert not parse_grants(lines).may("SELECT", database="OM_DB")
    assert parse_grants(lines, fold=True).may("SELECT", database="OM_DB")


@pytest.mark.parametrize(
    ("patterns", "database", "plain", "with_role"),
    [
        # The server takes one pattern: the most specific, or with an active role the first in the order of characters.
        (("a_b", "a\\_b"), "a_b", "a\\_b", "a\\_b"),
        (("a%", "a\\_b"), "a_b", "a\\_b", "a%"),
        (("a%", "ab%"), "abc", "ab%", "a%"),
        (("a%", "axb"), "axb", "axb", "axb"),
        (("b%", "a_b"), "a_b", "a_b", "a_b"),
    ],
)
def test_one_pattern_counts(patterns: tuple[str, ...], database: str, plain: str, with_role: str) -> None:
    names = ("SELECT", "INSERT")
    lines = [f"GRANT {name} ON `{pattern}`.* TO `a`@`%`" for name, pattern in zip(names, patterns)]
    for roles, expected in ((), plain), (("r@%",), with_role):
        grants = parse_grants(lines, roles=roles)
        assert [pattern for name, pattern in zip(names, patterns) if grants.may(name, database=database)] == [expected]


@pytest.mark.parametrize(
    ("given", "roles", "statement"),
    [
        ([], (), "GRANT EVENT ON `a\\_b`.* TO `a`@`%`"),
        (["SELECT ON `a\\_b`"], (), "GRANT EVENT ON `a\\_b`.* TO `a`@`%`"),
        # A new pattern hides the one that counted: the statement repeats what that gave.
        (["SELECT ON `a_b`"], (), "GRANT EVENT, SELECT ON `a\\_b`.* TO `a`@`%`"),
        (["SELECT ON `a%`", "INSERT ON `a_b`"], (), "GRANT EVENT, SELECT ON `a\\_b`.* TO `a`@`%`"),
        (["SELECT ON `c%`"], (), "GRANT EVENT ON `a\\_b`.* TO `a`@`%`"),
        (["SELECT ON `a_b`"], ("r@%",), "GRANT EVENT, SELECT ON `a\\_b`.* TO `a`@`%`"),
        # With a role, the server goes on to take this pattern: a grant on another one would have no effect.
        (["SELECT ON `a%`"], ("r@%",), "GRANT EVENT ON `a%`.* TO `a`@`%`"),
        # What the account has on the whole server stays whatever the pattern.
        (["SELECT ON *"], (), "GRANT EVENT ON `a\\_b`.* TO `a`@`%`"),
    ],
)
def test_a_statement_takes_nothing_away(given: list[str], roles: tuple[str, ...], statement: str) -> None:
    lines = [f"GRANT {grant}.* TO `a`@`%`" for grant in given]
    grants = parse_grants(lines, account="a@%", roles=roles)
    found = grants.statement(("EVENT",), "a_b")
    assert found == statement
    after = parse_grants([*lines, found], roles=roles)
    had = [name for name in ("SELECT", "INSERT") if grants.may(name, database="a_b")]
    assert after.missing(("EVENT", *had), "a_b") == ()


def test_a_statement_keeps_the_grant_option() -> None:
    lines = ["GRANT SELECT ON `a_b`.* TO `a`@`%` WITH GRANT OPTION"]
    statement = parse_grants(lines, account="a@%").statement(("EVENT",), "a_b")
    assert statement == "GRANT EVENT, SELECT ON `a\\_b`.* TO `a`@`%` WITH GRANT OPTION"
    everything = parse_grants(lines, account="a@%").statement(("ALL PRIVILEGES",), "a_b")
    assert everything == "GRANT ALL PRIVILEGES ON `a\\_b`.* TO `a`@`%` WITH GRANT OPTION"


def test_roles_that_are_not_active() -> None:
    lines = [USAGE, "GRANT `r`@`%`,`s`@`%` TO `a`@`%`"]
    assert parse_grants(lines).inactive_roles == ("r@%", "s@%")
    assert parse_grants(lines, roles=("r@%",)).inactive_roles == ("s@%",)


@pytest.mark.parametrize(
    ("arguments", "statement"),
    [
        ({"database": "airflow_db"}, "GRANT SELECT, SHOW VIEW ON `airflow\\_db`.* TO `a`@`%`"),
        ({"database": "100%\\x"}, "GRANT SELECT, SHOW VIEW ON `100\\%\\\\x`.* TO `a`@`%`"),
        ({"database": "a`b"}, "GRANT SELECT, SHOW VIEW ON `a``b`.* TO `a`@`%`"),
        ({"database": "airflow_db", "table": "t_1"}, "GRANT SELECT, SHOW VIEW ON `airflow_db`.`t_1` TO `a`@`%`"),
        ({}, "GRANT SELECT, SHOW VIEW ON *.* TO `a`@`%`"),
    ],
)
def test_a_statement_gives_no_more_than_it_names(arguments: dict[str, t.Any], statement: str) -> None:
    assert grant_statement(("SELECT", "SHOW VIEW"), "a@%", **arguments) == statement
    grant = parse_grant(statement)
    assert grant is not None
    assert grant.privileges == {"SELECT", "SHOW VIEW"}
    if "database" in arguments and "table" not in arguments:
        assert matches(grant.schema, arguments["database"])
        assert not matches(grant.schema, arguments["database"].replace("_", "X").replace("%", "X") + "X")
