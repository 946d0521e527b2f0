# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Runs a plan: one statement at a time, with a look at the database before and after each."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from .._database import waits
from .._database.activity import IN_TRANSACTION
from .._database.connection import DatabaseError
from .._database.sessions import read_activity
from .._errors import OpsError
from . import evidence, history, sessions, states, steps, values_repair
from .export import Exporter
from .progress import Progress

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence
    from .steps import Step

Planner = t.Callable[["Evidence"], "list[Step]"]


@dataclasses.dataclass
class Run:
    """How to run plans, and what has been done so far."""

    connection: Connection
    planner: Planner
    batch_size: int
    lock_timeout: int
    exporter: Exporter
    recount: t.Callable[[Evidence], dict[str, int]] | None = None  # counts what a purge still has to delete
    progress: Progress = dataclasses.field(default_factory=Progress)
    applied: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)
    rows_deleted: int = 0

    def to_the_end(self, found: Evidence) -> Evidence:
        """Run the plan that this evidence leads to, and return the last look.

        Raises:
            OpsError: a statement failed, or the database is not as it should be before or after one. What was done
                until then stays done, and the next run goes on from there.
        """
        left = self.planner(found)
        whole = len(left)
        with airflow_locked_out(self.connection):
            if self.connection.engine == "mysql":
                self.connection.execute("SET SESSION lock_wait_timeout = %s", (self.lock_timeout,))
            else:
                self.connection.execute("SELECT set_config('lock_timeout', %s, false)", (f"{self.lock_timeout}s",))
            while left:
                now = self._look(found, None)
                self._expect(left, self.planner(now), "before", left[0])
                self.progress.begin(whole - len(left) + 1, whole, left[0])
                self._run(left[0], now)
                found = self._look(now, left[0])
                self._expect(left[1:], self.planner(found), "after", left[0])
                left = left[1:]
        return found

    def _look(self, before: Evidence, done: Step | None) -> Evidence:
        now = evidence.refresh(self.connection, before, done.table if done else None)
        if done and self.recount:
            now = dataclasses.replace(now, history=self.recount(now))
        busy = states.busy_sessions(now)
        if busy:
            words = ", ".join(f"{one.id} of {one.user}: {one.doing}" for one in busy)
            raise OpsError(
                f"Somebody else works on {now.database} now (session {words}). Stop Airflow, then run again: "
                "the repair goes on where it ended."
            )
        return now

    def _expect(self, wanted: list[Step], planned: list[Step], when: str, step: Step) -> None:
        if [one.sql for one in wanted] != [one.sql for one in planned]:
            raise OpsError(
                f"The database is not what it should be {when} the statement {step.sql!r}: left to do would be "
                f"{[one.sql for one in planned]}. Somebody else changes it; stop Airflow, then run again."
            )

    def _run(self, step: Step, now: Evidence) -> None:
        started = time.monotonic()
        if step.drops:
            self.exporter.keep(step.drops)  # on disk before it is gone
        try:
            rows = self._effect(step, now)
        except DatabaseError as exc:
            # 1205, 55P03: another transaction holds the table for longer than lock_timeout.
            advice = self._held_by() if exc.code in (1205, "55P03") else ""
            raise OpsError(
                f"{exc.message} The statement was: {step.sql}. {len(self.applied)} statements before it are done and "
                f"stay done. {advice}Run again to go on."
            ) from exc
        self.applied.append({**step.as_result(), "rows": rows, "seconds": round(time.monotonic() - started, 3)})

    def _held_by(self) -> str:
        """Who may hold the table: an open transaction, which is still there."""
        held = [
            f"{one.text} (end it: {waits.end_statement(self.connection.engine, one.id)})"
            for one in read_activity(self.connection).sessions
            if one.state == IN_TRANSACTION
        ]
        if not held:
            return "A session held the table: stop Airflow. "
        return f"These sessions hold a transaction: {', '.join(held)}. "

    def _effect(self, step: Step, now: Evidence) -> int:
        if step.kind in (steps.REWRITE_VALUES, steps.DELETE_VALUES):
            rows = values_repair.run_step(self.connection, now, step, self.exporter, self.progress.more)
            self.rows_deleted += rows if step.kind == steps.DELETE_VALUES else 0
            return rows
        if step.kind in (steps.DELETE_ORPHANS, steps.DELETE_RUNS, steps.DELETE_INSTANCES, steps.TRUNCATE):
            return self._delete(step, now)
        if step.kind == steps.FILL_IDS:
            return self._in_batches(step.sql)
        if step.kind == steps.MEND_IDS:
            # Parent and child change to the same new id, one table after the other.
            with unchecked(self.connection):
                return self._in_batches(step.sql)
        if step.kind == steps.ADD_FOREIGN_KEY:
            # The rows were checked just now, by a query that is much cheaper than MySQL's own check, which copies the
            # table. https://dev.mysql.com/doc/refman/9.0/en/innodb-online-ddl-operations.html
            with unchecked(self.connection):
                return self.connection.execute(step.sql)
        return self.connection.execute(step.sql)

    def _delete(self, step: Step, now: Evidence) -> int:
        if step.kind == steps.DELETE_ORPHANS:
            condition = steps.condition(step)
            rows = self.exporter.export_and_delete(self.connection, step.table, condition, self.progress.more)
        else:
            # Its rows were counted just now; what cascades is not in the driver's count.
            rows = sum(step.losses.values())
            size, more = self.batch_size, self.progress.more
            if step.kind == steps.DELETE_RUNS:
                kin = history.relatives(now, history.RUNS)
                history.delete_runs(self.connection, steps.condition(step), kin, size, more)
            elif step.kind == steps.DELETE_INSTANCES:
                history.delete_instances(self.connection, history.relatives(now, history.INSTANCES), size, more)
            else:
                with unchecked(self.connection):
                    self.connection.execute(step.sql)
        self.rows_deleted += rows
        return rows

    def _in_batches(self, sql: str) -> int:
        total = 0
        while True:
            rows = self.connection.execute(f"{sql} LIMIT {self.batch_size:d}")
            total += rows
            self.progress.more(rows)
            if rows < self.batch_size:
                return total


@contextlib.contextmanager
def unchecked(connection: Connection) -> t.Iterator[None]:
    """Foreign keys are not checked in this block, nor do they cascade; PostgreSQL truncates tables together instead."""
    if connection.engine == "postgresql":
        yield
        return
    connection.execute("SET SESSION foreign_key_checks = 0")
    try:
        yield
    finally:
        with contextlib.suppress(DatabaseError):
            connection.execute("SET SESSION foreign_key_checks = 1")


@contextlib.contextmanager
def airflow_locked_out(connection: Connection) -> t.Iterator[None]:
    """Hold Airflow's own migration lock, so that no `airflow db migrate` begins meanwhile.

    The lock is server-wide. Held by another database's migration it cannot be had; then the look at the sessions
    before each statement has to do.
    """
    if connection.engine == "mysql":
        take, give = "SELECT GET_LOCK(%s, 0)", "SELECT RELEASE_LOCK(%s)"
        name: str | int = sessions.MIGRATION_LOCK
    else:
        take, give = "SELECT pg_try_advisory_lock(%s)", "SELECT pg_advisory_unlock(%s)"
        name = sessions.MIGRATION_LOCK_ID
    got = connection.value(take, (name,))
    try:
        yield
    finally:
        if got:
            with contextlib.suppress(DatabaseError):
                connection.value(give, (name,))
