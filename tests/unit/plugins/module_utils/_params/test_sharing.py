# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Parameters with several users, and values that a restart of the server has ended."""

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.plan import Found, plan_restored, remember
from ansible_collections.openmetadata.ops.plugins.module_utils._params.sharing import (
    Shared,
    foreign_users,
    is_shared,
    join,
    leave,
    lowers,
    without_gone,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._params.state import Entry, Key
from ansible_collections.openmetadata.ops.plugins.module_utils._params.values import Shape, Value

KEY = Key("mysql 1", "runtime", "", "sort_buffer_size")
SIZE = Shape("mysql", "integer")
SWITCH = Shape("mysql", "boolean")
FIRST = Entry(KEY, {"global": "256"}, 256, ["20"], "t1")
BY_A = Shared({"global": "256"}, 256, ("20",), "t1", {"a": "t1"})


def found(text: str, *, ended: bool = False, shape: Shape = SIZE) -> Found:
    return Found(KEY.name, shape, shape.from_server(text), {"global": text}, ended=ended)


def test_each_user_is_counted_and_the_first_original_stays() -> None:
    assert join(None, FIRST, "a", "t1") == BY_A
    second = Entry(KEY, {"global": "256"}, 256, ["20", "64"], "t1")
    both = join(BY_A, second, "b", "t2")
    assert (both.before, both.ours, both.users) == ({"global": "256"}, ("20", "64"), {"a": "t1", "b": "t2"})
    assert join(both, second, "b", "t9").users == both.users
    rest = leave(both, "a", FIRST)
    assert rest is not None
    assert (rest.users, rest.ours) == ({"b": "t2"}, ("20", "64"))
    assert leave(rest, "b", second) is None


def test_a_new_original_begins_a_new_list_of_texts_and_keeps_the_users() -> None:
    renewed = Entry(KEY, {"global": "512"}, 512, ["64"], "t3")
    assert join(BY_A, renewed, "b", "t3") == Shared({"global": "512"}, 512, ("64",), "t3", {"a": "t1", "b": "t3"})


@pytest.mark.parametrize(
    ("shared", "now", "expected"),
    [
        pytest.param(BY_A, found("20"), True, id="set by a user"),
        pytest.param(BY_A, found("256"), False, id="the original"),
        pytest.param(BY_A, found("99"), False, id="set by somebody else"),
        pytest.param(BY_A, found("20", ended=True), False, id="configured since, and the server was restarted"),
        pytest.param(None, found("20"), False, id="nobody"),
    ],
)
def test_whose_value_it_is(shared: Shared | None, now: Found, expected: bool) -> None:
    assert is_shared(shared, now) is expected


@pytest.mark.parametrize(
    ("now", "wanted", "expected"),
    [
        (found("64"), 20, True),
        (found("20"), 64, False),
        (found("ON", shape=SWITCH), False, True),
        (found("ON", shape=SWITCH), True, False),
    ],
)
def test_what_takes_something_away(now: Found, wanted: Value, expected: bool) -> None:
    assert lowers(now, wanted) is expected


def test_users_whose_file_is_gone_count_no_more_on_this_host_only() -> None:
    shared = Shared({}, 0, users={"/gone on me": "t1", "/there on me": "t2", "/gone on you": "t3"})
    assert set(without_gone(shared, " on me", lambda path: path == "/there").users) == {"/there on me", "/gone on you"}


def test_state_files_of_one_directory_belong_to_one_environment() -> None:
    users = {"/a/one on me": "t1", "/a/two on me": "t2", "/b/one on me": "t3", "/a/one on you": "t4"}
    assert set(foreign_users(users, "/a/one on me")) == {"/b/one on me", "/a/one on you"}


@pytest.mark.parametrize(
    ("now", "ended", "expected"),
    [("20", False, "restore"), ("20", True, "keep"), ("99", True, "keep"), ("99", False, "leave")],
)
def test_a_restart_ends_what_was_set(now: str, ended: bool, expected: str) -> None:
    assert plan_restored(FIRST, {"global": now}, ended=ended) == expected


def test_after_a_restart_the_value_of_the_configuration_is_the_original() -> None:
    assert remember(FIRST, KEY, found("20"), "64", "t9").before == {"global": "256"}
    again = remember(FIRST, KEY, found("20", ended=True), "64", "t9")
    assert (again.before, again.ours, again.since) == ({"global": "20"}, ["64"], "t9")
