# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of single releases: faults that a published version has, and that another version does not have.

The evidence is the wanted version, so these need no access to anything. A range names the first version that has the
fault and the first that does not; where no thread names the latter, a comment says how it was chosen.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._versions import parse_version
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts
from .versions import INSTALLED, OM_ISSUE, OM_PULL, TARGET


@dataclasses.dataclass(frozen=True)
class Range:
    """Target versions with a fault: from the first (included) to the end (excluded)."""

    first: str
    end: str
    installed_below: str | None = None  # only upgrades that start below this version

    def holds(self, facts: Facts) -> bool:
        """Whether the upgrade lands in the range."""
        target = facts.version(TARGET)
        if not parse_version(self.first) <= target < parse_version(self.end):
            return False
        return not self.installed_below or facts.version(INSTALLED) < parse_version(self.installed_below)

    def decide(self, facts: Facts) -> Decision:
        """The decision function of a check."""
        if not self.holds(facts):
            return None
        if self.installed_below:
            return f"The upgrade goes from {facts.need(INSTALLED)} to {facts.need(TARGET)}."
        return f"om_version is {facts.need(TARGET)}."


def _release(id: str, title: str, severity: str, fault: Range, **words: t.Any) -> Check:
    reads = (TARGET, INSTALLED) if fault.installed_below else (TARGET,)
    return Check(id=id, title=title, severity=severity, reads=reads, decide=fault.decide, **words)


CHECKS = (
    _release(
        "OM121",
        "Migrations of 1.7.0 fail on custom bots",
        WARNING,
        # The fix was merged in the first weeks of 1.7; no thread names the patch release, the next one is taken.
        Range("1.7.0", "1.7.1", installed_below="1.7.0"),
        why="`migrate` stops where a bot has a policy of its own.",
        fix="Set om_version to the latest 1.7.x or later.",
        source=f"{OM_ISSUE}20998",
    ),
    _release(
        "OM122",
        "A Java migration of 1.10.2 is skipped",
        WARNING,
        Range("1.10.3", "1.11.0", installed_below="1.10.2"),
        why="1.10.3 dropped the directory of 1.10.2, so its data migration never runs for those who pass over 1.10.2.",
        fix="Set om_version to the latest 1.11.x or later.",
        source=f"{OM_ISSUE}24528",
    ),
    _release(
        "OM123",
        "1.11.3 and 1.11.4 misread Airflow 2 databases that they catalogue",
        NOTE,
        # Reported for 1.11.3/1.11.4; the fix (pull 25380) was merged on 2026-01-19, after 1.11.4.
        Range("1.11.0", "1.11.5"),
        why="The Airflow *connector* asks an Airflow 2 database for `dag_run.logical_date`, and marks its DAGs "
        "deleted.",
        fix="If you catalogue an Airflow older than 3, set om_version to 1.11.5 or later, or pause that pipeline.",
        source=f"{OM_ISSUE}25227",
    ),
    _release(
        "OM124",
        "1.12.5 and later 1.12 releases skip a migration on PostgreSQL",
        WARNING,
        Range("1.12.5", "1.13.0"),
        why="A cast fails in the certification migration; the failure is only a WARN line and the version counts "
        "as done.",
        fix="Set om_version to 1.13.0 or later, which heals it.",
        source=f"{OM_PULL}28504",
        engine="postgresql",
    ),
    _release(
        "OM125",
        "1.12.7 crashes MySQL with a multi-valued index",
        BLOCKER,
        Range("1.12.7", "1.12.8"),
        why="The server goes down while it builds the index, and the next attempt meets a duplicate column.",
        fix="Set om_version to another release.",
        source=f"{OM_PULL}27816",
        engine="mysql",
    ),
    _release(
        "OM126",
        "1.12.9 stops on duplicate profiler rows on PostgreSQL",
        WARNING,
        Range("1.12.9", "1.12.10", installed_below="1.12.9"),
        why="It restores a unique constraint that 1.9.9 dropped; duplicates leave an invalid index, which fails "
        "for ever.",
        fix="Set om_version to a later release, or remove duplicate rows of profiler_data_time_series before.",
        source=f"{OM_PULL}28238",
        engine="postgresql",
    ),
    _release(
        "OM127",
        "The ingestion image 1.13.0 misses a Python package",
        WARNING,
        Range("1.13.0", "1.13.1"),
        why="`connexion` is missing: with the FAB auth manager every Airflow component crashes at its start.",
        fix="Set om_version to 1.13.1 or later.",
        source=f"{OM_ISSUE}29482",
    ),
    _release(
        "OM128",
        "A running reindex can be called abandoned",
        NOTE,
        # The fix (pull 29547) was merged on 2026-06-27, two days after the report against 1.13.0.
        Range("1.12.0", "1.13.1"),
        why="On large catalogues the server may fail a healthy reindex as 'abandoned due to server crash'.",
        fix="Run the reindex again if that happens, or set om_version to a later release.",
        source=f"{OM_ISSUE}29546",
    ),
    _release(
        "OM129",
        "Deploying pipelines fails now and then on Airflow 3",
        NOTE,
        Range("1.11.0", "1.13.5"),
        why="A race in the Airflow plugin answers some deployments with 500.",
        fix="Nothing: deployments are repeated, and those that stay undone are listed.",
        source="https://github.com/open-metadata/OpenMetadata/pull/28744",
        airflow=True,
    ),
)
