# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A migration run: which versions are pending, and each one's steps in order.

Upstream: MigrationWorkflow.java and MigrationProcessImpl.java of 2024 and 2025 (steps, table, messages; pending is what
is newer than the newest executed), upstream's unit tests of 1.12 (pending is what was not executed), and the measured
1.2 server, which logs a failing statement and goes on.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from ..config import Config
from ..db.errors import DbError
from ..db.pool import Session
from ..version import Version, parse
from . import ascii as tables
from . import changelog, data, files, metrics

LOG = logging.getLogger("o.o.s.m.api.MigrationWorkflow")
UTIL = logging.getLogger("o.o.s.m.utils.MigrationUtil")
COLUMNS = ("Version", "Initialization", "SchemaChanges", "DataMigration", "PostDDLScripts", "Context")
SUCCESS, FAILED = "Success", "Failed due to : "


class MigrationFailed(Exception):
    """A step failed and nobody asked to go on."""


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
        # A newer upstream stops at the first failing statement; the measured server logs it and goes on.
        self.strict = os.environ.get("OM_STANDIN_SQL_FAILURES", "logged") == "fatal"

    def show(self) -> None:
        LOG.info("Following Migrations will be performed, with Force Migration : %s", str(self.force).lower())
        rows = [[found.version, self.session.engine, str(found.path)] for found in self.migrations]
        print(tables.render(("Version", "ConnectionType", "MigrationsFilePath"), rows, "No Server Migration To be Run"))

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
            LOG.error("Encountered Exception in MigrationWorkflow %s", error)
            raise
        print(tables.render(COLUMNS, rows, "Status Unavailable"))
        LOG.info("[MigrationWorkflow] WorkFlow Completed")

    def _one(self, migration: files.Migration, row: list[str]) -> None:
        version = migration.version
        self._step(row, lambda: None)
        self._step(row, lambda: self._statements(migration.schema_changes, version))
        self._step(row, lambda: self._data(version))
        self._step(row, lambda: self._statements(migration.post_scripts, version))
        counted = metrics.collect(self.session)
        row.append(", ".join(f"{name}={count}" for name, count in counted.items()))
        # Only now: a crash or a failure before leaves logged statements without this row.
        changelog.record(self.session, version, str(migration.path), dict(counted))

    def _step(self, row: list[str], action: Callable[[], None]) -> None:
        try:
            action()
        except (MigrationFailed, DbError) as error:
            text = error.java if isinstance(error, DbError) else str(error)
            row.append(FAILED + text)
            if not self.force or (isinstance(error, DbError) and error.lost):
                raise MigrationFailed(text) from error
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
                message = f"Failed to run sql: [{statement}] due to [{error.java}]"
                if self.strict and not self.force:
                    raise MigrationFailed(message) from error
                UTIL.warning(message)
                continue
            changelog.log_statement(self.session, statement, version)

    def _data(self, version: str) -> None:
        changed = data.run(self.session, version)
        if changed:
            LOG.info("Data migration of %s changed %s rows", version, changed)
