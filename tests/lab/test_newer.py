# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What 1.12 and 2.0 do otherwise than the releases before: rights, pages, the end of a rebuild, refusals, limits.

1.12 as recorded with a real 1.12.6 (README-1.12.6.md beside the recordings); 2.0 by upstream's breaking changes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from databases import Database
from installation import Installation, Response, Running, call

Install = Callable[..., Installation]
PIPELINES = "services/ingestionPipelines"
TRIGGER = "apps/trigger/SearchIndexingApplication"
LATEST = "apps/name/SearchIndexingApplication/runs/latest"
SHORT = {"OM_STANDIN_REINDEX_SECONDS": "0.2", "OM_STANDIN_COMPLETED_SECONDS": "0.5"}
ONLY_POSTGRESQL = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


def begun(installed: Install, version: str, **environment: str) -> Installation:
    found = installed(version, AUTHORIZER_PRINCIPAL_DOMAIN="openmetadata.org", **SHORT, **environment)
    assert found.ops("migrate").returncode == 0
    return found


def login(running: Running) -> str:
    body = b'{"email": "admin@openmetadata.org", "password": "YWRtaW4="}'
    answer = call("POST", running.url("users/login"), {"Content-Type": "application/json"}, body)
    return str(answer.document["accessToken"])


def trigger(running: Running, token: str, **config: Any) -> Response:
    return running.api("POST", TRIGGER, config, token)


@ONLY_POSTGRESQL
def test_the_bot_may_not_trigger_from_1_12_on(installed: Install) -> None:
    with begun(installed, "1.12.6").server() as running:
        bot, admin = running.installation.token(), login(running)
        refused = trigger(running, bot, entities=["all"], recreateIndex=True)
        assert refused.status == 403
        assert "operations [Trigger] not allowed" in refused.document["message"]
        rights = {
            who: {entry["operation"]: entry["access"] for entry in answer.document["permissions"]}
            for who, answer in (
                ("bot", running.api("GET", "permissions/app", token=bot)),
                ("admin", running.api("GET", "permissions/app", token=admin)),
            )
        }
        assert (rights["bot"]["Trigger"], rights["admin"]["Trigger"]) == ("notAllow", "allow")
        assert running.api("GET", LATEST, token=bot).status == 500, "there was no run yet"
        assert trigger(running, admin, entities=["all"], recreateIndex=True).body == b""
        busy = trigger(running, admin)
        assert busy.status == 500
        assert "Job is already running" in busy.document["message"]
        states = []
        for _look in range(100):
            states.append(running.api("GET", LATEST, token=bot).document["status"])
            if states[-1] == "success":
                break
            time.sleep(0.05)
        assert [state for index, state in enumerate(states) if state not in states[:index]] == [
            "running",
            "completed",
            "success",
        ]


@ONLY_POSTGRESQL
@pytest.mark.parametrize("option", ["recreateIndex", "useDistributedIndexing"])
def test_2_0_refuses_the_options_of_the_rebuild(installed: Install, option: str) -> None:
    with begun(installed, "2.0.0").server() as running:
        admin = login(running)
        refused = trigger(running, admin, **{"entities": ["all"], option: False})
        assert refused.status == 400
        assert option in refused.document["message"]
        assert trigger(running, admin, entities=["all"]).status == 200


@ONLY_POSTGRESQL
@pytest.mark.parametrize(("version", "accepted"), [("1.13.0", 6), ("2.0.0", 5)])
def test_2_0_keeps_five_sessions_of_a_user(installed: Install, version: str, accepted: int) -> None:
    with begun(installed, version).server() as running:
        tokens = []
        for _login in range(6):
            tokens.append(login(running))
            time.sleep(1)  # tokens of one second are alike
        statuses = [running.api("GET", "users/loggedInUser", token=token).status for token in tokens]
        assert statuses == [401] * (6 - accepted) + [200] * accepted


@pytest.mark.parametrize(("version", "code"), [("1.13.0", 0), ("2.0.0", 1)])
def test_2_0_ends_statements_that_take_too_long(
    installed: Install, database: Database, version: str, code: int
) -> None:
    """Those of migrations too, as DB_QUERY_TIMEOUT_SECONDS says."""
    found = installed(version, DB_QUERY_TIMEOUT_SECONDS="1")
    assert found.ops("migrate").returncode == 0
    database.rows(f"DELETE FROM SERVER_CHANGE_LOG WHERE version = '{version}'")
    sleep = {"mysql": "SELECT SLEEP(3)", "postgresql": "SELECT pg_sleep(3)"}[database.server.engine]
    engine = {"mysql": "mysql", "postgresql": "postgres"}[database.server.engine]
    script = found.prefix / "bootstrap/sql/migrations/native" / version / engine / "schemaChanges.sql"
    script.write_text(f"{sleep};\n", encoding="utf-8")
    try:
        done = found.ops("migrate")
    finally:
        script.write_text("", encoding="utf-8")
    assert done.returncode == code, done.stdout[-2000:]


@ONLY_POSTGRESQL
def test_a_list_of_one_name_in_many_services_is_whole(installed: Install) -> None:
    found = begun(installed, "1.12.6")
    assert found.seed("--queries", "1", "--largest-query", "0").returncode == 0
    with found.server() as running:
        names, after = [], ""
        while True:
            page = running.api("GET", f"{PIPELINES}?limit=1{after}").document
            names += [pipeline["fullyQualifiedName"] for pipeline in page["data"]]
            assert "openMetadataServerConnection" not in page["data"][0]
            if "after" not in page["paging"]:
                break
            after = f"&after={page['paging']['after']}"
        assert len(names) == len(set(names)) == page["paging"]["total"]


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
def test_the_servers_own_list_sorts_or_does_not(installed: Install, database: Database) -> None:
    """Error 1038 comes where MySQL really sorts whole documents for the server's list, and nowhere else."""
    small = "sessionVariables=sort_buffer_size=262144"
    found = begun(installed, "1.12.6", DB_PARAMS=small)
    assert found.seed("--queries", "20", "--largest-query", "15000000").returncode == 0
    statement = "SELECT json FROM query_entity WHERE 1 = 1 ORDER BY name, id LIMIT 1001"
    plan = " ".join(str(row) for row in database.rows(f"EXPLAIN FORMAT=TRADITIONAL {statement}"))
    with found.server() as running:
        answer = running.api("GET", "queries?limit=1000")
    if "filesort" in plan:
        assert answer.status == 500
        assert "Out of sort memory" in answer.document["message"]
    else:
        assert answer.status == 200
        assert answer.document["paging"]["total"] == 21
