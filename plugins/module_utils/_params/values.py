# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Values of server parameters: users' notations, the servers' notations, and one normal form to compare them in.

Normal form: sizes in bytes, other numbers as they are, switches as bool, the rest as text. Both engines accept both
notations of sizes (see _units.py).
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from .._errors import OpsError
from .._units import FACTORS, is_size, parse_size

Value = t.Union[bool, int, float, str]

_TIME = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*(us|ms|s|min|h|d)\s*$")
_NUMBER = re.compile(r"^\s*[-+]?\d+(?:\.\d+)?\s*$")
_MICROSECONDS = {"us": 1, "ms": 1000, "s": 10**6, "min": 60 * 10**6, "h": 3600 * 10**6, "d": 86400 * 10**6}
_TRUE = ("on", "1", "true", "yes")
_FALSE = ("off", "0", "false", "no")


@dataclasses.dataclass(frozen=True)
class Shape:
    """How a parameter's values are to be read and written.

    Attributes:
        engine: the server's engine.
        kind: ``size``, ``integer``, ``real``, ``time``, ``boolean`` or ``text``.
        factor: bytes (size) or microseconds (time) that one of the server's own units stands for.
        minimum, maximum: the server's limits in normal form, where it tells them.
    """

    engine: str
    kind: str
    factor: int = 1
    minimum: float | None = None
    maximum: float | None = None

    @property
    def ordered(self) -> bool:
        """Whether "at least" makes sense."""
        return self.kind in ("size", "integer", "real")

    def from_user(self, value: t.Any) -> Value:
        """What the user asks for; a bare number of a size means bytes.

        Raises:
            ValueError: the text is no such value.
        """
        if self.kind == "size":
            return self._whole(parse_size(value))
        if self.kind == "integer" and isinstance(value, str) and is_size(value):
            return parse_size(value)  # MySQL does not tell sizes from other integers
        return self._read(value)

    def from_server(self, text: str) -> Value:
        """What the server, its catalogues or its option files say; a bare number of a size counts its own units."""
        if self.kind == "size":
            if _NUMBER.match(text):
                number = int(float(text))
                return number if number < 0 else number * self.factor
            return self._whole(parse_size(text))
        if self.kind == "integer" and not _NUMBER.match(text) and is_size(text):
            return parse_size(text)
        return self._read(text)

    def to_server(self, value: Value) -> str:
        """The text to set the parameter with."""
        if isinstance(value, bool):
            return "ON" if value else "OFF"
        if self.kind == "size" and self.engine == "postgresql" and int(value) >= 0:
            return f"{int(value) // 1024}kB" if int(value) % 1024 == 0 else f"{int(value)}B"
        return str(value)

    def outside(self, value: Value) -> str | None:
        """What is wrong with a number that the server would refuse or cut, or None."""
        if isinstance(value, (bool, str)):
            return None
        if self.minimum is not None and value < self.minimum:
            return f"the server's minimum is {self.minimum:g}"
        if self.maximum is not None and value > self.maximum:
            return f"the server's maximum is {self.maximum:g}"
        return None

    def _whole(self, size: int) -> int:
        """Up to whole units of the server: 20000001 bytes of work_mem are 19532 kB."""
        return -(-size // self.factor) * self.factor

    def _read(self, value: t.Any) -> Value:
        text = str(value).strip()
        if self.kind == "boolean":
            return parse_boolean(value)
        if self.kind == "integer":
            return int(text)
        if self.kind == "real":
            return float(text)
        if self.kind == "time":
            return self._read_time(text)
        if isinstance(value, bool):
            return "ON" if value else "OFF"
        return text

    def _read_time(self, text: str) -> Value:
        match = _TIME.match(text)
        number = float(match.group(1)) * _MICROSECONDS[match.group(2)] / self.factor if match else float(text)
        return int(number) if number == int(number) else number


def parse_boolean(value: t.Any) -> bool:
    """A switch: on, off, 1, 0, true, false, yes, no.

    Raises:
        ValueError: the text is none of them.
    """
    text = str(value).strip().lower()
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(f"{value!r} is neither on nor off")


def mysql_shape(text: str, minimum: str | None = None, maximum: str | None = None) -> Shape:
    """The shape of a MySQL variable, judged by its value now: MySQL 8.0 has no catalogue of types.

    Args:
        text: the value as SHOW VARIABLES prints it.
        minimum, maximum: from performance_schema.variables_info ("0" for both where there is no limit).
    """
    if text in ("ON", "OFF"):
        return Shape("mysql", "boolean")
    if not _NUMBER.match(text):
        return Shape("mysql", "text")
    kind = "real" if "." in text else "integer"
    low, high = (float(limit) if limit and _NUMBER.match(limit) else None for limit in (minimum, maximum))
    if not high:
        low = high = None
    return Shape("mysql", kind, minimum=low, maximum=high)


def postgresql_shape(vartype: str, unit: str | None, minimum: str | None = None, maximum: str | None = None) -> Shape:
    """The shape of a PostgreSQL parameter, from pg_settings."""
    if vartype == "bool":
        return Shape("postgresql", "boolean")
    if vartype not in ("integer", "real"):
        return Shape("postgresql", "text")
    kind, factor = ("integer" if vartype == "integer" else "real"), 1
    memory = re.match(r"^(\d*)(B|kB|MB)$", unit or "")
    if memory:
        kind, factor = "size", int(memory.group(1) or 1) * FACTORS[memory.group(2)[:-1].lower()]
    elif unit in _MICROSECONDS:
        kind, factor = "time", _MICROSECONDS[unit]
    scale = factor if kind == "size" else 1
    low, high = (float(limit) * scale if limit else None for limit in (minimum, maximum))
    return Shape("postgresql", kind, factor, low, high)


def wanted_value(name: str, shape: Shape, value: t.Any) -> Value:
    """The user's value in normal form.

    Raises:
        OpsError: it is no value of this parameter.
    """
    try:
        wanted = shape.from_user(value)
    except ValueError as exc:
        raise OpsError(
            f"params: {name}: {exc} (the parameter is {_ARTICLES[shape.kind]}). Nothing was changed."
        ) from exc
    problem = shape.outside(wanted)
    if problem:
        raise OpsError(f"params: {name}: {value} is out of range, {problem}. Nothing was changed.")
    return wanted


def is_met(current: Value, wanted: Value, comparison: str, shape: Shape) -> bool:
    """Whether the current value does."""
    if comparison == "at_least" and shape.ordered:
        return float(current) >= float(wanted)
    if isinstance(current, str) and isinstance(wanted, str):
        return current.lower() == wanted.lower()
    return current == wanted


def is_special(current: Value, wanted: Value, comparison: str, shape: Shape) -> bool:
    """Whether "at least" meets a value such as -1, which means "no limit" or "as another parameter": nobody can say."""
    return comparison == "at_least" and shape.ordered and float(current) < 0 <= float(wanted)


_ARTICLES = {
    "size": "a size",
    "integer": "a whole number",
    "real": "a number",
    "time": "a time",
    "boolean": "a switch",
    "text": "a text",
}
