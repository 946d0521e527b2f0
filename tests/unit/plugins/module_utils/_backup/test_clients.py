# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Client programs: which are refused, how they find the server, and where the password is."""

from __future__ import annotations

import dataclasses
import os
import pathlib
import sys
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.clients import (
    Client,
    client_problem,
    program_version,
    secret_file,
    short_version,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

ORACLE = "mysqldump  Ver 9.7.4-2 for Linux on x86_64 ((Debian))"
ORACLE_80 = "mysqldump  Ver 8.0.40 for Linux on x86_64 (MySQL Community Server - GPL)"
MARIADB = "mysqldump  Ver 10.19 Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)"
MARIADB_NEW = "mariadb-dump from 11.8.2-MariaDB, client 10.19 for debian-linux-gnu (x86_64)"
PG_DUMP = "pg_dump (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
LOGIN = Login(engine="mysql", host="db", port=3306, user="root", password="s!'\"$\\#ü x", database="om")
PG_LOGIN = dataclasses.replace(LOGIN, engine="postgresql", port=5432)


@pytest.mark.parametrize(
    ("engine", "said", "server", "why"),
    [
        ("mysql", ORACLE, "9.7.4", None),
        ("mysql", ORACLE, "8.0.37", None),
        ("mysql", ORACLE_80, "8.0.40", "too old"),
        ("mysql", "mysqldump  Ver 8.3.0 for Linux", "8.0.40", None),
        ("mysql", "mysqldump  Ver 8.2.0 for Linux", "8.0.40", "too old"),
        ("mysql", "mysqldump who knows", "8.0.40", "too old"),
        ("mysql", MARIADB, "9.7.4", "MariaDB's"),
        ("mysql", MARIADB_NEW, "9.7.4", "MariaDB's"),
        ("mysql", MARIADB, "10.11.6-MariaDB-0+deb12u1", None),
        ("postgresql", PG_DUMP, "15.18 (Debian 15.18-0+deb12u1)", None),
        ("postgresql", PG_DUMP, "13.3", None),
        ("postgresql", PG_DUMP, "17.6", "older than the server"),
        ("postgresql", "pg_dump (PostgreSQL) 17beta1", "17.6", None),
        ("postgresql", "nonsense", "17.6", "older than the server"),
    ],
)
def test_which_clients_are_refused(engine: str, said: str, server: str, why: str | None) -> None:
    problem = client_problem(engine, said, server)
    assert (problem is None) == (why is None)
    assert why is None or why in str(problem)


@pytest.mark.parametrize(
    ("said", "version", "short"),
    [
        (ORACLE, (9, 7, 4), "9.7.4"),
        (PG_DUMP, (15, 20), "15.20"),
        ("17.6", (17, 6), "17.6"),
        ("16", (16,), "16"),
        ("nothing", None, "nothing"),
    ],
)
def test_versions(said: str, version: tuple[int, ...] | None, short: str) -> None:
    assert program_version(said) == version
    assert short_version(said) == short


@pytest.mark.parametrize(
    ("changes", "client", "host", "port"),
    [
        ({}, {}, "db", 3306),
        ({"port": 3307}, {"kind": "docker"}, "db", 3307),
        # a published port is not the port inside the database's own container
        ({"host": "127.0.0.1", "port": 13306}, {"kind": "docker"}, "127.0.0.1", 3306),
        ({"host": "localhost", "port": 13306}, {"kind": "kubernetes"}, "localhost", 3306),
        ({"host": "127.0.0.1", "port": 13306}, {}, "127.0.0.1", 13306),
        ({"host": "127.0.0.1", "port": 13306}, {"kind": "docker", "host": "mysql"}, "mysql", 13306),
        ({"host": "127.0.0.1", "port": 13306}, {"kind": "docker", "host": "mysql", "port": 3306}, "mysql", 3306),
        ({"host": "127.0.0.1", "port": 13306}, {"kind": "docker", "port": 3310}, "127.0.0.1", 3310),
    ],
)
def test_where_the_server_is(changes: dict[str, t.Any], client: dict[str, t.Any], host: str, port: int) -> None:
    found = Client(login=dataclasses.replace(LOGIN, **changes), **client)
    assert (found.server_host, found.server_port) == (host, port)


def test_mysql_arguments() -> None:
    argv = Client(login=dataclasses.replace(LOGIN, tls_mode="verify_ca", ca_cert="/ca")).arguments("om")
    assert argv == ["--user=root", "--ssl-mode=VERIFY_CA", "--host=db", "--port=3306", "--protocol=tcp", "--ssl-ca=/ca"]
    assert "--socket=/s" in Client(login=dataclasses.replace(LOGIN, unix_socket="/s")).arguments("om")
    assert "--socket=/s" not in Client(login=dataclasses.replace(LOGIN, unix_socket="/s"), kind="docker").arguments(
        "om"
    )


def test_postgresql_arguments() -> None:
    argv = Client(login=dataclasses.replace(PG_LOGIN, user="o'b\\x")).arguments("a b")
    assert argv[:2] == ["-w", "-d"]
    assert "user='o\\'b\\\\x'" in argv[2]
    assert "dbname='a b'" in argv[2]
    assert "sslmode='prefer'" in argv[2]


def test_secret_files() -> None:
    assert secret_file(LOGIN) == '[client]\npassword="s!\'\\"$\\\\#ü x"\n'
    assert secret_file(dataclasses.replace(PG_LOGIN, password="a:b\\c")) == "*:*:*:*:a\\:b\\\\c\n"


@pytest.fixture
def program(tmp_path: pathlib.Path) -> pathlib.Path:
    """A client program that tells what it was given."""
    path = tmp_path / "tell"
    path.write_text(
        f"#!{sys.executable}\n"
        "import os, stat, sys\n"
        "print(sys.argv[1:])\n"
        "path = os.environ.get('PGPASSFILE') or sys.argv[1].partition('=')[2]\n"
        "print(stat.S_ISREG(os.stat(path).st_mode), oct(stat.S_IMODE(os.stat(path).st_mode)))\n"
        "print(open(path).read())\n"
        "print([value for name, value in os.environ.items() if 's!' in value])\n"
    )
    path.chmod(0o700)
    return path


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="only Linux has files in memory")
@pytest.mark.parametrize("login", [LOGIN, PG_LOGIN])
def test_the_password_is_neither_argument_nor_variable(program: pathlib.Path, login: Login) -> None:
    client = Client(login=login, directory=str(program.parent))
    told = client.run(program.name, ["x"]).splitlines()
    assert login.password not in told[0]
    assert told[1] == "True 0o600"
    assert "[]" in told[-1]
    assert secret_file(login).strip() in "\n".join(told)


