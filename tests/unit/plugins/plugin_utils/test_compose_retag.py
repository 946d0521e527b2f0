# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How compose projects move to other images: what changes in the text of their files, and what the user must set."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_retag import differences, plan

Files = dict[str, str]
OLD, NEW = "1.9.17", "1.11.4"
SERVER, INGESTION = "r/openmetadata/server", "r/openmetadata/ingestion"
BOTH = {"server": SERVER, "ingestion": INGESTION}


def project(
    wanted: dict[str, str],
    images: dict[str, str] | None = None,
    files: tuple[str, ...] = ("c.yml",),
    environment: tuple[str, ...] = (),
) -> dict[str, t.Any]:
    """A project in /p, of which the services with the repositories `wanted` move from 1.9.17 to 1.11.4."""
    return {
        "dir": "/p",
        "files": [f"/p/{name}" for name in files],
        "environment_files": [f"/p/{name}" for name in environment],
        "images": {**{name: f"{image}:{OLD}" for name, image in wanted.items()}, **(images or {})},
        "wanted": {name: f"{image}:{NEW}" for name, image in wanted.items()},
    }


def below(files: Files) -> Files:
    return {name if name.startswith("/") else f"/p/{name}": text for name, text in files.items()}


def services(*lines: str) -> str:
    return "services:\n" + "".join(f"  {line}\n" for line in lines)


