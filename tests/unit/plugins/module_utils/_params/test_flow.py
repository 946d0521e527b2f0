# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import DatabaseError
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError
from ansible_collections.openmetadata.ops.plugins.module_utils._params.flow import Outcome, ensure, restore
from ansible_collections.openmetadata.ops.plugins.module_utils._params.plan import Found
from ansible_collections.openmetadata.ops.plugins.module_utils._params.state import Key, Parts, Store
from ansible_collections.openmetadata.ops.plugins.module_utils._params.values import Value, mysql_shape

MIB = 1024 * 1024


class Killed(BaseException):
    """The process dies."""


class Server:
    """A server in memory with the face of a target."""

    scope = "runtime"

    def __init__(self, **values: str) -> None:
        self.values = values
        self.limit: int | None = None
        self.denied: set[str] = set()
        self.refusing: set[str] = set()
        self.die_at: str | None = None

    def key(self, name: str) -> Key:
        return Key("mysql x", self.scope, "", name)

    def look(self, name: str) -> Found:
        if name not in self.values:
            raise OpsError(f"no variable {name}")
        text = self.values[name]
        shape = mysql_shape(text)
        return Found(name, shape, shape.from_server(text), {"global": text})

    def obstacle(self, found: Found, *, undoing: bool = False) -> tuple[str, str] | None:
        return ("denied", "") if found.name in self.denied else None

    def _set(self, name: str, text: str) -> None:
        if self.die_at == "before":
            raise Killed
        if name in self.refusing:
            raise DatabaseError("server says no", 1227)
        if name == "broken":
            raise DatabaseError("gone away", 2006)
        self.values[name] = str(min(int(text), self.limit)) if self.limit else text
        if self.die_at == "after":
            raise Killed

    def apply(self, found: Found, value: Value) -> None:
        self._set(found.name, found.shape.to_server(value))

    def put_back(self, name: str, parts: Parts) -> None:
        self._set(name, parts["global"] or "")

    def verify(self, found: Found) -> Found:
        return self.look(found.name)

    def advise(self, name: str, text: str) -> str:
        return f"write {name}={text} yourself"

    def refused(self, exc: DatabaseError, name: str) -> str | None:
        return "refused" if exc.code == 1227 else None


@pytest.fixture
def server() -> Server:
    return Server(sort="262144", flag="OFF", broken="1", big="100000000")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "params.json"))


def again(store: Store) -> Store:
    """The store as the next run finds it on disk."""
    fresh = Store(store.path)
    fresh.load()
    return fresh


def set_all(server: Server, store: Store | None, params: dict, *, check: bool = False, fail: bool = True) -> Outcome:
    return ensure(server, params, "at_least", store, check_mode=check, fail_on_unmet=fail)


def put_back(server: Server, store: Store, *, check: bool = False) -> Outcome:
    return restore(store, [(server, entry) for entry in list(store.entries.values())], check_mode=check)


def test_there_and_back(server: Server, store: Store) -> None:
    first = set_all(server, store, {"sort": "20M", "flag": "on", "big": "20M"})
    assert first.changed
    assert first.params == {
        "sort": {"before": 262144, "after": 20 * MIB, "scope": "runtime", "restart_required": False},
        "flag": {"before": False, "after": True, "scope": "runtime", "restart_required": False},
        "big": {"before": 100000000, "after": 100000000, "scope": "runtime", "restart_required": False},
    }
    assert first.previous == {"sort": 262144, "flag": False}
    assert first.unmet == []

    second = set_all(server, again(store), {"sort": "20M", "flag": "on", "big": "20M"})
    assert not second.changed
    assert second.previous == {"sort": 262144, "flag": False}

    raised = set_all(server, again(store), {"sort": "40M"})
    assert raised.changed
    assert raised.previous == {"sort": 262144}

    back = put_back(server, again(store))
    assert back.changed
    assert server.values == {"sort": "262144", "flag": "OFF", "broken": "1", "big": "100000000"}
    assert not Path(store.path).exists()
    assert not put_back(server, again(store)).changed


def test_check_mode_tells_and_does_not(server: Server, store: Store) -> None:
    before = dict(server.values)
    told = set_all(server, store, {"sort": "20M"}, check=True)
    assert told.changed
    assert told.params["sort"]["after"] == 20 * MIB
    assert server.values == before
    assert not Path(store.path).exists()

    set_all(server, store, {"sort": "20M"})
    content = Path(store.path).read_text()
    told = put_back(server, again(store), check=True)
    assert told.changed
    assert told.params["sort"] == {"before": 20 * MIB, "after": 262144, "scope": "runtime", "restart_required": False}
    assert server.values["sort"] == str(20 * MIB)
    assert Path(store.path).read_text() == content


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_setting(server: Server, store: Store, moment: str) -> None:
    server.die_at = moment
    with pytest.raises(Killed):
        set_all(server, store, {"sort": "20M"})
    server.die_at = None
    # Another size in the second run: the doubling after "Out of sort memory".
    assert set_all(server, again(store), {"sort": "40M"}).previous == {"sort": 262144}
    put_back(server, again(store))
    assert server.values["sort"] == "262144"
    assert not Path(store.path).exists()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_putting_back(server: Server, store: Store, moment: str) -> None:
    set_all(server, store, {"sort": "20M", "flag": "on"})
    server.die_at = moment
    with pytest.raises(Killed):
        put_back(server, again(store))
    server.die_at = None
    put_back(server, again(store))
    assert (server.values["sort"], server.values["flag"]) == ("262144", "OFF")
    assert not Path(store.path).exists()


