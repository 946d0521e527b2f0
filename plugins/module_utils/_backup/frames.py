# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A backup's data files: compressed frames one after another, each loadable alone, the whole readable by `zstd -dc`.

zstd (RFC 8878, section 3) and gzip (RFC 1952, section 2.2) both define that concatenated frames decompress to the
concatenated contents. The manifest says where each frame is.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import subprocess
import tempfile
import threading
import typing as t
import zlib

from .._errors import OpsError
from .clients import clean_environment, widen

SUFFIX = {"zstd": ".zst", "gzip": ".gz", "none": ""}
FILES = "files"  # the kind of a frame of the archive of files
_BLOCK = 1024 * 1024
_LEVEL = 3  # zstd's own default
# Frames are small: the buffers of a thread of its own would be most of a frame's memory and a quarter of its time.
_ZSTD = ("zstd", "--single-thread")
_PENDING = 1  # frames of one run whose compressor is still at work


@dataclasses.dataclass
class Part:
    """One frame: where it lies in the file (before encryption) and what it holds."""

    kind: str
    run: int
    chain: int
    offset: int
    length: int
    raw: int

    def as_list(self) -> list[t.Any]:
        """For the manifest, short: large databases have thousands."""
        return [self.kind, self.run, self.chain, self.offset, self.length, self.raw]

    @classmethod
    def from_list(cls, values: list[t.Any]) -> Part:
        """From the manifest."""
        return cls(*values)


class FrameFile:
    """The file that frames are appended to: by several threads, whole frames only, hashed as they are written."""

    def __init__(self, path: str, encryptor: t.Sequence[str] | None = None) -> None:
        self.path = path
        self.parts: list[Part] = []
        self.bytes = 0  # in the file
        self.plain = 0  # before encryption
        self._sum = hashlib.sha256()
        self._lock = threading.Lock()
        self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        self._filter = _Filter(encryptor, self._write_file) if encryptor else None

    def append(self, kind: str, run: int, chain: int, blocks: t.Iterable[bytes], raw: int) -> None:
        """Add one frame.

        Raises:
            OpsError: the disk is full, or the encryption failed.
        """
        with self._lock:
            start = self.plain
            for block in blocks:
                if self._filter:
                    self._filter.write(block)
                else:
                    self._write_file(block)
                self.plain += len(block)
            self.parts.append(Part(kind, run, chain, start, self.plain - start, raw))

    def _write_file(self, block: bytes) -> None:
        view = memoryview(block)
        try:
            while view:
                view = view[os.write(self._fd, view) :]
        except OSError as exc:
            raise OpsError(write_problem(self.path, exc)) from exc
        self._sum.update(block)
        self.bytes += len(block)

    def close(self) -> str:
        """End the file and bring it to the disk; the SHA-256 of its bytes.

        Raises:
            OpsError: the disk is full, or the encryption failed.
        """
        try:
            if self._filter:
                self._filter.close()
            os.fsync(self._fd)
        except OSError as exc:
            raise OpsError(write_problem(self.path, exc)) from exc
        finally:
            os.close(self._fd)
            self._fd = -1
        return self._sum.hexdigest()

    def abandon(self) -> None:
        """Let go after a failure."""
        if self._filter:
            self._filter.kill()
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.close(self._fd)
            self._fd = -1


class Later:
    """Stands in for the file while frames that belong before these are still made. Small ones: they wait in memory."""

    def __init__(self) -> None:
        self._frames: list[tuple[str, int, int, list[bytes], int]] = []

    def append(self, kind: str, run: int, chain: int, blocks: t.Iterable[bytes], raw: int) -> None:
        """Keep one frame."""
        self._frames.append((kind, run, chain, list(blocks), raw))

    def follow(self, file: FrameFile) -> None:
        """Add all frames to the file.

        Raises:
            OpsError: the disk is full, or the encryption failed.
        """
        for frame in self._frames:
            file.append(*frame)


def write_problem(path: str, exc: OSError) -> str:
    """A sentence about a file that could not be written."""
    return (
        f"{path} could not be written: {exc.strerror}. Nothing of this run is kept, and earlier backups are as they "
        "were. Make room (or give another path) and run again."
    )


class _Filter:
    """A program between us and the file: age or gpg."""

    def __init__(self, argv: t.Sequence[str], write: t.Callable[[bytes], None]) -> None:
        self._argv = argv
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the program
        try:
            self._process = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=clean_environment()
            )
        except OSError as exc:
            raise OpsError(
                f"{argv[0]} cannot be run on this host: {exc.strerror}. Install it, or leave out encrypt_to."
            ) from exc
        self._problem: Exception | None = None
        self._thread = threading.Thread(target=self._copy, args=(write,), daemon=True)
        self._thread.start()

    def _copy(self, write: t.Callable[[bytes], None]) -> None:
        if self._process.stdout is None:
            raise AssertionError("it is a pipe")
        try:
            while True:
                block = os.read(self._process.stdout.fileno(), _BLOCK)
                if not block:
                    return
                write(block)
        except Exception as exc:
            self._problem = exc
            self._process.kill()

    def write(self, block: bytes) -> None:
        """Pass on a block."""
        try:
            self._process.stdin.write(block)  # type: ignore[union-attr]
        except OSError as exc:
            self._finish()
            raise OpsError(f"{self._argv[0]} stopped reading: {exc.strerror}.") from exc

    def close(self) -> None:
        """End the stream and see how the program ended."""
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._finish()

    def _finish(self) -> None:
        self._thread.join()
        code = self._process.wait()
        if self._problem:
            raise self._problem
        if code != 0:
            self._errors.seek(0)
            said = self._errors.read(4000).decode("utf-8", "replace").strip()
            raise OpsError(
                f"{self._argv[0]} failed with exit code {code}: {said}. The backup is not encrypted, so it is not kept."
            )

    def kill(self) -> None:
        """End the program after a failure."""
        self._process.kill()
        self._process.wait()


