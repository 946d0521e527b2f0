# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""A new, empty Airflow database in place of the old one: what OpenMetadata's own instructions recommend.

Everything in it is lost, and every ingestion pipeline has to be deployed again; so it takes consent and a backup that
has been read again.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from .. import _times
from .._backup import manifest as manifests
from .._backup import verify
from .._database.connection import quote_identifier
from .._database.privileges import account_grants
from .._database.properties import create_statement, property_statements, read_options
from .._errors import OpsError
from .._units import duration_option
from .accounts import NEEDED

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence
    from .states import Verdict

# https://airflow.apache.org/docs/apache-airflow/stable/howto/set-up-database.html#setting-up-a-mysql-database
_MYSQL_CHARSET = "CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci"


@dataclasses.dataclass(frozen=True)
class Place:
    """What is known of the database from outside."""

    engine: str
    database: str
    exists: bool
    empty: bool = True
    owner: str | None = None  # PostgreSQL
    grants: tuple[str, ...] = ()  # statements that give accounts of Airflow the rights that they lack (MySQL)
    options: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)  # PostgreSQL: what the database has now


def read_place(server: Connection, database: str, airflow_user: str | None) -> Place:
    """Look from a connection that is not to this database."""
    if server.engine == "postgresql":
        row = server.one(
            "SELECT r.rolname AS owner FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE d.datname = %s",
            (database,),
        )
        options = read_options(server, database)
        return Place(
            "postgresql", database, row is not None, owner=row["owner"] if row else airflow_user, options=options
        )
    exists = server.value("SELECT 1 FROM information_schema.schemata WHERE schema_name = %s", (database,))
    tables = server.value("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = %s", (database,))
    grants = []
    if airflow_user:
        rows = server.query("SELECT user AS name, host FROM mysql.user WHERE user = %s", (airflow_user,))
        names = [f"{row['name']}@{row['host']}" for row in rows]
        # Rights on a database outlive it: DROP DATABASE leaves them alone.
        found = [account_grants(server, name) for name in names]
        grants = [each.statement(("ALL PRIVILEGES",), database) for each in found if each.missing(NEEDED, database)]
    return Place("mysql", database, bool(exists), not tables, grants=tuple(grants))


def count_all(connection: Connection, found: Evidence) -> dict[str, int]:
    """Rows by table; empty tables are left out."""
    tables = sorted(name[6:] for name in found.schema if name.startswith("table "))
    counts = {table: connection.value(f"SELECT COUNT(*) FROM {connection.quote(table)}") for table in tables}
    return {table: int(count) for table, count in counts.items() if count}


def statements(place: Place, drop: bool) -> list[tuple[str, str]]:
    """The statements and why, in order; empty where an empty database is already there."""
    name = quote_identifier(place.engine, place.database)
    found = []
    if place.exists and drop:
        found.append((f"DROP DATABASE {name}", "the old history goes"))
    if drop or not place.exists:
        if place.engine == "mysql":
            sql = f"CREATE DATABASE {name} {_MYSQL_CHARSET}"
        elif place.options.get("encoding") == "UTF8":
            sql = create_statement("postgresql", place.database, place.options)
        else:
            owner = f" OWNER {quote_identifier('postgresql', place.owner)}" if place.owner else ""
            sql = f"CREATE DATABASE {name}{owner} ENCODING 'UTF8' TEMPLATE template0"
        found.append((sql, "airflow db migrate fills it; deploy every ingestion pipeline again afterwards"))
        for statement in property_statements(place.database, place.options):
            found.append((statement, "the database keeps its privileges, settings and other properties"))
    for sql in place.grants:
        found.append((sql, "Airflow's account needs it"))
    return found


def is_current(found: Evidence, verdict: Verdict, target: str | None) -> bool:
    """Whether nothing is wrong with it: a damaged one at the head of its release is no database to keep."""
    return verdict.state == "migrated" or (verdict.state == "unaffected" and found.revision == target)


def refuse_or_pass(
    found: Evidence, verdict: Verdict, backup: str | None, confirm_data_loss: bool, max_age: str = ""
) -> None:
    """Whether a database with Airflow's tables may be dropped.

    Raises:
        OpsError: it may not, and why.
    """
    if verdict.state in ("not_airflow", "migration_running"):
        raise OpsError(f"{verdict.why} {verdict.next} Nothing was dropped.")
    if found.sessions:
        users = ", ".join(sorted({one.user for one in found.sessions}))
        raise OpsError(
            f"{len(found.sessions)} other sessions use {found.database} (of {users}). Stop Airflow, then run again."
        )
    if not backup:
        raise OpsError(
            f"{found.database} is only dropped when it has a backup: set backup to the directory of one that "
            "openmetadata.ops.om_backup made."
        )
    check_backup(backup, found.engine, found.database, max_age)
    if not confirm_data_loss:
        raise OpsError(
            f"Everything in {found.database} would be lost: history, connections, variables. Nothing was dropped. "
            "Set confirm_data_loss=true to agree."
        )


def age_problem(manifest: manifests.Manifest, max_age: str, now: datetime.datetime) -> str:
    """Why a backup is too old to stand for the database as it is, or blank. A blank ``max_age`` allows any age.

    Raises:
        OpsError: ``max_age`` is no duration.
    """
    limit = duration_option("backup_max_age", max_age) if max_age else None
    if limit is None or (now - _times.parse_rfc3339(manifest["started"])).total_seconds() <= limit:
        return ""
    return (
        f"Backup {manifest['id']} began at {manifest['started']}, which is longer ago than backup_max_age={max_age}: "
        "what was written since is not in it. Make a new backup, or set backup_max_age if nothing was written since."
    )


def check_backup(directory: str, engine: str, database: str, max_age: str) -> None:
    """Read a backup's dump of this database again and compare its sum.

    Raises:
        OpsError: the backup is damaged, too old, or does not hold this database.
    """
    manifest = manifests.read(directory)
    names = [entry["name"] for entry in manifest["databases"]]
    if manifest.get("engine") != engine or database not in names:
        raise OpsError(f"The backup {directory} does not hold the {engine} database {database}. Use one that does.")
    problem = age_problem(manifest, max_age, _times.now())
    if problem:
        raise OpsError(f"{problem} Nothing was dropped.")
    verify.check_sums(manifest, directory, [database])
