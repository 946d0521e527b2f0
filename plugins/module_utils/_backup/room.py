# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Room on the database server's disk: a rehearsal and a restore load a second copy of the database there.

A full disk stops every database of the server: MySQL waits, PostgreSQL shuts down. The disk can be read where the
server runs on this host or where the client programs run; of a managed server it is unknown.
"""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import typing as t

from .._database.connection import Connection, DatabaseError
from .._units import size as size_text
from .clients import Client, clean_environment

# Indexes are built by sorting, pages are not full, and redo logs grow meanwhile.
_COPY = 1.2
_START_SECONDS = 5  # between PostgreSQL's two notes of its own start


@dataclasses.dataclass(frozen=True)
class Disk:
    """One directory of the server and what is written there. ``device``: equal for directories on one disk."""

    path: str
    needed: int
    device: str = ""
    free: int = 0


@dataclasses.dataclass(frozen=True)
class Room:
    """What a copy needs on the server's disk and what is free. ``unknown``: why that is not known, else blank."""

    needed: int
    free: int | None
    unknown: str = ""
    problem: str = ""


@dataclasses.dataclass(frozen=True)
class Server:
    """Where a server keeps its files, and how it is recognized there."""

    data: str
    log: str | None  # where changes are logged besides: MySQL's binary log
    log_bytes: int  # how much a copy logs at most
    mark: str  # MySQL's server_uuid, PostgreSQL's start


def needed_disks(size: int, server: Server) -> list[Disk]:
    """What a copy of so many bytes takes in each directory."""
    copy = Disk(server.data, int(size * _COPY))
    if not server.log_bytes:
        return [copy]
    return [copy, Disk(server.log or server.data, server.log_bytes)]


def judge(disks: t.Sequence[Disk], what: str) -> Room:
    """Compare what is needed with what is free, disk by disk."""
    needed: dict[str, int] = {}
    for disk in disks:
        needed[disk.device] = needed.get(disk.device, 0) + disk.needed
    for disk in disks:
        total = needed[disk.device]
        if disk.free < total:
            problem = (
                f"The database server has {size_text(disk.free)} free in {disk.path}, and the {what} needs about "
                f"{size_text(total)} there: it loads a copy of the database beside the original. A full disk stops "
                "every database of the server. Make room there"
            )
            return Room(total, disk.free, problem=problem)
    return Room(needed[disks[0].device], disks[0].free)


def measure(client: Client, connection: Connection, size: int, *, logged: bool, what: str) -> Room:
    """Whether the server has room for a copy.

    Args:
        client: where the client programs run: often beside the server.
        connection: a connection to the server.
        size: bytes of the largest database with its indexes.
        logged: whether the copy goes into MySQL's binary log.
        what: what makes the copy, for the message.
    """
    try:
        server = _read_server(connection, size, logged)
    except DatabaseError as exc:
        return Room(
            int(size * _COPY), None, f"{connection.login.user} may not read where the server keeps its data: {exc}"
        )
    wanted = needed_disks(size, server)
    for run in (lambda argv: output_of([*client.prefix(), *argv]), output_of):
        if is_server(connection.engine, server, run):
            found = parse_df(run(["df", "-P", "-k", *(disk.path for disk in wanted)]) or "")
            if len(found) == len(wanted):
                seen = [
                    dataclasses.replace(disk, device=device, free=free) for disk, (device, free) in zip(wanted, found)
                ]
                return judge(seen, what)
    return Room(
        sum(disk.needed for disk in wanted), None, f"{server.data} of the database server cannot be read from here"
    )


def is_server(engine: str, server: Server, run: t.Callable[[list[str]], str | None]) -> bool:
    """Whether the files of this very server are where the commands run, and not those of another one."""
    if engine == "mysql":
        text = run(["cat", os.path.join(server.data, "auto.cnf")]) or ""
        return bool(server.mark) and re.search(rf"server[-_]uuid\s*=\s*{re.escape(server.mark)}", text) is not None
    lines = (run(["cat", os.path.join(server.data, "postmaster.pid")]) or "").splitlines()
    return len(lines) > 2 and lines[2].strip().isdigit() and abs(int(lines[2]) - int(server.mark)) <= _START_SECONDS


def parse_df(text: str) -> list[tuple[str, int]]:
    """Device and free bytes of each path that `df -P -k` was asked for, in order."""
    found = []
    for line in text.splitlines()[1:]:
        match = re.match(r"(\S+)\s+\d+\s+\d+\s+(\d+)\s+\S+\s+(/.*)$", line)
        if match:
            found.append((f"{match.group(1)} {match.group(3)}", int(match.group(2)) * 1024))
    return found


def _read_server(connection: Connection, size: int, logged: bool) -> Server:
    if connection.engine == "mysql":
        row = connection.one("SELECT @@datadir AS data, @@server_uuid AS mark, @@log_bin AS log") or {}
        on = logged and bool(int(row["log"] or 0))
        base = connection.value("SELECT @@log_bin_basename") if on else None
        return Server(
            str(row["data"]), os.path.dirname(str(base)) if base else None, size if on else 0, str(row["mark"])
        )
    row = (
        connection.one(
            "SELECT current_setting('data_directory') AS data, "
            "EXTRACT(EPOCH FROM pg_postmaster_start_time())::bigint AS mark, "
            "pg_size_bytes(current_setting('max_wal_size')) AS log"
        )
        or {}
    )
    return Server(str(row["data"]), None, min(size, int(row["log"])), str(row["mark"]))


def output_of(argv: list[str]) -> str | None:
    """What a command prints; None where it fails."""
    try:
        done = subprocess.run(argv, capture_output=True, check=False, env=clean_environment(), timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
