# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which search engines a release works with."""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .sources import BREAKING_1_11, ISSUE, MATRIX, READ

Version = tuple[int, int, int, int]
PRODUCTS = ("elasticsearch", "opensearch")


@dataclasses.dataclass(frozen=True)
class Search:
    """The lowest versions of the search engines from a release on.

    Attributes:
        since: the first release that this is true for.
        required: True: the release does not work with older ones. False: it is tested with these.
        lowest: the version by product.
        source: where that was read.
        read: when.
    """

    since: str
    required: bool
    lowest: dict[str, str]
    source: str
    read: str = READ


SEARCH: tuple[Search, ...] = (
    Search("1.11.0", True, {"elasticsearch": "8.0", "opensearch": "2.0"}, f"{BREAKING_1_11} {ISSUE}13836"),
    # The Version Compatibility Matrix of 1.12 and of 2.0.
    Search("1.12.0", False, {"elasticsearch": "9.3", "opensearch": "3.2"}, MATRIX),
)


@dataclasses.dataclass(frozen=True)
class Opens:
    """The oldest data that a major version of a product opens.

    Attributes:
        product: the search engine.
        major: its major version.
        oldest: the oldest version whose data it opens.
        brought_by: the first release whose compose file brings that major version.
        source: where that was read.
        read: when.
    """

    product: str
    major: int
    oldest: str
    brought_by: str
    source: str
    read: str = READ


OPENS: tuple[Opens, ...] = (
    Opens(
        "elasticsearch",
        9,
        "8.18",
        "1.12.0",
        "https://www.elastic.co/docs/deploy-manage/upgrade/deployment-or-cluster",
    ),
)


def lowest(product: str, target: Version, *, required: bool) -> str | None:
    """The lowest version of a product that the target requires, or is tested with. None: it names none."""
    rows = [row for row in SEARCH if row.required is required and parse_version(row.since) <= target]
    return rows[-1].lowest.get(product) if rows else None


def cannot_open(product: str, version: Version, target: Version) -> Opens | None:
    """The version of the product that the target brings and that does not open this one's data, else None."""
    return next(
        (
            row
            for row in OPENS
            if row.product == product
            and parse_version(row.brought_by) <= target
            and version[0] < row.major
            and version < parse_version(row.oldest)
        ),
        None,
    )
