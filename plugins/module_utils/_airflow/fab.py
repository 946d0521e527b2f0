# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The chain of revisions of the provider FAB. Pure functions.

`airflow db migrate` runs it after Airflow's own chain where FAB is the auth manager. Both revisions fail on MySQL with
some releases of the provider: 6709f7a774b9 with error 1064, since MySQL has no CREATE INDEX IF NOT EXISTS (releases
3.0.1 to 3.3.0), 02ca36b0235b with error 1091 where foreign keys have other names than it expects (3.6.0), or where an
earlier try has dropped them. What 6709f7a774b9 does is done here, and the foreign keys that 02ca36b0235b expects are
given back; Airflow then goes on.

Read from the wheels 2.4.3 to 3.10.2 (https://pypi.org/project/apache-airflow-providers-fab/), reported in
https://github.com/apache/airflow/issues/58894, 56327, 65402 and 68483.
"""

from __future__ import annotations

import re
import typing as t

from .._database.connection import quote_identifier
from .._versions import parse_version
from .fab_tables import INDEXES, TABLES, create_table
from .steps import FAB, Step

if t.TYPE_CHECKING:
    from .evidence import Evidence

VERSIONS = "alembic_version_fab"
FIRST, SECOND = "6709f7a774b9", "02ca36b0235b"
FAILS_ON_MYSQL = ((3, 0, 1), (3, 4, 0))  # from the first of these releases on, before the second
# The foreign keys that 02ca36b0235b drops and makes again: table, column, parent.
KEYS = (
    ("ab_permission_view_role", "role_id", "ab_role"),
    ("ab_permission_view_role", "permission_view_id", "ab_permission_view"),
    ("ab_user_role", "role_id", "ab_role"),
    ("ab_user_role", "user_id", "ab_user"),
)


def trouble(found: Evidence) -> str:
    """What keeps FAB's revisions from passing; blank where nothing does."""
    if _first_is_open(found):
        if found.has_table(VERSIONS):
            return f"FAB's migration ended before {FIRST} was complete: {VERSIONS} is empty."
        return f"Revision {FIRST} of FAB {found.fab_provider} fails on MySQL (error 1064)."
    if found.fab_revision == FIRST and key_steps(found):
        return (
            f"{SECOND}, FAB's next revision, expects foreign keys that are missing or have another name (error 1091): "
            f"{', '.join(sorted({step.table for step in key_steps(found)}))}."
        )
    return ""


def _first_is_open(found: Evidence) -> bool:
    """Whether the first revision has failed, or would."""
    if found.fab_revision:
        return False
    return found.has_table(VERSIONS) or (found.engine == "mysql" and fails_on_mysql(found.fab_provider))


def fails_on_mysql(provider: str | None) -> bool:
    """Whether 6709f7a774b9 of this release of the provider cannot pass on MySQL; False where it is not known."""
    first, fixed = FAILS_ON_MYSQL
    return bool(provider) and first <= parse_version(provider or "")[:3] < fixed


def steps(found: Evidence) -> list[Step]:
    """The statements that let FAB's migration go on."""
    if not trouble(found):
        return []
    return key_steps(found) if found.fab_revision else first_steps(found)


def first_steps(found: Evidence) -> list[Step]:
    """What 6709f7a774b9 has left to do, and its version."""
    why = f"revision {FIRST} of FAB makes it, and cannot end here"
    made = [Step(FAB, table, create_table(found.engine, table), why) for table in TABLES if not found.has_table(table)]
    made += [
        Step(FAB, table, f"CREATE INDEX {index} ON {table} ({column})", why)
        for table, index, column in INDEXES
        if f"idx {table}.{index}" not in found.schema
    ]
    if not found.has_table(VERSIONS):
        body = f"version_num VARCHAR(32) NOT NULL, CONSTRAINT {VERSIONS}_pkc PRIMARY KEY (version_num)"
        made.append(Step(FAB, VERSIONS, f"CREATE TABLE {VERSIONS} ({body})", "FAB's revision is written there"))
    version = f"INSERT INTO {VERSIONS} (version_num) VALUES ('{FIRST}')"
    return [*made, Step(FAB, VERSIONS, version, "all that it does is done")]


def key_steps(found: Evidence) -> list[Step]:
    """Foreign keys by the names that 02ca36b0235b expects."""
    made = []
    for table, column, parent in KEYS:
        names = _names(found, table, column)
        wanted = f"{table}_{column}_fkey"
        if not found.has_table(table, parent) or names == [wanted]:
            continue
        why = f"revision {SECOND} of FAB drops {wanted}"
        for name in names:
            word = "FOREIGN KEY" if found.engine == "mysql" else "CONSTRAINT"
            quoted = quote_identifier(found.engine, name)
            made.append(Step(FAB, table, f"ALTER TABLE {table} DROP {word} {quoted}", f"{why}, which has another name"))
        key = f"ADD CONSTRAINT {wanted} FOREIGN KEY ({column}) REFERENCES {parent} (id)"
        made.append(Step(FAB, table, f"ALTER TABLE {table} {key}", f"{why} and makes it again"))
    return made


def _names(found: Evidence, table: str, column: str) -> list[str]:
    """The names of the foreign keys of one column."""
    keys = {name: text for name, text in found.schema.items() if name.startswith(f"fk {table}.")}
    return sorted(name.partition(".")[2] for name, text in keys.items() if re.match(rf"\({column}\)->", text))
