# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Airflow's chain of database revisions, and which release ends where in it.

Taken from the file names and `down_revision` of airflow/migrations/versions in the wheels up to 3.3.2, and from
`_REVISION_HEADS_MAP` in airflow/utils/db.py of the same (https://pypi.org/project/apache-airflow/). The chain has no
branches, so a revision's place in it says everything about before and after.
"""

from __future__ import annotations

from .._versions import parse_version

# The releases whose revision d59cbbef95eb writes ids that are no UUIDs on MySQL. Taken from file 0042 of the wheels
# apache-airflow-core 3.0.0 to 3.0.6: 3.0.5 is of 2025-08-18, the correction (pull request 54814) of 2025-08-22.
MALFORMED_IDS_FIRST, MALFORMED_IDS_LAST = "3.0.0", "3.0.5"
MALFORMED_IDS_BY = f"Airflow {MALFORMED_IDS_FIRST} to {MALFORMED_IDS_LAST}"

# Release that brought them -> revisions in order. The first is the head of 2.6.2, the oldest that upgrades name.
_CHAIN: tuple[tuple[str, str], ...] = (
    ("2.6.2", "4bc4d934e2bc"),
    ("2.7.0", "937cbd173ca1 788397e78828 405de8318b3a"),
    ("2.8.0", "375a816bbbf4 f7bf2a57d0a6 bd5dfbe21f88 10b52ebd31f7"),
    ("2.8.1", "88344c1d9134"),
    ("2.9.0", "1fd565369930 d75389605139 ab34f260b71c 8e1c784a4fc7 b4078ac230a1 ee1467d4aa35 1949afb29106"),
    ("2.9.2", "bff083ad727d 686269002441"),
    (
        "2.10.0",
        "0fd0c178cbe8 677fdbb7fc54 c4602ba06b4b d482b7261ff9 05e19f3176be ec3471c1e067 41b3bc7c0272 "
        "8684e37832e6 22ed7efa9da2",
    ),
    ("2.10.3", "5f2621c13b39"),
    (
        "3.0.0",
        "044f740568ec d0f1c55954fa 0bfc26bc256e a2c32e6c7729 1cdc775ca98f 522625f6d606 16cbcb1c8c36 "
        "44eabb1904b4 0d9e73a75ee4 c3389cd7793f 5a5d66100783 fb2d4922cd79 3a8972ecb8f9 05234396c6fc "
        "d59cbbef95eb 486ac7936b78 5f57a45b8433 d8cd3297971e d03e4a635aa3 2b47dc6bc8df 9fc3fc5de720 "
        "eed27faa34e3 e229247a6cb1 038dc8bc6284 237cef8dfea1 5c9c0231baa2 38770795785f e39a26ac59f6 "
        "8ea135928435 33b04e4bfa19 6a9e7a527a88 e00344393f31 7645189f3479 cf87489a35df 16f7f5ee874e "
        "d469d27e2a64 be2cc2f742cf ec62e120484d 0e9519b56710 959e216a3abb 29ce7909c52b",
    ),
    ("3.0.3", "fe199e1abd77"),
    (
        "3.1.0",
        "dfee8bd5d574 0242ac120002 3ac9e5732b1f 583e80dfcef4 66a7743fe20e ffdb0566c7c0 40f7c30a228b "
        "09fa89ba1710 f56f68b9e02f 3bda03debd04 808787349f22 a169942745c2 7582ea3f3dd5 a3c7f2b18d4e "
        "eaf332f43c7c cc92b33c6709",
    ),
    ("3.1.8", "82dbd68e6171 509b94a1042d"),
    (
        "3.2.0",
        "15d84ca19038 ab6dc0c82d0e 1b2c3d4e5f6g 5cc8117e9285 69ddce9a7247 b87d2135fa50 e812941398f4 "
        "665854ef0536 b12d4f98a91e edc4f85a4619 c47f2e1ab9d4 0b112f49112d e79fc784f145 55297ae24532 "
        "a5a3e5eb9b8d 53ff648b8a26 f8c9d7e6b5a4 e42d9fcd10d9 134de42d3cb0 6222ce48e289 888b59e02a5b "
        "1d6611b6ab7c",
    ),
    (
        "3.3.0",
        "a4c2d171ae18 9fabad868fdb fde9ed84d07b b8f3e4a1d2c9 a7f3b2c1d4e5 a1b2c3d4e5f6 acc215baed80 "
        "8812eb67b63c a7e6d4c3b2f1 c9d4e5f6a7b8 c20871fbf23a dd5f3a8e2b91 9ff64e1c35d3 d2f4e1b3c5a7",
    ),
)

REVISIONS: tuple[str, ...] = tuple(revision for _release, group in _CHAIN for revision in group.split())

# Release -> its last revision. A release that is not listed ends where the one before it does (3.1.5 as 3.1.0).
HEADS: dict[str, str] = {
    "2.6.2": "4bc4d934e2bc",
    "2.7.0": "405de8318b3a",
    "2.8.0": "10b52ebd31f7",
    "2.8.1": "88344c1d9134",
    "2.9.0": "1949afb29106",
    "2.9.2": "686269002441",
    "2.10.0": "22ed7efa9da2",
    "2.10.3": "5f2621c13b39",
    "3.0.0": "29ce7909c52b",
    "3.0.3": "fe199e1abd77",
    "3.1.0": "cc92b33c6709",
    "3.1.8": "509b94a1042d",
    "3.2.0": "1d6611b6ab7c",
    "3.3.0": "d2f4e1b3c5a7",
}

# Heads older than the chain above: known as Airflow 1.10 to 2.6.1, and not looked at more closely.
_OLDER_HEADS: dict[str, str] = {
    "2.0.0": "e959f08ac86c",
    "2.0.1": "82b7c48c147f",
    "2.0.2": "2e42bb497a22",
    "2.1.0": "a13f7613ad25",
    "2.1.3": "97cdd93827b8",
    "2.1.4": "ccde3e26fe78",
    "2.2.0": "7b2661a43ba3",
    "2.2.3": "be2bfac3da23",
    "2.2.4": "587bdf053233",
    "2.3.0": "b1b348e02d07",
    "2.3.1": "1de7bc13c950",
    "2.3.2": "3c94c427fdf6",
    "2.3.3": "f5fcbda3e651",
    "2.4.0": "ecb43d2a1842",
    "2.4.2": "b0d31815b5a6",
    "2.4.3": "e07f49787c9d",
    "2.5.0": "290244fb8b83",
    "2.6.0": "98ae134e6fff",
}

NEWEST_KNOWN = "3.3.2"  # the newest release whose wheel was read
LAST_2X = "5f2621c13b39"  # head of 2.10.3 and later 2.x releases
BEFORE_UUID = "05234396c6fc"  # file 0041: the version that a failure inside 0042 leaves behind
UUID_REVISION = "d59cbbef95eb"  # file 0042: task_instance gets a UUID as its primary key


def position(revision: str) -> int | None:
    """Place in the chain, or None for a revision that the chain does not have."""
    try:
        return REVISIONS.index(revision)
    except ValueError:
        return None


def introduced_in(revision: str) -> str | None:
    """The release that brought this revision, e.g. 3.0.0 for d59cbbef95eb; None where unknown."""
    for release, group in _CHAIN:
        if revision in group.split():
            return release
    return None


def release_of(revision: str) -> str | None:
    """The first release whose database ends at this revision; None for one in between and for an unknown one."""
    for heads in (HEADS, _OLDER_HEADS):
        for release, head in heads.items():
            if head == revision:
                return release
    return None


def is_2x(revision: str) -> bool:
    """Whether a database at this revision belongs to Airflow 2 (or 1.10), at one of its releases or between two."""
    place = position(revision)
    if place is None:
        return revision in _OLDER_HEADS.values()
    return place <= REVISIONS.index(LAST_2X)


def head_of(release: str) -> str | None:
    """The revision at which a release's database ends, e.g. cc92b33c6709 for 3.1.5.

    None for a release that is older than 2.6.2 or of a minor line newer than the newest known one.

    Raises:
        ValueError: the text is no version.
    """
    wanted = parse_version(release)
    if wanted[:2] > parse_version(NEWEST_KNOWN)[:2]:
        return None
    older = [known for known in HEADS if parse_version(known) <= wanted]
    return HEADS[max(older, key=parse_version)] if older else None


def between(revision: str, target: str) -> tuple[str, ...]:
    """The revisions that a migration from one to the other would run, in order; empty where there is nothing to run."""
    start, end = position(revision), position(target)
    if start is None or end is None or end <= start:
        return ()
    return REVISIONS[start + 1 : end + 1]


def following(revision: str) -> str | None:
    """The revision after this one; None for the newest and for an unknown one."""
    place = position(revision)
    return None if place is None or place + 1 >= len(REVISIONS) else REVISIONS[place + 1]


def is_after(revision: str | None, other: str) -> bool:
    """Whether a revision comes after the other in the chain; False for none and for an unknown one."""
    place, limit = position(revision or ""), position(other)
    return place is not None and limit is not None and place > limit
