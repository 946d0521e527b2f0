# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""info, validate, changelog, repair, check-connection: what looks at a database."""

from __future__ import annotations

import json
from typing import Any

from ..db.dialect import has_table
from ..db.pool import Session
from ..migration import ascii as tables
from ..migration import changelog
from ..migration.workflow import pending
from .context import LOG, Context

PENDING = (
    "There are pending migrations to be run on the database. Please backup your data and run "
    "`./bootstrap/openmetadata-ops.sh migrate`. You can find more information on upgrading OpenMetadata at "
    "https://docs.open-metadata.org/deployment/upgrade "
)


def info(context: Context) -> int:
    """Exit code 0 also with migrations pending."""
    session = context.connect()
    try:
        if context.version.drops_flyway:
            print_changelog(session)
        else:
            rows = [[str(cell) for cell in row] for row in _flyway(session)]
            columns = ("Category", "Version", "Description", "Type", "Installed On", "State")
            LOG.info("%s", tables.render(columns, rows, "No migrations found"))
    finally:
        session.close()
    return 0


def validate(context: Context) -> int:
    """The old command knows Flyway's part only."""
    session = context.connect()
    try:
        if context.version.drops_flyway:
            waiting = pending(context.config, context.version, changelog.versions(session))
            if waiting:
                LOG.error("Database migration validation failed due to \njava.lang.IllegalStateException: %s", PENDING)
                return 1
        elif not _flyway(session):
            LOG.error("Validate failed: Migrations have failed validation\nDetected resolved migration not applied")
            return 1
    finally:
        session.close()
    LOG.info("Validation successful.")
    return 0


def show_changelog(context: Context) -> int:
    session = context.connect()
    try:
        print_changelog(session)
    finally:
        session.close()
    return 0


def check_connection(context: Context) -> int:
    context.connect().close()
    LOG.info("Successfully connected to the database: %s", context.config.database.url)
    return 0


def repair(context: Context) -> int:
    """The newer command asks for a column that no table before the 2.1 line has, and so fails (recorded, 1.12.6)."""
    session = context.connect()
    try:
        if context.version.drops_flyway:
            for (version,) in session.rows("SELECT version FROM SERVER_CHANGE_LOG WHERE status = 'FAILED'"):
                for table in ("SERVER_CHANGE_LOG", "SERVER_MIGRATION_SQL_LOGS"):
                    session.changed(f"DELETE FROM {table} WHERE version = %s", (version,))
        elif _flyway(session):
            LOG.info("Repair of failed migration in Schema History table not necessary.")
    finally:
        session.close()
    return 0


def print_changelog(session: Session) -> None:
    """Versions with the counts that were recorded; a count that a version did not know is empty."""
    rows = changelog.rows(session)
    metrics = [_metrics(found) for _version, _when, found, _path in rows]
    names = sorted({name for found in metrics for name in found})
    printed = [
        [version, str(when), *(str(found.get(name, "")) for name in names)]
        for (version, when, _metrics_text, _path), found in zip(rows, metrics, strict=True)
    ]
    LOG.info("%s", tables.render(("version", "installedOn", *names), printed, "No migrations were executed"))


def _metrics(text: Any) -> dict[str, Any]:
    return dict(json.loads(text)) if text else {}


def _flyway(session: Session) -> list[tuple[Any, ...]]:
    if not session.value(has_table(session.engine), ("database_change_log",)):
        return []
    table = '"DATABASE_CHANGE_LOG"' if session.engine == "postgresql" else "DATABASE_CHANGE_LOG"
    return session.rows(
        f"SELECT 'Versioned', version, description, type, installed_on, 'Success' FROM {table} ORDER BY installed_rank"
    )
