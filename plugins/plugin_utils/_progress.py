# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Shows how far a long module is while it runs.

A module's own output only arrives at its end. So the module writes a file on its host, and a thread here reads that
file over a second connection of the same kind, and prints its line.
"""

from __future__ import annotations

import copy
import json
import threading
import typing as t
import uuid

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

INTERVAL = 15.0  # seconds; short runs print nothing, long ones at least every half minute


class ProgressAction(ActionBase):
    """Runs the module of the same name, and prints its progress."""

    progress_below: t.Callable[[str], str]  # of the option path: the directory that holds the progress file

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        """Run the module."""
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        args = dict(self._task.args)
        path = args.get("path")
        watcher = None
        if isinstance(path, str) and path and not self._task.check_mode and not self._task.async_val:
            if not args.get("progress_file"):
                args["progress_file"] = f"{type(self).progress_below(path)}/.progress-{uuid.uuid4().hex}.json"
            watcher = Watcher(self, args["progress_file"], str((task_vars or {}).get("inventory_hostname", "")))
            watcher.start()
        try:
            result.update(self._execute_module(module_args=args, task_vars=task_vars, wrap_async=self._task.async_val))
        finally:
            if watcher:
                watcher.stop()
        return result

    _supports_async = True


class Watcher(threading.Thread):
    """Reads the file and prints its line until it is stopped. Nothing that goes wrong here is the module's failure."""

    def __init__(self, action: ActionBase, path: str, host: str) -> None:
        super().__init__(daemon=True)
        # Connections of Ansible start one process a command; only the objects' state must not be shared.
        self._action = copy.copy(action)
        self._action._connection = copy.copy(action._connection)
        if getattr(action._connection, "become", None) is not None:
            self._action._connection.become = copy.copy(action._connection.become)
        self._path = path
        self._host = host
        self._ended = threading.Event()
        self._display = Display()

    def run(self) -> None:
        """The thread's body."""
        printed = None
        while not self._ended.wait(INTERVAL):
            try:
                line = self._read()
            except Exception as exc:
                self._display.vvv(f"progress of {self._host} cannot be read: {exc}")
                continue
            if line and line != printed and not self._ended.is_set():
                self._display.display(f"progress: [{self._host}] {line}")
                printed = line

    def _read(self) -> str | None:
        shell = self._action._connection._shell
        path = self._action._remote_expand_user(self._path)
        answer = self._action._low_level_execute_command(f"cat {shell.quote(path)}", sudoable=True)
        if answer.get("rc") != 0:
            return None  # not begun
        return str(json.loads(answer["stdout"])["line"])

    def stop(self) -> None:
        """The module has ended. A read that is under way is waited for, but not for long."""
        self._ended.set()
        self.join(5)
