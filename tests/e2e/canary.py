# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a command and looks for a secret where it must never be.

The secret is a canary: a password that was made for this run, so that each place in which it turns up is a leak.

- in the arguments of any process, sampled some hundred times a second while the command runs;
- in the environment of a process, where others than its owner may read that;
- in what the command prints;
- in files below the watched directories that others may read, sampled while the command runs, and once after it.

Files that only their owner may read are no leak: a configuration file has to hold its password.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import dataclasses
import json
import os
import re
import stat
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

PROCESS_INTERVAL = 0.004  # seconds between two looks at the process table
YOUNG = 1.0  # for so many seconds a process is read at each look: it may still execute another program
OLD_INTERVAL = 1.0  # later it is read this often
FILE_INTERVAL = 0.5
MAX_FILE = 256 * 1024 * 1024
CHUNK = 1024 * 1024
WHOLE_WORLD_READS = stat.S_IROTH


@dataclasses.dataclass(frozen=True)
class Leak:
    """Where the secret was found; never the secret itself."""

    kind: str  # argv, environment, output, file
    where: str
    detail: str = ""


def spellings(secret: str) -> tuple[bytes, ...]:
    """The secret as it is, and as a URL, JSON, a shell and base64 would write it."""
    forms = {
        secret,
        urllib.parse.quote(secret, safe=""),
        urllib.parse.quote_plus(secret),
        json.dumps(secret)[1:-1],
        secret.replace("'", "'\"'\"'"),
        secret.replace("'", "''"),
    }
    found = {form.encode() for form in forms}
    # Base64 works on groups of three bytes: what surrounds the secret shifts it, the middle stays recognisable.
    raw = secret.encode()
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + raw).rstrip(b"=")
        start = -(-shift * 8 // 6)
        inner = encoded[start : len(encoded) - 1]
        if len(inner) >= 8:
            found.add(inner)
    return tuple(sorted(found))


class Finder:
    """Looks for the spellings of secrets in bytes and in files."""

    def __init__(self, secrets: Sequence[str]) -> None:
        forms = sorted({form for secret in secrets for form in spellings(secret)}, key=len, reverse=True)
        if not forms or min(len(form) for form in forms) < 6:
            raise ValueError("a canary needs at least six characters, or it is found everywhere")
        self._pattern = re.compile(b"|".join(re.escape(form) for form in forms))
        self._overlap = max(len(form) for form in forms) - 1

    def in_bytes(self, data: bytes) -> bool:
        return self._pattern.search(data) is not None

    def hide(self, data: bytes) -> bytes:
        """The data without the secret, to show where it was."""
        return self._pattern.sub(b"***", data)

    def in_file(self, path: Path) -> bool:
        """Whether a file has the secret; one that vanished or cannot be read has not."""
        tail = b""
        with contextlib.suppress(OSError), path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                data = tail + chunk
                if self.in_bytes(data):
                    return True
                tail = data[-self._overlap :]
        return False


def others_can_read(path: Path) -> bool:
    """Whether an account that is neither owner nor in the group gets at the file's content."""
    with contextlib.suppress(OSError):
        if not path.stat().st_mode & WHOLE_WORLD_READS:
            return False
        return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)
    return False


class ProcessWatch:
    """Samples /proc; remembers what it found.

    A process that lives shorter than the gap between two looks is missed: ``longest_gap`` says how long that was.
    """

    def __init__(self, finder: Finder, allowed: re.Pattern[bytes] | None = None, proc: Path = Path("/proc")) -> None:
        self._finder = finder
        self._allowed = allowed
        self._proc = proc
        self._own = str(os.getpid())
        # Process id -> first look at it. What runs already is old: only new processes are read all the time.
        self._seen = {name: float("-inf") for name in self._present()}
        self._young: list[str] = []
        self._last_of_all = float("-inf")
        self._last_sample: float | None = None
        self.leaks: dict[str, Leak] = {}
        self.longest_gap = 0.0

    def sample(self) -> None:
        now = time.monotonic()
        if self._last_sample is not None:
            self.longest_gap = max(self.longest_gap, now - self._last_sample)
        self._last_sample = now
        present = self._present()
        for name in self._seen.keys() - present:
            del self._seen[name]
        new = present - self._seen.keys()
        self._seen.update(dict.fromkeys(new, now))
        self._young = [name for name in self._young if now - self._seen.get(name, float("-inf")) <= YOUNG]
        # New ones first: they may be gone soon.
        for name in (*new, *self._young):
            self._look(self._proc / name)
        if now - self._last_of_all >= OLD_INTERVAL:
            self._last_of_all = now
            for name in present - new - set(self._young):
                self._look(self._proc / name)
        self._young += new

    def _present(self) -> set[str]:
        return {name for name in os.listdir(self._proc) if name.isdigit() and name != self._own}

    def _look(self, process: Path) -> None:
        # Processes end while we look at them.
        with contextlib.suppress(OSError):
            argv = (process / "cmdline").read_bytes()
            if self._finder.in_bytes(argv) and not (self._allowed and self._allowed.search(argv)):
                program = argv.split(b"\0", 1)[0].decode(errors="replace")
                shown = self._finder.hide(argv).replace(b"\0", b" ").decode(errors="replace")[:200]
                self.leaks.setdefault(f"argv {program}", Leak("argv", program, f"process {process.name}: {shown}"))
        with contextlib.suppress(OSError):
            environment = process / "environ"
            if environment.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH) and self._finder.in_file(environment):
                self.leaks.setdefault(f"environment {process.name}", Leak("environment", f"process {process.name}"))