FORMS = [
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:-1.9.17}}",
                           "ingestion:", f"  image: {INGESTION}:${{OM_TAG:-1.9.17}}")},
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:-1.11.4}}",
                           "ingestion:", f"  image: {INGESTION}:${{OM_TAG:-1.11.4}}")},
        BOTH, id="both have the same default, without an environment file",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:?set it}}"), ".env": "OM_TAG=1.9.17\n"},
        {".env": "OM_TAG=1.11.4\n"},
        {"server": SERVER}, id="a variable that must be set",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG}}"), ".env": "A=1\nOM_TAG=1.9.17 # pinned\nB=2"},
        {".env": "A=1\nOM_TAG=1.11.4 # pinned\nB=2"},
        {"server": SERVER}, id="a comment behind the variable",
    ),
    pytest.param(
        {"c.yml": services("server:", "  image: ${REGISTRY:-r}/openmetadata/server:1.9.17")},
        {"c.yml": services("server:", "  image: ${REGISTRY:-r}/openmetadata/server:1.11.4")},
        {"server": SERVER}, id="a variable for the registry",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:-${{TAG-1.9.17}}}}")},
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:-${{TAG-1.11.4}}}}")},
        {"server": SERVER}, id="nested defaults",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:-${{TAG}}}}"), ".env": "TAG='1.9.17'\n"},
        {".env": "TAG='1.11.4'\n"},
        {"server": SERVER}, id="a variable in a default",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:$OM_TAG"), ".env": 'BASE=1.9.17\nOM_TAG="${BASE}"\n'},
        {".env": 'BASE=1.11.4\nOM_TAG="${BASE}"\n'},
        {"server": SERVER}, id="a variable of a variable",
    ),
    pytest.param(
        {"c.yml": services("server:", "  image: ${IMG:+r/openmetadata/server:1.9.17}"), ".env": "export IMG=1\n"},
        {"c.yml": services("server:", "  image: ${IMG:+r/openmetadata/server:1.11.4}")},
        {"server": SERVER}, id="an alternative value",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image : {SERVER}:1.9.17")},
        {"c.yml": services("server:", f"  image : {SERVER}:1.11.4")},
        {"server": SERVER}, id="a blank before the colon",
    ),
    pytest.param(
        {"c.yml": f"services: {{server: {{image: '{SERVER}:1.9.17', restart: always}}, db: {{image: x}}}}\n"},
        {"c.yml": f"services: {{server: {{image: '{SERVER}:1.11.4', restart: always}}, db: {{image: x}}}}\n"},
        {"server": SERVER}, id="flow style",
    ),
    pytest.param(
        {"c.yml": services("server:", "  image: >-", f"    {SERVER}:1.9.17", "  restart: always")},
        {"c.yml": services("server:", "  image: >-", f"    {SERVER}:1.11.4", "  restart: always")},
        {"server": SERVER}, id="a block",
    ),
    pytest.param(
        {"c.yml": services("server:", "  extends:", "    file: base/common.yml", "    service: om"),
         "base/common.yml": services("om:", "  extends: {file: ../root.yml, service: base}"),
         "root.yml": services("base:", f"  image: {SERVER}:1.9.17")},
        {"root.yml": services("base:", f"  image: {SERVER}:1.11.4")},
        {"server": SERVER}, id="extended from another file",
    ),
    pytest.param(
        {"c.yml": services("server:", "  extends: base", "base:", f"  image: {SERVER}:1.9.17")},
        {"c.yml": services("server:", "  extends: base", "base:", f"  image: {SERVER}:1.11.4")},
        {"server": SERVER, "base": SERVER}, id="extended from the same file",
    ),
    pytest.param(
        {"c.yml": f"x-om: &om\n  image: {SERVER}:1.9.17\n" + services("server:", "  <<: *om", "migrate:", "  <<: *om")},
        {"c.yml": f"x-om: &om\n  image: {SERVER}:1.11.4\n" + services("server:", "  <<: *om", "migrate:", "  <<: *om")},
        {"server": SERVER, "migrate": SERVER}, id="merged in",
    ),
    pytest.param(
        {"c.yml": f"x-image: &om {SERVER}:1.9.17\n" + services("server:", "  image: *om")},
        {"c.yml": f"x-image: &om {SERVER}:1.11.4\n" + services("server:", "  image: *om")},
        {"server": SERVER}, id="an alias",
    ),
    pytest.param(
        {"c.yml": "include:\n  - om/c.yml\nservices: {}\n",
         "om/c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG}}"), "om/.env": "OM_TAG=1.9.17\n"},
        {"om/.env": "OM_TAG=1.11.4\n"},
        {"server": SERVER}, id="included, with an environment file of its own",
    ),
    pytest.param(
        {"c.yml": "include:\n  - path: [om/c.yml, om/d.yml]\n    env_file: ./om.env\n",
         "om/c.yml": services("server:", "  image: x"), "om/d.yml": services("server:", f"  image: {SERVER}:$T"),
         "om.env": "T=1\n", ".env": "T=1.9.17\n"},
        {".env": "T=1.11.4\n"},
        {"server": SERVER}, id="included, with the including project's variable",
    ),
    pytest.param(
        {"c.yml": services("server:", "  image: \"r/openmetadata/\\", "    server:1.9.17\" # x")},
        {"c.yml": services("server:", f"  image: {SERVER}:1.11.4 # x")},
        {"server": SERVER}, id="a text of two lines is written out",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:$T"), ".env": "\ufeffT=1.9.17\n"},
        {".env": "\ufeffT=1.11.4\n"},
        {"server": SERVER}, id="a byte order mark",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: {SERVER}:1.${{MINOR}}.17"), ".env": "MINOR=9\n"},
        {"c.yml": services("server:", f"  image: {SERVER}:1.11.4")},
        {"server": SERVER}, id="a tag of several parts is written out",
    ),
    pytest.param(
        {"c.yml": services("server:", f"  image: \"{SERVER}:1.9.17\" # it's pinned").replace("\n", "\r\n").rstrip()},
        {"c.yml": services("server:", f"  image: \"{SERVER}:1.11.4\" # it's pinned").replace("\n", "\r\n").rstrip()},
        {"server": SERVER}, id="line ends of Windows, no last one",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "expected", "wanted"), FORMS)
def test_the_tag_is_changed_where_it_stands(files: Files, expected: Files, wanted: dict[str, str]) -> None:
    made = plan([project(wanted)], below(files))
    assert made["problems"] == []
    assert made["texts"] == below(expected)


