# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The databases that the services of a compose project log in to. Pure functions.

What cannot be understood becomes a problem: a sentence that says what to set, and the variable that makes it void.
"""

from __future__ import annotations

import re
import typing as t
import urllib.parse

from ._compose_hosts import Database, locate_database
from ._compose_ports import PortError, number
from ._compose_services import environment_of

Service = dict[str, t.Any]
Problem = dict[str, str]

DATABASE_PORTS = {"mysql": 3306, "postgresql": 5432}
_CONNECTIONS = ("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "AIRFLOW__CORE__SQL_ALCHEMY_CONN")
# As SQLAlchemy reads it (_parse_url in lib/sqlalchemy/engine/url.py): a password may hold / # ? and [.
_URL = re.compile(
    r"(?P<scheme>[\w+]+)://(?:(?P<user>[^:/]*)(?::(?P<password>[^@]*))?@)?"
    r"(?:(?:\[(?P<ipv6>[^/?]+)\]|(?P<host>[^/:?]+))?(?::(?P<port>[^/?]*))?)?(?:/(?P<name>[^?]*))?(?:\?(?P<query>.*))?",
    re.DOTALL,
)


def engine_of(scheme: str) -> str:
    """``mysql`` or ``postgresql`` from DB_SCHEME, a JDBC or an SQLAlchemy scheme such as ``mysql+mysqldb``."""
    return "postgresql" if scheme.lower().startswith("postgres") else "mysql"


def server_database(server: Service, name: str, *projects: tuple[str, dict[str, Service]]) -> Database:
    """The database that the server logs in to, from its environment (conf/openmetadata.yaml names the variables).

    Args:
        server: the service.
        name: its name, for messages.
        projects: the services of each project, the own project first.

    Returns:
        The database with ``problems``.
    """
    env = environment_of(server)
    engine = engine_of(env.get("DB_SCHEME") or env.get("DB_DRIVER_CLASS", "").replace("org.", "").replace("com.", ""))
    problems: list[Problem] = []
    found: Database = {
        "engine": engine,
        "host": env.get("DB_HOST") or "localhost",
        "port": _port(env.get("DB_PORT") or "", "DB_PORT", name, "om_database", problems) or DATABASE_PORTS[engine],
        "name": env.get("OM_DATABASE") or "openmetadata_db",
        "user": env.get("DB_USER") or "openmetadata_user",
        "password": env.get("DB_USER_PASSWORD") or "openmetadata_password",
        "params": env.get("DB_PARAMS") or "",
    }
    if "," in found["host"]:
        problems.append(_several("DB_HOST", name, found["host"], "om_database"))
    return locate_database(found, "om_database", server, projects, problems)


def _port(text: str, variable: str, name: str, prefix: str, problems: list[Problem]) -> int:
    """The port that a variable of a service says; 0 where it says none."""
    try:
        return number(text, 0)
    except PortError:
        problems.append(
            {
                "text": f"{variable} of service {name} has {text!r}, which is no port number. Correct it, or set "
                f"{prefix}_host and {prefix}_port.",
                "unless": f"{prefix}_host",
            }
        )
        return 0


def _several(variable: str, name: str, hosts: str, prefix: str) -> Problem:
    return {
        "text": f"{variable} of service {name} names several database hosts ({hosts}). Set {prefix}_host and "
        f"{prefix}_port to the one that accepts writes.",
        "unless": f"{prefix}_host",
    }


def airflow_database(ingestion: Service, name: str, *projects: tuple[str, dict[str, Service]]) -> Database | None:
    """The database that Airflow logs in to: its own connection string, else the variables of the official image.

    The arguments are those of `server_database`.
    """
    env = environment_of(ingestion)
    problems: list[Problem] = []
    for variable in _CONNECTIONS:
        if env.get(variable):
            found = _from_url(env[variable], variable, name, problems)
            return locate_database(found, "om_airflow_database", ingestion, projects, problems)
    if env.get("DB_HOST") or env.get("AIRFLOW_DB"):
        problems += _elsewhere(env, name)
        scheme = env.get("DB_SCHEME") or "mysql+mysqldb"
        engine = engine_of(scheme)
        found = {
            "engine": engine,
            "scheme": scheme,
            "host": env.get("DB_HOST") or "mysql",
            "port": _port(env.get("DB_PORT") or "", "DB_PORT", name, "om_airflow_database", problems)
            or DATABASE_PORTS[engine],
            "name": env.get("AIRFLOW_DB") or "airflow_db",
            "user": env.get("DB_USER") or "airflow_user",
            "password": env.get("DB_PASSWORD") or "airflow_pass",
        }
        if "," in found["host"]:
            problems.append(_several("DB_HOST", name, found["host"], "om_airflow_database"))
        return locate_database(found, "om_airflow_database", ingestion, projects, problems)
    problems += _elsewhere(env, name)
    return locate_database(_unknown(), "om_airflow_database", ingestion, projects, problems) if problems else None


def _unknown() -> dict[str, t.Any]:
    return {"engine": "mysql", "scheme": "", "host": "", "port": 0, "name": "", "user": "", "password": ""}


def _elsewhere(env: t.Mapping[str, str], name: str) -> list[Problem]:
    """Airflow takes the connection from a command or a secrets backend, before its configuration file."""
    for variable in (f"{one}_{how}" for one in _CONNECTIONS for how in ("CMD", "SECRET")):
        if env.get(variable):
            return [
                {
                    "text": f"Airflow takes the connection to its database from {variable} of service {name}, which is "
                    "not read from outside. Set om_airflow_database_engine, _host, _port, _name, _user and _password.",
                    "unless": "om_airflow_database_host",
                }
            ]
    return []


def _from_url(url: str, variable: str, name: str, problems: list[Problem]) -> dict[str, t.Any]:
    """The database of an SQLAlchemy URL. The URL holds a password, and is not part of a message."""
    match = _URL.fullmatch(url.strip())
    scheme = match["scheme"] if match else url.strip().partition(":")[0]
    if not match or not re.match("mysql|mariadb|postgres", scheme.lower()):
        problems.append(
            {
                "text": f"{variable} of service {name} is a connection to {scheme or 'an unknown database'!r}. The "
                f"upgrade needs Airflow's database on MySQL or PostgreSQL: set {variable} to one, or set "
                "om_airflow_database_engine, _host, _port, _name, _user and _password.",
                "unless": "om_airflow_database_host",
            }
        )
        return {**_unknown(), "scheme": scheme}
    engine = engine_of(scheme)
    query = urllib.parse.parse_qs(match["query"] or "")
    hosts = [*filter(None, [match["ipv6"] or match["host"]]), *query.get("host", [])]
    port = match["port"] or next(iter(query.get("port", [])), "")
    if len(hosts) > 1 or any("," in part for part in (*hosts, port)):
        shown = re.sub(r"^.*@", "", url.strip()).partition("/")[0] if match["host"] else ",".join(hosts)
        problems.append(_several(variable, name, shown, "om_airflow_database"))
        port = ""
    return {
        "engine": engine,
        "scheme": scheme,
        "host": hosts[0] if hosts else "localhost",
        "port": _port(port, variable, name, "om_airflow_database", problems) or DATABASE_PORTS[engine],
        "name": match["name"] or "",
        "user": urllib.parse.unquote(match["user"] or ""),
        "password": urllib.parse.unquote(match["password"] or ""),
    }
