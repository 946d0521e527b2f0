# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lab's glossary, data contracts, tables and queries, one of which is larger than any default sort buffer."""

from __future__ import annotations

from typing import Any

from .. import names, store
from ..db.pool import Session
from ..store import KINDS, Document
from ..version import Version

TERMS = {
    "revenue": "Approved",
    "churn": "Draft",
    "old revenue": "Deprecated",
    "net.revenue": "Approved",
    "margin": "In Review",
    "gross": "Rejected",
}
CONTRACTS = {"orders_contract": "Active", "customers_contract": "Draft", "returns_contract": "Active"}
TABLES = ("orders", "customers", "returns")
SCHEMA = ("demo_mysql", "shop", "public")
LARGEST_QUERY = "q_largest"


def add(session: Session, version: Version, queries: int, largest: int) -> dict[str, int]:
    """Adds what is missing and counts what it added."""
    return {
        "tables": _tables(session),
        "terms": _terms(session, version),
        "contracts": _contracts(session, version),
        "queries": _queries(session, queries, largest),
    }


def _insert(session: Session, kind: str, document: Document) -> int:
    if store.by_fqn(session, KINDS[kind], document["fullyQualifiedName"]) is not None:
        return 0
    store.insert(session, KINDS[kind], document)
    return 1


def _tables(session: Session) -> int:
    columns = [{"name": "id", "dataType": "BIGINT"}, {"name": "note", "dataType": "VARCHAR"}]
    return sum(
        _insert(session, "table", store.new(name, names.build(*SCHEMA, name), columns=columns, tableType="Regular"))
        for name in TABLES
    )


def _terms(session: Session, version: Version) -> int:
    glossary = store.by_fqn(session, KINDS["glossary"], "business")
    if glossary is None:
        glossary = store.new("business", displayName="Business", description="Terms of the lab.", provider="user")
        store.insert(session, KINDS["glossary"], glossary)
    added = 0
    for name, state in TERMS.items():
        fields: dict[str, Any] = {"synonyms": [], "references": [], "provider": "user", "mutuallyExclusive": False}
        fields[version.status_field] = state
        document = store.new(
            name, names.build("business", names.quote(name)), displayName=name, description=f"{name}.", **fields
        )
        if _insert(session, "glossaryTerm", document):
            store.relate(session, glossary, "glossary", document, "glossaryTerm")
            added += 1
    return added


def _contracts(session: Session, version: Version) -> int:
    """`Active` is the old word for what 1.10 calls `Approved`."""
    added = 0
    for (name, state), table in zip(CONTRACTS.items(), TABLES, strict=True):
        fqn = names.build(*SCHEMA, table)
        found = store.by_fqn(session, KINDS["table"], fqn) or {}
        known = "Approved" if state == "Active" and version.since("1.10.0") else state
        entity = {"id": found.get("id"), "type": "table", "fullyQualifiedName": fqn}
        document = store.new(name, names.build(fqn, name), entity=entity, **{version.status_field: known})
        added += _insert(session, "dataContract", document)
    return added


def _queries(session: Session, count: int, largest: int) -> int:
    """`count` ordinary ones of about 2 KB, and one whose document has at least `largest` bytes."""
    service = store.by_fqn(session, KINDS["databaseService"], "demo_mysql") or {}
    reference = {"id": service.get("id"), "type": "databaseService", "name": "demo_mysql"}
    texts = {f"q_{number:04}": f"select '{'x' * 2000}' as q{number}" for number in range(count)}
    if largest:
        texts[LARGEST_QUERY] = f"select '{'y' * largest}' as big"
    added = 0
    for name, text in texts.items():
        document = store.new(
            name,
            names.build("demo_mysql", name),
            query=text,
            queryDate=store.now(),
            service=reference,
            usedBy=[],
            votes={"upVotes": 0, "downVotes": 0},
        )
        del document["deleted"]
        added += _insert(session, "query", document)
    return added