@pytest.mark.parametrize(("files", "expected", "wanted"), FORMS)
def test_a_second_run_changes_nothing(files: Files, expected: Files, wanted: dict[str, str]) -> None:
    moved = project(wanted)
    after = {**below(files), **below(expected)}
    assert plan([moved], after) == {"texts": {}, "changes": [], "problems": []}


def test_a_tag_with_more_than_a_version_changes_in_the_variable() -> None:
    files = {"c.yml": services("server:", f"  image: {SERVER}:v${{T}}-slim"), ".env": "T=1.9.17\n"}
    moved = project({"server": SERVER}, {"server": f"{SERVER}:v1.9.17-slim"})
    moved["wanted"] = {"server": f"{SERVER}:v1.11.4-slim"}
    assert plan([moved], below(files))["texts"] == {"/p/.env": "T=1.11.4\n"}


def test_what_changes_is_told_with_its_line() -> None:
    files = below({"c.yml": services("server:", f"  image: {SERVER}:$T"), ".env": "# x\nPASSWORD=secret\nT=1.9.17\n"})
    assert plan([project({"server": SERVER})], files)["changes"] == [
        {"file": "/p/.env", "line": 3, "before": "1.9.17", "after": "1.11.4"}
    ]


def test_the_last_file_that_names_an_image_counts() -> None:
    files = {"c.yml": services("server:", "  image: other:1"), "o.yml": services("server:", f"  image: {SERVER}:$T")}
    files |= {"one": "T=1\n", "two": "T=1.9.17\n", ".env": "T=1.9.17\n"}
    moved = project({"server": SERVER}, files=("c.yml", "o.yml"), environment=("one", "two"))
    assert plan([moved], below(files))["texts"] == {"/p/two": "T=1.11.4\n"}


def test_a_variable_with_the_same_value_is_not_changed() -> None:
    files = {
        "c.yml": services("server:", f"  image: {SERVER}:$OM_TAG", "web:", "  image: nginx:${NGINX_TAG}"),
        ".env": "NGINX_TAG=1.9.17\nOM_TAG=1.9.17\n",
    }
    made = plan([project({"server": SERVER}, {"web": "nginx:1.9.17"})], below(files))
    assert made["texts"] == {"/p/.env": "NGINX_TAG=1.9.17\nOM_TAG=1.11.4\n"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            {"c.yml": services("server:", f"  image: {SERVER}:$T", "db:", "  image: r/db:$T"), ".env": "T=1.9.17\n"},
            {
                "c.yml": services("server:", f"  image: {SERVER}:$T", "db:", "  image: r/db:1.9.17"),
                ".env": "T=1.11.4\n",
            },
            id="a variable",
        ),
        pytest.param(
            {"c.yml": services("server:", f"  image: {SERVER}:${{T:-1.9.17}}", "db:", "  image: r/db:${T:-1.9.17}")},
            {"c.yml": services("server:", f"  image: {SERVER}:${{T:-1.11.4}}", "db:", "  image: r/db:${T:-1.9.17}")},
            id="a default of its own",
        ),
    ],
)
def test_a_database_image_that_shares_the_variable_stays(before: Files, after: Files) -> None:
    made = plan([project({"server": SERVER}, {"db": "r/db:1.9.17"})], below(before))
    assert made["problems"] == []
    assert {**below(before), **made["texts"]} == below(after)


def test_two_projects_in_one_directory_share_an_environment_file() -> None:
    files = {
        "s.yml": services("server:", f"  image: {SERVER}:$T"),
        "i.yml": services("ingestion:", f"  image: {INGESTION}:$T"),
        ".env": "T=1.9.17\n",
    }
    both = [project({"server": SERVER}, files=("s.yml",)), project({"ingestion": INGESTION}, files=("i.yml",))]
    assert plan(both, below(files)) == {
        "texts": {"/p/.env": "T=1.11.4\n"},
        "changes": [{"file": "/p/.env", "line": 1, "before": "1.9.17", "after": "1.11.4"}],
        "problems": [],
    }


