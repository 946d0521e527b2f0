# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What real servers were recorded answering, asked of the stand-in.

The recordings of 1.2 are played on both engines, as 1.9.17 and as 1.11.4; those of 1.12.6 on PostgreSQL, as 1.12.6.

Compared are status, content type, keys, types and values; ids, times, tokens and the installation's own words are not.
Left out, each with its reason, is what OUT_OF_SCOPE names; the directory om12_mysql_md5 (feed: nothing here calls it)
and om11_mysql (1.1: below the oldest supported server).
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from typing import Any

import exchanges
import pytest
from databases import Database
from exchanges import Exchange, Ids, differences, document
from installation import Installation, Response, Running, call
from openmetadata_standin.tokens import Keys

pytestmark = pytest.mark.skipif(not exchanges.CASES.is_dir(), reason="no recorded exchanges here (OM_CASES_DIR)")

OUT_OF_SCOPE = {
    "status_noauth": "system/status did not exist in the recorded version; newer ones have it",
    "system_status_auth": "as above",
    "create_query_small": "queries are read in the database only",
    "create_query_1MiB": "as above, and the recording is cut short",
    "create_query_4MiB": "as above",
    "create_query_16MiB": "as above",
    "list_queries": "as above",
    "apps_marketplace": "nothing is installed from it",
    "event_subscriptions": "alerts are no part of an upgrade",
    "search_ips": "the lab has no search",
}
# The recorded PostgreSQL server had no table installed_apps (a defect of that snapshot), hence no apps, no bots of
# theirs and no pipeline of theirs.
OUT_OF_SCOPE_POSTGRESQL = {**OUT_OF_SCOPE, "apps_list": "500 there, for want of a table that later versions have"}
# By name: what the lab has no part of, and why.
OUT_OF_SCOPE_1_12 = {
    **{name: why for name, why in OUT_OF_SCOPE.items() if not name.startswith(("status", "system_status"))},
    "bots_list": "the lab has fewer bots and applications",
    "apps_list": "as above",
    "apps_list_bot": "as above",
    "entities_count_after": "it counts tables that were created over the API, which the stand-in does not offer",
    "status_bot": "its words about search, and the migrations that it lists, are the recorded installation's",
    "system_status_auth": "as above",
    "system_settings_auth": "settings of the real server",
    "settings_one": "as above",
    "app_trigger_unknown_property": "the stand-in knows no schema of an app's configuration",
    "permissions_bot_ingestionPipeline": "the stand-in asks for rights on applications only",
    "permissions_bot_app": "as above; tests/unit judges the recorded answer",
    "list_glossary_terms_after": "a workflow had approved the draft meanwhile; the stand-in runs none",
}
OUT_OF_SCOPE_PATHS = re.compile(
    r"/v1/(roles|policies|databases|databaseSchemas|tables|dataContracts|queries|feed|apps/marketplace|events|search)\b"
    r"|/system/config/(?!jwks|auth$)|[?&]fields=roles"
)
# Java's URI refused a blank in a query; the client that knows Airflow 3 encodes it.
ENCODED_SINCE_1_11 = {"special_get_status", "special2_get_status"}


