# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ingestion pipelines: as they are stored, as they are shown, and how they are found."""

from __future__ import annotations

import json
from typing import Any

from . import names, statuses, store
from .app import App
from .db.pool import Session
from .web.errors import not_found
from .web.messages import Request

KIND = store.KINDS["ingestionPipeline"]
FIELDS = ("owner", "owners", "pipelineStatuses", "followers", "domain", "domains", "tags")
TYPES = (
    "metadata",
    "usage",
    "lineage",
    "profiler",
    "autoClassification",
    "TestSuite",
    "dataInsight",
    "elasticSearchReindex",
    "dbt",
    "application",
)
# What the real server fills in (recorded).
AIRFLOW_DEFAULTS = {
    "pausePipeline": False,
    "concurrency": 1,
    "pipelineTimezone": "UTC",
    "retries": 0,
    "retryDelay": 300,
    "pipelineCatchup": False,
    "maxActiveRuns": 1,
    "workflowDefaultView": "tree",
    "workflowDefaultViewOrientation": "LR",
}
_INCLUDES = (
    "Topics",
    "Tables",
    "Dashboards",
    "Pipelines",
    "MlModels",
    "Users",
    "Teams",
    "GlossaryTerms",
    "Tags",
    "Policy",
    "MessagingServices",
    "DatabaseServices",
    "PipelineServices",
)


def document(name: str, kind: str, service_fqn: str, by: str, **fields: Any) -> store.Document:
    """A pipeline as it is stored."""
    given = {
        "displayName": name,
        "loggerLevel": "INFO",
        "deployed": False,
        "enabled": True,
        "provider": "user",
        **{key: value for key, value in fields.items() if value is not None},
    }
    given["airflowConfig"] = {**AIRFLOW_DEFAULTS, **(given.get("airflowConfig") or {})}
    return store.new(name, names.build(service_fqn, names.quote(name)), by, pipelineType=kind, **given)


def server_connection(app: App, session: Session) -> dict[str, Any]:
    """How the ingestion reaches the server; carries the ingestion bot's token."""
    bot = store.by_fqn(session, store.KINDS["user"], "ingestion-bot") or {}
    config = bot.get("authenticationMechanism", {}).get("config", {})
    return {
        "clusterName": app.config.cluster,
        "type": "OpenMetadata",
        "hostPort": app.config.client.server_api,
        "authProvider": "openmetadata",
        "verifySSL": "no-ssl",
        "securityConfig": {"jwtToken": config.get("JWTToken")},
        # 1.2 said noop (recorded); the models of SDK 1.9.17 know db and no noop.
        "secretsManagerProvider": "db",
        "secretsManagerLoader": "noop",
        "apiVersion": "v1",
        **{f"include{what}": True for what in _INCLUDES},
        "enableVersionValidation": True,
        "limitRecords": 1000,
        "forceEntityOverwriting": False,
        "storeServiceConnection": True,
        "supportsDataInsightExtraction": True,
        "supportsElasticSearchReindexingExtraction": True,
    }


def service_of(session: Session, pipeline: store.Document) -> tuple[store.Kind, store.Document] | None:
    found = store.container(session, pipeline)
    if found is None or found[0] not in store.KINDS:
        return None
    kind = store.KINDS[found[0]]
    service = store.by_id(session, kind, found[1])
    return (kind, service) if service else None


class Renderer:
    """Shows pipelines; what is the same for all of a page is looked up once."""

    def __init__(self, app: App, request: Request, session: Session) -> None:
        self.app = app
        self.request = request
        self.session = session
        self._connection: dict[str, Any] | None = None

    def shown(self, pipeline: store.Document, fields: list[str]) -> store.Document:
        """What GET and POST answer."""
        if self._connection is None:
            self._connection = server_connection(self.app, self.session)
        shown = {
            **pipeline,
            "openMetadataServerConnection": self._connection,
            "href": self.app.href(self.request, KIND, pipeline),
            **self.service(pipeline),
        }
        if "pipelineStatuses" in fields:
            runs = statuses.newest(self.session, pipeline["fullyQualifiedName"], 5)
            if self.app.version.statuses_are_a_list:
                shown["pipelineStatuses"] = runs
            elif runs:
                shown["pipelineStatuses"] = runs[0]
        return shown

    def service(self, pipeline: store.Document) -> store.Document:
        found = service_of(self.session, pipeline)
        return {"service": self.app.reference(self.request, *found)} if found else {}


def find(session: Session, identifier: str, deleted: bool = False) -> store.Document:
    """By id; a soft-deleted one is not there."""
    return _existing(store.by_id(session, KIND, identifier), identifier, deleted)


def find_fqn(session: Session, fqn: str, deleted: bool = False) -> store.Document:
    return _existing(store.by_fqn(session, KIND, fqn), fqn, deleted)


def _existing(pipeline: store.Document | None, name: str, deleted: bool) -> store.Document:
    if pipeline is None or (pipeline.get("deleted") and not deleted):
        raise not_found(KIND.type, name)
    return pipeline


def every(session: Session) -> list[store.Document]:
    """All that are not deleted."""
    rows = session.rows(f"SELECT json FROM {KIND.table} WHERE deleted = FALSE ORDER BY name, id")
    return [json.loads(text) for (text,) in rows]