def test_containers_get_the_password_by_their_standard_input(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = tmp_path / "docker"
    docker.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.argv"\nenv > "$0.env"\nshift 3\nexec "$@"\n')
    docker.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (tmp_path / "tell").write_text('#!/bin/sh\necho "$1 $2"; printenv MYSQL_PWD\n')
    (tmp_path / "tell").chmod(0o700)
    client = Client(login=LOGIN, kind="docker", container="c")
    assert client.run("tell", ["x"]) == f"--no-defaults x\n{LOGIN.password}\n"
    argv = (tmp_path / "docker.argv").read_text().splitlines()
    assert argv[:4] == ["exec", "-i", "c", "sh"]
    assert LOGIN.password not in (tmp_path / "docker.argv").read_text()
    assert LOGIN.password not in (tmp_path / "docker.env").read_text()


def test_containers_keep_exit_codes(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kubectl").write_text('#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done; shift\nexec "$@"\n')
    (tmp_path / "kubectl").chmod(0o700)
    (tmp_path / "dump").write_text('#!/bin/sh\nprintenv PGPASSWORD; echo "no $PGPASSWORD" >&2; exit $1\n')
    (tmp_path / "dump").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    client = Client(login=PG_LOGIN, kind="kubernetes", pod="p", namespace="n", container="c", directory=str(tmp_path))
    assert client.run("dump", ["0"]) == PG_LOGIN.password + "\n"
    with pytest.raises(OpsError, match=r"in pod p ended with exit code 3: no \*\*\*\*\*\*\*\*"):
        client.run("dump", ["3"])


@pytest.mark.parametrize("kind", ["local", "docker"])
@pytest.mark.parametrize("there", [True, False])
def test_a_dump_program_writes_large_blocks_where_stdbuf_is(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, kind: str, there: bool
) -> None:
    scripts = {
        "docker": '#!/bin/sh\nshift 3\nexec "$@"\n',
        "dump": '#!/bin/sh\necho "buffer ${BUFFER:-none}, $2"; exit 3\n',
        **({"stdbuf": '#!/bin/sh\nexport BUFFER="$1"; shift\nexec "$@"\n'} if there else {}),
    }
    for name, text in scripts.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o700)
    (tmp_path / "sh").symlink_to("/bin/sh")
    (tmp_path / "cat").symlink_to("/bin/cat")
    monkeypatch.setenv("PATH", str(tmp_path))
    client = Client(login=LOGIN, kind=kind, container="c", directory=str(tmp_path))
    process, errors = client.spawn("dump", ["x"], buffered=True)
    with errors, process:
        assert process.stdout is not None
        assert process.stdout.read() == f"buffer {'--output=262144' if there else 'none'}, x\n".encode()
        assert process.wait() == 3


def test_no_program() -> None:
    client = Client(login=LOGIN, directory="/nowhere")
    with pytest.raises(OpsError, match="client_bin"):
        client.run("mysqldump", [])
    with pytest.raises(OpsError, match="client_bin"):
        client.version("mysqldump")


PARAMS = dict.fromkeys(("container", "pod", "namespace", "client_bin", "client_host", "client_port"))


@pytest.mark.parametrize(
    ("params", "why"),
    [({"client": "docker"}, "needs container"), ({"client": "kubernetes"}, "needs pod")],
)
def test_missing_options(params: dict[str, t.Any], why: str) -> None:
    with pytest.raises(OpsError, match=why):
        Client.from_params({**PARAMS, **params}, LOGIN)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="only Linux tells which files are open")
def test_no_file_is_left_open(program: pathlib.Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    Client(login=LOGIN, directory=str(program.parent)).run(program.name, ["x"])
    assert len(os.listdir("/proc/self/fd")) == before
