# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What a release changes for people and programs that use the server: names, answers, limits, and what it removes."""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .releases import TRAINS
from .sources import BREAKING_1_10, BREAKING_2_0, BREAKING_2_1, NATIVE, PYPI, READ

Version = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Removed:
    """Something that a release does not have any more.

    Attributes:
        since: the first release without it.
        what: what is gone or asked for, in a few words.
        instead: what to use, in a few words; blank: nothing.
        source: where that was read.
        published: False: the release is known from its documentation only.
        read: when.
    """

    since: str
    what: str
    instead: str
    source: str
    published: bool = True
    read: str = READ


API_2_0 = f"{BREAKING_2_0}api-and-schema"
_APPLICATIONS_2_0 = f"{BREAKING_2_0}applications-and-automation"
# From here on a rebuild of the search index always makes the indexes anew. A trigger with `recreateIndex` or
# `useDistributedIndexing` is refused, and the migration takes both out of the stored configuration.
FIXED_REINDEX = "2.0.0"
_INGESTION_2_0 = f"{BREAKING_2_0}ingestion-and-connectors"
REMOVED: tuple[Removed, ...] = (
    Removed("1.13.0", "the Iceberg connector", "", "https://github.com/open-metadata/OpenMetadata/pull/26365"),
    Removed("2.0.0", "the endpoints below /v1/suggestions", "/v1/tasks", API_2_0),
    Removed(FIXED_REINDEX, "the reindex options recreateIndex and useDistributedIndexing", "", _APPLICATIONS_2_0),
    Removed("2.0.0", "the extra great-expectations-1xx, and Great Expectations before 1.3", "", _INGESTION_2_0),
    Removed("2.1.0", "the endpoints below /v1/feed", "/v1/conversations, /v1/tasks, /v1/activity and /v1/announcements",
            f"{BREAKING_2_1}collaboration", published=False),
    Removed("2.1.0", "the Delta Lake connector", "", f"{BREAKING_2_1}ingestion-and-connectors", published=False),
    Removed("2.1.0", "ingestion pipelines without sourceConfig.config.type", "",
            f"{BREAKING_2_1}ingestion-and-connectors", published=False),
    Removed("2.1.0", "eventSubscriptions in definitions of applications", "",
            f"{BREAKING_2_1}applications-and-automation", published=False),
    Removed("2.1.0", "the Oracle scheme oracle+cx_oracle", "oracle+oracledb",
            f"{BREAKING_2_1}ingestion-and-connectors", published=False),
)  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Refused:
    """What a release does not take on the next write, although older releases took it.

    Attributes:
        since: the first release that refuses it.
        what: what is refused, in words.
        source: where that was read.
        read: when.
    """

    since: str
    what: str
    source: str
    read: str = READ


REFUSED: tuple[Refused, ...] = (
    Refused(
        "2.0.0",
        "names of entities, test cases, columns and tasks of pipelines with >, double quotes or control characters",
        API_2_0,
    ),
    Refused("2.0.0", "settings of auto-classification outside their bounds", API_2_0),
)


@dataclasses.dataclass(frozen=True)
class Sessions:
    """How many sessions a user may have at once from a release on."""

    since: str
    most: int
    source: str
    read: str = READ


SESSIONS: tuple[Sessions, ...] = (Sessions("2.0.0", 5, f"{BREAKING_2_0}platform-and-security"),)


@dataclasses.dataclass(frozen=True)
class Came:
    """Something that servers know from a release on."""

    since: str
    source: str
    read: str = READ

    def known_to(self, version: Version) -> bool:
        """Whether a server of this version knows it."""
        return version >= parse_version(self.since)


# `status` of glossary terms and data contracts is `entityStatus` since 1.10, although the page lists it under 1.11
# (run with the SDK 1.9.17 and 1.10.0).
ENTITY_STATUS = Came("1.10.0", BREAKING_1_10, "2026-11-22")
# A real 1.12.6 takes `pipelineState: stopped`. The SDK 1.12.4.1 does not have it; a server without it answers 400.
STATE_STOPPED = Came("1.12.6", PYPI)
# The operation that the trigger of an application needs. The migrations of 1.12.0 give it to the policy of the
# applications' bots; a real 1.12.6 refuses it to the ingestion-bot.
TRIGGER = Came("1.12.0", f"{NATIVE}1.12.0")


def crossed(since: str, installed: Version, target: Version) -> bool:
    """Whether an upgrade goes from a release before a change to one with it."""
    return installed < parse_version(since) <= target


def removed(installed: Version, target: Version) -> list[Removed]:
    """What the target does not have and the installed release has."""
    return [entry for entry in REMOVED if crossed(entry.since, installed, target)]


def removed_next(installed: Version, target: Version) -> list[Removed]:
    """What the train after the target's removes. Told once, with the upgrade to the target's train."""
    if installed[:2] >= target[:2]:
        return []
    later = [train.number for train in TRAINS if train.number > target[:2]]
    return [entry for entry in REMOVED if later and parse_version(entry.since)[:2] == later[0]]
