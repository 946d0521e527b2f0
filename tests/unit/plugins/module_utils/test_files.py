# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files that survive a crash: replaced as a whole, created anew, with their names on disk."""

from __future__ import annotations

import errno
import os
import pathlib
import re
import stat
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils import _files as files

PLUGINS = pathlib.Path(files.__file__).parents[1]


@pytest.fixture(name="calls")
def fixture_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reaches the kernel, in order: `fsync file`, `fsync directory`, `rename`, `unlink`."""
    seen: list[str] = []
    fsync, replace, unlink = os.fsync, os.replace, os.unlink

    def record_fsync(descriptor: int) -> None:
        kind = "directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        seen.append(f"fsync {kind}")
        fsync(descriptor)

    def record_replace(source: str, target: str) -> None:
        seen.append("rename")
        replace(source, target)

    def record_unlink(path: str) -> None:
        unlink(path)
        seen.append("unlink")

    monkeypatch.setattr(os, "fsync", record_fsync)
    monkeypatch.setattr(os, "replace", record_replace)
    monkeypatch.setattr(os, "unlink", record_unlink)
    return seen


def mode(path: pathlib.Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_replace_syncs_before_and_after_the_rename(tmp_path: pathlib.Path, calls: list[str]) -> None:
    path = tmp_path / "state.json"
    files.replace_file(str(path), "größe\r\n")
    assert calls == ["fsync file", "rename", "fsync directory"]
    assert path.read_bytes() == "größe\r\n".encode()
    assert mode(path) == 0o600
    files.replace_file(str(path), b"\xff", mode=0o640, durable=False)
    assert calls[3:] == ["rename"]
    assert (path.read_bytes(), mode(path)) == (b"\xff", 0o640)
    assert os.listdir(tmp_path) == ["state.json"]


@pytest.mark.parametrize("fault", ["fsync", "replace", "fchmod"])
def test_replace_leaves_the_old_file_on_a_failure(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    path = tmp_path / "state.json"
    path.write_text("old")

    def fail(*args: t.Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, fault, fail)
    with pytest.raises(OSError, match="No space left"):
        files.replace_file(str(path), "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["state.json"]


def test_new_content_is_private_until_it_is_complete(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    fchmod = os.fchmod

    def look(descriptor: int, wanted: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        fchmod(descriptor, wanted)

    monkeypatch.setattr(os, "fchmod", look)
    before = os.umask(0)
    try:
        files.replace_file(str(tmp_path / "a"), "secret", mode=0o644)
    finally:
        os.umask(before)
    assert seen == [0o600]
    assert mode(tmp_path / "a") == 0o644


def test_replace_does_not_write_through_a_link(tmp_path: pathlib.Path) -> None:
    (tmp_path / "other").write_text("untouched")
    (tmp_path / "link").symlink_to("other")
    files.replace_file(str(tmp_path / "link"), "new")
    assert (tmp_path / "other").read_text() == "untouched"
    assert not (tmp_path / "link").is_symlink()


def test_rewrite_keeps_what_belongs_to_the_file(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "docker-compose.yml"
    path.write_text("old")
    path.chmod(0o664)
    try:
        os.setxattr(path, "user.note", b"kept")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    (tmp_path / "link").symlink_to(path.name)
    files.rewrite_file(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (path.read_text(), mode(path), os.getxattr(path, "user.note")) == ("new", 0o664, b"kept")
    assert (path.stat().st_uid, path.stat().st_gid) == (os.getuid(), os.getgid())


def test_create_is_exclusive_and_durable(tmp_path: pathlib.Path, calls: list[str]) -> None:
    path = tmp_path / "manifest.json"
    files.create_file(str(path), "{}")
    assert calls == ["fsync directory", "fsync file"]
    assert mode(path) == 0o600
    with pytest.raises(FileExistsError):
        files.create_file(str(path), "other")
    assert path.read_text() == "{}"
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        files.create_file(str(tmp_path / "dangling"), "other")
    assert not (tmp_path / "nowhere").exists()


def test_create_leaves_nothing_on_a_failure(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(stream: t.IO[bytes]) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(files, "sync_stream", fail)
    with pytest.raises(OSError, match="No space left"):
        files.create_file(str(tmp_path / "manifest.json"), "{}")
    assert os.listdir(tmp_path) == []


def test_open_new_makes_its_name_durable(tmp_path: pathlib.Path, calls: list[str]) -> None:
    with files.open_new(str(tmp_path / "rows.jsonl")) as stream:
        assert calls == ["fsync directory"]
        stream.write(b"1\n")
        files.sync_stream(stream)
        assert calls == ["fsync directory", "fsync file"]
        assert (tmp_path / "rows.jsonl").read_bytes() == b"1\n"


def test_remove_makes_the_removal_durable(tmp_path: pathlib.Path, calls: list[str]) -> None:
    (tmp_path / "a").write_text("x")
    files.remove_file(str(tmp_path / "a"))
    assert calls == ["unlink", "fsync directory"]
    files.remove_file(str(tmp_path / "a"))


def test_directories_are_private_and_durable(tmp_path: pathlib.Path, calls: list[str]) -> None:
    files.make_directory(str(tmp_path / "a" / "b"))
    assert mode(tmp_path / "a" / "b") == 0o700
    assert calls == ["fsync directory"] * 2
    files.make_directory(str(tmp_path / "a" / "b"))
    assert calls == ["fsync directory"] * 2


def test_a_file_system_that_cannot_sync_directories(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    number = errno.EINVAL
    files.sync_directory(str(tmp_path))
    number = errno.EIO
    with pytest.raises(OSError, match="Input/output error"):
        files.sync_directory(str(tmp_path))


def test_no_other_place_writes_atomically() -> None:
    second = re.compile(r"os\.(replace|rename)\(|mkstemp|NamedTemporaryFile|atomic_move|write_text|write_bytes")
    found = {
        str(path.relative_to(PLUGINS))
        for path in PLUGINS.rglob("*.py")
        if path.name != "_files.py" and second.search(path.read_text(encoding="utf-8"))
    }
    # store.py renames whole directories; place.py replaces what a backup holds, links too, relative to a directory
    assert found <= {"module_utils/_backup/store.py", "module_utils/_backup/place.py"}
