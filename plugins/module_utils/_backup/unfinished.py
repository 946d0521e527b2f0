# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A restore into an empty MySQL database that was killed at its end: the same restore may go on without replace."""

from __future__ import annotations

import typing as t

from .._database.connection import Connection
from .exchange_mysql import replaced_databases
from .facts import count_rows
from .target import Target


def is_unfinished(connection: Connection, target: Target, entry: dict[str, t.Any]) -> bool:
    """Whether the target was empty before a restore of this very dump, and nobody has written to it since.

    Args:
        entry: the database in the backup's manifest.
    """
    if connection.engine != "mysql" or target.empty or target.facts is None:
        return False
    if {table.name for table in target.facts.tables} != set(entry["tables"]):
        return False
    if not any(replaced_databases(connection, target.name).values()):
        return False
    connection.execute(f"USE {connection.quote(target.name)}")
    try:
        counts = count_rows(connection, target.facts.tables)
    finally:
        connection.execute("USE information_schema")  # not a connection to the target any more
    return counts == {name: table["rows"] for name, table in entry["tables"].items()}
