# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import accounts
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.sessions import summarize


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("ALTER TABLE task_instance ADD COLUMN id VARCHAR(36)", "ALTER TABLE task_instance"),
        ("UPDATE connection SET password = 'canary-4711'", "UPDATE connection SET"),
        (None, ""),
    ],
)
def test_no_value_of_a_statement_is_told(statement: str | None, words: str) -> None:
    assert summarize(statement) == words


class Server:
    """Answers what accounts are asked for."""

    def __init__(self, grants: list[str]) -> None:
        self.grants = grants

    def query(self, sql: str, args: t.Sequence[t.Any] = ()) -> list[dict[str, t.Any]]:
        if sql.startswith("SHOW GLOBAL VARIABLES"):
            return []
        assert sql == "SHOW GRANTS"
        return [{"grants": line} for line in self.grants]

    def value(self, sql: str) -> str:
        return {"SELECT CURRENT_USER()": "a@%", "SELECT CURRENT_ROLE()": "NONE"}[sql]


@pytest.mark.parametrize(
    ("grants", "sees"),
    [
        (["GRANT USAGE ON *.* TO `a`@`%`", "GRANT ALL PRIVILEGES ON `airflow_db`.* TO `a`@`%`"], False),
        (["GRANT SELECT, PROCESS, RELOAD ON *.* TO `a`@`%`"], True),
        (["GRANT ALL PRIVILEGES ON *.* TO `root`@`%` WITH GRANT OPTION"], True),
        (["GRANT PROCESS_ADMIN ON *.* TO `a`@`%`"], False),
    ],
)
def test_global_privileges(grants: list[str], sees: bool) -> None:
    server: t.Any = Server(grants)
    assert accounts.may_see_sessions(server) is sees
