# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The databases of a compose project, their ports and addresses: understood, or one sentence that says what to set."""

from __future__ import annotations

import base64
import json
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_database import (
    airflow_database,
    server_database,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_places import places
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_ports import PortError, number, published_port
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_project import locate, state, unknown_files
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_run import database_ways
from ansible_collections.openmetadata.ops.plugins.plugin_utils._reach import addresses

CONN = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"
Services = dict[str, t.Any]


def airflow(environment: dict[str, str], **others: t.Any) -> dict[str, t.Any]:
    found = airflow_database({"environment": environment, **others}, "ingestion", ("server", {}))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("published", "target", "port"),
    [
        ({"target": 8585, "published": "8585-8590"}, 8585, 8585),
        ({"target": 8585, "published": 8585}, 8585, 8585),
        ({"target": "9000-9002", "published": "9100-9102"}, 9001, 9101),
        ({"target": 8585, "published": "18585"}, 8585, 18585),
    ],
)
def test_ports_that_are_published(published: dict[str, t.Any], target: int, port: int) -> None:
    assert published_port({"ports": [published]}, target) == {"host": "127.0.0.1", "port": port, "everywhere": True}


@pytest.mark.parametrize("published", [{"target": 8585, "published": "8585-8590"}, {"target": 8585}])
def test_docker_says_which_port_it_chose(published: dict[str, t.Any]) -> None:
    actual = {"8585/tcp": [{"HostIp": "10.0.0.5", "HostPort": "8587"}]}
    found = published_port({"ports": [published]}, 8585, actual)
    assert found == {"host": "10.0.0.5", "port": 8587, "everywhere": False}


@pytest.mark.parametrize("text", ["3307", "'3307'", '"3307"', " 3307 "])
def test_a_port_in_quotes(text: str) -> None:
    assert number(text, 3306) == 3307
    assert server_database({"environment": {"DB_PORT": text}}, "server")["port"] == 3307


@pytest.mark.parametrize("text", ["mysql", "0", "70000", "33 06", "-1"])
def test_no_port(text: str) -> None:
    with pytest.raises(PortError):
        number(text, 3306)
    (problem,) = server_database({"environment": {"DB_PORT": text}}, "om")["problems"]
    assert all(words in problem["text"] for words in ("DB_PORT of service om", "om_database_host", "om_database_port"))


@pytest.mark.parametrize("password", ["p/w", "a#b", "a?b", "a[b", "a[b]c", "a%2Fb", "a:b", "", "é$"])
def test_special_characters_in_a_password(password: str) -> None:
    found = airflow({CONN: f"mysql+mysqldb://airflow:{password}@db.example.org:3307/airflow_db?charset=utf8mb4"})
    assert found["problems"] == []
    assert (found["engine"], found["host"], found["port"], found["name"]) == (
        "mysql",
        "db.example.org",
        3307,
        "airflow_db",
    )
    assert (found["user"], found["password"]) == ("airflow", password.replace("%2F", "/"))


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://u:p@[2001:db8::5]:5433/x", "2001:db8::5", 5433),
        ("postgresql://u:p@/x?host=pg.example.org&port=5433", "pg.example.org", 5433),
        ("postgresql+psycopg2://u:p@pg.example.org/x", "pg.example.org", 5432),
        ("mysql://u:p@mysql", "mysql", 3306),
    ],
)
def test_forms_of_addresses(url: str, host: str, port: int) -> None:
    found = airflow({CONN: url})
    assert (found["problems"], found["host"], found["port"]) == ([], host, port)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({CONN: "postgresql://u:secret@one:5432,two:5432/x"}, [CONN, "one:5432,two:5432", "om_airflow_database_host"]),
        ({CONN: "postgresql://u:secret@one,two/x"}, [CONN, "one,two", "om_airflow_database_host"]),
        ({CONN: "postgresql://u:secret@/x?host=one&host=two"}, [CONN, "one,two", "om_airflow_database_host"]),
        ({CONN: "sqlite:////opt/airflow/airflow.db"}, [CONN, "sqlite", "MySQL or PostgreSQL"]),
        ({CONN: "mssql+pyodbc://u:secret@one/x"}, [CONN, "mssql+pyodbc", "MySQL or PostgreSQL"]),
        ({CONN: "nonsense"}, [CONN, "om_airflow_database_host".removesuffix("_host")]),
        ({CONN: "mysql://u:secret@one:port/x"}, [CONN, "'port'", "om_airflow_database_port"]),
        ({f"{CONN}_CMD": "cat /run/secret"}, [f"{CONN}_CMD", "om_airflow_database_engine", "_password"]),
        ({f"{CONN}_SECRET": "conn", "AIRFLOW_DB": "x"}, [f"{CONN}_SECRET", "om_airflow_database_engine"]),
        ({"AIRFLOW__CORE__SQL_ALCHEMY_CONN_CMD": "x"}, ["AIRFLOW__CORE__SQL_ALCHEMY_CONN_CMD"]),
        ({"DB_HOST": "one", "DB_PORT": "x"}, ["DB_PORT of service ingestion", "om_airflow_database_host"]),
        ({"DB_HOST": "one,two"}, ["DB_HOST of service ingestion", "one,two", "om_airflow_database_port"]),
    ],
)
def test_what_is_not_understood_is_told(environment: dict[str, str], words: list[str]) -> None:
    (problem,) = airflow(environment)["problems"]
    assert [word for word in words if word not in problem["text"]] == []
    assert problem["unless"] == "om_airflow_database_host"
    assert "secret@" not in problem["text"]


