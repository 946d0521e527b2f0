# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a real migration sends to MySQL, revision by revision, taken from the server's general log."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import typing as t

if t.TYPE_CHECKING:
    from harness import Airflow, Database

# The newest: it runs every revision.
RELEASE = "3.3.2"
_VERSION = re.compile(r"UPDATE alembic_version SET version_num='(\w+)'")
_PASSED_OVER = re.compile(r"\s*(SELECT|SHOW|ROLLBACK|COMMIT|BEGIN|DESCRIBE|SET)\b", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Revision:
    """A revision and the statements that change something."""

    name: str
    statements: tuple[str, ...]


def prepare(database: Database) -> None:
    """An Airflow 2.10.5 with rows in every table that matters."""
    database.load("clean_2.10.5_small")
    database.run((pathlib.Path(__file__).parent / "rich.sql").read_text())


def capture(database: Database, airflow: Airflow) -> list[Revision]:
    """Migrate, and read what was sent. The database is at the newest release afterwards."""
    with database.server.connect("mysql") as admin:
        before = admin.query("SELECT @@GLOBAL.general_log AS log, @@GLOBAL.log_output AS output")[0]
        admin.execute("SET GLOBAL log_output = 'TABLE'")
        admin.execute("TRUNCATE general_log")
        admin.execute("SET GLOBAL general_log = ON")
        try:
            airflow.migrate(database)
        finally:
            admin.execute("SET GLOBAL general_log = %s", (before["log"],))
            admin.execute("SET GLOBAL log_output = %s", (before["output"],))
        rows = admin.query(
            "SELECT thread_id, CONVERT(argument USING utf8mb4) AS sent FROM general_log "
            "WHERE command_type = 'Query' ORDER BY event_time"
        )
        admin.execute("TRUNCATE general_log")
    return split([(int(row["thread_id"]), str(row["sent"])) for row in rows])


def split(log: list[tuple[int, str]]) -> list[Revision]:
    """The log of one migration as revisions: each ends where it writes its version."""
    threads = {thread for thread, sent in log if _VERSION.match(sent)}
    found, statements = [], []
    for thread, sent in log:
        if thread not in threads:
            continue
        match = _VERSION.match(sent)
        if match:
            found.append(Revision(match.group(1), tuple(statements)))
            statements = []
        elif not _PASSED_OVER.match(sent):
            statements.append(sent.strip())
    return found
