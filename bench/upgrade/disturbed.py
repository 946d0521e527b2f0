# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A playbook that runs in the background while something is done to it in one of its phases."""

from __future__ import annotations

import contextlib
import os
import pathlib
import re
import signal
import subprocess
import tempfile
import time
import typing as t

from play import Player, Run

# TASK [(3/13) SERVER (stop): fetch, drain and stop] ***
_HEADER = re.compile(r"^TASK \[\(\d+/\d+\) (?P<phase>[A-Z_]+(?: \([a-z ]+\))?): ", re.MULTILINE)
_POLL_SECONDS = 0.05


class Playbook:
    """One run. Its output goes to a file, so that a module which outlives the controller keeps no pipe open."""

    def __init__(self, player: Player, playbook: str, **variables: t.Any) -> None:
        handle, name = tempfile.mkstemp(prefix="om-faults-", suffix=".log")
        self._log = pathlib.Path(name)
        with open(handle, "wb") as stream:
            self.process = subprocess.Popen(
                player.command(playbook, **variables),
                env=player.environment(),
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started = time.monotonic()
        self.begun: dict[str, float] = {}  # phase -> seconds after the start

    def phases(self) -> list[str]:
        """The phases whose headers are printed, in order."""
        found = [match["phase"] for match in _HEADER.finditer(self._log.read_text(errors="replace"))]
        for phase in found:
            self.begun.setdefault(phase, time.monotonic() - self.started)
        return found

    def wait_for(self, phase: str) -> bool:
        """Wait until the phase begins; False where the run ends before it."""
        while self.process.poll() is None:
            if phase in self.phases():
                return True
            time.sleep(_POLL_SECONDS)
        return phase in self.phases()

    def finish(self) -> Run:
        """Wait for the end."""
        while self.process.poll() is None:
            self.phases()
            time.sleep(_POLL_SECONDS)
        self.phases()
        text = self._log.read_text(errors="replace")
        self._log.unlink()
        return Run(self.process.returncode, text)

    def durations(self) -> dict[str, float]:
        """Seconds of each phase of a run that has ended."""
        order = sorted(self.begun.items(), key=lambda item: item[1])
        ends = [begun for _phase, begun in order[1:]] + [time.monotonic() - self.started]
        return {phase: end - begun for (phase, begun), end in zip(order, ends)}

    def controller(self) -> list[int]:
        """The processes of ansible-playbook itself: the main one and its workers, without the modules that they run."""
        return [pid for pid, argv in self._processes() if pid == self.process.pid or _is_worker(argv)]

    def modules(self, name: str) -> list[int]:
        """The processes that execute a module."""
        return [pid for pid, argv in self._processes() if any(f"AnsiballZ_{name}.py" in word for word in argv)]

    def everything(self) -> list[int]:
        """Every process that the run started and that stayed in its session or its process group."""
        return [pid for pid, _argv in self._processes()]

    def _processes(self) -> list[tuple[int, list[str]]]:
        found = {}
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                found[int(path.name)] = (parent, (path / "cmdline").read_text(errors="replace").split("\0"))
        ours = {self.process.pid}
        size = 0
        while size != len(ours):  # parents may have larger ids than their children
            size = len(ours)
            ours |= {pid for pid, (parent, _argv) in found.items() if parent in ours}
        return [(pid, found[pid][1]) for pid in sorted(ours) if pid in found]


def _is_worker(argv: list[str]) -> bool:
    return any(os.path.basename(word) == "ansible-playbook" for word in argv[:3])


def kill(pids: t.Iterable[int]) -> int:
    """End processes by SIGKILL; how many were there."""
    ended = 0
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            ended += 1
    return ended
