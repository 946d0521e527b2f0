# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Counts and times in words, for reports and terminals. Sizes and durations come from module_utils/_units.py."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._times import parse_rfc3339
from ansible_collections.openmetadata.ops.plugins.module_utils._units import as_number


def count(value: t.Any) -> str:
    """``1000008`` as ``1 000 008`` with no-break spaces; anything else as it is."""
    number = as_number(value)
    if number is None or number != int(number):
        return "" if value is None else str(value)
    return f"{int(number):,}".replace(",", "\N{NO-BREAK SPACE}")


def many(number: int, one: str, several: str | None = None) -> str:
    """``1 warning``, ``2 warnings``."""
    return f"{count(number)} {one if number == 1 else several or one + 's'}"


def moment(text: t.Any) -> str:
    """An RFC 3339 time as ``2026-11-22 23:17:58 UTC``; what is none stays as it is."""
    try:
        return parse_rfc3339(str(text)).astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")
    except ValueError:
        return "" if text is None else str(text)


def clock(text: t.Any) -> str:
    """The time of day of an RFC 3339 time, ``23:17:58``."""
    try:
        return parse_rfc3339(str(text)).astimezone(datetime.timezone.utc).strftime("%H:%M:%S")
    except ValueError:
        return ""


def seconds_between(start: t.Any, end: t.Any) -> float | None:
    """Seconds from one RFC 3339 time to another, None where one is missing."""
    try:
        return (parse_rfc3339(str(end)) - parse_rfc3339(str(start))).total_seconds()
    except ValueError:
        return None
