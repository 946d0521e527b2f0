# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Putting a restored copy in the place of a MySQL database, which has no rename for databases.

One statement renames the old tables out of the target and the new ones into it, as a whole or not at all:
https://dev.mysql.com/doc/refman/9.0/en/rename-table.html and atomic-ddl.html. Code (views, routines, triggers, events)
cannot be renamed into another database, and a table that has triggers cannot either (error 1435). So the order is:

1. Everything that can fail without changing the target: read the definitions of its code, prove the new code and events
   in the scratch database, lock all tables of both databases for writing, for which the wait is bounded.
2. Under these locks, drop the target's triggers and rename. If that fails, create the triggers again.
3. Load the new code into the target, drop old code that the backup does not have. If that fails, rename back and create
   the old code again.

A run that is killed between 2 and 3 leaves the old tables in a database of their own, see :mod:`.replaced`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import time
import typing as t

from .._database.connection import Connection, DatabaseError, connect
from .._database.properties import Options, create_statement
from .._errors import OpsError
from .code_mysql import (
    Code,
    RoutineGrant,
    create_code,
    drop_code,
    grant_again,
    list_code,
    put_back,
    read_code,
    routine_grants,
)
from .holders import lock_holders
from .replaced import REPLACED, create_replaced, drop_replaced, grants_of_killed_runs
from .scratch import LOCK_SECONDS, LOCK_WAIT, Scratch, scratch_name
from .target import CLOSING, Target, check_connections, check_foreign_keys, server_login

_LOCK_TIMEOUT = 1205
_ATTEMPTS = 3


@dataclasses.dataclass(frozen=True)
class Move:
    """A table's way from one database into another."""

    source: str
    destination: str
    table: str

    def back(self) -> Move:
        """The way back."""
        return Move(self.destination, self.source, self.table)

    def sql(self, connection: Connection) -> str:
        """For RENAME TABLE."""
        name = connection.quote(self.table)
        return f"{connection.quote(self.source)}.{name} TO {connection.quote(self.destination)}.{name}"


def plan_moves(target: str, scratch: str, replaced: str, old: t.Iterable[str], new: t.Iterable[str]) -> list[Move]:
    """The old tables out of the target, then the new ones into it."""
    return [Move(target, replaced, table) for table in old] + [Move(scratch, target, table) for table in new]