def test_a_connection_string_wins_over_a_command() -> None:
    found = airflow({CONN: "mysql://u:p@one/x", f"{CONN}_CMD": "cat x"})
    assert (found["problems"], found["host"]) == ([], "one")


def component(services: Services, seen: dict[str, t.Any] | None = None, **config: t.Any) -> dict[str, t.Any]:
    project = locate({}, "one", {"dir": "/p", "files": ["c.yml"], "name": ""}, {})
    return {
        "container": "c",
        "state": state(seen or {}),
        "project": project,
        "config": {"services": services, **config},
    }


def installed(services: Services, options: dict[str, t.Any] | None = None, **config: t.Any) -> dict[str, t.Any]:
    seen = {"NetworkSettings": {"Networks": {"shared": {"IPAddress": "172.18.0.2"}}}}
    one = component({"openmetadata-server": {"image": "openmetadata/server:1.9.17"}, **services}, seen, **config)
    return places(one, one, {"state_dir": "/s", "source": "", **(options or {})})


def with_server(
    server: dict[str, t.Any], options: dict[str, t.Any] | None = None, **services: t.Any
) -> dict[str, t.Any]:
    return installed({"openmetadata-server": {"image": "openmetadata/server:1.9.17", **server}, **services}, options)


def test_a_problem_is_void_if_the_user_says_it() -> None:
    server = {"environment": {"DB_PORT": "x"}}
    assert len(with_server(server)["problems"]) == 1
    assert with_server(server, {"given": ["om_database_host"]})["problems"] == []
    (problem,) = with_server({"environment": {"SERVER_PORT": "x"}}, {"given": ["om_database_host"]})["problems"]
    assert "SERVER_PORT of service openmetadata-server is 'x'" in problem


@pytest.mark.parametrize(
    ("server", "service"),
    [
        ({"environment": {"DB_HOST": "database"}, "links": ["db:database"]}, "db"),
        ({"environment": {"DB_HOST": "db"}, "links": ["db"]}, "db"),
        ({"environment": {"DB_HOST": "other"}, "external_links": ["fixed:other"]}, "db"),
        ({"environment": {"DB_HOST": "host.docker.internal", "DB_PORT": "13306"}}, "db"),
        ({"environment": {"DB_HOST": "gate", "DB_PORT": "13306"}, "extra_hosts": ["gate=host-gateway"]}, "db"),
        ({"environment": {"DB_HOST": "host.docker.internal", "DB_PORT": "3306"}}, None),
    ],
)
def test_names_that_only_the_client_has(server: dict[str, t.Any], service: str | None) -> None:
    ports = [{"target": 3306, "published": "13306"}]
    db = {"image": "mysql", "container_name": "fixed", "ports": ports, "environment": {"MYSQL_ROOT_PASSWORD": "r"}}
    database = with_server(server, db=db)["database"]
    assert database["service"] == service
    if service:
        assert (database["port"], database["admin_password"]) == (3306, "r")
        assert database["published"] == {"host": "127.0.0.1", "port": 13306, "everywhere": True}


