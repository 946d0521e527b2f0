# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every server has after its first start: the administrator, the ingestion bot, the applications, settings."""

from __future__ import annotations

from typing import Any

from .. import passwords, pipelines, store
from ..app import App
from ..db.dialect import placeholder
from ..db.pool import Session
from ..store import KINDS, Document, dump

ADMIN_PASSWORD = "admin"
SETTINGS: dict[str, dict[str, Any]] = {
    "emailConfiguration": {
        "emailingEntity": "OpenMetadata",
        "supportUrl": "",
        "enableSmtpServer": False,
        "openMetadataUrl": "",
        "senderMail": "",
        "serverEndpoint": "",
        "username": "",
        "password": "",
        "transportationStrategy": "SMTP_TLS",
    },
    "customLogoConfiguration": {"customLogoUrlPath": "", "customMonogramUrlPath": ""},
}
_MAKER = {
    "developer": "openmetadata.ops contributors",
    "developerUrl": "https://example.org",
    "privacyPolicyUrl": "https://example.org",
    "supportEmail": "nobody@example.org",
}
_PACKAGE = "org.openmetadata.service.apps.bundles"
APPS: dict[str, dict[str, Any]] = {
    "DataInsightsApplication": {
        "displayName": "Data Insights",
        "className": f"{_PACKAGE}.insights.DataInsightsApp",
        "appType": "external",
        "appConfiguration": {"name": "OpenMetadata_dataInsight", "pipelineType": "dataInsight"},
        "cron": "0 0 * * *",
    },
    "DataInsightsReportApplication": {
        "displayName": "Data Insights Report",
        "className": f"{_PACKAGE}.insights.DataInsightsReportApp",
        "appType": "internal",
        "appConfiguration": {"sendToTeams": True, "sendToAdmins": True},
        "cron": "0 0 0 1/1 * ? *",
    },
    "SearchIndexingApplication": {
        "displayName": "Search Indexing",
        "className": f"{_PACKAGE}.searchIndex.SearchIndexApp",
        "appType": "internal",
        "appConfiguration": {"entities": ["all"], "batchSize": 100, "recreateIndex": False},
        "cron": "0 0 0 1/1 * ? *",
        "newer": {
            "appConfiguration": {
                "autoTune": False,
                "entities": ["all"],
                "batchSize": "100",
                "queueSize": 100,
                "maxBackoff": 10000,
                "maxRetries": 3,
                "payLoadSize": 104857600,
                "recreateIndex": True,
                "initialBackoff": 1000,
                "consumerThreads": 1,
                "producerThreads": 1,
                "timeSeriesMaxDays": 0,
                "maxConcurrentRequests": 100,
                "searchIndexMappingLanguage": "EN",
            }
        },
    },
}


def ensure(app: App, session: Session) -> None:
    """Adds what is missing; changes nothing that is there."""
    _team(session)
    admin = _user(app, session, "admin", isAdmin=True, isBot=False)
    if "authenticationMechanism" not in admin:
        config = {"password": passwords.hashed(ADMIN_PASSWORD)}
        store.update(session, KINDS["user"], {**admin, "authenticationMechanism": _mechanism("BASIC", config)})
    bot(app, session, "ingestion-bot", ["IngestionBotRole"], description="Bot that ingests metadata.")
    service = _metadata_service(session)
    for name, given in APPS.items():
        _application(app, session, name, given, service)
    for kind, document in SETTINGS.items():
        if not session.value("SELECT COUNT(*) FROM openmetadata_settings WHERE configType = %s", (kind,)):
            values = f"%s, {placeholder(session.engine)}"
            session.changed(
                f"INSERT INTO openmetadata_settings (configType, json) VALUES ({values})", (kind, dump(document))
            )


def bot(app: App, session: Session, name: str, roles: list[str], **fields: Any) -> Document:
    """A bot with its user and a token that never ends; returns the user."""
    user = _user(app, session, name, isAdmin=False, isBot=True, **({"roles": roles} if roles else {}))
    if "authenticationMechanism" not in user:
        token, _end = app.keys.issue(user, None)
        config = {"JWTToken": app.secrets.encrypt(token), "JWTTokenExpiry": "Unlimited"}
        user = {**user, "authenticationMechanism": _mechanism("JWT", config)}
        store.update(session, KINDS["user"], user)
    if store.by_fqn(session, KINDS["bot"], name) is None:
        provider = "system" if name == "ingestion-bot" else "user"
        document = store.new(name, provider=provider, **fields)
        store.insert(session, KINDS["bot"], document)
        store.relate(session, document, "bot", user, "user")
    return user


