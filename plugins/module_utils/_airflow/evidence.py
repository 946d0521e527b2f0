# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Everything that the diagnosis looks at, read once; no decision is made here."""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.activity import IN_TRANSACTION, WORKING_SECONDS
from .._database.dependents import read_dependents
from .._database.sessions import read_activity
from .._database.waits import read_waits
from .._params.limits import find_limits, read_limits
from . import accounts, fab, ids, objects, obstacles, orphans, references, releases, sessions, states, values
from .counting import Counter
from .deltas import DELTAS
from .schema import Schema, read_collations, read_schema

if t.TYPE_CHECKING:
    from .._database.activity import Session
    from .._database.connection import Connection
    from .._database.waits import Wait
    from .accounts import Account
    from .obstacles import Obstacle
    from .references import Reference
    from .values import BadValues


@dataclasses.dataclass(frozen=True)
class Evidence:
    """One look at an Airflow database."""

    engine: str
    database: str
    revisions: tuple[str, ...] = ()
    schema: Schema = dataclasses.field(default_factory=dict)
    rows: dict[str, int] = dataclasses.field(default_factory=dict)  # estimates
    binary_log: bool = False
    trust_flag: bool = False
    accounts: tuple[Account, ...] = ()
    lock_holder: Session | None = None
    sessions: tuple[Session, ...] = ()
    sees_all_sessions: bool = True
    prepared: tuple[str, ...] = ()  # transactions without a session that keep their locks
    waits: tuple[Wait, ...] = ()  # sessions that wait for a lock
    orphans: dict[str, int] = dataclasses.field(default_factory=dict)
    ids_missing: int = 0  # rows of task_instance that should have an id, and have none
    history: dict[str, int] = dataclasses.field(default_factory=dict)  # rows that a purge deletes, by table
    malformed: dict[str, int] = dataclasses.field(default_factory=dict)  # ids that are no UUID, by table
    by_lost_id: dict[str, int] = dataclasses.field(default_factory=dict)  # rows that name an id which is gone
    collation: str = ""  # the default of the database (MySQL)
    tables_collation: str = ""  # the default of most of its tables
    target: str | None = None  # the head revision that the database shall have
    target_release: str | None = None  # the Airflow release that migrates
    fab_revision: str | None = None  # of the provider FAB's own chain; None without one
    fab_provider: str | None = None  # the release of the provider FAB that migrates, where it is the auth manager
    limits: dict[str, dict[str, t.Any]] = dataclasses.field(default_factory=dict)  # parameters that can end a migration
    values: tuple[BadValues, ...] = ()  # rows that a revision to come cannot convert
    obstacles: tuple[Obstacle, ...] = ()  # objects of others that a revision to come fails on, in order to drop them
    outside: tuple[Reference, ...] = ()  # foreign keys of tables in other schemas or databases
    not_counted: tuple[str, ...] = ()  # tables whose orphans or malformed ids could not be counted in time

    @property
    def revision(self) -> str | None:
        """The one revision of the database; None where there is none or more than one."""
        return self.revisions[0] if len(self.revisions) == 1 else None

    @property
    def uuid_objects(self) -> objects.UuidObjects:
        """The objects that revision d59cbbef95eb changes."""
        return objects.read_objects(self.schema, self.revision)

    @property
    def keys_lost(self) -> tuple[str, ...]:
        """Foreign keys that are missing, other than those that the following revision takes away itself."""
        text = DELTAS.get(releases.following(self.revision or "") or "", "")
        taken = {line.partition("|")[0].rpartition(".")[2] for line in text.split("\n") if line[1:4] == "fk "}
        return tuple(name for name in self.uuid_objects.missing if name not in taken)

    @property
    def flag_needed(self) -> bool:
        """Whether log_bin_trust_function_creators has to be on for Airflow's account to create its function."""
        may_create = bool(self.accounts) and all(account.has_super for account in self.accounts)
        return self.engine == "mysql" and self.binary_log and not self.trust_flag and not may_create

    @property
    def holders(self) -> tuple[Session, ...]:
        """Sessions without a statement whose transaction has been open for a while: a migration would wait for them."""
        idle = [one for one in self.sessions if one.state == IN_TRANSACTION]
        return tuple(one for one in idle if one.hidden or one.seconds >= WORKING_SECONDS)

    @property
    def collation_differs(self) -> bool:
        """Whether tables to come would have another collation than those that they refer to."""
        return self.collation != self.tables_collation

    def has_table(self, *names: str) -> bool:
        """Whether all of these tables exist."""
        return all(f"table {name}" in self.schema for name in names)