def test_two_versions_of_one_variable_are_written_out() -> None:
    files = {
        "c.yml": services("ingestion:", f"  image: {INGESTION}:$T", "server:", f"  image: {SERVER}:$T"),
        ".env": "T=1.9.17",
    }
    moved = project(BOTH)
    moved["wanted"]["server"] = f"{SERVER}:1.11.4-own"
    made = plan([moved], below(files))
    assert made["problems"] == []
    assert made["texts"]["/p/c.yml"] == services(
        "ingestion:", f"  image: {INGESTION}:$T", "server:", f"  image: {SERVER}:1.11.4-own"
    )


@pytest.mark.parametrize(
    ("image", "after"),
    [
        ("r/openmetadata/server", "r/openmetadata/server:1.11.4"),
        ("r/openmetadata/server:1.9.17@sha256:abc", "r/openmetadata/server:1.11.4"),
        ("r/openmetadata/server@sha256:abc", "r/openmetadata/server:1.11.4"),
        ("localhost:5000/om:1.9.17", "r/openmetadata/server:1.11.4"),
    ],
)
def test_other_names_of_images(image: str, after: str) -> None:
    moved = project({"server": SERVER}, {"server": image})
    made = plan([moved], below({"c.yml": services("server:", f"  image: {image} # x")}))
    assert made["problems"] == []
    assert made["texts"]["/p/c.yml"] == services("server:", f"  image: {after} # x")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "services:\n  server:\n    build: .\n",
            "services:\n  server:\n    image: r/openmetadata/server:1.11.4\n    build: .\n",
        ),
        ("services: {server: {build: .}}", "services: {server: {image: r/openmetadata/server:1.11.4, build: .}}"),
    ],
)
def test_a_service_that_is_built_gets_the_image_that_the_user_names(before: str, after: str) -> None:
    moved = project({"server": SERVER}, {"server": ""})
    made = plan([moved], {"/p/c.yml": before})
    assert (made["problems"], made["texts"]) == ([], {"/p/c.yml": after})


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG:-1.8.0}}")},
            ["resolves it to r/openmetadata/server:1.9.17", "is r/openmetadata/server:1.8.0", "variable in /p/.env"],
            id="a variable that only the shell has",
        ),
        pytest.param(
            {"c.yml": services("server:", f"  image: {SERVER}:${{OM_TAG}}")},
            [f"{SERVER}:${{OM_TAG}} in /p/c.yml", "Set that variable", "/p/.env"], id="a variable without a value"
        ),
        pytest.param(
            {"c.yml": services("db:", "  image: x")},
            ["service server", "/p/c.yml", "om_compose_source"], id="not there"
        ),
        pytest.param({"c.yml": "services: ["}, ["service server", "/p/c.yml", "om_compose_source"], id="not YAML"),
        pytest.param(
            {"c.yml": services("server:", "  image: >-", f"    {SERVER}:1.9.17", "", "    x")},
            ["service server"],
            id="a block of several lines",
        ),
        pytest.param(
            {"c.yml": f"x: &om {{image: '{SERVER}:1.9.17'}}\n" + services("server: *om", "twin: *om")},
            ["service twin would be r/openmetadata/server:1.11.4 instead of r/openmetadata/server:1.9.17"],
            id="a service that stays has the same text",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_told(files: Files, said: list[str]) -> None:
    moved = project({"server": SERVER}, {"twin": f"{SERVER}:1.9.17"} if "twin" in str(files) else {})
    (problem,) = plan([moved], below(files))["problems"]
    assert [words for words in said if words not in problem] == []


def test_images_are_compared_with_the_plan_after_writing() -> None:
    config = {"services": {"server": {"image": "s:2"}, "db": {"image": "d:1"}}}
    assert differences({"server": "s:2", "db": "d:1"}, config) == []
    assert differences({"server": "s:3", "other": "o:1"}, config) == [
        "service other has no image instead of o:1",
        "service server has s:2 instead of s:3",
    ]
