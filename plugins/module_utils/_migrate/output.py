# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What the output of ``openmetadata-ops.sh migrate`` means, line by line, and what of it may be kept.

Exit status 0 does not mean success: with ``--force`` each step's failure is swallowed, and older servers only log a
statement that failed. The forms below are those of MigrationWorkflow.java, MigrationProcessImpl.java (native) and
MigrationUtil.java (1.2) of https://github.com/open-metadata/OpenMetadata, and of runs of real servers.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

KEEP = 100  # lines of one kind in a result; all of them are counted
TAIL = 40  # last lines in a result
LINE = 2000  # characters of one line in a result

_FAILED_SQL = re.compile(r"Failed to run sql", re.IGNORECASE)
# A step's cell in the table that is printed at the end; a cell of a table begins after "|".
_FAILED_STEP = re.compile(r"\|\s*(?:FAILED\b|Failed due to :)")
_SORT_MEMORY = re.compile(r"Out of sort memory|ER_OUT_OF_SORTMEMORY", re.IGNORECASE)
_LEVEL = re.compile(r"^\s*(?:\S+\s+){0,3}?\[?(WARN|WARNING|ERROR|FATAL)\]?[\s:]")
# What says why a command failed; the very last line may be the rest of a table or of a stack trace.
_ERROR = re.compile(r"^\s*(?:\S+\s+){0,3}?\[?(?:ERROR|FATAL)\]?[\s:]|^Caused by: |Failed to db migration")
# A release that migrates no database from so far back (the 2.1 line).
_GATE = re.compile(r"cannot migrate the database directly|must be on \S+ or later first", re.IGNORECASE)
_DUPLICATE = re.compile(r"Duplicate column name|SQL State\s*:\s*42S21|Error Code\s*:\s*1060", re.IGNORECASE)


class Mask:
    """Hides secrets in text: the ones that it is told, and what looks like one."""

    # name=value, name: value, "name":"value"
    _NAMED = re.compile(
        r"(?i)((?:[\w.-]*(?:password|passwd|pwd|secret|token|fernet[_-]?key|private[_-]?key|api[_-]?key))"
        r"[\"']?\s*[:=]\s*)(\"[^\"]*\"|'[^']*'|[^\s,;&}\])]+)"
    )
    _BEARER = re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+")
    _JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
    _URL = re.compile(r"(://[^\s:/@]+:)[^\s@]+(@)")

    def __init__(self, secrets: t.Iterable[str | None] = ()) -> None:
        # The longest first, so that a secret which contains another one goes whole. Shorter than 4 would hide words.
        known = sorted({secret for secret in secrets if secret and len(secret) > 3}, key=len, reverse=True)
        self._known = re.compile("|".join(re.escape(secret) for secret in known)) if known else None

    def __call__(self, text: str) -> str:
        text = self._NAMED.sub(r"\1***", text)
        text = self._BEARER.sub(r"\1***", text)
        text = self._JWT.sub("***", text)
        text = self._URL.sub(r"\1***\2", text)
        # Last: a secret that is itself a word such as "password" must not hide the names that the patterns look for.
        return self._known.sub("***", text) if self._known else text


@dataclasses.dataclass
class Kept:
    """Lines of one kind: the first ones, each once, and how many there were."""

    lines: list[str] = dataclasses.field(default_factory=list)
    count: int = 0

    def add(self, line: str) -> None:
        self.count += 1
        if len(self.lines) < KEEP and line not in self.lines:
            self.lines.append(line)


class Reading:
    """Reads output that has been masked, one line at a time, in bounded memory.

    Args:
        tolerated: regular expressions; a failure that one of them matches counts as a warning.
    """

    def __init__(self, tolerated: t.Sequence[str] = ()) -> None:
        self._tolerated = [re.compile(pattern) for pattern in tolerated]
        self.failures = Kept()
        self.warnings = Kept()
        self.sort_memory = False
        self.gate = ""
        self.duplicate_column = False
        self.last_error = ""
        self.tail: list[str] = []

    def line(self, line: str) -> None:
        """Take the next line."""
        text = line.rstrip()[:LINE]
        if not text:
            return
        self.tail.append(text)
        del self.tail[:-TAIL]
        if _SORT_MEMORY.search(line):
            self.sort_memory = True
        if _DUPLICATE.search(line):
            self.duplicate_column = True
        if _GATE.search(line):
            self.gate = text
        if _ERROR.search(text):
            self.last_error = text
        kind = classify(text)
        if kind == "failure" and not any(pattern.search(line) for pattern in self._tolerated):
            self.failures.add(text)
        elif kind:
            self.warnings.add(text)


def why_failed(reading: Reading) -> str:
    """The line that best says why a command failed."""
    if reading.failures.lines:
        return reading.failures.lines[-1]
    return reading.last_error or (reading.tail or ["no output"])[-1]


def classify(line: str) -> str | None:
    """``failure`` (a statement or a step failed), ``warning`` (the server logged a warning or an error), or None."""
    if _FAILED_SQL.search(line) or _FAILED_STEP.search(line):
        return "failure"
    return "warning" if _LEVEL.match(line) else None
