# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.record import (
    Problem,
    Record,
    Start,
    read_record,
    write_record,
)


def login(database: str) -> Login:
    return Login("mysql", "db", 3306, "root", "canary", database)


def test_each_database_has_its_record(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "migrate.json"
    one = Record("1.11.4", "f1", (Problem("loss", "table_entity", "gone"),), "2026-11-22T00:00:00Z")
    two = Record(None, "", start=Start("2026-11-22T00:00:00Z", ("1.9.0",), {"table_entity": 3}, {"alert": 1}))
    assert read_record(str(path), login("a")) is None
    write_record(str(path), login("a"), one)
    write_record(str(path), login("b"), two)
    assert read_record(str(path), login("a")) == one
    assert read_record(str(path), login("b")) == two
    assert read_record(str(path), login("c")) is None
    assert path.stat().st_mode & 0o777 == 0o600
    assert "canary" not in path.read_text()
    assert [entry.name for entry in tmp_path.iterdir()] == ["migrate.json"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"mysql://db:3306/a": {"x": 1}}', '{"mysql://db:3306/a": 5}'])
def test_a_file_that_is_not_ours_is_refused(tmp_path: pathlib.Path, text: str) -> None:
    path = tmp_path / "migrate.json"
    path.write_text(text)
    with pytest.raises(OpsError, match="not a record"):
        read_record(str(path), login("a"))


def test_no_directory_is_said(tmp_path: pathlib.Path) -> None:
    with pytest.raises(OpsError, match="Cannot write state_file"):
        write_record(str(tmp_path / "no" / "migrate.json"), login("a"), Record(None, ""))


def test_without_a_file_nothing_is_kept() -> None:
    assert read_record(None, login("a")) is None
    write_record(None, login("a"), Record(None, ""))
