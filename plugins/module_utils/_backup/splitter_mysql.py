# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Read the rows that mysqldump writes: where each table's rows begin and end, and what they hash to."""

from __future__ import annotations

import re
import typing as t

from .splitter import Seen, Splitter


class MysqlRows(Splitter):
    """The rows that mysqldump writes with --skip-add-locks and --skip-disable-keys.

    Each table has a comment that names it, then INSERT statements, one a line; only where a name holds a line break, a
    statement has more lines. Only statements are hashed: the lines between depend on which table comes next.

    For a table with nothing but generated columns, mysqldump writes rows that no client can load: `() VALUES ),));` for
    two (seen with 9.7.4). They are written here as they should be, `() VALUES (),();`.
    """

    _MARK = b"-- Dumping data for table `"
    _NAMED = re.compile(rb"-- Dumping data for table `((?:[^`]|``)*)`\r?\n")
    _INSERT = b"INSERT INTO `"
    _EMPTY = re.compile(rb"INSERT INTO `(?:[^`]|``)*` \(\) VALUES ")
    _END = b");\n"
    _TAIL = b"/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE"
    _LONGEST = 1024  # enough for every INSERT's beginning: a name has at most 64 characters

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._carry = b""
        self._line_start = True
        self._hash: Seen | None = None  # the table whose INSERT line goes by
        self._current: Seen | None = None
        self._last = b""  # the end of the INSERT statement so far
        self._empty = False  # its rows have no columns

    def feed(self, block: bytes) -> None:
        """Take the next block of the dump."""
        self._count(block)
        if not self._open:
            self._start(f"{self._kind}-head")
        text = self._carry + block
        at = 0
        while at < len(text):
            if self._line_start and not self._statement_goes_on():
                end = self._head_end(text, at)
                if end is None:
                    break  # too little to know what the line is
                at += self._begin_line(text, at, end)
            end = text.find(b"\n", at) + 1
            piece = text[at : end or len(text)]
            if self._hash is not None:
                self._last = (self._last + piece[-len(self._END) :])[-len(self._END) :]
                if self._empty:
                    self._write_rows(b",()" * piece.count(b",") + (b";\n" if piece.endswith(b"\n") else b""))
                else:
                    self._write_rows(piece)
            else:
                self._write(piece)
            self._line_start = end > 0
            at += len(piece)
        self._carry = text[at:]

    def close(self) -> None:
        """The dump has ended."""
        self._write(self._carry)
        self._carry = b""
        super().close()

    def _statement_goes_on(self) -> bool:
        """Whether the line that ended was not the end of its statement."""
        return self._hash is not None and self._last != self._END

    def _write_rows(self, text: bytes) -> None:
        if self._hash is not None:
            self._hash.digest.update([text])
        self._write(text)

    def _head_end(self, text: bytes, at: int) -> int | None:
        """Where the part of a line that tells what it is ends; None where more text is needed."""
        if text.startswith(self._MARK, at):
            named = self._NAMED.match(text, at)
            return named.end() if named else None
        end = text.find(b"\n", at, at + self._LONGEST)
        if end < 0 and len(text) - at < self._LONGEST:
            return None
        return end

    def _begin_line(self, text: bytes, at: int, end: int) -> int:
        """Begin a line; how much of it is written already."""
        self._hash = None
        named = self._NAMED.match(text, at)
        if named:
            name = named.group(1).replace(b"``", b"`").replace(b"\n-- ", b"\n").decode("utf-8", "replace")
            if self._current is None or self._in_frame >= self._frame_bytes // 2:
                self._finish()
                self._start(self._kind)
            self._current = self._seen(name)
            # The comment as a whole: with a line break in its name it has two lines.
            self._write(text[at:end])
            return end - at
        if self._current is not None and text.startswith(self._INSERT, at):
            return self._begin_statement(text, at, self._current)
        if self._current is not None and text.startswith(self._TAIL, at):
            self._finish()
            self._start(f"{self._kind}-tail")
            self._current = None
        return 0

    def _begin_statement(self, text: bytes, at: int, table: Seen) -> int:
        if self._in_frame >= self._frame_bytes:
            self._finish()
            self._start(self._kind, same_chain=self._ordered(self.table or ""))
        self._hash = table
        self._last = b""
        empty = self._EMPTY.match(text, at)
        self._empty = empty is not None and text.startswith(b")", empty.end())
        if empty is None or not self._empty:
            return 0
        self._write_rows(text[at : empty.end()] + b"()")
        return empty.end() - at
