# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The databases' own client programs: on this host, in a container, or in a pod. No password among the arguments.

On this host the password stands in an anonymous file in memory that only the client inherits. Into a container or pod
it goes as the first line of the standard input, which a shell there reads into the client's environment.
"""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import typing as t

from .._database.connection import Connection
from .._database.drivers import KEEPALIVE_COUNT, KEEPALIVE_IDLE, KEEPALIVE_INTERVAL
from .._database.options import DEFAULT_PORTS, Login
from .._errors import OpsError

# https://github.com/open-metadata/OpenMetadata/issues/15388 and upstream's backup page ask for 8.3: older ones write
# values for generated columns (https://bugs.mysql.com/bug.php?id=81926), which no server takes back.
MYSQL_MINIMUM = (8, 3)
PIPE_BYTES = 1024 * 1024
_F_SETPIPE_SZ = 1031  # Linux, fcntl(2); Python has a name for it since 3.10
PASSWORD_VARIABLE = {"mysql": "MYSQL_PWD", "postgresql": "PGPASSWORD"}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# What a container's or pod's shell runs. The client's arguments are its own arguments, nothing is put into the text.
# The standard input stays open as long as this process lives: at its end, a dump that nobody reads any more is ended
# too, which killing `docker exec` alone does not do.
# Whoever dies by a signal must be waited for by its own parent: an orphan goes to the container's first process, and
# where that is PostgreSQL's postmaster, it takes an orphan that died by a signal for a crashed backend, and restarts
# (CleanupBackend in src/backend/postmaster/postmaster.c).
_READ_PASSWORD = "IFS= read -r {name} && export {name} || exit 1; "  # noqa: S105 - no password, but how to read one
_FED = 'exec "$@"'
# Both dump programs write 4 KiB at a time, and each such write wakes up somebody. The C library's buffer is larger if
# stdbuf says so (https://www.gnu.org/software/coreutils/manual/html_node/stdbuf-invocation.html): a dump of 1.2 GB
# takes 8.9 s instead of 9.9 s (MySQL 9.7, 2 cores).
_BUFFER = ("stdbuf", "--output=262144")
_BUFFERED = f'! command -v {_BUFFER[0]} >/dev/null || set -- {" ".join(_BUFFER)} "$@"; '
_WATCHED = (
    'exec 3<&0; "$@" </dev/null 3<&- & client=$!; '
    '(cat <&3 & lifeline=$!; exec 3<&-; trap "kill $lifeline; wait $lifeline; exit 0" TERM; '
    "wait $lifeline; kill $client; exit 0) >/dev/null 2>&1 & watch=$!; exec 3<&-; "
    "wait $client; code=$?; kill $watch; wait $watch; exit $code"
)
_SSL_MODES = {
    "disable": "DISABLED",
    "prefer": "PREFERRED",
    "require": "REQUIRED",
    "verify_ca": "VERIFY_CA",
    "verify_full": "VERIFY_IDENTITY",
}


@dataclasses.dataclass(frozen=True)
class Client:
    """Where the client programs are and how they reach the server."""

    login: Login
    kind: str = "local"
    container: str | None = None
    pod: str | None = None
    namespace: str | None = None
    directory: str | None = None
    host: str | None = None
    port: int | None = None

    @classmethod
    def from_params(cls, params: dict[str, t.Any], login: Login) -> Client:
        """Read a module's options.

        Raises:
            OpsError: an option that this kind of client needs is missing.
        """
        needed = {"docker": "container", "kubernetes": "pod"}.get(params["client"])
        if needed and not params[needed]:
            raise OpsError(f"client={params['client']} needs {needed}: name the {needed} that has the client programs.")
        return cls(
            login=login,
            kind=params["client"],
            container=params["container"],
            pod=params["pod"],
            namespace=params["namespace"],
            directory=params["client_bin"],
            host=params["client_host"],
            port=params["client_port"],
        )

    @property
    def server_host(self) -> str:
        """The server's address as the client sees it."""
        return self.host or self.login.host

    @property
    def server_port(self) -> int:
        """The server's port as the client sees it: inside a container, a loopback address has the engine's own port."""
        if self.port:
            return self.port
        if self.kind != "local" and self.server_host in _LOOPBACK:
            return DEFAULT_PORTS[self.login.engine]
        return self.login.port

    def arguments(self, database: str | None) -> list[str]:
        """How the program finds and enters the server."""
        if self.login.engine == "mysql":
            return self._mysql_arguments()
        return ["-w", "-d", self._conninfo(database or "postgres")]

    def _mysql_arguments(self) -> list[str]:
        argv = [f"--user={self.login.user}", f"--ssl-mode={_SSL_MODES[self.login.tls_mode]}"]
        if self.login.unix_socket and self.kind == "local":
            argv.append(f"--socket={self.login.unix_socket}")
        else:
            argv += [f"--host={self.server_host}", f"--port={self.server_port}", "--protocol=tcp"]
        if self.login.tls_mode in ("disable", "prefer"):
            # Without TLS, caching_sha2_password needs the server's key for the password:
            # https://dev.mysql.com/doc/refman/9.0/en/caching-sha2-pluggable-authentication.html
            argv.append("--get-server-public-key")
        for name, value in (
            ("ca", self.login.ca_cert),
            ("cert", self.login.client_cert),
            ("key", self.login.client_key),
        ):
            if value:
                argv.append(f"--ssl-{name}={value}")
        return argv

    def _conninfo(self, database: str) -> str:
        parts = {
            "host": self.login.unix_socket if self.login.unix_socket and self.kind == "local" else self.server_host,
            "port": str(self.server_port),
            "user": self.login.user,
            "dbname": database,
            "sslmode": self.login.tls_mode.replace("_", "-"),
            "connect_timeout": str(self.login.connect_timeout),
            "application_name": "openmetadata.ops",
            "keepalives_idle": str(KEEPALIVE_IDLE),
            "keepalives_interval": str(KEEPALIVE_INTERVAL),
            "keepalives_count": str(KEEPALIVE_COUNT),
            "sslrootcert": self.login.ca_cert,
            "sslcert": self.login.client_cert,
            "sslkey": self.login.client_key,
        }
        return " ".join(f"{name}={_conninfo_value(value)}" for name, value in parts.items() if value)

    def spawn(
        self,
        program: str,
        argv: t.Sequence[str],
        *,
        feed: bool = False,
        stdout: int = subprocess.PIPE,
        buffered: bool = False,
    ) -> tuple[subprocess.Popen[bytes], t.IO[bytes]]:
        """Start a client program that logs in; its error output goes to the file that is returned.

        Args:
            program: its name.
            argv: its arguments, those of :meth:`arguments` among them.
            feed: whether something will be written to its standard input.
            stdout: as for Popen.
            buffered: whether much will be read from its standard output.

        Raises:
            OpsError: there is no such program.
        """
        engine = self.login.engine
        env = clean_environment()
        no_defaults = ["--no-defaults"] if engine == "mysql" else []
        secret: int | None = None
        first_line = b""
        if self.kind != "local":
            if "\n" in self.login.password:
                raise OpsError("A password with a line break cannot be passed into a container. Use client=local.")
            script = _READ_PASSWORD.format(name=PASSWORD_VARIABLE[engine])
            script += (_BUFFERED if buffered else "") + (_FED if feed else _WATCHED)
            command = [*self.prefix(), "sh", "-c", script, "sh", self._path(program), *no_defaults, *argv]
            first_line = self.login.password.encode() + b"\n"
        else:
            if hasattr(os, "memfd_create"):
                secret = os.memfd_create("openmetadata.ops")
                os.fchmod(secret, 0o600)  # both clients refuse a file that others could read
                os.write(secret, secret_file(self.login).encode())
                os.lseek(secret, 0, os.SEEK_SET)
                if engine == "mysql":
                    no_defaults = [f"--defaults-file=/dev/fd/{secret}"]
                else:
                    env["PGPASSFILE"] = f"/dev/fd/{secret}"
            else:
                env[PASSWORD_VARIABLE[engine]] = self.login.password
            larger = _BUFFER if buffered and shutil.which(_BUFFER[0]) else ()
            command = [*larger, self._path(program), *no_defaults, *argv]
        errors = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if feed or first_line else subprocess.DEVNULL,
                stdout=stdout,
                stderr=errors,
                env=env,
                pass_fds=() if secret is None else (secret,),
            )
        except OSError as exc:
            errors.close()
            raise OpsError(self._absent(command[0], exc)) from exc
        finally:
            if secret is not None:
                os.close(secret)
        if first_line and process.stdin:
            with contextlib.suppress(OSError):  # why it has gone already, its exit code and error output will tell
                process.stdin.write(first_line)
                process.stdin.flush()
        return process, errors

    def run(self, program: str, argv: t.Sequence[str]) -> str:
        """Run a client program to its end and return what it printed.

        Raises:
            OpsError: it is not there, or failed.
        """
        process, errors = self.spawn(program, argv)
        with errors:
            out = process.stdout.read() if process.stdout else b""
            code = process.wait()
            if process.stdin:
                process.stdin.close()
            if code != 0:
                raise OpsError(self.failure(program, code, errors))
        return out.decode("utf-8", "replace")

    def version(self, program: str) -> str:
        """What the program says about its version.

        Raises:
            OpsError: it is not there.
        """
        command = [*self.prefix(), self._path(program), "--version"]
        try:
            done = subprocess.run(
                command, check=False, capture_output=True, stdin=subprocess.DEVNULL, env=clean_environment()
            )
        except OSError as exc:
            raise OpsError(self._absent(command[0], exc)) from exc
        if done.returncode != 0:
            said = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())
            raise OpsError(f"{program} cannot be run {self.where} (exit code {done.returncode}): {said}. {_ADVICE}")
        return done.stdout.decode("utf-8", "replace").strip()

    @property
    def where(self) -> str:
        """Where the programs run, for messages."""
        if self.kind == "docker":
            return f"in container {self.container}"
        if self.kind == "kubernetes":
            return f"in pod {self.pod}"
        return "on this host"

    def failure(self, program: str, code: int, errors: t.IO[bytes]) -> str:
        """A sentence about a program that failed, with the end of what it said."""
        errors.seek(0, os.SEEK_END)
        errors.seek(max(0, errors.tell() - 4000))
        said = errors.read().decode("utf-8", "replace").strip()
        if self.login.password:
            said = said.replace(self.login.password, "********")
        how = f"was killed by signal {-code}" if code < 0 else f"ended with exit code {code}"
        return f"{program} {self.where} {how}: {said or 'it said nothing'}."

    def _path(self, program: str) -> str:
        return f"{self.directory}/{program}" if self.directory else program

    def prefix(self) -> list[str]:
        """What comes before a command that is to run in the container or pod."""
        if self.kind == "docker":
            return ["docker", "exec", "-i", str(self.container)]
        if self.kind == "kubernetes":
            namespace = ["-n", self.namespace] if self.namespace else []
            container = ["-c", self.container] if self.container else []
            return ["kubectl", "exec", "-i", *namespace, *container, str(self.pod), "--"]
        return []

    def _absent(self, program: str, exc: OSError) -> str:
        return f"{program} cannot be run on this host: {exc.strerror}. {_ADVICE}"


