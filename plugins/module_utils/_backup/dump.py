# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Dumping one database: its definitions, then its rows in one or several runs that see the same snapshot."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import subprocess
import threading
import time
import typing as t

from .._database.connection import Connection, DatabaseError, connect
from .._database.keepalive import kept_alive
from .._database.options import Login
from .._errors import OpsError
from .catalogue import Catalogue, as_dumped, read_catalogue
from .clients import Client, widen
from .facts import Facts, Table, count_rows, read_facts, sample_bytes
from .frames import FrameFile, Later, RunFrames
from .progress import Progress
from .runs import POST, ROWS, Run, mysql_definitions, mysql_rows, postgresql_definitions, postgresql_rows
from .splitter import Frames, NoFrames, Seen, Splitter, frame_bytes
from .splitter_mysql import MysqlRows
from .splitter_postgresql import PostgresqlPost, PostgresqlRows

_LOCK_REFUSED = (1044, 1045, 1142, 1227)  # no right to lock: https://dev.mysql.com/doc/mysql-errors/9.0/en/
LARGE = 8 * 1024 * 1024  # a table whose indexes are worth a client of their own
# Where a dump program writes 4 KiB at a time, to wake up for each costs more than the work on it, so the pipe may fill
# up a little; it holds some milliseconds of the fastest dump.
READ_BYTES = 256 * 1024
_SHORT = 64 * 1024
_NAP = 0.001
_LOCK_TIMEOUT = 1205
_LOCK_SECONDS = 10
_LOCK_ATTEMPTS = 3
DUMP_PROGRAM = {"mysql": "mysqldump", "postgresql": "pg_dump"}


@dataclasses.dataclass
class Dumped:
    """One database's dump."""

    facts: Facts
    tables: dict[str, Seen]
    consistency: str
    catalogue: Catalogue


class Stop(Exception):
    """Another run of this dump has failed."""


def dump_database(
    client: Client, login: Login, file: FrameFile, progress: Progress, *, compression: str, jobs: int
) -> Dumped:
    """Dump a database into a file of frames.

    Raises:
        OpsError: anything went wrong; the file is not complete then.
    """
    with connect(login) as connection, kept_alive(connection):
        facts = read_facts(connection, login.database or "")
        progress.expect(facts.bytes)
        if facts.engine == "mysql":
            return _Mysql(client, login, connection, facts, progress).dump(file, compression, jobs)
        return _Postgresql(client, login, connection, facts, progress).dump(file, compression, jobs)


def digest_database(client: Client, login: Login, jobs: int, progress: Progress) -> dict[str, Seen]:
    """Read all rows as a dump would, and keep only each table's digest and count."""
    with connect(login) as connection, kept_alive(connection):
        facts = read_facts(connection, login.database or "")
        kind = _Mysql if facts.engine == "mysql" else _Postgresql
        return kind(client, login, connection, facts, progress).digest(jobs)


