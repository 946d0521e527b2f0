# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The compose deployment: from what docker prints to om_places, and from there to command lines."""

from __future__ import annotations

import copy
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_deploy import projects_to_write
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_places import places
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_project import locate, state
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_run import (
    database_ways,
    look,
    migration,
    project_of,
    wanted_images,
)

NOTHING: dict[str, t.Any] = {"dir": "", "files": [], "name": ""}
# What docker container inspect prints, with what else is in it left out.
SERVER: dict[str, t.Any] = {
    "Id": "aa",
    "State": {"Running": True, "StartedAt": "2026-11-28T10:00:00Z"},
    "Config": {
        "Image": "r.example:5000/openmetadata/server:1.9.17",
        "Labels": {
            "com.docker.compose.project": "catalogue",
            "com.docker.compose.project.config_files": "/srv/om/docker-compose.yml,/srv/om/override.yml",
            "com.docker.compose.project.environment_file": "/srv/om/env-mysql",
            "com.docker.compose.project.working_dir": "/srv/om",
        },
    },
    "NetworkSettings": {"Networks": {"one": {"IPAddress": "172.16.0.4"}, "two": {"IPAddress": ""}, "three": None}},
    "Mounts": [
        {"Source": "/srv/om/keys", "Destination": "/opt/openmetadata/conf/keys"},
        {"Source": "/srv/other", "Destination": "/opt/openmetadata/configuration"},
    ],
}
CONFIG: dict[str, t.Any] = {
    "name": "from-the-file",
    "services": {
        "mysql": {
            "image": "r.example:5000/openmetadata/db:1.9.17",
            "environment": {"MYSQL_ROOT_PASSWORD": "root-secret"},
            "ports": [{"target": 3306, "published": "13306"}],
        },
        "execute-migrate-all": {
            "image": "r.example:5000/openmetadata/server:1.9.17",
            "command": ["./bootstrap/openmetadata-ops.sh", "migrate"],
        },
        "openmetadata-server": {
            "image": "r.example:5000/openmetadata/server:1.9.17",
            "environment": {"DB_HOST": "mysql", "DB_USER_PASSWORD": "secret", "UNSET": None},
            "ports": [{"target": 8585, "published": "8585"}],
        },
        "ingestion": {
            "image": "r.example:5000/openmetadata/ingestion:1.9.17",
            "environment": {"DB_HOST": "mysql", "AIRFLOW_DB": "airflow_db"},
        },
    },
}


def component(container: str, seen: dict[str, t.Any], config: dict[str, t.Any], host: str = "one") -> dict[str, t.Any]:
    return {
        "container": container,
        "state": state(seen),
        "project": locate(seen, host, NOTHING, {}),
        "config": config,
    }


def found(config: dict[str, t.Any] | None = None, **options: t.Any) -> dict[str, t.Any]:
    server = component("openmetadata_server", SERVER, config or CONFIG)
    ingestion = component("openmetadata_ingestion", SERVER, config or CONFIG)
    return places(server, ingestion, {"state_dir": "/state", "source": "", **options})


def apart() -> dict[str, t.Any]:
    """Ingestion in a project of its own, on another host."""
    config = copy.deepcopy(CONFIG)
    own = {"services": {"ingestion": config["services"].pop("ingestion")}}
    seen = copy.deepcopy(SERVER)
    seen["Config"]["Labels"]["com.docker.compose.project.working_dir"] = "/srv/ingestion"
    ingestion = component("openmetadata_ingestion", seen, own, "two")
    return places(
        component("openmetadata_server", SERVER, config), ingestion, {"state_dir": "/state", "source": "new.yml"}
    )


def test_the_project_is_read_from_the_labels() -> None:
    assert locate(SERVER, "one", NOTHING, {"dir": "/old", "name": "old"}) == {
        "host": "one",
        "dir": "/srv/om",
        "files": ["/srv/om/docker-compose.yml", "/srv/om/override.yml"],
        "name": "catalogue",
        "environment_files": ["/srv/om/env-mysql"],
        "created": [],
        "argv": [
            *("docker", "compose", "--profile", "*", "--project-directory", "/srv/om", "--project-name", "catalogue"),
            *("--file", "/srv/om/docker-compose.yml", "--file", "/srv/om/override.yml"),
            *("--env-file", "/srv/om/env-mysql"),
        ],
    }


