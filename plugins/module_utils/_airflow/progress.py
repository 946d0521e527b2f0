# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""How far a long run is, in a file that whoever waits for it can read."""

from __future__ import annotations

import dataclasses
import json
import time
import typing as t

from .._errors import OpsError
from .._files import replace_file

if t.TYPE_CHECKING:
    from .steps import Step

EVERY = 1.0  # seconds between two writes


@dataclasses.dataclass
class Progress:
    """The statement that runs now, and how many rows it has done. Without a path nothing is written."""

    path: str | None = None
    clock: t.Callable[[], float] = time.monotonic
    _now: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    _started: float = 0.0
    _written: float = float("-inf")

    def begin(self, number: int, whole: int, step: Step) -> None:
        """A statement begins."""
        self._started = self.clock()
        rows = step.loses or step.rewrites
        self._now = {"statement": step.sql, "number": number, "of": whole, "rows": 0, "of_rows": rows}
        self._write()

    def more(self, rows: int) -> None:
        """A batch of it is done."""
        self._now["rows"] = self._now.get("rows", 0) + rows
        if self.clock() - self._written >= EVERY:
            self._write()

    def _write(self) -> None:
        """Replace the file, so that a reader never sees half of it.

        Raises:
            OpsError: it cannot be written.
        """
        if not self.path:
            return
        self._written = self.clock()
        taken = self._written - self._started
        done, whole = self._now["rows"], self._now["of_rows"]
        left = taken * (whole - done) / done if 0 < done < whole else None
        state = {**self._now, "seconds": round(taken, 1), "left_seconds": None if left is None else round(left)}
        try:
            replace_file(self.path, json.dumps(state), durable=False)
        except OSError as exc:
            raise OpsError(f"The progress file {self.path} cannot be written: {exc.strerror}.") from exc
