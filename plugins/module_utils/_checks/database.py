# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of OpenMetadata's database server: version, character set, and settings that break migrations."""

from __future__ import annotations

import typing as t

from .._upstream import databases
from .._upstream.sources import MATRIX, MINIMUM
from .._versions import parse_version
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit
from .versions import PAGE, TARGET

DEPENDENTS = "info.database.dependents"
VERSION = "info.database.version"
FLAVOR = "info.database.flavor"
CHARSET = "info.database.charset"
NOT_UTF8MB4 = "info.database.tables_not_utf8mb4"


def number(text: str) -> tuple[int, int, int, int]:
    """The leading version number of a server's own version string, e.g. ``15.18 (Debian …)`` or ``8.0.42-log``."""
    return parse_version(text.split(maxsplit=1)[0].split("-", maxsplit=1)[0])


def _too_old(name: str, server: databases.Server) -> t.Callable[[Facts], Decision]:
    def decide(facts: Facts) -> Decision:
        version = number(facts.need(VERSION))
        if version < parse_version(server.lowest):
            return (
                f"The server is {name} {facts.need(VERSION)}; {server.lowest} is the oldest that OpenMetadata runs on."
            )
        tested = facts.version(TARGET) >= parse_version(server.tested_since)
        if tested and version < parse_version(server.tested):
            return Hit(
                f"The server is {name} {facts.need(VERSION)}; {facts.need(TARGET)} is tested with {server.tested}.",
                severity=WARNING,
            )
        return None

    return decide


def _mysql_new(facts: Facts) -> Decision:
    if number(facts.need(VERSION)) >= parse_version(databases.MYSQL_UNTESTED_FROM):
        return f"The server is MySQL {facts.need(VERSION)}; the compatibility matrix names {databases.MYSQL.tested}."
    return None


def _mariadb(facts: Facts) -> Decision:
    if facts.get(FLAVOR) == "mariadb" or "mariadb" in str(facts.need(VERSION)).lower():
        return f"The server is {facts.need(VERSION)}."
    return None


def _postgresql_flyway(facts: Facts) -> Decision:
    known = databases.FLYWAY_POSTGRESQL
    if facts.version(TARGET) < databases.FLYWAY_GONE and number(facts.need(VERSION))[0] > known:
        return (
            f"The server is PostgreSQL {facts.need(VERSION)}; the Flyway in {facts.need(TARGET)} knows up to {known}."
        )
    return None


def _charset(facts: Facts) -> Decision:
    charset, tables = facts.need(CHARSET), facts.need(NOT_UTF8MB4)
    if charset == "utf8mb4" and not tables:
        return None
    evidence = f"The database's character set is {charset}"
    if tables:
        named = ", ".join(tables[:5]) + (" and more" if len(tables) > 5 else "")
        evidence += f"; not utf8mb4 are {named}"
    milder = None if facts.version(TARGET) >= databases.LATIN1_SINCE else WARNING
    return Hit(f"{evidence}.", severity=milder)


def _read_only(facts: Facts) -> Decision:
    if facts.need("info.database.read_only") is True:
        return "The server takes no writes (a replica, or read_only is set)."
    return None


def _dependents(facts: Facts) -> Decision:
    found = [f"{one['kind']} {one['name']}" for one in facts.need(DEPENDENTS)]
    if not found:
        return None
    return f"Objects of others: {', '.join(found[:5])}{f' and {len(found) - 5} more' if len(found) > 5 else ''}."


def _backup_obstacles(path: str) -> t.Callable[[Facts], Decision]:
    def decide(facts: Facts) -> Decision:
        obstacles = facts.need(path)
        if not obstacles:
            return None
        evidence = "; ".join(str(obstacle["what"]) for obstacle in obstacles)
        fixes = dict.fromkeys(str(obstacle["fix"]) for obstacle in obstacles)
        return Hit(f"{evidence}.", fix="; ".join(fixes))

    return decide


def _backup_check(identifier: str, title: str, path: str, *, airflow: bool) -> Check:
    return Check(
        id=identifier,
        title=title,
        severity=BLOCKER,
        why="The server hides what an account has no privilege for, so a dump would lack it. mysqldump ends at a view "
        "that refers to a table which is gone (error 1356). om_backup refuses both.",
        reads=(path,),
        decide=_backup_obstacles(path),
        fix="Grant the account of the upgrade what the evidence names. Repair or drop each view that it names. Install "
        "the files of each extension that it names.",
        source="https://dev.mysql.com/doc/refman/9.0/en/mysqldump.html "
        "https://www.postgresql.org/docs/current/app-pgdump.html",
        airflow=airflow,
    )


