# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A small world of real parts: the lab's database, its Airflow and its OpenMetadata stand-in, in our own containers."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import time
import typing as t
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGISTRY = os.environ.get("OM_LAB_REGISTRY", "openmetadata-ops-lab")
PREFIX = "om_bench_pipelines"
DATABASE = {"mysql": ("db", 3306, "root"), "postgresql": ("postgresql", 5432, "postgres")}
SCHEMES = {"mysql": "mysql+mysqldb", "postgresql": "postgresql+psycopg2"}
DRIVERS = {"mysql": "com.mysql.cj.jdbc.Driver", "postgresql": "org.postgresql.Driver"}
PASSWORD = "password"


def docker(*arguments: str, check: bool = True, text: str | None = None) -> str:
    """Run docker and return its output."""
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, input=text, check=False)
    if check and done.returncode:
        raise RuntimeError(f"docker {' '.join(arguments[:3])}: {done.stderr.strip()[-2000:]}")
    return done.stdout.strip()


def wait_for(what: str, test: t.Callable[[], t.Any], seconds: float = 300) -> t.Any:
    """What the test returns, as soon as it is true."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, RuntimeError, ValueError):
            found = test()
            if found:
                return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.5)


def ask(url: str, *, method: str = "GET", body: t.Any = None, headers: dict[str, str] | None = None) -> t.Any:
    """One request; the decoded JSON."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data=data, method=method, headers={"Content-Type": "application/json", **(headers or {})}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        text = response.read()
        return json.loads(text) if text.startswith((b"{", b"[")) else text.decode()


