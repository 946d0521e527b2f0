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
        complete = ended(lines)
        self._open = zlib.crc32(lines[0], self._open)
        if complete:
            self._sum += self._open + sum(map(zlib.crc32, lines[1:complete]))
            self._open = zlib.crc32(lines[-1]) if complete < len(lines) else 0

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
        self.sequences: dict[str, str] = {}  # PostgreSQL: name -> last value, and whether it was given out
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


def ended(lines: t.Sequence[bytes]) -> int:
    """How many lines ended; the last one may go on."""
    return len(lines) - (not lines[-1].endswith(b"\n"))
