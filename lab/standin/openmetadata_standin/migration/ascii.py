# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tables as the operations command prints them."""

from __future__ import annotations

from collections.abc import Sequence

WIDEST = 120


def _cells(text: str) -> list[str]:
    """A long cell goes over several lines."""
    lines = text.split("\n")
    return [line[start : start + WIDEST] for line in lines for start in range(0, max(len(line), 1), WIDEST)]


def render(columns: Sequence[str], rows: Sequence[Sequence[str]], empty: str) -> str:
    if not rows:
        rows = [[empty, *[""] * (len(columns) - 1)]]
    cells = [[_cells(str(text)) for text in [*row, *[""] * (len(columns) - len(row))]] for row in rows]
    widths = [
        max(len(column), *(len(line) for row in cells for line in row[index])) for index, column in enumerate(columns)
    ]
    rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"

    def line(texts: Sequence[str]) -> str:
        return "|" + "|".join(f" {text:<{width}} " for text, width in zip(texts, widths, strict=True)) + "|"

    printed = [rule, line(columns), rule]
    for row in cells:
        height = max(len(cell) for cell in row)
        printed += [line([cell[index] if index < len(cell) else "" for cell in row]) for index in range(height)]
    return "\n".join([*printed, rule])
