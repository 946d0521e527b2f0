# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What logs of migrations say: lines of old and new releases, and whole logs of a real 1.12.6."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.output import (
    KEEP,
    TAIL,
    Reading,
    why_failed,
)


def read(*lines: str, tolerated: t.Sequence[str] = ()) -> Reading:
    reading = Reading(tolerated)
    for line in lines:
        reading.line(line)
    return reading.end()


def kind_of(reading: Reading) -> str | None:
    if reading.failures.count:
        return "failure"
    if reading.secrets.count:
        return "secret"
    if reading.search.count:
        return "search"
    return "warning" if reading.warnings.count else None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("INFO [2026-11-22 23:14:01,123] [main] o.o.s.m.a.MigrationWorkflow - WorkFlow Started", None),
        ("WARN [2026-11-22 23:14:01,123] [main] o.o.s.m.utils.V1 - could not cast", "warning"),
        ("23:14:01.123 [main] ERROR o.o.s.m.utils.V1 - Error migrating glossary term x", "warning"),
        ("23:14:01.123 [main] INFO  o.o.s.m.utils.V1 - Failed tests are migrated", None),
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
        # no level on the console from 1.6 on
        ("Error deleting ILM policies", "search"),
        ("Failed to update Elasticsearch index test_case_search_index due to", "search"),
        ("Failed to update bot user [x] with id [1]: Failed to decrypt user bot instance [x] due to [y]", "secret"),
        ("Error trying to decrypt object due to [Not enough bits to generate a Token]", "secret"),
        ("Could not migrate the workflow x", "warning"),
        ("Index templates creation completed. Success: 0, Failed: 57, Total: 57", "search"),
        ("Index templates creation completed. Success: 57, Failed: 0, Total: 57", None),
        ("13:04:12,205 |-WARN in ch.qos.logback.classic.LoggerContext[default] - Versions differ!", None),
        ("Natural language search is not enabled", None),
        ("java.net.ConnectException: Connect to http://search:9200 failed: Connection refused", "warning"),
    ],
)
def test_one_message(line: str, kind: str | None) -> None:
    assert kind_of(read(line)) == kind


STATEMENT = (
    "java.lang.RuntimeException: Failed to run sql: [ALTER TABLE query_entity",
    "  ADD COLUMN a VARCHAR(32)",
    "GENERATED ALWAYS AS (f(id)) STORED] due to [org.jdbi.v3.core.statement.UnableToExecuteStatementException: "
    "org.postgresql.util.PSQLException: ERROR: function f(character varying) does not exist",
    '  Hint: No function matches. [statement:"ALTER TABLE query_entity',
    "  ADD COLUMN a VARCHAR(32)",
    'GENERATED ALWAYS AS (f(id)) STORED", arguments:{positional:{}, named:{}, finder:[]}]]',
    "\tat org.openmetadata.service.migration.api.MigrationProcessImpl.run(MigrationProcessImpl.java:144)",
    "Caused by: org.postgresql.util.PSQLException: ERROR: function f(character varying) does not exist",
)


@pytest.mark.parametrize(
    "before",
    [(), ("Encountered Exception in MigrationWorkflow",), ("13:07:10.673 [main] ERROR o.o.M - Encountered Exception",)],
)
def test_a_statement_over_lines_is_one_failure_with_its_cause_first(before: tuple[str, ...]) -> None:
    reading = read(*before, *STATEMENT)
    assert [failure.text for failure in reading.failures.lines] == [
        "ERROR: function f(character varying) does not exist (Failed to run sql: "
        "[ALTER TABLE query_entity ADD COLUMN a VARCHAR(32) GENERATED ALWAYS AS (f(id)) STORED])"
    ]
    assert not any("MigrationProcessImpl.java" in line for line in reading.tail)


