# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/services/ingestionPipelines: what Airflow has to do: deploy, trigger, kill, toggle, logs, status."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from .. import pipelines, store
from ..airflow import Unreachable, done
from ..app import App
from ..db.pool import Session
from ..pipelines import KIND
from ..web.errors import ApiError, PlainError, bad_request
from ..web.listener import parsed
from ..web.messages import Answer, Request
from ..web.router import Router

Call = Callable[[], tuple[int, str]]


def _refused(app: App, name: str, reason: object) -> ApiError:
    """The real server says "deploy" for a failed trigger too (recorded)."""
    text = f"Failed to deploy pipeline [{name}] due to [{reason}]."
    if isinstance(reason, Unreachable):
        return app.airflow.refusal(text, header=True)
    return ApiError(400, text, header=True)


class OrchestrationRoutes:
    """Handlers that go through to Airflow's plugin."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("GET", f"{KIND.path}/status", self.status)
        router.add("GET", f"{KIND.path}/ip", self.ip)
        router.add("POST", f"{KIND.path}/deploy/{{id}}", self.deploy)
        router.add("POST", f"{KIND.path}/deploy", self.deploy_many)
        router.add("POST", f"{KIND.path}/bulk/deploy", self.deploy_many)
        router.add("POST", f"{KIND.path}/trigger/{{id}}", self.trigger)
        router.add("POST", f"{KIND.path}/toggleIngestion/{{id}}", self.toggle)
        router.add("POST", f"{KIND.path}/kill/{{id}}", self.kill)
        router.add("GET", f"{KIND.path}/logs/{{id}}/last", self.logs)

    def status(self, _request: Request) -> Answer:
        return Answer(document=self.app.airflow.status(self.app.version.text))

    def ip(self, _request: Request) -> Answer:
        try:
            code, text = self.app.airflow.get("ip")
        except Unreachable:
            return Answer(204)
        return Answer(document=json.loads(text)) if code == 200 else Answer(204)

    def deploy(self, request: Request) -> Answer:
        self.app.may_write(request)
        with self.app.pool.session() as session:
            return Answer(document=deploy(self.app, session, request.uuid("id")))

    def deploy_many(self, request: Request) -> Answer:
        """200 whatever happens, with a code for each pipeline inside."""
        self.app.may_write(request)
        identifiers = parsed(request.body)
        if not isinstance(identifiers, list):
            raise PlainError("Cannot deserialize value of type `java.util.ArrayList<java.util.UUID>`")
        return Answer(document=[self._deployed(str(identifier)) for identifier in identifiers])

    def _deployed(self, identifier: str) -> dict[str, Any]:
        try:
            with self.app.pool.session() as session:
                return deploy(self.app, session, identifier)
        except ApiError as error:
            reason = f"Error deploying [{identifier}] due to [{error.message}]"
            return {"code": 500, "reason": reason, "platform": "Airflow"}

    def trigger(self, request: Request) -> Answer:
        self.app.may_write(request)
        with self.app.pool.session() as session:
            name = pipelines.find(session, request.uuid("id"))["name"]
        try:
            code, text = self.app.airflow.post("trigger", {"dag_id": name})
        except Unreachable as error:
            raise _refused(self.app, name, error) from error
        if code != 200:
            raise _refused(self.app, name, text)
        return Answer(document=done(text))

    def toggle(self, request: Request) -> Answer:
        self.app.may_write(request)
        with self.app.pool.session() as session:
            return Answer(document=toggle(self.app, session, request.uuid("id")))

    def kill(self, request: Request) -> Answer:
        """Marks Airflow's runs failed; OpenMetadata's own status row stays as it is."""
        self.app.may_write(request)
        with self.app.pool.session() as session:
            name = pipelines.find(session, request.uuid("id"))["name"]
        what = "Failed to kill running workflows"
        code, text = _asked(self.app, what, lambda: self.app.airflow.post("kill", {"dag_id": name}))
        if code != 200:
            raise bad_request(f"{what} due to {text}")
        return Answer(document=done(text))

    def logs(self, request: Request) -> Answer:
        with self.app.pool.session() as session:
            pipeline = pipelines.find(session, request.uuid("id"))
        what = "Failed to get last ingestion logs."
        query = {"dag_id": pipeline["name"], "task_id": _task(pipeline["pipelineType"])}
        if after := request.query.get("after"):
            query["after"] = after
        code, text = _asked(self.app, what, lambda: self.app.airflow.get("last_dag_logs", **query))
        if code != 200:
            raise bad_request(f"{what} due to {text}")
        return Answer(text=text)


def _asked(app: App, what: str, call: Call) -> tuple[int, str]:
    try:
        return call()
    except Unreachable as error:
        raise app.airflow.refusal(f"Airflow Exception [{what}] due to [{error}].") from error


def toggle(app: App, session: Session, identifier: str) -> dict[str, Any]:
    """Disables what is enabled and the other way round; an unknown DAG makes the pipeline undeployed."""
    pipeline = pipelines.find(session, identifier)
    enabled = bool(pipeline.get("enabled", True))
    action = "disable" if enabled else "enable"
    code, text = _asked(app, pipeline["name"], lambda: app.airflow.post(action, {"dag_id": pipeline["name"]}))
    if code == 200:
        pipeline["enabled"] = not enabled
    elif code == 404:
        pipeline["deployed"] = False
    else:
        raise bad_request(f"Airflow Exception [Failed to toggle ingestion pipeline state] due to [{text}].")
    store.update(session, KIND, pipeline)
    return {"code": code, "reason": text, "platform": "Airflow"}


def deploy(app: App, session: Session, identifier: str) -> dict[str, Any]:
    """Sends the whole pipeline, its service and the bot's token to Airflow, which writes the DAG."""
    pipeline = pipelines.find(session, identifier)
    found = pipelines.service_of(session, pipeline)
    payload = {**pipeline, "openMetadataServerConnection": pipelines.server_connection(app, session)}
    if found:
        kind, service = found
        keys = ("id", "name", "fullyQualifiedName")
        payload["service"] = {**{key: service[key] for key in keys}, "type": kind.type}
    name = pipeline["name"]
    try:
        code, text = app.airflow.post("deploy", payload)
    except Unreachable as error:
        raise _refused(app, name, error) from error
    if code != 200:
        raise bad_request(
            f"{name} Failed to deploy Ingestion Pipeline due to airflow API returned {code} and response {text}"
        )
    pipeline["deployed"] = True
    store.update(session, KIND, pipeline)
    return done(text)


def _task(pipeline_type: str) -> str:
    """The DAG's task for a kind of pipeline (workflow builders of the plugin's wheel)."""
    tasks = {
        "metadata": "ingestion_task",
        "usage": "usage_task",
        "lineage": "lineage_task",
        "profiler": "profiler_task",
        "autoClassification": "auto_classification_task",
        "TestSuite": "test_suite_task",
        "dataInsight": "data_insight_task",
        "elasticSearchReindex": "elasticsearch_reindex_task",
        "dbt": "dbt_task",
        "application": "application_task",
    }
    return tasks[pipeline_type]