class Player:
    """Sends recorded requests to a running stand-in."""

    def __init__(self, running: Running, ids: Ids, version: str, tokens: dict[str, str] | None = None) -> None:
        self.running = running
        self.ids = ids
        self.tokens = tokens or {}
        self.version = version
        self.problems: list[str] = []
        config = running.installation.prefix / "conf"
        self._keys = Keys.load(config / "private_key.der", "openmetadata-ops-lab-stand-in", "open-metadata.org")

    def token(self, exchange: Exchange) -> str:
        """What <JWT> stood for."""
        now = int(time.time())
        claims = {"sub": "ingestion-bot", "iat": now - 100, "exp": now - 10}
        who = self.tokens.get(exchange.id, "")
        if exchange.name.startswith("expired_token") or who == "expired":
            return self._keys.sign(claims)
        if exchange.name == "unknown_user_token" or who == "ghost":
            return self._keys.sign({"sub": "ghost", "iat": now, "exp": now + 60})
        if exchange.name == "tampered_token" or who == "tampered":
            return self.running.installation.token()[:-6] + "AAAAAA"
        if who:
            return self.running.installation.token() if who == "bot" else self.admin()
        bot = '"userName":"ingestion-bot"' in exchange.answer or exchange.name == "whoami_bot"
        return self.running.installation.token() if bot else self.admin()

    def admin(self) -> str:
        body = document_of({"email": "admin@openmetadata.org", "password": encoded("admin")})
        answer = call("POST", self.running.url("users/login"), {"Content-Type": "application/json"}, body)
        return str(answer.document["accessToken"])

    def plays(self, exchange: Exchange) -> bool:
        """Whether the lab has a part of this."""
        return True

    def answer(self, exchange: Exchange, url: str, headers: dict[str, str], text: str) -> Response:
        return call(exchange.method, url, headers, text.encode() or None)

    def compare(self, exchange: Exchange, recorded: Any, live: Any) -> list[str]:
        """What is not alike."""
        return differences(recorded, live)

    def play(self, exchange: Exchange) -> None:
        port = self.running.admin_port if exchange.port == 8586 else self.running.port
        headers = dict(exchange.headers)
        if headers.get("Authorization", "").endswith("<JWT>"):
            headers["Authorization"] = f"Bearer {self.token(exchange)}"
        password = {"login_wrong_password": encoded("wrong"), "login_password_not_base64": "%%%"}
        text = self.ids.replace(exchange.body).replace(
            '"password": "<PASSWORD>"}', f'"password": "{password.get(exchange.name, encoded("admin"))}"}}'
        )
        before = exchange.answer
        if self.version == "1.11.4" and "glossary_term" in exchange.name:
            text, before = (renamed(found) for found in (text, before))
        url = f"http://127.0.0.1:{port}{self.ids.replace_in_cursors(self.ids.replace(exchange.target))}"
        answer = self.answer(exchange, url, headers, text)
        recorded, live = document(before), document(answer.body.decode().strip())
        self.ids.learn(recorded, live)
        found = []
        if answer.status != exchange.status:
            found.append(f"status {exchange.status} recorded, {answer.status} here: {answer.body[:300]!r}")
        elif answer.content_type != exchange.content_type:
            found.append(f"content type {exchange.content_type} recorded, {answer.content_type} here")
        elif not (exchange.name in ENCODED_SINCE_1_11 and self.version != "1.9.17"):
            found += self.compare(exchange, recorded, live)
        self.problems += [f"{exchange.id}: {problem}" for problem in found]


class NewPlayer(Player):
    """Plays recordings of 1.12.6.

    Its entities have many fields that the lab's do not: these may be missing, and nothing else. Errors, lists of runs
    and pages are compared whole.
    """

    def plays(self, exchange: Exchange) -> bool:
        return not OUT_OF_SCOPE_PATHS.search(exchange.target)

    def answer(self, exchange: Exchange, url: str, headers: dict[str, str], text: str) -> Response:
        """A rebuild goes on while it is looked at: wait for the state that was recorded."""
        answer = super().answer(exchange, url, headers, text)
        if "SearchIndexingApplication/" in exchange.target and exchange.status == 200:
            for _look in range(100):
                if state_of(answer.body) == state_of(exchange.answer.encode()):
                    break
                time.sleep(0.1)
                answer = super().answer(exchange, url, headers, text)
        return answer

    def compare(self, exchange: Exchange, recorded: Any, live: Any) -> list[str]:
        found = super().compare(exchange, recorded, live)
        if exchange.status >= 400:
            return found
        return [problem for problem in found if not LEFT_OUT.search(problem)]


def state_of(body: bytes) -> Any:
    """The state of a run, or of the first of a list."""
    found = document(body.decode())
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        found = found["data"][0] if found["data"] else {}
    return found.get("status") if isinstance(found, dict) else None


