# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The log that the command itself writes: only it has the level of each message (see `entries`)."""

from __future__ import annotations

import contextlib
import os
import typing as t

from .mask import Mask
from .output import Reading
from .runner import Lines

BLOCK = 1 << 20


class OperationLog:
    """A file that the command appends to. It may hold secrets, so it is removed after each run.

    Args:
        path: the file; None where there is none.
    """

    def __init__(self, path: str | None) -> None:
        self._path = path
        self._start = 0

    def begin(self) -> None:
        """Pass over what is there already."""
        self._start = 0
        if self._path:
            with contextlib.suppress(OSError):
                self._start = os.path.getsize(self._path)

    def read(self, mask: Mask, keep: t.Callable[[str], None], tolerated: t.Sequence[str]) -> Reading:
        """What the command has written since :meth:`begin`; the file is removed.

        Args:
            mask: hides secrets.
            keep: takes each line, without secrets.
            tolerated: see :class:`Reading`.

        Returns:
            The reading. It has read nothing where the command wrote no such file.
        """
        reading = Reading(tolerated)
        if not self._path:
            return reading
        try:
            with open(self._path, "rb") as stream:
                stream.seek(self._start if self._start <= os.fstat(stream.fileno()).st_size else 0)
                lines = Lines()
                for block in iter(lambda: stream.read(BLOCK), b""):
                    for line in lines.feed(block):
                        _take(mask(line), reading, keep)
                for line in lines.end():
                    _take(mask(line), reading, keep)
            os.unlink(self._path)
        except OSError:
            return reading.end()
        return reading.end()


def _take(line: str, reading: Reading, keep: t.Callable[[str], None]) -> None:
    keep(line)
    reading.line(line)
