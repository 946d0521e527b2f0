# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""One database connection with the same face on MySQL and PostgreSQL.

Rows come back as dictionaries with lower-case keys. Statements use ``%s`` placeholders on both engines. Connections are
in autocommit mode; group statements with :meth:`Connection.transaction`.
"""

from __future__ import annotations

import contextlib
import threading
import typing as t

from .._errors import OpsError
from .drivers import driver_problem, open_raw
from .options import Login

# How sessions of the collection name themselves: program_name on MySQL, application_name on PostgreSQL.
OWN_PROGRAM = "openmetadata.ops"

# https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html and client-error-reference.html
_MYSQL_ADVICE = {
    1044: "The account may not use this database: grant it rights, or use another account.",
    1045: "Check login_user and login_password.",
    1049: "Check login_db: the server has no such database.",
    2003: "Check login_host and login_port, and that the server runs and lets this host in.",
}
# The server, an administrator or the network ended the session. PyMySQL's InterfaceError on a closed connection has 0.
# https://www.postgresql.org/docs/current/errcodes-appendix.html, classes 08 and 57P, and the time-outs 25P03 and 25P04
_MYSQL_LOST = (0, 1053, 1927, 2006, 2013, 2055, 3169, 4031)
_POSTGRESQL_LOST = ("57P01", "57P02", "57P03", "57P05", "25P03", "25P04")
_LOST_ADVICE = (
    "The connection was lost: the server stopped or ended the session, or the network cut it. Read the server's log, "
    "then run again."
)


class DatabaseError(OpsError):
    """The server refused a statement or could not be reached.

    ``code`` is the MySQL error number (int) or PostgreSQL's SQLSTATE (str), None where the driver gave none.
    """

    def __init__(self, message: str, code: int | str | None, *, lost: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.lost = lost  # whether the connection is gone


class Connection:
    """A live connection. Use :func:`connect`; close it, or use it as a context manager."""

    def __init__(self, login: Login, raw: t.Any) -> None:
        self.login = login
        self.engine = login.engine
        self.raw = raw  # the DB-API connection
        self._busy = threading.RLock()  # PyMySQL's connections must not be used by two threads at once

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a connection that is already broken is no error."""
        with contextlib.suppress(Exception):
            self.raw.close()

    def query(self, sql: str, args: t.Sequence[t.Any] = ()) -> list[dict[str, t.Any]]:
        """Run a statement that returns rows, and fetch them all.

        Raises:
            DatabaseError: the server refused the statement.
        """
        with self._cursor() as cursor:
            self._run(cursor, sql, args)
            if cursor.description is None:
                return []
            names = [column[0].lower() for column in cursor.description]
            return [dict(zip(names, row)) for row in cursor.fetchall()]

    def one(self, sql: str, args: t.Sequence[t.Any] = ()) -> dict[str, t.Any] | None:
        """The first row, or None."""
        rows = self.query(sql, args)
        return rows[0] if rows else None

    def value(self, sql: str, args: t.Sequence[t.Any] = ()) -> t.Any:
        """The first column of the first row, or None."""
        row = self.one(sql, args)
        return next(iter(row.values())) if row else None

    def execute(self, sql: str, args: t.Sequence[t.Any] = ()) -> int:
        """Run a statement and return the number of rows that it touched (-1 where the driver does not know).

        Raises:
            DatabaseError: the server refused the statement.
        """
        with self._cursor() as cursor:
            self._run(cursor, sql, args)
            return int(cursor.rowcount)

    @contextlib.contextmanager
    def transaction(self) -> t.Iterator[None]:
        """Group statements: committed at the end of the block, rolled back if it raises."""
        self._run_plain("BEGIN")
        try:
            yield
        except BaseException:
            with contextlib.suppress(DatabaseError):
                self._run_plain("ROLLBACK")
            raise
        self._run_plain("COMMIT")

    def ping(self) -> None:
        """Send a statement, so that the connection does not idle. Nothing happens while another thread uses it."""
        if self._busy.acquire(blocking=False):
            try:
                with contextlib.suppress(DatabaseError):
                    self._run_plain("SELECT 1")
            finally:
                self._busy.release()

    def server_version(self) -> str:
        """The server's own version string, e.g. ``9.7.4`` or ``15.18 (Debian 15.18-0+deb12u1)``."""
        if self.engine == "mysql":
            return str(self.value("SELECT VERSION()"))
        return str(self.value("SHOW server_version"))

    def quote(self, name: str) -> str:
        """An identifier, quoted for this engine."""
        return quote_identifier(self.engine, name)

    def _cursor(self) -> t.Any:
        try:
            return contextlib.closing(self.raw.cursor())
        except Exception as exc:
            raise self._translated(exc) from exc

    def _run_plain(self, sql: str) -> None:
        with self._cursor() as cursor:
            self._run(cursor, sql, ())

    def _run(self, cursor: t.Any, sql: str, args: t.Sequence[t.Any]) -> None:
        try:
            with self._busy:
                # With no arguments neither driver interprets '%', so that LIKE patterns need no doubling.
                cursor.execute(sql, tuple(args) if args else None)
        except Exception as exc:
            raise self._translated(exc) from exc

    def _translated(self, exc: Exception) -> DatabaseError:
        # psycopg2 marks a connection that it found broken: its exception alone often has no SQLSTATE.
        return translate(self.login, exc, closed=self.engine == "postgresql" and bool(self.raw.closed))


def quote_identifier(engine: str, name: str) -> str:
    """An identifier, quoted: backticks on MySQL, double quotes on PostgreSQL."""
    mark = "`" if engine == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def connect(login: Login, program: str = OWN_PROGRAM) -> Connection:
    """Open a connection.

    Args:
        login: where, and as whom.
        program: the name of the session in the server's list of sessions; it begins with OWN_PROGRAM.

    Raises:
        OpsError: the driver is not installed.
        DatabaseError: the server cannot be reached or refuses the login.
    """
    problem = driver_problem(login.engine)
    if problem:
        raise OpsError(
            f"The Python that runs this module has no {problem[0]}. Install it there, or let the role "
            "openmetadata.ops.environment provide it (om_python)."
        )
    try:
        raw = open_raw(login, program)
    except Exception as exc:
        raise translate(login, exc, connecting=True) from exc
    return Connection(login, raw)


def translate(login: Login, exc: Exception, *, connecting: bool = False, closed: bool = False) -> DatabaseError:
    """A driver's exception as ours: what the server said, where, and what to do next where that is known.

    Args:
        connecting: whether it came from opening the connection.
        closed: whether the driver knows that the connection is gone.
    """
    where = f"{login.engine} at {login.address}"
    if login.database:
        where += f", database {login.database}"
    code: int | str | None
    if login.engine == "mysql":
        code = exc.args[0] if exc.args and isinstance(exc.args[0], int) else None
        text = str(exc.args[1]) if len(exc.args) > 1 else str(exc)
        lost = code in _MYSQL_LOST
        advice = _MYSQL_ADVICE.get(code or 0, "") if connecting else ""
        said = f"error {code}: {text}" if code else text
    else:
        code = getattr(exc, "pgcode", None)
        said = " ".join(str(exc).split())
        lost = closed or code in _POSTGRESQL_LOST or str(code or "").startswith("08")
        advice = "Check login_host, login_port, login_user, login_password and login_db." if connecting else ""
    if lost and not connecting:
        advice = _LOST_ADVICE
    said = f": {said.rstrip('.')}" if said else ""
    return DatabaseError(f"{where}, user {login.user}{said}. {advice}".strip(), code, lost=lost)
