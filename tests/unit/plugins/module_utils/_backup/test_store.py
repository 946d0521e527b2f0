# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The directory of backups: nothing half-made under a backup's name, nothing of others touched."""

from __future__ import annotations

import os
import pathlib
import stat
import subprocess
import sys
import time

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import manifest as manifests
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.store import MARK, Store
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError


def manifest(name: str, started: str = "2026-11-23T12:00:00Z") -> manifests.Manifest:
    return {
        "format": manifests.FORMAT,
        "format_version": manifests.FORMAT_VERSION,
        "id": name,
        "started": started,
        "files": None,
        "databases": [],
    }


def make(store: Store, name: str, started: str = "2026-11-23T12:00:00Z") -> None:
    with store.writing(name) as working:
        store.publish(working, manifest(name, started))


@pytest.fixture
def store(tmp_path: pathlib.Path) -> Store:
    found = Store(str(tmp_path / "backups"))
    found.prepare()
    return found


def test_made_for_its_owner_only(store: Store) -> None:
    make(store, "a")
    assert stat.S_IMODE(os.stat(store.path).st_mode) == 0o700
    assert stat.S_IMODE(os.stat(store.directory("a")).st_mode) == 0o700
    for name in os.listdir(store.directory("a")):
        assert stat.S_IMODE(os.stat(os.path.join(store.directory("a"), name)).st_mode) == 0o600


def test_oldest_first(store: Store) -> None:
    make(store, "a", "2026-11-23T12:00:03Z")
    make(store, "b", "2026-11-23T12:00:01Z")
    make(store, "c", "2026-11-23T12:00:02Z")
    assert list(store.backups()) == ["b", "c", "a"]


def test_nothing_is_there_before_the_end(store: Store) -> None:
    with store.writing("a") as working:
        assert not store.exists("a")
        assert store.backups() == {}
        store.publish(working, manifest("a"))
        assert store.exists("a")
    assert list(store.backups()) == ["a"]


def test_a_failure_leaves_nothing(store: Store) -> None:
    make(store, "old")

    def fail() -> None:
        with store.writing("a") as working:
            pathlib.Path(working, "dump").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert os.listdir(store.path) == ["old"]


def test_two_runs_do_not_share_a_name(store: Store) -> None:
    with store.writing("a"), pytest.raises(OpsError, match="Another run"), store.writing("a"):
        pass
    with store.writing("a") as working:
        os.mkdir(store.directory("a"))
        pathlib.Path(store.directory("a"), "x").touch()
        with pytest.raises(OpsError, match="another run"):
            store.publish(working, manifest("a"))
    assert os.listdir(store.directory("a")) == ["x"]


def test_the_dead_are_removed_and_the_living_are_not(store: Store) -> None:
    dead = os.path.join(store.path, ".dead.partial")
    os.makedirs(os.path.join(dead, "folder"))
    pathlib.Path(dead, MARK).touch()
    pathlib.Path(dead, "om.sql.zst").write_text("half")
    os.mkdir(os.path.join(store.path, ".empty.partial"))
    foreign = os.path.join(store.path, ".foreign.partial")
    os.mkdir(foreign)
    pathlib.Path(foreign, "data").touch()
    os.mkdir(os.path.join(store.path, "somebody"))
    with store.writing("living") as working:
        assert sorted(store.clean()) == [".dead.partial", ".empty.partial"]
        assert os.path.isdir(working)
    assert sorted(os.listdir(store.path)) == [".foreign.partial", "somebody"]


def test_killed_at_any_moment(store: Store) -> None:
    make(store, "old")
    script = (
        "import sys, time; sys.path[:0] = sys.argv[3].split(':')\n"
        "from ansible_collections.openmetadata.ops.plugins.module_utils._backup.store import Store\n"
        "with Store(sys.argv[1]).writing(sys.argv[2]) as working:\n"
        "    open(working + '/dump', 'w').write('x')\n"
        "    print('ready', flush=True); time.sleep(60)\n"
    )
    argv = [sys.executable, "-c", script, store.path, "new", ":".join(sys.path)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        assert store.clean() == []
        process.kill()
    assert list(store.backups()) == ["old"]
    assert store.clean() == [".new.partial"]
    assert os.listdir(store.path) == ["old"]


def test_progress_files_of_the_dead(store: Store) -> None:
    for name, age in (
        (f".progress-{'a' * 32}.json", 3600),
        (f".progress-{'b' * 32}.json", 5),
        (".progress-x.json", 3600),
    ):
        path = pathlib.Path(store.path, name)
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    store.clean()
    assert sorted(os.listdir(store.path)) == [f".progress-{'b' * 32}.json", ".progress-x.json"]


def test_remove(store: Store) -> None:
    make(store, "a")
    os.mkdir(store.directory("foreign"))
    pathlib.Path(store.directory("foreign"), manifests.NAME).write_text("{}")
    with pytest.raises(manifests.BadManifest):
        store.remove("foreign")
    store.remove("a")
    assert os.listdir(store.path) == ["foreign"]


def test_a_backup_that_was_renamed_is_not_taken_for_another(store: Store) -> None:
    make(store, "a")
    os.rename(store.directory("a"), store.directory("b"))
    assert store.backups() == {}


def test_rewrite(store: Store) -> None:
    make(store, "a")
    store.rewrite({**store.backups()["a"], "rehearsed": "now"})
    assert store.backups()["a"]["rehearsed"] == "now"
    assert sorted(os.listdir(store.directory("a"))) == [MARK, manifests.NAME]
