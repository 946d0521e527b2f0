# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""OpenMetadata versions: comparable, with suffixes such as ``2.0.0-baseline`` or ``1.9.0-collate``."""

from __future__ import annotations

import re

_VERSION = re.compile(r"^v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+.].*)?$")


def parse_version(text: str) -> tuple[int, int, int, int]:
    """Numbers of a version, so that 1.10.0 sorts after 1.9.0.

    Suffixes (``-baseline``, ``-SNAPSHOT``, ``-release``) do not count.

    Raises:
        ValueError: the text is no version.
    """
    match = _VERSION.match(text.strip())
    if not match:
        raise ValueError(f"{text!r} is not a version such as 1.11.4")
    major, minor, patch, build = (int(group or 0) for group in match.groups())
    return major, minor, patch, build


def newest(versions: list[str]) -> str | None:
    """The highest of the versions, or None where there is none. What is no version is passed over."""
    known = [version for version in versions if _VERSION.match(version.strip())]
    return max(known, key=parse_version, default=None)
