# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""/system: version, configuration for the login page, counts, status."""

from __future__ import annotations

import json
from typing import Any

from .. import store
from ..app import App
from ..db.errors import DbError
from ..migration import changelog, files
from ..web.messages import Answer, Request
from ..web.router import Router

REVISION = "stand-in"
# Keys of the recorded answer and the tables behind them; None: a table that no upgrade reads, hence not here.
COUNTS = {
    "tableCount": "table_entity",
    "topicCount": None,
    "dashboardCount": None,
    "pipelineCount": None,
    "mlmodelCount": None,
    "teamCount": "team_entity",
    "testSuiteCount": None,
    "storageContainerCount": None,
    "glossaryCount": "glossary_entity",
    "glossaryTermCount": "glossary_term_entity",
}


class SystemRoutes:
    """Handlers of /system."""

    def __init__(self, app: App) -> None:
        self.app = app

    def register(self, router: Router) -> None:
        router.add("GET", "system/version", self.version, public=True)
        router.add("GET", "system/health", self.health, public=True)
        router.add("GET", "system/config/jwks", self.jwks, public=True)
        router.add("GET", "system/config/auth", self.auth, public=True)
        router.add("GET", "system/settings", self.settings)
        router.add("GET", "system/entities/count", self.counts)
        if self.app.version.since("1.3.0"):  # recorded: 1.2 has no such path
            router.add("GET", "system/status", self.status)

    def version(self, _request: Request) -> Answer:
        found = {"version": self.app.version.text, "revision": REVISION, "timestamp": self.app.started}
        return Answer(document=found)

    def health(self, _request: Request) -> Answer:
        if self.app.version.answers_as_1_12:
            return Answer(text="OK")
        return Answer(text="OK", content_type="text/plain")

    def jwks(self, _request: Request) -> Answer:
        return Answer(document=self.app.keys.jwks())

    def auth(self, _request: Request) -> Answer:
        identity = {
            "authorityUrl": "http://localhost:8585/api/v1/saml/login",
            "nameId": "urn:oasis:names:tc:SAML:2.0:nameid-format:emailAddress",
        }
        saml = {"idp": identity, "debugMode": False}
        found = {"providerName": "", **self.app.config.auth}
        if not self.app.version.answers_as_1_12:
            found["samlConfiguration"] = saml
        return Answer(document=found)

    def settings(self, _request: Request) -> Answer:
        with self.app.pool.session() as session:
            rows = session.rows("SELECT configType, json FROM openmetadata_settings ORDER BY id")
        data = [{"config_type": kind, "config_value": json.loads(text)} for kind, text in rows]
        return Answer(document={"data": data, "paging": {"total": len(data)}})

    def counts(self, _request: Request) -> Answer:
        with self.app.pool.session() as session:

            def count(table: str | None) -> int:
                return int(session.value(f"SELECT COUNT(*) FROM {table} WHERE deleted = FALSE")) if table else 0

            found = {key: count(table) for key, table in COUNTS.items()}
            found["servicesCount"] = count("dbservice_entity") + count("metadata_service_entity")
            users = session.rows("SELECT json FROM user_entity WHERE deleted = FALSE")
        found["userCount"] = sum(1 for (text,) in users if not json.loads(text).get("isBot"))
        return Answer(document=found)

    def status(self, _request: Request) -> Answer:
        """Every step with whether it passed; the keys are the fields of the SDK's ValidationResponse."""
        client = self.app.airflow.status(self.app.version.text)
        return Answer(
            document={
                "database": self._database(),
                "searchInstance": _step(
                    "Validate that the search instance is running.", False, "No search in the lab."
                ),
                "pipelineServiceClient": _step(
                    "Validate that the pipeline service client is running.",
                    client["code"] == 200,
                    client.get("reason") or f"Airflow is available at {self.app.config.client.endpoint}",
                ),
                "jwks": _step("Validate that the JWKS can be read.", True, "OK"),
                "migrations": self._migrations(),
            }
        )

    def _database(self) -> dict[str, Any]:
        try:
            with self.app.pool.session() as session:
                store.count(session, store.KINDS["user"])
        except DbError as error:
            return _step("Validate that we can run a query against the database.", False, error.java)
        return _step("Validate that we can run a query against the database.", True, "Found users in the database.")

    def _migrations(self) -> dict[str, Any]:
        text = "Validate that all the necessary migrations have been properly executed."
        expected = [found.version for found in files.available(self.app.config)]
        with self.app.pool.session() as session:
            executed = changelog.versions(session)
        missing = [version for version in expected if version not in executed]
        odd = [version for version in executed if version not in expected and version not in changelog.FLYWAY]
        if not missing and not odd:
            return _step(text, True, f"Executed migrations: [{', '.join(executed)}]")
        message = (
            f"Missing migrations that were not executed [{', '.join(missing)}]. "
            f"Unexpected executed migrations [{', '.join(odd)}]"
        )
        return _step(text, False, message)


def _step(description: str, passed: bool, message: str) -> dict[str, Any]:
    return {"description": description, "passed": passed, "message": message}
