# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Restoring: into a scratch database first, compared there with what was dumped, only then into the target's place.

So the old database is there until the new one is proven. PostgreSQL exchanges the two in one transaction. MySQL has no
rename for databases: one statement renames the old tables out of the target and the new ones into it, moving no data.
"""

from __future__ import annotations

import contextlib
import dataclasses
import secrets
import time
import typing as t

from .._database.connection import Connection, DatabaseError, connect, quote_identifier
from .._database.lock import exclusive
from .._database.options import Login
from .._errors import OpsError
from .._versions import parse_version
from .clients import Client, short_version
from .dump import DUMP_PROGRAM, digest_database
from .facts import Facts, count_rows, database_exists, read_facts
from .frames import Part
from .load import Loader
from .manifest import Manifest
from .progress import Progress
from .splitter import Seen
from .unpack import Source
from .verify import differences

SCRATCH = "openmetadata_ops_scratch_"
_EVENTS = ("events",)  # never in a scratch database: the server would run them


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
    """Look at the target."""
    with connect(server_login(login)) as connection:
        if not database_exists(connection, name):
            return Target(name, None)
    with connect(dataclasses.replace(login, database=name)) as connection:
        return Target(name, read_facts(connection, name))


def check_target(target: Target, *, replace: bool, confirm: str | None) -> None:
    """Whether this database may be restored into.

    Raises:
        OpsError: it holds something, and nobody allowed to replace it.
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
            f"replace=true drops what database {target.name} holds ({held} tables): confirm has to be {target.name!r} "
            f"for that, and is {confirm!r}. Nothing was changed."
        )


