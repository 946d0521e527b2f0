# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What `deploy` does to compose projects: from om_places and the texts of files to a plan."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_deploy import (
    changed,
    deployment,
    files_to_read,
    projects_to_write,
    shown,
    unplanned,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_places import places
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_project import locate, state
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_run import look, old_image, wanted_images

Services = dict[str, t.Any]
SERVER, INGESTION = "r/openmetadata/server", "r/openmetadata/ingestion"
BOTH: Services = {
    "openmetadata-server": {"image": f"{SERVER}:1.9.17"},
    "ingestion": {"image": f"{INGESTION}:1.9.17"},
    "execute-migrate-all": {"image": f"{SERVER}:1.9.16", "command": ["./bootstrap/openmetadata-ops.sh", "migrate"]},
    "db": {"image": "r/db:1.9.17"},
    "unused": {"image": f"{SERVER}:1.9.17", "profiles": ["never"]},
    "unused-and-old": {"image": f"{SERVER}:0.0.1", "profiles": ["never"]},
}
MOVED = {
    "openmetadata-server": f"{SERVER}:1.11.4",
    "ingestion": f"{INGESTION}:1.11.4",
    "execute-migrate-all": f"{SERVER}:1.11.4",
    "unused": f"{SERVER}:1.11.4",
}


def component(services: Services, files: list[str], host: str = "one", image: str = "") -> dict[str, t.Any]:
    project = locate({}, host, {"dir": "/p", "files": files, "name": ""}, {})
    seen = {"Config": {"Image": image}} if image else {}
    return {"container": "c", "state": state(seen), "project": project, "config": {"services": services}}


def installed(services: Services | None = None, image: str = "", **options: t.Any) -> dict[str, t.Any]:
    """One project, /p/c.yml."""
    one = component(services or BOTH, ["/p/c.yml"], image=image)
    return places(one, one, {"state_dir": "/s", "source": "", "target": "1.11.4", **options})


def apart(server: list[str], ingestion: list[str], host: str = "one") -> dict[str, t.Any]:
    """Two projects in the same directory."""
    services = {"ingestion": BOTH["ingestion"]}
    own = {"openmetadata-server": BOTH["openmetadata-server"]}
    return places(component(own, server), component(services, ingestion, host), {"state_dir": "/s", "source": ""})


def read(files: dict[str, str], host: str = "one") -> list[dict[str, t.Any]]:
    return [
        {"item": {"host": host, "files": [file]}, "files": [{"path": file, "content": text, "exact": True}]}
        for file, text in files.items()
    ]


def compose(**images: str) -> str:
    return "services:\n" + "".join(
        f"  {name.replace('_', '-')}:\n    image: {image}\n" for name, image in images.items()
    )


TEXT = compose(
    openmetadata_server=f"{SERVER}:1.9.17",
    ingestion=f"{INGESTION}:1.9.17",
    execute_migrate_all=f"{SERVER}:1.9.16",
    db="r/db:1.9.17",
    unused=f"{SERVER}:1.9.17",
    unused_and_old=f"{SERVER}:0.0.1",
)


def test_all_services_of_the_release_move_and_others_stay() -> None:
    planned = deployment(installed(), "1.11.4", read({"/p/c.yml": TEXT}))
    (host,), (project,) = planned["hosts"], planned["projects"]
    assert planned["problems"] == []
    assert project["expected"] == {**{name: one["image"] for name, one in BOTH.items()}, **MOVED}
    assert host["texts"]["/p/c.yml"] == (
        TEXT.replace("server:1.9.17", "server:1.11.4")
        .replace("server:1.9.16", "server:1.11.4")
        .replace("ingestion:1.9.17", "ingestion:1.11.4")
    )
    assert changed(planned["projects"], host["texts"]) == ["/p"]
    assert changed(planned["projects"], ["/q/c.yml"]) == []


def test_what_is_shown_has_no_secret() -> None:
    files = {"/p/c.yml": TEXT.replace("server:1.9.17", "server:$T"), "/p/.env": "PASSWORD=hidden\nT=1.9.17\n"}
    planned = deployment(installed(), "1.11.4", read(files))
    assert {"host": "one", "file": "/p/.env", "lines": ["- T=***", "+ T=***"]} in [
        {**one, "lines": [line[:4] + "***" for line in one["lines"]]} for one in shown(planned)
    ]
    assert "hidden" not in str(shown(planned)) + str(planned["projects"])


