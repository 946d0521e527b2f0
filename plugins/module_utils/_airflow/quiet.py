# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Waiting until nobody migrates an Airflow database."""

from __future__ import annotations

import time
import typing as t

from .evidence import read_evidence, read_structure
from .states import running

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence

EVERY = 2.0  # seconds between two looks


def read_when_quiet(
    connection: Connection, airflow_user: str | None, timeout: float, seconds: float | None
) -> Evidence:
    """The evidence once no migration runs any more, or when the time is over.

    Also the lock of another database's migration is waited for: `airflow db migrate` would have to.
    """
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        now = read_structure(connection) if connection.engine == "mysql" else read_evidence(connection, None)
        if now.lock_holder is None and not running(now):
            break
        time.sleep(min(EVERY, max(deadline - time.monotonic(), 0)))
    return read_evidence(connection, airflow_user, seconds)
