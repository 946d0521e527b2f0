# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The canary must catch planted leaks, or its silence means nothing."""

from __future__ import annotations

import base64
import os
import sys
import urllib.parse
from pathlib import Path

import pytest
from ansible_collections.openmetadata.ops.tests.e2e import canary

SECRET = "c4nary!pass'w%rd"
# Another one in each process: tests that run side by side must not see each other's leaks.
PLANTED = f"{SECRET}-{os.getpid()}"


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    """A directory in which others may look, below parents in which they may too."""
    path = tmp_path
    while path != path.parent and os.stat(path).st_uid == os.getuid() and path != Path("/"):
        path.chmod(path.stat().st_mode | 0o711)
        path = path.parent
    directory = tmp_path / "watched"
    directory.mkdir(mode=0o755)
    return directory


def python(code: str) -> list[str]:
    """A command that reads the secret from its environment, so that only the code decides where it goes."""
    return [sys.executable, "-c", f"import os, time, subprocess; secret = os.environ['PLANTED']; {code}"]


def kinds(command: list[str], watched: Path, **options: str) -> list[str]:
    environment = {**os.environ, "PLANTED": PLANTED}
    log = watched.parent / "log"
    status, leaks = canary.run(command, [PLANTED], log, [watched], environment=environment, **options)
    assert status == 0, log.read_text()
    assert not any(PLANTED in leak.where + leak.detail for leak in leaks), "the report must not leak either"
    return sorted({leak.kind for leak in leaks})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("subprocess.run(['python3', '-c', 'import time; time.sleep(0.5)', secret])", ["argv"]),
        ("subprocess.run(['sh', '-c', 'sleep 0.5; exit 0', 'sh', '--password=' + secret])", ["argv"]),
        ("print('password is', secret)", ["output"]),
        ("print(__import__('base64').b64encode(('user:' + secret).encode()).decode())", ["output"]),
        ("open('{watched}/dump', 'w').write(secret); os.chmod('{watched}/dump', 0o644)", ["file"]),
        ("open('{watched}/short', 'w').write(secret); time.sleep(1.5); os.unlink('{watched}/short')", ["file"]),
        ("os.mkdir('{watched}/deep'); open('{watched}/deep/dump', 'w').write('x' * 2000000 + secret)", ["file"]),
    ],
)
def test_catches_a_planted_leak(code: str, expected: list[str], watched: Path) -> None:
    previous = os.umask(0o022)
    try:
        assert kinds(python(code.format(watched=watched)), watched) == expected
    finally:
        os.umask(previous)


@pytest.mark.parametrize(
    "code",
    [
        "print('nothing to see')",
        "subprocess.run(['sleep', '0.3'])",
        "os.umask(0o077); open('{watched}/private', 'w').write(secret)",
        "os.mkdir('{watched}/private', 0o700); open('{watched}/private/dump', 'w').write(secret)",
    ],
)
def test_is_silent_about_what_only_the_owner_reads(code: str, watched: Path) -> None:
    assert kinds(python(code.format(watched=watched)), watched) == []


def test_arguments_of_others_can_be_allowed(watched: Path) -> None:
    command = python("subprocess.run(['sh', '-c', 'sleep 0.5; exit 0', 'health', secret])")
    assert kinds(command, watched, allowed="health") == []


def test_a_file_from_before_is_not_looked_at(watched: Path) -> None:
    old = watched / "old"
    old.write_text(SECRET)
    os.utime(old, (1, 1))
    finder = canary.Finder([SECRET])
    watch = canary.FileWatch(finder, [watched])
    watch._since = old.stat().st_ctime + 1
    watch.sweep()
    assert watch.leaks == {}


def test_an_environment_that_others_read_is_a_leak(tmp_path: Path) -> None:
    process = tmp_path / "4711"
    process.mkdir()
    (process / "cmdline").write_bytes(b"server\0")
    environment = process / "environ"
    environment.write_bytes(b"DB_PASSWORD=" + SECRET.encode() + b"\0")
    finder = canary.Finder([SECRET])
    environment.chmod(0o400)
    watch = canary.ProcessWatch(finder, proc=tmp_path)
    watch.sample()
    assert watch.leaks == {}
    environment.chmod(0o444)
    watch = canary.ProcessWatch(finder, proc=tmp_path)
    watch.sample()
    assert [leak.kind for leak in watch.leaks.values()] == ["environment"]


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        urllib.parse.quote(SECRET, safe=""),
        "mysql://root:" + urllib.parse.quote_plus(SECRET) + "@host",
        *(base64.b64encode(("x" * shift + SECRET + "tail").encode()).decode() for shift in range(6)),
    ],
)
def test_finds_each_spelling(text: str) -> None:
    assert canary.Finder([SECRET]).in_bytes(text.encode())


def test_finds_a_secret_across_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canary, "CHUNK", 10)
    path = tmp_path / "file"
    path.write_text("x" * 7 + SECRET + "y" * 7)
    assert canary.Finder([SECRET]).in_file(path)
    path.write_text("x" * 100)
    assert not canary.Finder([SECRET]).in_file(path)


def test_refuses_a_secret_that_is_found_everywhere() -> None:
    with pytest.raises(ValueError, match="six characters"):
        canary.Finder(["root"])
