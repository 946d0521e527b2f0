# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Run a long command: its output streamed line by line, its whole process group ended when its time is up."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import selectors
import signal
import subprocess
import time
import typing as t

from .._errors import OpsError

LONGEST_LINE = 64 * 1024  # bytes of one line that are kept; a statement in a log can be megabytes long
GRACE = 30.0  # seconds between asking a process to end and killing it
LINGER = 5.0  # seconds to wait for the rest of the output when the command has ended but others hold its pipe


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How the command ended. ``rc`` is negative where a signal ended it."""

    rc: int
    timed_out: bool
    duration: float


class Lines:
    """Cuts a byte stream into text lines; what is longer than LONGEST_LINE is shortened, never collected."""

    def __init__(self) -> None:
        self._rest = b""
        self._dropped = 0

    def feed(self, data: bytes) -> t.Iterator[str]:
        """The lines that this piece completes."""
        parts = data.split(b"\n")
        for part in parts[:-1]:
            self._take(part)
            yield self._line()
        self._take(parts[-1])

    def end(self) -> t.Iterator[str]:
        """What is left when the stream has ended."""
        if self._rest or self._dropped:
            yield self._line()

    def _take(self, part: bytes) -> None:
        room = max(LONGEST_LINE - len(self._rest), 0)
        self._rest += part[:room]
        self._dropped += max(len(part) - room, 0)

    def _line(self) -> str:
        text = self._rest.decode("utf-8", "replace").rstrip("\r")
        if self._dropped:
            text += f" … ({self._dropped} more bytes)"
        self._rest, self._dropped = b"", 0
        return text


def run(
    command: t.Sequence[str],
    on_line: t.Callable[[str], None],
    *,
    timeout: float,
    stop_command: t.Sequence[str] = (),
    chdir: str | None = None,
    environment: t.Mapping[str, str] | None = None,
    tick: t.Callable[[], None] = lambda: None,
    keep_open: t.Sequence[int] = (),
    grace: float = GRACE,
) -> Outcome:
    """Run a command and hand over each line of its output (both streams).

    Args:
        command: argv list.
        on_line: called with each line.
        timeout: seconds until the command and everything that it started is ended.
        stop_command: argv list that is run first then; a container outlives the client that started it.
        chdir: working directory.
        environment: variables on top of this process's own.
        tick: called about every 30 seconds while the command runs.
        keep_open: file descriptors that the command inherits (a lock file stays locked as long as the command lives).
        grace: seconds between SIGTERM and SIGKILL.

    Raises:
        OpsError: the command cannot be started.
    """
    started = time.monotonic()
    process = _start(command, chdir, environment, keep_open)
    lines = Lines()
    deadline = started + timeout
    timed_out = False
    try:
        with _ending_signals():
            timed_out = _stream(process, lines, on_line, deadline, tick)
        if timed_out:
            _end(process, stop_command, chdir, environment, grace)
            _stream(process, lines, on_line, time.monotonic() + LINGER, tick)
    except BaseException:
        _end(process, stop_command, chdir, environment, grace)
        raise
    finally:
        if process.stdout:
            process.stdout.close()
    for line in lines.end():
        on_line(line)
    return Outcome(process.wait(), timed_out, round(time.monotonic() - started, 1))


def _start(
    command: t.Sequence[str],
    chdir: str | None,
    environment: t.Mapping[str, str] | None,
    keep_open: t.Sequence[int],
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=chdir,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
            pass_fds=tuple(keep_open),
        )
    except (OSError, ValueError) as exc:
        raise OpsError(
            f"Cannot start {command[0]}: {exc}. Check command and chdir, and that the account may execute it."
        ) from exc


def _stream(
    process: subprocess.Popen[bytes],
    lines: Lines,
    on_line: t.Callable[[str], None],
    deadline: float,
    tick: t.Callable[[], None],
) -> bool:
    """Read until the output ends, or the command has ended and nothing more comes. True where the deadline came
    first."""
    if process.stdout is None:
        raise AssertionError("the pipe was asked for")
    ended: float | None = None
    next_tick = time.monotonic() + 30
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while True:
            now = time.monotonic()
            if now >= deadline:
                return process.poll() is None
            if now >= next_tick:
                tick()
                next_tick = now + 30
            if selector.select(timeout=min(1.0, deadline - now)):
                data = os.read(process.stdout.fileno(), 65536)
                if not data:
                    break
                for line in lines.feed(data):
                    on_line(line)
            elif process.poll() is not None:
                # The command is gone, but something that it started still holds the pipe.
                ended = ended or now
                if now - ended > LINGER:
                    return False
    # The output is closed; wait for the command itself.
    try:
        process.wait(timeout=max(deadline - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(
    process: subprocess.Popen[bytes],
    stop_command: t.Sequence[str],
    chdir: str | None,
    environment: t.Mapping[str, str] | None,
    grace: float,
) -> None:
    """End the command: its own way to stop, then SIGTERM and SIGKILL for the process group."""
    if stop_command:
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            subprocess.run(
                list(stop_command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=chdir,
                env={**os.environ, **(environment or {})},
                timeout=max(grace, 1) * 2,
                check=False,
            )
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=grace)
    # The group's leader may be gone while a child still runs: SIGKILL reached the whole group above.


class Interrupted(OpsError):
    """The module itself was told to end (the controller went away, a person pressed Ctrl-C)."""


@contextlib.contextmanager
def _ending_signals() -> t.Iterator[None]:
    """Turn SIGTERM and SIGHUP into an exception, so that the command does not outlive this process."""

    def stop(number: int, _frame: t.Any) -> None:
        raise Interrupted(
            f"Stopped by signal {signal.Signals(number).name}; the command was ended too. Run again: a migration "
            "goes on "
            "where it was, unless the database says otherwise (see half_applied)."
        )

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
