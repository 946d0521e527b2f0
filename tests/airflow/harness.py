# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A MySQL server with captured Airflow databases, the module as a process, and real Airflow releases."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import typing as t

import yaml
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.schema import read_schema
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import Connection, connect
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = pathlib.Path(os.environ.get("OM_CASES_DIR") or ROOT.parent / "shared" / "cases") / "airflow"
CACHE = pathlib.Path(os.environ.get("OM_CACHE_DIR") or pathlib.Path.home() / ".cache" / "openmetadata-ops")
MODULES = "ansible_collections.openmetadata.ops.plugins.modules"
ACCOUNT = "om_airflow_slow"
PASSWORD = "om_airflow_slow"
FAB_MANAGER = "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"

# A day after each release: uv resolves it as it could be installed then.
# https://pypi.org/project/apache-airflow/#history
RELEASES = {"2.10.5": "2025-02-20", "3.1.5": "2025-12-20", "3.3.2": "2026-09-25"}


@dataclasses.dataclass(frozen=True)
class Server:
    """A MySQL server and its administrator."""

    host: str
    port: int
    user: str
    password: str
    container: str = ""  # where its clients are

    @classmethod
    def find(cls) -> Server:
        """The server that the environment names."""
        if os.environ.get("OM_AIRFLOW_MYSQL"):
            host, port, user, password = os.environ["OM_AIRFLOW_MYSQL"].split(":", 3)
            return cls(host, int(port), user, password)
        config = yaml.safe_load(pathlib.Path(os.environ["OM_INTEGRATION_CONFIG"]).read_text())
        (server,) = [one for one in config["om_test_servers"] if one["engine"] == "mysql"]
        login = server["admin_user"], server["admin_password"]
        return cls(server["host"], int(server["port"]), *login, server.get("container") or "")

    def connect(self, database: str | None = None) -> Connection:
        """A connection of the administrator."""
        return connect(Login("mysql", self.host, self.port, self.user, self.password, database))

    def set_flag(self, value: bool) -> None:
        """Set log_bin_trust_function_creators."""
        with self.connect() as admin:
            admin.execute(f"SET GLOBAL log_bin_trust_function_creators = {int(value)}")


@dataclasses.dataclass(frozen=True)
class Snapshot:
    """A database's tables and rows."""

    creates: dict[str, str]
    rows: dict[str, list[dict[str, t.Any]]]


@dataclasses.dataclass(frozen=True)
class Database:
    """One Airflow database, and the account that Airflow uses."""

    server: Server
    name: str

    def create(self, collation: str = "utf8mb4_unicode_ci") -> None:
        """Make it anew, empty, and the account with no other rights than those on it."""
        with self.server.connect() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {self.name}")
            admin.execute(f"CREATE DATABASE {self.name} CHARACTER SET utf8mb4 COLLATE {collation}")
            admin.execute(f"DROP USER IF EXISTS '{ACCOUNT}'@'%'")
            admin.execute(f"CREATE USER '{ACCOUNT}'@'%' IDENTIFIED BY '{PASSWORD}'")
            admin.execute(f"GRANT ALL PRIVILEGES ON {self.name}.* TO '{ACCOUNT}'@'%'")
        # Once the server has seen the password over TLS it lets the account in without (caching_sha2_password), which
        # the proxy needs. https://dev.mysql.com/doc/refman/9.0/en/caching-sha2-pluggable-authentication.html
        for user, password in ((ACCOUNT, PASSWORD), (self.server.user, self.server.password)):
            login = Login("mysql", self.server.host, self.server.port, user, password, self.name, tls_mode="require")
            connect(login).close()

    def drop(self) -> None:
        """Remove it."""
        with self.server.connect() as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {self.name}")

    def load(self, case: str, collation: str = "utf8mb4_unicode_ci") -> None:
        """Replace it by a captured one; with another collation as if its server had had that."""
        self.create(collation)
        path = str(CASES / f"{case}.sql.zst")
        dump = subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout
        self.run(dump.replace(b"utf8mb4_unicode_ci", collation.encode()))

    def run(self, *scripts: bytes | str) -> None:
        """Run scripts of several statements, as the administrator."""
        import pymysql
        from pymysql.constants import CLIENT

        server = self.server
        raw = pymysql.connect(
            host=server.host,
            port=server.port,
            user=server.user,
            password=server.password,
            database=self.name,
            autocommit=True,
            client_flag=CLIENT.MULTI_STATEMENTS,
        )
        with contextlib.closing(raw), raw.cursor() as cursor:
            for script in scripts:
                cursor.execute(script)
                while cursor.nextset():
                    pass

    def schema(self) -> dict[str, str]:
        """Its objects."""
        with self.server.connect(self.name) as connection:
            return read_schema(connection)[0]

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        with self.server.connect(self.name) as connection:
            tables = [name[6:] for name in read_schema(connection)[0] if name.startswith("table ")]
            return {table: int(connection.value(f"SELECT COUNT(*) FROM `{table}`")) for table in tables}

    def rows(self, table: str, *columns: str) -> list[tuple[t.Any, ...]]:
        """A table's rows, sorted."""
        names = ", ".join(f"`{column}`" for column in columns)
        with self.server.connect(self.name) as connection:
            return sorted(tuple(row.values()) for row in connection.query(f"SELECT {names} FROM `{table}`"))

    def snapshot(self) -> Snapshot:
        """All of it, to put back with :meth:`restore`."""
        with self.server.connect(self.name) as connection:
            tables = sorted(name[6:] for name in read_schema(connection)[0] if name.startswith("table "))
            creates = {table: connection.query(f"SHOW CREATE TABLE `{table}`")[0]["create table"] for table in tables}
            rows = {table: connection.query(f"SELECT * FROM `{table}`") for table in tables}
        return Snapshot(creates, rows)

    def restore(self, snapshot: Snapshot) -> None:
        """Make it what it was."""
        self.create()
        with self.server.connect(self.name) as connection:
            connection.execute("SET foreign_key_checks = 0")
            for table, create in snapshot.creates.items():
                connection.execute(create)
                rows = snapshot.rows[table]
                if rows:
                    names = ", ".join(f"`{name}`" for name in rows[0])
                    marks = ", ".join(["%s"] * len(rows[0]))
                    with contextlib.closing(connection.raw.cursor()) as cursor:
                        cursor.executemany(
                            f"INSERT INTO `{table}` ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
                        )

    def revision(self) -> str:
        """Its version."""
        with self.server.connect(self.name) as connection:
            return str(connection.value("SELECT version_num FROM alembic_version"))

    def fix(self, port: int | None = None, **options: t.Any) -> dict[str, t.Any]:
        """Run om_airflow_migration_fix as a process of its own, and return its result."""
        return self.module(
            "om_airflow_migration_fix", port, **{"airflow_user": ACCOUNT, "strategy": "repair", **options}
        )

    def module(self, name: str, port: int | None = None, **options: t.Any) -> dict[str, t.Any]:
        """Run a module on this database as a process of its own, and return its result."""
        arguments = {
            "engine": "mysql",
            "login_host": self.server.host,
            "login_port": port or self.server.port,
            "login_user": self.server.user,
            "login_password": self.server.password,
            "login_db": self.name,
            "tls_mode": "disable" if port else "prefer",
            **options,
        }
        return run_module(name, arguments)

    def url(self, port: int | None = None) -> str:
        """Airflow's setting sql_alchemy_conn, through a proxy's port if one is given."""
        address = f"{self.server.host}:{port or self.server.port}"
        return f"mysql+mysqldb://{ACCOUNT}:{PASSWORD}@{address}/{self.name}{'?ssl_mode=DISABLED' if port else ''}"