class _Engine:
    """What both engines share."""

    def __init__(self, client: Client, login: Login, connection: Connection, facts: Facts, progress: Progress) -> None:
        self.client = client
        self.login = login
        self.connection = connection
        self.facts = facts
        self.progress = progress
        self.keyed = {table.name for table in facts.tables if table.keyed}
        self.argv = client.arguments(facts.name)
        self.sequences: dict[str, str] = {}  # as the dump sets them (PostgreSQL)

    def splitter(self, run: Run, frames: Frames) -> Splitter:
        """The reader that fits the run."""
        if run.kind == POST:
            by_size = sorted(self.facts.tables, key=lambda table: -table.bytes)
            large = [table.name for table in by_size if table.bytes >= LARGE]
            return PostgresqlPost(self.facts.engine, frames, run.kind, large=large)
        if not run.rows:
            return Splitter(self.facts.engine, frames, run.kind)
        kind = MysqlRows if self.facts.engine == "mysql" else PostgresqlRows
        return kind(
            self.facts.engine,
            frames,
            ROWS,
            ordered=lambda table: table not in self.keyed,
            frame_bytes=frame_bytes(self.facts.bytes),
        )

    def definitions(self, runs: list[Run], file: FrameFile | Later, compression: str, first: int) -> None:
        """Run after run, each one frame."""
        for number, run in enumerate(runs, start=first):
            self.pump(run, self.splitter(run, RunFrames(file, number, compression)))

    def rows(
        self, runs: list[Run], frames: t.Callable[[int], Frames], under_way: t.Callable[[], None]
    ) -> dict[str, Seen]:
        """All runs at once. ``under_way`` is called when each has its snapshot, and works beside them.

        Raises:
            OpsError: the first failure; the other runs are stopped.
        """
        workers = [_Worker(self, run, self.splitter(run, frames(number))) for number, run in enumerate(runs)]
        started: list[_Worker] = []
        try:
            for worker in workers:
                worker.start()
                started.append(worker)
            begun = False
            while any(worker.is_alive() for worker in workers) and not any(worker.problem for worker in workers):
                if not begun and all(worker.splitter.tables or not worker.is_alive() for worker in workers):
                    begun = True
                    under_way()
                time.sleep(0.02)
            if not begun and not any(worker.problem for worker in workers):
                under_way()
        except BaseException:
            for worker in started:
                worker.stop()
            raise
        finally:
            if any(worker.problem for worker in workers):
                for worker in started:
                    worker.stop()
            for worker in started:
                worker.join()
        problem = next(
            (worker.problem for worker in workers if worker.problem and not isinstance(worker.problem, Stop)), None
        )
        if problem:
            raise problem
        for worker in workers:
            self.sequences.update(worker.splitter.sequences)
        return {name: seen for worker in workers for name, seen in worker.splitter.tables.items()}

    def pump(self, run: Run, splitter: Splitter, worker: _Worker | None = None) -> None:
        """One run, from its start to its footer and exit code."""
        program = DUMP_PROGRAM[self.facts.engine]
        process, errors = self.client.spawn(program, run.argv, buffered=True)
        with errors, contextlib.ExitStack() as cleanup:
            cleanup.callback(_end, process)
            if worker is not None:
                worker.process = process
            if process.stdout is None:
                raise AssertionError("it is a pipe")
            widen(process.stdout.fileno())
            if run.rows:
                self.progress.watch(splitter)
            while True:
                block = os.read(process.stdout.fileno(), READ_BYTES)
                if worker is not None and worker.stopping.is_set():
                    raise Stop
                if not block:
                    break
                splitter.feed(block)
                if len(block) < _SHORT:
                    time.sleep(_NAP)
            code = process.wait()
            if code != 0:
                raise OpsError(self.client.failure(program, code, errors))
            splitter.close()

    def check_tables(self, tables: dict[str, Seen]) -> None:
        """The dump must hold every table that the catalogs named."""
        missing = sorted({table.name for table in self.facts.tables} - set(tables))
        if missing:
            raise OpsError(f"The dump of {self.facts.name} lacks {len(missing)} tables: {', '.join(missing[:10])}.")