def _mechanism(kind: str, config: dict[str, Any]) -> Document:
    return {"authType": kind, "config": config}


def _team(session: Session) -> None:
    if store.by_fqn(session, KINDS["team"], "Organization") is None:
        document = store.new("Organization", teamType="Organization", displayName="Organization", isJoinable=True)
        store.insert(session, KINDS["team"], document)


def _user(app: App, session: Session, name: str, **fields: Any) -> Document:
    """Users are found by their name in lower case, whatever its case is (recorded)."""
    fqn = name.lower()
    found = store.by_fqn(session, KINDS["user"], fqn)
    if found is None:
        found = store.new(name, fqn, by=name, email=f"{fqn}@{app.config.domain}", **fields)
        store.insert(session, KINDS["user"], found)
    return found


def _metadata_service(session: Session) -> Document:
    found = store.by_fqn(session, KINDS["metadataService"], "OpenMetadata")
    if found is None:
        found = store.new(
            "OpenMetadata",
            displayName="OpenMetadata Service",
            serviceType="OpenMetadata",
            provider="system",
            connection={"config": {"type": "OpenMetadata"}},
        )
        store.insert(session, KINDS["metadataService"], found)
    return found


def _application(app: App, session: Session, name: str, given: dict[str, Any], service: Document) -> None:
    if store.by_fqn(session, KINDS["app"], name) is not None:
        return
    fields = {key: value for key, value in given.items() if key not in ("cron", "newer")}
    document = store.new(
        name,
        features=given["displayName"],
        provider="user",
        permission="All",
        appScreenshots=[],
        **{**fields, **_MAKER, **_scheduled(app, given)},
    )
    store.insert(session, KINDS["app"], document)
    bot(app, session, f"{name}Bot", ["ApplicationBotRole"])
    found = store.by_fqn(session, KINDS["bot"], f"{name}Bot")
    if found:
        store.relate(session, document, "app", found, "bot")
    # a real 1.12.6 has none (recorded)
    if name == "DataInsightsApplication" and not app.version.answers_as_1_12:
        _insight_pipeline(session, document, service)


def _scheduled(app: App, given: dict[str, Any]) -> Document:
    """What 1.12.6 has otherwise than 1.2 (both recorded), and what 2.0 has no more (breaking changes)."""
    if not app.version.answers_as_1_12:
        return {
            "description": f"{given['displayName']}: a record of the stand-in.",
            "scheduleType": "Scheduled",
            "runtime": {"enabled": "true"},
            "appSchedule": {"scheduleType": "Custom", "cronExpression": given["cron"]},
        }
    newer = {key: dict(value) for key, value in given.get("newer", {}).items()}
    if app.version.refuses_recreate:
        newer.get("appConfiguration", {}).pop("recreateIndex", None)
    return {
        "scheduleType": "ScheduledOrManual",
        "runtime": {"enabled": True},
        "appSchedule": {"scheduleTimeline": "Custom", "cronExpression": "30 0 * * 0"},
        **newer,
    }


def _insight_pipeline(session: Session, application: Document, service: Document) -> None:
    """The one pipeline that an application owns, inside the service of the server itself."""
    pipeline = pipelines.document(
        "OpenMetadata_dataInsight",
        "dataInsight",
        service["fullyQualifiedName"],
        "admin",
        description="Data insight of the server itself.",
        sourceConfig={"config": {"type": "MetadataToElasticSearch"}},
        airflowConfig={"retries": 3, "scheduleInterval": "0 0 * * *"},
        provider="system",
    )
    store.insert(session, pipelines.KIND, pipeline)
    store.relate(session, service, "metadataService", pipeline, pipelines.KIND.type)
    store.relate(session, application, "app", pipeline, pipelines.KIND.type)