class Exchange:
    """The exchange of one restored copy for one target.

    Args:
        scratch: the copy, compared and found equal.
        target: as it is now.
        tables: the copy's tables.
        options: what to create the target with, if it does not exist.
        prove_events: creates the backup's events in the copy, switched off.
        load_code: loads the backup's code into the target.
    """

    def __init__(
        self,
        scratch: Scratch,
        target: Target,
        tables: t.Sequence[str],
        options: Options,
        *,
        prove_events: t.Callable[[], None],
        load_code: t.Callable[[], None],
    ) -> None:
        self._scratch = scratch
        self._server = scratch.connection
        self._target = target
        self._name = target.name
        self._options = options
        self._prove_events = prove_events
        self._load_code = load_code
        self._replaced = scratch_name(self._server, REPLACED)
        old = [table.name for table in target.facts.tables] if target.facts else []
        self._moves = plan_moves(self._name, scratch.name, self._replaced, old, tables)
        self._new = set(tables)
        self._code: list[Code] = []
        self._expected: set[tuple[str, str]] = set()
        self._grants: list[RoutineGrant] = []
        self._aside: dict[str, str] = {}  # views of the target whose names new tables have

    def run(self) -> list[str]:
        """Do it.

        Returns:
            Sentences about what is left behind.

        Raises:
            OpsError: it failed; the target is as before, or the message says what is missing.
        """
        self._prepare()
        try:
            self._swap()
        except BaseException:
            with contextlib.suppress(OpsError):
                self._remove_empty()
            raise
        try:
            self._load_code()
            self._server = self._scratch.revive()
            self._drop_obsolete()
            failed = grant_again(self._server, self._name, self._grants)
        except OpsError as exc:
            self._undo(exc)
        notes = [f"A privilege could not be granted again: {statement}." for statement in failed]
        return notes + drop_replaced(self._server, self._name)

    def _prepare(self) -> None:
        """Whatever may fail while nothing of the target has changed."""
        check_foreign_keys(self._server, self._name)
        self._code = read_code(self._server, self._name) if self._target.facts else []
        noted = grants_of_killed_runs(self._server, self._name)
        self._grants = list(dict.fromkeys([*routine_grants(self._server, self._name), *noted]))
        views = [code.name for code in self._code if code.kind == "VIEW" and code.name in self._new]
        token = secrets.token_hex(4)
        self._aside = {view: f"openmetadata_ops_{token}_{number}" for number, view in enumerate(views)}
        self._prove_events()
        made = list_code(self._server, self._scratch.name)
        self._expected = {(kind, name) for kind, name, _table in made}
        drop_code(self._server, self._scratch.name, [entry for entry in made if entry[0] in ("TRIGGER", "EVENT")])
        self._scratch.lock.check()
        check_connections(self._server, self._name, wait=CLOSING)
        if self._target.facts is None:
            self._server.execute(create_statement("mysql", self._name, self._options))
        create_replaced(self._server, self._replaced, self._target, self._options, self._grants)

    def _swap(self) -> None:
        """Rename, under locks on all tables.

        Raises:
            OpsError: nothing was renamed, and the triggers are there again, or are named in the message.
        """
        if not self._moves:
            return
        with connect(server_login(self._scratch.login)) as work:
            work.execute(LOCK_WAIT)
            session = int(work.value("SELECT CONNECTION_ID()"))
            self._lock(work)
            dropped: list[Code] = []
            try:
                for code in self._code:
                    if code.kind == "TRIGGER":
                        dropped.append(code)
                        drop_code(work, self._name, [code])
                moves = [move.sql(work) for move in self._moves]
                work.execute(f"RENAME TABLE {', '.join([*self._views(work), *moves])}")
            except OpsError as exc:
                if isinstance(exc, DatabaseError) and exc.lost and self._renamed(session):
                    return
                self._triggers_again(work, dropped, exc)

    def _lock(self, work: Connection) -> None:
        places = [f"{work.quote(move.source)}.{work.quote(move.table)}" for move in self._moves]
        places += [f"{work.quote(self._name)}.{work.quote(view)}" for view in self._aside]
        try:
            work.execute("LOCK TABLES " + ", ".join(f"{place} WRITE" for place in places))
        except DatabaseError as exc:
            if exc.code != _LOCK_TIMEOUT:
                raise OpsError(
                    f"The tables of {self._name} could not be locked: {exc.message} Nothing was changed."
                ) from exc
            raise OpsError(
                f"Tables of {self._name} stayed locked by other sessions for {LOCK_SECONDS} s: "
                f"{lock_holders(self._server, self._name)}. End them, then run again. Nothing was changed."
            ) from exc

    def _views(self, connection: Connection) -> list[str]:
        """Views of the target that make room for new tables."""
        database = connection.quote(self._name)
        return [
            f"{database}.{connection.quote(view)} TO {database}.{connection.quote(name)}"
            for view, name in self._aside.items()
        ]

    def _renamed(self, session: int) -> bool:
        """Whether the server renamed although the connection was lost: it ends a statement that has begun."""
        self._server = self._scratch.revive()
        deadline = time.monotonic() + LOCK_SECONDS + 30
        alive = "SELECT 1 FROM information_schema.PROCESSLIST WHERE ID = %s"
        while time.monotonic() < deadline and self._server.value(alive, (session,)):
            time.sleep(0.5)
        move = self._moves[-1]
        sql = "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s"
        return self._server.value(sql, (move.source, move.table)) is None

    def _triggers_again(self, work: Connection, dropped: list[Code], exc: OpsError) -> t.NoReturn:
        missing = dropped
        with contextlib.suppress(OpsError):
            present = {name for kind, name, _table in list_code(self._server, self._name) if kind == "TRIGGER"}
            missing = [code for code in dropped if code.name not in present]
            # Under the same locks, so that no other session sees a table without its triggers.
            with contextlib.nullcontext(work) if not getattr(exc, "lost", False) else connect(work.login) as connection:
                missing = create_code(connection, self._name, missing)
        if missing:
            raise OpsError(
                f"{exc.message} No table of {self._name} was changed, but these triggers could not be created again: "
                f"{', '.join(code.name for code in missing)}. Their statements are in the result (missing).",
                missing=[code.as_result() for code in missing],
            ) from exc
        raise OpsError(f"{exc.message} Database {self._name} is as it was before.") from exc

    def _drop_obsolete(self) -> None:
        """Old code that the backup does not have."""
        there = list_code(self._server, self._name)
        drop_code(self._server, self._name, [entry for entry in there if entry[:2] not in self._expected])

    def _undo(self, exc: OpsError) -> t.NoReturn:
        """Bring the old tables and the old code back.

        Raises:
            OpsError: always; it says what the target is now.
        """
        why = f"The code of {self._name} could not be loaded: {exc.message}"
        try:
            server = self._server = self._scratch.revive()
            drop_code(server, self._name, [entry for entry in list_code(server, self._name) if entry[0] == "TRIGGER"])
            back = [move.back().sql(server) for move in reversed(self._moves)]
            for attempt in range(1, _ATTEMPTS + 1 if back else 1):
                try:
                    server.execute(f"RENAME TABLE {', '.join(back)}")
                    break
                except DatabaseError as problem:
                    if problem.code != _LOCK_TIMEOUT or attempt == _ATTEMPTS:
                        raise
            missing = put_back(server, self._name, self._code)
            failed = grant_again(server, self._name, self._grants)
        except OpsError as problem:
            raise OpsError(
                f"{why} The exchange could not be undone: {problem.message} All tables and rows of the backup are in "
                f"{self._name}, its code is incomplete. The tables that were in it before are in {self._replaced}, the "
                "statements of its code in the result (missing). Remove the cause, then run the restore again.",
                original=self._replaced,
                missing=[code.as_result() for code in self._code],
            ) from exc
        with contextlib.suppress(OpsError):
            self._remove_empty()
        if missing or failed:
            names = [f"{code.kind.lower()} {code.name}" for code in missing] + failed
            raise OpsError(
                f"{why} All tables and rows of {self._name} are as before, but these could not be made again: "
                f"{', '.join(names)}. Their statements are in the result (missing).",
                missing=[code.as_result() for code in missing],
            ) from exc
        raise OpsError(f"{why} Database {self._name} is as it was before. Remove the cause, then run again.") from exc

    def _remove_empty(self) -> None:
        """What :meth:`_prepare` created, as long as no table of others is in it."""
        for name, allowed in ((self._replaced, 1), *(((self._name, 0),) if self._target.facts is None else ())):
            sql = "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s"
            if int(self._server.value(sql, (name,))) <= allowed:
                self._server.execute(f"DROP DATABASE IF EXISTS {self._server.quote(name)}")