def read_evidence(connection: Connection, airflow_user: str | None, seconds: float | None = None) -> Evidence:
    """Look at the database of the connection, and count rows for so many seconds at most.

    Raises:
        DatabaseError: a catalogue cannot be read.
    """
    if connection.engine == "postgresql":
        found = _read_postgresql(connection)
        return dataclasses.replace(found, limits=_limits(connection, airflow_user))
    found = read_structure(connection)
    settings = _settings(connection)
    found = dataclasses.replace(
        found,
        binary_log=settings.get("log_bin") == "ON",
        trust_flag=settings.get("log_bin_trust_function_creators") == "ON",
        accounts=accounts.read_accounts(connection, airflow_user),
        limits=_limits(connection, None),
    )
    # To count would wait for a statement that changes the table, and hold it up.
    if not found.has_table("task_instance") or states.running(found):
        return found
    counter = Counter(connection, seconds)
    found = dataclasses.replace(found, malformed=count_malformed(counter, found))
    return dataclasses.replace(
        found,
        orphans=orphans.count_orphans(counter, found),
        ids_missing=count_missing_ids(connection, found.schema, found.revision),
        by_lost_id=count_by_lost_id(connection, found),
        not_counted=tuple(sorted(set(counter.not_counted))),
    )


def _limits(connection: Connection, role: str | None) -> dict[str, dict[str, t.Any]]:
    return find_limits(connection.engine, read_limits(connection, role))


def read_structure(connection: Connection) -> Evidence:
    """The cheap part on MySQL, looked at again between two statements: revision, schema, lock, sessions."""
    schema, rows = read_schema(connection)
    revisions: tuple[str, ...] = ()
    if "table alembic_version" in schema:
        found = connection.query("SELECT version_num FROM alembic_version ORDER BY version_num")
        revisions = tuple(str(row["version_num"]) for row in found)
    activity = read_activity(connection)
    default, most = read_collations(connection)
    return Evidence(
        engine="mysql",
        database=connection.login.database or "",
        revisions=revisions,
        fab_revision=read_fab_revision(connection, schema),
        schema=schema,
        rows=rows,
        lock_holder=sessions.read_lock_holder(connection),
        sessions=activity.sessions,
        sees_all_sessions=activity.sees_all_sessions,
        prepared=activity.prepared,
        waits=read_waits(connection, connection.login.database or "", activity),
        collation=default,
        tables_collation=most,
    )


def read_fab_revision(connection: Connection, schema: Schema) -> str | None:
    """The revision of the provider FAB; None where it has none."""
    if f"table {fab.VERSIONS}" not in schema:
        return None
    value = connection.value(f"SELECT version_num FROM {fab.VERSIONS}")
    return None if value is None else str(value)


def count_by_lost_id(connection: Connection, found: Evidence) -> dict[str, int]:
    """Rows that name their task instance by an id, where task_instance has none any more."""
    if found.uuid_objects.column != "absent" and found.uuid_objects.column_fits:
        return {}
    tables = [table for table in objects.ID_CHILDREN if f"col {table}.ti_id" in found.schema]
    counts = {table: int(connection.value(f"SELECT COUNT(*) FROM `{table}`")) for table in tables}
    return {table: count for table, count in counts.items() if count}


def count_missing_ids(connection: Connection, schema: Schema, revision: str | None) -> int:
    """Rows of task_instance that should have an id, and have none; before d59cbbef95eb none should."""
    if not releases.is_after(revision, releases.BEFORE_UUID):
        return 0
    state = objects.read_objects(schema, revision)
    if state.column == "absent" or not state.column_fits:
        return int(connection.value("SELECT COUNT(*) FROM task_instance"))
    if state.column == "nullable" or state.primary_key != ("id",):
        return int(connection.value(f"SELECT COUNT(*) FROM task_instance WHERE {ids.MISSING}"))
    return 0


def count_malformed(counter: Counter, found: Evidence) -> dict[str, int]:
    """Ids that are too short to be UUIDs, by table; tables without such are left out."""
    if not releases.is_after(found.revision, releases.BEFORE_UUID):
        return {}  # ids of an unfinished revision go, whatever they are
    columns = ids.present_id_columns(found.schema)
    counts = {table: counter.rows(table, ids.malformed(column, dashes)) for table, column, dashes in columns}
    return {table: count for table, count in counts.items() if count}


def _settings(connection: Connection) -> dict[str, str]:
    rows = connection.query(
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('log_bin', 'log_bin_trust_function_creators')"
    )
    return {row["variable_name"]: row["value"] for row in rows}


