# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reading a dump as it streams by: where a table's rows begin and end, how many there are, what they hash to, and where
the stream may be cut into frames that several clients can load at the same time.

A dump's rows are text with one property that all of this rests on: a line break inside a value is written as an escape,
never as a line break (MySQL: mysql_real_escape_string, https://dev.mysql.com/doc/c-api/9.0/en/mysql-real-escape-string.html;
PostgreSQL: https://www.postgresql.org/docs/current/sql-copy.html, "Text Format"). So what stands at the start of a line
was written by the dump program.
"""

from __future__ import annotations

import dataclasses
import io
import re
import typing as t
import zlib

from .._errors import OpsError

FRAME_BYTES = 8 * 1024 * 1024  # of dump text: enough frames for several clients, where a database is small
# Each frame costs a start of the compressor, so that those of a large database are larger: small enough all the same to
# keep a compressed one in memory, whatever the data is.
LARGEST_FRAME_BYTES = 32 * 1024 * 1024
FRAMES = 32  # that a database has at least before its frames grow
FOOTERS = {"mysql": b"-- Dump completed", "postgresql": b"-- PostgreSQL database dump complete"}
_FOOTER_WINDOW = 512


def frame_bytes(whole: int) -> int:
    """How much dump text a frame of a database of so many bytes holds."""
    return max(FRAME_BYTES, min(LARGEST_FRAME_BYTES, whole // FRAMES))


class Frames(t.Protocol):
    """Where the pieces go."""

    def start(self, kind: str, chain: int) -> None:
        """Begin a frame. Frames with the same chain hold one table's rows in an order that has to be kept."""

    def write(self, data: bytes) -> None:
        """Add to the frame."""

    def finish(self) -> None:
        """End the frame."""

    def end(self) -> None:
        """No frame comes any more."""


class NoFrames:
    """For those who only want the tables' digests."""

    def start(self, kind: str, chain: int) -> None:
        """Nothing to begin."""

    def write(self, data: bytes) -> None:
        """Nothing to keep."""

    def finish(self) -> None:
        """Nothing to end."""

    def end(self) -> None:
        """Nothing to wait for."""


class RowSum:
    """A digest of lines in whatever order: PostgreSQL gives rows back in the order of the heap, which depends on where
    there was room for them. The sum of the rows' CRC-32, as MySQL's CHECKSUM TABLE has it."""

    def __init__(self) -> None:
        self._sum = 0
        self._open = 0  # of the line that has not ended

    def update(self, lines: t.Sequence[bytes]) -> None:
        """Take the next lines, each with its line break; the last one may go on with the next call."""
        if not lines:
            return
        ended = _ended(lines)
        self._open = zlib.crc32(lines[0], self._open)
        if ended:
            self._sum += self._open + sum(map(zlib.crc32, lines[1:ended]))
            self._open = zlib.crc32(lines[-1]) if ended < len(lines) else 0

    def hexdigest(self) -> str:
        """The sum over all lines that have ended."""
        return f"{self._sum & 2**128 - 1:032x}"


class TextSum:
    """A digest of text in its order: its length and its CRC-32, which costs a third of SHA-256 where the processor
    helps with that, and a tenth where it does not. The file that keeps the text has a SHA-256 of its own."""

    def __init__(self) -> None:
        self._length = 0
        self._crc = 0

    def update(self, pieces: t.Sequence[bytes]) -> None:
        """Take the next pieces of text."""
        for piece in pieces:
            self._length += len(piece)
            self._crc = zlib.crc32(piece, self._crc)

    def hexdigest(self) -> str:
        """The digest of all text so far."""
        return f"{self._length:016x}{self._crc:08x}"


@dataclasses.dataclass
class Seen:
    """What went by of one table."""

    digest: RowSum | TextSum = dataclasses.field(default_factory=TextSum)
    rows: int | None = None  # None where rows cannot be counted in the text (MySQL)


class Splitter:
    """One run of a dump program. Subclasses know the engine's text; this one passes everything on as a single frame.

    Args:
        engine: whose footer ends a complete run.
        frames: where the pieces go.
        kind: the frames' kind; runs with rows make V(<kind>-head), V(<kind>) and V(<kind>-tail).
        ordered: whether a table's rows have to be loaded in the order of the dump.
        frame_bytes: cut at the next border after so much text.
    """

    def __init__(
        self,
        engine: str,
        frames: Frames,
        kind: str,
        *,
        ordered: t.Callable[[str], bool] = lambda table: True,
        frame_bytes: int = FRAME_BYTES,
    ) -> None:
        self.engine = engine
        self.tables: dict[str, Seen] = {}
        self.table: str | None = None  # the one that goes by right now, for progress
        self.bytes = 0
        self._frames = frames
        self._kind = kind
        self._ordered = ordered
        self._frame_bytes = frame_bytes
        self._in_frame = 0
        self._chain = 0
        self._end = b""
        self._open = False

    def feed(self, block: bytes) -> None:
        """Take the next block of the dump."""
        self._count(block)
        if not self._open:
            self._start(self._kind)
        self._write(block)

    def close(self) -> None:
        """The dump has ended.

        Raises:
            OpsError: it ended without its footer.
        """
        if self._open:
            self._finish()
        self._frames.end()
        self.table = None
        if FOOTERS[self.engine] not in self._end:
            raise OpsError(
                f"The dump ended without its last line ({FOOTERS[self.engine].decode()!r}): it is not complete. "
                "Look at the database server's log for why it closed the connection, then run again."
            )

    def _count(self, block: bytes) -> None:
        self.bytes += len(block)
        self._end = (self._end + block[-_FOOTER_WINDOW:])[-_FOOTER_WINDOW:]

    def _start(self, kind: str, *, same_chain: bool = False) -> None:
        if not same_chain:
            self._chain += 1
        self._frames.start(kind, self._chain)
        self._in_frame = 0
        self._open = True

    def _write(self, data: bytes) -> None:
        if data:
            self._frames.write(data)
            self._in_frame += len(data)

    def _finish(self) -> None:
        self._frames.finish()
        self._open = False

    def _seen(self, table: str) -> Seen:
        self.table = table
        return self.tables.setdefault(table, Seen())


class MysqlRows(Splitter):
    """The rows that mysqldump writes with --skip-add-locks and --skip-disable-keys: per table a comment that names it,
    then INSERT statements, one a line. Only these are hashed: the lines between depend on which table comes next."""

    _MARK = b"-- Dumping data for table `"
    _INSERT = b"INSERT INTO `"
    _TAIL = b"/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE"
    _LONGEST = max(len(_MARK), len(_INSERT), len(_TAIL))

    def __init__(self, *args: t.Any, **kwargs: t.Any) -> None:
        super().__init__(*args, **kwargs)
        self._carry = b""
        self._line_start = True
        self._hash: Seen | None = None  # the table whose INSERT line goes by
        self._current: Seen | None = None

    def feed(self, block: bytes) -> None:
        """Take the next block of the dump."""
        self._count(block)
        if not self._open:
            self._start(f"{self._kind}-head")
        text = self._carry + block
        at = 0
        while at < len(text):
            if self._line_start:
                end = text.find(b"\n", at, None if text.startswith(self._MARK, at) else at + self._LONGEST)
                if end < 0 and (len(text) - at < self._LONGEST or text.startswith(self._MARK, at)):
                    break  # too little to tell what the line is
                self._begin_line(text, at, end)
            end = text.find(b"\n", at) + 1
            piece = text[at : end or len(text)]
            if self._hash is not None:
                self._hash.digest.update([piece])
            self._write(piece)
            self._line_start = end > 0
            at += len(piece)
        self._carry = text[at:]

    def close(self) -> None:
        """The dump has ended."""
        self._write(self._carry)
        self._carry = b""
        super().close()

    def _begin_line(self, text: bytes, at: int, end: int) -> None:
        self._hash = None
        if text.startswith(self._MARK, at):
            table = text[at + len(self._MARK) : end].rstrip(b"`\r").replace(b"``", b"`").decode("utf-8", "replace")
            if self._current is None or self._in_frame >= self._frame_bytes // 2:
                self._finish()
                self._start(self._kind)
            self._current = self._seen(table)
        elif self._current is not None and text.startswith(self._INSERT, at):
            self._hash = self._current
            if self._in_frame >= self._frame_bytes:
                self._finish()
                self._start(self._kind, same_chain=self._ordered(self.table or ""))
        elif self._current is not None and text.startswith(self._TAIL, at):
            self._finish()
            self._start(f"{self._kind}-tail")
            self._current = None


class PostgresqlRows(Splitter):
    """The rows that pg_dump --section=data writes: COPY, one line a row, a line with a backslash and a dot."""

    _COPY = re.compile(rb'COPY ((?:"(?:[^"]|"")+"|[^". ]+)\.(?:"(?:[^"]|"")+"|[^" ]+)) ?(?:\([^\n]*\) )?FROM stdin;\n')
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
            if self._carry.startswith(b"COPY ", at) and self._carry.endswith(b" FROM stdin;\n", at, end):
                self._begin(self._carry[at:end])
                self._carry = self._carry[end:]
                return True
            self._gap += self._carry[at:end]
            at = end
        self._carry = self._carry[at:]
        if self._part != "rows" or len(self._gap) > self._GAP:
            self._tail()
        return False

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
        self._current.rows = (self._current.rows or 0) + _ended(lines)
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


def _ended(lines: t.Sequence[bytes]) -> int:
    """How many lines ended; the last one may go on."""
    return len(lines) - (not lines[-1].endswith(b"\n"))


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