def test_a_statement_of_megabytes_keeps_its_cause() -> None:
    rows = [f"({number}, 'some text')," for number in range(4000)]
    reading = read(
        "Failed to run sql: [INSERT INTO x VALUES", *rows, "(0)] due to [java.sql.SQLException: disk full]", "next"
    )
    assert reading.failures.lines[0].text.startswith("disk full (Failed to run sql: [INSERT INTO x VALUES (0, 'some")
    assert len(reading.failures.lines[0].text) < 2000


def test_a_failure_whose_reason_never_comes_does_not_swallow_the_next() -> None:
    reading = read("Failed to run sql: [SELECT 1", "Failed to run sql: [SELECT 2] due to [x]", "ERROR [main] L - later")
    assert [failure.text for failure in reading.failures.lines] == [
        "Failed to run sql: [SELECT 1]",
        "x (Failed to run sql: [SELECT 2])",
    ]
    assert reading.warnings.lines == ["later"]


def test_a_failed_step_inside_a_message_with_a_level() -> None:
    """The operation log has the table below the head of a message."""
    reading = read("13:00:00.000 [main] INFO  o.o.O - +---+", "| 1.10.0 | Failed due to : x |", "+---+")
    assert reading.failures.count == 1


def test_reading_counts_all_and_keeps_few() -> None:
    lines = [f"WARN [x] number {number}" for number in range(KEEP + 50)]
    reading = read(*lines, "WARN [x] number 0")
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
    assert not getattr(read(), flag)
    assert getattr(read(line), flag)


def test_a_tolerated_failure_is_a_warning() -> None:
    reading = read("Failed to run sql: [SELECT MD5(1)]", "Failed to run sql: [SELECT SHA(1)]", tolerated=["MD5"])
    assert [failure.text for failure in reading.failures.lines] == ["Failed to run sql: [SELECT SHA(1)]"]
    assert reading.warnings.lines == ["Failed to run sql: [SELECT MD5(1)]"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([], "no output"),
        (["one", "two"], "two"),
        (["ERROR [main] x - no connection", "+-----+", "| end |"], "no connection"),
        (
            ["ERROR [main] x - first", "Caused by: java.sql.SQLException: second", "  at x"],
            "second (first)",
        ),
        (["Failed to run sql: [x] due to [y]", "ERROR [main] x - later"], "y (Failed to run sql: [x])"),
        (
            [
                "Failed to db migration due to ",
                "com.zaxxer.hikari.HikariPool$PoolException: FATAL: no such user",
                "\tat x.y(Z)",
            ],
            "FATAL: no such user (Failed to db migration)",
        ),
    ],
)
def test_why_failed(lines: list[str], why: str) -> None:
    assert why_failed(read(*lines)) == why


@pytest.mark.parametrize(
    ("name", "failures", "secrets", "templates"),
    [
        ("02_migrate_nothing_pending", 0, 0, (1, 57)),
        ("04_migrate_1.9.11_to_1.12.6", 0, 0, (1, 57)),
        ("18_migrate_failing_statement", 1, 0, (0, 0)),
        ("21_migrate_search_down_pending_1", 0, 0, (57, 57)),
        ("25_migrate_1.9.11_secrets_unreadable", 0, 21, (1, 57)),
    ],
)
def test_logs_of_a_real_server(
    recorded_run: t.Callable[[str], list[str]], name: str, failures: int, secrets: int, templates: tuple[int, int]
) -> None:
    console, log = read(*recorded_run(f"{name}.out")), read(*recorded_run(f"{name}.log"))
    assert (console.has_levels, log.has_levels) == (False, True)
    for reading in (console, log):
        assert len(reading.failures.lines) == failures
        assert len([holder for holder in reading.secrets.lines if holder]) == secrets
        assert reading.templates == templates
    warned = log.warnings.count
    assert warned >= console.warnings.count
    console.believe(log)
    assert len(console.failures.lines) == failures, "the log names no failure a second time"
    assert console.warnings.count == warned
