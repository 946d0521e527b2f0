# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib
import stat

from ansible_collections.openmetadata.ops.plugins.modules.om_state_file import put, remove


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_file_and_directory_are_private(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "ops" / "production" / "state.json"
    assert put(str(file), b"{}\n", check_mode=False)
    assert file.read_bytes() == b"{}\n"
    assert (mode(file), mode(file.parent)) == (0o600, 0o700)


def test_a_second_run_changes_nothing(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "state.json"
    put(str(file), b"one", check_mode=False)
    written = file.stat().st_ino
    assert not put(str(file), b"one", check_mode=False)
    assert file.stat().st_ino == written
    assert put(str(file), b"two", check_mode=False)
    assert file.read_bytes() == b"two"


def test_a_mode_that_lets_others_read_is_corrected(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "state.json"
    file.write_bytes(b"one")
    file.chmod(0o644)
    assert put(str(file), b"one", check_mode=False)
    assert mode(file) == 0o600


def test_a_link_is_replaced_and_its_target_kept(tmp_path: pathlib.Path) -> None:
    target, file = tmp_path / "target", tmp_path / "state.json"
    target.write_bytes(b"theirs")
    file.symlink_to(target)
    assert put(str(file), b"ours", check_mode=False)
    assert (file.is_symlink(), file.read_bytes(), target.read_bytes()) == (False, b"ours", b"theirs")


def test_check_mode_predicts(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "ops" / "state.json"
    assert put(str(file), b"one", check_mode=True)
    assert not file.parent.exists()
    put(str(file), b"one", check_mode=False)
    assert not put(str(file), b"one", check_mode=True)
    assert remove(str(file), check_mode=True)
    assert file.exists()


def test_removal(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "state.json"
    assert not remove(str(file), check_mode=False)
    file.touch()
    assert remove(str(file), check_mode=False)
    assert (file.exists(), tmp_path.exists()) == (False, True)
