# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the controller adds to om_lease: which run this is, and whether another one is dead."""

from __future__ import annotations

import os
import subprocess
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.action import om_lease
from ansible_collections.openmetadata.ops.plugins.module_utils._lease.processes import machine, process_start


def test_a_run_is_the_process_that_starts_the_tasks() -> None:
    first, second = om_lease.this_run({}), om_lease.this_run({})
    assert first == second
    assert (first["pid"], first["start"]) == (os.getppid(), process_start(os.getppid()))
    assert first["job"] == ""


@pytest.mark.parametrize("prefix", ["awx", "tower"])
def test_a_job_of_awx_is_named(prefix: str) -> None:
    run = om_lease.this_run({f"{prefix}_job_id": 99, f"{prefix}_user_name": "alice"})
    assert (run["job"], run["user"]) == ("99", "alice")


def test_only_a_run_of_this_controller_is_known_to_be_dead() -> None:
    child = subprocess.Popen(["sleep", "60"])
    holder: dict[str, t.Any] = {"machine": machine(), "pid": child.pid, "start": process_start(child.pid)}
    assert not om_lease.is_dead_here(holder)
    child.kill()
    child.wait()
    assert om_lease.is_dead_here(holder)
    assert not om_lease.is_dead_here({**holder, "machine": "another"})
    assert not om_lease.is_dead_here({})


class Fake(om_lease.ActionModule):
    """The action without a host: the module answers from a list."""

    def __init__(self, answers: list[dict[str, t.Any]]) -> None:
        self.answers = answers
        self.asked: list[dict[str, t.Any]] = []
        self._task = type("Task", (), {"args": {"state_dir": "/x"}, "check_mode": False, "async_val": 0})()

    def _execute_module(self, module_args: t.Any = None, **_more: t.Any) -> dict[str, t.Any]:
        self.asked.append(dict(module_args))
        return self.answers.pop(0)


@pytest.mark.parametrize(("alive", "calls"), [(True, 1), (False, 2)])
def test_the_module_is_told_that_the_holder_is_dead(monkeypatch: pytest.MonkeyPatch, alive: bool, calls: int) -> None:
    monkeypatch.setattr("ansible.plugins.action.ActionBase.run", lambda *_args, **_more: {})
    start = process_start(os.getpid()) if alive else "1"
    refused = {"refused": True, "holder": {"id": "abc", "machine": machine(), "pid": os.getpid(), "start": start}}
    action = Fake([refused, {"refused": False, "held": True}])
    result = action.run(task_vars={})
    assert len(action.asked) == calls
    assert result["refused"] is alive
    assert action.asked[-1].get("dead") == (None if alive else ["abc"])
