# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Checks of memory for sorting: the page's `sort_buffer_size` and `work_mem`, sized by the largest row.

On MySQL the migration fails with error 1038 when one row does not fit; the size of the table does not matter.
PostgreSQL never fails, it only gets slow.
"""

from __future__ import annotations

from .._units import size
from .._upstream import images
from .._upstream.sources import ISSUE as OM_ISSUE
from .._versions import parse_version
from .model import BLOCKER, NOTE, WARNING, Check, Decision, Facts, Hit
from .versions import PAGE

SORT_BUFFER = "info.parameters.sort_buffer_size"
WORK_MEM = "info.parameters.work_mem"
NEEDED_SORT_BUFFER = "info.recommended.sort_buffer_size"
NEEDED_WORK_MEM = "info.recommended.work_mem"
LARGEST_ROW = "info.sizes.query_entity.largest_row"
UNCAPPED = "info.recommended.needed_sort_buffer_size"
UNMET = "params.unmet"
# Airflow's migration 0101 came with 3.2.0 (apache/airflow issue 63786).
_SORTS_JSON_SINCE = parse_version(images.airflow_since("3.2.0"))


def _sort_buffer(facts: Facts) -> Decision:
    now, needed = int(facts.need(SORT_BUFFER)), int(facts.need(NEEDED_SORT_BUFFER))
    if now >= needed:
        return None
    row = facts.get(LARGEST_ROW)
    because = f"; the largest row of query_entity has {size(row)}" if row else ""
    return f"sort_buffer_size is {size(now)}, the migration needs {size(needed)}{because}."


def _work_mem(facts: Facts) -> Decision:
    now, needed = int(facts.need(WORK_MEM)), int(facts.need(NEEDED_WORK_MEM))
    if now >= needed:
        return None
    return f"work_mem is {size(now)}, the migration sorts in memory from {size(needed)} on."


def _above_cap(facts: Facts) -> Decision:
    cap, needed = int(facts.need(NEEDED_SORT_BUFFER)), int(facts.need(UNCAPPED))
    if needed > cap:
        return f"The migration needs {size(needed)}; om_max_sort_buffer_size allows {size(cap)}."
    return None


def _unmet(facts: Facts) -> Decision:
    # The flag for Airflow's migration has a check of its own, OM163.
    unmet = [entry for entry in facts.need(UNMET) if entry.get("name") != "log_bin_trust_function_creators"]
    if not unmet:
        return None
    evidence = " ".join(f"{entry['name']}: {entry.get('reason', 'cannot be raised')}" for entry in unmet)
    if facts.get("options.db_params_required") is False:
        return Hit(evidence, severity=WARNING)
    return Hit(evidence, fix=unmet[0].get("remedy"))


def _airflow_elsewhere(facts: Facts) -> Decision:
    ours = (facts.need("environment.database.host"), facts.need("environment.database.port"))
    theirs = (facts.need("environment.airflow.database_host"), facts.need("environment.airflow.port"))
    if ours != theirs and facts.version("environment.target_version") >= _SORTS_JSON_SINCE:
        return f"Airflow's database is on {theirs[0]}:{theirs[1]}, OpenMetadata's on {ours[0]}:{ours[1]}."
    return None


CHECKS = (
    Check(
        id="OM151",
        title="sort_buffer_size is too small for the migration",
        severity=NOTE,
        why="The migration sorts whole rows and fails with error 1038 'Out of sort memory' when the largest does "
        "not fit.",
        reads=(SORT_BUFFER, NEEDED_SORT_BUFFER, LARGEST_ROW),
        decide=_sort_buffer,
        fix="Nothing: the upgrade raises it for its duration and puts the old value back.",
        source=f"{OM_ISSUE}13808 {OM_ISSUE}10629 {OM_ISSUE}21368",
        engine="mysql",
    ),
    Check(
        id="OM152",
        title="work_mem is small for the migration",
        severity=NOTE,
        why="PostgreSQL sorts on disk instead of in memory; the migration takes longer, but does not fail.",
        reads=(WORK_MEM, NEEDED_WORK_MEM),
        decide=_work_mem,
        fix="Nothing: the upgrade raises it for the OpenMetadata account and puts the old value back.",
        source=PAGE,
        engine="postgresql",
    ),
    Check(
        id="OM153",
        title="The largest row needs more sort memory than is allowed",
        severity=BLOCKER,
        why="The migration would fail with error 1038 'Out of sort memory', with the server down.",
        reads=(NEEDED_SORT_BUFFER, UNCAPPED),
        decide=_above_cap,
        fix="Raise om_max_sort_buffer_size (each sorting session takes that much memory), or delete the huge "
        "queries in "
        "OpenMetadata.",
        source=f"{OM_ISSUE}29897",
        engine="mysql",
    ),
    Check(
        id="OM154",
        title="The account may not raise a parameter that the migration needs",
        severity=BLOCKER,
        why="The migration would fail, or run slowly, with the value that is set now.",
        reads=(UNMET, "options.db_params_required"),
        decide=_unmet,
        fix="Set om_database_admin_user and om_database_admin_password to an account with SYSTEM_VARIABLES_ADMIN "
        "(MySQL) or the right to ALTER ROLE (PostgreSQL); on a managed server change its parameter group.",
        source=PAGE,
        severity_note="a warning where om_db_params_required is false",
    ),
    Check(
        id="OM155",
        title="Airflow's database is on another server, with its own sort buffer",
        severity=WARNING,
        why="Airflow 3.2 and later sort JSON rows in migration 0101 and fail with 'Out of sort memory' on MySQL.",
        reads=(
            "environment.database.host",
            "environment.database.port",
            "environment.airflow.database_host",
            "environment.airflow.port",
            "environment.target_version",
        ),
        decide=_airflow_elsewhere,
        fix="Raise sort_buffer_size to 20 MiB there as well until Airflow has migrated.",
        source="https://github.com/apache/airflow/issues/63786",
        engine="mysql",
        airflow=True,
    ),
)
