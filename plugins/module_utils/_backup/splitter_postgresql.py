# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Read what pg_dump writes: where each table's rows begin and end, what they hash to, and which index is whose."""

from __future__ import annotations

import io
import re
import typing as t

from .._errors import OpsError
from .splitter import FOOTERS, RowSum, Seen, Splitter, ended


class PostgresqlRows(Splitter):
    """The rows that pg_dump --section=data writes: COPY, one line a row, a line with a backslash and a dot."""

    # A table without columns, or with nothing but generated ones, has two spaces and no list. A quoted name may hold a
    # line break.
    _COPY = re.compile(
        rb'COPY ((?:"(?:[^"]|"")+"|[^". ]+)\.(?:"(?:[^"]|"")+"|[^" ]+)) +(?:\(.*\) )?FROM stdin;\n', re.DOTALL
    )
    _FROM = b" FROM stdin;\n"
    _SETVAL = b"SELECT pg_catalog.setval("
    _SET = re.compile(rb"'((?:[^']|'')+)', (-?\d+), (true|false)\);\n")
    _END = b"\\.\n"
    _GAP = 1024 * 1024  # more text than this between two tables belongs to the tail (large objects)

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._carry = b""
        self._part = "head"
        self._gap = b""  # lines after a table's rows: before the next table, or the tail
        self._header = b""
        self._current: Seen | None = None
        self._in_row = False  # what comes next goes on with a row

    def feed(self, block: bytes) -> None:
        """Take the next block of the dump."""
        self._count(block)
        if not self._open and self._part == "head":
            self._start(f"{self._kind}-head")
        self._carry += block
        while self._rows() if self._current is not None else self._lines():
            pass

    def close(self) -> None:
        """The dump has ended."""
        self._gap += self._carry
        self._carry = b""
        self._tail()
        super().close()

    def _lines(self) -> bool:
        """Lines that are no rows; whether a table begins."""
        at = 0
        while True:
            end = self._carry.find(b"\n", at) + 1
            if not end:
                break
            if self._carry.startswith(b"COPY ", at):
                end = self._carry.find(self._FROM, at) + len(self._FROM)
                if end < len(self._FROM):
                    break  # a name holds a line break, and the header goes on
                self._begin(self._carry[at:end])
                self._carry = self._carry[end:]
                return True
            if self._carry.startswith(self._SETVAL, at):
                self._sequence(self._carry[at:end])
            self._gap += self._carry[at:end]
            at = end
        self._carry = self._carry[at:]
        if self._part != "rows" or len(self._gap) > self._GAP:
            self._tail()
        return False

    def _sequence(self, line: bytes) -> None:
        found = self._SET.fullmatch(line[len(self._SETVAL) :])
        if found:
            name, last, called = (part.decode("utf-8", "replace") for part in found.groups())
            self.sequences[name.replace("''", "'")] = f"{last} {called}"

    def _tail(self) -> None:
        if self._part == "rows":
            self._finish()
            self._start(f"{self._kind}-tail")
            self._part = "tail"
        self._write(self._gap)
        self._gap = b""

    def _begin(self, header: bytes) -> None:
        match = self._COPY.fullmatch(header)
        if not match:
            raise OpsError(f"pg_dump wrote a line that is not understood: {header.decode('utf-8', 'replace')!r}.")
        if self._part != "rows" or self._in_frame >= self._frame_bytes // 2:
            if self._part != "rows":
                self._write(self._gap)
                self._gap = b""
            self._finish()
            self._start(self._kind)
            self._part = "rows"
        self._write(self._gap + header)
        self._gap = b""
        self._header = header
        name = unquote(match.group(1).decode("utf-8", "replace"))
        self.tables.setdefault(name, Seen(RowSum(), 0))
        self._current = self._seen(name)
        self._in_row = False

    def _rows(self) -> bool:
        """Rows; whether the table ended."""
        text = self._carry
        lines = io.BytesIO(text).readlines()  # bytes.split() and find() take several times as long
        # What goes on with a row is no end mark, whatever it looks like.
        end = _index(lines, self._END, int(self._in_row))
        if end is not None:
            del lines[end:]
            rows = text[: sum(map(len, lines))]
            self._take(rows, lines)
            return self._rows_end(len(rows))
        self._carry = b""
        if lines and self._END.startswith(lines[-1]) and not (self._in_row and len(lines) == 1):
            self._carry = lines.pop()  # it may be the beginning of the end mark
            text = text[: -len(self._carry)]
        self._take(text, lines)
        return False

    def _rows_end(self, at: int) -> bool:
        self._write(self._END)
        self._carry = self._carry[at + len(self._END) :]
        self._current = None
        return True

    def _take(self, rows: bytes, lines: list[bytes]) -> None:
        if self._current is None or not rows:
            return
        self._current.digest.update(lines)
        self._current.rows = (self._current.rows or 0) + ended(lines)
        self._in_row = not rows.endswith(b"\n")
        border = rows.rfind(b"\n") + 1
        if self._in_frame + border < self._frame_bytes or not border:
            self._write(rows)
            return
        self._write(rows[:border] + self._END + b"\n")
        self._finish()
        self._start(self._kind, same_chain=self._ordered(self.table or ""))
        self._write(self._header + rows[border:])


