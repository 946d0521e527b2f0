# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The archive of files: all of it, and nothing that a forged one could do."""

from __future__ import annotations

import os
import pathlib
import tarfile
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.files import (
    archive_files,
    check_archive,
    extract_files,
    list_files,
    member_problem,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.frames import FrameFile, RunFrames
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.unpack import PlainSource
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError


@pytest.fixture
def conf(tmp_path: pathlib.Path) -> pathlib.Path:
    root = tmp_path / "conf"
    (root / "keys").mkdir(parents=True)
    (root / "openmetadata.yaml").write_text("größe: 1\n")
    (root / "keys" / "private.der").write_bytes(os.urandom(200_000))
    (root / "keys" / "private.der").chmod(0o600)
    (root / "keys" / "link").symlink_to("private.der")
    os.link(root / "openmetadata.yaml", root / "again.yaml")
    os.mkfifo(root / "pipe")
    return root


def make(tmp_path: pathlib.Path, paths: list[str]) -> dict[str, t.Any]:
    file = FrameFile(str(tmp_path / "files.tar.gz"))
    listed = list_files(paths)
    members = archive_files(listed, file, "gzip")
    file.close()
    parts = [part.as_list() for part in file.parts]
    return {"compression": "gzip", "files": {"paths": listed, "members": members, "parts": parts}}


def test_round_trip(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    manifest = make(tmp_path, [str(conf)])
    assert manifest["files"]["paths"][0]["path"] == str(conf)
    with PlainSource(str(tmp_path / "files.tar.gz")) as source:
        check_archive(manifest, source)
        out = tmp_path / "out"
        out.mkdir()
        written = extract_files(manifest, source, str(out))
    again = out / str(conf).lstrip("/")
    assert len(written) == 4
    assert (again / "keys" / "private.der").read_bytes() == (conf / "keys" / "private.der").read_bytes()
    assert (again / "keys" / "private.der").stat().st_mode & 0o777 == 0o600
    assert os.readlink(again / "keys" / "link") == "private.der"
    assert (again / "again.yaml").read_text() == "größe: 1\n"
    assert not (again / "pipe").exists()
    assert not list(out.rglob("*openmetadata-ops-new"))


def test_in_place_existing_files_are_replaced(tmp_path: pathlib.Path, conf: pathlib.Path) -> None:
    manifest = make(tmp_path, [str(conf / "openmetadata.yaml")])
    (conf / "openmetadata.yaml").write_text("changed")
    with PlainSource(str(tmp_path / "files.tar.gz")) as source:
        assert extract_files(manifest, source, "/") == [str(conf / "openmetadata.yaml")]
    assert (conf / "openmetadata.yaml").read_text() == "größe: 1\n"


@pytest.mark.parametrize(("path", "why"), [("relative", "absolute"), ("/nowhere/at/all", "not there")])
def test_what_cannot_be_archived(path: str, why: str) -> None:
    with pytest.raises(OpsError, match=why):
        list_files([path])


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    made.linkname = link
    return made


@pytest.mark.parametrize(
    ("made", "bad"),
    [
        (member("opt/om/.env"), False),
        (member("opt/om", tarfile.DIRTYPE), False),
        (member("opt/om/l", tarfile.SYMTYPE, "/etc/localtime"), False),
        (member("opt/om/l", tarfile.LNKTYPE, "opt/om/.env"), False),
        (member("/opt/om/.env"), True),
        (member("opt/om/../../etc/passwd"), True),
        (member("../opt/om/x"), True),
        (member("opt/om/./x"), True),
        (member("opt/omx"), True),
        (member("etc/passwd"), True),
        (member("opt/om/dev", tarfile.CHRTYPE), True),
        (member("opt/om/dev", tarfile.BLKTYPE), True),
        (member("opt/om/pipe", tarfile.FIFOTYPE), True),
        (member("opt/om/l", tarfile.LNKTYPE, "../../etc/shadow"), True),
        (member("opt/om/l", tarfile.LNKTYPE, "/etc/shadow"), True),
    ],
)
def test_members(made: tarfile.TarInfo, bad: bool) -> None:
    assert (member_problem(made, ["/opt/om"]) is not None) == bad


class _Forged:
    """A tar file with whatever members."""

    def __init__(self, path: pathlib.Path, members: list[tarfile.TarInfo], allowed: list[str]) -> None:
        file = FrameFile(str(path))
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


class _To:
    def __init__(self, frames: RunFrames) -> None:
        self.write = frames.write


def test_a_link_does_not_lead_out(tmp_path: pathlib.Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    forged = _Forged(
        tmp_path / "f",
        [member("opt/om/l", tarfile.SYMTYPE, str(outside)), member("opt/om/l/x")],
        ["/opt/om"],
    )
    out = tmp_path / "out"
    out.mkdir()
    with PlainSource(str(tmp_path / "f")) as source, pytest.raises(OpsError, match="leads elsewhere"):
        extract_files(forged.manifest, source, str(out))
    assert list(outside.iterdir()) == []


def test_nothing_is_written_by_a_check(tmp_path: pathlib.Path) -> None:
    forged = _Forged(tmp_path / "f", [member("etc/passwd")], ["/opt/om"])
    with PlainSource(str(tmp_path / "f")) as source, pytest.raises(OpsError, match="must not"):
        check_archive(forged.manifest, source)


def test_a_missing_member_is_seen(tmp_path: pathlib.Path) -> None:
    forged = _Forged(tmp_path / "f", [member("opt/om/x")], ["/opt/om"])
    forged.manifest["files"]["members"] = 2  # type: ignore[index]
    with PlainSource(str(tmp_path / "f")) as source, pytest.raises(OpsError, match="members instead of"):
        check_archive(forged.manifest, source)
