# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Where an Airflow database stands, at a glance; om_airflow_migration_fix looks closer."""

from __future__ import annotations

import typing as t

from .._database.connection import Connection
from .._database.sizes import table_sizes
from .releases import introduced_in, is_2x, release_of


def describe_airflow(connection: Connection) -> dict[str, t.Any]:
    """Revision, release and size.

    Raises:
        DatabaseError: the database cannot be read.
    """
    sizes = table_sizes(connection)
    present = {"alembic_version", "dag_run", "task_instance"} <= set(sizes)
    revisions = []
    if "alembic_version" in sizes:
        rows = connection.query("SELECT version_num FROM alembic_version")
        revisions = sorted(str(row["version_num"]) for row in rows)
    revision = revisions[0] if len(revisions) == 1 else None
    return {
        "present": present,
        "name": connection.login.database,
        "revision": revision,
        "revisions": revisions,
        "release": release_of(revision) if revision else None,
        "revision_since": introduced_in(revision) if revision else None,
        "major": (2 if is_2x(revision) else 3) if revision and (introduced_in(revision) or is_2x(revision)) else None,
        "bytes": sum(sizes.values()),
    }
