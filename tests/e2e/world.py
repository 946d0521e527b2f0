# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads the lab from outside: what is really in the databases, the containers and the files."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import os
import pathlib
import subprocess
import typing as t

import psycopg2
import pymysql

STATUS = "ingestionPipeline.pipelineStatus"
SUFFIX = os.environ.get("OM_LAB_SUFFIX", "")  # of the lab's containers, see lab/README.md


def docker(*arguments: str) -> str:
    """Output of a docker command."""
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout.strip()


@dataclasses.dataclass
class World:
    """The lab of one engine."""

    engine: str
    directory: pathlib.Path
    own: bool = False  # Airflow's database is on a server of its own

    def database_container(self, database: str) -> str:
        """The container of a database's server."""
        server = "airflow_mysql" if self.own and database == "airflow_db" else self.engine
        return f"openmetadata_{server}{SUFFIX}"

    @property
    def password(self) -> str:
        """The database administrator's password, as the lab's .env has it."""
        files = [self.directory / ".env", self.directory / "server" / ".env"]
        text = next(path for path in files if path.exists()).read_text()
        name = "MYSQL_ROOT_PASSWORD" if self.engine == "mysql" else "POSTGRES_PASSWORD"
        return next(line.split("=", 1)[1] for line in text.splitlines() if line.startswith(f"{name}="))

    def connect(self, database: str = "openmetadata_db") -> t.Any:
        """A DB-API connection of the administrator."""
        target = 3306 if self.engine == "mysql" else 5432
        host, port = docker("port", self.database_container(database), str(target)).splitlines()[0].rsplit(":", 1)
        if self.engine == "mysql":
            return pymysql.connect(
                host=host, port=int(port), user="root", password=self.password, database=database, autocommit=True
            )
        connection = psycopg2.connect(
            host=host, port=int(port), user="postgres", password=self.password, dbname=database
        )
        connection.autocommit = True
        return connection

    def rows(self, sql: str, database: str = "openmetadata_db") -> list[tuple[t.Any, ...]]:
        """All rows of a statement."""
        with contextlib.closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return [tuple(row) for row in cursor.fetchall()]

    def execute(self, sql: str, database: str = "openmetadata_db") -> None:
        """Run a statement."""
        with contextlib.closing(self.connect(database)) as connection, connection.cursor() as cursor:
            cursor.execute(sql)

    def value(self, sql: str, database: str = "openmetadata_db") -> t.Any:
        """The first column of the first row."""
        return self.rows(sql, database)[0][0]

    def text(self, column: str, key: str) -> str:
        """SQL for one member of a JSON column as text."""
        if self.engine == "mysql":
            return f"JSON_UNQUOTE(JSON_EXTRACT({column}, '$.{key}'))"
        return f"({column}->>'{key}')"

    def migrations(self) -> set[str]:
        """Versions in the change log."""
        return {row[0] for row in self.rows("SELECT version FROM SERVER_CHANGE_LOG")}

    def running(self) -> set[str]:
        """Run ids of the pipeline runs that OpenMetadata believes to be running or queued."""
        return {
            row[0]
            for row in self.rows(
                f"SELECT {self.text('json', 'runId')} FROM entity_extension_time_series WHERE extension = '{STATUS}' "
                f"AND {self.text('json', 'pipelineState')} IN ('running', 'queued')"
            )
        }

    def pipelines(self) -> dict[str, tuple[bool, bool]]:
        """Each ingestion pipeline by fully qualified name: whether it is deployed, and whether its schedule is on."""
        columns = ", ".join(self.text("json", key) for key in ("fullyQualifiedName", "deployed", "enabled"))
        rows = self.rows(f"SELECT {columns} FROM ingestion_pipeline_entity")
        return {name: (deployed == "true", enabled == "true") for name, deployed, enabled in rows}

    def parameters(self) -> dict[str, str]:
        """The server parameters that an upgrade touches, and what persists of them, on every server."""
        found = self._parameters("openmetadata_db")
        if self.own:
            found.update({f"Airflow's {name}": value for name, value in self._parameters("airflow_db").items()})
        return found

    def _parameters(self, database: str) -> dict[str, str]:
        if self.engine == "mysql":
            return dict(
                self.rows(
                    "SHOW GLOBAL VARIABLES "
                    "WHERE variable_name IN ('sort_buffer_size', 'log_bin_trust_function_creators')",
                    database,
                )
                + self.rows(
                    "SELECT CONCAT('persisted ', variable_name), variable_value "
                    "FROM performance_schema.persisted_variables",
                    database,
                )
            )
        return dict(
            self.rows("SELECT name, setting FROM pg_settings WHERE name = 'work_mem'")
            + self.rows(
                "SELECT 'role setting ' || setrole || ' ' || setdatabase, array_to_string(setconfig, ',') "
                "FROM pg_db_role_setting"
            )
        )

    def schema(self, database: str) -> list[tuple[t.Any, ...]]:
        """Every column of a database."""
        where = f"= '{database}'" if self.engine == "mysql" else "= 'public'"
        return sorted(
            self.rows(
                "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns "
                f"WHERE table_schema {where}",
                database,
            )
        )

    def containers(self) -> dict[str, str]:
        """Id and start time of each container of the lab."""
        found = docker("ps", "--all", "--filter", f"name=openmetadata_.*{SUFFIX}$", "--format", "{{.Names}}").split()
        names = [name for name in found if SUFFIX or name.count("_") == 1]
        return {name: docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", name) for name in names}

    def fingerprint(self) -> dict[str, t.Any]:
        """What a run that changes nothing must leave as it is.

        A running Airflow and server write their heartbeats; those tables are not part of it.
        """
        return {
            "files": {
                str(path): hashlib.sha256(path.read_bytes()).hexdigest()
                for name in ("docker-compose.yml", ".env")
                for path in sorted(self.directory.glob(f"**/{name}"))
            },
            "containers": self.containers(),
            "parameters": self.parameters(),
            "migrations": sorted(self.migrations()),
            "schema": [self.schema("openmetadata_db"), self.schema("airflow_db")],
            "alembic": self.rows("SELECT version_num FROM alembic_version", "airflow_db"),
            "statuses": sorted(
                json.dumps(row, default=str)
                for row in self.rows(f"SELECT * FROM entity_extension_time_series WHERE extension = '{STATUS}'")
            ),
            "pipelines": self.pipelines(),
            "databases": sorted(
                row[0]
                for row in self.rows("SHOW DATABASES" if self.engine == "mysql" else "SELECT datname FROM pg_database")
            ),
        }
