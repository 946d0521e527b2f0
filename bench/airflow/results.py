# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of a benchmark that takes hours: each is kept as soon as it is known."""

from __future__ import annotations

import os

from figures import Row, read, write


class Results:
    """Rows that are on disk as soon as they are known."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = read(name)

    def add(
        self, name: str, what: str, ours: float, reference: float | None = None, limit: float | None = None
    ) -> None:
        """Note seconds: met where the ratio, or without a reference the seconds, are not above the limit.

        A row of the same name is replaced.
        """
        ratio = None if reference is None else ours / reference
        met = limit is None or (ours if ratio is None else ratio) <= limit
        told = "-" if limit is None else f"<= {limit} s" if ratio is None else f"<= {limit} x"
        row: Row = {"id": name, "what": what, "unit": "s", "ours": round(ours, 3)}
        row["reference"] = None if reference is None else round(reference, 3)
        row["ratio"] = None if ratio is None else round(ratio, 3)
        # The machine is busy with other things at times: what was measured then says less.
        row |= {"bar": told, "met": met, "load": round(os.getloadavg()[1], 1)}
        self.rows = [one for one in self.rows if one["id"] != name] + [row]
        write(self.name, self.rows)

    @property
    def met(self) -> bool:
        """Whether all are."""
        return all(row["met"] for row in self.rows)