RUNNERS = [("one", "127.0.0.1:3307"), ("two", "10.0.0.1:3307")]


@pytest.mark.parametrize(("runner", "address"), RUNNERS)
@pytest.mark.parametrize(
    "server",
    [
        {"environment": {"DB_HOST": "host.docker.internal", "DB_PORT": "3307"}},
        {"environment": {"DB_HOST": "gate", "DB_PORT": "3307"}, "extra_hosts": ["gate=host-gateway"]},
        {"environment": {"DB_HOST": "localhost", "DB_PORT": "3307"}, "network_mode": "host"},
    ],
)
def test_a_database_on_the_host_itself(server: dict[str, t.Any], runner: str, address: str) -> None:
    database = with_server(server)["database"]
    ways = database_ways(database, {}, [], [], {"name": runner, "address": "10.0.0.1"})
    assert (ways["addresses"], ways["described"]) == ([address], "on one itself")
    assert addresses(database, ways, {"host": "", "port": ""}, 3306) == [address]


def test_a_name_with_a_fixed_address() -> None:
    server = {"environment": {"DB_HOST": "dbhost"}, "extra_hosts": ["dbhost=10.1.1.1"]}
    assert with_server(server)["database"]["host"] == "10.1.1.1"


OTHER = {
    "Name": "/other-mysql-1",
    "Config": {"Env": ["MYSQL_ROOT_PASSWORD=root-secret", "X"], "Cmd": ["mysqld", "--sort_buffer_size=1M"]},
    "NetworkSettings": {
        "Networks": {"shared": {"IPAddress": "172.18.0.7", "Aliases": ["mysql"]}, "own": {"Aliases": ["private"]}},
        "Ports": {"3306/tcp": [{"HostIp": "0.0.0.0", "HostPort": "23306"}]},
    },
}


@pytest.mark.parametrize(
    ("host", "found"), [("mysql", True), ("other-mysql-1", True), ("private", False), ("another", False)]
)
def test_a_container_of_another_project(host: str, found: bool) -> None:
    server = {"environment": {"DB_HOST": host}}
    assert with_server(server)["ask"]["containers"] == ["one"]
    database = with_server(server, {"containers": {"one": json.dumps([{}, OTHER])}})["database"]
    near = database_ways(database, {}, [], [], {"name": "one", "address": "10.0.0.1"})
    far = database_ways(database, {}, [], [], {"name": "two", "address": "10.0.0.1"})
    if not found:
        assert (near["addresses"], far["addresses"], database["admin_user"]) == ([], [], None)
        return
    assert (database["admin_user"], database["admin_password"]) == ("root", "root-secret")
    assert database["command"] == "mysqld --sort_buffer_size=1M"
    assert near["addresses"] == ["127.0.0.1:23306", "172.18.0.7:3306"]
    assert near["client"]["options"] == {"client": "docker", "container": "other-mysql-1"}
    assert (far["addresses"], far["client"]) == (["10.0.0.1:23306"], {})


@pytest.mark.parametrize("host", ["db.example.org", "10.0.0.9", "2001:db8::1", "localhost", "db"])
def test_containers_are_not_asked_for_without_need(host: str) -> None:
    made = with_server({"environment": {"DB_HOST": host}}, db={"image": "mysql"})
    assert made["ask"] == {"password_files": [], "containers": []}


