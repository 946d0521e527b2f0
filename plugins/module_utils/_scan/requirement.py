# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Reads which versions a requirement allows: pip, poetry, npm-like and Terraform operators.

Sources: https://packaging.python.org/en/latest/specifications/version-specifiers/,
https://python-poetry.org/docs/dependency-specification/,
https://developer.hashicorp.com/terraform/language/expressions/version-constraints.
"""

from __future__ import annotations

import dataclasses
import re

OPERATORS = r"===|==|~=|~>|>=|<=|!=|<|>|=|\^|~"
VERSION = r"v?\d+(?:\.(?:\d+|\*|x))*(?:[-.+_]?[a-zA-Z][\w.+-]*)?"
_CLAUSE = re.compile(rf"\s*({OPERATORS})?\s*[\"']?v?(\d+(?:\.(?:\d+|\*|x))*)")

Version = tuple[int, ...]


@dataclasses.dataclass(frozen=True)
class Allowed:
    """The versions from `lower` (included) to `upper`, and the one that the requirement starts from."""

    lower: Version = (0,)
    upper: Version | None = None
    upper_included: bool = False
    base: Version | None = None  # of ``^1.9.3`` and ``~=1.9``, which name the version in use

    def has_from(self, floor: Version) -> bool:
        """Whether a version at or above the floor is allowed."""
        if self.upper is None:
            return True
        return _pad(self.upper) > _pad(floor) or (self.upper_included and _pad(self.upper) == _pad(floor))

    def has_series(self, major: int, minor: int) -> bool:
        """Whether a version of the series is allowed, and the requirement does not start from another one."""
        if self.base is not None and len(self.base) > 1 and self.base[:2] != (major, minor):
            return False
        return _pad(self.lower) < _pad((major, minor + 1)) and self.has_from((major, minor))


def allowed(text: str) -> Allowed | None:
    """The versions that clauses such as ``>=1.9,<1.10`` allow; None where the text holds none."""
    result: Allowed | None = None
    for part in re.split(r",|\s(?=[<>=~^!])", text):
        match = _CLAUSE.match(part)
        if match and match[1] != "!=":
            clause = _clause(match[1] or "==", match[2])
            result = clause if result is None else _both(result, clause)
    return result


def _clause(operator: str, text: str) -> Allowed:
    numbers = tuple(int(part) for part in text.split(".") if part.isdigit())
    wild = text.endswith(("*", "x"))
    if operator in (">=", ">"):
        return Allowed(lower=numbers)
    if operator in ("<", "<="):
        return Allowed(upper=numbers, upper_included=operator == "<=")
    if operator == "^":
        return Allowed(numbers, (numbers[0] + 1,) if numbers[0] else _next(numbers[:2]), base=numbers)
    if operator in ("~=", "~>", "~"):
        kept = numbers[:2] if operator == "~" else numbers[:-1] or numbers
        return Allowed(numbers, _next(kept), base=numbers)
    if wild or operator == "=":
        return Allowed(numbers, _next(numbers))
    return Allowed(numbers, numbers, upper_included=True)


def _both(one: Allowed, other: Allowed) -> Allowed:
    uppers = [side for side in (one, other) if side.upper is not None]
    least = min(uppers, key=lambda side: (_pad(side.upper or ()), side.upper_included), default=None)
    return Allowed(
        max(one.lower, other.lower, key=_pad),
        least.upper if least else None,
        least.upper_included if least else False,
        one.base or other.base,
    )


def _next(numbers: Version) -> Version:
    return (*numbers[:-1], numbers[-1] + 1)


def _pad(numbers: Version) -> Version:
    return (*numbers, 0, 0, 0, 0)[:4]