def _read_postgresql(connection: Connection) -> Evidence:
    # Nothing here may wait for a lock: it is also read while a migration waits for one.
    tables = connection.query(
        "SELECT c.relname AS tab, c.reltuples::bigint AS row_estimate "
        "FROM pg_class c WHERE c.relkind IN ('r', 'p') AND pg_table_is_visible(c.oid) "
        "AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)"
    )
    columns = connection.query(
        "SELECT c.table_name AS tab, c.column_name AS name, c.data_type AS type FROM information_schema.columns c "
        "WHERE c.table_schema = ANY(current_schemas(false))"
    )
    schema = {f"table {row['tab']}": "table" for row in tables}
    schema.update({f"col {row['tab']}.{row['name']}": row["type"] for row in columns})
    indexes = connection.query(
        "SELECT tablename AS tab, indexname AS name FROM pg_indexes "
        "WHERE tablename LIKE 'ab%' AND schemaname = ANY(current_schemas(false))"
    )
    schema.update({f"idx {row['tab']}.{row['name']}": "index" for row in indexes})
    keys, outside = references.read_postgresql(connection)
    schema.update(keys)
    revisions: tuple[str, ...] = ()
    if "table alembic_version" in schema:
        found = connection.query("SELECT version_num FROM alembic_version ORDER BY version_num")
        revisions = tuple(str(row["version_num"]) for row in found)
    activity = read_activity(connection)
    return Evidence(
        engine="postgresql",
        outside=outside,
        database=connection.login.database or "",
        revisions=revisions,
        fab_revision=read_fab_revision(connection, schema),
        schema=schema,
        rows={row["tab"]: max(int(row["row_estimate"]), 0) for row in tables},
        lock_holder=sessions.read_lock_holder(connection),
        sessions=activity.sessions,
        sees_all_sessions=activity.sees_all_sessions,
        prepared=activity.prepared,
        waits=read_waits(connection, connection.login.database or "", activity),
    )


def refresh(connection: Connection, before: Evidence, touched: str | None) -> Evidence:
    """Look again after a statement: structure and sessions anew, the slow counts only for the table it touched."""
    now = _refresh(connection, before, touched)
    now = dataclasses.replace(
        now,
        target=before.target,
        target_release=before.target_release,
        fab_provider=before.fab_provider,
        limits=before.limits,
        values=before.values,
    )
    if touched in {bad.kind.table for bad in before.values}:
        now = dataclasses.replace(now, values=values.read_bad_values(connection, now)[0])
    if before.obstacles:
        now = dataclasses.replace(now, obstacles=read_obstacles(connection, now))
    return now


def read_obstacles(connection: Connection, found: Evidence) -> tuple[Obstacle, ...]:
    """Objects of others that a revision to come fails on, or breaks."""
    dependents = read_dependents(connection, obstacles.airflow_tables())
    return obstacles.in_the_way(found.engine, found.revision, found.target, dependents)


def aim(
    connection: Connection,
    found: Evidence,
    target: str | None,
    release: str | None,
    seconds: float | None,
    *,
    fab_provider: str | None = None,
) -> Evidence:
    """The evidence with what stands in the way to a release: values that its migration cannot convert, and objects."""
    found = dataclasses.replace(found, target=target, target_release=release, fab_provider=fab_provider)
    if not found.has_table("task_instance") or states.running(found):
        return found
    found = dataclasses.replace(found, obstacles=read_obstacles(connection, found))
    bad, not_counted = values.read_bad_values(connection, found, seconds)
    missed = tuple(sorted({*found.not_counted, *not_counted}))
    return dataclasses.replace(found, values=bad, not_counted=missed)


def _refresh(connection: Connection, before: Evidence, touched: str | None) -> Evidence:
    if before.engine == "postgresql":
        return dataclasses.replace(_read_postgresql(connection), history=before.history)
    now = read_structure(connection)
    now = dataclasses.replace(now, malformed=before.malformed)
    if touched in before.malformed:
        now = dataclasses.replace(now, malformed=count_malformed(Counter(connection), now))
    counts = {table: count for table, count in before.orphans.items() if now.has_table(table)}
    if touched and touched != "task_instance":
        path = orphans.countable_paths(now).get(touched)
        condition = orphans.orphan_condition(path, touched) if path else ""
        counts[touched] = Counter(connection).rows(touched, condition) if condition else 0
    ids_missing = before.ids_missing
    if touched == "task_instance":
        ids_missing = count_missing_ids(connection, now.schema, now.revision)
    return dataclasses.replace(
        now,
        binary_log=before.binary_log,
        trust_flag=before.trust_flag,
        accounts=accounts.read_again(connection, before.accounts),
        orphans={table: count for table, count in counts.items() if count},
        ids_missing=ids_missing,
        by_lost_id=before.by_lost_id,
        history=before.history,
        outside=before.outside,
    )