def test_what_the_user_sets_wins() -> None:
    project = locate(SERVER, "one", {"dir": "/given", "files": ["/given/c.yml"], "name": "given"}, {})
    assert (project["dir"], project["files"], project["name"]) == ("/given", ["/given/c.yml"], "given")


def test_a_container_that_was_removed_is_remembered() -> None:
    before = {"dir": "/old", "files": ["/old/c.yml"], "name": "old", "environment_files": ["/old/env"], "argv": ["x"]}
    project = locate({}, "one", NOTHING, before)
    assert {key: project[key] for key in before if key != "argv"} == {
        key: value for key, value in before.items() if key != "argv"
    }
    assert project["argv"][:2] == ["docker", "compose"]


def test_without_container_and_memory_there_is_no_project() -> None:
    project = locate({}, "one", NOTHING, {})
    assert (project["dir"], project["files"]) == ("", [])
    assert project["argv"] == ["docker", "compose", "--profile", "*"]


def test_the_state_of_a_container() -> None:
    assert state(SERVER) == {
        "running": True,
        "image": "r.example:5000/openmetadata/server:1.9.17",
        "service": "",
        "instance": {"id": "aa", "started": "2026-11-28T10:00:00Z", "running": True},
        "addresses": ["172.16.0.4"],
        "mounts": [
            {"source": "/srv/om/keys", "target": "/opt/openmetadata/conf/keys"},
            {"source": "/srv/other", "target": "/opt/openmetadata/configuration"},
        ],
        "published": {},
        "networks": ["one", "three", "two"],
    }


def test_no_container_is_not_running() -> None:
    nothing: dict[str, t.Any] = {"instance": {}, "addresses": [], "mounts": [], "published": {}, "networks": []}
    assert state({}) == {"running": False, "image": "", "service": "", **nothing}


def test_the_places_of_one_project() -> None:
    made = found()
    server, ingestion = made["server"], made["ingestion"]
    assert (made["kind"], server["kind"], ingestion["kind"]) == ("compose", "compose", "compose")
    assert (server["present"], server["host"], server["name"]) == (True, "one", "openmetadata_server")
    assert (server["running"], server["version"]) == (True, "1.9.17")
    assert server["described"] == "service openmetadata-server in /srv/om/docker-compose.yml, /srv/om/override.yml"
    assert server["environment"] == {"DB_HOST": "mysql", "DB_USER_PASSWORD": "secret"}
    assert server["ports"]["api"] == {"host": "127.0.0.1", "port": 8585, "everywhere": True}
    assert server["ports"]["admin"] is None
    assert server["logs"] == ["docker", "logs", "openmetadata_server"]
    assert made["database"]["password"] == "secret"
    assert made["airflow_database"]["name"] == "airflow_db"
    assert len(made["images"]) == 4
    assert made["last_migration"] == "execute_migrate_all"


def test_several_environment_files_are_passed_in_their_order() -> None:
    seen = copy.deepcopy(SERVER)
    seen["Config"]["Labels"]["com.docker.compose.project.environment_file"] = "/etc/om/first,second"
    project = locate(seen, "one", NOTHING, {})
    assert project["environment_files"] == ["/etc/om/first", "/srv/om/second"]
    assert project["argv"][-4:] == ["--env-file", "/etc/om/first", "--env-file", "/srv/om/second"]


def test_without_environment_files_compose_reads_its_own() -> None:
    seen = copy.deepcopy(SERVER)
    del seen["Config"]["Labels"]["com.docker.compose.project.environment_file"]
    server = component("openmetadata_server", seen, CONFIG)
    edited = places(server, server, {"state_dir": "/state", "source": ""})["server"]["settings"]["edited"]
    assert edited == ["/srv/om/docker-compose.yml", "/srv/om/override.yml", "/srv/om/.env"]


@pytest.mark.parametrize(
    ("created", "remembered", "present"),
    [
        pytest.param([], [], False, id="a profile that is not used"),
        pytest.param(["mysql", "ingestion"], [], True, id="a profile that is used"),
        pytest.param(["mysql"], ["ingestion"], True, id="its container was removed since the upgrade began"),
    ],
)
def test_a_service_of_a_profile_counts_if_it_was_created(
    created: list[str], remembered: list[str], present: bool
) -> None:
    config = copy.deepcopy(CONFIG)
    config["services"]["ingestion"]["profiles"] = ["airflow"]
    server = {**component("openmetadata_server", SERVER, config), "created": created}
    server["project"] = locate(SERVER, "one", NOTHING, {"created": remembered})
    made = places(server, server, {"state_dir": "/state", "source": ""})
    assert made["ingestion"]["present"] == present
    assert ("r.example:5000/openmetadata/ingestion:1.9.17" in made["images"]) == present
    assert ("ingestion" in made["remembered"]["server"]["created"]) == present


