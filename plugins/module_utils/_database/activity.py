# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a session of a database does: idle, working or in transaction.

A session is *working* while a statement runs, *in transaction* while it has no statement but holds a transaction or
locks, and *idle* otherwise. A server that keeps its connections open shows idle sessions. Background processes of the
database server (replication, autovacuum, the event scheduler, parallel workers) are no sessions here.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .connection import OWN_PROGRAM

IDLE, IN_TRANSACTION, WORKING = "idle", "in transaction", "working"
# A statement of a monitoring tool ends sooner. One that is older is real work.
WORKING_SECONDS = 5


@dataclasses.dataclass(frozen=True)
class Session:
    """A session of somebody else. ``seconds``: how long its statement or transaction lasts, or how long it is idle."""

    id: int
    user: str
    database: str | None  # its default database
    seconds: int
    doing: str  # the first words of the statement, never its values
    state: str = IDLE
    host: str = ""  # the client's address without its port
    program: str = ""
    here: bool = True  # whether it uses the database that was asked for
    hidden: bool = False  # the account may not see what it does, only that it exists and whether it holds locks

    @property
    def active(self) -> bool:
        """Whether a statement runs."""
        return self.state == WORKING

    @property
    def ours(self) -> bool:
        """Whether the collection opened it."""
        return self.program.startswith(OWN_PROGRAM)

    @property
    def text(self) -> str:
        """The session in words, for a message."""
        where = f" from {self.host}" if self.host else ""
        doing = f"{self.doing}, " if self.doing and self.state == WORKING else ""
        since = "" if self.hidden else f" for {self.seconds} s"
        return f"session {self.id} of {self.user}{where} ({doing}{self.state}{since})"

    def as_dict(self) -> dict[str, t.Any]:
        """The session as a module returns it."""
        names = ("id", "user", "database", "seconds", "doing", "state", "host", "program", "active")
        return {name: getattr(self, name) for name in names}


@dataclasses.dataclass(frozen=True)
class Activity:
    """What uses a database.

    ``prepared``: transactions that were prepared for a two-phase commit and are neither committed nor rolled back; they
    keep their locks without a session. ``unseen``: what the account may not see, one sentence each.
    """

    sessions: tuple[Session, ...] = ()
    elsewhere: tuple[Session, ...] = ()  # sessions that use other databases of the server
    prepared: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    sees_all_sessions: bool = True

    def busy(self, seconds: int = WORKING_SECONDS) -> list[Session]:
        """The sessions that have been working or in a transaction for so many seconds."""
        return [one for one in self.sessions if one.state != IDLE and (one.hidden or one.seconds >= seconds)]

    def find(self, session_id: int) -> Session | None:
        """The session with this id, whichever database it uses."""
        return next((one for one in self.sessions + self.elsewhere if one.id == session_id), None)


def summarize(statement: str | None) -> str:
    """The first words of a statement, without any value: ``ALTER TABLE task_instance``."""
    words = re.findall(r"[\w.`]+", (statement or "")[:200])
    return " ".join(words[:3])
