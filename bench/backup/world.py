# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A database server of our own in a container, its clients on this host, and runs of the modules against it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pathlib
import subprocess
import sys
import threading
import time
import typing as t

ROOT = pathlib.Path(__file__).resolve().parents[2]
REGISTRY = os.environ.get("OM_LAB_REGISTRY", "openmetadata-ops-lab")
IMAGES = {"mysql": ("db", 3306, "root"), "postgresql": ("postgresql", 5432, "postgres")}
PASSWORD = "password"
PROGRAMS = {"mysql": ("mysqldump", "mysql"), "postgresql": ("pg_dump", "psql")}


def run(*argv: str, check: bool = True, **options: t.Any) -> str:
    """Run a program and return what it printed."""
    done = subprocess.run(argv, capture_output=True, text=True, check=False, **options)
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(argv[:4])}: {done.stderr.strip()[-2000:]}")
    return done.stdout.strip()


@dataclasses.dataclass
class Outcome:
    """One run of a module."""

    result: dict[str, t.Any]
    seconds: float
    megabytes: float  # the module's own memory at its highest, without the programs that it runs
    code: int


class World:
    """One engine's server. ``directory`` is for clients, dumps and whatever else."""

    def __init__(self, engine: str, directory: pathlib.Path, name: str) -> None:
        self.engine = engine
        self.directory = directory
        self.container = f"om_{name}_{engine}"
        self.network = f"om_{name}_{engine}"
        self.user = IMAGES[engine][2]
        self.port = 0
        self.clients = directory / "clients"

    def __enter__(self) -> World:
        self.__exit__()
        image, port, _user = IMAGES[self.engine]
        run(str(ROOT / "lab" / "bin" / "images"), image)
        run("docker", "network", "create", self.network)
        secret = "MYSQL_ROOT_PASSWORD" if self.engine == "mysql" else "POSTGRES_PASSWORD"
        options = ["--env", f"{secret}={PASSWORD}", "--env", "OM_LAB_DATABASES=no", "--network", self.network]
        # On a machine that does much else: a control group of its own, for example.
        options += os.environ.get("OM_BENCH_DOCKER_OPTIONS", "").split()
        version = os.environ.get("OM_LAB_VERSION", "1.9.17")
        publish = f"127.0.0.1::{port}"
        run("docker", "run", "-d", "--name", self.container, *options, "-p", publish, f"{REGISTRY}/{image}:{version}")
        self.wait()
        if self.engine == "mysql":
            self._take_clients()
        return self

    def __exit__(self, *exc: object) -> None:
        run("docker", "rm", "-f", "-v", self.container, check=False)
        run("docker", "network", "rm", self.network, check=False)

    def wait(self) -> None:
        """Until the server answers, also after it was started again."""
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(Exception):
                self.port = int(run("docker", "port", self.container, f"{IMAGES[self.engine][1]}/tcp").split(":")[-1])
                self.connect(None).close()
                return
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.container} does not answer")
            time.sleep(0.5)

    def _take_clients(self) -> None:
        """Oracle's clients out of the image, with their libraries: Debian 12 has only MariaDB's."""
        library = self.clients / "lib"
        library.mkdir(parents=True)
        programs = [f"/usr/bin/{program}" for program in PROGRAMS["mysql"]]
        listed = run("docker", "exec", self.container, "ldd", *programs)
        files = {word for word in listed.split() if word.startswith("/") and not word.endswith(":")}
        for path in [*files, *programs]:
            run("docker", "cp", "-L", f"{self.container}:{path}", str(library / os.path.basename(path)))
        loader = next(path for path in library.iterdir() if path.name.startswith("ld-linux"))
        for program in PROGRAMS["mysql"]:
            script = self.clients / program
            script.write_text(f'#!/bin/sh\nexec {loader} --library-path {library} {library}/{program} "$@"\n')
            script.chmod(0o755)

    def connect(self, database: str | None) -> t.Any:
        """A connection in autocommit mode."""
        login: dict[str, t.Any] = {"host": "127.0.0.1", "port": self.port, "user": self.user, "password": PASSWORD}
        if self.engine == "mysql":
            import pymysql

            return pymysql.connect(database=database, charset="utf8mb4", autocommit=True, **login)
        import psycopg2

        raw = psycopg2.connect(dbname=database or "postgres", **login)
        raw.autocommit = True
        return raw

    def query(self, sql: str, database: str | None = None) -> list[tuple[t.Any, ...]]:
        """Rows of one statement."""
        raw = self.connect(database)
        with contextlib.closing(raw), contextlib.closing(raw.cursor()) as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []

    def settle(self) -> None:
        """Let the server and the machine write what earlier work left to them, or the next one is slowed by it."""
        if self.engine == "mysql":
            name = "innodb_max_dirty_pages_pct"
            before = self.query(f"SELECT @@GLOBAL.{name}")[0][0]
            self.query(f"SET GLOBAL {name} = 0")
            deadline = time.monotonic() + 120
            while int(self.query("SHOW GLOBAL STATUS LIKE 'innodb_buffer_pool_pages_dirty'")[0][1]) > 100:
                if time.monotonic() > deadline:
                    raise TimeoutError("MySQL does not write its dirty pages")
                time.sleep(0.5)
            self.query(f"SET GLOBAL {name} = {before}")
        else:
            self.query("CHECKPOINT")
        os.sync()

    def create(self, database: str) -> None:
        """An empty database of that name."""
        self.drop(database)
        self.query(f"CREATE DATABASE {database}" + (" CHARACTER SET utf8mb4" if self.engine == "mysql" else ""))

    def drop(self, database: str) -> None:
        """Nothing of that name."""
        self.query(f"DROP DATABASE IF EXISTS {database}")

    def checksums(self, database: str) -> dict[str, t.Any]:
        """The server's own: CHECKSUM TABLE, or the sum of the rows' hashes."""
        if self.engine == "mysql":
            sql = f"SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = '{database}'"
            sql += " AND TABLE_TYPE = 'BASE TABLE'"
            names = [row[0] for row in self.query(sql)]
            rows = self.query("CHECKSUM TABLE " + ", ".join(f"`{name}`" for name in names), database)
            return {name.partition(".")[2]: checksum for name, checksum in rows}
        sql = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        return {
            name: self.query(f'SELECT COUNT(*), SUM(hashtextextended(t::text, 0)::numeric) FROM "{name}" t', database)
            for (name,) in self.query(sql, database)
        }

    @property
    def environment(self) -> dict[str, str]:
        """For plain clients: found, and able to log in."""
        env = {**os.environ, "MYSQL_PWD": PASSWORD, "PGPASSWORD": PASSWORD}
        if self.engine == "mysql":
            env["PATH"] = f"{self.clients}:{env['PATH']}"
        return env

    @property
    def login(self) -> list[str]:
        """A plain client's options."""
        if self.engine == "mysql":
            return ["--no-defaults", f"--user={self.user}", "--host=127.0.0.1", f"--port={self.port}"]
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", self.user]

    @property
    def options(self) -> dict[str, t.Any]:
        """The modules' options."""
        found: dict[str, t.Any] = {
            "engine": self.engine,
            "login_host": "127.0.0.1",
            "login_port": self.port,
            "login_user": self.user,
            "login_password": PASSWORD,
        }
        if self.engine == "mysql":
            found["client_bin"] = str(self.clients)
        return found

    def start(self, module: str, **options: t.Any) -> subprocess.Popen[str]:
        """Begin a run of a module's code, as Ansible would on the host."""
        arguments = {**self.options, "_ansible_check_mode": False, **options}
        path = self.directory / f"arguments-{time.monotonic_ns()}.json"
        path.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": arguments}))
        path.chmod(0o600)
        name = f"ansible_collections.openmetadata.ops.plugins.modules.{module}"
        argv = [sys.executable, "-m", name, str(path)]
        return subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def module(self, module: str, **options: t.Any) -> Outcome:
        """A run of a module, to its end."""
        begun = time.monotonic()
        process = self.start(module, **options)
        memory = _Memory(process.pid)
        memory.start()
        return finish(process, begun, memory)


class _Memory(threading.Thread):
    """Watches how much memory a process has had at most."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.kilobytes = 0
        self._path = pathlib.Path(f"/proc/{pid}/status")

    def run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                for line in self._path.read_text().splitlines():
                    if line.startswith("VmHWM:"):
                        self.kilobytes = max(self.kilobytes, int(line.split()[1]))
                time.sleep(0.1)


def finish(process: subprocess.Popen[str], begun: float, memory: _Memory | None = None) -> Outcome:
    """Wait for a run and read its result; a run that was killed has none."""
    out, errors = process.communicate()
    seconds = time.monotonic() - begun
    try:
        result = json.loads(out)
    except ValueError:
        result = {"failed": True, "msg": errors[-2000:] or "killed"}
    return Outcome(result, seconds, memory.kilobytes / 1024 if memory else 0.0, process.returncode)
