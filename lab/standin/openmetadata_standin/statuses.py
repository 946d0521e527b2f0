# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs of ingestion pipelines in entity_extension_time_series, read and written with the real server's statements."""

from __future__ import annotations

import json
from typing import Any

from .db.dialect import placeholder, text_at
from .db.pool import Session
from .names import hashed
from .store import Document, dump

EXTENSION = "ingestionPipeline.pipelineStatus"
SCHEMA = "ingestionPipelineStatus"
_TABLE = "entity_extension_time_series"


def newest_of(session: Session, fqns: list[str], count: int) -> dict[str, list[Document]]:
    """The newest runs of many pipelines with one statement, newest first."""
    if not fqns:
        return {}
    hashes = {hashed(fqn): fqn for fqn in fqns}
    marks = ", ".join(["%s"] * len(hashes))
    # Ranked without the documents, so that MySQL sorts nothing large.
    rows = session.rows(
        f"SELECT runs.entityFQNHash, runs.json FROM {_TABLE} AS runs JOIN (SELECT entityFQNHash, timestamp, "
        f"ROW_NUMBER() OVER (PARTITION BY entityFQNHash ORDER BY timestamp DESC) AS place FROM {_TABLE} "
        f"WHERE extension = %s AND entityFQNHash IN ({marks})) AS ranked "
        "ON runs.entityFQNHash = ranked.entityFQNHash AND runs.timestamp = ranked.timestamp "
        "WHERE runs.extension = %s AND ranked.place <= %s",
        (EXTENSION, *hashes, EXTENSION, count),
    )
    found: dict[str, list[Document]] = {fqn: [] for fqn in fqns}
    for key, text in rows:
        found[hashes[key]].append(json.loads(text))
    for runs in found.values():
        runs.sort(key=lambda run: int(run["timestamp"]), reverse=True)
    return found


def between(session: Session, fqn: str, start: int, end: int) -> list[Document]:
    """Newest first."""
    rows = session.rows(
        f"SELECT json FROM {_TABLE} WHERE entityFQNHash = %s AND extension = %s AND timestamp >= %s "
        "AND timestamp <= %s ORDER BY timestamp DESC",
        (hashed(fqn), EXTENSION, start, end),
    )
    return [json.loads(text) for (text,) in rows]


def one(session: Session, fqn: str, run_id: Any) -> Document | None:
    rows = session.rows(
        f"SELECT json FROM {_TABLE} WHERE entityFQNHash = %s AND extension = %s "
        f"AND {text_at(session.engine, 'runId')} = %s",
        (hashed(fqn), EXTENSION, run_id),
    )
    return json.loads(rows[0][0]) if rows else None


def put(session: Session, fqn: str, status: Document) -> Document | None:
    """Writes a run, whole, by its runId; returns what was there. `timestamp` is generated from it, hence needed."""
    before = one(session, fqn, status.get("runId")) if status.get("runId") is not None else None
    document = placeholder(session.engine)
    if before is not None:
        session.changed(
            f"UPDATE {_TABLE} SET json = {document} WHERE entityFQNHash = %s AND extension = %s "
            f"AND {text_at(session.engine, 'runId')} = %s",
            (dump(status), hashed(fqn), EXTENSION, status["runId"]),
        )
    else:
        session.changed(
            f"INSERT INTO {_TABLE} (entityFQNHash, extension, jsonSchema, json) VALUES (%s, %s, %s, {document})",
            (hashed(fqn), EXTENSION, SCHEMA, dump(status)),
        )
    return before


def remove(session: Session, fqn: str, run_id: str | None = None) -> None:
    """One run, or all of a pipeline."""
    condition, arguments = "", [hashed(fqn), EXTENSION]
    if run_id is not None:
        condition = f" AND {text_at(session.engine, 'runId')} = %s"
        arguments.append(run_id)
    session.changed(f"DELETE FROM {_TABLE} WHERE entityFQNHash = %s AND extension = %s{condition}", arguments)