def run_module(name: str, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
    """Run a module as a process of its own, and return its result."""
    done = subprocess.run(
        [sys.executable, "-m", f"{MODULES}.{name}"],
        input=json.dumps({"ANSIBLE_MODULE_ARGS": arguments}),
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return dict(json.loads(done.stdout))
    except ValueError as exc:
        raise AssertionError(done.stdout + done.stderr) from exc


class HasUrl(t.Protocol):
    """A database that Airflow can be pointed at."""

    def url(self, port: int | None = None) -> str: ...


@dataclasses.dataclass(frozen=True)
class Airflow:
    """One Airflow release in a virtual environment of its own."""

    release: str
    home: pathlib.Path
    fab: bool = False  # with the provider FAB, whose auth manager has a chain of revisions of its own

    @property
    def venv(self) -> pathlib.Path:
        """Where it is installed."""
        return CACHE / "airflow" / (f"{self.release}-fab" if self.fab else self.release)

    def install(self) -> None:
        """Install it, if it is not there."""
        packages = [f"apache-airflow=={self.release}", "mysqlclient", "aiomysql", "sqlalchemy<2.1"]
        packages += ["psycopg2-binary", "asyncpg", *(["apache-airflow-providers-fab"] if self.fab else [])]
        done = self.venv / "installed"
        if done.exists() and done.read_text() == " ".join(packages):
            return
        python = f"{sys.version_info.major}.{sys.version_info.minor}"
        if not done.exists():
            subprocess.run(["uv", "venv", "--quiet", "--clear", "--python", python, str(self.venv)], check=True)
        options = ["--quiet", "--python", str(self.venv / "bin" / "python"), "--exclude-newer", RELEASES[self.release]]
        subprocess.run(["uv", "pip", "install", *options, *packages], check=True)
        done.write_text(" ".join(packages))

    def start_migration(
        self, database: HasUrl, port: int | None = None, settings: t.Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start `airflow db migrate`, through a proxy's port if one is given, with more of Airflow's settings."""
        self.home.mkdir(exist_ok=True)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database.url(port),
            **({"AIRFLOW__CORE__AUTH_MANAGER": FAB_MANAGER} if self.fab else {}),
            **(settings or {}),
        }
        return subprocess.Popen(
            [str(self.venv / "bin" / "airflow"), "db", "migrate"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def migrate(self, database: HasUrl, settings: t.Mapping[str, str] | None = None) -> None:
        """Run `airflow db migrate` to its end, which must be a good one."""
        process = self.start_migration(database, settings=settings)
        output = process.communicate(timeout=1800)[0]
        assert process.returncode == 0, output[-3000:]

    def fail(self, database: HasUrl, settings: t.Mapping[str, str] | None = None) -> str:
        """Run `airflow db migrate` to its end, which must be a failure, and return what it said."""
        process = self.start_migration(database, settings=settings)
        output = process.communicate(timeout=1800)[0]
        assert process.returncode != 0, output[-3000:]
        return output
