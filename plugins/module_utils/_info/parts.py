# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The parts of om_info. Each is a function from the sources to facts, and raises OpsError where it cannot be had."""

from __future__ import annotations

import contextlib
import typing as t

from .._airflow.about import describe_airflow
from .._backup import access
from .._database.about import describe_database
from .._database.component import connect_component
from .._database.connection import Connection
from .._database.dependents import as_dict, read_dependents
from .._database.options import Login
from .._database.sizes import largest_table, measure, table_sizes
from .._errors import OpsError
from .._migrate.changelog import read_changelog
from .._migrate.counts import count_rows_with_status, read_counts
from .._migrate.deletions import count_deletions
from .._params.limits import read_limits
from .._params.postgresql import PostgresqlTarget
from .._params.values import mysql_shape
from .._pipelines.airflow_database import JOBS, Life, read_lives
from .._server.about import describe_server
from .._server.client import Client
from .fernet import describe_secrets
from .inside import describe_inside
from .sessions import describe_sessions

MYSQL_PARAMETERS = (
    "binlog_expire_logs_seconds",
    "character_set_server",
    "collation_server",
    "gtid_mode",
    "innodb_buffer_pool_size",
    "innodb_lock_wait_timeout",
    "innodb_redo_log_capacity",
    "log_bin",
    "log_bin_trust_function_creators",
    "lock_wait_timeout",
    "lower_case_table_names",
    "max_allowed_packet",
    "max_connections",
    "max_execution_time",
    "read_only",
    "sort_buffer_size",
    "sql_generate_invisible_primary_key",
    "sql_mode",
    "sql_require_primary_key",
    "super_read_only",
    "tmp_table_size",
    "wait_timeout",
)
POSTGRESQL_PARAMETERS = (
    "default_transaction_read_only",
    "idle_in_transaction_session_timeout",
    "lock_timeout",
    "maintenance_work_mem",
    "max_connections",
    "max_wal_size",
    "shared_buffers",
    "statement_timeout",
    "temp_file_limit",
    "work_mem",
)


class Sources:
    """The module's options, and sessions that are opened once and when they are needed."""

    def __init__(self, params: dict[str, t.Any]) -> None:
        self.params = params
        self._stack = contextlib.ExitStack()
        self._opened: dict[str, Connection | OpsError] = {}

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    def database(self) -> Connection:
        """OpenMetadata's database.

        Raises:
            OpsError: options are missing, or it cannot be reached.
        """
        missing = [name for name in ("engine", "login_user", "login_db") if not self.params[name]]
        if missing:
            raise OpsError(f"The database part needs {', '.join(missing)}.")
        return self._session("database", self.params)

    def airflow(self) -> Connection:
        """Airflow's database.

        Raises:
            OpsError: options are missing, or it cannot be reached.
        """
        if not self.params["airflow_login_db"]:
            raise OpsError("The airflow part needs airflow_login_db.")
        return self._session("airflow", airflow_login(self.params))

    def _session(self, name: str, params: dict[str, t.Any]) -> Connection:
        if name not in self._opened:
            try:
                self._opened[name] = self._stack.enter_context(connect_component(Login.from_params(params)))
            except OpsError as exc:
                self._opened[name] = exc  # asked for by several parts: wait for a dead server once
        found = self._opened[name]
        if isinstance(found, OpsError):
            raise found
        return found


