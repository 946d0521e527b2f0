# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How a database is reached, and with which client programs."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._reach import addresses, programs

ELSEWHERE = {"host": "db.example.org", "port": 3307, "service": None}
SERVICE = {"host": "mysql", "port": 3306, "service": "mysql"}
WAYS = {"addresses": ["127.0.0.1:13306", "172.16.0.9:3306"]}
NOT_GIVEN = {"host": "", "port": ""}
GIVEN = {"host": "10.0.0.7", "port": ""}
CONTAINER = {
    "options": {"client": "docker", "container": "c"},
    "exec": ["docker", "exec", "c"],
    "place": "container c",
}
HERE = {"place": "one", "exec": []}
BESIDE = {"place": "container c", "exec": ["docker", "exec", "c"]}


@pytest.mark.parametrize(
    ("database", "wanted", "of_server", "expected"),
    [
        pytest.param(ELSEWHERE, NOT_GIVEN, False, ["db.example.org:3307"], id="elsewhere"),
        pytest.param(SERVICE, NOT_GIVEN, False, WAYS["addresses"], id="a service"),
        pytest.param(SERVICE, GIVEN, False, ["10.0.0.7:3306"], id="a given address wins"),
        pytest.param(SERVICE, {"host": "h", "port": "99"}, False, ["h:99"], id="with its port"),
        pytest.param({}, GIVEN, False, ["10.0.0.7:5432"], id="nothing is known but the given address"),
        pytest.param({}, NOT_GIVEN, False, [], id="nothing is known"),
        pytest.param(SERVICE, GIVEN, True, [*WAYS["addresses"], "10.0.0.7:3306"], id="from the server's host"),
        pytest.param({**SERVICE, "host": ""}, NOT_GIVEN, True, WAYS["addresses"], id="from there, not given"),
        pytest.param(
            ELSEWHERE, {"host": "db.example.org", "port": ""}, True, ["db.example.org:3307"], id="each one once"
        ),
    ],
)
def test_the_addresses_to_try(
    database: dict[str, t.Any], wanted: dict[str, str], of_server: bool, expected: list[str]
) -> None:
    assert addresses(database, WAYS, wanted, 5432, of_server) == expected


@pytest.mark.parametrize(
    ("own", "wanted", "options", "order"),
    [
        pytest.param(CONTAINER, "auto", CONTAINER["options"], [BESIDE, HERE], id="those beside the database"),
        pytest.param(CONTAINER, "", CONTAINER["options"], [BESIDE, HERE], id="a blank answer of a survey"),
        pytest.param({}, "auto", {"client": "local"}, [HERE], id="none are beside it"),
        pytest.param(CONTAINER, "local", {"client": "local"}, [HERE, BESIDE], id="local, with a hint at the others"),
        pytest.param(CONTAINER, "docker", CONTAINER["options"], [BESIDE, HERE], id="as wanted"),
        pytest.param({}, "docker", {"client": "docker"}, [HERE], id="wanted, and the module refuses"),
    ],
)
def test_where_the_client_programs_run(
    own: dict[str, t.Any], wanted: str, options: dict[str, str], order: list[dict[str, t.Any]]
) -> None:
    found = programs(own, wanted, "one")
    assert found["options"] == options
    assert found["places"] == order
    assert found["own"] == own
    assert found["auto"] == (wanted in ("", "auto"))
