# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The stand-in's server process: what it refuses to start on, health, the database going away, rights, app runs."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import exchanges
import pytest
from databases import Database
from installation import Installation, Running, call
from proxy import Proxy

Install = Callable[..., Installation]
PIPELINES = "services/ingestionPipelines"


def started(found: Installation, **extra: str) -> subprocess.CompletedProcess[str]:
    """Runs a server that is expected to end by itself."""
    return found.run("bin/openmetadata-server-start.sh", SERVER_PORT="0", SERVER_ADMIN_PORT="0", **extra)


@pytest.fixture
def seeded(installed: Install) -> Installation:
    found = installed("1.9.17", OM_STANDIN_REINDEX_SECONDS="0.2")
    assert found.ops("migrate").returncode == 0
    assert found.seed("--queries", "3", "--largest-query", "0").returncode == 0
    return found


@pytest.fixture
def running(seeded: Installation) -> Iterator[Running]:
    with seeded.server() as found:
        yield found


def test_refuses_an_empty_database(installed: Install) -> None:
    done = started(installed("1.9.17"))
    assert done.returncode == 1
    assert "There are pending migrations to be run on the database. Please backup your data and run" in done.stdout


def test_refuses_pending_migrations(seeded: Installation, installed: Install) -> None:
    done = started(installed("1.11.4"))
    assert done.returncode == 1
    assert "There are pending migrations to be run on the database." in done.stdout


def test_refuses_an_unreachable_database(installed: Install) -> None:
    assert started(installed("1.9.17"), DB_PORT="1").returncode == 1


def test_an_old_server_dies_on_a_migrated_database(seeded: Installation, installed: Install) -> None:
    assert installed("1.11.4").ops("migrate").returncode == 0
    done = started(seeded)
    assert done.returncode == 1
    assert 'Unrecognized field "entityStatus"' in done.stdout


def test_health_and_version(running: Running) -> None:
    health = running.admin("healthcheck")
    assert health.status == 200
    assert {check["healthy"] for check in health.document.values()} == {True}
    assert running.admin("ping").body == b"pong\n"
    version = call("GET", running.url("system/version")).document
    assert (version["version"], version["revision"]) == ("1.9.17", "stand-in")


def test_starts_again_on_its_ports(seeded: Installation) -> None:
    """At once, although the kernel still keeps the connections that the server itself closed (urllib asks for that)."""
    with seeded.server() as first:
        assert first.admin("ping").status == 200
        assert call("GET", first.url("system/version")).status == 200
    with seeded.server(SERVER_PORT=str(first.port), SERVER_ADMIN_PORT=str(first.admin_port)) as second:
        assert call("GET", second.url("system/version")).status == 200


@pytest.mark.skipif(not exchanges.CASES.is_dir(), reason="no recorded exchanges here (OM_CASES_DIR)")
def test_database_down(installed: Install, database: Database) -> None:
    """The recorded sequence with the database taken away and given back."""
    recorded = {exchange.name: exchange for exchange in exchanges.recorded("om12_pg_dbdown")}
    with Proxy(database.server.host, database.server.port) as proxy:
        found = installed("1.9.17", DB_PORT=str(proxy.port), AUTHORIZER_PRINCIPAL_DOMAIN="openmetadata.org")
        assert found.ops("migrate").returncode == 0
        with found.server() as running:
            token = found.token()
            login = ("POST", running.url("users/login"), {"Content-Type": "application/json"})
            body = b'{"email": "admin@openmetadata.org", "password": "YWRtaW4="}'

            def seen(prefix: str) -> None:
                answers = {
                    "healthcheck": running.admin("healthcheck"),
                    "version": call("GET", running.url("system/version")),
                    "list": running.api("GET", f"{PIPELINES}?limit=1", token=token),
                    "login": call(*login, body),
                }
                for name, answer in answers.items():
                    expected = recorded[f"{prefix}_{name}"]
                    assert answer.status == expected.status, (prefix, name, answer.body)
                    # The list names the engine's driver, and the recorded one had a pipeline of its own.
                    if name != "list":
                        problems = exchanges.differences(exchanges.document(expected.answer), answer.document)
                        assert not problems, (prefix, name, problems)

            seen("dbup")
            proxy.stop()
            seen("dbdown")
            down = running.api("GET", f"{PIPELINES}?limit=1", token=token).document["responseMessage"]
            assert "CommunicationsException" in down or "PSQLException: This connection has been closed." in down
            proxy.start()
            for dummy in range(50):
                if running.admin("healthcheck").status == 200:
                    break
                time.sleep(0.1)
            assert running.admin("healthcheck").status == 200
            assert running.api("GET", f"{PIPELINES}?limit=1", token=token).status == 200


