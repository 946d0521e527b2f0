# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench/results/NAME.json, and the same as a Markdown table beside it."""

from __future__ import annotations

import json
import pathlib
import typing as t

RESULTS = pathlib.Path(__file__).resolve().parents[1] / "results"
Row = dict


def write(name: str, rows: t.Sequence[Row]) -> bool:
    """Write the rows and print the table; whether every row is met.

    An engine that was not measured this time keeps the rows that it has.
    """
    RESULTS.mkdir(exist_ok=True)
    measured = {row["id"].split("-")[0] for row in rows}
    before = json.loads((RESULTS / f"{name}.json").read_text()) if (RESULTS / f"{name}.json").exists() else []
    rows = sorted([*rows, *(row for row in before if row["id"].split("-")[0] not in measured)], key=_engine)
    (RESULTS / f"{name}.json").write_text(json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n")
    columns = list(rows[0])
    lines = [" | ".join(columns), " | ".join("---" for _column in columns)]
    lines += [" | ".join(_text(row[column]) for column in columns) for row in rows]
    table = "".join(f"| {line} |\n" for line in lines)
    (RESULTS / f"{name}.md").write_text(table)
    print(table)
    return all(row["met"] for row in rows)


def _engine(row: Row) -> str:
    return str(row["id"].split("-")[0])


def _text(value: t.Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