class FileWatch:
    """Looks at files that were written since the watch began."""

    def __init__(self, finder: Finder, roots: Iterable[Path], excluded: Iterable[Path] = ()) -> None:
        self._finder = finder
        self._roots = [root.resolve() for root in roots]
        self._excluded = {path.resolve() for path in excluded}
        # File systems keep times more coarsely than the clock does.
        self._since = time.time() - 1.0
        self._clean: dict[Path, tuple[int, int, int]] = {}
        self.leaks: dict[str, Leak] = {}

    def sweep(self) -> None:
        for path in self._files():
            with contextlib.suppress(OSError):
                info = path.lstat()
                if not stat.S_ISREG(info.st_mode) or info.st_size > MAX_FILE:
                    continue
                # The status time moves with content and with the mode.
                if max(info.st_mtime, info.st_ctime) < self._since:
                    continue
                mark = (info.st_mtime_ns, info.st_ctime_ns, info.st_size)
                if self._clean.get(path) == mark:
                    continue
                if others_can_read(path) and self._finder.in_file(path):
                    self.leaks.setdefault(str(path), Leak("file", str(path), oct(stat.S_IMODE(info.st_mode))))
                else:
                    self._clean[path] = mark

    def _files(self) -> Iterator[Path]:
        pending = list(self._roots)
        while pending:
            directory = pending.pop()
            with contextlib.suppress(OSError), os.scandir(directory) as entries:
                for entry in entries:
                    path = Path(entry.path)
                    if path in self._excluded:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(path)
                    else:
                        yield path


class Watch:
    """Both watches in the background, as a context manager. ``leaks`` is complete after it."""

    def __init__(
        self,
        secrets: Sequence[str],
        roots: Iterable[Path] = (),
        *,
        excluded: Iterable[Path] = (),
        allowed: str | None = None,
    ) -> None:
        self.finder = Finder(secrets)
        self._processes = ProcessWatch(self.finder, re.compile(allowed.encode()) if allowed else None)
        self._files = FileWatch(self.finder, roots, excluded)
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._repeat, args=(self._processes.sample, PROCESS_INTERVAL), daemon=True),
            threading.Thread(target=self._repeat, args=(self._files.sweep, FILE_INTERVAL), daemon=True),
        ]

    def __enter__(self) -> Watch:
        self._processes.sample()
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._files.sweep()

    @property
    def leaks(self) -> list[Leak]:
        return [*self._processes.leaks.values(), *self._files.leaks.values()]

    @property
    def longest_gap(self) -> float:
        return self._processes.longest_gap

    def _repeat(self, look: Callable[[], None], interval: float) -> None:
        while not self._over.is_set():
            look()
            self._over.wait(interval)


def run(
    command: Sequence[str],
    secrets: Sequence[str],
    log: Path,
    roots: Iterable[Path] = (),
    *,
    environment: dict[str, str] | None = None,
    allowed: str | None = None,
) -> tuple[int, list[Leak]]:
    """Run a command with its output in ``log``; its exit status and the leaks.

    ``allowed`` is a regular expression for argument lists that are not ours, such as a container's own health check.
    """
    with (
        Watch(secrets, roots, excluded=[log], allowed=allowed) as watch,
        os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output,
    ):
        process = subprocess.run(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
            check=False,
        )
    print(f"canary: the longest gap between two looks at the process table was {watch.longest_gap * 1000:.0f} ms")
    leaks = watch.leaks
    for number, line in enumerate(log.read_bytes().splitlines(), start=1):
        if watch.finder.in_bytes(line):
            leaks.append(Leak("output", f"{log}:{number}"))
    return process.returncode, leaks


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="tests/e2e/canary",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="The secrets are the values of the environment variables that --secret-env names; an argument would "
        "itself be a leak. The exit status is 99 for a leak, else that of the command.",
    )
    parser.add_argument("--secret-env", action="append", required=True, metavar="NAME")
    parser.add_argument("--watch", action="append", default=[], type=Path, metavar="DIRECTORY")
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--allow", metavar="REGEX", help="arguments of processes that are not ours")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    command = arguments.command[1:] if arguments.command[:1] == ["--"] else arguments.command
    if not command:
        parser.error("no command given")
    missing = [name for name in arguments.secret_env if not os.environ.get(name)]
    if missing:
        parser.error(f"not set in the environment: {', '.join(missing)}")
    secrets = [os.environ[name] for name in arguments.secret_env]
    status, leaks = run(command, secrets, arguments.log, arguments.watch, allowed=arguments.allow)
    for leak in leaks:
        print(f"LEAK {leak.kind}: {leak.where} {leak.detail}".rstrip())
    print(f"canary: {len(leaks)} leaks; the command's exit status was {status}")
    return 99 if leaks else status


if __name__ == "__main__":
    sys.exit(main())
