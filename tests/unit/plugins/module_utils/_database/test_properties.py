# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Statements that make a database again."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.properties import (
    create_statement,
    fit,
    property_statements,
    split_list,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

PLAIN = {"encoding": "UTF8", "collate": "C.UTF-8", "ctype": "C'"}
MADE = "CREATE DATABASE \"a`b\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C'''"


@pytest.mark.parametrize(
    ("engine", "options", "expected"),
    [
        (
            "mysql",
            {"charset": "utf8mb4", "collation": "utf8mb4_0900_ai_ci"},
            "CREATE DATABASE `a``b` CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci",
        ),
        (
            "mysql",
            {"charset": "utf8mb4", "collation": "utf8mb4_bin", "encryption": "YES"},
            "CREATE DATABASE `a``b` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin ENCRYPTION 'Y'",
        ),
        ("postgresql", PLAIN, MADE),  # a manifest of an earlier version of the collection, or PostgreSQL before 15
        ("postgresql", {**PLAIN, "owner": 'o"x'}, MADE.replace(" TEMPLATE", ' OWNER "o""x" TEMPLATE')),
        ("postgresql", {**PLAIN, "provider": "libc", "locale": None}, MADE + " LOCALE_PROVIDER libc"),
        (
            "postgresql",
            {**PLAIN, "provider": "icu", "locale": "de-u-co-phonebk", "rules": None},
            MADE + " LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk'",
        ),
        (
            "postgresql",
            {**PLAIN, "provider": "icu", "locale": "und", "rules": "&V << w"},
            MADE + " LOCALE_PROVIDER icu ICU_LOCALE 'und' ICU_RULES '&V << w'",
        ),
        (
            "postgresql",
            {**PLAIN, "provider": "builtin", "locale": "C.UTF-8", "tablespace": "fast"},
            MADE + " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' TABLESPACE \"fast\"",
        ),
    ],
)
def test_create_statement(engine: str, options: dict[str, t.Any], expected: str) -> None:
    assert create_statement(engine, "a`b", options) == expected


def test_a_forged_character_set() -> None:
    with pytest.raises(OpsError, match="manifest is damaged"):
        create_statement("mysql", "x", {"charset": "utf8mb4; DROP DATABASE om", "collation": "x"})


def grant(grantee: str | None, privilege: str, grantable: bool = False) -> dict[str, t.Any]:
    return {"grantee": grantee, "privilege": privilege, "grantable": grantable}


def setting(name: str, value: str, role: str | None = None) -> dict[str, t.Any]:
    return {"role": role, "name": name, "value": value}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, []),
        ({"grants": None, "settings": [], "connection_limit": -1, "is_template": False, "comment": None}, []),
        ({"grants": [], "owner": "me"}, ['REVOKE ALL ON DATABASE "om" FROM PUBLIC, "me"']),
        (
            {"grants": [grant(None, "CONNECT"), grant('a"b', "TEMPORARY", True)]},
            [
                'REVOKE ALL ON DATABASE "om" FROM PUBLIC',
                'GRANT CONNECT ON DATABASE "om" TO PUBLIC',
                'GRANT TEMPORARY ON DATABASE "om" TO "a""b" WITH GRANT OPTION',
            ],
        ),
        ({"settings": [setting("work_mem", "20MB")]}, ['ALTER DATABASE "om" SET "work_mem" TO \'20MB\'']),
        (
            {"settings": [setting("search_path", '"$user", public', "r"), setting("my.x", "a, 'b'")]},
            [
                'ALTER ROLE "r" IN DATABASE "om" SET "search_path" TO \'$user\', \'public\'',
                "ALTER DATABASE \"om\" SET \"my\".\"x\" TO 'a, ''b'''",
            ],
        ),
        ({"settings": [setting("search_path", '""')]}, ['ALTER DATABASE "om" SET "search_path" TO \'\'']),
        ({"connection_limit": 0}, ['ALTER DATABASE "om" CONNECTION LIMIT 0']),
        ({"connection_limit": 33}, ['ALTER DATABASE "om" CONNECTION LIMIT 33']),
        ({"comment": "it's"}, ["COMMENT ON DATABASE \"om\" IS 'it''s'"]),
        ({"is_template": True}, ['ALTER DATABASE "om" IS_TEMPLATE true']),
    ],
)
def test_property_statements(options: dict[str, t.Any], expected: list[str]) -> None:
    assert property_statements("om", options) == expected


def test_a_forged_privilege() -> None:
    with pytest.raises(OpsError, match="manifest is damaged"):
        property_statements("om", {"grants": [grant("x", "ALL; DROP DATABASE y")]})


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("", []),
        ('""', [""]),
        ("public", ["public"]),
        ('"$user", public', ["$user", "public"]),
        ('"odd ""name, x",b', ['odd "name, x', "b"]),
    ],
)
def test_split_list(value: str, names: list[str]) -> None:
    assert split_list(value) == names


class Server:
    """Has some roles and the default tablespace."""

    engine = "postgresql"

    def value(self, sql: str, args: t.Sequence[str]) -> int | None:
        return 1 if args == ("pg_default",) else None

    def query(self, sql: str) -> list[dict[str, str]]:
        return [{"rolname": "here"}]


def test_what_the_server_lacks_is_left_out_and_named() -> None:
    options = {
        "tablespace": "gone",
        "grants": [grant(None, "CONNECT"), grant("here", "CREATE"), grant("left", "CREATE")],
        "settings": [setting("a", "1"), setting("a", "2", "left")],
    }
    fitting, notes = fit(Server(), options)  # type: ignore[arg-type]
    assert fitting == {"tablespace": None, "grants": options["grants"][:2], "settings": options["settings"][:1]}
    assert len(notes) == 3
    assert "no tablespace gone" in notes[0]
    assert "no role left: its grants" in notes[1]
    same, none = fit(Server(), {"tablespace": "pg_default", "grants": None, "settings": []})  # type: ignore[arg-type]
    assert (same["tablespace"], none) == ("pg_default", [])
