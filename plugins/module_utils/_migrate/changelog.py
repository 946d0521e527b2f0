# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a database says about the server's migrations: versions done, begun and pending.

The server writes a version to SERVER_CHANGE_LOG after the version has finished, and each statement to
SERVER_MIGRATION_SQL_LOGS right after it ran. A version that stands in the second table only was interrupted.
(MigrationWorkflow.java and MigrationProcessImpl.java of https://github.com/open-metadata/OpenMetadata; both tables
as found in databases of real servers.)
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import typing as t

from .._database.connection import Connection
from .._upstream.releases import APPLIES_BACKPORTS_SINCE
from .._versions import parse_version


@dataclasses.dataclass(frozen=True)
class ChangeLog:
    """The bookkeeping of one database.

    Attributes:
        done: finished versions in the order in which they were installed.
        statements: number of logged statements for each version.
        unfinished: versions whose own row says that they did not finish (servers of the 2.1 line write such rows).
    """

    done: tuple[str, ...] = ()
    statements: dict[str, int] = dataclasses.field(default_factory=dict)
    unfinished: tuple[str, ...] = ()

    @property
    def half_applied(self) -> list[str]:
        """Versions that began and did not finish."""
        begun = {version for version in self.statements if version not in self.done}
        return sort_versions(begun | set(self.unfinished))

    @property
    def highest(self) -> str | None:
        """The highest finished version, compared as numbers."""
        known = sort_versions(version for version in self.done if is_version(version))
        return known[-1] if known else None

    @property
    def fingerprint(self) -> str:
        """Tells one state of the bookkeeping from another."""
        state = [list(self.done), sorted(self.statements.items()), list(self.unfinished)]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def is_version(text: str) -> bool:
    """Whether the text is a version at all (a directory of migrations may also hold other names)."""
    try:
        parse_version(text)
    except ValueError:
        return False
    return True


def sort_versions(versions: t.Iterable[str]) -> list[str]:
    """Versions in numerical order; 1.10.0 comes after 1.9.0, and a suffix after the bare version."""
    return sorted(
        versions,
        key=lambda version: (parse_version(version) if is_version(version) else (0, 0, 0, 0), version),
    )


def find_pending(log: ChangeLog, available: t.Sequence[str], target_version: str | None) -> list[str]:
    """Versions that a run of the new server's migrations will apply.

    Args:
        log: the database's bookkeeping.
        available: the versions that the new server carries.
        target_version: the new server's version; decides which rule its runner follows. None: the older rule.
    """
    known = sort_versions(version for version in set(available) if is_version(version))
    missing = [version for version in known if version not in log.done]
    if log.highest is None or (target_version and parse_version(target_version) >= APPLIES_BACKPORTS_SINCE):
        return missing
    top = parse_version(log.highest)
    return [version for version in missing if parse_version(version) > top]


def find_ahead(log: ChangeLog, target_version: str | None) -> list[str]:
    """Finished versions above the target: the database belongs to a newer server, and no way leads down."""
    if not target_version:
        return []
    top = parse_version(target_version)
    return [version for version in sort_versions(log.done) if is_version(version) and parse_version(version) > top]


def read_changelog(connection: Connection) -> ChangeLog:
    """Read both tables; a database without them (or an empty one) has done nothing.

    Raises:
        DatabaseError: the tables are there but cannot be read.
    """
    tables = {str(row["name"]) for row in connection.query(_TABLES[connection.engine])}
    done: list[str] = []
    unfinished: list[str] = []
    if "server_change_log" in tables:
        for row in connection.query("SELECT * FROM SERVER_CHANGE_LOG ORDER BY installed_rank"):
            # `status` came with the 2.1 line: STARTED, COMPLETED or FAILED.
            finished = (row.get("status") or "COMPLETED").upper() == "COMPLETED"
            (done if finished else unfinished).append(str(row["version"]))
    statements: dict[str, int] = {}
    if "server_migration_sql_logs" in tables:
        counts = connection.query("SELECT version, COUNT(*) AS n FROM SERVER_MIGRATION_SQL_LOGS GROUP BY version")
        statements = {str(row["version"]): int(row["n"]) for row in counts}
    return ChangeLog(tuple(done), statements, tuple(unfinished))


_TABLES = {
    "mysql": "SELECT LOWER(table_name) AS name FROM information_schema.tables WHERE table_schema = DATABASE() "
    "AND table_name IN ('SERVER_CHANGE_LOG', 'SERVER_MIGRATION_SQL_LOGS')",
    "postgresql": "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = current_schema() "
    "AND table_name IN ('server_change_log', 'server_migration_sql_logs')",
}