def statuses(running: Running, fqn: str) -> Any:
    return running.api("GET", f"{PIPELINES}/name/{fqn}?fields=pipelineStatuses").document.get("pipelineStatuses")


def test_the_list_hides_older_runs(running: Running, database: Database) -> None:
    assert statuses(running, "demo_mysql.demo_metadata")["pipelineState"] == "success"
    field = {"mysql": "JSON_UNQUOTE(JSON_EXTRACT(json, '$.pipelineState'))", "postgresql": "json ->> 'pipelineState'"}
    rows = database.rows(
        f"SELECT COUNT(*) FROM entity_extension_time_series WHERE {field[database.server.engine]} = 'running'"
    )
    assert rows == [(4,)], "two of them are the newest of their pipelines"


def test_pages_lose_what_has_the_same_name(running: Running) -> None:
    """Nine pipelines; the cursor skips the second daily_metadata when a page ends with the first."""
    total = running.api("GET", f"{PIPELINES}?limit=0").document["paging"]["total"]
    found, after = [], ""
    while True:
        page = running.api("GET", f"{PIPELINES}?limit=1{after}").document
        found += [pipeline["fullyQualifiedName"] for pipeline in page["data"]]
        if "after" not in page["paging"]:
            break
        after = f"&after={page['paging']['after']}"
    assert total == 9
    assert len(found) == 8
    beyond = running.api("GET", f"{PIPELINES}?limit=1&after=enp6")
    assert beyond.status == 500
    assert "Index 0 out of bounds for length 0" in beyond.document["responseMessage"]


def test_a_bot_without_a_role_may_only_read(running: Running) -> None:
    token = running.installation.token("reader-bot")
    assert running.api("GET", f"{PIPELINES}?limit=1", token=token).status == 200
    path = f"{PIPELINES}/demo_mysql.demo_usage/pipelineStatus"
    answer = running.api("PUT", path, {"runId": "x", "pipelineState": "failed", "timestamp": 1}, token)
    assert answer.status == 403


def test_search_indexing(running: Running) -> None:
    path, trigger = "apps/name/SearchIndexingApplication/runs/latest", "apps/trigger/SearchIndexingApplication"
    token = running.installation.token()
    assert running.api("GET", path).document["status"] == "running", "a run that nobody ended"
    assert running.api("POST", trigger, token=token).body == b"Application Triggered"
    assert running.api("POST", trigger, token=token).status == 400, "one at a time"
    for dummy in range(50):
        latest = running.api("GET", path).document
        if latest.get("executionTime"):
            break
        time.sleep(0.1)
    assert latest["status"] == "success"
    assert latest["successContext"]["stats"]["jobStats"]["failedRecords"] == 0
    listed = running.api("GET", "apps/name/SearchIndexingApplication/status?limit=10").document
    assert listed["paging"]["total"] == 3


def test_reindex_command(seeded: Installation) -> None:
    first = seeded.ops("reindex", "--batch-size", "100", "--recreate-indexes", "true", "--entities", "'all'")
    assert first.returncode == 0
    assert "ended: success" in first.stdout
    again = seeded.ops("reindex")
    assert again.returncode == 0
    assert "No index mapping changes detected, skipping reindex" in again.stdout
    assert "ended: success" in seeded.ops("reindex", "--force").stdout


def test_deploy_pipelines_says_failed_and_ends_with_0(seeded: Installation) -> None:
    done = seeded.ops("deploy-pipelines")
    assert done.returncode == 0
    assert done.stdout.count("| FAILED ") == 9


@pytest.mark.parametrize(
    ("version", "state", "code"), [("1.9.17", "stopped", 400), ("1.12.14", "stopped", 201), ("2.0.9", "failed", 201)]
)
def test_versions_differ(installed: Install, version: str, state: str, code: int) -> None:
    found = installed(version)
    assert found.ops("migrate").returncode == 0
    assert found.seed("--queries", "1", "--largest-query", "0").returncode == 0
    with found.server() as running:
        run = {"runId": "00000000-0000-0000-0000-000000000001", "pipelineState": state, "timestamp": 1_800_000_000_000}
        assert running.api("PUT", f"{PIPELINES}/demo_mysql.demo_usage/pipelineStatus", run).status == code
        shown = statuses(running, "demo_mysql.demo_usage")
        assert isinstance(shown, list) == version.startswith("2.")
        if isinstance(shown, list):
            assert [run["pipelineState"] for run in shown] == ["failed", "running", "success"]