def is_on(value: object) -> bool:
    """Whether a server says that a switch is on, in whichever way it says so."""
    return str(value).strip().lower() in ("1", "on", "true", "yes")


CHECKS = (
    Check(
        id="OM131",
        title="MySQL is too old",
        severity=BLOCKER,
        why="Migrations use functions and index kinds that older servers do not have.",
        reads=(VERSION, TARGET),
        decide=_too_old("MySQL", databases.MYSQL),
        fix="Upgrade MySQL to 8.0.42 or later of the 8.0 or 8.4 series first.",
        source=databases.MYSQL.source,
        engine="mysql",
        severity_note="a warning where the server only misses the version that the matrix of 1.12 and later names",
    ),
    Check(
        id="OM132",
        title="MySQL is newer than the compatibility matrix",
        severity=NOTE,
        why="Upstream does not test it. Its settings are checked one by one.",
        reads=(VERSION,),
        decide=_mysql_new,
        fix=f"Rehearse the upgrade on a copy first, or move the database to {databases.MYSQL_SUITED}.",
        source=MATRIX,
        engine="mysql",
    ),
    Check(
        id="OM133",
        title="The database server is MariaDB",
        severity=BLOCKER,
        why="OpenMetadata's migrations are written for MySQL's JSON functions and functional indexes.",
        reads=(VERSION, FLAVOR),
        decide=_mariadb,
        fix="Move the database to MySQL 8.0 first.",
        source=MINIMUM,
        engine="mysql",
    ),
    Check(
        id="OM134",
        title="PostgreSQL is too old",
        severity=BLOCKER,
        why="Migrations use generated columns, which older servers do not have.",
        reads=(VERSION, TARGET),
        decide=_too_old("PostgreSQL", databases.POSTGRESQL),
        fix="Upgrade PostgreSQL to 15 first.",
        source=databases.POSTGRESQL.source,
        engine="postgresql",
        severity_note="a warning where the server only misses the version that the matrix of 1.12 and later names",
    ),
    Check(
        id="OM135",
        title="PostgreSQL is newer than this release's migration tool",
        severity=WARNING,
        why="Flyway 9.22.3 warns about PostgreSQL 16 and later, and migrations to 1.7 were seen to fail on 17.",
        reads=(VERSION, TARGET),
        decide=_postgresql_flyway,
        fix="Set om_version to 1.11 or later, where Flyway is gone, or rehearse the upgrade on a copy first.",
        source=databases.FLYWAY_SOURCE,
        engine="postgresql",
    ),
    Check(
        id="OM136",
        title="The database is not in utf8mb4",
        severity=BLOCKER,
        why="1.13 logs a statement with a character that latin1 cannot store: `migrate` says success, and the "
        "server says "
        "'pending migrations' for ever.",
        reads=(CHARSET, NOT_UTF8MB4, TARGET),
        decide=_charset,
        fix="ALTER DATABASE <name> CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci, and ALTER TABLE <table> "
        "CONVERT TO "
        "CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_ai_ci for SERVER_CHANGE_LOG, SERVER_MIGRATION_SQL_LOGS and "
        "the others "
        "named, after a backup.",
        source=databases.LATIN1_SOURCE,
        engine="mysql",
        severity_note="a warning for upgrades to releases before 1.13",
    ),
    _backup_check(
        "OM142", "A backup of the database would not be complete", "info.database.backup_obstacles", airflow=False
    ),
    _backup_check(
        "OM143", "A backup of Airflow's database would not be complete", "info.airflow.backup_obstacles", airflow=True
    ),
    Check(
        id="OM140",
        title="The database takes no writes",
        severity=BLOCKER,
        why="The migration stops at its first statement, with the server already down.",
        reads=("info.database.read_only",),
        decide=_read_only,
        fix="Point om_database_host at the primary, or switch read_only off.",
        source=PAGE,
    ),
    Check(
        id="OM145",
        title="Objects of others depend on OpenMetadata's tables",
        severity=WARNING,
        why="PostgreSQL does not retype or drop a column that a view, a rule or a policy uses, and a trigger can end "
        "each statement on its table. The migration only logs a statement that fails, and counts its version as done.",
        reads=(DEPENDENTS,),
        decide=_dependents,
        fix="Drop these objects before the upgrade and create them again after it. om_info shows their definitions "
        "(database.dependents).",
        source="https://www.postgresql.org/docs/current/ddl-depend.html "
        "https://dev.mysql.com/doc/refman/9.0/en/trigger-syntax.html",
    ),
)
