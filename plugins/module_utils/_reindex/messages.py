# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What to say about a reindex that did not work, and what to do next.

The server's scheduler keeps its jobs in the database. The job of a process that was killed stays there, and each
trigger is refused because of it, whatever the record of the run says; a restart of the server clears it
(https://github.com/open-metadata/OpenMetadata/issues/28773, https://github.com/open-metadata/OpenMetadata/pull/28699;
recorded with ``openmetadata-ops.sh reindex`` of 1.12.6).
"""

from __future__ import annotations

import typing as t

from .._times import from_millis, rfc3339
from .record import says_busy


def explain_timeout(seconds: float) -> str:
    """What it means that the command was ended."""
    return (
        f"The reindexing was ended because it took longer than {seconds:.0f} s. The server's scheduler may keep its "
        "job, and refuses the next one with 'Job is already running' then. Restart the server and use the API "
        "(api_url), or raise wait_timeout."
    )


def explain_failure(rc: int, tail: t.Sequence[str]) -> str:
    """What it means that the command failed.

    Args:
        rc: its exit status.
        tail: the last lines of its output.
    """
    busy = next((line for line in tail if says_busy(line)), "")
    if busy:
        return (
            f"The reindexing ended with exit status {rc}, because the server's scheduler has a job already: {busy} "
            "Wait until the search indexing that is going on has ended. If there is none, the job is left over from a "
            "process that was killed: restart the server and use the API (api_url)."
        )
    return f"The reindexing ended with exit status {rc}: {tail[-1] if tail else 'no output'}"


def explain_busy(since: int | None) -> str:
    """What it means that the server refuses a trigger for as long as it may take.

    Args:
        since: when the latest run began, epoch milliseconds; None where there is no record of one.
    """
    began = f" since {rfc3339(from_millis(since))}" if since else ""
    return (
        f"The server says that a search indexing is already running{began}, and it did not end in time. If nothing is "
        "at work, it is left over from a server or a reindex command that was killed: set stop_running=true or restart "
        "the server, and run again."
    )
