# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A connection to a component's database that finds the component's tables, whichever schema of PostgreSQL they are in.

OpenMetadata finds its tables by the search_path of its role or by currentSchema in its JDBC parameters, Airflow by the
search_path of its role or by its setting sql_alchemy_schema. An administrator's session has none of these. So the
schema is the one that holds the tables by which a component is known; if several do, the one that a role or the
database has in its search_path.
"""

from __future__ import annotations

import typing as t

from .connection import Connection, connect
from .options import Login

# The tables by which a component is known: all of a line in one schema. Other programs have an alembic_version too.
_KNOWN_BY = (("server_change_log",), ("database_change_log",), ("alembic_version", "task_instance", "dag_run"))
_TABLES = """
SELECT n.nspname AS place, lower(c.relname) AS name, pg_table_is_visible(c.oid) AS seen
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND lower(c.relname) = ANY(%s)
"""
_SETTINGS = """
SELECT split_part(option, '=', 2) AS path FROM pg_db_role_setting s, unnest(s.setconfig) AS option
WHERE option LIKE 'search_path=%'
  AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


def connect_component(login: Login) -> Connection:
    """Open a connection to the database of OpenMetadata or Airflow.

    Raises:
        OpsError: the driver is not installed.
        DatabaseError: the server cannot be reached, or refuses the login.
    """
    connection = connect(login)
    if connection.engine == "postgresql" and login.database:
        try:
            _set_path(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _set_path(connection: Connection) -> None:
    """Put the schemas of the components first, for this session."""
    rows = connection.query(_TABLES, (sorted({name for names in _KNOWN_BY for name in names}),))
    settings = [str(row["path"]) for row in connection.query(_SETTINGS)] if rows else []
    places = choose([(str(row["place"]), str(row["name"]), bool(row["seen"])) for row in rows], settings)
    if places:
        path = ", ".join([*(connection.quote(place) for place in places), connection.value("SHOW search_path")])
        connection.value("SELECT set_config('search_path', %s, false)", (path,))


def choose(tables: t.Sequence[tuple[str, str, bool]], settings: t.Sequence[str]) -> tuple[str, ...]:
    """The schemas that have to come first in the search_path.

    Args:
        tables: schema, name and visibility of the tables by which components are known.
        settings: the search_path of roles and of the database.
    """
    paths = [[part.strip().strip('"') for part in path.split(",")] for path in settings]
    chosen: list[str] = []
    for names in _KNOWN_BY:
        places = {place for place, _name, _seen in tables}
        complete = sorted(
            place for place in places if set(names) <= {name for its, name, _seen in tables if its == place}
        )
        seen = [place for place, name, visible in tables if visible and name == names[0]]
        # A component uses the first schema of its path that has the table.
        named = {next((place for place in path if place in complete), "") for path in paths} - {""}
        found = sorted(named) if len(named) == 1 else complete if len(complete) == 1 and not seen else []
        chosen += [place for place in found if place not in (*chosen, *seen)]
    return tuple(chosen)
