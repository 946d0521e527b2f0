# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What the ingestion image of each release contains: Airflow and Python."""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .sources import BREAKING_1_11, PYPI, READ, RELEASES

Version = tuple[int, int, int, int]
WHEELS_READ = "2026-11-22"


@dataclasses.dataclass(frozen=True)
class Ingestion:
    """The image from a release on.

    Attributes:
        since: the first release that was seen with it.
        airflow: Airflow's release.
        python: Python's major and minor version in the image, None where it was not read.
        source: where that was read.
        read: when.
    """

    since: str
    airflow: str
    python: str | None
    source: str
    read: str = WHEELS_READ


# The pin of Airflow is that of the extra `airflow` in the wheel of openmetadata-ingestion.
INGESTION: tuple[Ingestion, ...] = (
    Ingestion("1.5.0", "2.9.1", None, PYPI),
    Ingestion("1.6.5", "2.10.5", None, PYPI),
    Ingestion("1.11.0", "3.1.2", "3.10", f"{PYPI} {BREAKING_1_11}"),
    Ingestion("1.11.4", "3.1.5", "3.10", PYPI),
    Ingestion("1.13.0", "3.2.1", "3.10", PYPI),
    Ingestion("1.13.3", "3.2.2", "3.10", PYPI),
    Ingestion("1.13.4", "3.3.0", "3.12", RELEASES, READ),
    Ingestion("1.13.6", "3.3.1", "3.12", f"{PYPI} {RELEASES}", READ),
    Ingestion("2.0.0", "3.3.0", "3.12", f"{PYPI} {RELEASES}", READ),
    Ingestion("2.0.4", "3.3.2", "3.12", f"{PYPI} {RELEASES}", READ),
)


def ingestion_of(version: Version) -> Ingestion | None:
    """The image of a release, None for a release that is older than the table."""
    known = [entry for entry in INGESTION if parse_version(entry.since) <= version]
    return known[-1] if known else None


def airflow_since(release: str) -> str:
    """The first release whose image has this Airflow or a later one."""
    wanted = parse_version(release)
    return next(entry.since for entry in INGESTION if parse_version(entry.airflow) >= wanted)
