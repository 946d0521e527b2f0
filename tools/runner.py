# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs steps side by side, shows each one's output in one piece, and counts what passed.

A step that writes JUnit files to ``OM_RESULTS_DIR`` counts as the tests in them, any other step as one test.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import FrameType
from xml.etree import ElementTree

HEARTBEAT = 60  # seconds between two lines that say what is running
SHOWN_LINES = 400  # of the output of a step that passed; a failed step's output is shown as a whole
TERMINATE_GRACE = 20  # seconds between SIGTERM and SIGKILL


@dataclasses.dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        needs: names of steps that must have passed before, where they are part of the plan.
        uses: what only one step can use at a time; nothing where it can run beside any other one.
    """

    name: str
    command: tuple[str, ...]
    groups: set[str]
    needs: tuple[str, ...] = ()
    timeout: int = 1800
    uses: str = ""


@dataclasses.dataclass(frozen=True)
class Count:
    """Tests by outcome."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


@dataclasses.dataclass(frozen=True)
class Outcome:
    """How a step ended."""

    name: str
    status: str  # passed, failed, timeout, blocked, absent
    seconds: float
    count: Count
    note: str = ""


def read_junit(paths: Iterable[Path]) -> Count | None:
    """The tests of JUnit files, or None where there is no file."""
    total = None
    for path in paths:
        count = Count()
        for case in ElementTree.parse(path).iter("testcase"):  # noqa: S314 - our own tests wrote it
            children = {child.tag for child in case}
            if children & {"failure", "error"}:
                count += Count(failed=1)
            elif "skipped" in children:
                count += Count(skipped=1)
            else:
                count += Count(passed=1)
        total = count if total is None else total + count
    return total


def count_step(succeeded: bool, tests: Count | None) -> Count:
    """What a step adds to the sum: its tests; itself if it has none, or if it failed though none of them did."""
    if tests is None or not any(dataclasses.astuple(tests)):
        return Count(passed=int(succeeded), failed=int(not succeeded))
    if not succeeded and not tests.failed:
        return tests + Count(failed=1)
    return tests


def summary(outcomes: Sequence[Outcome], elapsed: float) -> str:
    """The table at the end, and the closing line."""
    width = max((len(outcome.name) for outcome in outcomes), default=0)
    lines = ["", "=" * 72]
    for outcome in outcomes:
        count = outcome.count
        tests = f"{count.passed} passed, {count.failed} failed"
        if count.skipped:
            tests += f", {count.skipped} skipped"
        note = f"  ({outcome.note})" if outcome.note else ""
        lines.append(f"{outcome.name:<{width}}  {outcome.status:<8} {outcome.seconds:7.1f} s  {tests}{note}")
    total = sum((outcome.count for outcome in outcomes), Count())
    lines.append("=" * 72)
    lines.append(f"{elapsed:.0f} s, {total.skipped} skipped")
    lines.append(f"{total.passed} passed, {total.failed} failed")
    return "\n".join(lines)


