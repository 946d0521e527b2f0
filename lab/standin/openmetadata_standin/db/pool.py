# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections: opened as the configuration says, kept and reused like the real server's pool."""

from __future__ import annotations

import contextlib
import dataclasses
import queue
from collections.abc import Iterator, Sequence
from typing import Any

from ..config import DatabaseConfig
from .errors import DbError, mysql_error, postgresql_error
from .limit import Limit

Row = tuple[Any, ...]


class Session:
    """One open connection in autocommit mode."""

    def __init__(self, engine: str, raw: Any, errors: type[Exception], limit: Limit | None = None) -> None:
        self.engine = engine
        self._raw = raw
        self._errors = errors
        self._limit = limit

    def rows(self, sql: str, arguments: Sequence[Any] | None = None) -> list[Row]:
        """All rows of a query, or none for a statement that has none."""
        try:
            with self._limited(), self._raw.cursor() as cursor:
                cursor.execute(sql, tuple(arguments) if arguments is not None else None)
                return list(cursor.fetchall()) if cursor.description else []
        except self._errors as error:
            raise self.translate(error) from error

    def changed(self, sql: str, arguments: Sequence[Any] | None = None) -> int:
        """How many rows a statement touched."""
        try:
            with self._limited(), self._raw.cursor() as cursor:
                cursor.execute(sql, tuple(arguments) if arguments is not None else None)
                return int(cursor.rowcount)
        except self._errors as error:
            raise self.translate(error) from error

    def value(self, sql: str, arguments: Sequence[Any] | None = None) -> Any:
        rows = self.rows(sql, arguments)
        return rows[0][0] if rows else None

    def _limited(self) -> contextlib.AbstractContextManager[None]:
        return self._limit.statement() if self._limit else contextlib.nullcontext()

    def translate(self, error: Exception) -> DbError:
        return mysql_error(error) if self.engine == "mysql" else postgresql_error(error)

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._raw.close()


def _open_mysql(config: DatabaseConfig, timeout: float) -> Session:
    import pymysql  # noqa: PLC0415 - only the driver of the engine in use has to be installed

    try:
        raw = pymysql.connect(
            host=config.host,
            port=config.port,
            user=config.user,
            password=config.password,
            database=config.name,
            charset="utf8mb4",
            autocommit=True,
            connect_timeout=max(1, int(timeout)),
        )
    except pymysql.Error as error:
        raise mysql_error(error) from error
    limit = None
    if config.statement_limit:
        limit = Limit(
            config.statement_limit,
            lambda: _kill_query(config, raw.thread_id()),
            lambda: pymysql.OperationalError(1317, "Statement cancelled due to timeout or client request"),
        )
    session = Session("mysql", raw, pymysql.Error, limit)
    # Connector/J runs SET for each of these after connecting; proven to be enough against error 1038.
    for assignment in filter(None, config.parameters.get("sessionVariables", "").split(",")):
        session.rows(f"SET SESSION {assignment}")
    return session


def _kill_query(config: DatabaseConfig, thread: int) -> None:
    """Best effort: the statement may have ended just now."""
    with contextlib.suppress(DbError):
        session = _open_mysql(dataclasses.replace(config, statement_limit=None), 10)
        try:
            session.rows(f"KILL QUERY {thread:d}")
        finally:
            session.close()


def _open_postgresql(config: DatabaseConfig, timeout: float) -> Session:
    import psycopg2  # noqa: PLC0415 - only the driver of the engine in use has to be installed
    import psycopg2.extras  # noqa: PLC0415

    try:
        raw = psycopg2.connect(
            host=config.host,
            port=config.port,
            user=config.user,
            password=config.password,
            dbname=config.name,
            connect_timeout=max(2, int(timeout)),
            options=config.parameters.get("options", ""),
        )
    except psycopg2.Error as error:
        raise postgresql_error(error) from error
    raw.autocommit = True
    if config.statement_limit:
        with raw.cursor() as cursor:
            cursor.execute("SET statement_timeout = %s", (int(config.statement_limit * 1000),))
    # Documents stay text, as with MySQL: whoever needs one parses it.
    psycopg2.extras.register_default_json(raw, loads=str)
    psycopg2.extras.register_default_jsonb(raw, loads=str)
    return Session("postgresql", raw, psycopg2.Error)


def open_session(config: DatabaseConfig, timeout: float = 10) -> Session:
    """A new connection; raises DbError."""
    return _open_mysql(config, timeout) if config.engine == "mysql" else _open_postgresql(config, timeout)


class Pool:
    """Keeps connections for later; one that was lost is thrown away, so that the server recovers by itself."""

    def __init__(self, config: DatabaseConfig, size: int = 10) -> None:
        self.config = config
        self.engine = config.engine
        self._idle: queue.LifoQueue[Session] = queue.LifoQueue(size)

    @contextlib.contextmanager
    def session(self, timeout: float = 5) -> Iterator[Session]:
        try:
            session = self._idle.get_nowait()
        except queue.Empty:
            session = open_session(self.config, timeout)
        try:
            yield session
        except DbError as error:
            if error.lost:
                session.close()
                self.drain()
            else:
                self._keep(session)
            raise
        except BaseException:
            self._keep(session)
            raise
        self._keep(session)

    def _keep(self, session: Session) -> None:
        try:
            self._idle.put_nowait(session)
        except queue.Full:
            session.close()

    def drain(self) -> None:
        """Closes what is idle."""
        with contextlib.suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()
