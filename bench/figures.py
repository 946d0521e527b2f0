# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""bench/results/<part>.json, and the same as a Markdown table beside it."""

from __future__ import annotations

import json
import pathlib
import typing as t

RESULTS = pathlib.Path(__file__).resolve().parent / "results"
Row = dict[str, t.Any]


def read(name: str) -> list[Row]:
    """What an earlier run measured."""
    path = RESULTS / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else []


def write(name: str, rows: t.Sequence[Row], *, partial: bool = False) -> bool:
    """Write the rows and print the table; whether every row is met that has a bar.

    Args:
        name: of the files.
        rows: what was measured.
        partial: only a part was measured; rows that an earlier run measured and this one did not stay.
    """
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    if partial:
        measured = {row["id"]: row for row in rows}
        kept = [measured.pop(row["id"], row) for row in read(name)]
        rows = [*kept, *measured.values()]
    path.write_text(json.dumps(list(rows), indent=2, ensure_ascii=False) + "\n")
    columns = list(rows[0])
    lines = [" | ".join(columns), " | ".join("---" for _unused in columns)]
    lines += [" | ".join(_text(row[column]) for column in columns) for row in rows]
    table = "".join(f"| {line} |\n" for line in lines)
    (RESULTS / f"{name}.md").write_text(table)
    print(table)
    return all(row.get("met", True) for row in rows)


def _text(value: t.Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.3g}" if isinstance(value, float) else str(value)