@pytest.mark.parametrize(
    ("engine", "environment", "administrator"),
    [
        ("mysql", {"MYSQL_ROOT_PASSWORD": "x"}, ("root", "x")),
        ("mysql", {"MARIADB_ROOT_PASSWORD": "x"}, ("root", "x")),
        ("mysql", {"MYSQL_ROOT_USER": "boss", "MYSQL_ROOT_PASSWORD": "x"}, ("boss", "x")),
        ("mysql", {"MARIADB_ROOT_USER": "boss", "MARIADB_ROOT_PASSWORD": "x"}, ("boss", "x")),
        ("mysql", {"MYSQL_RANDOM_ROOT_PASSWORD": "yes"}, (None, None)),
        ("postgresql", {"POSTGRES_PASSWORD": "x"}, ("postgres", "x")),
        ("postgresql", {"POSTGRES_USER": "boss", "POSTGRES_PASSWORD": "x"}, ("boss", "x")),
        ("postgresql", {"POSTGRESQL_USERNAME": "om", "POSTGRESQL_PASSWORD": "x"}, ("om", "x")),
        (
            "postgresql",
            {"POSTGRESQL_USERNAME": "om", "POSTGRESQL_PASSWORD": "y", "POSTGRESQL_POSTGRES_PASSWORD": "x"},
            ("postgres", "x"),
        ),
    ],
)
def test_administrators_of_images(engine: str, environment: dict[str, str], administrator: tuple[str, str]) -> None:
    database = with_server({"environment": {"DB_HOST": "db", "DB_SCHEME": engine}}, db={"environment": environment})[
        "database"
    ]
    assert (database["admin_user"], database["admin_password"]) == administrator


@pytest.mark.parametrize(
    ("service", "file"),
    [
        ({"secrets": [{"source": "pw", "target": "/run/secrets/root"}]}, "/p/pw.txt"),
        ({"secrets": [{"source": "pw", "target": "root"}]}, "/p/pw.txt"),
        ({"volumes": [{"type": "bind", "source": "/srv/s", "target": "/run/secrets"}]}, "/srv/s/root"),
        ({"volumes": [{"type": "bind", "source": "/srv/s", "target": "/run/secrets/root"}]}, "/srv/s"),
    ],
)
def test_a_password_in_a_file(service: dict[str, t.Any], file: str) -> None:
    db = {"environment": {"MYSQL_ROOT_PASSWORD_FILE": "/run/secrets/root"}, **service}
    server = {"image": "openmetadata/server:1.9.17", "environment": {"DB_HOST": "db"}}
    services, secrets = {"openmetadata-server": server, "db": db}, {"pw": {"file": "/p/pw.txt"}}
    made = installed(services, secrets=secrets)
    assert made["problems"] == []
    assert made["ask"]["password_files"] == [{"host": "one", "file": file}]
    # an administrator without a password is of no use
    assert made["database"]["admin_user"] is None
    read = [{"item": {"host": "one", "file": file}, "content": base64.b64encode(b"p w\n").decode()}]
    database = installed(services, {"read": read}, secrets=secrets)["database"]
    assert (database["admin_user"], database["admin_password"]) == ("root", "p w")


def test_a_password_in_a_file_that_nobody_knows() -> None:
    db = {"environment": {"POSTGRES_PASSWORD_FILE": "/run/secrets/root"}}
    server = {"environment": {"DB_HOST": "db", "DB_SCHEME": "postgresql"}}
    (problem,) = with_server(server, db=db)["problems"]
    assert all(words in problem for words in ("service db", "/run/secrets/root", "om_database_admin_user"))
    assert with_server(server, {"given": ["om_database_admin_user"]}, db=db)["problems"] == []


LABELS = {"com.docker.compose.project.config_files": "-", "com.docker.compose.project.working_dir": "/p"}


@pytest.mark.parametrize(
    ("seen", "given", "files", "problem"),
    [
        ({}, {"dir": "/p", "files": ["c.yml", "sub/o.yml"]}, ["/p/c.yml", "/p/sub/o.yml"], ""),
        ({}, {"dir": "", "files": ["/p/c.yml", "sub/o.yml"]}, ["/p/c.yml", "/p/sub/o.yml"], ""),
        ({}, {"dir": "", "files": ["c.yml"]}, ["c.yml"], "om_compose_project_dir"),
        ({"Config": {"Labels": LABELS}}, {"dir": "", "files": []}, [], "standard input"),
        ({"Config": {"Labels": LABELS}}, {"dir": "", "files": ["c.yml"]}, ["/p/c.yml"], ""),
    ],
)
def test_files_that_the_user_names(
    seen: dict[str, t.Any], given: dict[str, t.Any], files: list[str], problem: str
) -> None:
    project = locate(seen, "one", {"name": "", **given}, {})
    assert project["files"] == files
    said = unknown_files(seen, given, project)
    assert problem in said
    assert bool(said) == bool(problem)
