# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ends a statement on MySQL that takes too long, as Connector/J's time-out does: by KILL QUERY from another session.

PostgreSQL has a limit of its own (statement_timeout).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator


class Limit:
    """A limit on each statement of a session.

    Args:
        seconds: how long one may take.
        kill: ends the statement that runs now.
        error: what a statement fails with that ended without an error of its own. Some functions, such as SLEEP() and
            BENCHMARK(), return when they are ended; Connector/J raises its error all the same.
    """

    def __init__(self, seconds: float, kill: Callable[[], None], error: Callable[[], Exception]) -> None:
        self._seconds = seconds
        self._kill = kill
        self._error = error

    @contextlib.contextmanager
    def statement(self) -> Iterator[None]:
        over = threading.Event()

        def end() -> None:
            over.set()
            self._kill()

        timer = threading.Timer(self._seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
        if over.is_set():
            raise self._error()