def test_files_are_read_until_no_file_names_another() -> None:
    made, done = installed(), read({"/p/c.yml": "include: [om/c.yml]\n"})
    assert files_to_read(made) == [{"host": "one", "files": ["/p/c.yml", "/p/.env"]}]
    missing = {"path": "/p/.env", "content": None, "exact": False}
    done.append({"item": {"host": "one", "files": ["/p/.env"]}, "files": [missing]})
    assert files_to_read(made, done) == [{"host": "one", "files": ["/p/om/c.yml", "/p/om/.env"]}]
    done += read({"/p/om/c.yml": TEXT, "/p/om/.env": ""})
    assert files_to_read(made, done) == []
    planned = deployment(made, "1.11.4", done)
    assert list(planned["hosts"][0]["texts"]) == ["/p/om/c.yml"]
    # they belong to the backup of both
    assert planned["files"] == {
        one: ["/p/c.yml", "/p/.env", "/p/om/c.yml", "/p/om/.env"] for one in ("server", "ingestion")
    }


@pytest.mark.parametrize(
    ("texts", "edited"),
    [
        ({"/p/docker-compose.yml": TEXT}, "/p/docker-compose.yml"),
        ({"/p/docker-compose.yml": compose(db="x"), "/p/compose.yaml": TEXT}, "/p/compose.yaml"),
        ({"/p/compose.yml": compose(db="x"), "/p/docker-compose.override.yml": TEXT}, "/p/docker-compose.override.yml"),
    ],
)
def test_without_names_of_files_compose_looks_for_its_own(texts: dict[str, str], edited: str) -> None:
    one = component(BOTH, [])
    made = places(one, one, {"state_dir": "/s", "source": ""})
    assert edited in files_to_read(made)[0]["files"]
    planned = deployment(made, "1.11.4", read(texts))
    assert (planned["problems"], list(planned["hosts"][0]["texts"])) == ([], [edited])


@pytest.mark.parametrize(
    ("server", "ingestion", "components"),
    [
        (["/p/c.yml"], ["/p/c.yml"], [["server", "ingestion"]]),
        (["/p/s.yml"], ["/p/i.yml"], [["server"], ["ingestion"]]),
        (["/p/c.yml"], ["/p/c.yml", "/p/i.yml"], [["server"], ["ingestion"]]),
    ],
)
def test_projects_in_one_directory(server: list[str], ingestion: list[str], components: list[list[str]]) -> None:
    made = apart(server, ingestion)
    assert [project["components"] for project in projects_to_write(made, None, "")] == components


def test_a_source_of_the_server_leaves_the_project_of_ingestion_alone() -> None:
    made = apart(["/p/s.yml"], ["/p/i.yml"])
    texts = {"/p/s.yml": "not even YAML: [", "/p/i.yml": compose(ingestion=f"{INGESTION}:1.9.17")}
    planned = deployment(made, "1.11.4", read(texts), sources={"server": "new.yml", "ingestion": ""})
    assert planned["problems"] == []
    assert [(one["file"], one["source"]) for one in planned["projects"]] == [("/p/s.yml", "new.yml"), ("/p/i.yml", "")]
    assert list(planned["hosts"][0]["texts"]) == ["/p/i.yml"]
    assert [one["expected"] for one in planned["projects"]] == [{}, {"ingestion": f"{INGESTION}:1.11.4"}]


def test_a_source_of_ingestion_is_for_a_project_of_its_own() -> None:
    sources = {"server": "", "ingestion": "new.yml"}
    planned = deployment(installed(), "1.11.4", read({"/p/c.yml": TEXT}), sources=sources)
    assert [one["source"] for one in planned["projects"]] == [""]
    texts = {"/p/s.yml": compose(openmetadata_server=f"{SERVER}:1.9.17"), "/p/i.yml": ""}
    planned = deployment(apart(["/p/s.yml"], ["/p/i.yml"]), "1.11.4", read(texts), sources=sources)
    assert [one["source"] for one in planned["projects"]] == ["", "new.yml"]


def test_files_of_the_same_name_on_two_hosts() -> None:
    made = apart(["/p/c.yml"], ["/p/c.yml"], host="two")
    seen = read({"/p/c.yml": compose(openmetadata_server=f"{SERVER}:1.9.17")})
    seen += read({"/p/c.yml": compose(ingestion=f"{INGESTION}:1.9.17")}, "two")
    planned = deployment(made, "1.11.4", seen)
    assert planned["problems"] == []
    assert [(host["host"], "ingestion" in host["texts"]["/p/c.yml"]) for host in planned["hosts"]] == [
        ("one", False),
        ("two", True),
    ]
    assert [host["settings"] for host in planned["hosts"]] == [["/p/c.yml"], []]


BUILT: Services = {"openmetadata-server": {"build": {"context": "/p/om", "dockerfile": "Dockerfile.om"}}}
CUSTOM: Services = {
    "openmetadata-server": {"image": f"{SERVER}:1.9.17"},
    "ingestion": {"image": f"{INGESTION}:custom-dremio"},
}


