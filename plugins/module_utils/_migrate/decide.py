# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The decisions of a migration: whether to run, whether to run again, and whether it was good."""

from __future__ import annotations

import re
import typing as t

from .._errors import OpsError
from .changelog import ChangeLog
from .messages import failed_statements, name_secrets
from .output import Reading
from .record import Problem, Record

# The size that OpenMetadata's own upgrade page asks for; a first step below it would only cost another attempt.
PAGE_SORT_BUFFER = 20 * 1024 * 1024

_FORCE = re.compile(r"(?:^|[\s'\"=])-{1,2}force(?:$|[\s'\"=])")


def check_command(command: t.Sequence[str], force: bool) -> None:
    """Refuse a command that forces the migration unless that was asked for by name.

    Raises:
        OpsError: why not.
    """
    if not command:
        raise OpsError("command is empty: name the script or the container that migrates, as a list.")
    if not force and any(_FORCE.search(argument) for argument in command):
        raise OpsError(
            "command holds --force, which makes the server swallow the failures of its steps and has destroyed roles, "
            "policies and bots (https://github.com/open-metadata/OpenMetadata/pull/24985). Leave it out; if it is "
            "really "
            "meant, set force=true."
        )


def why_run(
    log: ChangeLog,
    pending: t.Sequence[str] | None,
    record: Record | None,
    *,
    target_version: str | None,
    kept: bool,
    unreadable: str = "",
) -> str | None:
    """The reason to run the command, or None where everything is done.

    Args:
        log: the database's bookkeeping.
        pending: what the new server would apply; None where its versions are not known.
        record: the record of an earlier run.
        target_version: the new server's version.
        kept: whether records are kept at all (state_file).
        unreadable: what the last run said about secrets that it could not decrypt; another key may have come since.
    """
    if pending is None:
        return "available_versions is not given, so only the server itself can tell what is pending"
    if pending:
        return f"{len(pending)} pending: {', '.join(pending)}"
    if log.half_applied:
        return f"begun and not finished: {', '.join(log.half_applied)}"
    if unreadable:
        return f"in the last run, {unreadable}"
    done_before = (
        record is not None and record.target_version == target_version and record.fingerprint == log.fingerprint
    )
    if kept and target_version and not done_before:
        # A release can bring new statements without a version of its own.
        return f"no run of {target_version} is on record for this database"
    return None


def next_sort_buffer(current: int, limit: int) -> int | None:
    """The next size to try after "Out of sort memory", or None where the limit is reached."""
    if current >= limit:
        return None
    return min(max(current * 2, PAGE_SORT_BUFFER), limit)


def find_problems(
    reading: Reading, pending: t.Sequence[str], done: t.Collection[str], losses: t.Iterable[Problem]
) -> list[Problem]:
    """Everything that is wrong although the command ended with 0.

    Args:
        reading: what the output said.
        pending: what had to be applied.
        done: versions in the change log afterwards.
        losses: tables with fewer rows than before.
    """
    problems = failed_statements(reading)
    unreadable = name_secrets(reading)
    if unreadable:
        problems.append(Problem("secret", unreadable, unreadable))
    problems += [
        Problem("pending", version, f"version {version} is not in the change log afterwards")
        for version in pending
        if version not in done
    ]
    return [*problems, *losses]


def open_problems(
    problems: t.Iterable[Problem], *, force: bool, tolerated: t.Sequence[str], allow_loss: t.Collection[str]
) -> list[Problem]:
    """The problems that nobody has accepted. ``force`` is meant to go on over failed steps, so it accepts those."""
    left = []
    for problem in problems:
        if problem.kind == "loss" and problem.subject in allow_loss:
            continue
        if problem.kind == "statement" and force:
            continue
        if problem.kind in ("statement", "secret") and any(
            re.search(pattern, problem.subject) for pattern in tolerated
        ):
            continue
        left.append(problem)
    return left
