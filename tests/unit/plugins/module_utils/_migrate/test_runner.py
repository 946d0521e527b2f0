# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import pathlib
import signal
import sys
import threading
import time

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate import runner
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.attempts import Log, host_lock
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.runner import LONGEST_LINE, Lines, run

SH = "/bin/sh"


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie that nobody has reaped yet is not alive.
    return pathlib.Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"


def gone(pid: int) -> bool:
    for _attempt in range(50):
        if not alive(pid):
            return True
        time.sleep(0.1)
    return False


def test_lines_are_cut_where_they_end_and_never_collected() -> None:
    lines = Lines()
    assert list(lines.feed(b"one\r\ntwo\nthr")) == ["one", "two"]
    assert list(lines.feed(b"ee\n" + b"x" * (LONGEST_LINE + 7))) == ["three"]
    assert list(lines.feed(b"y" * 10 + b"\n")) == ["x" * LONGEST_LINE + " … (17 more bytes)"]
    assert list(lines.feed(b"rest")) == []
    assert list(lines.end()) == ["rest"]


def test_run_hands_over_both_streams_and_the_exit_status() -> None:
    seen: list[str] = []
    outcome = run(
        [SH, "-c", "echo out; echo err >&2; echo $X; pwd; exit 3"],
        seen.append,
        timeout=10,
        chdir="/",
        environment={"X": "y"},
    )
    assert (outcome.rc, outcome.timed_out) == (3, False)
    assert seen == ["out", "err", "y", "/"]


def test_run_says_why_it_cannot_start() -> None:
    with pytest.raises(OpsError, match="Cannot start /no/such/script"):
        run(["/no/such/script"], print, timeout=1)


def test_time_out_ends_the_whole_group(tmp_path: pathlib.Path) -> None:
    seen: list[str] = []
    started = time.monotonic()
    outcome = run(
        # The leader ignores SIGTERM, and its child is the one that works.
        [SH, "-c", "trap '' TERM; sleep 60 & echo $!; wait; wait"],
        seen.append,
        timeout=1,
        stop_command=[SH, "-c", f"echo stopped > {tmp_path}/stopped"],
        grace=1,
    )
    assert outcome.timed_out
    assert outcome.rc < 0
    assert time.monotonic() - started < 15
    assert gone(int(seen[0]))
    assert (tmp_path / "stopped").exists()


def test_a_child_that_keeps_the_pipe_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "LINGER", 0.5)
    seen: list[str] = []
    started = time.monotonic()
    outcome = run([SH, "-c", "setsid sleep 20 & echo $!; exit 0"], seen.append, timeout=15)
    assert (outcome.rc, outcome.timed_out) == (0, False)
    assert time.monotonic() - started < 10
    os.kill(int(seen[0]), signal.SIGKILL)


def test_a_signal_to_the_module_ends_the_command() -> None:
    seen: list[str] = []
    threading.Timer(1.0, os.kill, (os.getpid(), signal.SIGTERM)).start()
    with pytest.raises(runner.Interrupted, match="SIGTERM"):
        run([SH, "-c", "echo $$; exec sleep 60"], seen.append, timeout=30, grace=1)
    assert gone(int(seen[0]))


def test_memory_stays_small_with_much_output() -> None:
    count = [0]

    def take(_line: str) -> None:
        count[0] += 1

    run([sys.executable, "-c", "for i in range(300000): print('line', i)"], take, timeout=60)
    assert count[0] == 300000


def test_the_host_lock_lives_as_long_as_the_command(tmp_path: pathlib.Path) -> None:
    state = str(tmp_path / "state.json")
    seen: list[str] = []
    with host_lock(state) as handles:
        # The command ends, but what it started goes on, as a container's client may.
        run([SH, "-c", "setsid sleep 3 >/dev/null 2>&1 & echo $!"], seen.append, timeout=10, keep_open=handles)
    with pytest.raises(OpsError, match="still runs on this host"), host_lock(state):
        pass
    os.kill(int(seen[0]), signal.SIGKILL)
    assert gone(int(seen[0]))
    with host_lock(state):
        pass


def test_the_log_is_private_and_appended_to(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "migrate.log"
    path.write_text("before\n")
    path.chmod(0o644)
    log = Log(str(path))
    log.write("after")
    log.close()
    assert path.read_text() == "before\nafter\n"
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_full_disk_ends_the_log_and_nothing_else(tmp_path: pathlib.Path) -> None:
    log = Log(str(tmp_path / "migrate.log"))
    log._stream = open("/dev/full", "w", buffering=1)  # noqa: SIM115
    log.write("x")
    log.write("y")
    assert "cut short" in log.problem
