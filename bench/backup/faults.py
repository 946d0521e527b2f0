# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults in backups and restores. After each: no false success, the older backup is whole, and the next run works.

D1 to D6 are the defects that were reproduced in other dump modules.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import threading
import time
import typing as t

import generate
from figures import Row
from world import Outcome, World, finish, run

DATABASE = "om_faults"
SMALL = "om_faults_small"
RESTORED = "om_faults_restored"
MEGABYTES = int(os.environ.get("OM_BENCH_MEGABYTES", "60"))
SECRET = "s!'\"$\\ #:`%ü;x"


class Faults:
    """One engine."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.store = world.directory / "backups"
        self.random = random.Random(world.engine)
        self.rows: list[Row] = []

    def inject(self) -> list[Row]:
        """All of them."""
        for database, megabytes in ((DATABASE, MEGABYTES), (SMALL, 1)):
            self.world.create(database)
            raw = self.world.connect(database)
            raw.autocommit(False) if self.world.engine == "mysql" else setattr(raw, "autocommit", False)
            getattr(generate, self.world.engine)(raw, megabytes)
            raw.close()
        self._backup("survivor", SMALL)
        self.expected = self.world.checksums(DATABASE)
        self.usual = min(self._backup(f"usual-{number}", DATABASE).seconds for number in range(2))
        self._full_disk()
        self._killed_programs()
        self._killed_server()
        self._killed_module()
        self._damaged()
        self._wrong_client()
        self._password()
        self._check_mode()
        self._bad_restores()
        self._killed_restore()
        return self.rows

    def _backup(self, name: str, database: str, **options: t.Any) -> Outcome:
        return self.world.module(
            "om_backup", **{"path": str(self.store), "databases": [database], "backup_id": name, **options}
        )

    def _start(self, name: str, **options: t.Any) -> subprocess.Popen[str]:
        return self.world.start(
            "om_backup", path=str(self.store), databases=[DATABASE], backup_id=name, jobs=2, **options
        )

    def _row(self, name: str, what: str, injected: int, bad: list[str], lost: int = 0) -> None:
        false = sum(problem.startswith("false success") for problem in bad)
        for problem in bad:
            print(f"{self.world.engine}: {name}: {problem}", flush=True)
        self.rows.append(
            {
                "id": f"{self.world.engine}-{name}",
                "what": what,
                "injected": injected,
                "survived": injected - len(bad),
                "lost": lost,
                "false_success": false,
                "met": not bad and not lost,
            }
        )
        print(f"{self.world.engine}: {name}: {injected - len(bad)} of {injected}", flush=True)

    def _after(self, done: Outcome, name: str) -> str | None:
        """What is wrong after a backup that had to fail."""
        if not done.result.get("failed"):
            return f"false success: {done.result.get('msg')}"
        if (self.store / name).exists():
            return f"false success: {name} is there ({done.result['msg']})"
        older = self.world.module("om_backup", path=str(self.store), backup_id="survivor", state="verified")
        if older.result.get("failed"):
            return f"lost: {older.result['msg']}"
        again = self._backup("next", SMALL)
        shutil.rmtree(self.store / "next", ignore_errors=True)
        left = [path.name for path in self.store.iterdir() if path.name.startswith(".")]
        if again.result.get("failed") or left:
            return f"the next run: {again.result['msg']}, left: {left}"
        return None

    def _many(self, name: str, what: str, times: int, one: t.Callable[[int], str | None]) -> None:
        bad = [problem for problem in (one(number) for number in range(times)) if problem]
        self._row(name, what, times, bad, sum(problem.startswith("lost") for problem in bad))

    def _full_disk(self) -> None:
        small = self.world.directory / "small"
        small.mkdir()
        kept, self.store = self.store, small
        run("mount", "-t", "tmpfs", "-o", "size=64m,mode=0700", "tmpfs", str(small))
        try:
            self._backup("survivor", SMALL)

            def fill(number: int) -> str | None:
                process = self._start("full")
                while process.poll() is None and not list(small.glob(".full.partial")):
                    time.sleep(0.01)
                time.sleep(self.random.random() * self.usual / 3)
                with contextlib.suppress(OSError), open(small / "fill", "wb") as stream:
                    while True:
                        stream.write(b"\0" * 65536)
                done = finish(process, 0.0)
                with contextlib.suppress(OSError):
                    (small / "fill").unlink()
                return self._after(done, "full")

            self._many("D1-full-disk", "the disk fills up while the dump is written", 3, fill)
        finally:
            self.store = kept
            run("umount", str(small))

    def _children(self, parent: int) -> t.Iterator[tuple[int, str]]:
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, ValueError, IndexError):
                fields = (path / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent:
                    yield int(path.name), (path / "cmdline").read_text().split("\0")[0]

    def _kill_child(self, process: subprocess.Popen[str], names: tuple[str, ...], after: float) -> bool:
        begun = time.monotonic()
        while process.poll() is None:
            if time.monotonic() - begun >= after:
                for pid, program in self._children(process.pid):
                    if os.path.basename(program) in names:
                        os.kill(pid, signal.SIGKILL)
                        return True
            time.sleep(0.002)
        return False

    def _killed_programs(self) -> None:
        dump = ("pg_dump",) if self.world.engine == "postgresql" else ("mysqldump", "ld-linux-x86-64.so.2")

        def kill(names: tuple[str, ...], number: int) -> str | None:
            # In the rows' part: after the definitions.
            process = self._start("killed")
            while process.poll() is None and not self._bytes(".killed.partial"):
                time.sleep(0.005)
            if not self._kill_child(process, names, number * self.usual / 12):
                process.wait()
            return self._after(finish(process, 0.0), "killed")

        self._many("D1-compressor", "the compressor is killed", 3, lambda number: kill(("zstd",), number))
        self._many("D2-dump-program", "the dump program is killed", 3, lambda number: kill(dump, number))

    def _bytes(self, name: str) -> int:
        with contextlib.suppress(OSError):
            return sum(path.stat().st_size for path in (self.store / name).iterdir())
        return 0

    def _killed_server(self) -> None:
        def kill(number: int) -> str | None:
            process = self._start("server")
            while process.poll() is None and not self._bytes(".server.partial"):
                time.sleep(0.005)
            time.sleep(number * self.usual / 8)
            run("docker", "kill", self.world.container)
            done = finish(process, 0.0)
            run("docker", "start", self.world.container)
            self.world.wait()
            return self._after(done, "server")

        self._many("D2-server", "the database server is killed during the dump", 2, kill)

    def _killed_module(self) -> None:
        def kill(number: int) -> str | None:
            name = f"killed-{number}"
            process = self._start(name)
            time.sleep(self.usual * (number + self.random.random()) / 10)
            process.kill()
            done = finish(process, 0.0)
            if (self.store / name).exists():
                # So late that it was complete: then it is a backup like any other.
                whole = self.world.module("om_backup", path=str(self.store), backup_id=name, state="verified")
                shutil.rmtree(self.store / name)
                return f"false success: {whole.result['msg']}" if whole.result.get("failed") else None
            return self._after(done, name)

        self._many("D2-killed-module", "the module is killed (SIGKILL) at a random moment", 10, kill)

    def _damaged(self) -> None:
        whole = self.store / "usual-0"
        dump = next(whole.glob("*.zst")).name
        size = (whole / dump).stat().st_size
        manifest = json.loads((whole / "manifest.json").read_text())
        cases: list[tuple[str, t.Callable[[pathlib.Path], None]]] = [
            ("one byte shorter", lambda path: os.truncate(path / dump, size - 1)),
            ("one byte longer", lambda path: os.truncate(path / dump, size + 1)),
            ("a byte changed", lambda path: _flip(path / dump, size // 2)),
            ("the last byte changed", lambda path: _flip(path / dump, size - 1)),
            ("gone", lambda path: (path / dump).unlink()),
            ("manifest shorter", lambda path: os.truncate(path / "manifest.json", 5000)),
            ("a row count changed", lambda path: _recount(path, manifest)),
        ]

        def damage(number: int) -> str | None:
            what, harm = cases[number]
            name = "damaged"
            path = self.store / name
            shutil.rmtree(path, ignore_errors=True)
            shutil.copytree(whole, path)
            harm(path)
            for done in (
                self.world.module("om_backup", path=str(self.store), backup_id=name, state="verified"),
                self.world.module("om_restore", path=str(path), login_db=RESTORED),
            ):
                if not done.result.get("failed"):
                    return f"false success: {what}: {done.result['msg']}"
            shutil.rmtree(path)
            return None

        self._many("D2-damaged", "a finished backup is damaged; verified and restored", len(cases), damage)

    def _wrong_client(self) -> None:
        said = {
            "mysql": [
                "mysqldump  Ver 10.19 Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)",
                "mariadb-dump from 11.8.2-MariaDB, client 10.19 for debian-linux-gnu (x86_64)",
                "mysqldump  Ver 8.0.40 for Linux on x86_64 (MySQL Community Server - GPL)",
            ],
            "postgresql": ["pg_dump (PostgreSQL) 14.19", "pg_dump (PostgreSQL) 9.6.24"],
        }[self.world.engine]

        def wrong(number: int) -> str | None:
            directory = self.world.directory / f"wrong-{number}"
            directory.mkdir()
            program = directory / ("mysqldump" if self.world.engine == "mysql" else "pg_dump")
            program.write_text(f"#!/bin/sh\necho '{said[number]}'\n")
            program.chmod(0o755)
            return self._after(self._backup("wrong", DATABASE, client_bin=str(directory)), "wrong")

        self._many("wrong-client", "a client that must not be used", len(said), wrong)

    def _password(self) -> None:
        """D3 and D4: characters that shells and option files know, and nobody sees them."""
        raw = self.world.connect(None)
        cursor = raw.cursor()
        if self.world.engine == "mysql":
            cursor.execute("CREATE USER om_faults IDENTIFIED BY %s", (SECRET,))
            cursor.execute("GRANT ALL ON *.* TO om_faults")
        else:
            cursor.execute("CREATE ROLE om_faults LOGIN SUPERUSER PASSWORD %s", (SECRET,))
        stop = threading.Event()
        shown: set[str] = set()

        def watch() -> None:
            while not stop.wait(0.01):
                for path in pathlib.Path("/proc").glob("[0-9]*"):
                    with contextlib.suppress(OSError):
                        argv = (path / "cmdline").read_bytes()
                        if SECRET.encode() in argv:
                            shown.add(argv.replace(b"\0", b" ").decode("utf-8", "replace"))

        watcher = threading.Thread(target=watch)
        watcher.start()
        account = {"login_user": "om_faults", "login_password": SECRET, "rehearse": True, "jobs": 2}
        others = {"client": "docker", "container": self.world.container, "client_bin": None}
        done = [self._backup("local", DATABASE, **account), self._backup("docker", DATABASE, **account, **others)]
        stop.set()
        watcher.join()
        bad = [str(outcome.result["msg"]) for outcome in done if outcome.result.get("failed")]
        bad += [f"shown: {argv}" for argv in shown]
        bad += [str(outcome.result) for outcome in done if SECRET in json.dumps(outcome.result, ensure_ascii=False)]
        self._row("D3-D4-password", "a password of shells' characters, here and through docker exec", 2, bad[:2])

    def _check_mode(self) -> None:
        done = self._backup("planned", DATABASE, _ansible_check_mode=True)
        bad = [] if done.result.get("changed") and not (self.store / "planned").exists() else [str(done.result)]
        self._row("D6-check-mode", "check mode foretells the change and makes none", 1, bad)

    def _bad_restores(self) -> None:
        """D5: the server refuses a statement of the dump."""
        spoil = str(pathlib.Path(__file__).resolve().parents[2] / "tests/integration/targets/om_restore/files/spoil.py")

        def refuse(number: int) -> str | None:
            how = ("refused", "missing")[number]
            run("python3", spoil, str(self.store / "usual-0"), str(self.store / "spoiled"), how)
            done = self.world.module(
                "om_restore",
                path=str(self.store / f"spoiled-{how}"),
                login_db=DATABASE,
                database=DATABASE,
                replace=True,
                confirm=DATABASE,
            )
            if not done.result.get("failed"):
                return f"false success: {done.result['msg']}"
            return None if self.world.checksums(DATABASE) == self.expected else "lost: the old database is not the same"

        self._many("D5-bad-dump", "a restore that the server refuses, or that lacks rows", 2, refuse)

    def _killed_restore(self) -> None:
        options = {"path": str(self.store / "usual-0"), "jobs": 2, "replace": True, "confirm": DATABASE}
        usual = self.world.module("om_restore", **options).seconds

        def kill(number: int) -> str | None:
            process = self.world.start("om_restore", **options)
            time.sleep(usual * (number + self.random.random()) / 5)
            process.kill()
            finish(process, 0.0)
            if self.world.checksums(DATABASE) != self.expected:
                return "lost: neither the old nor the new database is there"
            deadline = time.monotonic() + 60
            while True:  # the killed run's sessions end by themselves, but not at once
                again = self.world.module("om_restore", **options)
                if not again.result.get("failed") or time.monotonic() > deadline:
                    break
                time.sleep(2)
            if again.result.get("failed"):
                return f"the next run: {again.result['msg']}"
            like = "openmetadata_ops_scratch%"
            names = {
                "mysql": f"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE '{like}'",
                "postgresql": f"SELECT datname FROM pg_database WHERE datname LIKE '{like}'",
            }
            left = self.world.query(names[self.world.engine])
            return f"left: {left}" if left else None

        self._many("killed-restore", "a restore in place is killed (SIGKILL) at a random moment", 5, kill)


def _flip(path: pathlib.Path, at: int) -> None:
    with open(path, "r+b") as stream:
        stream.seek(at)
        byte = stream.read(1)
        stream.seek(at)
        stream.write(bytes([byte[0] ^ 0xFF]))


def _recount(path: pathlib.Path, manifest: dict[str, t.Any]) -> None:
    changed = json.loads(json.dumps(manifest))
    table = next(iter(changed["databases"][0]["tables"].values()))
    table["rows"] += 1
    (path / "manifest.json").write_text(json.dumps(changed))
