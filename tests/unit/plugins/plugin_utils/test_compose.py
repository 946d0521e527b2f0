# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import copy
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose import (
    describe,
    engine_of,
    published_port,
)
from ansible_collections.openmetadata.ops.plugins.plugin_utils._compose_services import split_image

# The shape of the official quickstart, as `docker compose config --format json` prints it.
QUICKSTART: dict[str, t.Any] = {
    "name": "docker",
    "services": {
        "mysql": {
            "container_name": "openmetadata_mysql",
            "image": "r.example/openmetadata/db:1.9.17",
            "command": ["--sort_buffer_size=10M"],
            "environment": {"MYSQL_ROOT_PASSWORD": "password"},
            "ports": [{"mode": "ingress", "target": 3306, "published": "13306", "protocol": "tcp"}],
        },
        "execute-migrate-all": {
            "container_name": "execute_migrate_all",
            "image": "r.example/openmetadata/server:1.9.17",
            "command": ["./bootstrap/openmetadata-ops.sh", "migrate"],
        },
        "openmetadata-server": {
            "container_name": "openmetadata_server",
            "image": "r.example/openmetadata/server:1.9.17",
            "environment": {
                "DB_SCHEME": "mysql",
                "DB_DRIVER_CLASS": "com.mysql.cj.jdbc.Driver",
                "DB_HOST": "mysql",
                "DB_PORT": "3306",
                "DB_USER": "openmetadata_user",
                "DB_USER_PASSWORD": "secret",
                "OM_DATABASE": "openmetadata_db",
            },
            "ports": [
                {"target": 8585, "published": "8585", "host_ip": "0.0.0.0"},
                {"target": 8586, "published": "8586"},
            ],
        },
        "ingestion": {
            "container_name": "openmetadata_ingestion",
            "image": "r.example/openmetadata/ingestion:1.9.17",
            "environment": {
                "DB_HOST": "mysql",
                "DB_PORT": "3306",
                "AIRFLOW_DB": "airflow_db",
                "DB_SCHEME": "mysql+mysqldb",
                "DB_USER": "airflow_user",
                "DB_PASSWORD": "airflow_pass",
            },
            "ports": [{"target": 8080, "published": "8080"}],
        },
    },
}


def test_the_quickstart_is_understood() -> None:
    found = describe(QUICKSTART)
    assert found["services"] == {
        "server": "openmetadata-server",
        "migrate": "execute-migrate-all",
        "ingestion": "ingestion",
        "database": "mysql",
        "airflow_database": "mysql",
    }
    assert found["images"]["server"] == "r.example/openmetadata/server:1.9.17"
    assert found["containers"]["database"] == "openmetadata_mysql"
    assert found["api"] == {
        "port": {"host": "127.0.0.1", "port": 8585, "everywhere": True},
        "admin_port": {"host": "127.0.0.1", "port": 8586, "everywhere": True},
    }
    database = found["database"]
    assert (database["engine"], database["name"], database["user"]) == ("mysql", "openmetadata_db", "openmetadata_user")
    assert database["published"] == {"host": "127.0.0.1", "port": 13306, "everywhere": True}
    assert (database["admin_user"], database["admin_password"]) == ("root", "password")
    assert found["airflow"]["database"]["scheme"] == "mysql+mysqldb"
    assert found["airflow"]["database"]["name"] == "airflow_db"


def test_renamed_services_are_recognised_by_what_they_run() -> None:
    project = copy.deepcopy(QUICKSTART)
    services = project["services"]
    for old, new in (("openmetadata-server", "catalogue"), ("ingestion", "workers"), ("execute-migrate-all", "init")):
        services[new] = services.pop(old)
        del services[new]["container_name"]
    found = describe(project)
    assert (found["services"]["server"], found["services"]["ingestion"]) == ("catalogue", "workers")
    assert found["services"]["migrate"] == "init"
    assert found["containers"]["server"] is None


