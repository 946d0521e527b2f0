# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Exceptions of the drivers in our words."""

from __future__ import annotations

import threading
import time
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database import connection as module
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import Connection, DatabaseError
from ansible_collections.openmetadata.ops.plugins.module_utils._database.keepalive import kept_alive
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login


def login(engine: str) -> Login:
    return Login(engine=engine, host="db", port=1, user="om", password="secret", database="openmetadata_db")


class PostgresqlError(Exception):
    def __init__(self, text: str, pgcode: str | None = None) -> None:
        super().__init__(text)
        self.pgcode = pgcode


@pytest.mark.parametrize(
    ("engine", "exc", "closed", "lost", "code", "said"),
    [
        ("mysql", Exception(1064, "syntax"), False, False, 1064, "user om: error 1064: syntax."),
        ("mysql", Exception(0, ""), False, True, 0, "user om. The connection was lost"),
        (
            "mysql",
            Exception(2013, "Lost connection to MySQL server during query"),
            False,
            True,
            2013,
            "error 2013: Lost",
        ),
        (
            "mysql",
            Exception(4031, "The client was disconnected by the server."),
            False,
            True,
            4031,
            "by the server. The",
        ),
        ("mysql", Exception(1205, "Lock wait timeout exceeded"), False, False, 1205, "error 1205"),
        ("postgresql", PostgresqlError("no table", "42P01"), False, False, "42P01", "user om: no table."),
        (
            "postgresql",
            PostgresqlError("connection already closed"),
            True,
            True,
            None,
            "closed. The connection was lost",
        ),
        ("postgresql", PostgresqlError("terminating", "57P05"), False, True, "57P05", "The connection was lost"),
        ("postgresql", PostgresqlError("terminating", "25P03"), False, True, "25P03", "The connection was lost"),
        ("postgresql", PostgresqlError("failure", "08006"), False, True, "08006", "The connection was lost"),
    ],
)
def test_translate(engine: str, exc: Exception, closed: bool, lost: bool, code: object, said: str) -> None:
    found = module.translate(login(engine), exc, closed=closed)
    assert (found.lost, found.code) == (lost, code)
    assert said in found.message
    assert "secret" not in found.message


class ClosedRaw:
    """A driver's connection that is gone: psycopg2 then refuses a cursor."""

    closed = 1

    def cursor(self) -> t.Any:
        raise PostgresqlError("connection already closed")


def test_a_closed_connection_is_reported_in_our_words() -> None:
    connection = Connection(login("postgresql"), ClosedRaw())
    for call in (connection.query, connection.execute, connection.value):
        with pytest.raises(DatabaseError, match=r"already closed\. The connection was lost") as found:
            call("SELECT 1")
        assert found.value.lost
    connection.ping()  # and keeping it alive is no error


class Raw:
    """Counts statements, and whether two threads were in one at the same time."""

    closed = 0

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.inside = 0
        self.together = False
        self.long = threading.Event()

    def cursor(self) -> Raw:
        return self

    def close(self) -> None:
        pass

    def execute(self, sql: str, args: object) -> None:
        self.inside += 1
        self.together = self.together or self.inside > 1
        self.statements.append(sql)
        if sql == "LONG":
            self.long.wait(5)
        self.inside -= 1

    rowcount = 0


def test_an_idle_connection_is_pinged_and_one_at_work_is_left_alone() -> None:
    raw = Raw()
    connection = Connection(login("mysql"), raw)
    with kept_alive(connection, interval=0.01):
        deadline = time.monotonic() + 5
        while len(raw.statements) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        threading.Timer(0.2, raw.long.set).start()
        connection.execute("LONG")
    assert raw.statements.count("SELECT 1") >= 3
    assert not raw.together
    sent = len(raw.statements)
    time.sleep(0.05)
    assert len(raw.statements) == sent
