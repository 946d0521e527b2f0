# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of single releases: faults that a published version has, and that another version does not have.

The evidence is the wanted version, so these need no access to anything. The ranges are in `_upstream.faults`.
"""

from __future__ import annotations

import typing as t

from .._upstream import faults
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts
from .versions import INSTALLED, TARGET


def _decide(fault: faults.Fault) -> t.Callable[[Facts], Decision]:
    def decide(facts: Facts) -> Decision:
        if not fault.hits(facts.version(TARGET)):
            return None
        if not fault.installed_below:
            return f"om_version is {facts.need(TARGET)}."
        if fault.starts_below(facts.version(INSTALLED)):
            return f"The upgrade goes from {facts.need(INSTALLED)} to {facts.need(TARGET)}."
        return None

    return decide


def _release(id: str, title: str, severity: str, fault: faults.Fault, **words: t.Any) -> Check:
    reads = (TARGET, INSTALLED) if fault.installed_below else (TARGET,)
    return Check(
        id=id, title=title, severity=severity, reads=reads, decide=_decide(fault), source=fault.source, **words
    )


CHECKS = (
    _release(
        "OM121",
        "Migrations of 1.7.0 fail on custom bots",
        WARNING,
        faults.CUSTOM_BOTS,
        why="`migrate` stops where a bot has a policy of its own.",
        fix="Set om_version to the newest 1.7.x or a later release.",
    ),
    _release(
        "OM122",
        "A Java migration of 1.10.2 is skipped",
        WARNING,
        faults.SKIPPED_1_10_2,
        why="1.10.3 dropped the directory of 1.10.2, so its data migration never runs for those who pass over 1.10.2.",
        fix="Set om_version to the newest 1.11.x or a later release.",
    ),
    _release(
        "OM123",
        "1.11.3 and 1.11.4 misread Airflow 2 databases that they catalogue",
        NOTE,
        faults.MISREADS_AIRFLOW_2,
        why="The Airflow *connector* asks an Airflow 2 database for `dag_run.logical_date`, and marks its DAGs "
        "deleted.",
        fix="If you catalogue an Airflow older than 3, set om_version to 1.11.5 or later, or pause that pipeline.",
    ),
    _release(
        "OM124",
        "1.12.5 and later 1.12 releases skip a migration on PostgreSQL",
        WARNING,
        faults.SKIPPED_CERTIFICATION,
        why="A cast fails in the certification migration; the failure is only a WARN line and the version counts "
        "as done.",
        fix="Set om_version to 1.13.0 or later, which heals it.",
        engine="postgresql",
    ),
    _release(
        "OM125",
        "1.12.7 crashes MySQL with a multi-valued index",
        BLOCKER,
        faults.MULTI_VALUED_INDEX,
        why="The server goes down while it builds the index, and the next attempt meets a duplicate column.",
        fix="Set om_version to another release.",
        engine="mysql",
    ),
    _release(
        "OM126",
        "1.12.9 stops on duplicate profiler rows on PostgreSQL",
        WARNING,
        faults.DUPLICATE_PROFILES,
        why="It restores a unique constraint that 1.9.9 dropped; duplicates leave an invalid index, which fails "
        "for ever.",
        fix="Set om_version to a later release, or remove duplicate rows of profiler_data_time_series before.",
        engine="postgresql",
    ),
    _release(
        "OM127",
        "The ingestion image 1.13.0 misses a Python package",
        WARNING,
        faults.MISSES_CONNEXION,
        why="`connexion` is missing: with the FAB auth manager every Airflow component crashes at its start.",
        fix="Set om_version to 1.13.1 or later.",
    ),
    _release(
        "OM128",
        "A running reindex can be called abandoned",
        NOTE,
        faults.ABANDONED_REINDEX,
        why="On large catalogues the server may fail a healthy reindex as 'abandoned due to server crash'.",
        fix="Run the reindex again if that happens, or set om_version to a later release.",
    ),
    _release(
        "OM129",
        "Deploying pipelines fails now and then on Airflow 3",
        NOTE,
        faults.DEPLOY_RACE,
        why="A race in the Airflow plugin answers some deployments with 500.",
        fix="Nothing: deployments are repeated, and those that stay undone are listed.",
        airflow=True,
    ),
    _release(
        "OM130",
        "The migration to 1.9.0 fails",
        BLOCKER,
        faults.MIGRATION_TO_1_9_0,
        why="`migrate` of 1.9.0 ends with an error on MySQL and on PostgreSQL.",
        fix="Set om_version to the newest 1.9.x or a later release.",
    ),
)
