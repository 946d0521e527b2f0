# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A migration run: which versions are pending, and each one's steps in order.

Upstream: MigrationWorkflow.java and MigrationProcessImpl.java of 2024 and 2025 (steps, table, messages; pending is what
is newer than the newest executed), upstream's unit tests of 1.12 (pending is what was not executed), the measured 1.2
server, which logs a failing statement and goes on, and recorded runs of a real 1.12.6.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from ..config import Config
from ..db.errors import DbError
from ..db.pool import Session
from ..version import Version, parse
from . import ascii as tables
from . import changelog, data, files, metrics

LOG = logging.getLogger("o.o.s.m.api.MigrationWorkflow")
OPERATIONS = logging.getLogger("o.o.s.util.OpenMetadataOperations")
UTIL = logging.getLogger("o.o.s.m.utils.MigrationUtil")
COLUMNS = ("Version", "Initialization", "SchemaChanges", "DataMigration", "PostDDLScripts", "Context")
SUCCESS, FAILED = "Success", "Failed due to : "


# Where a real server was, in short.
FRAMES = (
    "\n\tat org.openmetadata.service.migration.api.MigrationWorkflow.runMigrationWorkflows(MigrationWorkflow.java:333)"
    "\n\tat org.openmetadata.service.util.OpenMetadataOperations.migrate(OpenMetadataOperations.java:1034)"
)
JDBI = "org.jdbi.v3.core.statement.UnableToExecuteStatementException"


class MigrationFailed(Exception):
    """A step failed and nobody asked to go on."""


def failed_statement(statement: str, error: DbError) -> str:
    """The message about a statement; it repeats the statement with its lines, as JDBI's exception does."""
    detail = f'[statement:"{statement}", arguments:{{positional:{{}}, named:{{}}, finder:[]}}]'
    return f"Failed to run sql: [{statement}] due to [{JDBI}: {error.java} {detail}]"


def pending(config: Config, version: Version, executed: list[str]) -> list[files.Migration]:
    """What `migrate` would run and what keeps the server from starting."""
    available = files.available(config)
    if not executed:
        return available
    if version.runs_missed_migrations:
        return [migration for migration in available if migration.version not in executed]
    newest = max(parse(text) for text in executed)
    return [migration for migration in available if parse(migration.version) > newest]


class Workflow:
    """One run over a session of its own."""

    def __init__(self, config: Config, version: Version, session: Session, force: bool) -> None:
        self.session = session
        self.force = force
        executed = changelog.versions(session)
        # With --force every version runs again; statements that are logged are skipped all the same.
        self.migrations = files.available(config) if force else pending(config, version, executed)
        self.strict = version.stops_at_failed_statements
        self.driver = config.database.driver

    def show(self) -> None:
        LOG.info("Following Migrations will be performed, with Force Migration : %s", str(self.force).lower())
        rows = [[found.version, self.driver, str(found.path)] for found in self.migrations]
        columns = ("Version", "ConnectionType", "MigrationsFilePath")
        OPERATIONS.info("%s\n", tables.render(columns, rows, "No Server Migration To be Run"))

    def run(self) -> None:
        LOG.info("[MigrationWorkflow] WorkFlow Started")
        rows: list[list[str]] = []
        try:
            for migration in self.migrations:
                LOG.info(
                    "[MigrationWorkFlow] Migration Run started for Version: %s, with Force Migration : %s",
                    migration.version,
                    str(self.force).lower(),
                )
                row = [migration.version]
                rows.append(row)
                try:
                    self._one(migration, row)
                finally:
                    LOG.info("[MigrationWorkFlow] Migration Run finished for Version: %s", migration.version)
        except (MigrationFailed, DbError) as error:
            LOG.error("Encountered Exception in MigrationWorkflow\n%s%s", java(error), FRAMES)
            raise
        OPERATIONS.info("%s\n", tables.render(COLUMNS, rows, "Status Unavailable"))
        LOG.info("[MigrationWorkflow] WorkFlow Completed")

    def _one(self, migration: files.Migration, row: list[str]) -> None:
        version = migration.version
        self._step(row, lambda: None)
        self._step(row, lambda: self._statements(migration.schema_changes, version))
        self._step(row, lambda: self._data(version))
        self._step(row, lambda: self._statements(migration.post_scripts, version))
        counted = metrics.collect(self.session)
        row.append("{" + ", ".join(f"{name}={count}" for name, count in counted.items()) + "}")
        # Only now: a crash or a failure before leaves logged statements without this row.
        changelog.record(self.session, version, str(migration.path), dict(counted))

    def _step(self, row: list[str], action: Callable[[], None]) -> None:
        try:
            action()
        except (MigrationFailed, DbError) as error:
            row.append(FAILED + (error.java if isinstance(error, DbError) else str(error)))
            if not self.force or (isinstance(error, DbError) and error.lost):
                raise
            return
        row.append(SUCCESS)

    def _statements(self, statements: list[str], version: str) -> None:
        for statement in statements:
            if changelog.ran(self.session, statement, version):
                continue
            try:
                self.session.changed(statement)
            except DbError as error:
                if error.lost:
                    raise
                message = failed_statement(statement, error)
                if self.strict and not self.force:
                    raise MigrationFailed(message) from error
                UTIL.warning(message)
                continue
            changelog.log_statement(self.session, statement, version)

    def _data(self, version: str) -> None:
        changed = data.run(self.session, version)
        if changed:
            LOG.info("Data migration of %s changed %s rows", version, changed)


def java(error: MigrationFailed | DbError) -> str:
    """An exception as a real server prints it."""
    return error.java if isinstance(error, DbError) else f"java.lang.RuntimeException: {error}"
