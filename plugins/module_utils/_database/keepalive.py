# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Keeping a session alive that idles beside a long job.

A proxy between us and the server counts traffic, not TCP keepalive probes (HAProxy's ``timeout client`` is often 50 s):
a statement is sent several times a minute.
"""

from __future__ import annotations

import contextlib
import threading
import typing as t

from .connection import Connection

INTERVAL = 15.0  # seconds


@contextlib.contextmanager
def kept_alive(*connections: Connection, interval: float = INTERVAL) -> t.Iterator[None]:
    """Send a statement on each connection from time to time for the block; a connection at work is left alone.

    A connection that is lost is no error here: its next use reports it.
    """
    ended = threading.Event()

    def ping() -> None:
        while not ended.wait(interval):
            for connection in connections:
                connection.ping()

    thread = threading.Thread(target=ping, daemon=True, name="openmetadata.ops keepalive")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
