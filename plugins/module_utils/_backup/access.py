# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""Whether an account sees and reads everything that a dump has to hold.

A server hides what an account has no privilege for, so the catalogs that the account sees cannot answer that: its
privileges do. Every lack is named with the statement that ends it, and nothing is written before.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import Connection
from .._errors import OpsError
from . import access_mysql, access_postgresql


@dataclasses.dataclass(frozen=True)
class Checked:
    """What stands in the way of a complete dump of one database."""

    database: str
    lacks: tuple[tuple[str, str], ...]  # what is lacking, and the statement that ends it
    broken: tuple[tuple[str, str], ...]  # what no dump program can dump, and how to end that


def check(connection: Connection, database: str) -> Checked:
    """Look as the account that dumps: on PostgreSQL from a connection to this database, on MySQL from any.

    Raises:
        DatabaseError: the server does not answer.
    """
    engine = access_mysql if connection.engine == "mysql" else access_postgresql
    return Checked(
        database, tuple(engine.read_lacks(connection, database)), tuple(engine.read_broken(connection, database))
    )


def refusal(user: str, checked: t.Sequence[Checked]) -> str | None:
    """One message about everything that is lacking or broken; None where nothing is."""
    said = []
    lacks = [(one.database, *lack) for one in checked for lack in one.lacks]
    if lacks:
        reasons = "; ".join(dict.fromkeys(f"{database}: {what}" for database, what, _fix in lacks))
        statements = "; ".join(dict.fromkeys(fix for _database, _what, fix in lacks))
        said.append(
            f"The account {user} may not see or read everything that the backup has to hold: {reasons}. "
            f"As an administrator, run: {statements}"
        )
    for one in checked:
        if one.broken:
            reasons = "; ".join(f"{what}. {fix}" for what, fix in one.broken)
            said.append(f"Database {one.database} cannot be dumped and restored as it is: {reasons}")
    if not said:
        return None
    return ". ".join(said) + ". Nothing was written."


def require(user: str, checked: t.Sequence[Checked]) -> None:
    """Raise what :func:`refusal` says.

    Raises:
        OpsError: a dump would not be complete.
    """
    problem = refusal(user, checked)
    if problem:
        raise OpsError(problem)
