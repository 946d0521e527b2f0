# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The one place that reads and writes sizes and durations with a unit.

Both notations of sizes are read: `20M` as in MySQL's option files
(https://dev.mysql.com/doc/refman/9.0/en/program-variables.html) and `20MB` as in PostgreSQL
(https://www.postgresql.org/docs/current/config-setting.html). Both count in powers of 1024.
"""

from __future__ import annotations

import math
import re
import typing as t

from ._errors import OpsError

KIB, MIB, GIB = 1024, 1024**2, 1024**3
FACTORS = {"": 1, "k": KIB, "m": MIB, "g": GIB, "t": 1024**4}

_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", re.IGNORECASE)
_DURATION = re.compile(r"(\d+)\s*([smhdw]?)", re.IGNORECASE)
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}


def parse_size(value: t.Any) -> int:
    """A size in bytes: a bare number, ``20M``, ``20MB``, ``20 MiB``, ``20480kB``. A part of a byte is rounded up.

    Raises:
        ValueError: the text is not a size; the message says so without a full stop.
    """
    match = _SIZE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if not match:
        raise ValueError(f"{value!r} is not a size (use bytes, or a number with K, M, G or T, for example 20M)")
    return math.ceil(float(match.group(1)) * FACTORS[match.group(2).lower()])


def is_size(text: str) -> bool:
    """Whether :func:`parse_size` can read it."""
    return bool(_SIZE.fullmatch(text.strip()))


def parse_duration(value: t.Any) -> int:
    """Seconds in ``90``, ``90s``, ``15m``, ``6h``, ``2d``, ``1w``.

    Raises:
        ValueError: the text is not a duration; the message says so without a full stop.
    """
    match = _DURATION.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if not match:
        raise ValueError(f"{value!r} is not a duration (use seconds, or a number with s, m, h, d or w, for example 6h)")
    return int(match.group(1)) * _SECONDS[match.group(2).lower()]


def size_option(name: str, value: t.Any) -> int:
    """A size in bytes from a module's option.

    Raises:
        OpsError: it is not a size.
    """
    return _option(name, value, parse_size)


def duration_option(name: str, value: t.Any) -> int:
    """Seconds from a module's option.

    Raises:
        OpsError: it is not a duration.
    """
    return _option(name, value, parse_duration)


def _option(name: str, value: t.Any, parse: t.Callable[[t.Any], int]) -> int:
    try:
        return parse(value)
    except ValueError as exc:
        raise OpsError(f"{name}: {exc}.") from exc


def size(value: t.Any) -> str:
    """``20971520`` as ``20 MiB``, ``15000279`` as ``14.3 MiB``. Empty for what is not a number."""
    number = as_number(value)
    if number is None:
        return ""
    unit = 0
    while abs(number) >= 1024 and unit < len(_UNITS) - 1:
        number /= 1024
        unit += 1
    digits = 0 if unit == 0 or abs(number) >= 100 else 1
    return f"{number:.{digits}f} {_UNITS[unit]}".replace(".0 ", " ")


def exact_size(value: int) -> str:
    """Without rounding: ``1049600`` as ``1025 KiB``; a number that is not a multiple of 1024 stays as it is."""
    for power in (4, 3, 2, 1):
        if value >= 1024**power and value % 1024**power == 0:
            return f"{value // 1024**power} {_UNITS[power]}"
    return str(value)


def duration(seconds: t.Any) -> str:
    """``374`` as ``6 min 14 s``; a smaller unit that is 0 is left out. Empty for what is not a number."""
    number = as_number(seconds)
    if number is None:
        return ""
    if number < 10:
        return f"{number:.1f} s".replace(".0 s", " s")
    whole = round(number)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, rest = divmod(round(whole / 60), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def as_number(value: t.Any) -> float | None:
    """A number, also from text; None for anything else (booleans too)."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
