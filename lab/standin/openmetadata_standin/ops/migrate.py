# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""migrate [--force]: the first schema, then every pending version, then the change log."""

from __future__ import annotations

import getpass
import zlib
from pathlib import Path

from ..db.dialect import has_table
from ..db.pool import Session
from ..migration import changelog, files, search, secrets
from ..migration.workflow import Workflow
from ..secrets import Secrets
from .context import LOG, Context
from .show import print_changelog


def migrate(context: Context, force: bool) -> int:
    """Exit code 0; a failure is an exception of the caller's."""
    LOG.info("Migrating the OpenMetadata Schema.")
    session = context.connect()
    try:
        changelog.create(session)
        _first_schema(context, session)
        if context.version.drops_flyway:
            changelog.take_over_flyway(session)
        workflow = Workflow(context.config, context.version, session, force)
        workflow.show()
        workflow.run()
        LOG.info("Update Search Indexes.")
        search.update_indexes()
        print_changelog(session)
        secrets.update(session, Secrets(context.config.fernet_key))
    finally:
        session.close()
    return 0


def flyway_table(session: Session) -> str:
    return '"DATABASE_CHANGE_LOG"' if session.engine == "postgresql" else "DATABASE_CHANGE_LOG"


def _first_schema(context: Context, session: Session) -> None:
    """Flyway's part. Unlike Flyway it can be repeated after an interruption."""
    if session.value(has_table(session.engine), ("ingestion_pipeline_entity",)) and (
        changelog.took_over_flyway(session) or session.value(f"SELECT COUNT(*) FROM {flyway_table(session)}")
    ):
        return
    changelog.create_flyway(session)
    script, statements = files.baseline(context.config)
    for statement in statements:
        session.changed(statement)
    _record(session, script, context.config.database.user or getpass.getuser())


def _record(session: Session, script: Path, user: str) -> None:
    checksum = zlib.crc32(script.read_bytes()) - 2**31
    session.changed(
        f"INSERT INTO {flyway_table(session)} "
        "(installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) "
        "VALUES (1, '001', 'stand in baseline', 'SQL', %s, %s, %s, 100, TRUE)",
        (script.name, checksum, user),
    )