def test_of_two_servers_the_one_of_the_profile_in_use_counts() -> None:
    config = copy.deepcopy(CONFIG)
    services = config["services"]
    services["openmetadata-server"]["profiles"] = ["mysql"]
    services["a-server-with-postgresql"] = {**services["openmetadata-server"], "profiles": ["postgresql"]}
    config["services"] = dict(sorted(services.items()))
    server = {**component("openmetadata_server", SERVER, config), "created": ["openmetadata-server"]}
    made = places(server, server, {"state_dir": "/state", "source": ""})
    assert made["server"]["service"] == "openmetadata-server"


def test_a_dollar_is_what_the_container_has() -> None:
    config = copy.deepcopy(CONFIG)
    config["services"]["openmetadata-server"]["environment"]["DB_USER_PASSWORD"] = "S3cr$$t$$$$"
    config["services"]["ingestion"]["environment"] |= {"DB_PASSWORD": "$$", "AIRFLOW_DB": "a$$b"}
    config["services"]["mysql"]["environment"]["MYSQL_ROOT_PASSWORD"] = "r$$t"
    made = found(config)
    assert made["server"]["environment"]["DB_USER_PASSWORD"] == "S3cr$t$$"
    assert made["database"]["password"] == "S3cr$t$$"
    assert made["database"]["admin_password"] == "r$t"
    assert (made["airflow_database"]["password"], made["airflow_database"]["name"]) == ("$", "a$b")


def test_what_other_roles_print_has_no_secret() -> None:
    made = found()
    assert "secret" not in str(made["summary"])
    assert "secret" not in str(made["server"]["compose"])


def test_what_a_later_run_needs_to_find_the_projects_again() -> None:
    remembered = found()["remembered"]
    assert remembered["kind"] == "compose"
    assert remembered["server"] == {
        "dir": "/srv/om",
        "files": ["/srv/om/docker-compose.yml", "/srv/om/override.yml"],
        "name": "catalogue",
        "environment_files": ["/srv/om/env-mysql"],
        "created": [],
    }
    assert locate({}, "one", NOTHING, remembered["server"]) == locate(SERVER, "one", NOTHING, {})


def test_no_ingestion() -> None:
    config = copy.deepcopy(CONFIG)
    del config["services"]["ingestion"]
    made = found(config)
    assert (made["ingestion"]["present"], made["ingestion"]["configured"], made["airflow_database"]) == (
        False,
        "",
        None,
    )


def test_a_container_without_a_tag_has_no_version() -> None:
    seen = copy.deepcopy(SERVER)
    seen["Config"]["Image"] = "r.example:5000/openmetadata/server"
    server = component("openmetadata_server", seen, CONFIG)
    made = places(server, server, {"state_dir": "/state", "source": ""})
    assert made["server"]["version"] == ""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("new", ["--env-file", "/srv/om/env-mysql", "run", "--rm", "--no-deps", "-T"]),
        ("old", ["--file", "/srv/om/.openmetadata-ops-clean.yml", "run", "--rm", "--no-deps", "-T"]),
        ("migration", ["run", "--rm", "--no-deps", "-T", "--label", "openmetadata.ops.migration=/state"]),
    ],
)
def test_one_off_commands_run_in_the_service(name: str, words: list[str]) -> None:
    run = found()["ingestion"]["run"]
    assert run["dir"] == "/srv/om"
    assert run[name][-3:] == ["--entrypoint", "env", "ingestion"]
    assert run[name][-3 - len(words) : -3] == words
    assert run[name][:2] == ["docker", "compose"]


def test_files_to_back_up() -> None:
    files = found()["server"]["files"]
    assert files["present"] == ["/srv/om/docker-compose.yml", "/srv/om/override.yml", "/srv/om/env-mysql"]
    # the prefix of a directory's name is not the directory
    assert files["optional"] == ["/srv/om/.env", "/srv/om/conf", "/srv/om/keys"]


