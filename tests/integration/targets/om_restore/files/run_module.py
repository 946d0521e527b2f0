# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs one module, and lets something happen at an exact statement of it. Argument: a JSON object.

module, args   what is run
seconds        how long it waits for other sessions' locks
at             a regular expression; when a statement of the module's own sessions matches it:
always         whether it happens at each such statement, not only at the first
do             kill: this process ends by SIGKILL before the statement; killed: after it. refuse: the statement fails.
               cut: the session is ended by the server before the statement. SQL: that is run by another session, which
               stays open for hold seconds, before the statement; with thread, after the statement and not waited for.
database       the other session's database
root           the collection's directory
"""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import re
import signal
import sys
import tempfile
import threading
import time
import typing as t


def main(job: dict[str, t.Any]) -> None:
    tree = tempfile.mkdtemp()
    place = pathlib.Path(tree) / "ansible_collections/openmetadata"
    place.mkdir(parents=True)
    (place / "ops").symlink_to(job["root"])
    sys.path.insert(0, tree)
    import importlib

    from ansible.module_utils import basic

    basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": job["args"]}).encode()
    basic._ANSIBLE_PROFILE = "legacy"
    ops = "ansible_collections.openmetadata.ops.plugins"
    connection = importlib.import_module(f"{ops}.module_utils._database.connection")
    if job.get("seconds"):
        for name in ("scratch", "exchange_mysql", "exchange_postgresql", "restore"):
            module = importlib.import_module(f"{ops}.module_utils._backup.{name}")
            for constant, value in (
                ("LOCK_SECONDS", job["seconds"]),
                ("LOCK_WAIT", f"SET SESSION lock_wait_timeout = {job['seconds']}"),
            ):
                if hasattr(module, constant):
                    setattr(module, constant, value)
    original, done = connection.Connection._run, []

    def other(self: t.Any, sql: str) -> None:
        session = connection.connect(dataclasses.replace(self.login, database=job.get("database")))
        for statement in sql.split(";"):
            session.execute(statement)
        threading.Thread(target=lambda: (time.sleep(job.get("hold", 600)), session.close()), daemon=True).start()

    def run(self: t.Any, cursor: t.Any, sql: str, args: t.Any) -> None:
        if not job.get("at") or (done and not job.get("always")) or not re.search(job["at"], sql):
            original(self, cursor, sql, args)
            return
        done.append(sql)
        what = job["do"]
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        elif what == "refuse":
            raise connection.DatabaseError("The test refuses this statement.", None)
        elif what == "cut":
            mysql = self.engine == "mysql"
            number = self.value("SELECT CONNECTION_ID()" if mysql else "SELECT pg_backend_pid()")
            with connection.connect(self.login) as session:
                session.execute(f"KILL {number}" if mysql else f"SELECT pg_terminate_backend({number})")
            time.sleep(0.3)
        elif what != "killed" and not job.get("thread"):
            other(self, what)
        original(self, cursor, sql, args)
        if job.get("thread"):
            threading.Thread(target=other, args=(self, what), daemon=True).start()
            time.sleep(0.5)
        if what == "killed":
            os.kill(os.getpid(), signal.SIGKILL)

    connection.Connection._run = run
    importlib.import_module(f"{ops}.modules.{job['module']}").main()


main(json.loads(sys.argv[1]))
