# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.catalogue import (
    LONGEST,
    as_dumped,
    differences,
    same_major,
    short,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.catalogue_mysql import (
    table_objects,
    with_collation,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.facts import in_order

# As SHOW CREATE TABLE of MySQL 9.7 writes it.
TABLE = """CREATE TABLE `t` (
  `id` int NOT NULL AUTO_INCREMENT,
  `a``b` varchar(20) DEFAULT 'x' COMMENT 'it\\'s, said',
  `new
line` int DEFAULT NULL,
  PRIMARY KEY (`id`),
  UNIQUE KEY `one` (`a``b`,`id`),
  FULLTEXT KEY `words` (`a``b`),
  KEY `k` (`new
line`),
  CONSTRAINT `fk` FOREIGN KEY (`id`) REFERENCES `p` (`id`) ON DELETE CASCADE,
  CONSTRAINT `positive` CHECK ((`id` > 0))
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
/*!50100 PARTITION BY RANGE (`id`)
(PARTITION low VALUES LESS THAN (10) ENGINE = InnoDB) */"""


def test_a_table_is_taken_apart() -> None:
    assert table_objects("t", TABLE) == {
        "table: t": "CREATE TABLE `t` ( ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci\n"
        "/*!50100 PARTITION BY RANGE (`id`)\n(PARTITION low VALUES LESS THAN (10) ENGINE = InnoDB) */",
        "column: t.id": "int NOT NULL AUTO_INCREMENT",
        "column: t.a`b": "varchar(20) DEFAULT 'x' COMMENT 'it\\'s, said'",
        "column: t.new\nline": "int DEFAULT NULL",
        "index: t.PRIMARY": "(`id`)",
        "index: t.one": "UNIQUE KEY (`a``b`,`id`)",
        "index: t.words": "FULLTEXT KEY (`a``b`)",
        "index: t.k": "KEY (`new\nline`)",
        "constraint: t.fk": "CONSTRAINT FOREIGN KEY (`id`) REFERENCES `p` (`id`) ON DELETE CASCADE",
        "constraint: t.positive": "CONSTRAINT CHECK ((`id` > 0))",
        "auto_increment: t": "7",
    }


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("text COLLATE utf8mb4_bin", "text COLLATE utf8mb4_bin"),
        ("text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL", "text COLLATE utf8mb4_bin NOT NULL"),
        (
            "varchar(5) CHARACTER SET utf8mb4 DEFAULT ' COLLATE x'",
            "varchar(5) COLLATE utf8mb4_bin DEFAULT ' COLLATE x'",
        ),
        ("varchar(5) DEFAULT NULL", "varchar(5) COLLATE utf8mb4_bin DEFAULT NULL"),
        ("enum('a) COLLATE b','it''s') COLLATE utf8mb4_bin", "enum('a) COLLATE b','it''s') COLLATE utf8mb4_bin"),
    ],
)
def test_a_collation_is_compared_however_it_is_written(written: str, compared: str) -> None:
    assert with_collation(written, "utf8mb4_bin") == compared


ONE = {"table: t": "a", "column: t.c": "int", "event: e": "x", "sequence value: s": "3 true"}


@pytest.mark.parametrize(
    ("found", "options", "problems"),
    [
        (ONE, {}, []),
        ({**ONE, "column: t.c": "text"}, {}, ["column t.c differs: 'int' was dumped, 'text' is there"]),
        ({**ONE, "index: i": ""}, {}, ["index i was not there when the database was dumped"]),
        ({"table: t": "a", "event: e": "x", "sequence value: s": "3 true"}, {}, ["column t.c is missing"]),
        (
            {**ONE, "sequence value: s": "4 true"},
            {},
            ["sequence value s differs: '3 true' was dumped, '4 true' is there"],
        ),
        # What a rehearsal does not restore is not compared.
        ({name: text for name, text in ONE.items() if name != "event: e"}, {"without": ("event",)}, []),
        # Nor what is not known for certain: another kind of server counts meanwhile.
        ({**ONE, "auto_increment: t": "7"}, {}, []),
        # Another major version writes other texts; what is missing is missing all the same.
        ({**ONE, "column: t.c": "integer", "sequence value: s": "9"}, {"texts": False}, []),
        ({"table: t": "a", "event: e": "x"}, {"texts": False}, ["column t.c is missing"]),
    ],
)
def test_differences(found: dict[str, str], options: dict[str, t.Any], problems: list[str]) -> None:
    assert differences(ONE, found, **options) == problems


def test_an_event_that_has_ended_is_no_difference() -> None:
    assert differences({"event: e": "status: ENABLED\nevent_type: ONE TIME\nexecute_at: 2026-01-01 00:00:00"}, {}) == []
    assert differences({"event: e": "status: ENABLED\nstarts: 2026-01-01 00:00:00"}, {}) == ["event e is missing"]


def test_a_long_text_is_kept_as_its_sum() -> None:
    text = "x" * (LONGEST + 1)
    assert short("x" * LONGEST) == "x" * LONGEST
    assert len(short(text)) < LONGEST
    assert short(text) != short(text[:-1] + "y")


def test_what_moved_while_it_was_dumped_is_taken_from_the_dump() -> None:
    read = {"sequence: s": "", "sequence value: s": "3 true", "auto_increment: t": "7"}
    assert as_dumped(read, {"s": "5 true", "of_an_extension": "1 true"}) == {
        "sequence: s": "",
        "sequence value: s": "5 true",
        "auto_increment: t": "7",
    }
    assert as_dumped(read, counters=False) == {"sequence: s": ""}


@pytest.mark.parametrize(
    ("engine", "one", "other", "same"),
    [
        ("postgresql", "15.18 (Debian 15.18-0+deb12u1)", "15.2", True),
        ("postgresql", "15.18", "17.0", False),
        ("mysql", "9.7.4-2", "9.7.9", True),
        ("mysql", "8.0.42", "8.4.1", False),
    ],
)
def test_same_major(engine: str, one: str, other: str, same: bool) -> None:
    assert same_major(engine, one, other) is same


@pytest.mark.parametrize(
    ("views", "uses", "order"),
    [
        (["a", "b"], {}, ("a", "b")),
        (["a", "b", "c"], {"a": {"c", "table"}, "c": {"b"}}, ("b", "c", "a")),
        (["a", "b"], {"a": {"b"}, "b": {"a"}}, ("b", "a")),  # no server allows it, and nothing hangs
    ],
)
def test_views_follow_those_that_they_read(views: list[str], uses: dict[str, set[str]], order: tuple[str, ...]) -> None:
    assert in_order(views, uses) == order
