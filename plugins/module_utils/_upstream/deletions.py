# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rows that upstream's migrations delete on purpose: they are no loss.

Each row of the table says which rows, as a condition of SQL, and which migrations delete them.
"""

from __future__ import annotations

import dataclasses

from .._versions import parse_version
from .sources import BREAKING_2_1, NATIVE, PULL, READ

Version = tuple[int, int, int, int]


@dataclasses.dataclass(frozen=True)
class Deletion:
    """Rows of one table that a migration deletes.

    Attributes:
        id: a name for it.
        what: the rows, in words.
        table: the table.
        where: the condition by engine. Empty: the rows whose entity is gone, see `_migrate.deletions`.
        first: the first migration that may delete them.
        last: the last one; of a line of releases in which the migration has moved, the line's end.
        source: where that was read.
        sure: False: expected of a release that was not seen.
        read: when.
    """

    id: str
    what: str
    table: str
    where: dict[str, str]
    first: str
    last: str
    source: str
    sure: bool = True
    read: str = READ

    def on_the_way(self, database: Version, target: Version) -> bool:
        """Whether an upgrade from a database of one version to a release meets one of these migrations."""
        return database < parse_version(self.last) and parse_version(self.first) <= target


def _both(condition: str) -> dict[str, str]:
    return {"mysql": condition, "postgresql": condition}


def _pipelines_of(service_type: str) -> dict[str, str]:
    """Ingestion pipelines of the database services of a connector."""
    services = f"(SELECT id FROM dbservice_entity WHERE serviceType = '{service_type}')"
    return {
        "mysql": "JSON_UNQUOTE(JSON_EXTRACT(json, '$.service.type')) = 'databaseService' "
        f"AND JSON_UNQUOTE(JSON_EXTRACT(json, '$.service.id')) IN {services}",
        "postgresql": f"json->'service'->>'type' = 'databaseService' AND json->'service'->>'id' IN {services}",
    }


def _activity_feed_alert(version: str) -> Deletion:
    # The server makes it again when it starts.
    return Deletion(
        f"activity-feed-alert-{version}",
        "the event subscription ActivityFeedAlert",
        "event_subscription_entity",
        _both("name = 'ActivityFeedAlert'"),
        version,
        version,
        f"{NATIVE}{version}",
    )


DELETIONS: tuple[Deletion, ...] = (
    Deletion(
        "test-suite-subscriptions",
        "event subscriptions to test suites",
        "event_subscription_entity",
        {
            "mysql": "JSON_UNQUOTE(JSON_EXTRACT(json, '$.filteringRules.resources[0]')) = 'testSuite'",
            "postgresql": "json->'filteringRules'->'resources'->>0 = 'testSuite'",
        },
        "1.4.2",
        "1.4.2",
        f"{NATIVE}1.4.2",
    ),
    _activity_feed_alert("1.5.0"),
    _activity_feed_alert("1.6.0"),
    _activity_feed_alert("1.9.0"),
    Deletion(
        "orphaned-contracts",
        # one row of thread_entity and one of entity_relationship each (recorded, 1.9.11 to 1.12.6)
        "data contracts whose entity is gone, with their threads and relationships",
        "data_contract_entity",
        {},
        "1.10.0",
        "1.10.0",
        f"{NATIVE}1.10.0",
    ),
    Deletion(
        "iceberg-pipelines",
        "ingestion pipelines of Iceberg services, whose connector is gone",
        "ingestion_pipeline_entity",
        _pipelines_of("Iceberg"),
        "1.13.0",
        "1.13.99",
        f"{PULL}26365",
    ),
    Deletion(
        "delta-lake-pipelines",
        "ingestion pipelines of Delta Lake services, whose connector is gone",
        "ingestion_pipeline_entity",
        _pipelines_of("DeltaLake"),
        "2.1.0",
        "2.1.99",
        f"{BREAKING_2_1}ingestion-and-connectors",
        sure=False,
    ),
)


def deletions(database: Version, target: Version) -> list[Deletion]:
    """What an upgrade from a database of one version to a release deletes on purpose."""
    return [entry for entry in DELETIONS if entry.on_the_way(database, target)]
