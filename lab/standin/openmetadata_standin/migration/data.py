# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data migrations: what upstream does in Java between a version's two scripts, as far as the lab has such rows.

1.10.0 deletes data contracts whose entity is gone, each with its thread and its relationships (MigrationUtil of v1100;
recorded: one row fewer in data_contract_entity, thread_entity and entity_relationship). No data migration of a real
server up to 1.12.6 sorts query_entity (run: a row of 15,000,622 bytes with a sort buffer of 256 KiB).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from .. import store
from ..db.dialect import has_table, text_at
from ..db.pool import Session

_CONTRACT = store.KINDS["dataContract"]


def _delete_orphaned_contracts(session: Session) -> int:
    deleted = 0
    for (text,) in session.rows(f"SELECT json FROM {_CONTRACT.table}"):
        contract = json.loads(text)
        entity = contract.get("entity") or {}
        kind = store.KINDS.get(str(entity.get("type")))
        if kind is None or not entity.get("id"):
            continue
        found = store.by_id(session, kind, str(entity["id"]))
        if found is None or found.get("deleted"):
            store.remove(session, _CONTRACT, contract["id"])
            _delete_threads(session, contract["id"])
            deleted += 1
    return deleted


def _delete_threads(session: Session, identifier: str) -> None:
    if session.value(has_table(session.engine), ("thread_entity",)):
        about = text_at(session.engine, "entityId")
        session.changed(f"DELETE FROM thread_entity WHERE {about} = %s", (identifier,))


MIGRATIONS: dict[str, Callable[[Session], int]] = {"1.10.0": _delete_orphaned_contracts}


def run(session: Session, version: str) -> int:
    """How many rows a version's data migration changed."""
    step = MIGRATIONS.get(version)
    return step(session) if step else 0
