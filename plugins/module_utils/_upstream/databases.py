# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which database servers a release works with, and which of their settings break migrations."""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .sources import ISSUE, MATRIX, MINIMUM, MYSQL_MANUAL, NATIVE, PULL, READ

Version = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Server:
    """The lowest versions of one database server.

    Attributes:
        lowest: what every release needs.
        tested: what the compatibility matrix names.
        tested_since: the first release with that matrix.
        source: where that was read.
        read: when.
    """

    lowest: str
    tested: str
    tested_since: str
    source: str
    read: str = READ


MYSQL = Server("8.0", "8.0.42", "1.12.0", f"{MINIMUM} {MATRIX}")
POSTGRESQL = Server("12.0", "15.0", "1.12.0", f"{MINIMUM} {MATRIX}")

# The first MySQL above every series that the matrix and the requirements name.
MYSQL_UNTESTED_FROM = "9.0"
MYSQL_SUITED = "MySQL 8.0 or 8.4"


@dataclasses.dataclass(frozen=True)
class NoMd5:
    """Servers without a built-in MD5(), and why OpenMetadata cannot do without it.

    Attributes:
        server: the first version of MySQL that has it in the component classic_hashing only. A component's function is
            refused in a generated column (error 3763).
        since: the migration that makes such a column; every database from then on has it.
        source: where that was read. It was run as well, with MySQL 9.7.4 and a real 1.12.6.
        read: when.
    """

    server: str
    since: str
    source: str
    read: str = READ


NO_MD5 = NoMd5("9.6", "1.4.5", f"{MYSQL_MANUAL}9.6/en/component-classic-hashing.html {NATIVE}1.4.5")


@dataclasses.dataclass(frozen=True)
class DumpProgram:
    """The oldest mysqldump whose files can be restored: older ones write generated columns wrongly (bug 81926)."""

    lowest: str
    source: str
    read: str = READ


BACKUPS = "https://docs.open-metadata.org/v1.11.x/deployment/backup-restore-metadata"
MYSQLDUMP = DumpProgram("8.3", f"{BACKUPS} {ISSUE}15388 {ISSUE}6343", "2026-11-22")

# Flyway 9.22.3 knows PostgreSQL up to 15 (issue 21704); Flyway is gone since 1.11 (pull 24985).
FLYWAY_POSTGRESQL = 15
FLYWAY_GONE: Version = parse_version("1.11.0")
FLYWAY_SOURCE = f"{ISSUE}21704"
FLYWAY_GONE_SOURCE = f"{PULL}24985"
# A migration of 1.13.0 has a character in a comment that latin1 cannot store.
LATIN1_SINCE: Version = parse_version("1.13.0")
LATIN1_SOURCE = f"{ISSUE}29257"


@dataclasses.dataclass(frozen=True)
class SqlMode:
    """A part of MySQL's sql_mode that changes what upstream's statements mean.

    Attributes:
        name: the mode.
        breaks: True: statements fail. False: they may do something else.
        why: what happens, one sentence.
        source: where that was read.
        read: when.
    """

    name: str
    breaks: bool
    why: str
    source: str
    read: str = READ


_MODES = f"{MYSQL_MANUAL}8.4/en/sql-mode.html"
SQL_MODES: tuple[SqlMode, ...] = (
    SqlMode(
        "ANSI_QUOTES",
        True,
        "upstream's scripts write texts in double quotes, which are names of columns then (error 1054)",
        f"{_MODES} {NATIVE}1.6.0/mysql",
    ),
    SqlMode(
        "NO_BACKSLASH_ESCAPES",
        False,
        "a backslash in a text of a statement is kept as it is, so that JSON values and patterns differ",
        _MODES,
    ),
    SqlMode("PIPES_AS_CONCAT", False, "|| joins texts instead of meaning OR", _MODES),
    SqlMode("PAD_CHAR_TO_FULL_LENGTH", False, "values of CHAR columns are compared with their blanks", _MODES),
    SqlMode("HIGH_NOT_PRECEDENCE", False, "NOT binds more tightly than in upstream's conditions", _MODES),
)


def sql_modes(setting: str) -> list[SqlMode]:
    """The parts of a server's sql_mode that upstream's statements do not expect."""
    on = {part.strip().upper() for part in setting.split(",")}
    return [mode for mode in SQL_MODES if mode.name in on]