def check_connections(connection: Connection, name: str) -> None:
    """Nobody may work on the database that is replaced.

    Raises:
        OpsError: somebody does.
    """
    if connection.engine == "mysql":
        sql = "SELECT user AS account, host FROM information_schema.PROCESSLIST WHERE db = %s AND id <> CONNECTION_ID()"
    else:
        sql = (
            "SELECT usename AS account, COALESCE(host(client_addr), 'socket') || ' ' || application_name AS host"
            " FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
    open_ones = connection.query(sql, (name,))
    if open_ones:
        who = sorted({f"{row['account']} from {row['host']}" for row in open_ones})
        raise OpsError(
            f"Database {name} has {len(open_ones)} open connections ({', '.join(who[:5])}). Stop the OpenMetadata "
            "server, the ingestion and whatever else uses it, then run again. Nothing was changed."
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
    # The schema's version is that of the last migration, which not every release has: only its train tells something.
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


class Scratch:
    """A database of our own; dropped at the end of the block, or by the next run if this one dies."""

    def __init__(self, login: Login, options: t.Mapping[str, str], *, rehearsal: bool) -> None:
        self.name = SCRATCH + secrets.token_hex(6)
        self.login = dataclasses.replace(login, database=self.name)
        self._server = server_login(login)
        self._options = options
        self._rehearsal = rehearsal
        self._stack = contextlib.ExitStack()
        self.connection: Connection
        self.settings = ""

    def __enter__(self) -> Scratch:
        self.connection = self._stack.enter_context(connect(self._server))
        if self._rehearsal and (setting := spare(self.connection)):
            self.settings = f"{setting};\n"
        drop_dead(self.connection)
        self._stack.enter_context(exclusive(self.connection, "scratch", self.name))
        self.connection.execute(create_statement(self.login.engine, self.name, self._options))
        return self

    def __exit__(self, *exc: object) -> None:
        try:
            with contextlib.suppress(DatabaseError):
                drop(self.connection, self.name)
        finally:
            self._stack.close()


def spare(connection: Connection) -> str:
    """Make a session cost the server less, for what is dropped soon; empty where it cannot.

    A rehearsal is nobody else's business: not in MySQL's binary log, not on replicas, if the account may say so.
    PostgreSQL loads 1 GB of JSON in 7.8 s instead of 10.5 s when it packs by lz4, where it was built with it.

    Returns:
        The statement that does the same in a client's session.
    """
    if connection.engine == "mysql":
        statement = "SET SESSION sql_log_bin = 0"
        with contextlib.suppress(DatabaseError):
            connection.execute(statement)
            return statement
        return ""
    packs = "SELECT 'lz4' = ANY (enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"
    return "SET default_toast_compression = lz4" if connection.value(packs) else ""


def try_scratch(login: Login) -> None:
    """Whether the account may make a scratch database: better known before a long dump than after it.

    Raises:
        OpsError: it may not.
    """
    with connect(server_login(login)) as connection:
        if connection.engine == "postgresql":
            sql = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            if not connection.value(sql):
                raise OpsError(
                    f"A rehearsal needs a scratch database, and {login.user} must not create one (CREATEDB)."
                )
            return
        name = SCRATCH + secrets.token_hex(6)
        try:
            connection.execute(create_statement("mysql", name, {"charset": "utf8mb4", "collation": "utf8mb4_bin"}))
        except DatabaseError as exc:
            raise OpsError(
                f"A rehearsal needs a scratch database: {exc.message} Use an administrator's account."
            ) from exc
        drop(connection, name)


def drop_dead(connection: Connection) -> list[str]:
    """Drop scratch databases whose run is dead: nobody holds their lock any more."""
    if connection.engine == "mysql":
        sql = "SELECT SCHEMA_NAME AS name FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE %s"
    else:
        sql = "SELECT datname AS name FROM pg_database WHERE datname LIKE %s"
    dropped = []
    for row in connection.query(sql, (SCRATCH.replace("_", r"\_") + "%",)):
        with contextlib.suppress(OpsError), exclusive(connection, "scratch", row["name"]):
            drop(connection, row["name"])
            dropped.append(row["name"])
    return dropped


def drop(connection: Connection, name: str) -> None:
    """Drop a database if it is there."""
    connection.execute(f"DROP DATABASE IF EXISTS {connection.quote(name)}")


def create_statement(engine: str, name: str, options: t.Mapping[str, str]) -> str:
    """CREATE DATABASE with the options that facts found."""
    quoted = quote_identifier(engine, name)
    if engine == "mysql":
        return (
            f"CREATE DATABASE {quoted} CHARACTER SET {_word(options['charset'])} COLLATE {_word(options['collation'])}"
        )
    owner = f" OWNER {quote_identifier(engine, options['owner'])}" if options.get("owner") else ""
    return (
        f"CREATE DATABASE {quoted}{owner} TEMPLATE template0 ENCODING {_literal(options['encoding'])}"
        f" LC_COLLATE {_literal(options['collate'])} LC_CTYPE {_literal(options['ctype'])}"
    )


def _word(text: str) -> str:
    if not text.replace("_", "").isalnum():
        raise OpsError(f"{text!r} is no name of a character set or collation: the manifest is damaged.")
    return text


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@dataclasses.dataclass
class Restored:
    """What came of it."""

    tables: int
    rows: int
    duration: float  # of the loading
    verify_duration: float
    hashed: bool


class Restore:
    """One database's way out of a backup."""

    def __init__(
        self,
        client: Client,
        login: Login,
        manifest: Manifest,
        entry: dict[str, t.Any],
        source: Source,
        *,
        progress: Progress,
        jobs: int,
    ) -> None:
        self._client = client
        self._login = login
        self._manifest = manifest
        self._entry = entry
        self._source = source
        # Large objects come in the part of the dump that every client loads.
        self._jobs = 1 if entry["large_objects"] else jobs
        self._progress = progress

    def rehearse(self) -> Restored:
        """Load into a scratch database, compare, drop."""
        with Scratch(self._login, self._options(None), rehearsal=True) as scratch:
            return self._load_and_compare(scratch)

    def into(self, target: Target) -> Restored:
        """Load into a scratch database, compare, and put it in the target's place."""
        with Scratch(self._login, self._options(target.facts), rehearsal=False) as scratch:
            restored = self._load_and_compare(scratch)
            check_connections(scratch.connection, target.name)
            if self._login.engine == "mysql":
                self._take_place_mysql(scratch, target)
            else:
                take_place_postgresql(scratch.connection, scratch.name, target)
            return restored

    def _options(self, existing: Facts | None) -> dict[str, str]:
        """An existing database keeps what it was made with."""
        return dict(existing.options if existing else self._entry["options"])

    def _loader(self, database: str, *, skip: t.Collection[str], settings: str = "") -> Loader:
        return Loader(
            self._client,
            database,
            [Part.from_list(values) for values in self._entry["parts"]],
            self._source,
            self._progress,
            compression=self._manifest["compression"],
            jobs=self._jobs,
            skip=skip,
            settings=settings,
        )

    def _load_and_compare(self, scratch: Scratch) -> Restored:
        begun = time.monotonic()
        self._progress.step(f"restore of {self._entry['name']}", sum(values[5] for values in self._entry["parts"]))
        loader = self._loader(scratch.name, skip=_EVENTS, settings=scratch.settings)
        loader.before()
        loader.rows()
        loader.after()
        duration = time.monotonic() - begun
        begun = time.monotonic()
        self._progress.step(f"comparison of {self._entry['name']}", sum(values[5] for values in self._entry["parts"]))
        said = short_version(self._client.version(DUMP_PROGRAM[self._login.engine]))
        hashed = said == self._manifest["client_version"]
        problems = differences(self._entry["tables"], self._found(scratch, hashed=hashed), hashed=hashed)
        with connect(scratch.login) as connection:
            facts = read_facts(connection, scratch.name)
        if len(facts.views) != self._entry["views"]:
            problems.append(f"there are {len(facts.views)} views instead of {self._entry['views']}")
        if problems:
            raise OpsError(
                f"The restored copy of {self._entry['name']} is not what was dumped: {'; '.join(problems[:10])}. "
                "It was dropped, and no other database was changed."
            )
        rows = sum(table["rows"] for table in self._entry["tables"].values())
        return Restored(len(self._entry["tables"]), rows, duration, time.monotonic() - begun, hashed)

    def _found(self, scratch: Scratch, *, hashed: bool) -> dict[str, Seen]:
        if hashed:
            return digest_database(self._client, scratch.login, self._jobs, self._progress)
        with connect(scratch.login) as connection:
            counts = count_rows(connection, read_facts(connection, scratch.name).tables)
        return {name: Seen(rows=rows) for name, rows in counts.items()}

    def _take_place_mysql(self, scratch: Scratch, target: Target) -> None:
        connection = scratch.connection
        # A table with triggers cannot change its database (error 1435), and views cannot at all. The dump's were loaded
        # to see that they can be, and are loaded again in the target; those of the old database go with it.
        _drop_code(connection, scratch.name)
        if target.facts is None:
            connection.execute(create_statement("mysql", target.name, self._options(None)))
        with Scratch(self._login, self._options(target.facts), rehearsal=False) as old:
            moves = [(target.name, old.name, table.name) for table in (target.facts.tables if target.facts else ())]
            moves += [(scratch.name, target.name, table) for table in self._entry["tables"]]
            if not target.empty:
                _drop_code(connection, target.name)
            if moves:
                # One statement, done as a whole or not at all:
                # https://dev.mysql.com/doc/refman/9.0/en/rename-table.html and atomic-ddl.html
                connection.execute("RENAME TABLE " + ", ".join(_move(connection, *move) for move in moves))
        try:
            self._loader(target.name, skip=()).after()
        except OpsError as exc:
            raise OpsError(
                f"All tables and rows are in {target.name}, but its triggers, routines, views or events are not: "
                f"{exc.message} Remove the cause and run the restore again with replace=true."
            ) from exc


def _move(connection: Connection, source: str, destination: str, table: str) -> str:
    name = connection.quote(table)
    return f"{connection.quote(source)}.{name} TO {connection.quote(destination)}.{name}"


def _drop_code(connection: Connection, database: str) -> None:
    """Drop a MySQL database's triggers, views, routines and events."""
    kinds = (
        ("TRIGGER", "SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = %s"),
        ("VIEW", "SELECT TABLE_NAME AS name FROM information_schema.VIEWS WHERE TABLE_SCHEMA = %s"),
        ("EVENT", "SELECT EVENT_NAME AS name FROM information_schema.EVENTS WHERE EVENT_SCHEMA = %s"),
        *(
            (
                kind,
                "SELECT ROUTINE_NAME AS name FROM information_schema.ROUTINES"
                f" WHERE ROUTINE_SCHEMA = %s AND ROUTINE_TYPE = '{kind}'",
            )
            for kind in ("FUNCTION", "PROCEDURE")
        ),
    )
    for kind, sql in kinds:
        for row in connection.query(sql, (database,)):
            connection.execute(f"DROP {kind} {connection.quote(database)}.{connection.quote(row['name'])}")


def take_place_postgresql(connection: Connection, scratch: str, target: Target) -> None:
    """Exchange the two databases' names in one transaction, keeping grants and settings; then drop the old one."""
    if target.facts is None:
        connection.execute(f"ALTER DATABASE {connection.quote(scratch)} RENAME TO {connection.quote(target.name)}")
        return
    old = SCRATCH + secrets.token_hex(6)
    statements = _grants(connection, target.name) + _settings(connection, target.name)
    with connection.transaction():
        connection.execute(f"ALTER DATABASE {connection.quote(target.name)} RENAME TO {connection.quote(old)}")
        connection.execute(f"ALTER DATABASE {connection.quote(scratch)} RENAME TO {connection.quote(target.name)}")
        for statement in statements:
            connection.execute(statement)
    drop(connection, old)


def _grants(connection: Connection, name: str) -> list[str]:
    """What GRANT and REVOKE have made of the database's privileges; none where nobody ever changed them."""
    quoted = connection.quote(name)
    rows = connection.query(
        "SELECT CASE a.grantee WHEN 0 THEN NULL ELSE pg_get_userbyid(a.grantee) END AS grantee,"
        " a.privilege_type AS privilege,"
        " a.is_grantable AS grantable FROM pg_database d, aclexplode(d.datacl) a WHERE d.datname = %s",
        (name,),
    )
    if not rows:
        return []
    statements = [f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC"]
    for row in rows:
        grantee = "PUBLIC" if row["grantee"] is None else connection.quote(row["grantee"])
        option = " WITH GRANT OPTION" if row["grantable"] else ""
        statements.append(f"GRANT {row['privilege']} ON DATABASE {quoted} TO {grantee}{option}")
    return statements


def _settings(connection: Connection, name: str) -> list[str]:
    """What ALTER DATABASE … SET and ALTER ROLE … IN DATABASE … SET have set, and the connection limit."""
    quoted = connection.quote(name)
    statements = []
    limit = connection.value("SELECT datconnlimit FROM pg_database WHERE datname = %s", (name,))
    if limit is not None and int(limit) != -1:
        statements.append(f"ALTER DATABASE {quoted} CONNECTION LIMIT {int(limit)}")
    for row in connection.query(
        "SELECT CASE s.setrole WHEN 0 THEN NULL ELSE pg_get_userbyid(s.setrole) END AS role,"
        " unnest(s.setconfig) AS setting"
        " FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = %s",
        (name,),
    ):
        key, _equals, value = row["setting"].partition("=")
        whose = (
            f"DATABASE {quoted}"
            if row["role"] is None
            else f"ROLE {connection.quote(row['role'])} IN DATABASE {quoted}"
        )
        # Lists (search_path) are stored as they have to be written; everything else is one literal.
        written = value if key in ("search_path", "temp_tablespaces", "session_preload_libraries") else _literal(value)
        statements.append(f"ALTER {whose} SET {key} TO {written}")
    return statements
