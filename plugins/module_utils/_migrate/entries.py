# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Lines of a log put together to entries: a statement, its failure and the cause are one, over however many lines.

The console of ``openmetadata-ops.sh`` shows bare messages (pattern ``%msg%n`` of logback.xml, from 1.6 on; recorded
with 1.12.6). ``logs/openmetadata-operation.log`` has time, thread, level and logger before each. Older releases print a
level on the console too.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

LONGEST = 2000  # characters of an entry that are kept
MOST_LINES = 5000  # lines of one statement; after them, its end is not waited for

_LEVELS = "TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL"
# "13:03:58.274 [main] ERROR o.o.Logger - text", "WARN [2023-11-26 10:00:00] o.o.Logger - text", "[WARNING] text"
_HEAD = re.compile(rf"^\s*(?:[\d\[]\S*\s+){{0,3}}?\[?({_LEVELS})\]?(?:[\s:]+|$)(?:(?:\[[^\]]*\]\s+)*(\S+) - )?(.*)$")
_FRAME = re.compile(r"^\s+(?:at \S|\.\.\. \d+)")
_THROWN = re.compile(r"^(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*(?::|$)")
_ROW = re.compile(r"^(?:\|\s|\+-)")  # of a table: each is a message of its own
_MORE = re.compile(r"^(?:\s|Caused by: |Suppressed: |Hint: |Detail: |Position: )")
_STATEMENT = re.compile(r"Failed to run sql\s*:?\s*\[", re.IGNORECASE)
_REASON = re.compile(r"\]\s+due to\s+\[?(.*)", re.DOTALL)
_CAUSE = re.compile(r"^(?:Caused by: )?(?P<thrown>(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*(?:: |$).*)")
# names of exceptions before the words of the database
_WRAPPERS = re.compile(r"^(?:(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*:\s+)+")


@dataclasses.dataclass(frozen=True)
class Entry:
    """One message.

    Attributes:
        text: all of its lines as one, without stack frames, cut to LONGEST.
        level: in capitals; blank where the log tells none.
        logger: who wrote it; blank where the log does not tell.
        statement: the statement that failed, where the message is about one.
        cause: why, in the words of the database or the exception, without the names of exceptions.
    """

    text: str
    level: str = ""
    logger: str = ""
    statement: str = ""
    cause: str = ""

    @property
    def shown(self) -> str:
        """The message for people: the cause first."""
        if self.statement:
            failed = f"Failed to run sql: [{self.statement}]"
            return f"{self.cause} ({failed})" if self.cause else failed
        head = self.text.partition(self.cause)[0].strip() if self.cause else self.text
        head = re.sub(r"\s*(?:Caused by:)?\s*(?:[a-z_][\w$]*\.)+[A-Z][\w$.]*:?$", "", head).removesuffix(" due to")
        return f"{self.cause} ({head})" if self.cause and head else self.text


class Entries:
    """Puts lines together. Each line goes to :meth:`feed`; :meth:`end` gives what is left."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._level = ""
        self._logger = ""
        self._kept = 0
        self._open = 0  # lines since a statement began whose reason has not come

    def feed(self, line: str) -> t.Iterator[Entry]:
        """The entries that this line completes."""
        if _FRAME.match(line):
            return
        head = _HEAD.match(line)
        if head is None and self._lines and self._goes_on(line):
            self._add(line)
            return
        yield from self.end()
        if head:
            self._level, self._logger = head.group(1), head.group(2) or ""
        if line.strip():
            self._add(head.group(3) if head else line)

    def end(self) -> t.Iterator[Entry]:
        """The last entry."""
        if self._lines:
            yield make_entry(self._lines, self._level, self._logger)
        self._lines, self._level, self._logger, self._kept, self._open = [], "", "", 0, 0

    def _goes_on(self, line: str) -> bool:
        if self._open:
            return not _STATEMENT.search(line)
        if _ROW.match(line) or _ROW.match(self._lines[0]):
            return False
        return bool(self._level or _MORE.match(line) or _THROWN.match(line))

    def _add(self, line: str) -> None:
        if _STATEMENT.search(line):
            self._open = 1
        if self._open:
            closes = _REASON.search(line) or self._open >= MOST_LINES
            self._open = 0 if closes else self._open + 1
        # what tells the reason is kept however long the statement is
        if self._kept < LONGEST or _REASON.search(line) or _CAUSE.match(line):
            self._lines.append(line[: 2 * LONGEST])
            self._kept += len(line)


def is_frame(line: str) -> bool:
    """Whether a line is one of a Java stack."""
    return bool(_FRAME.match(line))


def make_entry(lines: t.Sequence[str], level: str = "", logger: str = "") -> Entry:
    """An entry from its lines."""
    text = "\n".join(lines)
    found = _STATEMENT.search(text)
    if found:
        statement, _closing, reason = _split(text[found.end() :])
        text = text[found.start() :]
        return Entry(_one_line(text), level, logger, _one_line(statement)[: LONGEST // 2], _bare(reason))
    thrown = [match.group("thrown") for match in map(_CAUSE.match, lines) if match]
    return Entry(_one_line(text), level, logger, cause=_bare(thrown[0]) if thrown else "")


def _split(text: str) -> tuple[str, str, str]:
    reason = _REASON.search(text)
    if reason is None:
        return text.partition("]")[0], "", ""
    return text[: reason.start()], "]", reason.group(1)


def _bare(reason: str) -> str:
    """The reason in the words of the database, without the statement that is repeated in it."""
    text = reason.partition('[statement:"')[0]
    first = text.partition("\n")[0].strip()
    bare = _WRAPPERS.sub("", first).strip()
    while bare.endswith("]") and bare.count("]") > bare.count("["):
        bare = bare[:-1].strip()
    return (bare or first)[:500]


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