class Plan:
    """Steps to run, up to ``jobs`` at once: the next one that can run takes the place of one that ended."""

    def __init__(self, steps: Sequence[Step], root: Path, logs: Path, *, jobs: int = 2) -> None:
        self.steps = steps
        self.root = root
        self.logs = logs
        self.outcomes: dict[str, Outcome] = {}
        self._jobs = jobs
        self._waiting = list(steps)
        self._ended = threading.Condition()
        self._in_use: set[str] = set()
        self._running: dict[str, tuple[subprocess.Popen[bytes], float]] = {}
        self._lock = threading.Lock()
        self._stopping = False

    def run(self) -> int:
        """Run everything, print as steps end, and return the exit status."""
        started = time.monotonic()
        shutil.rmtree(self.logs, ignore_errors=True)
        self.logs.mkdir(parents=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        threads = [threading.Thread(target=self._work, daemon=True) for _number in range(self._jobs)]
        for thread in threads:
            thread.start()
        beat = time.monotonic()
        while any(thread.is_alive() for thread in threads):
            time.sleep(0.2)
            if time.monotonic() - beat >= HEARTBEAT:
                beat = time.monotonic()
                self._say("... running: " + ", ".join(self._progress()))
        ordered = [self.outcomes[step.name] for step in self.steps if step.name in self.outcomes]
        print(summary(ordered, time.monotonic() - started), flush=True)
        ok = all(outcome.status in ("passed", "absent") for outcome in ordered) and not self._stopping
        return 0 if ok else 1

    def _work(self) -> None:
        while (step := self._next()) is not None:
            outcome = Outcome(step.name, "failed", 0.0, Count(failed=1), "the runner failed, see above")
            try:
                outcome = self._run_step(step)
            finally:
                with self._ended:
                    self.outcomes[step.name] = outcome
                    self._in_use.discard(step.uses)
                    self._ended.notify_all()
                self._report(step, outcome)

    def _next(self) -> Step | None:
        """The first step that nobody has taken and that waits for no other one; None when all are taken."""
        planned = {step.name for step in self.steps}
        with self._ended:
            while self._waiting:
                for step in self._waiting:
                    ready = all(need in self.outcomes for need in step.needs if need in planned)
                    if ready and step.uses not in self._in_use:
                        self._waiting.remove(step)
                        self._in_use |= {step.uses} - {""}
                        return step
                self._ended.wait()
        return None

    def _run_step(self, step: Step) -> Outcome:
        for need in step.needs:
            if need in self.outcomes and self.outcomes[need].status not in ("passed", "absent"):
                return Outcome(step.name, "blocked", 0.0, Count(failed=1), f"{need} did not pass")
        if self._stopping:
            return Outcome(step.name, "blocked", 0.0, Count(failed=1), "interrupted")
        if "/" in step.command[0] and not (self.root / step.command[0]).exists():
            return Outcome(step.name, "absent", 0.0, Count(), f"there is no {step.command[0]}")
        return self._execute(step)

    def _execute(self, step: Step) -> Outcome:
        results = self.logs / f"{step.name}.results"
        results.mkdir()
        environment = {**os.environ, "OM_RESULTS_DIR": str(results)}
        self._say(f">>> {step.name}: {' '.join(step.command)}")
        started = time.monotonic()
        with self._log(step).open("wb") as log:
            # A session of its own, so that a time-out ends the children of the command too.
            process = subprocess.Popen(
                list(step.command),
                cwd=self.root,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self._running[step.name] = (process, started)
            timed_out = False
            try:
                process.wait(timeout=step.timeout)
            except subprocess.TimeoutExpired:
                timed_out = True
                terminate(process)
            self._running.pop(step.name)
        succeeded = process.returncode == 0 and not timed_out
        count = count_step(succeeded, read_junit(sorted(results.rglob("*.xml"))))
        note = "" if succeeded else f"exit status {process.returncode}"
        if timed_out:
            note = f"ended after its limit of {step.timeout} s"
        status = "timeout" if timed_out else "passed" if succeeded else "failed"
        return Outcome(step.name, status, time.monotonic() - started, count, note)

    def _report(self, step: Step, outcome: Outcome) -> None:
        lines = []
        if self._log(step).exists():
            lines = self._log(step).read_text(errors="replace").splitlines()
            if outcome.status == "passed" and len(lines) > SHOWN_LINES:
                hidden = len(lines) - SHOWN_LINES
                lines = [f"[{hidden} lines are in {self._log(step)}]", *lines[-SHOWN_LINES:]]
        head = f"<<< {step.name}: {outcome.status} after {outcome.seconds:.1f} s {outcome.note}".rstrip()
        self._say("\n".join([f"----- {step.name} " + "-" * 40, *lines, head]))

    def _log(self, step: Step) -> Path:
        return self.logs / f"{step.name}.log"

    def _progress(self) -> list[str]:
        now = time.monotonic()
        return [f"{name} for {now - started:.0f} s" for name, (_process, started) in list(self._running.items())]

    def _say(self, text: str) -> None:
        with self._lock:
            print(text, flush=True)

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        print(f"\ninterrupted by {signal.Signals(number).name}", file=sys.stderr, flush=True)
        for process, _started in list(self._running.values()):
            # Its thread collects it; this handler must not wait.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)


def terminate(process: subprocess.Popen[bytes]) -> None:
    """End a process and its children: ask first, then insist."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=TERMINATE_GRACE)
            return
