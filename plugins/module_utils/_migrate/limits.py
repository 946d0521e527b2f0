# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The limits on statements that a server has, raised for the run of its migrations."""

from __future__ import annotations

import typing as t

from .._upstream.settings import limits
from .._versions import parse_version


def raised_limits(
    version: str, engine: str, seconds: int, current: t.Mapping[str, t.Any] | None = None
) -> dict[str, str]:
    """Environment variables with which no statement of the migration is ended before the migration itself is.

    Args:
        version: the server that migrates.
        engine: ``mysql`` or ``postgresql``.
        seconds: how long the whole migration may take.
        current: the server's own environment. A variable that is higher there already is left out, and so is one that
            is 0 or no number: nobody but the user knows what it means.

    Returns:
        The variables to set, with their values. Empty where the server has no such limits.

    Raises:
        ValueError: ``version`` is no version.
    """
    own = {str(name): str(value).strip() for name, value in (current or {}).items() if value is not None}
    wanted = {entry.name: seconds * entry.per_second for entry in limits(parse_version(version), engine)}
    return {name: str(value) for name, value in wanted.items() if _is_lower(own.get(name, ""), value)}


def _is_lower(text: str, value: int) -> bool:
    return not text or (text.isdecimal() and 0 < int(text) < value)
