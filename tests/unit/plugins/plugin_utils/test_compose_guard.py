# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Variables that only the shell had which started compose."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_guard import unset_variables
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_project import locate

OLD = "r/openmetadata/server:1.9.17"


def read(files: dict[str, str]) -> list[dict[str, t.Any]]:
    return [
        {
            "item": {"host": "one", "files": [f"/p/{name}"]},
            "files": [{"path": f"/p/{name}", "content": text, "exact": True}],
        }
        for name, text in files.items()
    ]


def unset(
    files: dict[str, str],
    has: list[str],
    resolved: dict[str, t.Any],
    image: str = OLD,
    one_off: str = "False",
    environment_files: t.Sequence[str] = (),
) -> list[str]:
    """What is said of a server whose container has these variables, while compose resolves those."""
    labels = {"com.docker.compose.service": "server", "com.docker.compose.oneoff": one_off}
    remembered = {"environment_files": list(environment_files)}
    part = {
        "project": locate({}, "one", {"dir": "/p", "files": ["c.yml"], "name": ""}, remembered),
        "containers": [{"Config": {"Image": OLD, "Env": has, "Labels": labels}}, {}],
        "config": {"services": {"server": {"image": image, "environment": resolved}}},
    }
    return unset_variables([part, {**part, "containers": []}], read(files), "1.11.4")


def compose(*lines: str, image: str = OLD) -> str:
    return f"services:\n  server:\n    image: {image}\n    environment:\n" + "".join(
        f"      {line}\n" for line in lines
    )


@pytest.mark.parametrize(
    ("files", "has", "resolved", "variable"),
    [
        pytest.param({"c.yml": compose("DB_HOST: $HOST")}, ["DB_HOST=db1"], {"DB_HOST": ""}, "HOST", id="bare"),
        pytest.param(
            {"c.yml": compose("DB_HOST: ${HOST:-mysql}")}, ["DB_HOST=db1"], {"DB_HOST": "mysql"}, "HOST", id="a default"
        ),
        pytest.param(
            {"c.yml": compose("- PW=${A:-${B}}"), ".env": "A=\n"}, ["PW=x=y"], {"PW": ""}, "B", id="nested, in a list"
        ),
        pytest.param(
            {"c.yml": compose("DB_PASSWORD:")}, ["DB_PASSWORD=x"], {"DB_PASSWORD": None}, "DB_PASSWORD", id="passed on"
        ),
        pytest.param(
            {"c.yml": "include: [s.yml]\n", "s.yml": compose("A: $V")}, ["A=x"], {"A": ""}, "V", id="included"
        ),
        pytest.param(
            {"c.yml": "services: {server: {extends: {file: s.yml, service: server}}}", "s.yml": compose("A: $V")},
            ["A=x"],
            {"A": ""},
            "V",
            id="extended",
        ),
    ],
)
def test_a_variable_of_the_shell_is_named(
    files: dict[str, str], has: list[str], resolved: dict[str, t.Any], variable: str
) -> None:
    (said,) = unset(files, has, resolved)
    assert f"Set {variable} in /p/.env" in said
    assert "service server on one" in said


@pytest.mark.parametrize(
    ("files", "has", "resolved"),
    [
        pytest.param({"c.yml": compose("A: $V")}, ["A=x"], {"A": "x"}, id="compose finds the same"),
        pytest.param({"c.yml": compose("A: p$$V")}, ["A=p$V"], {"A": "p$$V"}, id="a dollar"),
        pytest.param({"c.yml": compose("A: new")}, ["A=old"], {"A": "new"}, id="somebody changed the file"),
        pytest.param(
            {"c.yml": compose("A: $V"), ".env": "V=new"}, ["A=old"], {"A": "new"}, id="or an environment file"
        ),
        pytest.param({"c.yml": compose("A: ${V:-new}")}, ["B=1"], {"A": "new"}, id="a new setting"),
        pytest.param({"c.yml": compose("A: 1")}, ["A=1"], {"A": 1}, id="a number"),
        pytest.param({"c.yml": compose("A: $V")}, [], {"A": ""}, id="no variable"),
    ],
)
def test_other_differences_are_no_problem(files: dict[str, str], has: list[str], resolved: dict[str, t.Any]) -> None:
    assert unset(files, has, resolved) == []


def test_containers_of_one_command_do_not_count() -> None:
    assert unset({"c.yml": compose("A: $V")}, ["A=x"], {"A": ""}, one_off="True") == []


def test_the_environment_file_of_the_project_is_named() -> None:
    (said,) = unset({"c.yml": compose("A: $V")}, ["A=x"], {"A": ""}, environment_files=["env-mysql"])
    assert "Set V in /p/env-mysql" in said


def test_the_images_of_an_upgrade_under_way_may_differ() -> None:
    files = {"c.yml": compose("A: 1", image="r/openmetadata/server:${OM_TAG:-1.11.4}")}
    labels = {"com.docker.compose.service": "server"}
    part = {
        "project": locate({}, "one", {"dir": "/p", "files": ["c.yml"], "name": ""}, {}),
        "containers": [{"Config": {"Image": OLD, "Labels": labels}}],
        "config": {"services": {"server": {"image": "r/openmetadata/server:1.11.4"}}},
    }
    assert len(unset_variables([part], read(files), "1.12.0")) == 1
    assert unset_variables([part], read(files), None) == []


@pytest.mark.parametrize(
    ("image", "problems"),
    [("r/openmetadata/server:", 1), ("r/openmetadata/server:1.8.0", 1), (OLD, 0), ("r/openmetadata/server:1.11.4", 0)],
)
def test_the_tag_of_the_image(image: str, problems: int) -> None:
    said = unset({"c.yml": compose("A: 1", image="r/openmetadata/server:${OM_TAG-1.11.4}")}, [], {}, image)
    assert len(said) == problems
    assert all("Set OM_TAG in /p/.env" in one for one in said)
