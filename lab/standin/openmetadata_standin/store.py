# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Entities in their tables: a document each, found by id, by hash, or through a relationship."""

from __future__ import annotations

import dataclasses
import json
import time
import uuid
from typing import Any

from .db.dialect import placeholder
from .db.pool import Session
from .names import hashed

Document = dict[str, Any]
CONTAINS = 0


@dataclasses.dataclass(frozen=True)
class Kind:
    """Where an entity type lives."""

    type: str
    table: str
    path: str
    hash_column: str = "nameHash"
    deletable: bool = True
    # The real server stores ingestion pipelines as json, everything else as jsonb (PostgreSQL).
    postgresql_type: str = "jsonb"


KINDS = {
    kind.type: kind
    for kind in (
        Kind("databaseService", "dbservice_entity", "services/databaseServices"),
        Kind("metadataService", "metadata_service_entity", "services/metadataServices"),
        Kind("ingestionPipeline", "ingestion_pipeline_entity", "services/ingestionPipelines", "fqnHash", True, "json"),
        Kind("user", "user_entity", "users"),
        Kind("team", "team_entity", "teams"),
        Kind("bot", "bot_entity", "bots"),
        Kind("app", "installed_apps", "apps"),
        Kind("glossary", "glossary_entity", "glossaries"),
        Kind("glossaryTerm", "glossary_term_entity", "glossaryTerms", "fqnHash"),
        Kind("dataContract", "data_contract_entity", "dataContracts", "fqnHash"),
        Kind("query", "query_entity", "queries", "fqnHash", deletable=False),
        Kind("table", "table_entity", "tables", "fqnHash"),
    )
}


def now() -> int:
    """Epoch milliseconds, as everywhere in OpenMetadata."""
    return time.time_ns() // 1_000_000


def dump(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def new(name: str, fqn: str | None = None, by: str = "admin", **fields: Any) -> Document:
    """A document with what every entity has."""
    return {
        "id": str(uuid.uuid4()),
        "name": name,
        "fullyQualifiedName": fqn or name,
        "version": 0.1,
        "updatedAt": now(),
        "updatedBy": by,
        "deleted": False,
        **fields,
    }


def insert(session: Session, kind: Kind, document: Document) -> Document:
    session.changed(
        f"INSERT INTO {kind.table} (json, {kind.hash_column}) "
        f"VALUES ({placeholder(session.engine, kind.postgresql_type)}, %s)",
        (dump(document), hashed(document["fullyQualifiedName"])),
    )
    return document


def update(session: Session, kind: Kind, document: Document) -> None:
    session.changed(
        f"UPDATE {kind.table} SET json = {placeholder(session.engine, kind.postgresql_type)} WHERE id = %s",
        (dump(document), document["id"]),
    )


def remove(session: Session, kind: Kind, identifier: str) -> None:
    session.changed(f"DELETE FROM {kind.table} WHERE id = %s", (identifier,))
    session.changed("DELETE FROM entity_relationship WHERE fromId = %s OR toId = %s", (identifier, identifier))


def _one(rows: list[tuple[Any, ...]]) -> Document | None:
    return json.loads(rows[0][0]) if rows else None


def by_id(session: Session, kind: Kind, identifier: str) -> Document | None:
    return _one(session.rows(f"SELECT json FROM {kind.table} WHERE id = %s", (identifier,)))


def by_fqn(session: Session, kind: Kind, fqn: str) -> Document | None:
    return _one(session.rows(f"SELECT json FROM {kind.table} WHERE {kind.hash_column} = %s", (hashed(fqn),)))


def count(session: Session, kind: Kind, condition: str = "deleted = FALSE") -> int:
    where = f" WHERE {condition}" if kind.deletable else ""
    return int(session.value(f"SELECT COUNT(*) FROM {kind.table}{where}"))


def relate(session: Session, source: Document, source_type: str, target: Document, target_type: str) -> None:
    """`source` contains `target`."""
    session.changed(
        "INSERT INTO entity_relationship (fromId, toId, fromEntity, toEntity, relation) VALUES (%s, %s, %s, %s, %s)",
        (source["id"], target["id"], source_type, target_type, CONTAINS),
    )


def container(session: Session, target: Document) -> tuple[str, str] | None:
    """Type and id of what contains `target`."""
    return containers(session, [target]).get(target["id"])


def containers(session: Session, targets: list[Document]) -> dict[str, tuple[str, str]]:
    """Type and id of what contains each target; an app wins over the service (recorded)."""
    if not targets:
        return {}
    marks = ", ".join(["%s"] * len(targets))
    rows = session.rows(
        f"SELECT toId, fromEntity, fromId FROM entity_relationship WHERE toId IN ({marks}) AND relation = %s "
        "ORDER BY fromEntity DESC",
        (*(target["id"] for target in targets), CONTAINS),
    )
    return {target: (kind, source) for target, kind, source in rows}


def contained(session: Session, source: Document, target_type: str) -> str | None:
    """The id of the first entity of that type inside `source`."""
    found = session.value(
        "SELECT toId FROM entity_relationship WHERE fromId = %s AND toEntity = %s AND relation = %s",
        (source["id"], target_type, CONTAINS),
    )
    return str(found) if found else None
