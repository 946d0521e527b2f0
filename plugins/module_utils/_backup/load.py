# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Loading a dump: definitions, then rows by several clients, then the rest. Stops at the first error."""

from __future__ import annotations

import collections
import contextlib
import subprocess
import threading
import typing as t

from .._database.drivers import SESSION
from .._errors import OpsError
from .clients import Client
from .frames import Part, pack
from .progress import Progress
from .runs import POST, ROWS
from .unpack import Source, Unpacker

LOAD_PROGRAM = {"mysql": "mysql", "postgresql": "psql"}
# https://dev.mysql.com/doc/refman/9.0/en/mysql-command-options.html: in batch mode the client stops at the first error;
# binary-mode leaves every byte as it is and switches off client commands such as \\!.
_MYSQL = ("--batch", "--binary-mode", "--default-character-set=utf8mb4", "--max-allowed-packet=1G")
# mysqldump makes a statement of each megabyte, after which the server waits for the disk. A frame is a transaction:
# https://dev.mysql.com/doc/refman/9.0/en/optimizing-innodb-bulk-data-loading.html
_BEGIN, _COMMIT = b"SET SESSION autocommit = 0;\n", b"COMMIT;\n"
# https://www.postgresql.org/docs/current/app-psql.html: no ~/.psqlrc, stop at the first error, all of it or nothing.
_PSQL = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-f", "-")


class Session:
    """One client that loads text into one database."""

    def __init__(self, client: Client, database: str, *, compression: str, settings: str = "") -> None:
        self._client = client
        self._program = LOAD_PROGRAM[client.login.engine]
        argv = client.arguments(database)
        argv += [*_MYSQL, f"--database={database}"] if client.login.engine == "mysql" else list(_PSQL)
        self._process, self._errors = client.spawn(self._program, argv, feed=True, stdout=subprocess.DEVNULL)
        # First of all, the server's time-outs must not end a session that waits for its next frame.
        text = "".join(f"{statement};\n" for statement in SESSION[client.login.engine]) + settings
        with contextlib.suppress(OSError):  # a client that has ended already says why when it is closed
            self._process.stdin.write(text.encode())  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]
        self._unpacker = Unpacker(compression, self._process.stdin)  # type: ignore[arg-type]

    def feed(self, data: bytes) -> None:
        """Load a frame.

        Raises:
            OpsError: the client has failed, or the frame is damaged.
        """
        try:
            self._unpacker.feed(data)
        except OSError:
            self._gone()

    def close(self) -> None:
        """End the client and see how it ended.

        Raises:
            OpsError: it failed, or the last frame is damaged.
        """
        try:
            self._unpacker.close()
        except OSError:
            self._gone()
        self._end()

    def _gone(self) -> t.NoReturn:
        """The client reads no more: it says why, or ended as if all were well."""
        self._end()
        raise OpsError(f"{self._program} stopped reading before the end of the dump.")

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        code = self._process.wait()
        with self._errors:
            if code != 0:
                raise OpsError(self._client.failure(self._program, code, self._errors))

    def kill(self) -> None:
        """Let go after a failure elsewhere."""
        self._unpacker.kill()
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(OSError):
            self._process.stdin.close()  # type: ignore[union-attr]
        self._errors.close()


@contextlib.contextmanager
def loading(client: Client, database: str, *, compression: str, settings: str = "") -> t.Iterator[Session]:
    """A client for the block, killed if the block raises.

    Raises:
        OpsError: the client failed.
    """
    session = Session(client, database, compression=compression, settings=settings)
    try:
        yield session
    except BaseException:
        session.kill()
        raise
    session.close()


class Counter:
    """What progress watches."""

    def __init__(self) -> None:
        self.bytes = 0
        self.table: str | None = None


class Work:
    """Chains of frames for several clients.

    Each client has a run of the dump to itself, in its order: two clients in one table wait for each other. Who is done
    with its own helps another, from that one's end.
    """

    def __init__(self, chains: t.Iterable[list[Part]]) -> None:
        runs: dict[int, list[list[Part]]] = {}
        for chain in chains:
            runs.setdefault(chain[0].run, []).append(chain)
        self._runs = [collections.deque(_ordered(run)) for run in runs.values()]
        self._lock = threading.Lock()

    def take(self, client: int) -> list[Part]:
        """The next chain for a client; empty where nothing is left."""
        if not self._runs:
            return []  # for example a database without any index
        with self._lock:
            if not self._runs:  # a database without rows, or without indexes
                return []
            own = self._runs[client % len(self._runs)]
            if own:
                return own.popleft()
            fullest = max(self._runs, key=lambda run: sum(part.raw for chain in run for part in chain))
            return fullest.pop() if fullest else []


