# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.output import (
    KEEP,
    TAIL,
    Mask,
    Reading,
    classify,
    why_failed,
)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("INFO [2026-11-22 23:14:01,123] [main] o.o.s.m.a.MigrationWorkflow - WorkFlow Started", None),
        ("WARN [2026-11-22 23:14:01,123] [main] o.o.s.m.utils.V1 - could not cast", "warning"),
        ("23:14:01.123 [main] ERROR o.o.s.m.utils.V1 - Error migrating glossary term x", "warning"),
        ("2026-11-22 23:14:01,123 [main] WARN o.o.s.m.utils.V1 - skipped", "warning"),
        ("ERROR [main] o.o.s.m.u.MigrationUtil - Failed to run sql : [SELECT MD5(1)] due to [x]", "failure"),
        ("Caused by: java.lang.RuntimeException: Failed to run sql: [ALTER TABLE x] due to [y]", "failure"),
        ("| 1.10.0 | Success | Success | Success | Success | {} |", None),
        ("| 1.10.0 | Success | Failed due to : Duplicate column name 'x' | | | |", "failure"),
        ("| 1.10.0 | FAILED | x |", "failure"),
        ("INFO [main] the word FAILED in a sentence is no cell", None),
        ("    at java.base/java.lang.Thread.run(Thread.java:840)", None),
        ("INFO nothing here says WARN", None),
        ("", None),
    ],
)
def test_classify(line: str, kind: str | None) -> None:
    assert classify(line) == kind


@pytest.mark.parametrize(
    ("text", "gone", "left"),
    [
        ("password=hunter22 user=om", "hunter22", "user=om"),
        ('{"password":"hunter22","user":"om"}', "hunter22", '"user":"om"'),
        ("DB_USER_PASSWORD: hunter22, next", "hunter22", "next"),
        ("jwtToken: abc.def", "abc.def", "jwtToken"),
        ("Authorization: Bearer abc.def-1", "abc.def-1", "Bearer"),
        ("token eyJhbGciOi.eyJzdWIi.sig here", "eyJhbGciOi", "here"),
        ("jdbc:mysql://user:pa55@host/db", "pa55", "@host/db"),
        ("fernetKey=c2VjcmV0 done", "c2VjcmV0", "done"),
        ("the canary-1234 is said in passing", "canary-1234", "in passing"),
        # A secret that is itself one of the names must not keep the named value from being found.
        ("password=hunter22 and zero", "hunter22", "and"),
    ],
)
def test_mask(text: str, gone: str, left: str) -> None:
    masked = Mask(["canary-1234", "password", "x", None])(text)
    assert gone not in masked
    assert left in masked.replace("***", "password") or left in masked


def test_mask_hides_the_longer_secret_whole() -> None:
    assert Mask(["abcd", "abcdefgh"])("x abcdefgh y") == "x *** y"


def test_mask_leaves_short_values_alone() -> None:
    assert Mask(["om", ""])("om is a short word") == "om is a short word"


def test_reading_counts_all_and_keeps_few() -> None:
    reading = Reading()
    for number in range(KEEP + 50):
        reading.line(f"WARN [x] number {number}")
    reading.line("WARN [x] number 0")
    assert reading.warnings.count == KEEP + 51
    assert len(reading.warnings.lines) == KEEP
    assert len(reading.tail) == TAIL


@pytest.mark.parametrize(
    ("line", "flag"),
    [
        ("java.sql.SQLException: Out of sort memory, consider increasing server sort buffer size", "sort_memory"),
        ("SQL State  : 42S21", "duplicate_column"),
        ("Duplicate column name 'deleted'", "duplicate_column"),
        ("This OpenMetadata release cannot migrate the database directly: it must be on 2.0.0 or later first.", "gate"),
    ],
)
def test_reading_recognises(line: str, flag: str) -> None:
    reading = Reading()
    assert not getattr(reading, flag)
    reading.line(line)
    assert getattr(reading, flag)


def test_a_tolerated_failure_is_a_warning() -> None:
    reading = Reading(["MD5"])
    reading.line("Failed to run sql: [SELECT MD5(1)]")
    reading.line("Failed to run sql: [SELECT SHA(1)]")
    assert reading.failures.lines == ["Failed to run sql: [SELECT SHA(1)]"]
    assert reading.warnings.lines == ["Failed to run sql: [SELECT MD5(1)]"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "no output"),
        (["one", "two"], "two"),
        (["ERROR [main] x - no connection", "+-----+", "| end |"], "ERROR [main] x - no connection"),
        (
            ["ERROR [main] x - first", "Caused by: java.sql.SQLException: second", "  at x"],
            "Caused by: java.sql.SQLException: second",
        ),
        (["Failed to run sql: [x]", "ERROR [main] x - later"], "Failed to run sql: [x]"),
    ],
)
def test_why_failed(lines: list[str], why: str) -> None:
    reading = Reading()
    for line in lines:
        reading.line(line)
    assert why_failed(reading) == why
