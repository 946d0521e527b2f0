# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The database that is restored into: whether it may be replaced."""

from __future__ import annotations

import dataclasses
import time

from .._database.alone import prepared_problem
from .._database.connection import Connection, connect
from .._database.options import Login
from .._database.sessions import read_activity
from .._errors import OpsError
from .._versions import parse_version
from .facts import Facts, database_exists, read_facts
from .manifest import Manifest

CLOSING = 5.0  # seconds in which a session that was closed is gone, on a busy server too


@dataclasses.dataclass
class Target:
    """The database that is restored into, as it was found."""

    name: str
    facts: Facts | None  # None: there is no such database

    @property
    def empty(self) -> bool:
        """Whether nothing is lost by a restore."""
        return self.facts is None or not (self.facts.tables or self.facts.views)


def server_login(login: Login) -> Login:
    """The same account, at no database (MySQL) or the administrative one (PostgreSQL)."""
    return dataclasses.replace(login, database=None)


def find_target(login: Login, name: str) -> Target:
    """Read what the target is now."""
    with connect(server_login(login)) as connection:
        if not database_exists(connection, name):
            return Target(name, None)
    with connect(dataclasses.replace(login, database=name)) as connection:
        return Target(name, read_facts(connection, name))


def check_target(target: Target, *, replace: bool, confirm: str | None) -> None:
    """Check that this database may be restored into.

    Raises:
        OpsError: it is not empty, and the user did not allow to replace it.
    """
    if target.empty:
        return
    held = len(target.facts.tables) if target.facts else 0
    if not replace:
        raise OpsError(
            f"Database {target.name} is not empty ({held} tables). A restore replaces it as a whole: set replace=true "
            f"and confirm={target.name}, or name an empty database. Nothing was changed."
        )
    if confirm != target.name:
        raise OpsError(
            f"replace=true drops the contents of database {target.name} ({held} tables): set confirm to "
            f"{target.name!r} to allow it; it is {confirm!r}. Nothing was changed."
        )


def check_unchanged(found: Target, now: Target) -> None:
    """Check that a target that was empty before the load still is.

    Raises:
        OpsError: it is not.
    """
    if found.empty and not now.empty:
        raise OpsError(
            f"Database {found.name} was empty when the restore began, and is not any more: something else wrote to it. "
            "Stop that, or name another database, then run again. Nothing was changed."
        )


def check_connections(connection: Connection, name: str, *, wait: float = 0.0) -> None:
    """Check that no session uses the database that is replaced.

    Args:
        connection: one to another database.
        name: the database.
        wait: for how many seconds a session may take to end. The server shows ours for a moment after we closed it.

    Raises:
        OpsError: one does.
    """
    deadline = time.monotonic() + wait
    while True:
        activity = read_activity(connection, name, own=True)
        # The exchange itself waits for sessions of other databases that hold a lock here, and names them.
        found = [one for one in activity.sessions if one.database == name]
        if not found or time.monotonic() >= deadline:
            break
        time.sleep(0.2)
    if found:
        who = sorted({f"{one.user} from {one.host or 'a local socket'}" for one in found})
        raise OpsError(
            f"Database {name} has {len(found)} open connections ({', '.join(who[:5])}; the first one is "
            f"{found[0].text}). Stop the OpenMetadata server, the ingestion and every other client of it, then run "
            "again. Nothing was changed."
        )
    problem = prepared_problem(activity, name)
    if problem:
        raise OpsError(f"{problem} Nothing was changed.")


def check_foreign_keys(connection: Connection, name: str) -> None:
    """Check that no table of another database refers to one of the target's.

    MySQL lets such a constraint follow the old table out of the target: it would refer to the replaced database, and
    keep that from being dropped (error 3730). PostgreSQL has no such constraints. A constraint in the other direction,
    from a table of the target to another database, is part of the dump and is no obstacle.

    Raises:
        OpsError: one does.
    """
    if connection.engine != "mysql":
        return
    rows = connection.query(
        "SELECT TABLE_SCHEMA AS db, TABLE_NAME AS tab, CONSTRAINT_NAME AS name, REFERENCED_TABLE_NAME AS parent"
        " FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_SCHEMA = %s AND TABLE_SCHEMA <> %s"
        " GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3",
        (name, name),
    )
    if not rows:
        return
    named = [f"{row['name']} of {row['db']}.{row['tab']} (refers to {row['parent']})" for row in rows]
    drops = [
        f"ALTER TABLE {connection.quote(row['db'])}.{connection.quote(row['tab'])}"
        f" DROP FOREIGN KEY {connection.quote(row['name'])};"
        for row in rows
    ]
    raise OpsError(
        f"Foreign keys of other databases refer to tables of {name}: {', '.join(named)}. They would follow the old "
        f"tables out of {name}. Drop them before the restore, and add them again after it: {' '.join(drops)} "
        "Nothing was changed."
    )


def check_running_version(running: str | None, manifest: Manifest) -> None:
    """Upstream: a backup "should not be used to restore data to a higher version".

    Raises:
        OpsError: the server that will run on the database is newer than the one that the backup was taken from.
    """
    if not running:
        return
    known = manifest["openmetadata_version"] or manifest["schema_version"]
    if not known:
        return
    # The schema's version is that of the last migration. Not every release has one, so that only the first two numbers
    # can be compared.
    digits = 4 if manifest["openmetadata_version"] else 2
    try:
        newer = parse_version(running)[:digits] > parse_version(known)[:digits]
    except ValueError as exc:
        raise OpsError(f"running_version cannot be compared: {exc}.") from exc
    if newer:
        raise OpsError(
            f"The backup is of OpenMetadata {known}, and version {running} is to run on it: an older database must not "
            f"be restored under a newer server. Go back to {known} first (or restore under {known} and upgrade again)."
        )
