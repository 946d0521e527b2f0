# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""One dangerous job at a time per database: an advisory lock that the server itself holds and frees.

MySQL: GET_LOCK (https://dev.mysql.com/doc/refman/9.0/en/locking-functions.html), names are server-wide, so that the
database's name is part of it. PostgreSQL: pg_try_advisory_lock
(https://www.postgresql.org/docs/current/functions-admin.html), keys are per database.
"""

from __future__ import annotations

import contextlib
import hashlib
import typing as t

from .._errors import OpsError
from .connection import Connection


def lock_name(database: str, job: str) -> str:
    """The lock's name: at most 64 characters on MySQL, so that a long database name is hashed."""
    name = f"openmetadata_ops:{job}:{database}"
    return name if len(name) <= 64 else f"openmetadata_ops:{hashlib.sha256(name.encode()).hexdigest()[:40]}"


def lock_key(name: str) -> int:
    """The same name as PostgreSQL's signed 64-bit key."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@contextlib.contextmanager
def exclusive(connection: Connection, job: str) -> t.Iterator[None]:
    """Hold the lock of this job on the connection's database for the block; never waits.

    Raises:
        OpsError: another session holds it.
    """
    name = lock_name(connection.login.database or "", job)
    if connection.engine == "mysql":
        got = connection.value("SELECT GET_LOCK(%s, 0)", (name,)) == 1
    else:
        got = bool(connection.value("SELECT pg_try_advisory_lock(%s)", (lock_key(name),)))
    if not got:
        raise OpsError(
            f"Another {job} is at work on database {connection.login.database} (lock {name}). "
            "Wait until it has ended, then run again."
        )
    try:
        yield
    finally:
        # The server frees the lock by itself when the connection is gone.
        with contextlib.suppress(OpsError):
            if connection.engine == "mysql":
                connection.value("SELECT RELEASE_LOCK(%s)", (name,))
            else:
                connection.value("SELECT pg_advisory_unlock(%s)", (lock_key(name),))
