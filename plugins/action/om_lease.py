# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import getpass
import hashlib
import os
import socket
import typing as t

from ansible.plugins.action import ActionBase

from ..module_utils._lease.processes import is_alive, machine, process_start


class ActionModule(ActionBase):
    """The module om_lease, with what only the controller knows: which run this is, and whether another one is dead."""

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module, and again where the run that it names has died on this controller."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        args = dict(self._task.args)
        args["holder"] = {**this_run(task_vars or {}), **(args.get("holder") or {})}
        answer = self._execute_module(module_args=args, task_vars=task_vars)
        found = answer.get("holder") or {}
        if answer.get("refused") and is_dead_here(found):
            args["dead"] = [*(args.get("dead") or []), found["id"]]
            answer = self._execute_module(module_args=args, task_vars=task_vars)
        result.update(answer)
        return result


def this_run(task_vars: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """This run of a playbook. Tasks run in children of its process."""
    pid = os.getppid()
    start = process_start(pid)
    here = machine()
    job = next((task_vars[name] for name in ("awx_job_id", "tower_job_id") if task_vars.get(name)), "")
    user = next((task_vars[name] for name in ("awx_user_name", "tower_user_name") if task_vars.get(name)), "")
    return {
        "id": hashlib.sha256(f"{here} {pid} {start}".encode()).hexdigest()[:12],
        "user": str(user or _login_name()),
        "controller": socket.gethostname(),
        "machine": here,
        "pid": pid,
        "start": start,
        "job": str(job),
    }


def is_dead_here(found: t.Mapping[str, t.Any]) -> bool:
    """Whether a holder ran on this controller and does so no more."""
    return bool(found) and found.get("machine") == machine() and not is_alive(int(found["pid"]), str(found["start"]))


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container whose user has no name
        return str(os.getuid())
