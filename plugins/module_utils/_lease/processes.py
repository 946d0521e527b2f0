# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Processes and machines: who is who, and whether a process still runs. Works on the controller and on hosts."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import subprocess
import typing as t
import uuid

# How Ansible starts modules: from a file, through become, and through a pipe (its shell plugins append "&& sleep 0").
_ANSIBLE = re.compile(r"AnsiballZ_|BECOME-SUCCESS-|&& sleep 0|async_wrapper")
_KEEPER = "AnsiballZ_om_lease"  # the keeper of a lease is no sign of life


def machine() -> str:
    """Identify this machine, or this container: process ids mean something only within it."""
    parts = [socket.gethostname()]
    for path in ("/etc/machine-id", "/proc/sys/kernel/random/boot_id"):
        with contextlib.suppress(OSError), open(path, encoding="ascii") as file:
            parts.append(file.read().strip())
    with contextlib.suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    if len(parts) == 1:  # no Linux
        parts.append(str(uuid.getnode()))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def process_start(pid: int) -> str:
    """When a process started, in a form to compare only; empty where no such process runs."""
    if os.path.isdir("/proc/self"):
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                # proc(5): the name in parentheses may hold anything, so count from its end
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in ("Z", "X") else fields[19]
    found = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return " ".join(found.stdout.split())


def is_alive(pid: int, start: str) -> bool:
    """Whether the process that was recorded still runs; another process with its number does not count."""
    return bool(start) and process_start(pid) == start


def looks_like_ansible(command_line: str) -> bool:
    """Whether a command line is one of a running Ansible task."""
    return bool(_ANSIBLE.search(command_line)) and _KEEPER not in command_line


def ansible_runs() -> bool:
    """Whether a task of Ansible runs on this host, apart from the one that asks."""
    own = _ancestors(os.getpid())
    return any(pid not in own and looks_like_ansible(line) for pid, line in _command_lines())


def _command_lines() -> t.Iterator[tuple[int, str]]:
    for name in os.listdir("/proc") if os.path.isdir("/proc/self") else []:
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/cmdline", "rb") as file:
                yield int(name), file.read().replace(b"\0", b" ").decode("utf-8", "replace")


def _ancestors(pid: int) -> set[int]:
    found: set[int] = set()
    while pid > 1 and pid not in found:
        found.add(pid)
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                pid = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            break
    return found
