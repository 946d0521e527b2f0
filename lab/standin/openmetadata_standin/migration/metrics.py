# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The counts that are recorded with a version and printed by `changelog`."""

from __future__ import annotations

from ..db.dialect import has_table
from ..db.pool import Session

# Names as upstream's change log shows them (botCount, teamCount, tableCount, …).
_COUNTED = {
    "botCount": "bot_entity",
    "userCount": "user_entity",
    "teamCount": "team_entity",
    "roleCount": "role_entity",
    "policyCount": "policy_entity",
    "tableCount": "table_entity",
    "databaseCount": "database_entity",
    "databaseServiceCount": "dbservice_entity",
    "glossaryCount": "glossary_entity",
    "glossaryTermCount": "glossary_term_entity",
    "queryCount": "query_entity",
    "ingestionPipelineCount": "ingestion_pipeline_entity",
    "dataContractCount": "data_contract_entity",
}


def collect(session: Session) -> dict[str, int]:
    """Rows of what exists; deleted ones count, as in a plain COUNT(*)."""
    found = {}
    for name, table in _COUNTED.items():
        if session.value(has_table(session.engine), (table,)):
            found[name] = int(session.value(f"SELECT COUNT(*) FROM {table}"))
    return found
