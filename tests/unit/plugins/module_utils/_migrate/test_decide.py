# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.changelog import (
    ChangeLog,
    find_ahead,
    find_pending,
    sort_versions,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.counts import find_losses
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.decide import (
    check_command,
    find_problems,
    next_sort_buffer,
    open_problems,
    why_run,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.messages import (
    advise,
    advise_bad,
    describe_search,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.output import Reading
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.record import Problem, Record

MIB = 1024 * 1024


def log_of(*done: str, statements: dict[str, int] | None = None) -> ChangeLog:
    return ChangeLog(done, statements or dict.fromkeys(done, 1))


@pytest.mark.parametrize(
    ("done", "available", "target", "pending"),
    [
        ([], ["1.10.0", "1.9.0"], "1.11.4", ["1.9.0", "1.10.0"]),
        (["1.9.0"], ["1.9.0", "1.10.0", "1.11.0"], "1.11.4", ["1.10.0", "1.11.0"]),
        # As strings 1.9.0 would be above 1.10.0.
        (["1.9.0", "1.10.0"], ["1.9.0", "1.10.0"], "1.10.1", []),
        # Older servers never apply what lies below the highest finished version; waiting for it would never end.
        (["1.9.0", "1.11.0"], ["1.9.0", "1.10.2", "1.11.0"], "1.11.4", []),
        # Newer ones do (backported patches).
        (
            ["1.11.10", "1.12.0", "1.12.1"],
            ["1.11.10", "1.11.11", "1.11.12", "1.12.0", "1.12.1", "1.12.2"],
            "1.12.2",
            ["1.11.11", "1.11.12", "1.12.2"],
        ),
        (["1.9.0"], ["1.9.0", "1.9.1", "flyway", "README"], None, ["1.9.1"]),
        (["2.0.0-baseline"], ["2.0.0", "2.1.0"], "2.1.0", ["2.0.0", "2.1.0"]),
        (["1.9.0", "1.9.0-collate"], ["1.9.0", "1.9.1"], "1.9.1", ["1.9.1"]),
    ],
)
def test_find_pending(done: list[str], available: list[str], target: str | None, pending: list[str]) -> None:
    assert find_pending(log_of(*done), available, target) == pending


def test_half_applied_is_what_began_and_did_not_finish() -> None:
    log = ChangeLog(("1.9.0",), {"1.9.0": 5, "1.10.0": 2}, unfinished=("1.11.0",))
    assert log.half_applied == ["1.10.0", "1.11.0"]


def test_fingerprint_tells_states_apart() -> None:
    assert log_of("1.9.0").fingerprint == log_of("1.9.0").fingerprint
    assert log_of("1.9.0").fingerprint != log_of("1.9.0", statements={"1.9.0": 2}).fingerprint


@pytest.mark.parametrize(("target", "ahead"), [("1.9.0", ["1.10.0"]), ("1.10.0", []), ("1.10.3", []), (None, [])])
def test_find_ahead(target: str | None, ahead: list[str]) -> None:
    assert find_ahead(log_of("1.9.0", "1.10.0"), target) == ahead


def test_versions_sort_as_numbers() -> None:
    assert sort_versions(["1.10.0", "1.9.9", "1.9.10", "x"]) == ["x", "1.9.9", "1.9.10", "1.10.0"]


@pytest.mark.parametrize(
    ("command", "force", "refused"),
    [
        (["x", "migrate"], False, False),
        (["x", "migrate", "--force"], False, True),
        (["x", "migrate", "-force"], False, True),
        (["bash", "-c", "x migrate --force"], False, True),
        (["x", "migrate", "--force"], True, False),
        (["docker", "compose", "up", "--force-recreate"], False, False),
        ([], False, True),
    ],
)
def test_check_command(command: list[str], force: bool, refused: bool) -> None:
    if refused:
        with pytest.raises(OpsError):
            check_command(command, force)
    else:
        check_command(command, force)


DONE = log_of("1.9.0")


@pytest.mark.parametrize(
    ("log", "pending", "record", "kept", "runs"),
    [
        (DONE, None, None, False, True),
        (DONE, ["1.10.0"], None, True, True),
        (DONE, [], None, False, False),
        (log_of("1.9.0", statements={"1.10.0": 1}), [], None, False, True),
        # A release without a version of its own: once, and then never again.
        (DONE, [], None, True, True),
        (DONE, [], Record("1.9.1", DONE.fingerprint), True, False),
        (DONE, [], Record("1.9.0", DONE.fingerprint), True, True),
        # The database was restored since.
        (DONE, [], Record("1.9.1", "another"), True, True),
    ],
)
def test_why_run(log: ChangeLog, pending: list[str] | None, record: Record | None, kept: bool, runs: bool) -> None:
    assert (why_run(log, pending, record, target_version="1.9.1", kept=kept) is not None) == runs


@pytest.mark.parametrize(
    ("current", "limit", "following"),
    [
        (256 * 1024, 256 * MIB, 20 * MIB),
        (20 * MIB, 256 * MIB, 40 * MIB),
        (200 * MIB, 256 * MIB, 256 * MIB),
        (256 * MIB, 256 * MIB, None),
        (256 * 1024, MIB, MIB),
    ],
)
def test_next_sort_buffer(current: int, limit: int, following: int | None) -> None:
    assert next_sort_buffer(current, limit) == following


def reading_of(*lines: str) -> Reading:
    reading = Reading()
    for line in lines:
        reading.line(line)
    return reading.end()


UNREADABLE = (
    "Error trying to decrypt object due to [Not enough bits to generate a Token]",
    "Failed to update service [a] with id [1]: Error trying to decrypt object [x]",
    "Failed to update bot user [b] with id [2]: Failed to decrypt user bot instance [b]",
)


def test_find_problems() -> None:
    loss = Problem("loss", "table_entity", "gone")
    reading = reading_of("Failed to run sql: [x] due to [y]", *UNREADABLE)
    problems = find_problems(reading, ["1.10.0", "1.11.0"], ["1.10.0"], [loss])
    assert [(problem.kind, problem.subject) for problem in problems] == [
        ("statement", "Failed to run sql: [x] due to [y]"),
        ("secret", "the server could not decrypt the secrets of a, b"),
        ("pending", "1.11.0"),
        ("loss", "table_entity"),
    ]
    assert problems[0].text == "y (Failed to run sql: [x])", "the cause first"


def test_a_run_that_could_not_read_secrets_is_repeated() -> None:
    record = Record("1.9.1", DONE.fingerprint)
    assert why_run(DONE, [], record, target_version="1.9.1", kept=True) is None
    assert why_run(DONE, [], record, target_version="1.9.1", kept=True, unreadable="no key") is not None


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), ""),
        (("Index templates creation completed. Success: 57, Failed: 0, Total: 57",), ""),
        (
            ("Index templates creation completed. Success: 0, Failed: 57, Total: 57",),
            "refused 57 of 57 index templates",
        ),
        (
            ("Failed to create index a_search_index due to", "java.net.ConnectException: Connection refused"),
            "refused 1 messages, the first message: Connection refused (Failed to create index a_search_index)",
        ),
    ],
)
def test_describe_search(lines: tuple[str, ...], words: str) -> None:
    found = describe_search(reading_of(*lines))
    assert words in found
    assert bool(found) == bool(words)


