# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import room
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.room import Disk, Server

MIB = 1024 * 1024
UUID = "5b4c1c6c-0d3c-11f0-a5a2-0242ac110002"
DF = """Filesystem     1024-blocks     Used Available Capacity Mounted on
/dev/sda1         40000000 20000000  20000000      50% /var/lib/my sql
overlay           10000000  9000000   1000000      90% /
"""


@pytest.mark.parametrize(
    ("server", "disks"),
    [
        (Server("/d", None, 0, ""), [("/d", 120 * MIB)]),
        (Server("/d", "/log", 100 * MIB, ""), [("/d", 120 * MIB), ("/log", 100 * MIB)]),
        (Server("/d", None, 64 * MIB, ""), [("/d", 120 * MIB), ("/d", 64 * MIB)]),  # PostgreSQL's WAL
    ],
)
def test_what_a_copy_needs(server: Server, disks: list[tuple[str, int]]) -> None:
    assert [(disk.path, disk.needed) for disk in room.needed_disks(100 * MIB, server)] == disks


@pytest.mark.parametrize(
    ("disks", "problem"),
    [
        ([Disk("/d", 120 * MIB, "a", 120 * MIB)], ""),
        ([Disk("/d", 120 * MIB, "a", 119 * MIB)], "119 MiB free in /d"),
        # one disk for both: what is needed there adds up
        ([Disk("/d", 120 * MIB, "a", 200 * MIB), Disk("/log", 100 * MIB, "a", 200 * MIB)], "needs about 220 MiB"),
        ([Disk("/d", 120 * MIB, "a", 130 * MIB), Disk("/log", 100 * MIB, "b", 100 * MIB)], ""),
        ([Disk("/d", 120 * MIB, "a", 130 * MIB), Disk("/log", 100 * MIB, "b", 99 * MIB)], "99 MiB free in /log"),
    ],
)
def test_whether_there_is_room(disks: list[Disk], problem: str) -> None:
    found = room.judge(disks, "rehearsal")
    assert found.unknown == ""
    assert problem in found.problem
    assert bool(problem) == bool(found.problem)


def test_what_df_prints() -> None:
    assert room.parse_df(DF) == [
        ("/dev/sda1 /var/lib/my sql", 20000000 * 1024),
        ("overlay /", 1000000 * 1024),
    ]
    assert room.parse_df("df: /nowhere: No such file or directory\n") == []


def test_what_the_real_df_prints(tmp_path: os.PathLike[str]) -> None:
    text = room.output_of(["df", "-P", "-k", str(tmp_path), "/"])
    (device, free), (_device, _free) = room.parse_df(text or "")
    status = os.statvfs(tmp_path)
    assert device
    assert abs(free - status.f_bavail * status.f_frsize) < 512 * MIB


@pytest.mark.parametrize(
    ("engine", "mark", "text", "found"),
    [
        ("mysql", UUID, f"[auto]\nserver-uuid={UUID}\n", True),
        ("mysql", UUID, "[auto]\nserver-uuid=another\n", False),
        ("mysql", UUID, None, False),
        ("mysql", "", "[auto]\nserver-uuid=\n", False),
        ("postgresql", "1795394660", "25\n/var/lib/postgresql/data\n1795394658\n5432\n", True),
        ("postgresql", "1795394660", "25\n/var/lib/postgresql/data\n1795300000\n5432\n", False),
        ("postgresql", "1795394660", "", False),
    ],
)
def test_the_server_is_recognized_by_its_files(engine: str, mark: str, text: str | None, found: bool) -> None:
    assert room.is_server(engine, Server("/d", None, 0, mark), lambda argv: text) is found


def test_a_command_that_does_not_run_prints_nothing() -> None:
    assert room.output_of(["/nowhere/df"]) is None
    assert room.output_of(["false"]) is None
