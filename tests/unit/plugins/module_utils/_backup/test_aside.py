# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files are compared with the archive, and what differs is kept."""

from __future__ import annotations

import io
import os
import pathlib
import tarfile
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.aside import compare, set_aside
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError


@pytest.fixture
def dags(tmp_path: pathlib.Path) -> pathlib.Path:
    """A directory of DAGs, as it was when the backup was made."""
    directory = tmp_path / "opt" / "dags"
    (directory / "sub").mkdir(parents=True)
    (directory / "same.py").write_text("the same")
    (directory / "sub" / "edited.py").write_text("before")
    (directory / "gone.py").write_text("removed since")
    (directory / "link.py").symlink_to("same.py")
    os.link(directory / "same.py", directory / "second name.py")
    return directory


def archived(root: pathlib.Path, dags: pathlib.Path) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(mode="w|", fileobj=stream) as archive:
        archive.add(dags, arcname=str(dags.relative_to(root)))
    return stream.getvalue()


def compared(root: pathlib.Path, data: bytes) -> tuple[list[str], list[str]]:
    with tarfile.open(mode="r|", fileobj=io.BytesIO(data)) as archive:
        found = compare(archive, ["/opt/dags"], str(root))
    return (
        [os.path.relpath(path, root) for path in found.changed],
        [os.path.relpath(path, root) for path in found.new],
    )


def test_nothing_changed(tmp_path: pathlib.Path, dags: pathlib.Path) -> None:
    assert compared(tmp_path, archived(tmp_path, dags)) == ([], [])


def edit(dags: pathlib.Path) -> None:
    (dags / "sub" / "edited.py").write_text("after!")  # as long as before


def edit_longer(dags: pathlib.Path) -> None:
    (dags / "sub" / "edited.py").write_text("before and after")


def empty(dags: pathlib.Path) -> None:
    (dags / "sub" / "edited.py").write_text("")


def turn_link(dags: pathlib.Path) -> None:
    (dags / "link.py").unlink()
    (dags / "link.py").symlink_to("sub/edited.py")


def replace_link(dags: pathlib.Path) -> None:
    (dags / "link.py").unlink()
    (dags / "link.py").write_text("a file now")


def replace_file(dags: pathlib.Path) -> None:
    (dags / "sub" / "edited.py").unlink()
    (dags / "sub" / "edited.py").mkdir()


def remove(dags: pathlib.Path) -> None:
    (dags / "gone.py").unlink()


def add(dags: pathlib.Path) -> None:
    (dags / "sub" / "new.py").write_text("new")


@pytest.mark.parametrize(
    ("do", "changed", "new"),
    [
        (edit, ["opt/dags/sub/edited.py"], []),
        (edit_longer, ["opt/dags/sub/edited.py"], []),
        (empty, ["opt/dags/sub/edited.py"], []),
        (turn_link, ["opt/dags/link.py"], []),
        (replace_link, ["opt/dags/link.py"], []),
        (replace_file, ["opt/dags/sub/edited.py"], []),
        (remove, [], []),
        (add, [], ["opt/dags/sub/new.py"]),
    ],
)
def test_what_changed_since(
    tmp_path: pathlib.Path,
    dags: pathlib.Path,
    do: t.Callable[[pathlib.Path], None],
    changed: list[str],
    new: list[str],
) -> None:
    data = archived(tmp_path, dags)
    do(dags)
    assert compared(tmp_path, data) == (changed, new)


def test_what_is_set_aside_is_the_same_and_for_its_owner_only(tmp_path: pathlib.Path, dags: pathlib.Path) -> None:
    edited = dags / "sub" / "edited.py"
    edited.chmod(0o640)
    aside = tmp_path / "aside"
    set_aside([str(edited), str(dags / "link.py")], str(aside), str(tmp_path))
    copy = aside / "opt" / "dags" / "sub" / "edited.py"
    assert (copy.read_text(), copy.stat().st_mode & 0o777) == ("before", 0o640)
    assert os.readlink(aside / "opt" / "dags" / "link.py") == "same.py"
    assert aside.stat().st_mode & 0o777 == 0o700
    assert edited.read_text() == "before"


def test_a_place_that_takes_nothing_stops_the_restore(tmp_path: pathlib.Path, dags: pathlib.Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OpsError, match="No file was restored"):
        set_aside([str(dags / "same.py")], str(tmp_path / "file" / "aside"), str(tmp_path))