@pytest.mark.parametrize(
    ("kinds", "word"),
    [(["secret"], "FERNET_KEY"), (["secret", "loss"], "Restore the backup"), (["loss"], "allow_loss")],
)
def test_advise_bad(kinds: list[str], word: str) -> None:
    assert word in advise_bad([Problem(kind, "x", "x") for kind in kinds])


STATEMENT = Problem("statement", "Failed to run sql: [MD5]", "s")
PENDING = Problem("pending", "1.11.0", "p")
LOSS = Problem("loss", "table_entity", "l")
SECRET = Problem("secret", "the server could not decrypt the secrets of a", "s")


@pytest.mark.parametrize(
    ("force", "tolerated", "allow_loss", "left"),
    [
        (False, [], [], [STATEMENT, PENDING, LOSS]),
        (True, [], [], [PENDING, LOSS]),
        (False, ["MD5"], [], [PENDING, LOSS]),
        (False, [], ["table_entity"], [STATEMENT, PENDING]),
        (False, ["other"], ["other_entity"], [STATEMENT, PENDING, LOSS]),
    ],
)
def test_open_problems(force: bool, tolerated: list[str], allow_loss: list[str], left: list[Problem]) -> None:
    assert open_problems([STATEMENT, PENDING, LOSS], force=force, tolerated=tolerated, allow_loss=allow_loss) == left


@pytest.mark.parametrize(("force", "tolerated", "left"), [(True, [], [SECRET]), (False, ["decrypt"], [])])
def test_secrets_are_accepted_by_name_only(force: bool, tolerated: list[str], left: list[Problem]) -> None:
    assert open_problems([SECRET], force=force, tolerated=tolerated, allow_loss=[]) == left


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ({"table_entity": 5}, {"table_entity": 5}, []),
        ({"table_entity": 5}, {"table_entity": 4}, ["table_entity"]),
        ({"table_entity": 5}, {}, ["table_entity"]),
        ({"table_entity": 0}, {}, []),
        ({"tag_usage": 5, "tag": 2}, {"tag_usage": 4, "tag": 1}, ["tag", "tag_usage"]),
        # Definitions that the server seeds, and records that it may thin out.
        ({"type_entity": 5, "web_analytic_event": 5, "change_event": 9, "apps_marketplace": 3}, {}, []),
    ],
)
def test_find_losses(before: dict[str, int], after: dict[str, int], lost: list[str]) -> None:
    assert list(find_losses(before, after)) == lost


@pytest.mark.parametrize(
    ("line", "half", "word"),
    [
        ("Duplicate column name 'x'", [], "Restore the backup"),
        ("release cannot migrate the database directly", [], "upgrade to the release"),
        ("anything", ["1.10.0"], "half applied"),
        ("anything", [], "run again"),
    ],
)
def test_advise(line: str, half: list[str], word: str) -> None:
    assert word in advise(reading_of(line), half)
