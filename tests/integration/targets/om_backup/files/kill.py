# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Waits until a backup has come so far, then ends a process of its task with SIGKILL.

Arguments: the task's token, the program, the backup's working directory, how many bytes are to be in it.
The token stands in the environment of the task's processes, so that nobody else's process is hit.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import sys
import time


def find(token: str, program: str) -> int | None:
    """The first such process; a shell that starts it does not count."""
    for process in sorted(pathlib.Path("/proc").glob("[0-9]*"), key=lambda path: int(path.name)):
        with contextlib.suppress(OSError):
            if token.encode() not in (process / "environ").read_bytes() or int(process.name) == os.getpid():
                continue
            name = os.path.basename((process / "cmdline").read_bytes().partition(b"\0")[0].decode())
            if name.startswith(program):
                return int(process.name)
    return None


def written(directory: str) -> int:
    """Bytes in the working directory; -1 where there is none."""
    try:
        return sum(entry.stat().st_size for entry in os.scandir(directory))
    except OSError:
        return -1


def main(token: str, program: str, directory: str, least: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if written(directory) >= int(least):
            found = find(token, program)
            if found is not None:
                os.kill(found, signal.SIGKILL)
                return
        time.sleep(0.005)
    sys.exit(f"no {program} with {token} was found")


main(*sys.argv[1:])
