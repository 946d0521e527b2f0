# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""How far a long job is: a line at least every half minute, into a file and into the host's log."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
import typing as t

from .. import _units as units
from .._files import replace_file

INTERVAL = 10.0


class Watched(t.Protocol):
    """A run whose bytes and table can be asked for."""

    bytes: int
    table: str | None


class Progress:
    """Counts what went by; writes it down from a thread of its own.

    Args:
        path: the file that holds the newest state as long as the job runs; None writes none.
        log: called with each line.
        interval: seconds between two lines.
    """

    def __init__(
        self, path: str | None = None, log: t.Callable[[str], None] | None = None, interval: float = INTERVAL
    ) -> None:
        self._path = path
        self._log = log
        self._interval = interval
        self._watched: list[Watched] = []
        self._step = ""
        self._expected = 0
        self._begun = time.monotonic()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Progress:
        if self._path or self._log:
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()
        if self._path:
            with contextlib.suppress(OSError):
                os.unlink(self._path)

    def step(self, name: str, expected: int = 0) -> None:
        """A new step begins; ``expected`` bytes are the server's estimate."""
        self._watched = []
        self._step, self._expected, self._begun = name, expected, time.monotonic()
        self._write()

    def expect(self, count: int) -> None:
        """So many bytes will go by, as far as the server can tell."""
        self._expected = count

    def watch(self, run: Watched) -> None:
        """Count this run in."""
        self._watched.append(run)

    def line(self) -> str:
        """Where the job is, for a person."""
        done = sum(run.bytes for run in self._watched)
        tables = sorted({run.table for run in self._watched if run.table})
        text = f"{self._step}: {units.size(done)}"
        if self._expected:
            text += f" of about {units.size(self._expected)}"
        text += f" in {units.duration(round(time.monotonic() - self._begun))}"
        return text + (f", at {', '.join(tables)}" if tables else "")

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self._write()
            if self._log and self._step:
                self._log(self.line())

    def _write(self) -> None:
        if not self._path:
            return
        state: dict[str, t.Any] = {
            "step": self._step,
            "bytes": sum(run.bytes for run in self._watched),
            "expected": self._expected,
            "tables": sorted({run.table for run in self._watched if run.table}),
            "line": self.line(),
        }
        try:
            replace_file(self._path, json.dumps(state), durable=False)
        except OSError:
            self._path = None  # a full disk stops the backup, not its progress