_ADVICE = (
    "Install the database's client programs there, name their directory in client_bin, or let them run where they are: "
    "client=docker with container (the ingestion image has them), or client=kubernetes with pod."
)


def clean_environment() -> dict[str, str]:
    """This process's environment without what would change a client's behaviour or messages."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "MYSQL_", "OM_DB_PASSWORD"))}
    env["LC_ALL"] = "C"
    return env


def widen(descriptor: int) -> None:
    """Fewer, larger reads and writes on a pipe. Where the system does not allow it, nothing is lost."""
    with contextlib.suppress(OSError):
        fcntl.fcntl(descriptor, _F_SETPIPE_SZ, PIPE_BYTES)


def secret_file(login: Login) -> str:
    """The file that tells the client its password: MySQL's option file, PostgreSQL's password file.

    https://dev.mysql.com/doc/refman/9.0/en/option-files.html, https://www.postgresql.org/docs/current/libpq-pgpass.html
    """
    if login.engine == "mysql":
        value = login.password.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
        return f'[client]\npassword="{value}"\n'
    value = login.password.replace("\\", "\\\\").replace(":", "\\:")
    return f"*:*:*:*:{value}\n"


def _conninfo_value(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def client_problem(engine: str, said: str, server: str) -> str | None:
    """Why this client must not dump from or load into this server, or None.

    Args:
        engine: mysql or postgresql.
        said: what the client's --version printed.
        server: the server's version.
    """
    if engine == "mysql":
        if "mariadb" in said.lower() and "mariadb" not in server.lower():
            return (
                f"The client is MariaDB's ({said}), the server is MySQL {server}. MariaDB's mysqldump writes values "
                "for generated columns, which MySQL does not take back (error 3105), and OpenMetadata's tables are "
                "full of them."
            )
        version = program_version(said)
        if "mariadb" not in server.lower() and (version is None or version < MYSQL_MINIMUM):
            return (
                f"The client is too old ({said}): mysqldump before 8.3 does not handle tables whose first column is "
                "generated, and OpenMetadata has such tables."
            )
        return None
    version, server_version = program_version(said), program_version(server)
    if version is None or server_version is None or version[0] < server_version[0]:
        return f"The client ({said}) is older than the server (PostgreSQL {server}): pg_dump refuses a newer server."
    return None


def program_version(said: str) -> tuple[int, ...] | None:
    """The version number in what a program or server says: ``mysqldump  Ver 9.7.4-2 for Linux`` is (9, 7, 4)."""
    match = re.search(r"(?:Ver |\) |^)(\d+(?:\.\d+)+|\d+)", said)
    return tuple(int(part) for part in match.group(1).split(".")) if match else None


def short_version(said: str) -> str:
    """The same as text."""
    version = program_version(said)
    return ".".join(str(part) for part in version) if version else said


def check_client(client: Client, connection: Connection, programs: t.Sequence[str]) -> str:
    """Make sure that the programs are there, fit the server, and reach the same server as this module does.

    Returns:
        The first program's version.

    Raises:
        OpsError: one of these is not so.
    """
    server = connection.server_version()
    versions = []
    for program in programs:
        said = client.version(program)
        problem = client_problem(client.login.engine, said, server)
        if problem:
            raise OpsError(f"{problem} {_ADVICE}")
        versions.append(short_version(said))
    if client.kind != "local":
        _check_same_server(client, connection)
    return versions[0]


def _check_same_server(client: Client, connection: Connection) -> None:
    """A client in a container may see another server under the same address."""
    if client.login.engine == "mysql":
        program, sql, argv = "mysql", "SELECT @@server_uuid", ["-N", "-B", "-e"]
    else:
        program, sql, argv = "psql", "SELECT system_identifier FROM pg_control_system()", ["-X", "-A", "-t", "-c"]
    theirs = client.run(program, [*client.arguments(client.login.database), *argv, sql]).strip()
    ours = str(connection.value(sql))
    if theirs != ours:
        raise OpsError(
            f"The client {client.where} reaches another database server ({client.server_host}:{client.server_port}) "
            f"than this module ({client.login.address}). Set client_host and client_port to the server as seen from "
            "there."
        )
