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
import ssl
import traceback
import typing as t

from .._errors import OpsError
from .options import Login

try:
    import pymysql
    import pymysql.cursors
except ImportError:
    HAS_PYMYSQL = False
    PYMYSQL_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    HAS_PYMYSQL = True
    PYMYSQL_IMPORT_ERROR = None

try:
    import psycopg2
    import psycopg2.extras
except ImportError:
    HAS_PSYCOPG2 = False
    PSYCOPG2_IMPORT_ERROR: str | None = traceback.format_exc()
else:
    HAS_PSYCOPG2 = True
    PSYCOPG2_IMPORT_ERROR = None

Row = dict  # one row: lower-case column name -> value

# https://dev.mysql.com/doc/mysql-errors/9.0/en/server-error-reference.html and client-error-reference.html
_MYSQL_ADVICE = {
    1044: "The account may not use this database: grant it rights, or use another account.",
    1045: "Check login_user and login_password.",
    1049: "Check login_db: the server has no such database.",
    2003: "Check login_host and login_port, and that the server runs and lets this host in.",
}


class DatabaseError(OpsError):
    """The server refused a statement or could not be reached.

    ``code`` is the MySQL error number (int) or PostgreSQL's SQLSTATE (str), None where the driver gave none.
    """

    def __init__(self, message: str, code: int | str | None) -> None:
        super().__init__(message)
        self.code = code


class Connection:
    """A live connection. Use :func:`connect`; close it, or use it as a context manager."""

    def __init__(self, login: Login, raw: t.Any) -> None:
        self.login = login
        self.engine = login.engine
        self.raw = raw  # the DB-API connection, for what this class does not offer (streaming cursors)

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

    def server_version(self) -> str:
        """The server's own version string, e.g. ``9.7.4`` or ``15.18 (Debian 15.18-0+deb12u1)``."""
        if self.engine == "mysql":
            return str(self.value("SELECT VERSION()"))
        return str(self.value("SHOW server_version"))

    def quote(self, name: str) -> str:
        """An identifier, quoted for this engine."""
        return quote_identifier(self.engine, name)

    def _cursor(self) -> t.Any:
        return contextlib.closing(self.raw.cursor())

    def _run_plain(self, sql: str) -> None:
        with self._cursor() as cursor:
            self._run(cursor, sql, ())

    def _run(self, cursor: t.Any, sql: str, args: t.Sequence[t.Any]) -> None:
        try:
            # With no arguments neither driver interprets '%', so that LIKE patterns need no doubling.
            cursor.execute(sql, tuple(args) if args else None)
        except Exception as exc:
            raise translate(self.login, exc) from exc


def quote_identifier(engine: str, name: str) -> str:
    """An identifier, quoted: backticks on MySQL, double quotes on PostgreSQL."""
    mark = "`" if engine == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def driver_problem(engine: str) -> tuple[str, str | None] | None:
    """The missing driver and its import traceback, or None if the driver for this engine is there."""
    if engine == "mysql" and not HAS_PYMYSQL:
        return "PyMySQL", PYMYSQL_IMPORT_ERROR
    if engine == "postgresql" and not HAS_PSYCOPG2:
        return "psycopg2", PSYCOPG2_IMPORT_ERROR
    return None


def connect(login: Login) -> Connection:
    """Open a connection.

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
        raw = _connect_mysql(login) if login.engine == "mysql" else _connect_postgresql(login)
    except OpsError:
        raise
    except Exception as exc:
        raise translate(login, exc, connecting=True) from exc
    return Connection(login, raw)


def _connect_mysql(login: Login) -> t.Any:
    options: dict[str, t.Any] = {
        "user": login.user,
        "password": login.password.encode(),  # PyMySQL would encode text as latin1, the server expects UTF-8
        "database": login.database,
        "charset": "utf8mb4",
        "autocommit": True,
        "connect_timeout": login.connect_timeout,
        # The largest packet that MySQL knows; PyMySQL's own default of 16 MiB refuses larger rows.
        # https://dev.mysql.com/doc/refman/9.0/en/packet-too-large.html
        "max_allowed_packet": 1024 * 1024 * 1024,
    }
    if login.unix_socket:
        options["unix_socket"] = login.unix_socket
    else:
        options["host"] = login.host
        options["port"] = login.port
    if login.tls_mode == "disable":
        options["ssl_disabled"] = True
        return pymysql.connect(**options)
    if login.tls_mode == "prefer" and login.unix_socket:
        return pymysql.connect(**options)
    try:
        return pymysql.connect(ssl=_ssl_context(login), **options)
    except pymysql.err.OperationalError as exc:
        # 2026 is CR_SSL_CONNECTION_ERROR: here the server offers no TLS, and "prefer" does without.
        if login.tls_mode != "prefer" or exc.args[0] != 2026:
            raise
    return pymysql.connect(ssl_disabled=True, **options)


def _ssl_context(login: Login) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=login.ca_cert)
    context.check_hostname = login.tls_mode == "verify_full"
    context.verify_mode = ssl.CERT_REQUIRED if login.tls_mode in ("verify_ca", "verify_full") else ssl.CERT_NONE
    if login.client_cert:
        context.load_cert_chain(login.client_cert, login.client_key)
    return context


def _connect_postgresql(login: Login) -> t.Any:
    options: dict[str, t.Any] = {
        "user": login.user,
        "password": login.password,
        # Without a database, PostgreSQL's administrative one: every server has it.
        "dbname": login.database or "postgres",
        "host": login.unix_socket or login.host,
        "port": login.port,
        "connect_timeout": login.connect_timeout,
        "application_name": "openmetadata.ops",
        "sslmode": login.tls_mode.replace("_", "-"),
    }
    for name, value in (("sslrootcert", login.ca_cert), ("sslcert", login.client_cert), ("sslkey", login.client_key)):
        if value:
            options[name] = value
    raw = psycopg2.connect(**options)
    raw.autocommit = True
    return raw


def translate(login: Login, exc: Exception, *, connecting: bool = False) -> DatabaseError:
    """A driver's exception as ours: what the server said, where, and what to do next where that is known."""
    where = f"{login.engine} at {login.address}"
    if login.database:
        where += f", database {login.database}"
    code: int | str | None
    if login.engine == "mysql":
        code = exc.args[0] if exc.args and isinstance(exc.args[0], int) else None
        text = str(exc.args[1]) if len(exc.args) > 1 else str(exc)
        advice = _MYSQL_ADVICE.get(code or 0, "") if connecting else ""
        said = f"error {code}: {text}" if code else text
    else:
        code = getattr(exc, "pgcode", None)
        said = " ".join(str(exc).split())
        advice = "Check login_host, login_port, login_user, login_password and login_db." if connecting else ""
    return DatabaseError(f"{where}, user {login.user}: {said}. {advice}".strip(), code)
