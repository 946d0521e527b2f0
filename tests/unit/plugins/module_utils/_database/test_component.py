# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""In which schema of PostgreSQL a component's tables are."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database import component
from ansible_collections.openmetadata.ops.plugins.module_utils._database.component import choose
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import DatabaseError
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login

AIRFLOW = ("alembic_version", "dag_run", "task_instance")
CHANGE_LOG = "server_change_log"


def tables(place: str, *names: str, seen: bool = False) -> list[tuple[str, str, bool]]:
    return [(place, name, seen) for name in names]


@pytest.mark.parametrize(
    ("found", "settings", "chosen"),
    [
        ([], [], ()),
        (tables("public", CHANGE_LOG, seen=True), [], ()),
        (tables("om", CHANGE_LOG), [], ("om",)),
        (tables("om", CHANGE_LOG, "database_change_log"), [], ("om",)),
        # Both components in one database.
        (tables("om", CHANGE_LOG) + tables("flow", *AIRFLOW), [], ("om", "flow")),
        # Another program that uses Alembic.
        (tables("superset", "alembic_version"), [], ()),
        (tables("superset", "alembic_version") + tables("flow", *AIRFLOW), [], ("flow",)),
        # A copy that is left in another schema.
        (tables("public", CHANGE_LOG, seen=True) + tables("old", CHANGE_LOG), [], ()),
        (tables("public", CHANGE_LOG, seen=True) + tables("om", CHANGE_LOG), ['"om", public'], ("om",)),
        (tables("a", CHANGE_LOG) + tables("b", CHANGE_LOG), [], ()),
        (tables("a", CHANGE_LOG) + tables("b", CHANGE_LOG), ["x, b"], ("b",)),
        (tables("a", CHANGE_LOG) + tables("b", CHANGE_LOG), ["a", "b"], ()),
    ],
)
def test_choose(found: list[tuple[str, str, bool]], settings: list[str], chosen: tuple[str, ...]) -> None:
    assert choose(found, settings) == chosen


class Session:
    """A session that is refused a catalogue."""

    engine = "postgresql"
    closed = False

    def query(self, _sql: str, _args: object = ()) -> list[dict[str, object]]:
        raise DatabaseError("permission denied", "42501")

    def close(self) -> None:
        self.closed = True


def test_a_session_that_cannot_be_used_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session()
    monkeypatch.setattr(component, "connect", lambda _login: session)
    login = Login("postgresql", "localhost", 5432, "u", "", "om")
    with pytest.raises(DatabaseError, match="permission denied"):
        component.connect_component(login)
    assert session.closed