class _Worker(threading.Thread):
    """One run of the dump program among several."""

    def __init__(self, engine: _Engine, run: Run, splitter: Splitter) -> None:
        super().__init__(daemon=True)
        self.engine = engine
        self.run_ = run
        self.splitter = splitter
        self.problem: Exception | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self.stopping = threading.Event()

    def run(self) -> None:
        """The thread's body."""
        try:
            self.engine.pump(self.run_, self.splitter, self)
        except Exception as exc:
            self.problem = exc

    def stop(self) -> None:
        """End the run, also where it waits for the server."""
        self.stopping.set()
        if self.process is not None:
            self.process.kill()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Whatever happened: no client program outlives its run."""
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with contextlib.suppress(OSError):
                pipe.close()


class _Mysql(_Engine):
    def dump(self, file: FrameFile, compression: str, jobs: int) -> Dumped:
        """Definitions and rows, aligned by a short read lock where the account may take it."""
        before, after = mysql_definitions(self.facts, self.argv)
        with self._read_lock() as lock:
            runs = mysql_rows(self.facts, self.argv, jobs if lock.held else 1)
            listing = _Listing(self.login)
            self.definitions(before, file, compression, 0)
            catalogue = listing.result()
            counts = _Counts(self.login, self.facts.tables)
            first, later = len(before), Later()

            def under_way() -> None:
                if lock.held:
                    counts.start()
                lock.release()
                self.definitions(after, later, compression, first + len(runs))

            tables = self.rows(runs, lambda number: RunFrames(file, first + number, compression), under_way)
        if not lock.held:
            counts.start()
        later.follow(file)
        for name, rows in counts.result().items():
            if name in tables:
                tables[name].rows = rows
        self.check_tables(tables)
        how = "read lock" if lock.held else "single transaction, rows counted after the dump"
        return Dumped(self.facts, tables, how, as_dumped(catalogue, counters=lock.held))

    def digest(self, jobs: int) -> dict[str, Seen]:
        """Digests only; nobody else writes into a restored database."""
        tables = self.rows(mysql_rows(self.facts, self.argv, jobs), lambda number: NoFrames(), lambda: None)
        for name, rows in count_rows(self.connection, self.facts.tables).items():
            tables.setdefault(name, Seen()).rows = rows
        return tables

    def _read_lock(self) -> _ReadLock:
        return _ReadLock(self.connection, self.facts.tables)


class _ReadLock:
    """Nobody writes to these tables until every run has its snapshot.

    Only this database's tables, unlike FLUSH TABLES WITH READ LOCK, and the account needs no more than LOCK TABLES:
    https://dev.mysql.com/doc/refman/9.0/en/lock-tables.html
    """

    def __init__(self, connection: Connection, tables: t.Sequence[Table]) -> None:
        self._connection = connection
        self._tables = tables
        self.held = False
        self._locked = False

    def __enter__(self) -> _ReadLock:
        if not self._tables:
            return self
        # Who waits for a lock makes all later writers wait behind; so only for moments.
        self._connection.execute(f"SET SESSION lock_wait_timeout = {_LOCK_SECONDS}")
        for attempt in range(1, _LOCK_ATTEMPTS + 1):
            try:
                self._connection.execute("LOCK TABLES " + ", ".join(f"{table.quoted} READ" for table in self._tables))
            except DatabaseError as exc:
                if exc.code in _LOCK_REFUSED:
                    return self
                if exc.code != _LOCK_TIMEOUT:
                    raise
                if attempt == _LOCK_ATTEMPTS:
                    raise OpsError(
                        "The tables could not be locked for the moment in which the dump begins: a transaction has "
                        f"been writing to them for more than {_LOCK_SECONDS} s. Stop what writes, or wait for its "
                        "end, and run again."
                    ) from exc
            else:
                self.held = self._locked = True
                break
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    def release(self) -> None:
        """Writers go on."""
        if self._locked:
            self._locked = False
            self._connection.execute("UNLOCK TABLES")


class _Counts:
    """Row counts in a snapshot of our own, taken at the same moment as the dump's, counted while it runs."""

    def __init__(self, login: Login, tables: t.Sequence[Table]) -> None:
        self._login = login
        self._tables = tables
        self._rows: dict[str, int] = {}
        self._problem: Exception | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take the snapshot now, count in the background."""
        connection = connect(self._login)
        connection.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
        self._thread = threading.Thread(target=self._count, args=(connection,), daemon=True)
        self._thread.start()

    def _count(self, connection: Connection) -> None:
        try:
            with connection:
                self._rows = count_rows(connection, self._tables)
        except Exception as exc:
            self._problem = exc

    def result(self) -> dict[str, int]:
        """Wait for the counts."""
        if self._thread is not None:
            self._thread.join()
        if self._problem:
            raise self._problem
        return self._rows


class _Listing:
    """The catalogue, read in a session of its own beside the first run.

    Args:
        snapshot: of PostgreSQL, for the content of large objects.
    """

    def __init__(self, login: Login, snapshot: str | None = None) -> None:
        self._login = login
        self._snapshot = snapshot
        self._found: Catalogue = {}
        self._problem: Exception | None = None
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            with connect(self._login) as connection:
                if self._snapshot:
                    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    connection.execute("SET TRANSACTION SNAPSHOT %s", (self._snapshot,))
                self._found = read_catalogue(connection, self._login.database or "")
        except Exception as exc:
            self._problem = exc

    def result(self) -> Catalogue:
        """Wait for the catalogue."""
        self._thread.join()
        if self._problem:
            raise self._problem
        return self._found


class _Postgresql(_Engine):
    def dump(self, file: FrameFile, compression: str, jobs: int) -> Dumped:
        """Every run works in the snapshot that this connection exports; rows are counted as they go by.

        https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION
        """
        with self._snapshot() as snapshot:
            before, after = postgresql_definitions(self.argv, snapshot)
            runs = postgresql_rows(self._weighed(jobs), self.argv, snapshot, jobs)
            listing = _Listing(self.login, snapshot)
            self.definitions(before, file, compression, 0)
            catalogue = listing.result()
            first, later = len(before), Later()
            tables = self.rows(
                runs,
                lambda number: RunFrames(file, first + number, compression),
                lambda: self.definitions(after, later, compression, first + len(runs)),
            )
        later.follow(file)
        self.check_tables(tables)
        return Dumped(self.facts, tables, "exported snapshot", as_dumped(catalogue, self.sequences))

    def digest(self, jobs: int) -> dict[str, Seen]:
        """Digests only."""
        with self._snapshot() as snapshot:
            runs = postgresql_rows(self._weighed(jobs), self.argv, snapshot, jobs)
            return self.rows(runs, lambda number: NoFrames(), lambda: None)

    def _weighed(self, jobs: int) -> tuple[Table, ...]:
        """The tables, the large ones by the text that they will be: for runs that end at about the same time."""
        if jobs == 1:
            return self.facts.tables
        return tuple(
            dataclasses.replace(table, bytes=sample_bytes(self.connection, table)) if table.bytes >= LARGE else table
            for table in self.facts.tables
        )

    @contextlib.contextmanager
    def _snapshot(self) -> t.Iterator[str]:
        self.connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield str(self.connection.value("SELECT pg_export_snapshot()"))
        finally:
            with contextlib.suppress(DatabaseError):
                self.connection.execute("ROLLBACK")
