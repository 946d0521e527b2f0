# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database import alone, sessions_mysql
from ansible_collections.openmetadata.ops.plugins.module_utils._database.activity import (
    IDLE,
    IN_TRANSACTION,
    WORKING,
    Activity,
    Session,
    summarize,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._database.alone import Pool, Rules
from ansible_collections.openmetadata.ops.plugins.module_utils._database.sessions_postgresql import state_of


def session(
    number: int,
    user: str = "openmetadata_user",
    host: str = "10.0.0.7",
    state: str = IDLE,
    seconds: int = 60,
    hidden: bool = False,
) -> Session:
    return Session(number, user, "openmetadata_db", seconds, "Sleep", state, host, hidden=hidden)


SERVER = tuple(session(number) for number in range(10))
ACCOUNT = Rules("openmetadata_user")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("ALTER TABLE task_instance ADD COLUMN id VARCHAR(36)", "ALTER TABLE task_instance"),
        ("UPDATE connection SET password = 'canary-4711'", "UPDATE connection SET"),
        (None, ""),
    ],
)
def test_no_value_of_a_statement_is_returned(statement: str | None, words: str) -> None:
    assert summarize(statement) == words


@pytest.mark.parametrize(
    ("statement", "names"),
    [
        ("SELECT * FROM openmetadata_db.table_entity", True),
        ("SELECT * FROM `openmetadata_db`.`table_entity`", True),
        ("SELECT * FROM OPENMETADATA_DB . t", True),
        ("SELECT * FROM other_openmetadata_db.t", False),
        ("SELECT * FROM a.openmetadata_db.t", False),
        ("SELECT 'openmetadata_db'", False),
        (None, False),
    ],
)
def test_a_statement_that_names_the_database(statement: str | None, names: bool) -> None:
    assert sessions_mysql.names_database(statement, "openmetadata_db") is names


@pytest.mark.parametrize(
    ("text", "host"),
    [("10.0.0.7:51234", "10.0.0.7"), ("localhost", "localhost"), ("::1:51234", "::1"), ("", ""), (None, "")],
)
def test_the_clients_host(text: str | None, host: str) -> None:
    assert sessions_mysql.client_host(text) == host


@pytest.mark.parametrize(
    ("said", "locking", "state"),
    [
        ("active", True, WORKING),
        ("fastpath function call", True, WORKING),
        ("idle", False, IDLE),
        ("idle in transaction", True, IN_TRANSACTION),
        ("idle in transaction (aborted)", True, IN_TRANSACTION),
        (None, True, IN_TRANSACTION),
        (None, False, IDLE),
        ("disabled", True, IN_TRANSACTION),
    ],
)
def test_states_of_postgresql(said: str | None, locking: bool, state: str) -> None:
    assert state_of(said, locking) == state


@pytest.mark.parametrize(
    ("activity", "rules", "says"),
    [
        (Activity(), ACCOUNT, None),
        (Activity(SERVER), ACCOUNT, "10 sessions of openmetadata_user from 10.0.0.7"),
        (Activity(SERVER[:1]), ACCOUNT, "1 session of openmetadata_user from 10.0.0.7"),
        (Activity(SERVER), Rules(), "10 sessions"),
        (Activity(SERVER), Rules("another_user"), "10 sessions"),
        (Activity((session(1, "monitor"),)), ACCOUNT, None),
        (Activity((session(1, "monitor"), session(2, "monitor", "10.0.0.8"))), ACCOUNT, None),
        (Activity((session(1, "a", state=IN_TRANSACTION),)), ACCOUNT, "session 1 of a from 10.0.0.7"),
        (Activity((session(1, "a", state=WORKING, seconds=5),)), ACCOUNT, "Others are at work"),
        (Activity((session(1, "a", state=WORKING, seconds=4),)), ACCOUNT, None),
        (Activity((session(1, "a", state=IN_TRANSACTION, seconds=0, hidden=True),)), ACCOUNT, "Others are at work"),
        (Activity(SERVER), Rules("openmetadata_user", ("openmetadata_user",)), None),
        (Activity(SERVER), Rules("openmetadata_user", ("openmetadata_user@10.0.0.7",)), None),
        (Activity(SERVER), Rules("openmetadata_user", ("openmetadata_user@10.0.0.8",)), "10 sessions"),
        (Activity(prepared=("gid-1",)), ACCOUNT, "gid-1"),
    ],
)
def test_whether_a_database_is_left_alone(activity: Activity, rules: Rules, says: str | None) -> None:
    reason = alone.why_not_alone(activity, "openmetadata_db", rules, "allow it")
    assert reason is None if says is None else says in str(reason)


HERE = Pool("openmetadata_user", "172.18.0.5", (1, 2))
NAMED = Pool("openmetadata_user", "openmetadata_server.app_net", (1, 2))
THERE = Pool("openmetadata_user", "10.0.0.8", (3, 4))


@pytest.mark.parametrize(
    ("pools", "own_hosts", "running", "others"),
    [
        ([HERE], ["172.18.0.5"], True, []),
        ([HERE, THERE], ["172.18.0.5"], True, [THERE]),
        ([NAMED, THERE], ["openmetadata_server"], True, [THERE]),
        ([HERE], ["172.19.0.1"], True, []),  # one host, by another address: a gateway's
        ([HERE, THERE], [], True, [HERE, THERE]),
        ([HERE], ["172.18.0.5"], False, [HERE]),  # our own server is stopped: nothing of it may be left
        ([], [], True, []),
    ],
)
def test_servers_that_are_not_our_own(
    pools: list[Pool], own_hosts: list[str], running: bool, others: list[Pool]
) -> None:
    assert alone.other_servers(pools, own_hosts, running) == others
