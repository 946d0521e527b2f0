# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What the output of ``openmetadata-ops.sh migrate`` means.

Exit status 0 does not mean success: with ``--force`` each step's failure is swallowed, older servers only log a
statement that failed, and no server ends with another status because of the search engine or of secrets that it cannot
decrypt. The forms below are those of MigrationWorkflow.java, MigrationProcessImpl.java (native) and MigrationUtil.java
(1.2) of https://github.com/open-metadata/OpenMetadata, and of recorded runs of a real 1.12.6.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .entries import Entries, Entry, is_frame

KEEP = 100  # messages of one kind in a result; all of them are counted
TAIL = 40  # last lines in a result
LINE = 2000  # characters of one line in a result

FAILURE, SECRET, SEARCH, WARNING = "failure", "secret", "search", "warning"
_FAILED_SQL = re.compile(r"Failed to run sql", re.IGNORECASE)
# A step's cell in the table that is printed at the end; a cell of a table begins after "|".
_FAILED_STEP = re.compile(r"\|\s*(?:FAILED\b|Failed due to :)")
_SORT_MEMORY = re.compile(r"Out of sort memory|ER_OUT_OF_SORTMEMORY", re.IGNORECASE)
# A release that migrates no database from so far back (the 2.1 line).
_GATE = re.compile(r"cannot migrate the database directly|must be on \S+ or later first", re.IGNORECASE)
_DUPLICATE = re.compile(r"Duplicate column name|SQL State\s*:\s*42S21|Error Code\s*:\s*1060", re.IGNORECASE)

_BAD_LEVELS = ("WARN", "WARNING", "ERROR", "FATAL")
# How a message without a level begins when something went wrong.
_BAD_WORDS = re.compile(
    r"^(?:Failed|Errors?|Unable|Could not|Cannot|Can't|Exception|Encountered|Fatal)\b", re.IGNORECASE
)
_ENDS_COMMAND = re.compile(r"^(?:Failed to db migration|Caused by: )")
# SecretsManager.java and SecretsManagerUpdateService.java: a wrong or lost FERNET_KEY.
_DECRYPT = re.compile(r"\bdecrypt|Not enough bits to generate a Token|key does not match", re.IGNORECASE)
_HOLDER = re.compile(r"Failed to update (?:service|bot user) \[(.+?)\] with id")
# OpenSearchIndexManager.java, ElasticSearchIndexManager.java, SearchRepository.java
_INDEX = re.compile(
    r"elasticsearch|opensearch|_(?:search_|data_)?index\b|\bindex template|\bindices\b|\bI[LS]M polic", re.IGNORECASE
)
_TEMPLATES = re.compile(r"Index templates creation completed\. Success: (\d+), Failed: (\d+), Total: (\d+)")


class Failure(t.NamedTuple):
    """A statement or a step that failed. ``subject`` is the whole message, ``text`` has the cause first."""

    subject: str
    text: str


T = t.TypeVar("T")


@dataclasses.dataclass
class Kept(t.Generic[T]):
    """Messages of one kind: the first ones, each once, and how many there were."""

    lines: list[T] = dataclasses.field(default_factory=list)
    count: int = 0

    def add(self, line: T) -> None:
        self.count += 1
        if len(self.lines) < KEEP and line not in self.lines:
            self.lines.append(line)


class Reading:
    """Reads a log that has been masked, one line at a time, in bounded memory. :meth:`end` must follow the last line.

    Args:
        tolerated: regular expressions; a failure that one of them matches counts as a warning.
    """

    def __init__(self, tolerated: t.Sequence[str] = ()) -> None:
        self._tolerated = [re.compile(pattern) for pattern in tolerated]
        self._entries = Entries()
        self.has_levels = False
        self.failures: Kept[Failure] = Kept()
        self.warnings: Kept[str] = Kept()
        self.errors: Kept[str] = Kept()  # those of the warnings that are errors
        self.secrets: Kept[str] = Kept()  # what cannot be decrypted: names of services and bots, else the message
        self.search: Kept[str] = Kept()
        self.templates = (0, 0)  # index templates that failed, and all of them
        self.sort_memory = False
        self.gate = ""
        self.duplicate_column = False
        self.last_error = ""
        self.tail: list[str] = []

    def line(self, line: str) -> None:
        """Take the next line."""
        text = line.rstrip()[:LINE]
        if text and not is_frame(text):
            self.tail.append(text)
            del self.tail[:-TAIL]
        if _SORT_MEMORY.search(line):
            self.sort_memory = True
        if _DUPLICATE.search(line):
            self.duplicate_column = True
        if _GATE.search(line):
            self.gate = text
        for entry in self._entries.feed(line.rstrip()):
            self._take(entry)

    def end(self) -> Reading:
        """Take what is left."""
        for entry in self._entries.end():
            self._take(entry)
        return self

    def believe(self, log: Reading) -> None:
        """Take over what a log with levels says about the same run; the console has the same messages without them."""
        if not log.has_levels:
            return
        for failure in log.failures.lines:
            if failure not in self.failures.lines:
                self.failures.add(failure)
        self.warnings, self.errors, self.secrets, self.search = log.warnings, log.errors, log.secrets, log.search
        self.templates = log.templates
        self.sort_memory = self.sort_memory or log.sort_memory
        self.duplicate_column = self.duplicate_column or log.duplicate_column
        self.gate = self.gate or log.gate

    def _take(self, entry: Entry) -> None:
        self.has_levels = self.has_levels or bool(entry.level)
        kind = classify(entry)
        templates = _TEMPLATES.search(entry.text)
        if templates and int(templates.group(2)):
            self.templates = (int(templates.group(2)), int(templates.group(3)))
        if kind == FAILURE and not any(pattern.search(entry.text) for pattern in self._tolerated):
            self.failures.add(Failure(entry.text, entry.shown))
        elif kind:
            self.warnings.add(entry.shown)
            if entry.level not in ("WARN", "WARNING"):
                self.errors.add(entry.shown)
        if kind == SECRET:
            holder = _HOLDER.search(entry.text)
            # the name comes after messages that name nothing
            self.secrets.add(holder.group(1) if holder else "")
        if kind == SEARCH:
            self.search.add(entry.shown)
        if entry.level in ("ERROR", "FATAL") or _ENDS_COMMAND.match(entry.text):
            self.last_error = entry.shown


def why_failed(reading: Reading) -> str:
    """The message that best says why a command failed."""
    if reading.failures.lines:
        return reading.failures.lines[-1].text
    return reading.last_error or (reading.tail or ["no output"])[-1]


def classify(entry: Entry) -> str | None:
    """What a message tells, by its level where it has one and by its words.

    Returns:
        ``failure`` (a statement or a step failed), ``secret`` (a stored secret cannot be decrypted), ``search`` (the
        search engine did not do what it was asked), ``warning`` (another warning or error), or None.
    """
    if entry.statement or _FAILED_SQL.search(entry.text) or _FAILED_STEP.search(entry.text):
        return FAILURE
    templates = _TEMPLATES.search(entry.text)
    if templates and int(templates.group(2)):
        return SEARCH
    bad = entry.level in _BAD_LEVELS if entry.level else bool(_BAD_WORDS.match(entry.text) or entry.cause)
    if not bad:
        return None
    if _DECRYPT.search(entry.text):
        return SECRET
    return SEARCH if _INDEX.search(f"{entry.logger} {entry.text}") else WARNING
