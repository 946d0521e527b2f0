# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of MySQL's settings and functions that upstream's migrations do not expect."""

from __future__ import annotations

from .._upstream import databases
from .._upstream.sources import ISSUE as OM_ISSUE
from .._versions import parse_version
from .database import VERSION, is_on, number
from .model import BLOCKER, WARNING, Check, Decision, Facts, Hit

GIPK = "info.parameters.sql_generate_invisible_primary_key"
REQUIRE_KEY = "info.parameters.sql_require_primary_key"
SQL_MODE = "info.parameters.sql_mode"


def _gipk(facts: Facts) -> Decision:
    if is_on(facts.need(GIPK)):
        return "sql_generate_invisible_primary_key is ON."
    return None


def _require_key(facts: Facts) -> Decision:
    if is_on(facts.need(REQUIRE_KEY)):
        return "sql_require_primary_key is ON."
    return None


def _invisible_keys(facts: Facts) -> Decision:
    tables = facts.need("info.database.tables_with_invisible_key")
    if not tables:
        return None
    named = ", ".join(tables[:5]) + (" and more" if len(tables) > 5 else "")
    return f"Tables with an invisible primary key: {named}."


def _md5(facts: Facts) -> Decision:
    if number(facts.need(VERSION)) >= parse_version(databases.NO_MD5.server):
        return (
            f"The server is MySQL {facts.need(VERSION)}. Since {databases.NO_MD5.server} MD5() is in a component, and "
            "the server refuses it in generated columns (error 3763)."
        )
    if facts.need("info.database.md5") is False:
        return "SELECT MD5('') fails on this server."
    return None


def _sql_mode(facts: Facts) -> Decision:
    found = databases.sql_modes(str(facts.need(SQL_MODE)))
    if not found:
        return None
    evidence = "; ".join(f"{mode.name}: {mode.why}" for mode in found)
    return Hit(f"sql_mode has {evidence}.", severity=None if any(mode.breaks for mode in found) else WARNING)


CHECKS = (
    Check(
        id="OM137",
        title="MySQL adds invisible primary keys",
        severity=BLOCKER,
        why="New tables get `my_row_id` where the migration wants its own auto-increment column "
        "(`change_event.offset`).",
        reads=(GIPK,),
        decide=_gipk,
        fix="SET PERSIST sql_generate_invisible_primary_key = OFF, or set it in the parameter group of a managed "
        "server.",
        source=f"{OM_ISSUE}21264",
        engine="mysql",
    ),
    Check(
        id="OM138",
        title="MySQL refuses tables without a primary key",
        severity=BLOCKER,
        why="`entity_extension_time_series` has none, so neither its migrations nor the restore of a backup work "
        "(error 3750).",
        reads=(REQUIRE_KEY,),
        decide=_require_key,
        fix="SET PERSIST sql_require_primary_key = OFF, or set it in the parameter group of a managed server.",
        source="https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_sql_require_primary_key",
        engine="mysql",
    ),
    Check(
        id="OM139",
        title="MySQL cannot use MD5() in generated columns",
        severity=BLOCKER,
        why=f"Every database from {databases.NO_MD5.since} on has a generated column with MD5(). Neither a fresh "
        "installation, nor an upgrade over that release, nor the restore of a backup works on this server. The "
        "component classic_hashing does not help: its function works in queries only.",
        reads=(VERSION, "info.database.md5"),
        decide=_md5,
        fix=f"Move the database to {databases.MYSQL_SUITED} first.",
        source=databases.NO_MD5.source,
        engine="mysql",
    ),
    Check(
        id="OM141",
        title="Tables have an invisible primary key",
        severity=WARNING,
        why="A table that should have an auto-increment column of its own lacks it: `change_event` has no `offset`, "
        "and alerts cannot be created.",
        reads=("info.database.tables_with_invisible_key",),
        decide=_invisible_keys,
        fix="For change_event: ALTER TABLE change_event DROP COLUMN my_row_id, ADD COLUMN offset BIGINT NOT NULL "
        "AUTO_INCREMENT PRIMARY KEY, after a backup and with sql_generate_invisible_primary_key off.",
        source=f"{OM_ISSUE}21264",
        engine="mysql",
    ),
    Check(
        id="OM144",
        title="sql_mode changes the meaning of upstream's statements",
        severity=BLOCKER,
        why="Migrations are written for MySQL's own default. A statement that fails may only be logged, and its "
        "version counts as done.",
        reads=(SQL_MODE,),
        decide=_sql_mode,
        fix="Remove these modes: SET PERSIST sql_mode = <the value without them>, or change the parameter group of a "
        "managed server. Remove sessionVariables=sql_mode from DB_PARAMS as well.",
        source="https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html",
        engine="mysql",
        severity_note="a warning for modes that change a result without an error",
    ),
)