def _ordered(run: list[list[Part]]) -> list[list[Part]]:
    """The longest first and the shortest last, so that no client is left alone with much at the end.

    The others stay as they were dumped: InnoDB fills its pages best when keys ascend.
    """
    half = max(part.raw for chain in run for part in chain) // 2

    def rank(chain: list[Part]) -> tuple[int, int]:
        size = sum(part.raw for part in chain)
        return (-len(chain), 0) if size >= half else (0, -size)

    return sorted(run, key=rank)


def _phase(part: Part) -> str:
    """When a definition is loaded; rows, indexes and their heads and tails have an order of their own."""
    if part.kind in ("tables", "pre"):
        return "before"
    return "" if part.kind.startswith((ROWS, POST)) else "after"


class Loader:
    """Loads one database's dump.

    Args:
        client: how to reach the server.
        database: where to load to.
        parts: the dump's frames.
        source: where their bytes are.
        compression: how they are packed.
        jobs: how many clients load rows at the same time.
        skip: kinds of runs that are left out.
    """

    def __init__(
        self,
        client: Client,
        database: str,
        parts: list[Part],
        source: Source,
        progress: Progress,
        *,
        compression: str,
        jobs: int,
        skip: t.Collection[str] = (),
        settings: str = "",
    ) -> None:
        self._client = client
        self._database = database
        self._parts = [part for part in parts if part.kind not in skip]
        self._source = source
        self._compression = compression
        self._jobs = jobs
        self._counter = Counter()
        self._settings = settings
        self._stop = threading.Event()
        progress.watch(self._counter)

    def before(self) -> None:
        """Load what comes before the rows."""
        self._sequence(part for part in self._parts if _phase(part) == "before")

    def rows(self) -> None:
        """Load the rows."""
        heads = self._of(f"{ROWS}-head")
        if heads:
            head = min(heads, key=lambda part: part.run)
            tail = [part for part in self._of(f"{ROWS}-tail") if part.run == head.run]
            self._chains(head, self._of(ROWS), tail)

    def after(self) -> None:
        """Load what comes after the rows."""
        heads, tail = self._of(f"{POST}-head"), self._of(f"{POST}-tail")
        if heads:
            self._chains(heads[0], self._of(f"{POST}-index"), tail, apart=True)
            with self._session() as session:
                for part in (heads[0], *self._of(f"{POST}-rest"), *tail):
                    self._feed(session, part)
        self._sequence(part for part in self._parts if _phase(part) == "after")

    def _of(self, kind: str) -> list[Part]:
        return [part for part in self._parts if part.kind == kind]

    def _chains(self, head: Part, parts: list[Part], tail: list[Part], *, apart: bool = False) -> None:
        """Several clients at once, each begins with the head and ends with the tail.

        Args:
            apart: a client for each chain. Else a client has as many as it gets through; where a chain is a statement
                or two, the first one would have them all in its pipe before the second one begins.
        """
        chains: dict[tuple[int, int], list[Part]] = {}
        for part in parts:
            # What can only be read from its beginning to its end is loaded in that order, by one client.
            chains.setdefault((0, 0) if self._source.sequential else (part.run, part.chain), []).append(part)
        work = Work(chains.values())
        problems: list[Exception] = []
        load = self._apart if apart else self._stream
        threads = [
            threading.Thread(target=self._guarded, args=(problems, load, work, number, head, tail), daemon=True)
            for number in range(max(1, min(self._jobs, len(chains))))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise problems[0]

    def _sequence(self, parts: t.Iterable[Part]) -> None:
        for part in parts:
            with self._session() as session:
                self._feed(session, part)

    def _guarded(self, problems: list[Exception], load: t.Callable[..., None], *share: t.Any) -> None:
        """A client's share of the work; its failure ends the others'."""
        try:
            load(*share)
        except Exception as exc:
            problems.append(exc)
            self._stop.set()

    def _apart(self, work: Work, number: int, head: Part, tail: list[Part]) -> None:
        """A client for each chain, until none is left."""
        while not self._stop.is_set() and (chain := work.take(number)):
            with self._session() as session:
                for part in (head, *chain, *tail):
                    self._feed(session, part)

    def _stream(self, work: Work, number: int, head: Part, tail: list[Part]) -> None:
        """One client for as many chains as it gets through."""
        with self._session() as session:
            self._feed(session, head)
            commit = b""
            if self._client.login.engine == "mysql":
                session.feed(pack(_BEGIN, self._compression))
                commit = pack(_COMMIT, self._compression)
            while not self._stop.is_set() and (chain := work.take(number)):
                for part in chain:
                    self._feed(session, part)
                    if commit:
                        session.feed(commit)
            if self._stop.is_set():
                raise OpsError("Another client that loads this database has failed.")
            for part in tail:
                self._feed(session, part)

    def _session(self) -> contextlib.AbstractContextManager[Session]:
        return loading(self._client, self._database, compression=self._compression, settings=self._settings)

    def _feed(self, session: Session, part: Part) -> None:
        session.feed(self._source.read(part))
        self._counter.bytes += part.raw
