# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a migration says to people: problems, and what to do about them."""

from __future__ import annotations

import typing as t

from .output import Reading
from .record import Problem


def failed_statements(reading: Reading) -> list[Problem]:
    """The statements and steps that failed."""
    return [Problem("statement", failure.subject, failure.text) for failure in reading.failures.lines]


def name_secrets(reading: Reading) -> str:
    """What the server could not decrypt; empty where it could everything."""
    if not reading.secrets.count:
        return ""
    names = [name for name in reading.secrets.lines if name]
    some = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    return f"the server could not decrypt the secrets of {some or 'services and bots'}"


def describe_search(reading: Reading) -> str:
    """What the search engine did not do, one sentence; empty where it did everything."""
    if not reading.search.count:
        return ""
    failed, total = reading.templates
    number = f"{failed} of {total} index templates" if failed else f"{reading.search.count} messages"
    return (
        f"The search engine refused {number}, the first message: {reading.search.lines[0]}. Check that it runs and "
        "that its version fits, then rebuild the search index."
    )


def advise_bad(problems: t.Sequence[Problem]) -> str:
    """What to do next after a command that ended with 0 and did not do its work."""
    if all(problem.kind == "secret" for problem in problems):
        return (
            "FERNET_KEY of the new version is not the key that they were encrypted with: set it to the old version's "
            "value and run again. Nobody can use these services and bots until then."
        )
    return (
        "Read the log. Restore the backup, remove the cause and migrate again, or accept it (tolerated_errors, "
        "allow_loss)."
    )


def advise_losses(losses: t.Sequence[Problem]) -> str:
    """What to do next after a command that failed and has lost rows."""
    return (
        f"By now rows are missing: {'; '.join(problem.text for problem in losses)}. Another run does not bring them "
        "back: restore the backup, remove the cause and migrate again."
    )


def advise(reading: Reading, half_applied: t.Sequence[str]) -> str:
    """What to do next after a command that failed."""
    if reading.gate:
        return "This release does not migrate from so far back: upgrade to the release that the output names first."
    if reading.duplicate_column:
        # SIGKILL inside Flyway on MySQL: each later run fails with 1060 (seen on real servers).
        return (
            "A column that the migration adds is there already: an earlier run was interrupted where it cannot go on. "
            "Restore the backup and migrate again."
        )
    if half_applied:
        return "Remove the cause and run again: the server goes on with the versions that are half applied."
    return "Remove the cause and run again; nothing was recorded as done that is not."
