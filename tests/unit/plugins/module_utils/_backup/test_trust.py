# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which backups are used: only those that nobody else could have written."""

from __future__ import annotations

import os
import pathlib
import stat
import types

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.trust import check_trust, writer_problem
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError


@pytest.fixture(name="backup")
def fixture_backup(tmp_path: pathlib.Path) -> pathlib.Path:
    backup = tmp_path / "backup"
    backup.mkdir(mode=0o700)
    for name in ("manifest.json", "om.sql.zst", "files.tar.zst"):
        (backup / name).write_text("x")
        (backup / name).chmod(0o600)
    return backup


@pytest.mark.parametrize(
    ("owner", "mode", "problem"),
    [
        (0, 0o100600, None),
        (1000, 0o100644, None),
        (1000, 0o040755, None),
        (1001, 0o100600, "belongs to user 1001"),
        (65534, 0o040700, "belongs to user 65534"),
        (0, 0o040770, "is writable"),
        (1000, 0o100602, "is writable"),
        (0, stat.S_IFLNK | 0o777, None),
    ],
)
def test_writers(owner: int, mode: int, problem: str | None) -> None:
    found = writer_problem(types.SimpleNamespace(st_uid=owner, st_mode=mode), 1000)  # type: ignore[arg-type]
    assert (found or "").startswith(problem or "")
    assert bool(found) == bool(problem)


def test_a_backup_of_this_account(backup: pathlib.Path) -> None:
    check_trust(str(backup), ["om.sql.zst", "files.tar.zst"])


@pytest.mark.parametrize("name", ["", "manifest.json", "files.tar.zst"])
def test_others_may_write(backup: pathlib.Path, name: str) -> None:
    (backup / name).chmod(0o777)
    with pytest.raises(OpsError, match=r"is writable by its group or by everyone.*chmod -R go-w"):
        check_trust(str(backup), ["om.sql.zst", "files.tar.zst"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", ["", "manifest.json", "om.sql.zst"])
def test_of_another_account(backup: pathlib.Path, name: str) -> None:
    os.chown(backup / name, 1234, -1)
    with pytest.raises(OpsError, match="belongs to user 1234"):
        check_trust(str(backup), ["om.sql.zst", "files.tar.zst"])