@dataclasses.dataclass
class World:
    """One engine with OpenMetadata of one version, and Airflow of the release that comes with it.

    Attributes:
        engine: ``mysql`` or ``postgresql``.
        version: OpenMetadata's version; 1.9.17 brings Airflow 2.10.5, 1.11.4 brings 3.1.5.
        dags: names of the pipelines that Airflow gets.
        with_airflow: whether there is an Airflow at all.
    """

    engine: str
    version: str
    dags: tuple[str, ...] = ()
    with_airflow: bool = True

    def __post_init__(self) -> None:
        # faults and benchmark may run side by side
        kind = "" if self.with_airflow else "_plain"
        self.name = (
            f"{PREFIX}_{self.engine}_{self.version.replace('.', '_')}{kind}{os.environ.get('OM_LAB_SUFFIX', '')}"
        )
        self.token = ""

    def container(self, part: str) -> str:
        return f"{self.name}_{part}"

    def port(self, part: str, port: int) -> int:
        return int(docker("port", self.container(part), f"{port}/tcp").splitlines()[0].rpartition(":")[2])

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port('server', 8585)}/api"

    @property
    def airflow_url(self) -> str:
        return f"http://127.0.0.1:{self.port('ingestion', 8080)}"

    def login(self, database: str) -> dict[str, t.Any]:
        """The module's options for one of the databases."""
        return {
            "engine": self.engine,
            "login_host": "127.0.0.1",
            "login_port": self.port("database", DATABASE[self.engine][1]),
            "login_user": DATABASE[self.engine][2],
            "login_password": PASSWORD,
            "login_db": database,
        }

    def __enter__(self) -> World:
        self.remove()
        docker("network", "create", self.name)
        try:
            self._start_database()
            self._start_server()
            if self.with_airflow:
                self.start_airflow()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_exc: object) -> None:
        self.remove()

    def remove(self) -> None:
        for part in ("ingestion", "server", "migrate", "database"):
            docker("rm", "--force", "--volumes", self.container(part), check=False)
        docker("network", "rm", self.name, check=False)

    def _run(self, part: str, image: str, alias: str, *arguments: str, detach: bool = True) -> None:
        docker(
            "run",
            *(["--detach"] if detach else ["--rm"]),
            "--name",
            self.container(part),
            "--network",
            self.name,
            "--network-alias",
            alias,
            *arguments,
        )

    def _start_database(self) -> None:
        image, port, user = DATABASE[self.engine]
        variables = {
            "MYSQL_ROOT_PASSWORD": PASSWORD,
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": PASSWORD,
            "OM_DB_USER_PASSWORD": "openmetadata_password",
            "AIRFLOW_DB_PASSWORD": "airflow_pass",
        }
        flags = ["--log_bin_trust_function_creators=1", "--sort_buffer_size=20M"] if self.engine == "mysql" else []
        self._run(
            "database",
            image,
            "database",
            "--publish",
            f"127.0.0.1::{port}",
            *_environment(variables),
            f"{REGISTRY}/{image}:1.9.17",
            *flags,
        )
        probe = (
            ["sh", "-c", f"MYSQL_PWD={PASSWORD} mysql --protocol=tcp --user=root -e 'use openmetadata_db'"]
            if self.engine == "mysql"
            else ["sh", "-c", f"PGPASSWORD={PASSWORD} psql -h 127.0.0.1 -U {user} -d openmetadata_db -c 'select 1'"]
        )
        wait_for("the database", lambda: docker("exec", self.container("database"), *probe, check=True) or True)

    def _server_variables(self) -> dict[str, str]:
        return {
            "DB_DRIVER_CLASS": DRIVERS[self.engine],
            "DB_SCHEME": self.engine,
            "DB_HOST": "database",
            "DB_PORT": str(DATABASE[self.engine][1]),
            "DB_USER": "openmetadata_user",
            "DB_USER_PASSWORD": "openmetadata_password",
            "OM_DATABASE": "openmetadata_db",
            "PIPELINE_SERVICE_CLIENT_ENDPOINT": "http://ingestion:8080",
            "AIRFLOW_TIMEOUT": "3",
        }

    def _start_server(self) -> None:
        image = f"{REGISTRY}/server:{self.version}"
        variables = _environment(self._server_variables())
        migrate = [image, "./bootstrap/openmetadata-ops.sh", "migrate"]
        self._run("migrate", "server", "migrate", *variables, *migrate, detach=False)
        self._run("server", "server", "openmetadata-server", "--publish", "127.0.0.1::8585", *variables, image)
        self.wait_for_server()
        self.token = docker(
            "exec", self.container("server"), "./bin/openmetadata-standin", "token", "ingestion-bot"
        ).splitlines()[-1]
        self.make_pipelines()

    def wait_for_server(self) -> None:
        wait_for("OpenMetadata", lambda: ask(f"{self.api_url}/v1/system/version"))

    def call(self, method: str, path: str, body: t.Any = None) -> t.Any:
        """One request to OpenMetadata as the bot."""
        return ask(
            f"{self.api_url}/v1/{path}", method=method, body=body, headers={"Authorization": f"Bearer {self.token}"}
        )

    def make_pipelines(self) -> None:
        """A service, and a pipeline for each DAG."""
        service = {"name": "bench_service", "serviceType": "Mysql", "connection": {"config": {"type": "Mysql"}}}
        created = self.call("POST", "services/databaseServices", service)
        for name in self.dags:
            self.call(
                "POST",
                "services/ingestionPipelines",
                {
                    "name": name,
                    "pipelineType": "metadata",
                    "service": {"id": created["id"], "type": "databaseService"},
                    "sourceConfig": {"config": {"type": "DatabaseMetadata"}},
                    "airflowConfig": {"scheduleInterval": "0 0 * * *"},
                },
            )

    def start_airflow(self) -> None:
        """A container for the ingestion, ready when it has parsed the DAGs."""
        variables = {
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__PARALLELISM": "8",
            "AIRFLOW__WEBSERVER__WORKERS": "1",
            "AIRFLOW__API__WORKERS": "1",
            # Noticed sooner than in production, so that a test need not wait for minutes; the module is told the same.
            "AIRFLOW__SCHEDULER__SCHEDULER_ZOMBIE_TASK_THRESHOLD": "30",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
            "AIRFLOW__SCHEDULER__JOB_HEARTBEAT_SEC": "3",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "3",
            "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_SEC": "3",
            "DB_HOST": "database",
            "DB_PORT": str(DATABASE[self.engine][1]),
            "AIRFLOW_DB": "airflow_db",
            "DB_SCHEME": SCHEMES[self.engine],
            "DB_USER": "airflow_user",
            "DB_PASSWORD": "airflow_pass",
            "OM_BENCH_DAGS": " ".join(self.dags),
            "OM_BENCH_TOKEN": self.token,
        }
        self._run(
            "ingestion",
            "ingestion",
            "ingestion",
            "--publish",
            "127.0.0.1::8080",
            "--volume",
            f"{ROOT / 'bench' / 'pipelines' / 'dags'}:/opt/airflow/dags:ro",
            *_environment(variables),
            "--entrypoint",
            "/bin/bash",
            f"{REGISTRY}/ingestion:{self.version}",
            "/opt/airflow/ingestion_dependency.sh",
        )
        self.wait_for_airflow()

    def wait_for_airflow(self) -> None:
        wait_for("Airflow's DAGs", lambda: len(self.airflow("GET", "dags?limit=100")["dags"]) >= len(self.dags), 900)

    def airflow(self, method: str, path: str, body: t.Any = None) -> t.Any:
        """One request to Airflow's own API."""
        if self.version.startswith("1.9"):
            headers = {"Authorization": "Basic " + base64.b64encode(b"admin:admin").decode()}
            return ask(f"{self.airflow_url}/api/v1/{path}", method=method, body=body, headers=headers)
        token = ask(f"{self.airflow_url}/auth/token", method="POST", body={"username": "admin", "password": "admin"})
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        return ask(f"{self.airflow_url}/api/v2/{path}", method=method, body=body, headers=headers)

    def trigger(self, name: str, **conf: t.Any) -> str:
        """Start a run; the id of the DAG run."""
        body: dict[str, t.Any] = {"conf": conf}
        if not self.version.startswith("1.9"):
            body["logical_date"] = None
        return str(self.airflow("POST", f"dags/{name}/dagRuns", body)["dag_run_id"])

    def status(self, name: str) -> dict[str, t.Any]:
        """The newest status that OpenMetadata has of a pipeline."""
        shown = self.call("GET", f"services/ingestionPipelines/name/bench_service.{name}?fields=pipelineStatuses")
        found = shown.get("pipelineStatuses") or {}
        return found[0] if isinstance(found, list) else found

    def wait_for_state(self, name: str, *states: str, seconds: float = 600) -> dict[str, t.Any]:
        """The status, as soon as OpenMetadata shows one of the states."""
        return wait_for(
            f"{name} {states}",
            lambda: self.status(name) if self.status(name).get("pipelineState") in states else None,
            seconds,
        )


def _environment(variables: dict[str, str]) -> list[str]:
    return [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
