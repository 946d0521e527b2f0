# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fill a database with pipelines and runs: clones of one pipeline that the server itself made."""

from __future__ import annotations

import hashlib
import json
import time
import typing as t
import uuid

from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import Connection

AT_ONCE = 500
EXTENSION = "ingestionPipeline.pipelineStatus"
HOUR = 3_600_000
RUNS = 3  # of each pipeline


def fqn_hash(*parts: str) -> str:
    """The server's key of a name: MD5 of each part (proven by joining real databases)."""
    return ".".join(hashlib.md5(part.encode(), usedforsecurity=False).hexdigest() for part in parts)


def fill(connection: Connection, template: str, pipelines: int, stuck: int) -> None:
    """Clone a pipeline and give each clone three runs; every so many pipelines one of them is stuck, the newest one.

    Args:
        connection: a connection that may write.
        template: name of the pipeline in ``bench_service`` to clone.
        pipelines: how many clones.
        stuck: how many of them have a stuck run.
    """
    model = connection.one("SELECT id, json FROM ingestion_pipeline_entity WHERE name = %s", (template,))
    assert model is not None
    document = model["json"] if isinstance(model["json"], dict) else json.loads(model["json"])
    relations = connection.query(
        "SELECT fromId, toId, fromEntity, toEntity, relation FROM entity_relationship WHERE toId = %s", (model["id"],)
    )
    now = int(time.time() * 1000)
    every = pipelines // stuck
    rows: dict[str, list[tuple[t.Any, ...]]] = {"pipeline": [], "relation": [], "run": []}
    for number in range(pipelines):
        name, identifier = f"bulk_{number:05}", str(uuid.UUID(int=number + 1))
        clone = {**document, "id": identifier, "name": name, "fullyQualifiedName": f"bench_service.{name}"}
        rows["pipeline"].append((json.dumps(clone), fqn_hash("bench_service", name)))
        rows["relation"] += [
            (row["fromid"], identifier, row["fromentity"], row["toentity"], row["relation"]) for row in relations
        ]
        for run in range(RUNS):
            started = now - (RUNS - run) * HOUR
            last = run == RUNS - 1 and number % every == 0
            status = {
                "runId": str(uuid.UUID(int=number * RUNS + run + 10**9)),
                "pipelineState": "running" if last else "success",
                "startDate": started,
                "timestamp": started,
            }
            if not last:
                status.update(endDate=started + 60_000, status=[{"name": "Source", "records": 120, "errors": 0}])
            rows["run"].append(
                (EXTENSION, "ingestionPipelineStatus", json.dumps(status), fqn_hash("bench_service", name))
            )
    _insert(connection, "ingestion_pipeline_entity (json, fqnHash)", rows["pipeline"])
    _insert(connection, "entity_relationship (fromId, toId, fromEntity, toEntity, relation)", rows["relation"])
    _insert(connection, "entity_extension_time_series (extension, jsonSchema, json, entityFQNHash)", rows["run"])
    for table in ("ingestion_pipeline_entity", "entity_extension_time_series"):
        # As a database that grew over time would have it: fresh statistics.
        if connection.engine == "mysql":
            connection.query(f"ANALYZE TABLE {table}")
        else:
            connection.execute(f"ANALYZE {table}")


def stick_again(connection: Connection, pipelines: int, stuck: int) -> None:
    """Put the stuck runs back into the state before they were resolved."""
    every = pipelines // stuck
    ids = [str(uuid.UUID(int=number * RUNS + RUNS - 1 + 10**9)) for number in range(0, pipelines, every)]
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        marks = ", ".join(["%s"] * len(part))
        if connection.engine == "mysql":
            connection.execute(
                "UPDATE entity_extension_time_series "
                "SET json = JSON_REMOVE(JSON_SET(json, '$.pipelineState', 'running'), '$.endDate') "
                f"WHERE JSON_UNQUOTE(JSON_EXTRACT(json, '$.runId')) IN ({marks})",
                part,
            )
        else:
            connection.execute(
                "UPDATE entity_extension_time_series SET json = jsonb_set(json, '{pipelineState}', '\"running\"') "
                f"- 'endDate' WHERE json->>'runId' IN ({marks})",
                part,
            )


def _insert(connection: Connection, target: str, rows: list[tuple[t.Any, ...]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        marks = ", ".join(["(" + ", ".join(["%s"] * len(part[0])) + ")"] * len(part))
        connection.execute(f"INSERT INTO {target} VALUES {marks}", [value for row in part for value in row])
