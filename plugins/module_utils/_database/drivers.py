# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The drivers of both engines: how each opens a connection that stays alive.

One of our sessions may idle for hours while a client program loads or dumps. Neither the time-outs of the server nor a
network device that drops idle connections may end it then:

* The session's own time-outs are raised or switched off (:data:`MYSQL_SESSION`, :data:`POSTGRESQL_SESSION`).
* TCP keepalive probes pass after half a minute without traffic; the default of most systems is two hours.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import traceback
import typing as t

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

# Seconds without traffic before the first probe, seconds between probes, unanswered probes that end the connection.
KEEPALIVE_IDLE, KEEPALIVE_INTERVAL, KEEPALIVE_COUNT = 30, 10, 6
# A day: longer than any statement takes, and a session whose client has vanished ends at last.
_DAY = 86400
# https://dev.mysql.com/doc/refman/9.0/en/server-system-variables.html: wait_timeout ends an idle session,
# net_read_timeout and net_write_timeout one whose client is slow, max_execution_time a long SELECT. MariaDB has no
# max_execution_time and skips the comment (https://mariadb.com/kb/en/comment-syntax/).
MYSQL_SESSION = (
    f"SET SESSION wait_timeout = {_DAY}, net_read_timeout = {_DAY}, net_write_timeout = {_DAY}"
    " /*!80000 , max_execution_time = 0 */"
)
# https://www.postgresql.org/docs/current/runtime-config-client.html: each of them ends a session or a statement, may be
# set for a role or a database, and may be switched off by the session itself. Older servers lack some of them.
# tcp_keepalives_*: the server notices that our host is gone, and frees our locks.
# The first statement is a cheap one, so that a short statement_timeout does not end the second.
POSTGRESQL_SESSION = (
    "SET statement_timeout = 0",
    "SELECT set_config(s.name, v.value, false) FROM pg_catalog.pg_settings s JOIN (VALUES"
    " ('lock_timeout', '0'), ('transaction_timeout', '0'),"
    " ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0'),"
    f" ('tcp_keepalives_idle', '{KEEPALIVE_IDLE}'), ('tcp_keepalives_interval', '{KEEPALIVE_INTERVAL}'),"
    f" ('tcp_keepalives_count', '{KEEPALIVE_COUNT}')) AS v (name, value) ON v.name = s.name",
)
SESSION = {"mysql": (MYSQL_SESSION,), "postgresql": POSTGRESQL_SESSION}


def driver_problem(engine: str) -> tuple[str, str | None] | None:
    """The missing driver and its import traceback, or None if the driver for this engine is there."""
    if engine == "mysql" and not HAS_PYMYSQL:
        return "PyMySQL", PYMYSQL_IMPORT_ERROR
    if engine == "postgresql" and not HAS_PSYCOPG2:
        return "psycopg2", PSYCOPG2_IMPORT_ERROR
    return None


def open_raw(login: Login, program: str) -> t.Any:
    """Open a DB-API connection in autocommit mode; raises the driver's own exceptions."""
    return _open_mysql(login, program) if login.engine == "mysql" else _open_postgresql(login, program)


def _open_mysql(login: Login, program: str) -> t.Any:
    raw = _connect_mysql(login, program)
    _keep_alive(getattr(raw, "_sock", None))
    return raw


def _connect_mysql(login: Login, program: str) -> t.Any:
    options: dict[str, t.Any] = {
        "user": login.user,
        "password": login.password.encode(),  # PyMySQL would encode text as latin1, the server expects UTF-8
        "database": login.database,
        "charset": "utf8mb4",
        "autocommit": True,
        "connect_timeout": login.connect_timeout,
        "program_name": program,
        "init_command": MYSQL_SESSION,
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


def _keep_alive(sock: t.Any) -> None:
    """Send keepalive probes on this socket. A system that lacks an option uses its own default."""
    if sock is None or sock.family == getattr(socket, "AF_UNIX", None):
        return
    for level, name, value in (
        (socket.SOL_SOCKET, "SO_KEEPALIVE", 1),
        (socket.IPPROTO_TCP, "TCP_KEEPIDLE", KEEPALIVE_IDLE),
        (socket.IPPROTO_TCP, "TCP_KEEPINTVL", KEEPALIVE_INTERVAL),
        (socket.IPPROTO_TCP, "TCP_KEEPCNT", KEEPALIVE_COUNT),
    ):
        if hasattr(socket, name):
            with contextlib.suppress(OSError):
                sock.setsockopt(level, getattr(socket, name), value)


def _ssl_context(login: Login) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=login.ca_cert)
    context.check_hostname = login.tls_mode == "verify_full"
    context.verify_mode = ssl.CERT_REQUIRED if login.tls_mode in ("verify_ca", "verify_full") else ssl.CERT_NONE
    if login.client_cert:
        context.load_cert_chain(login.client_cert, login.client_key)
    return context


def _open_postgresql(login: Login, program: str) -> t.Any:
    options: dict[str, t.Any] = {
        "user": login.user,
        "password": login.password,
        # Without a database, PostgreSQL's administrative one: every server has it.
        "dbname": login.database or "postgres",
        "host": login.unix_socket or login.host,
        "port": login.port,
        "connect_timeout": login.connect_timeout,
        "application_name": program,
        "sslmode": login.tls_mode.replace("_", "-"),
        "keepalives_idle": KEEPALIVE_IDLE,
        "keepalives_interval": KEEPALIVE_INTERVAL,
        "keepalives_count": KEEPALIVE_COUNT,
    }
    for name, value in (("sslrootcert", login.ca_cert), ("sslcert", login.client_cert), ("sslkey", login.client_key)):
        if value:
            options[name] = value
    raw = psycopg2.connect(**options)
    raw.autocommit = True
    with contextlib.closing(raw.cursor()) as cursor:
        for statement in POSTGRESQL_SESSION:
            cursor.execute(statement)
    return raw