class PostgresqlPost(Splitter):
    """What pg_dump --section=post-data writes: per entry a comment with its type, then its statements.

    Indexes and keys of large tables become frames of their own, so that several clients can build them at once; those
    of all other tables are one frame; what needs them (foreign keys, triggers, …) comes after.

    Args:
        large: the large tables, the largest first: what takes longest should not begin last.
    """

    _ENTRY = re.compile(rb"^-- Name: .*; Type: ([A-Z ]+); Schema: ", re.MULTILINE)
    _TABLE = re.compile(
        rb'^(?:ALTER TABLE (?:ONLY )?|CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")+"|[^" ]+) ON (?:ONLY )?)'
        rb'((?:"(?:[^"]|"")+"|[^". ]+)\.(?:"(?:[^"]|"")+"|[^"\s]+))',
        re.MULTILINE,
    )
    _COMMENT = b"--\n"

    def __init__(self, *args: t.Any, large: t.Sequence[str] = (), **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._large = large
        self._text: list[bytes] = []

    def feed(self, block: bytes) -> None:
        """Take the next block of the dump: definitions only, so that all of it can wait."""
        self._count(block)
        self._text.append(block)

    def close(self) -> None:
        """The dump has ended."""
        text = b"".join(self._text)
        starts = [match.start() - len(self._COMMENT) for match in self._ENTRY.finditer(text)]
        end = max(text.rfind(self._COMMENT + FOOTERS[self.engine]), 0) or len(text)
        self._frame("head", text[: starts[0] if starts else end])
        groups: dict[str, list[bytes]] = {}
        for start, stop in zip(starts, [*starts[1:], end]):
            groups.setdefault(self._group(text[start:stop]), []).append(text[start:stop])
        rest = groups.pop("", [])
        for table in (*self._large, "*"):
            self._frame("index", b"".join(groups.get(table, [])))
        self._frame("rest", b"".join(rest))
        self._frame("tail", text[end:])
        super().close()

    def _group(self, entry: bytes) -> str:
        """The table whose index or key this is, V(*) for all small tables, nothing for other entries."""
        kind = self._ENTRY.search(entry)
        table = self._TABLE.search(entry)
        if kind is None or table is None or kind.group(1) not in (b"CONSTRAINT", b"INDEX"):
            return ""
        name = unquote(table.group(1).decode("utf-8", "replace"))
        return name if name in self._large else "*"

    def _frame(self, part: str, text: bytes) -> None:
        if text:
            self._start(f"{self._kind}-{part}")
            self._write(text)
            self._finish()


def _index(lines: list[bytes], line: bytes, start: int) -> int | None:
    """Where a line is among others, or None."""
    try:
        return lines.index(line, start)
    except ValueError:
        return None


def unquote(name: str) -> str:
    """A qualified name as pg_dump writes it, without its quotes: ``public."A b"`` is ``public.A b``."""
    return ".".join(
        part[1:-1].replace('""', '"') if part.startswith('"') else part
        for part in re.findall(r'"(?:[^"]|"")+"|[^".]+', name)
    )
