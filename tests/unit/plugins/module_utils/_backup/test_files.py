# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The archive of files: all of it, in little memory, and nothing that a forged one could do."""

from __future__ import annotations

import os
import pathlib
import socket
import stat
import subprocess
import sys
import tarfile
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import files as writing
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.files import archive_files
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.frames import FrameFile, RunFrames
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.paths import list_files
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.unarchive import (
    Extracted,
    Selection,
    check_archive,
    extract_files,
    member_problem,
    select,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.unpack import PlainSource
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

MIB = 1024 * 1024
RSS_LIMIT = 96 * MIB  # Python, tarfile and a few frames; the file below has twice as much


@pytest.fixture
def conf(tmp_path: pathlib.Path) -> pathlib.Path:
    root = tmp_path / "conf"
    (root / "keys").mkdir(parents=True)
    (root / "openmetadata.yaml").write_text("größe: 1\n")
    (root / "keys" / "private.der").write_bytes(os.urandom(200_000))
    (root / "keys" / "private.der").chmod(0o600)
    (root / "keys" / "link").symlink_to("private.der")
    (root / "keys" / "circle").symlink_to("../keys")
    os.link(root / "openmetadata.yaml", root / "again.yaml")
    (root / "keys").chmod(0o2750)
    return root


class Made:
    """A backup of files, as the module makes it."""

    def __init__(self, tmp_path: pathlib.Path, paths: list[str], compression: str = "gzip") -> None:
        self.path = str(tmp_path / "files.tar.gz")
        file = FrameFile(self.path)
        listed = list_files(paths)
        self.archived = archive_files(listed, file, compression)
        file.close()
        self.manifest: dict[str, t.Any] = {
            "compression": compression,
            "files": {
                "paths": listed,
                "members": self.archived.members,
                "set_id": self.archived.set_id,
                "parts": [part.as_list() for part in file.parts],
            },
        }

    def check(self, destination: pathlib.Path | str | None = None, wanted: list[str] | None = None) -> Extracted:
        with PlainSource(self.path) as source:
            return check_archive(self.manifest, source, str(destination) if destination else None, wanted)

    def extract(self, destination: pathlib.Path | str, wanted: list[str] | None = None) -> Extracted:
        planned = self.check(destination, wanted)
        with PlainSource(self.path) as source:
            done = extract_files(self.manifest, source, str(destination), wanted)
        assert done == planned
        return done


def below(out: pathlib.Path, path: pathlib.Path) -> pathlib.Path:
    return out / str(path).lstrip("/")


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_round_trip(tmp_path: pathlib.Path, conf: pathlib.Path, compression: str) -> None:
    made = Made(tmp_path, [str(conf)], compression)
    assert made.manifest["files"]["paths"][0]["path"] == str(conf)
    out = tmp_path / "out"
    written = made.extract(out)
    again = below(out, conf)
    assert (len(written.files), len(written.links)) == (3, 2)
    assert (made.archived.files, made.archived.links, made.archived.directories) == (3, 2, 2)
    assert (again / "keys" / "private.der").read_bytes() == (conf / "keys" / "private.der").read_bytes()
    assert (again / "keys" / "private.der").stat().st_mode & 0o777 == 0o600
    assert stat.S_IMODE((again / "keys").stat().st_mode) == 0o2750
    assert (again / "keys").stat().st_mtime == (conf / "keys").stat().st_mtime
    assert os.readlink(again / "keys" / "link") == "private.der"
    assert os.readlink(again / "keys" / "circle") == "../keys"
    assert (again / "again.yaml").read_text() == "größe: 1\n"
    assert (again / "again.yaml").stat().st_ino == (again / "openmetadata.yaml").stat().st_ino
    assert not list(out.rglob("*openmetadata-ops-new"))


def test_other_programs_read_it(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    made = Made(tmp_path, [str(conf)])
    listed = subprocess.run(["tar", "-tzf", made.path], check=True, capture_output=True, text=True).stdout.split("\n")
    assert f"{str(conf).lstrip('/')}/keys/private.der" in listed


def test_in_place_existing_files_are_replaced(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    made = Made(tmp_path, [str(conf / "openmetadata.yaml")])
    (conf / "openmetadata.yaml").write_text("changed")
    assert made.extract("/").files == [str(conf / "openmetadata.yaml")]
    assert (conf / "openmetadata.yaml").read_text() == "größe: 1\n"


class TestLinks:
    """A given path that is a link: the link and what it leads to."""

    def test_to_a_file(self, tmp_path: pathlib.Path) -> None:
        (tmp_path / "secrets").mkdir()
        (tmp_path / "secrets" / "env").write_text("A=1\n")
        (tmp_path / ".env").symlink_to("secrets/env")
        made = Made(tmp_path, [str(tmp_path / ".env")])
        (tmp_path / "secrets" / "env").write_text("A=2\n")
        (tmp_path / ".env").unlink()
        written = made.extract("/")
        assert written == Extracted([str(tmp_path / "secrets" / "env")], [str(tmp_path / ".env")])
        assert (tmp_path / ".env").is_symlink()
        assert (tmp_path / ".env").read_text() == "A=1\n"

    def test_to_a_directory_by_two_links(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        (tmp_path / "current").symlink_to(tmp_path / "newest")
        (tmp_path / "newest").symlink_to("./conf/../conf")
        made = Made(tmp_path, [str(tmp_path / "current")])
        out = tmp_path / "out"
        written = made.extract(out)
        assert sorted(os.path.basename(path) for path in written.links) == ["circle", "current", "link", "newest"]
        assert (below(out, conf) / "openmetadata.yaml").read_text() == "größe: 1\n"

    def test_on_the_way(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        (tmp_path / "current").symlink_to("conf")
        made = Made(tmp_path, [str(tmp_path / "current" / "openmetadata.yaml")])
        (conf / "openmetadata.yaml").unlink()
        (conf / "again.yaml").unlink()
        assert made.extract("/").files == [str(conf / "openmetadata.yaml")]
        assert (tmp_path / "current" / "openmetadata.yaml").read_text() == "größe: 1\n"

    @pytest.mark.parametrize("first", ["b", "a", "a/x"])
    def test_in_a_circle(self, tmp_path: pathlib.Path, first: str) -> None:
        (tmp_path / "a").symlink_to(first)
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(OpsError, match="lead in a circle"):
            list_files([str(tmp_path / "a")])

    def test_to_nothing(self, tmp_path: pathlib.Path) -> None:
        (tmp_path / "a").symlink_to("gone")
        with pytest.raises(OpsError, match=r"a cannot be backed up, because it is not there: it leads to .*gone"):
            list_files([str(tmp_path / "a")])

    def test_out_of_a_tree_is_reported(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        (tmp_path / "shared").mkdir()
        (conf / "shared").symlink_to("../shared")
        (conf / "dangling").symlink_to("nowhere")
        (conf / "root").symlink_to("/")
        made = Made(tmp_path, [str(conf)])
        assert {entry["path"] for entry in made.archived.skipped} == {str(tmp_path / "shared"), "/"}
        assert made.archived.links == 5
        both = Made(tmp_path / "conf", [str(conf), str(tmp_path / "shared")])
        assert {entry["path"] for entry in both.archived.skipped} == {"/"}

    def test_a_path_that_is_given_twice_is_archived_once(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        (tmp_path / "current").symlink_to("conf")
        paths = [str(conf), str(tmp_path / "current"), str(conf / "keys"), str(conf / "keys" / "link")]
        made = Made(tmp_path, paths)
        assert (made.archived.files, made.archived.links) == (3, 3)
        assert [entry["path"] for entry in made.manifest["files"]["paths"]] == paths


def test_special_files_are_reported_and_not_read(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    os.mkfifo(conf / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(conf / "socket"))
        made = Made(tmp_path, [str(conf)])
    reasons = {os.path.basename(entry["path"]): entry["reason"].split(" has")[0] for entry in made.archived.skipped}
    assert reasons == {"pipe": "a pipe", "socket": "a socket"}
    assert not any("pipe" in path for path in made.extract(tmp_path / "out").files)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    (conf / "keys" / "private.der").chmod(0)
    with pytest.raises(OpsError, match=r"private\.der cannot be read: Permission denied"):
        list_files([str(conf)])


def test_an_unreadable_file_is_refused_before_anything_is_written(
    conf: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def refuse(path: t.Any, *args: t.Any, **keys: t.Any) -> int:
        if str(path).endswith("private.der"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *args, **keys)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OpsError, match=r"private\.der cannot be read: Permission denied\. Run with become"):
        list_files([str(conf)])


def test_a_file_that_vanishes_is_reported(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    file = FrameFile(str(tmp_path / "f"))
    listed = list_files([str(conf)])
    (conf / "keys" / "private.der").unlink()
    seen = writing.walk

    def vanishing(root: str) -> t.Iterator[tuple[str, os.stat_result]]:
        for path, found in seen(root):
            if path.endswith("openmetadata.yaml"):
                os.unlink(path)
            yield path, found

    writing.walk, before = vanishing, writing.walk
    try:
        done = archive_files(listed, file, "none")
    finally:
        writing.walk = before
        file.close()
    assert [entry["reason"] for entry in done.skipped] == ["it vanished while it was read"]
    assert done.files == 1  # again.yaml


@pytest.mark.parametrize("change", ["grows", "shrinks"])
def test_a_file_that_changes_is_reported(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * 3_000_000)
    monkeypatch.setattr(writing, "_SMALL", 0)
    real = os.fstat
    calls = iter((True, False))

    def spoil(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        if found.st_ino == path.stat().st_ino and next(calls, False):
            path.write_bytes(b"y" * (4_000_000 if change == "grows" else 10))
        return found

    monkeypatch.setattr(os, "fstat", spoil)
    made = Made(tmp_path, [str(path)])
    monkeypatch.undo()
    assert [entry["path"] for entry in made.archived.skipped] == [str(path)]
    assert "changed while it was read" in made.archived.skipped[0]["reason"]
    assert len(made.extract(tmp_path / "out").files) == 1  # the archive itself is whole


def test_a_small_file_that_changed_is_read_again(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "env"
    path.write_text("A=1\n")
    real = os.fstat
    calls = iter((True, False))

    def spoil(descriptor: int) -> os.stat_result:
        found = real(descriptor)
        if found.st_ino == path.stat().st_ino and next(calls, False):
            path.write_text("A=12345\n")
        return found

    monkeypatch.setattr(os, "fstat", spoil)
    made = Made(tmp_path, [str(path)])
    monkeypatch.undo()
    assert made.archived.skipped == []
    made.extract(tmp_path / "out")
    assert below(tmp_path / "out", path).read_text() == "A=12345\n"


def test_attributes_and_holes_are_kept(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as stream:
        stream.truncate(30 * MIB)
        stream.seek(20 * MIB)
        stream.write(b"end")
    with_attributes = True
    try:
        os.setxattr(path, "user.note", b"caf\xe9\x00")
    except OSError:
        with_attributes = False
    made = Made(tmp_path, [str(path)])
    made.extract(tmp_path / "out")
    again = below(tmp_path / "out", path)
    assert again.stat().st_size == 30 * MIB
    assert again.stat().st_blocks * 512 < MIB
    assert again.read_bytes() == path.read_bytes()
    if with_attributes:
        assert os.getxattr(again, "user.note") == b"caf\xe9\x00"


MEASURE = """
import sys
sys.path.insert(0, sys.argv[1])
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.files import archive_files
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.frames import FrameFile
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.paths import list_files
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.unarchive import check_archive, extract_files
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.unpack import PlainSource
archive, path, out = sys.argv[2:5]
file = FrameFile(archive)
listed = list_files([path])
done = archive_files(listed, file, "none")
file.close()
parts = [part.as_list() for part in file.parts]
manifest = {"compression": "none", "files": {"paths": listed, "members": done.members, "parts": parts}}
with PlainSource(archive) as source:
    check_archive(manifest, source, out)
with PlainSource(archive) as source:
    extract_files(manifest, source, out)
with open("/proc/self/status") as status:  # the peak of this process; ru_maxrss begins with that of its parent
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(int(peak) * 1024, len(parts))
"""


def test_memory_does_not_depend_on_the_size(tmp_path: pathlib.Path) -> None:
    """200 MB through archive, check and extraction, without compression, so that every byte is in the archive."""
    path = tmp_path / "big"
    with path.open("wb") as stream:
        stream.truncate(200 * MIB)
    here = "ansible_collections/openmetadata/ops"
    root = next(folder for folder in sys.path if os.path.isdir(os.path.join(folder, here)))
    argv = [sys.executable, "-c", MEASURE, root, str(tmp_path / "archive"), str(path), str(tmp_path / "out")]
    answer = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.split()
    assert int(answer[0]) < RSS_LIMIT
    assert int(answer[1]) >= 25
    assert below(tmp_path / "out", path).stat().st_size == 200 * MIB


@pytest.mark.parametrize(
    ("path", "why"), [("relative", "absolute"), ("/nowhere/at/all", "not there"), ("/", "whole file system")]
)
def test_what_cannot_be_archived(path: str, why: str) -> None:
    with pytest.raises(OpsError, match=why):
        list_files([path])


class TestSelection:
    """Only what the caller names."""

    def test_one_file_of_a_tree(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        made = Made(tmp_path, [str(conf)])
        out = tmp_path / "out"
        wanted = str(conf / "keys" / "private.der")
        assert made.extract(out, [wanted]) == Extracted([str(out) + wanted], [])

    def test_below_a_link(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        (tmp_path / "current").symlink_to("conf")
        made = Made(tmp_path, [str(tmp_path / "current")])
        found = select(made.manifest, [str(tmp_path / "current" / "keys")])
        assert found == Selection((str(conf / "keys"),), (str(tmp_path / "current"),))

    def test_what_is_not_in_it(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        made = Made(tmp_path, [str(conf)])
        with pytest.raises(OpsError, match="/etc/shadow is not in the backup, which holds"):
            made.check(wanted=["/etc/shadow"])

    def test_a_hard_link_without_its_file(self, tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
        made = Made(tmp_path, [str(conf)])
        with pytest.raises(OpsError, match=r"hard link to .*again\.yaml: add that one"):
            made.check(wanted=[str(conf / "openmetadata.yaml")])


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    made.linkname = link
    made.mode = mode
    made.uid, made.gid = os.getuid(), os.getgid()
    return made


@pytest.mark.parametrize(
    ("made", "bad"),
    [
        (member("opt/om/.env"), False),
        (member("opt/om", tarfile.DIRTYPE), False),
        (member("opt/om/l", tarfile.SYMTYPE, "/etc/localtime"), False),
        (member("opt/om/l", tarfile.LNKTYPE, "opt/om/.env"), False),
        (member("opt/current", tarfile.SYMTYPE, "om"), False),
        (member("/opt/om/.env"), True),
        (member("opt/om/../../etc/passwd"), True),
        (member("../opt/om/x"), True),
        (member("opt/om/./x"), True),
        (member("opt/om//x"), True),
        (member("opt/omx"), True),
        (member("etc/passwd"), True),
        (member("opt/om/dev", tarfile.CHRTYPE), True),
        (member("opt/om/dev", tarfile.BLKTYPE), True),
        (member("opt/om/pipe", tarfile.FIFOTYPE), True),
        (member("opt/om/l", tarfile.LNKTYPE, "../../etc/shadow"), True),
        (member("opt/om/l", tarfile.LNKTYPE, "/etc/shadow"), True),
        (member("opt/om/l", tarfile.LNKTYPE, "etc/shadow"), True),
        (member("opt/om/l", tarfile.LNKTYPE, "opt/om/../../etc/shadow"), True),
        (member("opt/current"), True),
        (member("opt/current", tarfile.DIRTYPE), True),
        (member("opt/current/x"), True),
    ],
)
def test_members(made: tarfile.TarInfo, bad: bool) -> None:
    assert (member_problem(made, Selection(("/opt/om",), ("/opt/current",))) is not None) == bad


class _Forged(Made):
    """A tar file with whatever members."""

    def __init__(self, tmp_path: pathlib.Path, members: list[tarfile.TarInfo], allowed: list[str]) -> None:
        self.path = str(tmp_path / "forged")
        file = FrameFile(self.path)
        frames = RunFrames(file, 0, "none")
        frames.start("files", 0)
        with tarfile.open(mode="w|", fileobj=_To(frames)) as archive:  # type: ignore[call-overload]
            for made in members:
                archive.addfile(made)
        frames.finish()
        frames.end()
        file.close()
        self.manifest = {
            "compression": "none",
            "files": {
                "paths": [{"path": path} for path in allowed],
                "members": len(members),
                "parts": [part.as_list() for part in file.parts],
            },
        }

    def only_extract(self, destination: pathlib.Path) -> Extracted:
        """Without the check that comes first."""
        with PlainSource(self.path) as source:
            return extract_files(self.manifest, source, str(destination))


class _To:
    def __init__(self, frames: RunFrames) -> None:
        self.write = frames.write


@pytest.fixture(name="out")
def fixture_out(tmp_path: pathlib.Path) -> pathlib.Path:
    out = tmp_path / "out"
    out.mkdir()
    return out


@pytest.fixture(name="outside")
def fixture_outside(tmp_path: pathlib.Path) -> pathlib.Path:
    outside = tmp_path / "outside"
    outside.mkdir()
    return outside


def test_a_link_of_the_archive_does_not_lead_out(
    tmp_path: pathlib.Path, out: pathlib.Path, outside: pathlib.Path
) -> None:
    members = [member("opt/om/l", tarfile.SYMTYPE, str(outside)), member("opt/om/l/x")]
    with pytest.raises(OpsError, match="files are not restored through links"):
        _Forged(tmp_path, members, ["/opt/om"]).only_extract(out)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("inside", [True, False])
def test_a_link_on_the_disk_is_not_followed(
    tmp_path: pathlib.Path, out: pathlib.Path, outside: pathlib.Path, inside: bool
) -> None:
    """Neither one that leads out of the destination nor one within it; the check finds it before anything is done."""
    (out / "etc").mkdir()
    (out / "opt").mkdir()
    (out / "opt" / "om").symlink_to(out / "etc" if inside else outside)
    forged = _Forged(tmp_path, [member("opt/.env"), member("opt/om/x")], ["/opt"])
    with pytest.raises(OpsError, match="Nothing was restored"):
        forged.check(out)
    with pytest.raises(OpsError, match="files are not restored through links"):
        forged.only_extract(out)
    assert list(outside.iterdir()) == list((out / "etc").iterdir()) == []


@pytest.mark.parametrize(
    ("kind", "now", "why"),
    [
        (tarfile.REGTYPE, "directory", "is a directory now"),
        (tarfile.DIRTYPE, "file", "is a file now"),
        (tarfile.DIRTYPE, "link", "is a symbolic link now"),
    ],
)
def test_another_kind_is_in_the_way(
    tmp_path: pathlib.Path, out: pathlib.Path, outside: pathlib.Path, kind: bytes, now: str, why: str
) -> None:
    path = out / "opt"
    if now == "directory":
        path.mkdir()
    elif now == "file":
        path.write_text("x")
    else:
        path.symlink_to(outside)
    with pytest.raises(OpsError, match=f"{why}.*Nothing was restored"):
        _Forged(tmp_path, [member("opt", kind)], ["/opt"]).check(out)


def test_a_link_at_the_end_is_replaced_and_not_followed(
    tmp_path: pathlib.Path, out: pathlib.Path, outside: pathlib.Path
) -> None:
    (outside / "shadow").write_text("untouched")
    (out / "opt").mkdir()
    (out / "opt" / "x").symlink_to(outside / "shadow")
    _Forged(tmp_path, [member("opt/x")], ["/opt"]).extract(out)
    assert (outside / "shadow").read_text() == "untouched"
    assert not (out / "opt" / "x").is_symlink()


def test_a_hard_link_only_leads_to_what_was_restored(tmp_path: pathlib.Path, out: pathlib.Path) -> None:
    (out / "opt").mkdir()
    (out / "opt" / "secret").write_text("not in the archive")
    forged = _Forged(tmp_path, [member("opt/x", tarfile.LNKTYPE, "opt/secret")], ["/opt"])
    with pytest.raises(OpsError, match="does not come before it"):
        forged.only_extract(out)
    assert (out / "opt" / "secret").stat().st_nlink == 1


@pytest.mark.parametrize(("recorded", "mode"), [(True, 0o4755), (False, 0o755)])
def test_special_bits_only_if_recorded(tmp_path: pathlib.Path, out: pathlib.Path, recorded: bool, mode: int) -> None:
    forged = _Forged(tmp_path, [member("opt/sh", mode=0o4755)], ["/opt/sh"])
    forged.manifest["files"]["set_id"] = ["/opt/sh"] if recorded else []
    forged.extract(out)
    assert stat.S_IMODE((out / "opt" / "sh").stat().st_mode) == mode


def test_special_bits_are_recorded(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    (conf / "openmetadata.yaml").chmod(0o4755)
    assert Made(tmp_path, [str(conf)]).archived.set_id == [
        str(conf / name) for name in ("again.yaml", "keys", "openmetadata.yaml")
    ]


def test_nothing_is_written_by_a_check(tmp_path: pathlib.Path, out: pathlib.Path) -> None:
    with pytest.raises(OpsError, match="must not"):
        _Forged(tmp_path, [member("opt/om/x"), member("etc/passwd")], ["/opt/om"]).check(out)
    assert list(out.iterdir()) == []


def test_a_missing_member_is_seen(tmp_path: pathlib.Path) -> None:
    forged = _Forged(tmp_path, [member("opt/om/x")], ["/opt/om"])
    forged.manifest["files"]["members"] = 2
    with pytest.raises(OpsError, match="members instead of"):
        forged.check()
