# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases of their own for tests of the lab's stand-in, on servers that the environment names."""

from __future__ import annotations

import dataclasses
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml

VARIABLES = {"mysql": "OM_TEST_MYSQL_URL", "postgresql": "OM_TEST_POSTGRESQL_URL"}
PASSWORD = "standin-test"


@dataclasses.dataclass(frozen=True)
class Server:
    """An administrator's login."""

    engine: str
    host: str
    port: int
    user: str
    password: str

    def connect(self, database: str | None = None) -> Any:
        """A connection in autocommit mode."""
        if self.engine == "mysql":
            pymysql = pytest.importorskip("pymysql")
            login = {"host": self.host, "port": self.port, "user": self.user, "password": self.password}
            return pymysql.connect(**login, database=database, autocommit=True, charset="utf8mb4")
        psycopg2 = pytest.importorskip("psycopg2")
        login = {"host": self.host, "port": self.port, "user": self.user, "password": self.password}
        connection = psycopg2.connect(**login, dbname=database or "postgres")
        connection.autocommit = True
        return connection


@dataclasses.dataclass(frozen=True)
class Database:
    """A database whose owner has rights on nothing else."""

    server: Server
    name: str
    user: str

    def rows(self, sql: str, arguments: tuple[Any, ...] | None = None) -> list[tuple[Any, ...]]:
        connection = self.server.connect(self.name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql, arguments)
                return list(cursor.fetchall()) if cursor.description else []
        finally:
            connection.close()

    @property
    def environment(self) -> dict[str, str]:
        """The official names."""
        drivers = {"mysql": "com.mysql.cj.jdbc.Driver", "postgresql": "org.postgresql.Driver"}
        return {
            "DB_DRIVER_CLASS": drivers[self.server.engine],
            "DB_SCHEME": self.server.engine,
            "DB_HOST": self.server.host,
            "DB_PORT": str(self.server.port),
            "DB_USER": self.user,
            "DB_USER_PASSWORD": PASSWORD,
            "OM_DATABASE": self.name,
        }


def server(engine: str) -> Server:
    """The one that a URL names, else the one of the integration tests; skips when there is neither."""
    if url := os.environ.get(VARIABLES[engine]):
        parts = urlsplit(url)
        port = parts.port or (3306 if engine == "mysql" else 5432)
        login = (unquote(parts.username or ""), unquote(parts.password or ""))
        return Server(engine, parts.hostname or "127.0.0.1", port, *login)
    if path := os.environ.get("OM_INTEGRATION_CONFIG"):
        known = yaml.safe_load(Path(path).read_text(encoding="utf-8"))["om_test_servers"]
        for found in known:
            if found["engine"] == engine:
                keys = ("host", "port", "admin_user", "admin_password")
                return Server(engine, *(found[key] for key in keys))
    pytest.skip(f"neither {VARIABLES[engine]} nor OM_INTEGRATION_CONFIG names a {engine} server")


def _run(connection: Any, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@contextmanager
def database(engine: str) -> Iterator[Database]:
    """Made for one test and dropped after it, with its user."""
    host = server(engine)
    name = f"standin_{secrets.token_hex(6)}"
    connection = host.connect()
    if engine == "mysql":
        create: tuple[str, ...] = (
            f"CREATE DATABASE {name}",
            f"CREATE USER '{name}'@'%' IDENTIFIED BY '{PASSWORD}'",
            f"GRANT ALL PRIVILEGES ON {name}.* TO '{name}'@'%'",
        )
        drop: tuple[str, ...] = (f"DROP DATABASE {name}", f"DROP USER '{name}'@'%'")
    else:
        create = (f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'", f"CREATE DATABASE {name} OWNER {name}")
        drop = (f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {name}")
    try:
        _run(connection, *create)
        yield Database(host, name, name)
        _run(connection, *drop)
    finally:
        connection.close()