@pytest.mark.parametrize(
    ("services", "said"),
    [
        (BUILT, ["openmetadata-server", "/p/om/Dockerfile.om", "om_images.server", "1.11.4"]),
        (CUSTOM, ["ingestion", f"{INGESTION}:custom-dremio", "om_images.ingestion", f"{INGESTION}:1.11.4"]),
    ],
)
def test_images_that_people_build_are_asked_for(services: Services, said: list[str]) -> None:
    text = "services:\n" + "".join(f"  {name}: {json.dumps(one)}\n" for name, one in services.items())
    (problem,) = deployment(installed(services), "1.11.4", read({"/p/c.yml": text}))["problems"]
    assert [words for words in said if words not in problem] == []


@pytest.mark.parametrize("services", [BUILT, CUSTOM])
def test_images_that_the_user_names_are_written(services: Services) -> None:
    text = "services:\n" + "".join(f"  {name}: {json.dumps(one)}\n" for name, one in services.items())
    images = {"server": "my/server:2", "ingestion": "my/ingestion:dremio-2"}
    made = installed(services, images=images)
    planned = deployment(made, "1.11.4", read({"/p/c.yml": text}))
    expected = {"openmetadata-server": "my/server:2", "ingestion": "my/ingestion:dremio-2"}
    assert planned["problems"] == []
    assert planned["projects"][0]["expected"] == {name: expected[name] for name in services}
    assert [one["image"] for one in wanted_images(made, "1.11.4")] == [expected[name] for name in services]
    # for another version, they are not the right ones
    assert "my/server:2" not in str(wanted_images(made, "1.9.17"))


def test_an_image_that_is_only_built_is_not_looked_for() -> None:
    assert wanted_images(installed(BUILT), "1.11.4") == []


@pytest.mark.parametrize(
    ("image", "version", "after"),
    [
        ("r/s:1.9.17", "1.9.17", "r/s:1.11.4"),
        ("r:5000/s:1.1.0.1", "1.1.0.1", "r:5000/s:1.11.4"),
        ("r/s:1.12.0-rc1", "1.12.0-rc1", "r/s:1.11.4"),
        ("r/s:v1.9.17", "1.9.17", "r/s:v1.11.4"),
        ("r/s:1.9.17-dremio", "1.9.17", "r/s:1.11.4-dremio"),
        ("r/s:1.9.17@sha256:abc", "1.9.17", "r/s:1.11.4"),
        ("r/s@sha256:abc", "", "r/s:1.11.4"),
        ("r/s:latest", "", "r/s:1.11.4"),
        ("r/s:1.9", "", "r/s:1.11.4"),
        ("r:5000/s", "", "r:5000/s:1.11.4"),
    ],
)
def test_the_image_of_another_version(image: str, version: str, after: str) -> None:
    made = installed({"openmetadata-server": {"image": image}}, image=image)
    assert made["server"]["version"] == version
    assert wanted_images(made, "1.11.4") == [{"host": "one", "image": after}]
    assert look(made["server"], "1.11.4")[-1] == after


def test_an_own_image_that_runs_is_of_the_wanted_version() -> None:
    made = installed(image="my/server:2", images={"server": "my/server:2"})
    assert made["server"]["version"] == "1.11.4"


def test_the_image_of_the_old_version_is_the_one_that_ran() -> None:
    made = installed(image="old.example/server:1.9.17")
    assert old_image(made, "server", "1.9.17") == "old.example/server:1.9.17"
    assert old_image(made, "server", "1.8.0") == f"{SERVER}:1.8.0"


def test_images_are_compared_after_writing() -> None:
    planned = deployment(installed(), "1.11.4", read({"/p/c.yml": TEXT}))
    images = {**{name: one["image"] for name, one in BOTH.items()}, **MOVED}
    config = {"services": {name: {"image": image} for name, image in images.items()}}
    assert unplanned(planned, [{"rc": 0, "stdout": json.dumps(config)}]) == []
    config["services"]["db"]["image"] = "r/db:1.11.4"
    assert unplanned(planned, [{"rc": 0, "stdout": json.dumps(config)}]) == [
        "service db has r/db:1.11.4 instead of r/db:1.9.17 in /p on one"
    ]
    assert unplanned(planned, [{"rc": 1, "stdout": "", "stderr": "no such file"}]) == [
        "`docker compose config` in /p on one fails: no such file"
    ]
    assert unplanned(planned, [{"msg": "no docker"}]) == ["`docker compose config` in /p on one fails: no docker"]


