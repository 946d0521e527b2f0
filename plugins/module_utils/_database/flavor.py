# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which build of the server it is, and who runs it: that decides what an administrator can do about a setting."""

from __future__ import annotations

import typing as t

from .connection import Connection, DatabaseError

MANAGED = ("rds", "aurora", "azure", "cloudsql")

_MYSQL_NAMES = ("version", "version_comment", "basedir", "aurora_version")
_POSTGRESQL = """
SELECT (SELECT string_agg(rolname, ' ') FROM pg_roles
        WHERE rolname IN ('rds_superuser', 'cloudsqlsuperuser', 'azure_pg_admin')) AS roles,
       EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'aurora_version') AS aurora
"""


def mysql_flavor(variables: t.Mapping[str, str]) -> str:
    """``mysql``, ``mariadb``, ``percona``, ``rds``, ``aurora``, ``azure`` or ``cloudsql``.

    Args:
        variables: the global variables version, version_comment, basedir and, on Aurora, aurora_version.
    """
    version = variables.get("version", "").lower()
    comment = variables.get("version_comment", "").lower()
    hints = (
        ("aurora", bool(variables.get("aurora_version"))),
        ("rds", variables.get("basedir", "").startswith("/rdsdbbin")),
        ("azure", "azure" in version or "azure" in comment),
        ("cloudsql", "google" in version or "google" in comment),
        ("mariadb", "mariadb" in version or "mariadb" in comment),
        ("percona", "percona" in comment),
    )
    return next((name for name, holds in hints if holds), "mysql")


def postgresql_flavor(roles: str, aurora: bool) -> str:
    """``postgresql``, ``rds``, ``aurora``, ``azure`` or ``cloudsql``, by the roles that each provider creates."""
    if aurora:
        return "aurora"
    hints = (("rds", "rds_superuser"), ("cloudsql", "cloudsqlsuperuser"), ("azure", "azure_pg_admin"))
    return next((name for name, role in hints if role in roles.split()), "postgresql")


def flavor(connection: Connection) -> str:
    """The flavor of the server; its plain engine where it does not tell."""
    try:
        if connection.engine == "mysql":
            names = ", ".join(["%s"] * len(_MYSQL_NAMES))
            rows = connection.query(f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({names})", _MYSQL_NAMES)
            return mysql_flavor({str(row["variable_name"]): str(row["value"]) for row in rows})
        row = connection.one(_POSTGRESQL) or {}
        return postgresql_flavor(str(row.get("roles") or ""), bool(row.get("aurora")))
    except DatabaseError:
        return connection.engine
