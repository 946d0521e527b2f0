# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""conf/openmetadata.yaml with the official environment variables, as far as the stand-in needs it."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml

_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


@dataclasses.dataclass(frozen=True)
class DatabaseConfig:
    """From the JDBC URL, as the real server has it."""

    driver: str
    engine: str
    host: str
    port: int
    name: str
    user: str
    password: str
    parameters: Mapping[str, str]
    # Seconds after which a statement is ended; None: never.
    statement_limit: float | None = None

    @property
    def url(self) -> str:
        return f"jdbc:{self.engine}://{self.host}:{self.port}/{self.name}"


@dataclasses.dataclass(frozen=True)
class PipelineClientConfig:
    """How to reach Airflow."""

    enabled: bool
    endpoint: str
    server_api: str
    user: str
    password: str
    timeout: float


@dataclasses.dataclass(frozen=True)
class Config:
    """Everything that is read from the file."""

    home: Path
    database: DatabaseConfig
    client: PipelineClientConfig
    port: int
    admin_port: int
    bind: str
    cluster: str
    admins: tuple[str, ...]
    domain: str
    issuer: str
    key_id: str
    private_key: Path
    public_key: Path
    native_path: Path
    flyway_path: Path
    auth: Mapping[str, Any]
    fernet_key: str
    query_timeout: float

    def limited(self, limits: bool) -> Config:
        """The same with the limit on statements, where the release has one."""
        if not limits:
            return self
        return dataclasses.replace(
            self, database=dataclasses.replace(self.database, statement_limit=self.query_timeout or None)
        )


def substitute(text: str, environment: Mapping[str, str]) -> str:
    """${NAME:-default}; the default may carry quotes, which belong to YAML."""

    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        return environment.get(name) or (default or "")

    return _VARIABLE.sub(value, text)


def _under(home: Path, path: str) -> Path:
    return Path(path) if Path(path).is_absolute() else home / path


def _database(section: Mapping[str, Any]) -> DatabaseConfig:
    parts = urlsplit(str(section["url"]).removeprefix("jdbc:"))
    engine = "postgresql" if parts.scheme.startswith("postgres") else "mysql"
    return DatabaseConfig(
        driver=str(section["driverClass"]),
        engine=engine,
        host=parts.hostname or "localhost",
        port=parts.port or (5432 if engine == "postgresql" else 3306),
        name=parts.path.lstrip("/"),
        user=str(section["user"]),
        password=str(section["password"]),
        # A JDBC tail separates with &, and a value may hold commas and equals signs (sessionVariables=a=1,b=2).
        parameters=dict(parse_qsl(parts.query, keep_blank_values=True)),
    )


def _client(section: Mapping[str, Any]) -> PipelineClientConfig:
    parameters = section["parameters"]
    return PipelineClientConfig(
        enabled=str(section["enabled"]).lower() == "true",
        endpoint=str(section["apiEndpoint"]).rstrip("/"),
        server_api=str(section["metadataApiEndpoint"]).rstrip("/"),
        user=str(parameters["username"]),
        password=str(parameters["password"]),
        timeout=float(parameters["timeout"]),
    )


def load(path: Path, environment: Mapping[str, str] | None = None) -> Config:
    """The configuration; relative paths in it are relative to the installation, not to the working directory."""
    home = path.resolve().parent.parent
    text = path.read_text(encoding="utf-8")
    raw = yaml.safe_load(substitute(text, os.environ if environment is None else environment))
    server, jwt, migration = raw["server"], raw["jwtTokenConfiguration"], raw["migrationConfiguration"]
    authorizer = raw["authorizerConfiguration"]
    return Config(
        home=home,
        database=_database(raw["database"]),
        client=_client(raw["pipelineServiceClientConfiguration"]),
        port=int(server["applicationConnectors"][0]["port"]),
        admin_port=int(server["adminConnectors"][0]["port"]),
        bind=str(server["applicationConnectors"][0].get("bindHost", "0.0.0.0")),
        cluster=str(raw["clusterName"]),
        admins=tuple(authorizer["adminPrincipals"]),
        domain=str(authorizer["principalDomain"]),
        issuer=str(jwt["jwtissuer"]),
        key_id=str(jwt["keyId"]),
        private_key=_under(home, jwt["rsaprivateKeyFilePath"]),
        public_key=_under(home, jwt["rsapublicKeyFilePath"]),
        native_path=_under(home, migration["nativePath"]),
        flyway_path=_under(home, migration["flywayPath"]),
        auth=raw["authenticationConfiguration"],
        query_timeout=float(raw["database"]["queryTimeoutSeconds"]),
        fernet_key=str(raw["fernetConfiguration"]["fernetKey"]),
    )
