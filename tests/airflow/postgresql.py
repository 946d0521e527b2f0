# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A PostgreSQL server with Airflow databases that a real 2.10.5 has made."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import typing as t

import yaml
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import Connection, connect
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login
from harness import ACCOUNT, PASSWORD, Airflow, run_module

ORIGIN = "om_airflow_slow_2_10_5"  # copied for each test
ROWS = pathlib.Path(__file__).parent / "rows_postgresql.sql"


@dataclasses.dataclass(frozen=True)
class PostgresqlServer:
    """A server and its administrator."""

    host: str
    port: int
    user: str
    password: str
    container: str = ""

    @classmethod
    def find(cls) -> PostgresqlServer:
        """The server that the environment names."""
        config = yaml.safe_load(pathlib.Path(os.environ["OM_INTEGRATION_CONFIG"]).read_text())
        (server,) = [one for one in config["om_test_servers"] if one["engine"] == "postgresql"]
        login = server["admin_user"], server["admin_password"]
        return cls(server["host"], int(server["port"]), *login, server.get("container") or "")

    def connect(self, database: str = "postgres", user: str = "", password: str = "") -> Connection:
        """A connection, of the administrator unless somebody else is named."""
        login = (user, password) if user else (self.user, self.password)
        return connect(Login("postgresql", self.host, self.port, *login, database))


@dataclasses.dataclass(frozen=True)
class PostgresqlDatabase:
    """One Airflow database, and the role that Airflow uses."""

    server: PostgresqlServer
    name: str

    def load(self, airflow: t.Callable[[str], Airflow]) -> None:
        """Make it anew, as Airflow 2.10.5 has it, with a few rows."""
        with self.server.connect() as admin:
            if not admin.value("SELECT 1 FROM pg_database WHERE datname = %s", (ORIGIN,)):
                admin.execute(f"CREATE ROLE {ACCOUNT} LOGIN PASSWORD '{PASSWORD}'")
                admin.execute(f"CREATE DATABASE {ORIGIN} OWNER {ACCOUNT}")
                origin = PostgresqlDatabase(self.server, ORIGIN)
                airflow("2.10.5").migrate(origin)
                origin.run(ROWS.read_text())
            self.drop()
            admin.execute(f"CREATE DATABASE {self.name} TEMPLATE {ORIGIN} OWNER {ACCOUNT}")

    def drop(self) -> None:
        """Remove it, and what its role was given."""
        with self.server.connect() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
            if admin.value("SELECT 1 FROM pg_roles WHERE rolname = %s", (ACCOUNT,)):
                admin.execute(f"ALTER ROLE {ACCOUNT} RESET ALL")

    def run(self, script: str) -> None:
        """Run a script of several statements, as the role that Airflow uses."""
        with self.connect(ACCOUNT, PASSWORD) as connection:
            connection.execute(script)

    def connect(self, user: str = "", password: str = "") -> Connection:
        """A connection to it, of the administrator unless somebody else is named."""
        return self.server.connect(self.name, user, password)

    def value(self, sql: str) -> t.Any:
        """The first column of the first row."""
        with self.connect() as connection:
            return connection.value(sql)

    def revision(self) -> str:
        """Its version."""
        return str(self.value("SELECT version_num FROM alembic_version"))

    def fix(self, **options: t.Any) -> dict[str, t.Any]:
        """Run om_airflow_migration_fix as a process of its own, and return its result."""
        options = {"airflow_user": ACCOUNT, "strategy": "repair", **options}
        return run_module("om_airflow_migration_fix", {**self.login, **options})

    @property
    def login(self) -> dict[str, t.Any]:
        """The login options of a module."""
        return {
            "engine": "postgresql",
            "login_host": self.server.host,
            "login_port": self.server.port,
            "login_user": self.server.user,
            "login_password": self.server.password,
            "login_db": self.name,
        }

    def url(self, port: int | None = None) -> str:
        """Airflow's setting sql_alchemy_conn."""
        return f"postgresql+psycopg2://{ACCOUNT}:{PASSWORD}@{self.server.host}:{port or self.server.port}/{self.name}"
