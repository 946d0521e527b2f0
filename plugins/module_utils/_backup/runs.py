# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The runs of the dump programs that make up one database's dump, as argument lists."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.drivers import MYSQL_SESSION
from .facts import Facts, Table

ROWS = "data"
POST = "post"  # PostgreSQL: indexes, keys, triggers

# https://dev.mysql.com/doc/refman/9.0/en/mysqldump.html
# single-transaction, quick: one consistent snapshot, row by row, no lock for the length of the dump.
# set-gtid-purged: with GTIDs on, the default's SET GTID_PURGED makes the dump unloadable where it came from (3546).
# no-tablespaces: those need the PROCESS privilege. hex-blob: binary values survive any character set.
# skip-add-locks, skip-disable-keys: several clients may load one table at once; InnoDB ignores DISABLE KEYS anyway.
# skip-dump-date: the same data gives the same bytes.
# init-command: the server's time-outs do not end the dump's session; a client without this option only warns (loose-).
_MYSQLDUMP = (
    "--single-transaction",
    "--quick",
    "--set-gtid-purged=OFF",
    "--no-tablespaces",
    "--hex-blob",
    "--default-character-set=utf8mb4",
    "--max-allowed-packet=1G",
    "--skip-add-locks",
    "--skip-disable-keys",
    "--skip-dump-date",
    "--comments",
    f"--loose-init-command={MYSQL_SESSION}",
)


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of the dump program."""

    kind: str  # tables, data, code, views, events; pre, data, post
    argv: tuple[str, ...]

    @property
    def rows(self) -> bool:
        """Whether rows come out of it."""
        return self.kind == ROWS


def share(tables: t.Iterable[Table], jobs: int) -> list[list[Table]]:
    """Tables in at most so many sets of about equal size: the largest first, each to the set that has least."""
    sets: list[list[Table]] = [[] for unused in range(max(1, jobs))]
    sizes = [0] * len(sets)
    for table in sorted(tables, key=lambda table: (-table.bytes, table.name)):
        least = sizes.index(min(sizes))
        sets[least].append(table)
        sizes[least] += table.bytes + 4096
    return [sorted(tables, key=lambda table: table.name) for tables in sets if tables] or [[]]


def mysql_definitions(facts: Facts, login: t.Sequence[str]) -> tuple[list[Run], list[Run]]:
    """The runs whose output comes before the rows, and those whose output comes after."""
    base = (*login, *_MYSQLDUMP)
    before = []
    if facts.tables:
        names = tuple(table.name for table in facts.tables)
        before.append(Run("tables", (*base, "--no-data", "--skip-triggers", "--", facts.name, *names)))
    code = ("--no-data", "--no-create-info", "--triggers", "--routines", "--skip-events")
    after = [Run("code", (*base, *code, "--", facts.name))]
    if facts.views:
        after.append(Run("views", (*base, "--no-data", "--skip-triggers", "--", facts.name, *facts.views)))
    if facts.events:
        # On their own: a rehearsal must not load them, the server would begin to run them.
        events = ("--no-data", "--no-create-info", "--skip-triggers", "--events")
        after.append(Run("events", (*base, *events, "--", facts.name)))
    return before, after


def mysql_rows(facts: Facts, login: t.Sequence[str], jobs: int) -> list[Run]:
    """The runs that bring the rows, at the same time."""
    base = (*login, *_MYSQLDUMP, "--no-create-info", "--skip-triggers", "--", facts.name)
    return [Run(ROWS, (*base, *(table.name for table in tables))) for tables in share(facts.tables, jobs) if tables]


def postgresql_definitions(login: t.Sequence[str], snapshot: str) -> tuple[list[Run], list[Run]]:
    """The runs whose output comes before the rows, and those whose output comes after (indexes, keys, triggers)."""
    base = (*login, *_PG_DUMP, f"--snapshot={snapshot}")
    return [Run("pre", (*base, "--section=pre-data"))], [Run(POST, (*base, "--section=post-data"))]


# https://www.postgresql.org/docs/current/app-pgdump.html
_PG_DUMP = ("--format=plain", "--encoding=UTF8", "--no-sync")


def postgresql_rows(tables: t.Sequence[Table], login: t.Sequence[str], snapshot: str, jobs: int) -> list[Run]:
    """The runs that bring the rows, at the same time. The first also brings sequences and large objects."""
    base = (*login, *_PG_DUMP, f"--snapshot={snapshot}", "--section=data")
    others = share(tables, jobs)[1:]
    runs = [Run(ROWS, (*base, *(f"--exclude-table-data={table.quoted}" for other in others for table in other)))]
    return runs + [Run(ROWS, (*base, *(f"--table={table.quoted}" for table in other))) for other in others if other]
