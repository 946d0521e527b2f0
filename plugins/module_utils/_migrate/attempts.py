# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Run the migration's command until it is through: once, or again with more sort memory."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import typing as t

from .._database.connection import Connection, DatabaseError
from .._errors import OpsError
from .._times import now, rfc3339
from .decide import next_sort_buffer
from .mask import Mask
from .operation_log import OperationLog
from .output import Reading, why_failed
from .runner import run
from .sort_buffer import SortBuffer


@dataclasses.dataclass(frozen=True)
class Command:
    """What to run, how it is ended when its time is up, and the log that it writes."""

    argv: list[str]
    stop_argv: list[str] = dataclasses.field(default_factory=list)
    chdir: str | None = None
    environment: dict[str, str] = dataclasses.field(default_factory=dict)
    timeout: float = 7200
    operation_log: str | None = None


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One run of the command. ``reason``: why it was not the last good one, empty where it was."""

    started: str
    duration: float
    rc: int
    timed_out: bool
    reason: str
    sort_buffer_size: int | None


@dataclasses.dataclass
class Result:
    """All attempts, and what the output of the last one said."""

    attempts: list[Attempt]
    reading: Reading
    warnings: list[str]

    @property
    def last(self) -> Attempt:
        return self.attempts[-1]


class Log:
    """The stored log: appended to, readable by its owner only. A full disk ends the log, not the migration."""

    def __init__(self, path: str | None) -> None:
        self.problem = ""
        self._stream: t.TextIO | None = None
        if path:
            try:
                handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                os.fchmod(handle, 0o600)
                self._stream = os.fdopen(handle, "a", encoding="utf-8", buffering=1)
            except OSError as exc:
                raise OpsError(f"Cannot write log_file {path}: {exc}. Nothing was run.") from exc

    def write(self, line: str) -> None:
        """Append one line."""
        if self._stream is None:
            return
        try:
            self._stream.write(line + "\n")
        except OSError as exc:
            self.problem = f"The log is cut short: {exc}."
            self.close()

    def close(self) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError):
                self._stream.close()
            self._stream = None


@contextlib.contextmanager
def host_lock(state_file: str | None) -> t.Iterator[list[int]]:
    """Lock beside the state file; the command inherits it, so that it holds as long as the command lives.

    The database's lock goes with this module's connection; this one also covers a module that was killed.

    Raises:
        OpsError: a command that an earlier run started still runs.
    """
    if not state_file:
        yield []
        return
    path = state_file + ".lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as exc:
        raise OpsError(f"Cannot open {path}: {exc}. Create the directory of state_file and run again.") from exc
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise OpsError(
                f"A migration that was started earlier still runs on this host (lock {path}). Wait until it has ended."
            ) from exc
        yield [handle]
    finally:
        os.close(handle)


def run_attempts(
    command: Command,
    connection: Connection,
    *,
    sort_buffer: SortBuffer,
    max_sort_buffer: int,
    tolerated: t.Sequence[str],
    mask: Mask,
    log: Log,
    keep_open: t.Sequence[int],
    unfinished: t.Callable[[], bool],
) -> Result:
    """Run the command, and again with a larger sort buffer as long as MySQL answers "Out of sort memory".

    Args:
        command: what to run.
        connection: a session that is kept alive.
        sort_buffer: raises it.
        max_sort_buffer: how far the sort buffer may be raised, in bytes.
        tolerated: see :class:`Reading`.
        mask: hides secrets; nothing is kept or read unmasked.
        log: where the output goes.
        keep_open: descriptors that the command inherits.
        unfinished: whether the database says that there is still something to do.

    Raises:
        OpsError: the command cannot be started, or the sort buffer cannot be raised.
    """
    result = Result([], Reading(tolerated), [])

    def keep_alive() -> None:
        with contextlib.suppress(DatabaseError):
            connection.value("SELECT 1")

    while True:
        size = sort_buffer.read(connection)
        started = rfc3339(now())
        reading = result.reading = Reading(tolerated)
        log.write(f"=== {started} attempt {len(result.attempts) + 1}: {mask(' '.join(command.argv))}")

        def take(line: str, reading: Reading = reading) -> None:
            line = mask(line)
            log.write(line)
            reading.line(line)

        own_log = OperationLog(command.operation_log)
        own_log.begin()
        outcome = run(
            command.argv,
            take,
            timeout=command.timeout,
            stop_command=command.stop_argv,
            chdir=command.chdir,
            environment=command.environment,
            tick=keep_alive,
            keep_open=keep_open,
        )
        reading.end()
        reading.believe(own_log.read(mask, log.write, tolerated))
        reason = ""
        if outcome.timed_out:
            reason = f"not through after {command.timeout:.0f} s"
        elif reading.sort_memory and (outcome.rc != 0 or unfinished()):
            reason = "Out of sort memory"
        elif outcome.rc != 0:
            reason = why_failed(reading)
        log.write(f"=== {rfc3339(now())} exit status {outcome.rc}{', ' + reason if reason else ''}")
        result.attempts.append(Attempt(started, outcome.duration, outcome.rc, outcome.timed_out, reason, size))
        if reason != "Out of sort memory" or size is None:
            break
        larger = next_sort_buffer(size, max_sort_buffer)
        if larger is None:
            break
        sort_buffer.raise_to(larger)
        result.warnings.append(f"sort_buffer_size was raised from {size} to {larger} bytes: the server ran out of it.")
    if log.problem:
        result.warnings.append(log.problem)
    return result