def test_nothing_is_touched_when_one_cannot_be(server: Server, store: Store) -> None:
    server.denied = {"flag"}
    outcome = set_all(server, store, {"sort": "20M", "flag": "on"})
    assert not outcome.changed
    assert outcome.failing == ["flag"]
    assert outcome.unmet == [
        {"name": "flag", "wanted": True, "current": False, "reason": "denied", "remedy": "write flag=ON yourself"}
    ]
    assert server.values["sort"] == "262144"
    assert not Path(store.path).exists()


def test_the_others_are_set_when_that_is_no_failure(server: Server, store: Store) -> None:
    server.denied = {"flag"}
    outcome = set_all(server, store, {"sort": "20M", "flag": "on"}, fail=False)
    assert outcome.changed
    assert [item["name"] for item in outcome.unmet] == ["flag"]
    assert server.values["sort"] == str(20 * MIB)
    assert list(again(store).entries) == [server.key("sort")]


def test_nothing_is_denied_that_needs_no_change(server: Server, store: Store) -> None:
    server.denied = {"big"}
    assert set_all(server, store, {"big": "20M"}).unmet == []


def test_a_refusal_that_nobody_saw_coming(server: Server, store: Store) -> None:
    server.refusing = {"sort"}
    outcome = set_all(server, store, {"sort": "20M"})
    assert not outcome.changed
    assert [item["reason"] for item in outcome.unmet] == ["refused"]
    assert put_back(server, again(store)).changed is False
    assert not Path(store.path).exists()


def test_other_trouble_is_raised(server: Server, store: Store) -> None:
    with pytest.raises(DatabaseError, match="gone away"):
        set_all(server, store, {"broken": 2})


def test_a_server_that_cuts_the_value(server: Server, store: Store) -> None:
    server.limit = 1 * MIB
    outcome = set_all(server, store, {"sort": "20M"})
    assert outcome.changed
    assert outcome.failing == ["sort"]
    assert outcome.params["sort"]["after"] == 1 * MIB
    assert "a new session has 1 MiB" in outcome.unmet[0]["reason"]
    server.limit = None
    put_back(server, again(store))
    assert server.values["sort"] == "262144"


def test_somebody_else_changed_it(server: Server, store: Store) -> None:
    set_all(server, store, {"sort": "20M"})
    server.values["sort"] = "67108864"
    outcome = put_back(server, again(store))
    assert not outcome.changed
    assert outcome.failing == []
    assert outcome.unmet[0]["current"] == 64 * MIB
    assert "somebody else" in outcome.unmet[0]["reason"]
    assert "256 KiB" in outcome.unmet[0]["remedy"]
    assert server.values["sort"] == "67108864"
    assert not Path(store.path).exists()


def test_somebody_changed_it_and_we_come_again(server: Server, store: Store) -> None:
    set_all(server, store, {"sort": "20M"})
    server.values["sort"] = "1048576"
    assert set_all(server, again(store), {"sort": "20M"}).previous == {"sort": 1 * MIB}
    put_back(server, again(store))
    assert server.values["sort"] == "1048576"


def test_a_restarted_server_has_the_original_already(server: Server, store: Store) -> None:
    set_all(server, store, {"sort": "20M"})
    server.values["sort"] = "262144"
    outcome = put_back(server, again(store))
    assert not outcome.changed
    assert outcome.unmet == []
    assert not Path(store.path).exists()


def test_rights_lost_on_the_way_back(server: Server, store: Store) -> None:
    set_all(server, store, {"sort": "20M", "flag": "on"})
    server.denied = {"sort"}
    outcome = put_back(server, again(store))
    assert outcome.failing == ["sort"]
    assert server.values["flag"] == "OFF"
    assert list(again(store).entries) == [server.key("sort")]  # still remembered
    server.denied = set()
    assert put_back(server, again(store)).changed
    assert server.values["sort"] == "262144"


def test_without_a_store(server: Server) -> None:
    outcome = set_all(server, None, {"sort": "20M"})
    assert outcome.previous == {"sort": 262144}
    assert server.values["sort"] == str(20 * MIB)


def test_a_parameter_that_does_not_exist_changes_nothing(server: Server, store: Store) -> None:
    with pytest.raises(OpsError, match="no variable"):
        set_all(server, store, {"sort": "20M", "typo": 1})
    assert server.values["sort"] == "262144"


def test_unset_is_told_as_null(server: Server, store: Store) -> None:
    looked = server.look("sort")

    class Unset(Server):
        def look(self, name: str) -> Found:
            parts: Parts = {"setting": None} if self.values["sort"] == "262144" else {"setting": self.values["sort"]}
            return replace(looked, value=int(self.values["sort"]), parts=parts)

    role = Unset(**server.values)
    assert set_all(role, store, {"sort": "20M"}).previous == {"sort": None}
    assert set_all(role, again(store), {"sort": "20M"}).previous == {"sort": None}