@pytest.mark.parametrize(
    ("services", "said"),
    [
        ({"openmetadata-server": {"image": f"{SERVER}:1.11.4"}}, []),
        ({"openmetadata-server": {"image": "my/server:own"}}, []),
        ({"openmetadata-server": {"build": "."}}, []),
        (
            {"openmetadata-server": {"image": f"{SERVER}:1.10.0"}},
            [f"service openmetadata-server has {SERVER}:1.10.0 from new.yml instead of version 1.11.4 in /p on one"],
        ),
        ({"server": {}}, ["service openmetadata-server is not in new.yml, and is needed in /p on one"]),
    ],
)
def test_a_file_that_the_user_brings_is_looked_at(services: Services, said: list[str]) -> None:
    made = apart(["/p/s.yml"], ["/p/i.yml"])
    texts = {"/p/s.yml": "", "/p/i.yml": compose(ingestion=f"{INGESTION}:1.9.17")}
    planned = deployment(made, "1.11.4", read(texts), sources={"server": "new.yml"})
    ingestion = json.dumps({"services": {"ingestion": {"image": f"{INGESTION}:1.11.4"}}})
    results = [{"rc": 0, "stdout": json.dumps({"services": services})}, {"rc": 0, "stdout": ingestion}]
    assert unplanned(planned, results) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (compose(openmetadata_server=f"{SERVER}:1.11.4"), ""),
        (compose(openmetadata_server="my/server:own"), ""),
        ("services: {openmetadata-server: {build: .}}", ""),
        (compose(openmetadata_server=f"{SERVER}:${{OM_TAG}}"), f"openmetadata-server has {SERVER}:1.9.17 from new.yml"),
        (compose(server=f"{SERVER}:1.11.4"), "openmetadata-server is not in new.yml"),
    ],
)
def test_a_file_that_the_user_brings_is_looked_at_before(text: str, said: str) -> None:
    made = apart(["/p/s.yml"], ["/p/i.yml"])
    texts = {"/p/s.yml": "", "/p/.env": "OM_TAG=1.9.17", "/p/i.yml": compose(ingestion=f"{INGESTION}:1.9.17")}
    sources, rendered = {"server": "new.yml", "ingestion": ""}, {"new.yml": text}
    problems = deployment(made, "1.11.4", read(texts), sources=sources, rendered=rendered)["problems"]
    assert len(problems) == bool(said)
    assert said in " ".join(problems)


def test_a_rollback_goes_back_to_the_images_that_there_were() -> None:
    before = installed(CUSTOM)["remembered"]["before"]
    assert before["ingestion"]["ingestion"] == f"{INGESTION}:custom-dremio"
    new: Services = {
        "openmetadata-server": {"image": f"{SERVER}:1.11.4"},
        "ingestion": {"image": "my/ingestion:dremio-2"},
    }
    made = installed(new, before=before, from_version="1.9.17")
    # a later run remembers what was there before the upgrade
    assert made["remembered"]["before"] == before
    assert [one["image"] for one in wanted_images(made, "1.9.17")] == [f"{SERVER}:1.9.17", f"{INGESTION}:custom-dremio"]
    text = "services:\n" + "".join(f"  {name}: {json.dumps(one)}\n" for name, one in new.items())
    planned = deployment(made, "1.9.17", read({"/p/c.yml": text}))
    assert planned["problems"] == []
    assert planned["projects"][0]["expected"] == {name: one["image"] for name, one in CUSTOM.items()}
    # they are not those of the wanted version
    assert len(deployment(made, "1.12.0", read({"/p/c.yml": text}))["problems"]) == 1
    # nor is one of another version what there was
    wrong = {"server": {"openmetadata-server": f"{SERVER}:1.11.4"}}
    assert (
        wanted_images(installed(new, before=wrong, from_version="1.9.17"), "1.9.17")[0]["image"] == f"{SERVER}:1.9.17"
    )


def test_in_check_mode_nothing_is_compared() -> None:
    planned = deployment(installed(), "1.11.4", read({"/p/c.yml": TEXT}))
    assert unplanned(planned, [{"skipped": True, "rc": 0, "stdout": ""}]) == []


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ({"exists": True, "content": "caf�", "exact": False}, "it is not UTF-8"),
        ({"exists": False, "content": None, "exact": False}, "it was not found"),
    ],
)
def test_a_compose_file_that_cannot_be_read(found: dict[str, t.Any], why: str) -> None:
    seen = [{"item": {"host": "one", "files": ["/p/c.yml"]}, "files": [{"path": "/p/c.yml", **found}]}]
    (problem,) = deployment(installed(), "1.11.4", seen)["problems"]
    assert problem == f"/p/c.yml on one cannot be read: {why}. Correct om_compose_files."
