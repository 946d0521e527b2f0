# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Limits of a role, a database or a server that end a statement or a session in the middle of a migration."""

from __future__ import annotations

import dataclasses
import typing as t

from .postgresql import PostgresqlTarget
from .values import Value, mysql_shape

if t.TYPE_CHECKING:
    from .._database.connection import Connection


@dataclasses.dataclass(frozen=True)
class Limit:
    """A parameter that limits how long something may take, or how large it may become.

    Attributes:
        name: of the parameter.
        unlimited: the value that means no limit; None where there is none.
        enough: the lowest value that hinders no migration, in the server's own unit (bytes for a size); None where only
            ``unlimited`` will do.
        wanted: what to set, as om_db_param takes it.
    """

    name: str
    unlimited: int | None
    enough: int | None
    wanted: str

    def hinders(self, value: Value) -> bool:
        """Whether a migration can fail by this value."""
        number = float(value)
        if self.unlimited is not None and number == self.unlimited:
            return False
        return self.enough is None or number < self.enough


# https://www.postgresql.org/docs/current/runtime-config-client.html and runtime-config-resource.html. The session that
# holds Airflow's migration lock is idle in a transaction as long as the migration runs.
# https://dev.mysql.com/doc/refman/9.0/en/server-system-variables.html, and innodb-parameters.html.
LIMITS: dict[str, tuple[Limit, ...]] = {
    "postgresql": (
        Limit("statement_timeout", 0, None, "0"),
        Limit("transaction_timeout", 0, None, "0"),
        Limit("idle_in_transaction_session_timeout", 0, None, "0"),
        Limit("lock_timeout", 0, 60_000, "0"),
        Limit("temp_file_limit", -1, 512 * 1024**2, "2147483647kB"),
    ),
    "mysql": (
        Limit("max_execution_time", 0, 4 * 3_600_000, "86400000"),
        Limit("lock_wait_timeout", None, 3600, "86400"),
        Limit("innodb_lock_wait_timeout", None, 50, "50"),
    ),
}


def find_limits(engine: str, values: t.Mapping[str, Value]) -> dict[str, dict[str, t.Any]]:
    """The limits that a migration can fail by: the value, and what to set for its time.

    Args:
        engine: ``mysql`` or ``postgresql``.
        values: parameters in normal form, as new sessions of the account have them.
    """
    return {
        limit.name: {"value": values[limit.name], "wanted": limit.wanted}
        for limit in LIMITS[engine]
        if values.get(limit.name) is not None and limit.hinders(values[limit.name])
    }


def read_limits(connection: Connection, role: str | None) -> dict[str, Value]:
    """The parameters of :data:`LIMITS` as new sessions have them, on PostgreSQL those of a role.

    Raises:
        DatabaseError: the catalogue cannot be read.
    """
    names = [limit.name for limit in LIMITS[connection.engine]]
    if connection.engine == "mysql":
        marks = ", ".join(["%s"] * len(names))
        rows = connection.query(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({marks})", names)
        texts = {str(row["variable_name"]): str(row["value"]) for row in rows}
        return {name: mysql_shape(text).from_server(text) for name, text in texts.items()}
    known = {
        str(row["name"]) for row in connection.query("SELECT name FROM pg_settings WHERE name = ANY(%s)", (names,))
    }
    target = PostgresqlTarget(connection, "database", role, lambda: connection)
    return {name: target.look(name).value for name in names if name in known}
