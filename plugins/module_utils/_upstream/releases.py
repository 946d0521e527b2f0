# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which releases there are, which of them were withdrawn, and where a direct upgrade ends."""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .sources import ISSUE, PULL, READ, RELEASES

Version = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Train:
    """A line of releases with the same major and minor number.

    Attributes:
        name: major and minor number.
        published: whether a release of it was seen; False: known from its documentation only.
        source: where it was seen.
        read: when.
    """

    name: str
    published: bool = True
    source: str = RELEASES
    read: str = READ

    @property
    def number(self) -> tuple[int, int]:
        return parse_version(self.name)[:2]

    @property
    def newest(self) -> str:
        """The newest release of the train, in words that stay true when the next patch comes out."""
        return f"the newest {self.name}.x"


TRAINS: tuple[Train, ...] = (
    *(Train(f"1.{minor}") for minor in range(14)),
    Train("2.0"),
    Train("2.1", published=False, source="https://docs.open-metadata.org/v2.1.x/deployment/upgrade/bare-metal"),
)


@dataclasses.dataclass(frozen=True)
class Withdrawn:
    """A release that upstream took back.

    Attributes:
        version: the release.
        what: what became of its migrations, one sentence.
        source: the thread that says so.
        read: when it was read.
    """

    version: str
    what: str
    source: str
    read: str = READ


WITHDRAWN: tuple[Withdrawn, ...] = (Withdrawn("1.12.2", "Its migrations are those of 1.12.4.", f"{PULL}26629"),)


@dataclasses.dataclass(frozen=True)
class Gate:
    """A release line that migrates no older databases.

    Attributes:
        first: the first release behind the gate.
        needs: the lowest version of the database that it takes.
        through: the train to upgrade to first.
        source: the change that brings it.
        read: when it was read.
    """

    first: str
    needs: str
    through: str
    source: str
    read: str = READ


GATES: tuple[Gate, ...] = (Gate("2.1.0", "2.0.0", "2.0", f"{PULL}31232"),)


@dataclasses.dataclass(frozen=True)
class Missing:
    """Releases that do not carry a migration of an earlier release.

    Attributes:
        migration: the version of the migration.
        first: the first release without it.
        end: the first release that carries it again. The release that was seen with it; an earlier one may as well.
        source: where that was read.
        read: when.
    """

    migration: str
    first: str
    end: str
    source: str
    read: str = READ


# Reported for 1.10.3 to 1.10.7 in issue 24434 of 2025-11-19. The directories of a real 1.12.6 have both.
MISSING: tuple[Missing, ...] = (
    Missing("1.8.5", "1.10.3", "1.12.6", f"{ISSUE}24434"),
    Missing("1.10.2", "1.10.3", "1.12.6", f"{ISSUE}24434 {ISSUE}24528"),
)

# From this line on the server applies every version that it carries and the change log lacks; before, only versions
# above the highest one that is done (MigrationWorkflow.filterAndGetMigrationsToRun, both generations; read 2026-11-22).
APPLIES_BACKPORTS_SINCE: Version = parse_version("1.12.0")

NEWEST_KNOWN = TRAINS[-1]


def train_of(version: Version) -> Train | None:
    """The train of a version, None where no such train was ever published."""
    return next((train for train in TRAINS if train.number == version[:2]), None)


def never_published(version: Version) -> bool:
    """Whether the version lies between known trains and belongs to none of them."""
    return version[:2] < NEWEST_KNOWN.number and train_of(version) is None


def newer_than_known(version: Version) -> bool:
    """Whether this collection has no facts about the version's train."""
    return version[:2] > NEWEST_KNOWN.number


def between(installed: Version, target: Version) -> list[Train]:
    """The trains that an upgrade passes over."""
    return [train for train in TRAINS if installed[:2] < train.number < target[:2]]


def withdrawn(version: Version) -> Withdrawn | None:
    """The entry of a version that was withdrawn, else None."""
    return next((entry for entry in WITHDRAWN if parse_version(entry.version)[:3] == version[:3]), None)


def gate(database: Version, target: Version) -> Gate | None:
    """The gate that keeps a database of this version from the target, else None."""
    return next(
        (entry for entry in GATES if target >= parse_version(entry.first) and database < parse_version(entry.needs)),
        None,
    )


def not_carried(migrations: list[str], target: Version) -> list[Missing]:
    """The migrations of a change log that the target does not carry."""
    return [
        entry
        for entry in MISSING
        if entry.migration in migrations and parse_version(entry.first) <= target < parse_version(entry.end)
    ]
