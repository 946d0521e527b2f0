# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts about upstream are data: each row with its source and date, and one function for each question."""

from __future__ import annotations

import dataclasses
import datetime
import pathlib
import re
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils import _upstream
from ansible_collections.openmetadata.ops.plugins.module_utils._upstream import (
    changes,
    databases,
    deletions,
    faults,
    images,
    releases,
    search,
    settings,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._versions import parse_version as v

MODULES = (changes, databases, deletions, faults, images, releases, search, settings)
ROWS = [
    pytest.param(row, id=f"{module.__name__.rpartition('.')[2]}-{name}-{number}")
    for module in MODULES
    for name, value in sorted(vars(module).items())
    if name.isupper()
    for number, row in enumerate(value if isinstance(value, tuple) else (value,))
    if dataclasses.is_dataclass(row) and not isinstance(row, type)
]
CHECKS = pathlib.Path(str(_upstream.__file__)).parents[1] / "_checks"


@pytest.mark.parametrize("row", ROWS)
def test_each_row_has_its_source_and_date(row: t.Any) -> None:
    assert row.source
    assert all(source.startswith("https://") for source in row.source.split())
    assert datetime.date(2026, 11, 1) < datetime.date.fromisoformat(row.read)


@pytest.mark.parametrize("path", sorted(CHECKS.glob("*.py")), ids=lambda path: path.name)
def test_checks_have_no_versions_of_their_own(path: pathlib.Path) -> None:
    """Decisions compare with what the data say. Words for people may name a version."""
    found = re.findall(r"parse_version\(\"[^)]*\)|[<>=]=? \(\d+, \d+[^)]*\)|since=\"[^\"]*\"", path.read_text())
    assert found == []


@pytest.mark.parametrize(
    ("version", "airflow", "python"),
    [
        ("1.4.8", None, None),
        ("1.6.4", "2.9.1", None),
        ("1.9.17", "2.10.5", None),
        ("1.11.0", "3.1.2", "3.10"),
        ("1.12.14", "3.1.5", "3.10"),
        ("1.13.3", "3.2.2", "3.10"),
        ("1.13.4", "3.3.0", "3.12"),
        ("2.0.10", "3.3.2", "3.12"),
    ],
)
def test_ingestion_of(version: str, airflow: str | None, python: str | None) -> None:
    found = images.ingestion_of(v(version))
    assert (found.airflow if found else None, found.python if found else None) == (airflow, python)


@pytest.mark.parametrize(("airflow", "since"), [("3.0.0", "1.11.0"), ("3.2.0", "1.13.0"), ("3.3.0", "1.13.4")])
def test_airflow_since(airflow: str, since: str) -> None:
    assert images.airflow_since(airflow) == since


@pytest.mark.parametrize(
    ("product", "target", "required", "tested"),
    [
        ("elasticsearch", "1.10.0", None, None),
        ("elasticsearch", "1.11.4", "8.0", None),
        ("opensearch", "1.11.4", "2.0", None),
        ("opensearch", "1.12.0", "2.0", "3.2"),
        ("elasticsearch", "2.1.0", "8.0", "9.3"),
    ],
)
def test_search(product: str, target: str, required: str | None, tested: str | None) -> None:
    assert search.lowest(product, v(target), required=True) == required
    assert search.lowest(product, v(target), required=False) == tested


@pytest.mark.parametrize(
    ("product", "version", "target", "cannot"),
    [
        ("elasticsearch", "8.11.4", "1.12.0", True),
        ("elasticsearch", "8.18.0", "1.12.0", False),
        ("elasticsearch", "8.11.4", "1.11.4", False),
        ("elasticsearch", "9.0.0", "2.0.0", False),
        ("opensearch", "2.19.0", "2.0.0", False),
    ],
)
def test_cannot_open(product: str, version: str, target: str, cannot: bool) -> None:
    assert bool(search.cannot_open(product, v(version), v(target))) == cannot


@pytest.mark.parametrize(
    ("database", "target", "needs"),
    [("1.13.5", "2.1.0", "2.0.0"), ("2.0.0", "2.1.0", None), ("1.13.5", "2.0.10", None), ("1.9.0", "2.2.0", "2.0.0")],
)
def test_gate(database: str, target: str, needs: str | None) -> None:
    found = releases.gate(v(database), v(target))
    assert (found.needs if found else None) == needs


def test_trains() -> None:
    assert [train.name for train in releases.between(v("1.11.4"), v("2.0.10"))] == ["1.12", "1.13"]
    assert releases.never_published(v("1.14.0"))
    assert not releases.never_published(v("2.0.10"))
    assert releases.newer_than_known(v("2.2.0"))
    assert [train.name for train in releases.TRAINS if not train.published] == ["2.1"]


@pytest.mark.parametrize(
    ("setting", "names"),
    [
        ("", []),
        ("ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES", []),
        ("REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ANSI", ["ANSI_QUOTES", "PIPES_AS_CONCAT"]),
        ("pad_char_to_full_length, high_not_precedence", ["PAD_CHAR_TO_FULL_LENGTH", "HIGH_NOT_PRECEDENCE"]),
    ],
)
def test_sql_modes(setting: str, names: list[str]) -> None:
    assert [mode.name for mode in databases.sql_modes(setting)] == names


@pytest.mark.parametrize(
    ("installed", "target", "now", "following"),
    [
        ("1.11.4", "1.12.6", 0, 1),
        ("1.13.6", "2.0.10", 3, 5),
        ("2.0.4", "2.0.10", 0, 0),
        ("2.0.10", "2.1.0", 5, 0),
        ("1.12.6", "2.1.0", 9, 0),
    ],
)
def test_removed(installed: str, target: str, now: int, following: int) -> None:
    assert len(changes.removed(v(installed), v(target))) == now
    assert len(changes.removed_next(v(installed), v(target))) == following


@pytest.mark.parametrize(
    ("environment", "own", "key"),
    [
        ({"FERNET_KEY": "mine"}, False, "mine"),
        ({"FERNET_KEY": "mine"}, True, "mine"),
        ({}, False, settings.FERNET_DEFAULT),
        ({"FERNET_KEY": ""}, False, settings.FERNET_DEFAULT),
        ({"FERNET_KEY": None}, True, ""),
        ({"FERNET_KEY": "no_encryption_at_rest"}, False, ""),
    ],
)
def test_fernet_key(environment: dict[str, str | None], own: bool, key: str) -> None:
    assert settings.fernet_key(environment, own) == key
