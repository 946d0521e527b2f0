# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reading the frames of a backup's data files."""

from __future__ import annotations

import abc
import contextlib
import os
import subprocess
import typing as t
import zlib

from .._errors import OpsError
from .clients import clean_environment
from .frames import FILES, Part, memory_file, no_zstd
from .runs import ROWS

_BLOCK = 1024 * 1024
_SMALL = 4 * _BLOCK


class Source(abc.ABC):
    """A file of frames."""

    sequential: bool  # whether it is best read from its beginning to its end

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @abc.abstractmethod
    def read(self, part: Part) -> bytes:
        """A frame's bytes.

        Raises:
            OpsError: the file does not hold it.
        """

    @abc.abstractmethod
    def close(self) -> None:
        """Let go of the file."""


class PlainSource(Source):
    """An unencrypted file: frames can be read in any order."""

    sequential = False

    def __init__(self, path: str) -> None:
        self._fd = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        self.path = path

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._fd)

    def read(self, part: Part) -> bytes:
        """A frame's bytes."""
        blocks = []
        at, end = part.offset, part.offset + part.length
        while at < end:
            block = os.pread(self._fd, min(end - at, 16 * _BLOCK), at)
            if not block:
                raise OpsError(f"{self.path} is shorter than its manifest says. Use another backup.")
            blocks.append(block)
            at += len(block)
        return b"".join(blocks)


class EncryptedSource(Source):
    """An encrypted file: read from its beginning to its end by the program that decrypts it, on disk nowhere.

    Args:
        path: the file.
        argv: the program, which reads the file from its standard input.
        parts: all frames; small ones (definitions) are kept, since they are asked for again.
    """

    sequential = True

    def __init__(self, path: str, argv: t.Sequence[str], parts: t.Sequence[Part]) -> None:
        self.path = path
        self._argv = argv
        self._order = sorted((part for part in parts if part.length), key=lambda part: part.offset)
        self._kept: dict[int, bytes] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._next = 0

    def close(self) -> None:
        """Let go of the program."""
        self._stop()

    def read(self, part: Part) -> bytes:
        """A frame's bytes."""
        if not part.length:
            return b""
        if part.offset in self._kept:
            return self._kept[part.offset]
        if self._process is None or part.offset < self._order[self._next].offset:
            self._begin()
        while True:
            current = self._order[self._next]
            data = self._take(current.length)
            self._next += 1
            if current.kind not in (ROWS, FILES) and current.length < _SMALL:
                self._kept[current.offset] = data
            if current.offset == part.offset:
                if self._next == len(self._order):
                    self._finish()
                return data

    def _begin(self) -> None:
        self._stop()
        self._next = 0
        with open(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as stream:
            try:
                self._process = subprocess.Popen(
                    self._argv, stdin=stream, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean_environment()
                )
            except OSError as exc:
                raise OpsError(f"{self._argv[0]} cannot be run on this host: {exc.strerror}. Install it.") from exc

    def _take(self, length: int) -> bytes:
        data = self._process.stdout.read(length)  # type: ignore[union-attr]
        if len(data) != length:
            self._finish()
            raise OpsError(f"{self.path} is shorter than its manifest says. Use another backup.")
        return data

    def _finish(self) -> None:
        """The program checks what it decrypts at the end of each of its own blocks: how it ended counts."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:
            rest = process.stdout.read(1) if process.stdout else b""
            said = process.stderr.read(4000).decode("utf-8", "replace").strip() if process.stderr else ""
            if process.wait() != 0 or rest:
                raise OpsError(f"{self.path} cannot be decrypted: {said or 'it is longer than its manifest says'}.")

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            with process:
                pass


def blocks(data: bytes, compression: str) -> t.Iterator[bytes]:
    """A frame's text.

    Raises:
        OpsError: the frame is damaged.
    """
    if compression == "none":
        yield data
    elif compression == "gzip":
        yield from _inflate(data)
    else:
        with _in_memory(data) as stored:
            process = _zstd(stored, subprocess.PIPE)
        with process:
            if process.stdout is None:
                raise AssertionError("it is a pipe")
            while True:
                block = os.read(process.stdout.fileno(), _BLOCK)
                if not block:
                    break
                yield block
            _ended(process)


class Unpacker:
    """Writes the text of frames into a pipe. One zstd for all of them, which reads frame after frame (RFC 8878, 3.1);
    this process never sees what it writes.

    Args:
        compression: how the frames are packed.
        out: the pipe.
    """

    def __init__(self, compression: str, out: t.IO[bytes]) -> None:
        self._compression = compression
        self._out = out
        self._process: subprocess.Popen[bytes] | None = None

    def feed(self, data: bytes) -> None:
        """Take a frame.

        Raises:
            OpsError: a frame is damaged.
            OSError: the reader has gone.
        """
        if self._compression != "zstd":
            for block in blocks(data, self._compression):
                self._out.write(block)
            self._out.flush()
            return
        if self._process is None:
            self._out.flush()
            self._process = _zstd(subprocess.PIPE, self._out.fileno())
        try:
            self._process.stdin.write(data)  # type: ignore[union-attr]
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """No frame comes any more; all text is in the pipe when this returns.

        Raises:
            OpsError: a frame is damaged.
            OSError: the reader has gone.
        """
        process, self._process = self._process, None
        if process is not None:
            with process:
                with contextlib.suppress(OSError):
                    process.stdin.close()  # type: ignore[union-attr]
                _ended(process)

    def kill(self) -> None:
        """Let go after a failure elsewhere."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stderr):
                with contextlib.suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]


def _inflate(data: bytes) -> t.Iterator[bytes]:
    inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
    view = memoryview(data)
    try:
        for at in range(0, len(data), 65536):
            yield inflate.decompress(view[at : at + 65536])
        yield inflate.flush()
    except zlib.error as exc:
        raise OpsError(f"A compressed frame is damaged: {exc}.") from exc
    if not inflate.eof:
        raise OpsError("A compressed frame is damaged: it ends too early.")


def _zstd(source: int | t.IO[bytes], out: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            ["zstd", "-d", "-q", "-c"], stdin=source, stdout=out, stderr=subprocess.PIPE, env=clean_environment()
        )
    except OSError as exc:
        raise OpsError(no_zstd(exc)) from exc


def _in_memory(data: bytes) -> t.IO[bytes]:
    """The frame as a file, so that nobody has to write into a pipe meanwhile."""
    stored: t.IO[bytes] = memory_file()
    stored.write(data)
    stored.seek(0)
    return stored


def _ended(process: subprocess.Popen[bytes]) -> None:
    # It writes at most a line of errors: that pipe cannot fill up unread.
    said = process.stderr.read().decode("utf-8", "replace").strip() if process.stderr else ""
    code = process.wait()
    if code < 0 or "Broken pipe" in said or "rite error" in said:
        raise BrokenPipeError(32, said or "the reader has gone")
    if code != 0:
        raise OpsError(f"A compressed frame is damaged: {said}.")
