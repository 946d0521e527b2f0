# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a restore refuses before it touches anything, and the statements it makes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import target as targets
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.facts import Facts, Table
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.restore import switched_off
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.runs import (
    mysql_definitions,
    mysql_rows,
    postgresql_rows,
    share,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.splitter import Seen
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.target import (
    Target,
    check_connections,
    check_foreign_keys,
    check_running_version,
    check_target,
    check_unchanged,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.verify import differences, table_entries
from ansible_collections.openmetadata.ops.plugins.module_utils._database.activity import Activity, Session
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError


def table(name: str, size: int = 0) -> Table:
    return Table(name, f"`{name}`", size, True)


def facts(*tables: Table, views: tuple[str, ...] = (), events: int = 0) -> Facts:
    return Facts("om", "mysql", "9.7.4", {}, tables, views, events, 0, None)


@pytest.mark.parametrize(
    ("target", "replace", "confirm", "why"),
    [
        (Target("om", None), False, None, None),
        (Target("om", facts()), False, None, None),
        (Target("om", facts(table("a"))), False, None, "not empty"),
        (Target("om", facts(views=("v",))), False, None, "not empty"),
        (Target("om", facts(table("a"))), False, "om", "not empty"),
        (Target("om", facts(table("a"))), True, "other", "set confirm to 'om'"),
        (Target("om", facts(table("a"))), True, None, "set confirm to 'om'"),
        (Target("om", facts(table("a"))), True, "om", None),
    ],
)
def test_targets(target: Target, replace: bool, confirm: str | None, why: str | None) -> None:
    if why is None:
        check_target(target, replace=replace, confirm=confirm)
    else:
        with pytest.raises(OpsError, match=why):
            check_target(target, replace=replace, confirm=confirm)


@pytest.mark.parametrize(
    ("running", "openmetadata", "schema", "refused"),
    [
        (None, "1.9.17", "1.9.9", False),
        ("1.9.17", "1.9.17", "1.9.9", False),
        ("1.9.16", "1.9.17", "1.9.9", False),
        ("1.9.18", "1.9.17", "1.9.9", True),
        ("1.11.4", "1.9.17", "1.9.9", True),
        ("1.10.0", "1.9.17", None, True),
        # the schema only tells the train
        ("1.9.17", None, "1.9.9", False),
        ("1.10.0", None, "1.9.9", True),
        ("1.10.0", None, None, False),
        ("v1.9.17-release", "1.9.17", None, False),
    ],
)
def test_a_newer_server_is_refused(
    running: str | None, openmetadata: str | None, schema: str | None, refused: bool
) -> None:
    manifest = {"openmetadata_version": openmetadata, "schema_version": schema}
    if refused:
        with pytest.raises(OpsError, match="newer server"):
            check_running_version(running, manifest)
    else:
        check_running_version(running, manifest)


def test_no_version() -> None:
    with pytest.raises(OpsError, match="running_version"):
        check_running_version("latest", {"openmetadata_version": "1.9.17", "schema_version": None})


@pytest.mark.parametrize(
    ("activity", "says"),
    [
        (
            Activity(
                tuple(
                    Session(number, "openmetadata_user", "om", 9, "Sleep", "idle", f"172.18.0.{number % 2}")
                    for number in range(50)
                )
            ),
            r"50 open connections \(openmetadata_user from 172\.18\.0\.0, .*Stop the",
        ),
        (Activity(prepared=("gid-1",)), "prepared transactions that keep their locks: gid-1"),
    ],
)
def test_open_connections(monkeypatch: pytest.MonkeyPatch, activity: Activity, says: str) -> None:
    connection: t.Any = None
    monkeypatch.setattr(targets, "read_activity", lambda connection, name, own: activity)
    with pytest.raises(OpsError, match=says):
        check_connections(connection, "om")
    monkeypatch.setattr(targets, "read_activity", lambda connection, name, own: Activity())
    check_connections(connection, "om")


@pytest.mark.parametrize(
    ("found", "now", "refused"),
    [
        (Target("om", None), Target("om", None), False),
        (Target("om", None), Target("om", facts()), False),
        (Target("om", None), Target("om", facts(table("a"))), True),
        (Target("om", facts()), Target("om", facts(views=("v",))), True),
        (Target("om", facts(table("a"))), Target("om", facts(table("a"), table("b"))), False),
    ],
)
def test_a_target_that_was_empty_and_is_not_any_more(found: Target, now: Target, refused: bool) -> None:
    if refused:
        with pytest.raises(OpsError, match="not any more"):
            check_unchanged(found, now)
    else:
        check_unchanged(found, now)


class Keys:
    """A server whose other databases refer to this one."""

    engine = "mysql"

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.rows = rows

    def query(self, sql: str, args: t.Sequence[t.Any]) -> list[dict[str, str]]:
        assert args == ("om", "om")
        return self.rows

    def quote(self, name: str) -> str:
        return f"`{name}`"


def test_foreign_keys_of_other_databases() -> None:
    check_foreign_keys(Keys([]), "om")  # type: ignore[arg-type]
    rows = [
        {"db": "a", "tab": "child", "name": "fk1", "parent": "table_entity"},
        {"db": "b", "tab": "x", "name": "fk 2", "parent": "user_entity"},
    ]
    with pytest.raises(OpsError) as found:
        check_foreign_keys(Keys(rows), "om")  # type: ignore[arg-type]
    for said in (
        "fk1 of a.child (refers to table_entity)",
        "ALTER TABLE `a`.`child` DROP FOREIGN KEY `fk1`;",
        "ALTER TABLE `b`.`x` DROP FOREIGN KEY `fk 2`;",
        "Nothing was changed.",
    ):
        assert said in found.value.message


EVENT = (
    b"/*!50106 CREATE*/ /*!50117 DEFINER=`root`@`%`*/ /*!50106 EVENT `a``b` ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01'"
)


@pytest.mark.parametrize(
    ("state", "off"),
    [
        (b"ON COMPLETION NOT PRESERVE ENABLE DO SELECT 1", b"ON COMPLETION NOT PRESERVE DISABLE DO SELECT 1"),
        (
            b"ON COMPLETION PRESERVE ENABLE COMMENT 'x' DO SELECT 1",
            b"ON COMPLETION PRESERVE DISABLE COMMENT 'x' DO SELECT 1",
        ),
        (b"ON COMPLETION PRESERVE DISABLE DO SELECT 1", b"ON COMPLETION PRESERVE DISABLE DO SELECT 1"),
        (
            b"ON COMPLETION PRESERVE ENABLE DO SELECT 'ON COMPLETION PRESERVE ENABLE'",
            b"ON COMPLETION PRESERVE DISABLE DO SELECT 'ON COMPLETION PRESERVE ENABLE'",
        ),
    ],
)
def test_events_are_switched_off(state: bytes, off: bytes) -> None:
    text = b"head;\n" + EVENT + b" " + state + b" */ ;;\n"
    assert switched_off(text * 2, 2) == (b"head;\n" + EVENT + b" " + off + b" */ ;;\n") * 2
    with pytest.raises(OpsError, match="2 events instead of 3"):
        switched_off(text * 2, 3)


@pytest.mark.parametrize(
    ("sizes", "jobs", "expected"),
    [
        ({}, 2, [[]]),
        ({"a": 1}, 4, [["a"]]),
        ({"a": 10**9, "b": 10**8, "c": 10**8, "d": 10**9}, 2, [["a", "b"], ["c", "d"]]),
        ({"a": 10**9, "b": 1, "c": 1, "d": 1}, 2, [["a"], ["b", "c", "d"]]),
        ({"a": 1, "b": 1}, 1, [["a", "b"]]),
    ],
)
def test_share(sizes: dict[str, int], jobs: int, expected: list[list[str]]) -> None:
    shared = share([table(name, size) for name, size in sizes.items()], jobs)
    assert sorted([entry.name for entry in tables] for tables in shared) == expected


def test_every_table_is_dumped_once() -> None:
    tables = [table(f"t{number}", number * 10**6) for number in range(50)]
    for jobs in range(1, 7):
        named = [name for run in mysql_rows(facts(*tables), [], jobs) for name in run.argv[run.argv.index("om") + 1 :]]
        assert sorted(named) == sorted(entry.name for entry in tables)
        first, *others = postgresql_rows(tables, [], "s", jobs)
        left_out = {
            argument.partition("=")[2] for argument in first.argv if argument.startswith("--exclude-table-data=")
        }
        taken = [
            argument.partition("=")[2] for run in others for argument in run.argv if argument.startswith("--table=")
        ]
        assert len(taken) == len(set(taken))
        assert set(taken) == left_out


def test_mysql_flags() -> None:
    before, after = mysql_definitions(facts(table("a"), views=("v",), events=1), ["--user=root"])
    assert [run.kind for run in before + after] == ["tables", "code", "views", "events"]
    for run in before + after + mysql_rows(facts(table("-a")), [], 1):
        for flag in ("--single-transaction", "--set-gtid-purged=OFF", "--hex-blob", "--no-tablespaces", "--quick"):
            assert flag in run.argv
        assert "--default-character-set=utf8mb4" in run.argv
        assert run.argv.index("--") < run.argv.index("om")
    assert "--routines" in after[0].argv
    assert "--triggers" in after[0].argv
    assert "--events" in after[2].argv
    assert [run.kind for run in mysql_definitions(facts(), [])[1]] == ["code"]


def seen(rows: int | None, text: bytes) -> Seen:
    made = Seen(rows=rows)
    made.digest.update([text])
    return made


EXPECTED = table_entries({"a": seen(1, b"x"), "b": seen(0, b"")})


@pytest.mark.parametrize(
    ("found", "flags", "problems"),
    [
        ({"a": seen(1, b"x"), "b": seen(0, b"")}, {}, []),
        ({"a": seen(1, b"x"), "b": seen(None, b"")}, {}, []),
        ({"a": seen(1, b"x")}, {}, ["table b is missing"]),
        ({"a": seen(2, b"x"), "b": seen(0, b"")}, {}, ["table a has 2 rows instead of 1"]),
        ({"a": seen(1, b"y"), "b": seen(0, b"")}, {}, ["the rows of table a are not the same"]),
        ({"a": seen(1, b"y"), "b": seen(0, b"")}, {"hashed": False}, []),
        ({"a": seen(9, b"x"), "b": seen(0, b"")}, {"counted": False}, []),
        (
            {"a": seen(1, b"x"), "b": seen(0, b""), "c": seen(0, b"")},
            {},
            ["table c is not in the manifest"],
        ),
    ],
)
def test_differences(found: dict[str, Seen], flags: dict[str, bool], problems: list[str]) -> None:
    assert differences(EXPECTED, found, **flags) == problems
