# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Runs in OpenMetadata's database: all of them in one statement, and the change of one when no server runs.

Tables as in the databases of real servers 1.1 and 1.2; `entity_extension_time_series` keeps a run for each row, and
`entityFQNHash` is the pipeline's `fqnHash` (proven by joining them).
"""

from __future__ import annotations

import json
import typing as t

from .._database.connection import Connection, DatabaseError
from .provenance import PAST
from .runs import LIVE_APP_STATES, LIVE_STATES, Run, read_app_run, read_ended, read_run

EXTENSION = "ingestionPipeline.pipelineStatus"
MOST_PIPELINES, MOST_OTHERS = 100, 20  # whose ended runs are read

_RUNS = {
    # STRAIGHT_JOIN: from the pipelines to their runs by the unique key, never through the whole time series.
    "mysql": """
SELECT p.name AS name, JSON_UNQUOTE(JSON_EXTRACT(p.json, '$.fullyQualifiedName')) AS fqn, s.json AS status,
       s.entityFQNHash AS entity_key
FROM ingestion_pipeline_entity p STRAIGHT_JOIN entity_extension_time_series s
  ON s.entityFQNHash = p.fqnHash AND s.extension = %s
WHERE JSON_UNQUOTE(JSON_EXTRACT(s.json, '$.pipelineState')) IN (%s, %s) AND COALESCE(p.deleted, FALSE) = FALSE
ORDER BY s.timestamp""",
    "postgresql": """
SELECT p.name AS name, p.json->>'fullyQualifiedName' AS fqn, s.json AS status, s.entityfqnhash AS entity_key
FROM entity_extension_time_series s JOIN ingestion_pipeline_entity p ON s.entityfqnhash = p.fqnhash
WHERE s.extension = %s AND s.json->>'pipelineState' IN (%s, %s) AND COALESCE(p.deleted, FALSE) = FALSE
ORDER BY s."timestamp\"""",
}
_APPS = {
    "mysql": "SELECT json AS status FROM apps_extension_time_series "
    "WHERE JSON_UNQUOTE(JSON_EXTRACT(json, '$.status')) IN (%s, %s, %s, %s, %s) ORDER BY timestamp",
    "postgresql": "SELECT json AS status FROM apps_extension_time_series "
    "WHERE json->>'status' IN (%s, %s, %s, %s, %s) ORDER BY \"timestamp\"",
}
# The state stands in the condition, so that a run which ended meanwhile stays as it is; everything else in the document
# is left alone, the key (`timestamp`, a generated column) with it.
_RESOLVE = {
    "mysql": """
UPDATE entity_extension_time_series SET json = JSON_SET(json, '$.pipelineState', %s, '$.endDate', CAST(%s AS UNSIGNED))
WHERE entityFQNHash = %s AND extension = %s AND timestamp = %s
  AND COALESCE(JSON_UNQUOTE(JSON_EXTRACT(json, '$.runId')), '') = %s
  AND JSON_UNQUOTE(JSON_EXTRACT(json, '$.pipelineState')) IN (%s, %s)""",
    "postgresql": """
UPDATE entity_extension_time_series
SET json = jsonb_set(jsonb_set(json, '{pipelineState}', to_jsonb(%s::text)), '{endDate}', to_jsonb(%s::bigint))
WHERE entityfqnhash = %s AND extension = %s AND "timestamp" = %s
  AND COALESCE(json->>'runId', '') = %s AND json->>'pipelineState' IN (%s, %s)""",
}
_RESOLVE_APP = {
    "mysql": """
UPDATE apps_extension_time_series SET json = JSON_SET(json, '$.status', %s, '$.endTime', CAST(%s AS UNSIGNED),
  '$.executionTime', CAST(%s AS UNSIGNED))
WHERE appId = %s AND timestamp = %s AND JSON_UNQUOTE(JSON_EXTRACT(json, '$.status')) = %s""",
    "postgresql": """
UPDATE apps_extension_time_series SET json = jsonb_set(jsonb_set(jsonb_set(json, '{status}', to_jsonb(%s::text)),
  '{endTime}', to_jsonb(%s::bigint)), '{executionTime}', to_jsonb(%s::bigint))
WHERE appid = %s AND "timestamp" = %s AND json->>'status' = %s""",
}