def test_an_external_database_has_no_service_and_no_administrator() -> None:
    project = copy.deepcopy(QUICKSTART)
    del project["services"]["mysql"]
    project["services"]["openmetadata-server"]["environment"] |= {
        "DB_HOST": "db.example.org",
        "DB_SCHEME": "postgresql",
        "DB_PORT": "",
    }
    database = describe(project)["database"]
    assert (database["service"], database["published"], database["admin_user"]) == (None, None, None)
    assert (database["engine"], database["host"], database["port"]) == ("postgresql", "db.example.org", 5432)


def test_ingestion_in_another_project() -> None:
    server, other = copy.deepcopy(QUICKSTART), copy.deepcopy(QUICKSTART)
    del server["services"]["ingestion"]
    other["services"] = {"ingestion": other["services"]["ingestion"]}
    found = describe(server, other)
    assert found["services"]["ingestion"] == "ingestion"
    assert (found["airflow"]["database"]["service"], found["airflow"]["database"]["project"]) == ("mysql", "server")
    other["services"]["mysql"] = {"container_name": "airflow_mysql", "ports": [{"target": 3306, "published": "3307"}]}
    found = describe(server, other)
    assert (found["database"]["container"], found["database"]["project"]) == ("openmetadata_mysql", "server")
    assert (found["airflow"]["database"]["container"], found["airflow"]["database"]["project"]) == (
        "airflow_mysql",
        "ingestion",
    )
    assert describe(server)["airflow"] | {"password": ""} == {
        "present": False,
        "database": None,
        "port": None,
        "user": "admin",
        "password": "",
        "pip_requirements": "",
    }


def test_airflow_connection_string_wins() -> None:
    project = copy.deepcopy(QUICKSTART)
    project["services"]["ingestion"]["environment"]["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = (
        "postgresql+psycopg2://air%40flow:p%2Fw@pg.example.org:6432/flows"
    )
    database = describe(project)["airflow"]["database"]
    assert (database["engine"], database["host"], database["port"]) == ("postgresql", "pg.example.org", 6432)
    assert (database["user"], database["password"], database["name"]) == ("air@flow", "p/w", "flows")


@pytest.mark.parametrize(
    ("scheme", "engine"),
    [("mysql", "mysql"), ("mysql+pymysql", "mysql"), ("postgresql+psycopg2", "postgresql"), ("postgres", "postgresql")],
)
def test_engine_of(scheme: str, engine: str) -> None:
    assert engine_of(scheme) == engine


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("server:1.9.17", ("server", "1.9.17")),
        ("host:5000/openmetadata/server", ("host:5000/openmetadata/server", "")),
        ("host:5000/openmetadata/server:1.9.17", ("host:5000/openmetadata/server", "1.9.17")),
        ("", ("", "")),
    ],
)
def test_split_image(image: str, parts: tuple[str, str]) -> None:
    assert split_image(image) == parts


def test_a_port_that_is_not_published_has_no_address() -> None:
    assert published_port({"ports": [{"target": 3306}]}, 3306) is None


@pytest.mark.parametrize(
    ("volumes", "files"),
    [
        ([], []),
        (
            [{"type": "bind", "source": "/srv/om.yaml", "target": "/opt/openmetadata/conf/openmetadata.yaml"}],
            ["/srv/om.yaml"],
        ),
        (
            [{"type": "bind", "source": "/srv/conf/", "target": "/opt/openmetadata/conf/"}],
            ["/srv/conf/openmetadata.yaml"],
        ),
        ([{"type": "volume", "source": "conf", "target": "/opt/openmetadata/conf"}], []),
        ([{"type": "bind", "source": "/srv/log4j.yaml", "target": "/opt/openmetadata/conf/log4j.yaml"}], []),
    ],
)
def test_the_files_that_may_be_the_configuration(volumes: list[dict[str, str]], files: list[str]) -> None:
    project = copy.deepcopy(QUICKSTART)
    project["services"]["openmetadata-server"]["volumes"] = volumes
    assert describe(project)["configuration"] == files
