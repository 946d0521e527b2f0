# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a long module is: from the run that is watched, over the file on the host, to the controller's screen."""

from __future__ import annotations

import json
import pathlib
import time
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import progress as on_host
from ansible_collections.openmetadata.ops.plugins.plugin_utils import _progress as on_controller


class Run:
    bytes = 250_000_000
    table: str | None = "table_entity"


class Shell:
    @staticmethod
    def quote(text: str) -> str:
        return text


class Connection:
    _shell = Shell()
    become = None


class Action:
    """What the watcher uses of an action plugin; reads on this host."""

    _connection = Connection()

    @staticmethod
    def _remote_expand_user(path: str) -> str:
        return path

    @staticmethod
    def _low_level_execute_command(command: str, sudoable: bool) -> dict[str, t.Any]:
        path = pathlib.Path(command.removeprefix("cat "))
        return {"rc": 0, "stdout": path.read_text()} if path.exists() else {"rc": 1, "stdout": ""}


def wait_for(what: t.Callable[[], t.Any]) -> t.Any:
    deadline = time.monotonic() + 20
    while not (found := what()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


def test_often_enough() -> None:
    """A line is at most this old when it is printed."""
    assert on_host.INTERVAL + on_controller.INTERVAL <= 30


def test_the_file_tells_bytes_and_table_and_goes_with_its_run(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "progress.json"
    said: list[str] = []
    with on_host.Progress(str(path), said.append, interval=0.01) as progress:
        progress.step("dump of openmetadata_db", 1_000_000_000)
        progress.watch(Run())
        wait_for(lambda: path.exists() and json.loads(path.read_text())["bytes"] == Run.bytes)
        wait_for(lambda: said)
        assert path.stat().st_mode & 0o777 == 0o600
        line = json.loads(path.read_text())["line"]
        assert line.startswith("dump of openmetadata_db: 238 MiB of about 954 MiB in ")
        assert line.endswith(", at table_entity")
    assert not list(tmp_path.iterdir())


def test_the_controller_prints_it(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    monkeypatch.setattr(on_controller, "INTERVAL", 0.01)
    monkeypatch.setattr(on_controller.Display, "display", lambda _self, line, *_args, **_more: printed.append(line))
    path = tmp_path / "progress.json"
    watcher = on_controller.Watcher(Action(), str(path), "om1")
    watcher.start()
    with on_host.Progress(str(path), interval=0.01) as progress:
        progress.step("dump of openmetadata_db")
        progress.watch(Run())
        wait_for(lambda: any("table_entity" in line for line in printed))
    watcher.stop()
    assert printed[-1].startswith("progress: [om1] dump of openmetadata_db: 238 MiB in ")
    assert len(printed) == len(set(printed)), "a line is printed once"
