# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""How long backups and restores take, ours and the tools' that one would use instead, on the same data, in turns."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import time
import typing as t

import generate
from figures import Row
from world import PASSWORD, ROOT, World, run

DATABASE = "om_bench"
RESTORED = "om_bench_restored"
ROUNDS = int(os.environ.get("OM_BENCH_ROUNDS", "3"))
MEGABYTES = int(os.environ.get("OM_BENCH_MEGABYTES", "1000"))
MYSQLDUMP = (
    "--single-transaction",
    "--quick",
    "--routines",
    "--triggers",
    "--events",
    "--hex-blob",
    "--no-tablespaces",
    "--set-gtid-purged=OFF",
    "--default-character-set=utf8mb4",
    "--max-allowed-packet=1G",
)
PEERS = {"mysql": "community.mysql.mysql_db", "postgresql": "community.postgresql.postgresql_db"}


class Bench:
    """One engine."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.directory = world.directory / "dumps"
        self.seconds: dict[str, float] = {}
        self.megabytes = 0.0

    def measure(self) -> list[Row]:
        """Fill, measure in turns, compare."""
        self.world.create(DATABASE)
        raw = self.world.connect(DATABASE)
        raw.autocommit(False) if self.world.engine == "mysql" else setattr(raw, "autocommit", False)
        getattr(generate, self.world.engine)(raw, MEGABYTES)
        raw.close()
        expected = self.world.checksums(DATABASE)
        jobs: dict[str, t.Callable[[], float | None]] = {
            "pipe": self.pipe,
            "ours 1": lambda: self.ours(1),
            "ours 2": lambda: self.ours(2),
            "peer": self.peer,
            "ours in a playbook": self.playbook,
        }
        if self.world.engine == "postgresql":
            jobs["directory"] = self.pg_dump_directory
        for _round in range(ROUNDS):
            self._turn(jobs)
        # What restores read: the last dumps of the rounds above.
        restores: dict[str, t.Callable[[], float | None]] = {
            "plain restore": self.plain_restore,
            "restore 2": self.restore,
            "rehearsal": self.rehearsal,
        }
        if self.world.engine == "postgresql":
            restores = {"directory restore": self.pg_restore_directory, **restores}
        for _round in range(ROUNDS):
            self._turn(restores)
            if self.world.checksums(RESTORED) != expected:
                raise RuntimeError(f"{self.world.engine}: the restored database has other checksums")
        return self._rows()

    def _turn(self, jobs: dict[str, t.Callable[[], float | None]]) -> None:
        """Each once; the best of all turns counts, since all that disturbs makes slower."""
        for name, job in jobs.items():
            self.world.settle()
            begun = time.monotonic()
            own = job()
            seconds = time.monotonic() - begun if own is None else own
            print(f"{self.world.engine}: {name}: {seconds:.1f} s", flush=True)
            self.seconds[name] = min(seconds, self.seconds.get(name, seconds))

    def _fresh(self, name: str) -> pathlib.Path:
        path = self.directory / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def pipe(self) -> None:
        """The dump program into zstd."""
        target = self._fresh("pipe") / "dump.sql.zst"
        if self.world.engine == "mysql":
            dump = ["mysqldump", *self.world.login, *MYSQLDUMP, DATABASE]
        else:
            dump = ["pg_dump", *self.world.login, DATABASE]
        with open(target, "wb") as out:
            first = subprocess.Popen(dump, stdout=subprocess.PIPE, env=self.world.environment)
            second = subprocess.Popen(["zstd", "-T0", "-q", "-c"], stdin=first.stdout, stdout=out)
            first.stdout.close()  # type: ignore[union-attr]
            if second.wait() or first.wait():
                raise RuntimeError("the reference failed")
            os.fsync(out.fileno())

    def pg_dump_directory(self) -> None:
        """pg_dump's own parallel format."""
        target = self._fresh("directory") / "dump"
        run("pg_dump", *self.world.login, "-Fd", "-j2", "-f", str(target), DATABASE, env=self.world.environment)

    def pg_restore_directory(self) -> None:
        """What pg_dump's own parallel format is for."""
        self.world.create(RESTORED)
        dump = str(self.directory / "directory" / "dump")
        run("pg_restore", *self.world.login, "-j2", "-d", RESTORED, dump, env=self.world.environment)

    def ours(self, jobs: int) -> None:
        """om_backup, with all it proves."""
        path = self._fresh(f"ours-{jobs}")
        done = self.world.module("om_backup", path=str(path), databases=[DATABASE], jobs=jobs, backup_id="x")
        if done.result.get("failed"):
            raise RuntimeError(done.result["msg"])
        self.megabytes = max(self.megabytes, done.megabytes)

    def restore(self) -> float:
        """om_restore by two clients; the time of loading alone, as the plain client proves nothing."""
        self.world.drop(RESTORED)
        path = str(self.directory / "ours-2" / "x")
        done = self.world.module("om_restore", path=path, login_db=RESTORED, jobs=2)
        if done.result.get("failed"):
            raise RuntimeError(done.result["msg"])
        self.megabytes = max(self.megabytes, done.megabytes)
        proof = float(done.result["restored"]["verify_duration"])
        self.seconds["proof"] = min(proof, self.seconds.get("proof", proof))
        return float(done.result["restored"]["duration"])

    def rehearsal(self) -> None:
        """All that om_backup can prove of a backup: read back, restored into a scratch database, compared, dropped."""
        path = str(self.directory / "ours-2")
        done = self.world.module("om_backup", path=path, backup_id="x", state="verified", rehearse=True, jobs=2)
        if done.result.get("failed"):
            raise RuntimeError(done.result["msg"])
        self.megabytes = max(self.megabytes, done.megabytes)

    def plain_restore(self) -> None:
        """zstd into the plain client."""
        self.world.create(RESTORED)
        if self.world.engine == "mysql":
            load = ["mysql", *self.world.login, "--max-allowed-packet=1G", RESTORED]
        else:
            load = ["psql", *self.world.login, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", RESTORED]
        dump = self.directory / "pipe" / "dump.sql.zst"
        first = subprocess.Popen(["zstd", "-dc", str(dump)], stdout=subprocess.PIPE)
        second = subprocess.Popen(load, stdin=first.stdout, stdout=subprocess.DEVNULL, env=self.world.environment)
        first.stdout.close()  # type: ignore[union-attr]
        if second.wait() or first.wait():
            raise RuntimeError("the reference failed")

    def peer(self) -> None:
        """The module that one would use instead, its .gz dump, by ansible-playbook."""
        target = str(self._fresh("peer") / "dump.sql.gz")
        login = {"login_host": "127.0.0.1", "login_user": self.world.user, "login_password": PASSWORD}
        own: dict[str, t.Any] = {"single_transaction": True, "quick": True} if self.world.engine == "mysql" else {}
        task = {**login, **own, "login_port": self.world.port, "name": DATABASE, "state": "dump", "target": target}
        self._playbook("peers", PEERS[self.world.engine], task)

    def playbook(self) -> None:
        """om_backup by ansible-playbook."""
        task = {**self.world.options, "path": str(self._fresh("playbook")), "databases": [DATABASE], "jobs": 2}
        self._playbook("dev", "openmetadata.ops.om_backup", task)

    def _playbook(self, venv: str, module: str, task: dict[str, t.Any]) -> None:
        play = {"hosts": "localhost", "gather_facts": False, "tasks": [{module: task}]}
        path = self.directory / "play.json"
        path.write_text(json.dumps([play]))
        path.chmod(0o600)
        argv = [str(ROOT / "tools" / "with"), venv, "ansible-playbook", "-i", "localhost,", "-c", "local", str(path)]
        interpreter = ["-e", "ansible_python_interpreter={{ ansible_playbook_python }}"]
        run(*argv, *interpreter, env=self.world.environment)

    def _rows(self) -> list[Row]:
        size = f"{MEGABYTES} MB of JSON"
        best = self.seconds
        rows = [
            self._row("dump", f"{size}, jobs=1, to the dump program piped to zstd -T0", "ours 1", "pipe", 1.10),
            self._row("dump-jobs", f"{size}, jobs=2, to the same", "ours 2", "pipe", 1.0),
            self._row(
                "dump-peer",
                f"{size}, jobs=2, to {PEERS[self.world.engine]} .gz, both by a playbook",
                "ours in a playbook",
                "peer",
                0.8,
            ),
        ]
        if self.world.engine == "postgresql":
            rows.append(self._row("dump-directory", f"{size}, jobs=2, to pg_dump -Fd -j2", "ours 2", "directory", 1.10))
        rows.append(
            self._row(
                "restore-jobs", f"{size}, loaded by jobs=2, to the plain client", "restore 2", "plain restore", 0.6
            )
        )
        if self.world.engine == "postgresql":
            what = f"{size}, loaded by jobs=2, to pg_restore -j2"
            rows.append(self._row("restore-directory", what, "restore 2", "directory restore", 1.10))
        best["with proof"] = best["restore 2"] + best["proof"]
        rows.append(
            self._row("restore-proof", "the same with its proof, row by row", "with proof", "plain restore", None)
        )
        what = f"{size}, state=verified with rehearse, to the plain client's restore, which proves nothing"
        rows.append(self._row("rehearsal", what, "rehearsal", "plain restore", None))
        rows.append(
            {
                "id": f"{self.world.engine}-memory",
                "what": f"{size}: memory of the module at its highest",
                "unit": "MB",
                "ours": self.megabytes,
                "reference": None,
                "ratio": None,
                "bar": 100,
                "met": self.megabytes < 100,
            }
        )
        return rows

    def _row(self, name: str, what: str, ours: str, reference: str, limit: float | None) -> Row:
        ratio = self.seconds[ours] / self.seconds[reference]
        return {
            "id": f"{self.world.engine}-{name}",
            "what": what,
            "unit": "s",
            "ours": self.seconds[ours],
            "reference": self.seconds[reference],
            "ratio": ratio,
            "bar": limit,
            "met": limit is None or ratio <= limit,
        }