class RunFrames:
    """Compresses what a splitter cuts, and appends it to the file. One per run of a dump program.

    The compressor of a frame that has ended may still be at work while the next one is fed.

    Args:
        file: where frames go.
        run: the number of the run.
        compression: zstd, gzip or none.
    """

    def __init__(self, file: FrameFile | Later, run: int, compression: str, *, level: int = _LEVEL) -> None:
        self._file = file
        self._run = run
        self._kind = _COMPRESSORS[compression]
        self._level = level
        self._current: _Frame | None = None
        self._ended: list[_Frame] = []

    def start(self, kind: str, chain: int) -> None:
        """Begin a frame."""
        self._current = _Frame(kind, chain, self._kind(self._level))

    def write(self, data: bytes) -> None:
        """Add to the frame."""
        frame = self._current
        if frame is not None:
            frame.raw += len(data)
            frame.compressor.write(data)

    def finish(self) -> None:
        """End the frame, and write the one before."""
        if self._current is None:
            return
        self._current.compressor.end()
        self._ended.append(self._current)
        self._current = None
        while len(self._ended) > _PENDING:
            self._write_out()

    def end(self) -> None:
        """Write all frames that have ended."""
        while self._ended:
            self._write_out()

    def _write_out(self) -> None:
        frame = self._ended[0]
        self._file.append(frame.kind, self._run, frame.chain, frame.compressor.frame(), frame.raw)
        self._ended.pop(0).compressor.close()

    def abandon(self) -> None:
        """Let go after a failure."""
        for frame in [*self._ended, *([self._current] if self._current else [])]:
            frame.compressor.close()
        self._ended, self._current = [], None


def pack(text: bytes, compression: str) -> bytes:
    """A frame of its own, to be read between two others.

    Raises:
        OpsError: the compressor is missing or failed.
    """
    compressor = _COMPRESSORS[compression](_LEVEL)
    try:
        compressor.write(text)
        compressor.end()
        return b"".join(compressor.frame())
    finally:
        compressor.close()


class _Plain:
    """Keeps a frame as it is."""

    def __init__(self, level: int) -> None:
        self._blocks: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Take text."""
        self._blocks.append(data)

    def end(self) -> None:
        """No text comes any more."""

    def frame(self) -> t.Iterable[bytes]:
        """The frame's bytes."""
        return self._blocks

    def close(self) -> None:
        """Let go."""
        self._blocks = []


class _Gzip(_Plain):
    """In this process: the library lets other threads run meanwhile."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, 16 + zlib.MAX_WBITS)

    def write(self, data: bytes) -> None:
        """Take text."""
        self._blocks.append(self._deflate.compress(data))

    def end(self) -> None:
        """No text comes any more."""
        self._blocks.append(self._deflate.flush())


class _Zstd(_Plain):
    """One zstd process a frame; its output waits in memory until the frame is whole, since other threads append too."""

    def __init__(self, level: int) -> None:
        super().__init__(level)
        self._out = memory_file()
        try:
            self._process = subprocess.Popen(
                [*_ZSTD, f"-{level}", "-q", "-c"], stdin=subprocess.PIPE, stdout=self._out, stderr=subprocess.DEVNULL
            )
        except OSError as exc:
            self._out.close()
            raise OpsError(no_zstd(exc)) from exc
        widen(self._process.stdin.fileno())  # type: ignore[union-attr]

    def write(self, data: bytes) -> None:
        """Take text."""
        try:
            self._process.stdin.write(data)  # type: ignore[union-attr]
        except OSError as exc:
            raise OpsError(f"The compressor zstd stopped reading ({exc.strerror}): it was killed or failed.") from exc

    def end(self) -> None:
        """No text comes any more."""
        with contextlib.suppress(OSError):  # its exit code will tell
            self._process.stdin.close()  # type: ignore[union-attr]

    def frame(self) -> t.Iterable[bytes]:
        """The frame's bytes."""
        code = self._process.wait()
        if code != 0:
            how = f"was killed by signal {-code}" if code < 0 else f"failed with exit code {code}"
            raise OpsError(f"The compressor zstd {how}.")
        self._out.seek(0)
        while True:
            block = self._out.read(_BLOCK)
            if not block:
                return
            yield block

    def close(self) -> None:
        """Let go, whatever it is doing."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self.end()
        self._out.close()


_COMPRESSORS: dict[str, type[_Plain]] = {"zstd": _Zstd, "gzip": _Gzip, "none": _Plain}


@dataclasses.dataclass
class _Frame:
    kind: str
    chain: int
    compressor: _Plain
    raw: int = 0


def no_zstd(exc: OSError) -> str:
    """A sentence about a missing zstd program."""
    return (
        f"zstd cannot be run on this host: {exc.strerror}. Install zstd there, or use compression=gzip, which needs "
        "no program."
    )


def memory_file() -> t.Any:
    """A file without a name: in memory where the system has that, else on disk."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("openmetadata.ops"), "w+b")
    return tempfile.TemporaryFile()