def airflow_login(params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The login options with those of Airflow's database laid over them."""
    engine = params["airflow_engine"] or params["engine"]
    elsewhere = engine != params["engine"] or (params["airflow_login_host"] or "") not in ("", params["login_host"])
    user = params["airflow_login_user"] or params["login_user"]
    same_user = user == params["login_user"]
    return {
        **params,
        "engine": engine,
        "login_host": params["airflow_login_host"] or params["login_host"],
        "login_port": params["airflow_login_port"] or (None if elsewhere else params["login_port"]),
        "login_user": user,
        "login_password": params["airflow_login_password"] or (params["login_password"] if same_user else None),
        "login_unix_socket": None if elsewhere else params["login_unix_socket"],
        "login_db": params["airflow_login_db"],
    }


def gather_server(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    server = describe_server(sources.params)
    inside: dict[str, t.Any] = {"account": None, "ingestion": None}
    # One that is not healthy refuses valid tokens, and takes up to a minute for each request.
    if sources.params["api_token"] and server["healthy"] is not False:
        inside = describe_inside(Client.from_params(sources.params))
    return {**server, **inside, "error": None}


def gather_database(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    connection = sources.database()
    log = read_changelog(connection)
    tables = table_sizes(connection)
    known = {name.lower() for name in tables}
    foreign = not known & {"server_change_log", "database_change_log"}
    return {
        "name": connection.login.database,
        **describe_database(connection),
        "schema_version": log.highest,
        "versions": list(log.done),
        "half_applied": log.half_applied,
        "failed_migrations": list(log.unfinished),
        "rows_to_rename": count_rows_with_status(connection),
        "deleted_on_purpose": [
            {"id": one.deletion.id, "table": one.deletion.table, "rows": one.rows, "what": one.deletion.what}
            for one in count_deletions(connection)
        ],
        "secrets": describe_secrets(connection, keys) if (keys := sources.params["fernet_key"]) else None,
        "backup_obstacles": _obstacles(connection),
        "dependents": [as_dict(one) for one in read_dependents(connection, tables)],
        "error": (
            f"Database {connection.login.database} has neither SERVER_CHANGE_LOG nor DATABASE_CHANGE_LOG, so it is not "
            "OpenMetadata's, or empty. Check login_db."
            if foreign
            else None
        ),
    }


def _obstacles(connection: Connection) -> list[dict[str, str]]:
    """What keeps this login from a complete backup of the database, each with what ends it."""
    found = access.check(connection, str(connection.login.database))
    return [{"what": what, "fix": fix} for what, fix in (*found.lacks, *found.broken)]


def gather_airflow(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    connection = sources.airflow()
    found = describe_airflow(connection)
    lives = dict.fromkeys(JOBS, Life())
    # A database in the middle of a migration may lack the table; everything else about it can be told all the same.
    with contextlib.suppress(OpsError):
        lives = read_lives(connection)
    return {
        **found,
        "heartbeats": {name: life.heartbeat for name, life in lives.items()},
        "jobs": {name: {"id": life.job, "state": life.state} for name, life in lives.items()},
        "backup_obstacles": _obstacles(connection),
        "error": None,
    }


def gather_sizes(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    connection = sources.database()
    sizes = table_sizes(connection)
    measured = {}
    for table in dict.fromkeys(sources.params["measure_tables"]):
        if table in sizes:
            measured[table] = {**measure(connection, table), "bytes": sizes[table]}
    airflow_bytes = None
    with contextlib.suppress(OpsError):
        airflow_bytes = sum(table_sizes(sources.airflow()).values())
    return {
        "total_bytes": sum(sizes.values()),
        "tables": sizes,
        "largest_table": largest_table(sizes),
        "airflow_bytes": airflow_bytes,
        "query_entity": measured.get(
            "query_entity", {"rows": None, "bytes": sizes.get("query_entity"), "largest_row": None}
        ),
        "measured": measured,
        "error": None,
    }


def gather_parameters(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    connection = sources.database()
    if connection.engine == "mysql":
        marks = ", ".join(["%s"] * len(MYSQL_PARAMETERS))
        rows = connection.query(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({marks})", MYSQL_PARAMETERS)
        texts = {str(row["variable_name"]): str(row["value"]) for row in rows}
        return {name: mysql_shape(text).from_server(text) for name, text in sorted(texts.items())}
    return postgresql_parameters(connection, sources.params["role"])


def postgresql_parameters(connection: Connection, role: str | None) -> dict[str, t.Any]:
    """The parameters as new sessions of a role have them."""
    target = PostgresqlTarget(connection, "database", role, lambda: connection)
    found = {name: target.look(name).value for name in POSTGRESQL_PARAMETERS}
    return {**found, **read_limits(connection, role)}


def gather_sessions(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    return describe_sessions(sources.database(), sources.params)


def gather_entities(sources: Sources) -> dict[str, t.Any]:
    """See RETURN."""
    return dict(read_counts(sources.database()))


PARTS: dict[str, t.Callable[[Sources], dict[str, t.Any]]] = {
    "server": gather_server,
    "database": gather_database,
    "airflow": gather_airflow,
    "sizes": gather_sizes,
    "parameters": gather_parameters,
    "entities": gather_entities,
    "sessions": gather_sessions,
}
