# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A manifest is believed only if nobody changed it and nothing in it leads out of its directory."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import manifest as manifests
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

SUM = "0" * 64


def good(**changes: t.Any) -> dict[str, t.Any]:
    return {
        "format": manifests.FORMAT,
        "format_version": manifests.FORMAT_VERSION,
        "id": "x",
        "files": {"file": "files.tar.zst", "bytes": 1, "sha256": SUM, "paths": [{"path": "/a"}]},
        "databases": [
            {
                "name": "om",
                "file": "om.sql.zst",
                "bytes": 1,
                "sha256": SUM,
                "schema_version": "1.9.0",
                "consistency": "read lock",
                "tables": {"a": {"rows": 2, "digest": SUM}, "b": {"rows": 3, "digest": SUM}},
            }
        ],
        **changes,
    }


def test_what_is_written_can_be_read() -> None:
    manifest = manifests.check(manifests.dumps(good()), "/b/x")
    assert {name: value for name, value in manifest.items() if name != "checksum"} == good()


@pytest.mark.parametrize("version", manifests.READABLE)
def test_older_formats_can_be_read(version: int) -> None:
    assert manifests.check(manifests.dumps(good(format_version=version)), "/b/x")["format_version"] == version


def _database(**changes: t.Any) -> dict[str, t.Any]:
    return good(databases=[{**good()["databases"][0], **changes}])


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        (good(format="somebody else's"), "not one of this collection's"),
        (good(format_version=99), "format 99"),
        (good(id="../x"), "its id"),
        (good(id=""), "its id"),
        (_database(file="../../etc/passwd"), "a file's name"),
        (_database(file="/etc/passwd"), "a file's name"),
        (_database(file=".hidden"), "a file's name"),
        (_database(file="manifest.json"), "a file's name"),
        (_database(file="a/b"), "a file's name"),
        (_database(bytes="1"), "the sum of"),
        (_database(sha256="no"), "the sum of"),
        (good(files={"file": "..", "bytes": 1, "sha256": SUM}), "a file's name"),
        (good(files=["x"]), "a file's name"),
    ],
)
def test_foreign_manifests_are_refused(manifest: dict[str, t.Any], why: str) -> None:
    with pytest.raises(manifests.BadManifest, match=why):
        manifests.check(manifests.dumps(manifest), "/b/x")


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"{", b"\xff\xfe"])
def test_damaged_manifests_are_refused(data: bytes) -> None:
    with pytest.raises(manifests.BadManifest, match="damaged"):
        manifests.check(data, "/b/x")


def test_every_truncation_is_noticed() -> None:
    data = manifests.dumps(good())
    for length in range(len(data) - 2):
        with pytest.raises(manifests.BadManifest):
            manifests.check(data[:length], "/b/x")


def test_a_change_is_noticed() -> None:
    manifest = json.loads(manifests.dumps(good()))
    manifest["databases"][0]["tables"]["a"]["rows"] = 7
    with pytest.raises(manifests.BadManifest, match="does not match its checksum"):
        manifests.check(json.dumps(manifest).encode(), "/b/x")


def test_no_manifest(tmp_path: pathlib.Path) -> None:
    with pytest.raises(manifests.BadManifest, match="no backup"):
        manifests.read(str(tmp_path))
    (tmp_path / "real").write_bytes(manifests.dumps(good()))
    os.symlink("real", tmp_path / manifests.NAME)
    with pytest.raises(manifests.BadManifest, match="no backup"):
        manifests.read(str(tmp_path))


@pytest.mark.parametrize("name", ["20261122T231758Z-1.9.17", "a", "A_b.c-1"])
def test_identifiers(name: str) -> None:
    assert manifests.check_id(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", "-a", ".a", "a/b", "a b", "a\n", "ü", "a" * 129])
def test_no_identifiers(name: str) -> None:
    with pytest.raises(OpsError, match="identifier"):
        manifests.check_id(name)


def test_file_names_are_harmless_and_distinct() -> None:
    names = ["openmetadata_db", "a/b", "a_b", "../x", "größe", "-rf", "x" * 300, "é", "è", "."]
    files = [manifests.file_name(name) for name in names]
    assert files[0] == "openmetadata_db"
    assert len(set(files)) == len(names)
    assert all(manifests.file_name(name)[0] not in ".-" and "/" not in manifests.file_name(name) for name in names)


def test_result() -> None:
    manifest = {
        **good(),
        **dict.fromkeys(("openmetadata_version", "schema_version", "engine", "engine_version", "client_version")),
        **dict.fromkeys(("compression", "encrypted", "jobs", "started", "finished", "verified", "rehearsed")),
    }
    result = manifests.as_result(manifest, "/b/x")
    assert result["databases"][0]["tables"] == 2
    assert result["databases"][0]["rows"] == 5
    assert result["files"] == ["/a"]
    assert "checksum" not in result
