# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._params.state import Entry, Key, Store, open_store

KEY = Key("mysql 1234", "runtime", "", "sort_buffer_size")
ENTRY = Entry(KEY, {"global": "262144"}, 262144, ["20971520"], "2026-11-22T23:00:00Z")
UNSET = Entry(
    Key("postgresql 1", "role", "om", "work_mem"), {"setting": None}, 4194304, ["20480kB"], "2026-11-22T23:00:00Z"
)


def test_what_is_put_is_loaded_again(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "deep" / "params.json")
    with open_store(path, read_only=False) as store:
        assert store is not None
        store.put(ENTRY)
        store.put(UNSET)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(tmp_path / "new" / "deep").st_mode) == 0o700
    with open_store(path, read_only=True) as store:
        assert store is not None
        assert list(store.entries.values()) == [ENTRY, UNSET]
    assert UNSET.was_unset
    assert not ENTRY.was_unset


def test_an_empty_store_leaves_no_file(tmp_path: Path) -> None:
    path = str(tmp_path / "params.json")
    with open_store(path, read_only=False) as store:
        assert store is not None
        store.put(ENTRY)
        store.drop(KEY)
        store.drop(KEY)
    assert not os.path.exists(path)


def test_check_mode_makes_nothing(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "a" / "params.json"), read_only=True) as store:
        assert store is not None
        assert store.entries == {}
    assert list(tmp_path.iterdir()) == []


def test_no_path_no_store() -> None:
    with open_store(None, read_only=False) as store:
        assert store is None


def test_one_run_at_a_time(tmp_path: Path) -> None:
    path = str(tmp_path / "params.json")
    with (
        open_store(path, read_only=False),
        pytest.raises(OpsError, match="Another run uses"),
        open_store(path, read_only=False),
    ):
        pass
    with open_store(path, read_only=False):
        pass


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no file of om_db_param"),
        ("[]", "no file of om_db_param"),
        ("{}", "no file of om_db_param"),
        ('{"format": 1, "parameters": [{"name": "x"}]}', "no file of om_db_param"),
        ('{"format": 2, "parameters": []}', "has format 2"),
    ],
)
def test_a_foreign_file_is_refused_and_kept(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "params.json"
    path.write_text(content)
    with pytest.raises(OpsError, match=words), open_store(str(path), read_only=False):
        pass
    assert path.read_text() == content


def test_a_failed_write_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "params.json"
    store = Store(str(path))
    store.put(ENTRY)
    before = path.read_text()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OpsError, match="No space left on device"):
        store.put(UNSET)
    assert path.read_text() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["params.json"]
