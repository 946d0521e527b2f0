# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.modules.om_file_info import look


def test_a_file_is_read(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "state.json"
    file.write_bytes('{"who": "Zoë"}\r\n'.encode())
    found = look(str(file), True)
    assert found == {"path": str(file), "exists": True, "content": '{"who": "Zoë"}\r\n', "exact": True}
    assert look(str(file), False)["content"] is None


def test_what_is_not_there_does_not_exist(tmp_path: pathlib.Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.touch()
    link.symlink_to(tmp_path / "nowhere")
    for path in (tmp_path / "missing", file / "below", link):
        assert look(str(path), True) == {"path": str(path), "exists": False, "content": None, "exact": False}


def test_links_are_followed(tmp_path: pathlib.Path) -> None:
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("text")
    link.symlink_to(file)
    assert look(str(link), True)["content"] == "text"


def test_a_directory_has_no_content(tmp_path: pathlib.Path) -> None:
    found = look(str(tmp_path), True)
    assert found == {"path": str(tmp_path), "exists": True, "content": None, "exact": False}


def test_bytes_that_are_no_text_are_replaced(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a\xffb")
    found = look(str(file), True)
    assert (found["content"], found["exact"]) == ("a�b", False)


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("os.stat", refuse)
    with pytest.raises(PermissionError):
        look("/srv/state.json", True)
