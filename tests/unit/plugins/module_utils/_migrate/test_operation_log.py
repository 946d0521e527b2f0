# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The log that the command writes."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.mask import Mask
from ansible_collections.openmetadata.ops.plugins.module_utils._migrate.operation_log import OperationLog

OLD = "13:00:00.000 [main] ERROR o.o.A - of an earlier run\n"
NEW = "13:00:00.000 [main] WARN  o.o.A - canary-4711 of this run\n"


@pytest.mark.parametrize("before", ["", OLD])
def test_only_this_run_is_read_and_nothing_is_left(tmp_path: pathlib.Path, before: str) -> None:
    path = tmp_path / "openmetadata-operation.log"
    path.write_text(before)
    log = OperationLog(str(path))
    log.begin()
    with path.open("a") as stream:
        stream.write(NEW)
    kept: list[str] = []
    reading = log.read(Mask(["canary-4711"]), kept.append, [])
    assert reading.warnings.lines == ["*** of this run"]
    assert kept == [NEW.strip().replace("canary-4711", "***")]
    assert not path.exists(), "it may hold secrets"


def test_a_file_that_was_made_anew_is_read_from_its_begin(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "x.log"
    path.write_text(OLD * 10)
    log = OperationLog(str(path))
    log.begin()
    path.write_text(NEW)
    assert log.read(Mask(), lambda _line: None, []).warnings.count == 1


@pytest.mark.parametrize("path", [None, "/no/such/directory/x.log"])
def test_no_file(path: str | None) -> None:
    log = OperationLog(path)
    log.begin()
    assert not log.read(Mask(), lambda _line: None, []).has_levels
