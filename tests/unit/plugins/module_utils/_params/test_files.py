# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._params.files import FileTarget
from ansible_collections.openmetadata.ops.plugins.module_utils._params.flow import ensure, restore
from ansible_collections.openmetadata.ops.plugins.module_utils._params.plan import Found
from ansible_collections.openmetadata.ops.plugins.module_utils._params.state import Store
from ansible_collections.openmetadata.ops.plugins.module_utils._params.values import mysql_shape

COMPOSE = """\
services:
  mysql:
    image: db
    command: "--sort_buffer_size=10M"
"""


class Running:
    """What the running server says."""

    scope = "persist"

    def __init__(self, *, settled: bool, sort: str = "262144") -> None:
        self.settled = settled
        self.sort = sort

    def look(self, name: str) -> Found:
        text = "OFF" if name.startswith("log") else self.sort
        shape = mysql_shape(text)
        return Found(name, shape, shape.from_server(text), {"global": text, "persisted": None}, self.settled)


def target(path: Path, running: Running | None) -> FileTarget:
    return FileTarget("mysql", str(path), None, running)  # type: ignore[arg-type]


def test_flags_are_merged_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "docker-compose.yml"
    path.write_text(COMPOSE)
    path.chmod(0o640)
    store = Store(str(tmp_path / "params.json"))
    params = {"sort_buffer_size": "20M", "log_bin_trust_function_creators": True}

    first = ensure(target(path, Running(settled=True)), params, "at_least", store, check_mode=False, fail_on_unmet=True)
    assert first.changed
    assert first.params["sort_buffer_size"] == {
        "before": 10485760,
        "after": 20971520,
        "scope": "file",
        "restart_required": True,
    }
    assert first.previous == {"sort_buffer_size": 10485760, "log_bin_trust_function_creators": None}
    assert '    command: "--sort_buffer_size=20971520 --log_bin_trust_function_creators=ON"\n' in path.read_text()
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o640

    second = ensure(
        target(path, Running(settled=True)), params, "at_least", store, check_mode=False, fail_on_unmet=True
    )
    assert not second.changed
    assert second.params["sort_buffer_size"]["restart_required"]  # the running server has 256 KiB still

    entries = [(target(path, None), entry) for entry in store.entries.values()]
    assert restore(store, entries, check_mode=False).changed
    assert path.read_text() == COMPOSE


@pytest.mark.parametrize(
    ("text", "running", "changed"),
    [
        ("[mysqld]\nsort_buffer_size=64M\n", Running(settled=True), False),
        ("[mysqld]\nsort_buffer_size=64M\n", Running(settled=True, sort="100000000"), False),
        ("[mysqld]\n", Running(settled=True, sort="67108864"), False),  # another file gives more: never lowered
        ("[mysqld]\n", Running(settled=False, sort="67108864"), True),  # set at run time only
        ("[mysqld]\n", Running(settled=True), True),
    ],
)
def test_at_least_in_an_option_file(tmp_path: Path, text: str, running: Running, changed: bool) -> None:
    path = tmp_path / "om.cnf"
    path.write_text(text)
    outcome = ensure(
        target(path, running), {"sort_buffer_size": "20M"}, "at_least", None, check_mode=False, fail_on_unmet=True
    )
    assert outcome.changed is changed
    assert (path.read_text() == text) is not changed


def test_check_mode_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "om.cnf"
    path.write_text("[mysqld]\n")
    outcome = ensure(
        target(path, Running(settled=True)),
        {"sort_buffer_size": "20M"},
        "exact",
        None,
        check_mode=True,
        fail_on_unmet=True,
    )
    assert outcome.changed
    assert outcome.params["sort_buffer_size"]["restart_required"]
    assert path.read_text() == "[mysqld]\n"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.cnf").write_text("[mysqld]\n")
    link = tmp_path / "link.cnf"
    link.symlink_to("real.cnf")
    ensure(target(link, Running(settled=True)), {"x": "20M"}, "exact", None, check_mode=False, fail_on_unmet=True)
    assert link.is_symlink()
    assert (tmp_path / "real.cnf").read_text() == "[mysqld]\nx = 20971520\n"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OpsError, match=r"path: .*none\.cnf cannot be read"):
        target(tmp_path / "none.cnf", Running(settled=True)).look("x")