def test_an_unknown_project_has_no_optional_files() -> None:
    server = component("openmetadata_server", SERVER, CONFIG)
    other = {**component("openmetadata_ingestion", SERVER, {}), "project": locate({}, "two", NOTHING, {})}
    made = places(server, other, {"state_dir": "/state", "source": ""})
    assert made["ingestion"]["files"] == {"present": [], "optional": []}


def test_a_host_without_an_installation_has_no_server() -> None:
    server = {**component("openmetadata_server", SERVER, {}), "project": locate({}, "one", NOTHING, {})}
    server["state"] = state({})
    made = places(server, server, {"state_dir": "/state", "source": ""})
    assert (made["server"]["present"], made["ingestion"]["present"]) == (False, False)


def test_a_new_file_of_the_user_is_not_edited() -> None:
    assert found()["server"]["settings"] == {
        "files": ["/srv/om/docker-compose.yml", "/srv/om/override.yml", "/srv/om/env-mysql"],
        "edited": ["/srv/om/docker-compose.yml", "/srv/om/override.yml", "/srv/om/env-mysql"],
        "mounted": [],
        "services": ["openmetadata-server", "execute-migrate-all"],
    }
    assert found(source="new.yml")["server"]["settings"]["edited"] == []


def test_a_version_is_looked_at_without_the_installation() -> None:
    assert look(found()["server"], "1.11.4") == [
        *("docker", "run", "--rm", "--pull", "never", "--network", "none", "--entrypoint", "env"),
        "r.example:5000/openmetadata/server:1.11.4",
    ]


def test_the_version_that_the_files_name_is_looked_at_by_its_own_tag() -> None:
    config = copy.deepcopy(CONFIG)
    config["services"]["ingestion"]["image"] = "r.example:5000/openmetadata/ingestion:our-build"
    assert look(found(config)["ingestion"], "")[-1] == "r.example:5000/openmetadata/ingestion:our-build"


def test_the_images_of_a_version() -> None:
    assert wanted_images(apart(), "1.11.4") == [
        {"host": "one", "image": "r.example:5000/openmetadata/server:1.11.4"},
        {"host": "two", "image": "r.example:5000/openmetadata/ingestion:1.11.4"},
    ]
    config = copy.deepcopy(CONFIG)
    del config["services"]["ingestion"]
    assert [image["host"] for image in wanted_images(found(config), "1.11.4")] == ["one"]


def test_the_projects_own_service_migrates() -> None:
    ran = migration(found()["server"], {"TIMEOUT": "1", "LIMIT": "2"}, "/state/logs")
    assert ran["command"][-15:] == [
        *("run", "--rm", "--no-deps", "-T", "--name", "openmetadata_ops_migrate_catalogue"),
        *("--label", "openmetadata.ops.migration=/state", "--volume", "/state/logs:/opt/openmetadata/logs"),
        *("--env", "LIMIT=2", "--env", "TIMEOUT=1"),
        "execute-migrate-all",
    ]
    assert ran["stop_command"] == ["docker", "rm", "--force", "openmetadata_ops_migrate_catalogue"]
    assert ran["dir"] == "/srv/om"
    assert ran["operation_log"] == "/state/logs/openmetadata-operation.log"


def test_a_service_that_does_more_than_migrate_is_not_run() -> None:
    config = copy.deepcopy(CONFIG)
    config["services"]["execute-migrate-all"]["command"] = ["./bootstrap/bootstrap_storage.sh", "migrate-all"]
    assert migration(found(config)["server"], {}, "/state/logs")["command"][-2:] == ["openmetadata-server", "migrate"]


def test_the_service_of_the_named_container_is_the_server() -> None:
    config, seen = copy.deepcopy(CONFIG), copy.deepcopy(SERVER)
    config["services"]["a-second-server"] = config["services"]["openmetadata-server"]
    seen["Config"]["Labels"]["com.docker.compose.service"] = "a-second-server"
    server = component("openmetadata_server", seen, config)
    made = places(server, component("openmetadata_ingestion", SERVER, config), {"state_dir": "/state", "source": ""})
    assert (made["server"]["service"], made["ingestion"]["service"]) == ("a-second-server", "ingestion")


def test_the_server_migrates_where_the_project_has_no_service_for_it() -> None:
    config = copy.deepcopy(CONFIG)
    del config["services"]["execute-migrate-all"]
    ran = migration(found(config)["server"], {}, "/state/logs")
    assert ran["command"][-4:] == [
        *("--entrypoint", "./bootstrap/openmetadata-ops.sh", "openmetadata-server", "migrate"),
    ]


