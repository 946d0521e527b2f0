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
        "securityConfig": {"jwtToken": app.secrets.decrypt(config.get("JWTToken") or "")},
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
    """Shows pipelines; what belongs to many of them is looked up once."""

    def __init__(self, app: App, request: Request, session: Session) -> None:
        self.app = app
        self.request = request
        self.session = session

    def shown(self, pipeline: store.Document, fields: list[str]) -> store.Document:
        """What GET and POST answer."""
        return self.page([pipeline], fields)[0]

    def page(self, pipelines: list[store.Document], fields: list[str]) -> list[store.Document]:
        """The same for a list."""
        extra = self._extra()
        services = self._services(pipelines)
        runs = {}
        if "pipelineStatuses" in fields:
            runs = statuses.newest_of(self.session, [found["fullyQualifiedName"] for found in pipelines], 5)
        return [
            {
                **found,
                **extra,
                "href": self.app.href(self.request, KIND, found),
                **services.get(found["id"], {}),
                **self._runs(runs.get(found["fullyQualifiedName"])),
            }
            for found in pipelines
        ]

    def _extra(self) -> store.Document:
        """What a pipeline has in answers only: until 1.12 the connection with the bot's token, then none (recorded)."""
        if self.app.version.answers_as_1_12:
            return {"raiseOnError": True, "enableStreamableLogs": False}
        return {"openMetadataServerConnection": server_connection(self.app, self.session)}

    def _runs(self, runs: list[store.Document] | None) -> store.Document:
        if runs is None:
            return {}
        runs = [shown_run(self.app, run) for run in runs]
        if self.app.version.statuses_are_a_list:
            return {"pipelineStatuses": runs}
        return {"pipelineStatuses": runs[0]} if runs else {}

    def service(self, pipeline: store.Document) -> store.Document:
        return self._services([pipeline]).get(pipeline["id"], {})

    def _services(self, pipelines: list[store.Document]) -> dict[str, store.Document]:
        shown: dict[tuple[str, str], store.Document] = {}
        found = store.containers(self.session, pipelines)
        for kind, identifier in set(found.values()):
            service = store.by_id(self.session, store.KINDS[kind], identifier) if kind in store.KINDS else None
            if service:
                reference = self.app.reference(self.request, store.KINDS[kind], service)
                shown[kind, identifier] = {"service": reference}
        return {target: shown.get(key, {}) for target, key in found.items()}


def shown_run(app: App, run: store.Document) -> store.Document:
    """A run in an answer: newer servers add an empty `status` (recorded)."""
    return {**run, "status": run.get("status") or []} if app.version.answers_as_1_12 else run


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
