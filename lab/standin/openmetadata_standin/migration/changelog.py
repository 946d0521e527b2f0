# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The bookkeeping tables, with the true columns of each engine (captured dumps; `metrics` came with 1.2's releases)."""

from __future__ import annotations

import json
import uuid
from typing import Any

from ..db.dialect import has_table, placeholder
from ..db.pool import Session
from ..names import md5
from ..version import parse

_DROP_FLYWAY = "DROP TABLE IF EXISTS DATABASE_CHANGE_LOG"
_CREATE = {
    "mysql": (
        "CREATE TABLE IF NOT EXISTS DATABASE_CHANGE_LOG (installed_rank INT NOT NULL, version VARCHAR(50), "
        "description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script VARCHAR(1000) NOT NULL, checksum INT, "
        "installed_by VARCHAR(100) NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, "
        "execution_time INT NOT NULL, success BOOLEAN NOT NULL, PRIMARY KEY (installed_rank))",
        "CREATE TABLE IF NOT EXISTS SERVER_CHANGE_LOG (installed_rank BIGINT UNSIGNED NOT NULL AUTO_INCREMENT UNIQUE, "
        "version VARCHAR(256) NOT NULL, migrationFileName VARCHAR(256) NOT NULL, checksum VARCHAR(256) NOT NULL, "
        "installed_on TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP, metrics JSON DEFAULT NULL, PRIMARY KEY (version))",
        "CREATE TABLE IF NOT EXISTS SERVER_MIGRATION_SQL_LOGS (version VARCHAR(256) NOT NULL, "
        "sqlStatement VARCHAR(10000) NOT NULL, checksum VARCHAR(256) NOT NULL, "
        "executedAt TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (checksum))",
    ),
    "postgresql": (
        'CREATE TABLE IF NOT EXISTS "DATABASE_CHANGE_LOG" (installed_rank INTEGER NOT NULL PRIMARY KEY, '
        "version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, "
        "script VARCHAR(1000) NOT NULL, checksum INTEGER, installed_by VARCHAR(100) NOT NULL, "
        "installed_on TIMESTAMP NOT NULL DEFAULT now(), execution_time INTEGER NOT NULL, success BOOLEAN NOT NULL)",
        "CREATE TABLE IF NOT EXISTS SERVER_CHANGE_LOG (installed_rank SERIAL, version VARCHAR(256) PRIMARY KEY, "
        "migrationFileName VARCHAR(256) NOT NULL, checksum VARCHAR(256) NOT NULL, "
        "installed_on TIMESTAMP DEFAULT CURRENT_TIMESTAMP, metrics JSONB)",
        "CREATE TABLE IF NOT EXISTS SERVER_MIGRATION_SQL_LOGS (version VARCHAR(256) NOT NULL, "
        "sqlStatement VARCHAR(10000) NOT NULL, checksum VARCHAR(256) PRIMARY KEY, "
        "executedAt TIMESTAMP DEFAULT CURRENT_TIMESTAMP)",
    ),
}


# The versions as which Flyway's history stands in the server's own change log (recorded with 1.12.6).
FLYWAY = tuple(f"0.0.{number}" for number in range(16))


def create(session: Session) -> None:
    """The server's own tables."""
    for statement in _CREATE[session.engine][1:]:
        session.rows(statement)


def create_flyway(session: Session) -> None:
    session.rows(_CREATE[session.engine][0])


def took_over_flyway(session: Session) -> bool:
    return FLYWAY[0] in versions(session)


def take_over_flyway(session: Session) -> None:
    """Flyway's history becomes rows of the server's own change log, and its table is dropped."""
    if took_over_flyway(session):
        return
    for version in FLYWAY:
        record(session, version, f"v{version.rpartition('.')[2]:0>3}__flyway.sql", {})
    session.rows('DROP TABLE IF EXISTS "DATABASE_CHANGE_LOG"' if session.engine == "postgresql" else _DROP_FLYWAY)


def exists(session: Session) -> bool:
    return bool(session.value(has_table(session.engine), ("server_change_log",)))


def versions(session: Session) -> list[str]:
    """Executed ones, in the order of execution; none when there is no table."""
    if not exists(session):
        return []
    rows = session.rows("SELECT version FROM SERVER_CHANGE_LOG ORDER BY installed_rank")
    return [version for (version,) in rows]


def rows(session: Session) -> list[tuple[Any, ...]]:
    """Version, time, metrics, file."""
    if not exists(session):
        return []
    return session.rows(
        "SELECT version, installed_on, metrics, migrationFileName FROM SERVER_CHANGE_LOG ORDER BY installed_rank"
    )


def newest(session: Session) -> str | None:
    return max(versions(session), key=parse, default=None)


def record(session: Session, version: str, path: str, metrics: dict[str, Any]) -> None:
    """The version is done. The checksum is random, as in the real table."""
    columns = "version, migrationFileName, checksum, metrics, installed_on"
    values = f"%s, %s, %s, {placeholder(session.engine)}, CURRENT_TIMESTAMP"
    arguments = (version, path, str(uuid.uuid4()), json.dumps(metrics))
    if session.engine == "mysql":
        tail = (
            "ON DUPLICATE KEY UPDATE migrationFileName = VALUES(migrationFileName), checksum = VALUES(checksum), "
            "metrics = VALUES(metrics), installed_on = CURRENT_TIMESTAMP"
        )
    else:
        tail = (
            "ON CONFLICT (version) DO UPDATE SET migrationFileName = EXCLUDED.migrationFileName, "
            "checksum = EXCLUDED.checksum, metrics = EXCLUDED.metrics, installed_on = CURRENT_TIMESTAMP"
        )
    session.changed(f"INSERT INTO SERVER_CHANGE_LOG ({columns}) VALUES ({values}) {tail}", arguments)


def ran(session: Session, statement: str, version: str) -> bool:
    """Is the statement logged for this version? Then it is not run again."""
    sql = "SELECT COUNT(*) FROM SERVER_MIGRATION_SQL_LOGS WHERE checksum = %s AND version = %s"
    return bool(session.value(sql, (md5(statement), version)))


def log_statement(session: Session, statement: str, version: str) -> None:
    values = (version, statement[:10000], md5(statement))
    insert = "INSERT INTO SERVER_MIGRATION_SQL_LOGS (version, sqlStatement, checksum) VALUES (%s, %s, %s)"
    if session.engine == "mysql":
        session.changed(f"{insert} ON DUPLICATE KEY UPDATE version = VALUES(version)", values)
    else:
        session.changed(f"{insert} ON CONFLICT (checksum) DO UPDATE SET version = EXCLUDED.version", values)
