# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Times as results carry them: RFC 3339 in UTC. OpenMetadata itself stores epoch milliseconds."""

from __future__ import annotations

import datetime

UTC = datetime.timezone.utc


def now() -> datetime.datetime:
    """The current time, aware, in UTC."""
    return datetime.datetime.now(tz=UTC)


def rfc3339(moment: datetime.datetime) -> str:
    """Write an aware time as RFC 3339 in UTC with whole seconds, e.g. ``2026-11-22T23:17:58Z``."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def parse_rfc3339(text: str) -> datetime.datetime:
    """Read an RFC 3339 time (``Z`` or an offset); a time without a zone is taken as UTC.

    Raises:
        ValueError: the text is no such time.
    """
    moment = datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00").replace("z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def from_millis(millis: int) -> datetime.datetime:
    """Epoch milliseconds (as OpenMetadata stores times) as an aware time in UTC."""
    return datetime.datetime.fromtimestamp(millis / 1000, tz=UTC)


def to_millis(moment: datetime.datetime) -> int:
    """An aware time as epoch milliseconds."""
    return int(moment.timestamp() * 1000)
