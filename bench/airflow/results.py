# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench/results/<part>.json, and the same as a Markdown table beside it."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results"
Row = dict[str, t.Any]


def write(name: str, rows: t.Sequence[Row]) -> None:
    """Write the rows."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n")
    columns = list(rows[0])
    lines = [" | ".join(columns), " | ".join("---" for _column in columns)]
    lines += [" | ".join(_text(row[column]) for column in columns) for row in rows]
    (RESULTS / f"{name}.md").write_text("".join(f"| {line} |\n" for line in lines))


class Results:
    """Rows that are on disk as soon as they are known."""

    def __init__(self, name: str) -> None:
        self.name = name
        file = RESULTS / f"{name}.json"
        self.rows: list[Row] = json.loads(file.read_text()) if file.exists() else []

    def add(self, name: str, what: str, ours: float, reference: float | None = None, bar: float | None = None) -> None:
        """Note seconds: met where the ratio, or without a reference the seconds, are not above the bar.

        A row of the same name is replaced.
        """
        ratio = None if reference is None else ours / reference
        met = bar is None or (ours if ratio is None else ratio) <= bar
        limit = "-" if bar is None else f"<= {bar} s" if ratio is None else f"<= {bar} x"
        row: Row = {"id": name, "what": what, "unit": "s", "ours": round(ours, 3)}
        row["reference"] = None if reference is None else round(reference, 3)
        row["ratio"] = None if ratio is None else round(ratio, 3)
        # The machine is busy with other things at times: what was measured then says less.
        row |= {"bar": limit, "met": met, "load": round(os.getloadavg()[1], 1)}
        self.rows = [one for one in self.rows if one["id"] != name] + [row]
        print(json.dumps(row, ensure_ascii=False), flush=True)
        write(self.name, self.rows)

    @property
    def met(self) -> bool:
        """Whether all are."""
        return all(row["met"] for row in self.rows)


def _text(value: t.Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