@pytest.mark.parametrize(
    ("kept", "runner", "written"),
    [
        pytest.param(None, "one", ["/srv/om", "/srv/ingestion"], id="an upgrade writes all"),
        pytest.param([], "one", ["/srv/om", "/srv/ingestion"], id="nothing was restored"),
        pytest.param(
            ["/srv/om/docker-compose.yml", "/srv/om/override.yml", "/srv/om/env-mysql"],
            "one",
            ["/srv/ingestion"],
            id="all files of the server were restored; ingestion has files of the same names on another host",
        ),
        pytest.param(
            ["/srv/om/docker-compose.yml"], "one", ["/srv/om", "/srv/ingestion"], id="one of its files was restored"
        ),
        pytest.param(
            ["/srv/om/docker-compose.yml", "/srv/om/override.yml"],
            "three",
            ["/srv/om", "/srv/ingestion"],
            id="on another host",
        ),
    ],
)
def test_projects_that_a_backup_restored_are_left_alone(
    kept: list[str] | None, runner: str, written: list[str]
) -> None:
    assert [project["dir"] for project in projects_to_write(apart(), kept, runner)] == written


def test_images_move_in_the_project_that_has_them() -> None:
    (both,) = projects_to_write(found(), None, "one")
    assert both["images"] == [
        "r.example:5000/openmetadata/server:1.9.17",
        "r.example:5000/openmetadata/ingestion:1.9.17",
    ]
    assert [len(project["images"]) for project in projects_to_write(apart(), None, "one")] == [1, 1]
    # a loop over them stands in the job's events
    assert "secret" not in str(both)


DATABASE = {"service": "mysql", "host": "mysql", "port": 3306, "container": None, "project": "server"}
PUBLISHED = {"host": "127.0.0.1", "port": 13306, "everywhere": True}


@pytest.mark.parametrize(
    ("published", "host", "addresses", "container"),
    [
        pytest.param(None, "one", ["172.16.0.9:3306"], "c0ffee", id="its container's address"),
        pytest.param(PUBLISHED, "one", ["127.0.0.1:13306", "172.16.0.9:3306"], "c0ffee", id="its published port first"),
        pytest.param(PUBLISHED, "two", ["10.0.0.1:13306"], None, id="published everywhere, from another host"),
        pytest.param({**PUBLISHED, "everywhere": False}, "two", [], None, id="on loopback, from another host"),
        pytest.param(
            {"host": "10.9.9.9", "port": 1, "everywhere": False}, "two", ["10.9.9.9:1"], None, id="on one address"
        ),
        pytest.param(None, "two", [], None, id="not published, from another host"),
    ],
)
def test_the_ways_to_a_database_in_a_project(
    published: dict[str, t.Any] | None, host: str, addresses: list[str], container: str | None
) -> None:
    ways = database_ways(
        {**DATABASE, "published": published},
        {"host": "one"},
        ["c0ffee"] if host == "one" else [],
        ["172.16.0.9"] if host == "one" else [],
        {"name": host, "address": "10.0.0.1"},
    )
    assert ways["addresses"] == addresses
    assert ways["described"] == "service mysql of the compose project on one"
    assert ways["client"].get("options", {}).get("container") == container


def test_the_containers_name_is_better_than_its_identifier() -> None:
    ways = database_ways(
        {**DATABASE, "container": "openmetadata_mysql"}, {"host": "one"}, ["c0ffee"], [], {"name": "one"}
    )
    assert ways["client"] == {
        "options": {"client": "docker", "container": "openmetadata_mysql"},
        "exec": ["docker", "exec", "openmetadata_mysql"],
        "place": "container openmetadata_mysql",
    }


def test_a_database_elsewhere_has_no_way_through_the_project() -> None:
    assert database_ways({"service": None}, {}, [], [], {"name": "one"}) == {
        "addresses": [],
        "client": {},
        "described": "",
    }


def test_the_project_that_has_a_database() -> None:
    made = apart()
    assert project_of(made, {"project": "ingestion"})["dir"] == "/srv/ingestion"
    assert project_of(made, {"project": "server"})["dir"] == "/srv/om"
    assert project_of(made, {"project": None}) == {}
