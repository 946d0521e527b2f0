# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a person can do about a parameter that cannot be set from here."""

from __future__ import annotations

_GROUPS = {
    "rds": "the DB parameter group of the RDS instance (om_db_parameter_group lets the upgrade do it)",
    "aurora": "the DB cluster parameter group of the Aurora cluster (om_db_parameter_group lets the upgrade do it)",
    "azure": "the server parameters of the Azure flexible server",
    "cloudsql": "the database flags of the Cloud SQL instance",
}

# Variables that a client may also set for its own sessions in the JDBC URL: no right is needed for that.
# https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-session.html
_SESSION = ("sort_buffer_size", "join_buffer_size", "read_rnd_buffer_size")


def advise_mysql(flavor: str, name: str, text: str) -> str:
    """Ways to set a MySQL variable without the right to SET GLOBAL."""
    ways = []
    if flavor in _GROUPS:
        ways.append(f"set {name} = {text} in {_GROUPS[flavor]}")
    else:
        ways.append("log in with an account that has SYSTEM_VARIABLES_ADMIN or SUPER")
        ways.append(
            f"put {name} = {text} under [mysqld] in my.cnf, or --{name}={text} into the `command:` of the compose "
            "service (both: scope=file), and restart the server"
        )
    if name in _SESSION:
        ways.append(f"append &sessionVariables={name}={text} to DB_PARAMS of the OpenMetadata server")
    return _sentence(ways)


def advise_postgresql(flavor: str, name: str, text: str, role: str | None, database: str | None) -> str:
    """Ways to set a PostgreSQL parameter without the right that was missing."""
    ways = []
    if role:
        ways.append(f"let {role} itself, or a role with CREATEROLE, run ALTER ROLE {role} SET {name} = '{text}'")
    if database:
        ways.append(f"let the owner of {database} run ALTER DATABASE {database} SET {name} = '{text}'")
    if flavor in _GROUPS:
        ways.append(f"set {name} in {_GROUPS[flavor]}")
    else:
        ways.append(f"put {name} = {text} into postgresql.conf (scope=file) and reload the server")
    return _sentence(ways)


def _sentence(ways: list[str]) -> str:
    text = "; or ".join(ways)
    return text[0].upper() + text[1:] + "."
