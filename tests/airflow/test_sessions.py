# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A session that sleeps in a transaction: found before the migration, and named while the migration waits for it."""

from __future__ import annotations

import contextlib
import threading
import time
import typing as t

import pytest
from harness import Airflow, Database
from postgresql import PostgresqlDatabase

if t.TYPE_CHECKING:
    import subprocess

    from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import Connection

RELEASE = "3.1.5"
Install = t.Callable[[str], Airflow]


def look(database: Database | PostgresqlDatabase, until: t.Callable[[dict[str, t.Any]], bool]) -> dict[str, t.Any]:
    """Look until something is seen, for five minutes at most."""
    deadline = time.monotonic() + 300
    while True:
        seen = database.fix(strategy="report", airflow_release=RELEASE, wait_timeout=0)
        if until(seen) or time.monotonic() > deadline:
            return seen
        time.sleep(1)


@contextlib.contextmanager
def running(airflow: Airflow, database: Database | PostgresqlDatabase) -> t.Iterator[subprocess.Popen[str]]:
    """A migration, which has ended when this block has. What it says goes to nobody, as a full pipe would stop it."""
    process = airflow.start_migration(database)
    threading.Thread(target=process.communicate, daemon=True).start()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def check(database: Database | PostgresqlDatabase, airflow: Airflow, sleeper: Connection, own: str, end: str) -> None:
    """The sleeper is a reader that used dag_run and has not said that it is done."""
    number = sleeper.value(own)
    sleeper.execute("BEGIN")
    sleeper.value("SELECT COUNT(*) FROM om_airflow_slow.dag_run" if end == "KILL" else "SELECT COUNT(*) FROM dag_run")
    seen = look(database, lambda seen: bool(seen["evidence"]["holders"]))
    (holder,) = seen["evidence"]["holders"]
    assert (holder["id"], holder["state"]) == (number, "in transaction")
    assert f"session {number} of " in holder["text"]
    with running(airflow, database) as process:
        seen = look(database, lambda seen: bool(seen["evidence"]["waits"]))
        assert seen["state"] == "migration_running", seen["msg"]
        (wait,) = seen["evidence"]["waits"]
        assert wait["holding"] == number
        assert wait["end"] in seen["msg"]
        assert "waits for a lock on dag_run" in seen["msg"]
        with database.server.connect() as admin:
            admin.execute(wait["end"])
        process.wait(timeout=300)
    assert process.returncode == 0


@pytest.mark.usefixtures("flag")
def test_mysql(database: Database, airflow: Install) -> None:
    database.load("clean_2.10.5_small")
    # without a default database
    with database.server.connect() as sleeper:
        check(database, airflow(RELEASE), sleeper, "SELECT CONNECTION_ID()", "KILL")


def test_postgresql(postgresql: PostgresqlDatabase, airflow: Install) -> None:
    with postgresql.connect() as sleeper:
        check(postgresql, airflow(RELEASE), sleeper, "SELECT pg_backend_pid()", "SELECT")
