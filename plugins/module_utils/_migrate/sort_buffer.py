# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""MySQL's sort buffer for a migration: raised, remembered as om_db_param remembers it, and put back."""

from __future__ import annotations

import contextlib
import os
import typing as t

from .._database.connection import Connection, connect
from .._database.options import Login
from .._errors import OpsError
from .._params.flow import ensure, restore
from .._params.ledger import Ledger, user_name
from .._params.mysql import MysqlTarget
from .._params.state import Store, open_store

_NAME = "sort_buffer_size"


class SortBuffer:
    """The global value. PostgreSQL has none: it sorts on disk instead of failing.

    Args:
        login: an account that may set it.
        path: the file that remembers the original. None remembers it only for the time of this run.
        lasts: whether the value stays after this run, because somebody else puts it back by that file.
    """

    def __init__(self, login: Login, path: str | None, *, lasts: bool) -> None:
        self._login = login
        self._path = path
        self._lasts = lasts
        self._memory = Forgetful()

    def read(self, connection: Connection) -> int | None:
        """The size that new sessions get, in bytes; None on PostgreSQL."""
        return int(connection.value(f"SELECT @@GLOBAL.{_NAME}")) if connection.engine == "mysql" else None

    def raise_to(self, size: int) -> None:
        """Set the size for sessions that are opened from now on.

        Raises:
            OpsError: the account may not.
        """
        with self._opened() as (target, store, ledger):
            outcome = ensure(
                target, {_NAME: size}, "at_least", store, check_mode=False, fail_on_unmet=True, ledger=ledger
            )
        if outcome.failing:
            reason, remedy = outcome.unmet[0]["reason"], outcome.unmet[0]["remedy"]
            raise OpsError(f"The migration needs {_NAME} = {size}: {reason}. {remedy} Then run again.")

    def put_back(self) -> list[str]:
        """Put the original back, unless somebody else does; also what an earlier run left that was killed.

        Returns:
            What could not be put back, one sentence each.
        """
        remembered = self._memory.entries or (self._path and os.path.exists(self._path))
        if self._login.engine != "mysql" or self._lasts or not remembered:
            return []
        try:
            with self._opened() as (target, store, ledger):
                entries = [(target, entry) for key, entry in store.entries.items() if key == target.key(key.name)]
                outcome = restore(store, entries, check_mode=False, ledger=ledger)
        except OpsError as exc:
            return [f"{_NAME} was not put back: {exc.message}"]
        return [f"{item['name']} was not put back: {item['reason']}. {item['remedy']}" for item in outcome.unmet]

    @contextlib.contextmanager
    def _opened(self) -> t.Iterator[tuple[MysqlTarget, Store, Ledger | None]]:
        login = self._login
        with contextlib.ExitStack() as stack:
            store = stack.enter_context(open_store(self._path, read_only=False)) or self._memory
            connection = stack.enter_context(connect(login))
            ledger = None
            if self._path:
                ledger = Ledger(lambda: connect(login), user_name(self._path))
                stack.callback(ledger.close)
                stack.enter_context(ledger.locked())
            yield MysqlTarget(connection, "runtime", lambda: connect(login)), store, ledger


class Forgetful(Store):
    """Entries without a file."""

    def __init__(self) -> None:
        super().__init__("")

    def save(self) -> None:
        """There is no file."""