def read_runs(connection: Connection) -> list[Run]:
    """Every run that is running or queued, of pipelines that are not deleted, the oldest first.

    Raises:
        DatabaseError: a table is missing or cannot be read.
    """
    runs = []
    for row in connection.query(_RUNS[connection.engine], (EXTENSION, *LIVE_STATES)):
        run = read_run(str(row["fqn"]), str(row["name"]), _document(row["status"]), str(row["entity_key"]))
        if run:
            runs.append(run)
    return runs


def read_past(connection: Connection, runs: t.Iterable[Run]) -> list[Run]:
    """The last ended runs of the pipelines that these runs are of, and of some others."""
    mysql = connection.engine == "mysql"
    fqn = "JSON_UNQUOTE(JSON_EXTRACT(json, '$.fullyQualifiedName'))" if mysql else "json->>'fullyQualifiedName'"
    key, moment = ("entityFQNHash", "timestamp") if mysql else ("entityfqnhash", '"timestamp"')
    pipelines = {run.key: (run.pipeline, run.name) for run in runs if run.kind == "pipeline"}
    rows = connection.query(
        f"SELECT name, {fqn} AS fqn, fqnHash AS entity_key FROM ingestion_pipeline_entity LIMIT {MOST_OTHERS:d}"
    )
    pipelines = dict(list(pipelines.items())[:MOST_PIPELINES])
    pipelines.update((str(row["entity_key"]), (str(row["fqn"]), str(row["name"]))) for row in rows)
    found = []
    for one, (pipeline, name) in pipelines.items():
        rows = connection.query(
            f"SELECT json AS status FROM entity_extension_time_series WHERE {key} = %s AND extension = %s "
            f"ORDER BY {moment} DESC LIMIT {4 * PAST:d}",
            (one, EXTENSION),
        )
        ended = [read_ended(pipeline, name, _document(row["status"]), one) for row in rows]
        found += [run for run in ended if run][:PAST]
    return found


def read_names(connection: Connection) -> list[str]:
    """The names of all pipelines, as often as they occur."""
    return [str(row["name"]) for row in connection.query("SELECT name FROM ingestion_pipeline_entity")]


def read_app_runs(connection: Connection) -> list[Run]:
    """Every run of an app that is not over; none in a database from before apps (1.2)."""
    try:
        rows = connection.query(_APPS[connection.engine], LIVE_APP_STATES)
    except DatabaseError as exc:
        # 1146 and 42P01: no such table
        if exc.code in (1146, "42P01"):
            return []
        raise
    return [run for run in (read_app_run(_document(row["status"])) for row in rows) if run]


def resolve_in_database(connection: Connection, run: Run, state: str, end: int) -> bool:
    """Set state and end of one run; False where it ended meanwhile, or is gone.

    Args:
        connection: a connection that may write.
        run: the run.
        state: the new state.
        end: epoch milliseconds.
    """
    end = max(end, run.started)
    if run.kind == "app":
        args: tuple[t.Any, ...] = (state, end, end - run.started, run.key, run.timestamp, run.state)
        return connection.execute(_RESOLVE_APP[connection.engine], args) == 1
    args = (state, end, run.key, EXTENSION, run.timestamp, run.run_id, *LIVE_STATES)
    return connection.execute(_RESOLVE[connection.engine], args) == 1


def _document(value: t.Any) -> dict[str, t.Any]:
    """The JSON of a row: text on MySQL, decoded by the driver on PostgreSQL."""
    document = json.loads(value) if isinstance(value, (str, bytes)) else value
    return document if isinstance(document, dict) else {}