# Fields of entities and statistics that no upgrade reads.
LEFT_OUT = re.compile(
    r"^\$(?:\.data\[\d+\]|\.reviewers\[\d+\]|\.entity|\.service|\.changeDescription|\.bot\w*|\.connection\.config|\.successContext"
    r"|\.stats|\.\w+Stats(?:\.\w+)?)*: missing \w+$"
    # counts of what the lab has none of
    r"|\.successContext\.stats\.\w+(?:\.\w+)?\.\w+Records: \d+ recorded"
    # kinds of entities that the recorded installation had none of
    r"|\.successContext\.stats\.entityStats: unexpected \w+$"
)


def renamed(text: str) -> str:
    """The field's name since 1.10."""
    return re.sub(r'"(/?)status"', r'"\1entityStatus"', text)


def encoded(password: str) -> str:
    return base64.b64encode(password.encode()).decode()


def document_of(body: dict[str, str]) -> bytes:
    return exchanges.json.dumps(body).encode()


def play_all(player: Player, directory: str, out_of_scope: dict[str, str]) -> int:
    player.tokens = exchanges.tokens(directory)
    played = [exchange for exchange in exchanges.recorded(directory) if exchange.name not in out_of_scope]
    played = [exchange for exchange in played if player.plays(exchange)]
    for exchange in played:
        player.play(exchange)
    assert not player.problems, "\n".join(player.problems)
    return len(played)


def learn_administrator(running: Running, ids: Ids, directory: str) -> None:
    """The administrator's id stands in a request before it stands in an answer."""
    (recorded,) = [exchange for exchange in exchanges.recorded(directory) if exchange.name == "whoami_admin"]
    admin = Player(running, ids, "1.12.6").admin()
    live = call("GET", running.url("users/loggedInUser"), {"Authorization": f"Bearer {admin}"})
    ids.learn(document(recorded.answer), live.document)


@pytest.fixture(params=["1.9.17", "1.11.4"])
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(installed: Callable[..., Installation], version: str) -> Installation:
    found = installed(version, AUTHORIZER_PRINCIPAL_DOMAIN="openmetadata.org")
    assert found.ops("migrate").returncode == 0
    return found


@pytest.mark.parametrize("engine", ["mysql"], indirect=True)
def test_mysql(server: Installation, version: str) -> None:
    """The main run, then without a pipeline client, then the pages that the same name in several services breaks."""
    ids = Ids()
    with server.server() as running:
        assert play_all(Player(running, ids, version), "om12_mysql", OUT_OF_SCOPE) == 110
    with server.server(PIPELINE_SERVICE_CLIENT_ENABLED="false") as running:
        assert play_all(Player(running, ids, version), "om12_mysql_noop", OUT_OF_SCOPE) == 24
        assert play_all(Player(running, ids, version), "om12_mysql_samename_paging", OUT_OF_SCOPE) == 24


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_postgresql(server: Installation, version: str, database: Database) -> None:
    with server.server() as running:
        without_apps(database)
        assert play_all(Player(running, Ids(), version), "om12_pg", OUT_OF_SCOPE_POSTGRESQL) == 108


def without_apps(database: Database) -> None:
    """The state of the recorded PostgreSQL server."""
    for statement in (
        "DELETE FROM installed_apps",
        "DELETE FROM bot_entity WHERE name <> 'ingestion-bot'",
        "DELETE FROM ingestion_pipeline_entity",
    ):
        database.rows(statement)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_1_12_6(installed: Callable[..., Installation]) -> None:
    """The whole recording, with Airflow down, then the pages that the same name in several services made whole."""
    short = {"OM_STANDIN_REINDEX_SECONDS": "1", "OM_STANDIN_COMPLETED_SECONDS": "1"}
    found = installed("1.12.6", AUTHORIZER_PRINCIPAL_DOMAIN="openmetadata.org", **short)
    assert found.ops("migrate").returncode == 0
    ids = Ids()
    with found.server() as running:
        learn_administrator(running, ids, "om1126_pg")
        assert play_all(NewPlayer(running, ids, "1.12.6"), "om1126_pg", OUT_OF_SCOPE_1_12) > 150
        # other ids: pipelines of one name come in another order here
        assert play_all(NewPlayer(running, Ids(), "1.12.6"), "om1126_pg_samename_paging", OUT_OF_SCOPE_1_12) > 20
