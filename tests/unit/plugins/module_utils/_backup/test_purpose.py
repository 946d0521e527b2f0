# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whose way back a backup is, what that protects, and whether its schema is that of its version."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import purpose

FIRST = "20261120T100000Z-1.8.0-to-1.9.17"
SECOND = "20261122T231758Z-1.9.17-to-1.11.4"


def made(upgrade: str | None, attempt: int = 1, airflow: str = "", **more: t.Any) -> dict[str, t.Any]:
    recorded = {"id": upgrade, "attempt": attempt, "airflow_backup": airflow} if upgrade else None
    return {"id": "x", "verified": "2026-11-22T23:18:40Z", "upgrade": recorded, **more}


@pytest.mark.parametrize(
    ("version", "schema", "word"),
    [
        ("1.9.17", "1.9.12", ""),
        ("1.9.17", "1.9.17", ""),
        ("1.11.4", "1.11.4", ""),
        ("1.11.10", "1.11.4", ""),
        ("1.10.2", "1.10.0", ""),
        ("1.9.9-collate", "1.9.2-collate", ""),
        ("2.0.3", "2.0.0", ""),
        # half way
        ("1.9.17", "1.11.0", "newer"),
        ("1.9.17", "1.10.0", "newer"),
        ("1.9.3", "1.9.12", "newer"),
        ("1.13.5", "2.0.0", "newer"),
        # the new files were in place, the database was not migrated
        ("1.11.4", "1.9.12", "older"),
        ("1.10.0", "1.9.12", "older"),
        ("2.0.1", "1.13.5", "older"),
        # a release line that is not known may have no migrations
        ("2.1.0", "2.0.0", ""),
        # not known
        ("1.9.17", None, ""),
        (None, "1.9.0", ""),
        ("latest", "1.9.0", ""),
        ("1.9.17", "baseline", ""),
    ],
)
def test_schema_problem(version: str | None, schema: str | None, word: str) -> None:
    problem = purpose.schema_problem(version, schema)
    assert bool(problem) == bool(word)
    assert word in problem


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        (made(SECOND, 3, id="anything"), (SECOND, 3)),
        # made before manifests recorded it
        ({"id": SECOND}, (SECOND, 1)),
        ({"id": f"{SECOND}-2"}, (SECOND, 2)),
        ({"id": f"{SECOND}-2-airflow"}, (SECOND, 2)),
        ({"id": f"{SECOND}-airflow", "upgrade": None}, (SECOND, 1)),
        ({"id": "20261124T000000Z-1.11.0"}, None),
        ({"id": "20261124T000000Z-1.9.17-to-1.11.4.1-x"}, None),
        ({"id": "before-to-1.11.4"}, None),
    ],
)
def test_upgrade_of(manifest: dict[str, t.Any], expected: tuple[str, int] | None) -> None:
    assert purpose.upgrade_of(manifest) == expected


@pytest.mark.parametrize(
    ("backups", "expected"),
    [
        ({}, set()),
        ({"m1": made(None), "m2": made(None)}, set()),
        ({"a": made(FIRST), "b": made(SECOND), "m": made(None)}, {"b"}),
        # the last attempt's
        ({"b": made(SECOND), "b2": made(SECOND, 2)}, {"b2"}),
        # one that was never read back is no way back
        ({"b": made(SECOND), "b2": made(SECOND, 2, verified=None)}, {"b"}),
        # Airflow's database on a server of its own, and one that an earlier attempt backed up
        ({"b": made(SECOND, airflow="b-airflow"), "b-airflow": made(SECOND)}, {"b", "b-airflow"}),
        ({"b": made(SECOND, airflow="b"), "b2": made(SECOND, 2, airflow="b")}, {"b", "b2"}),
        # the files of the old version are in an earlier attempt's
        (
            {
                "b": made(SECOND),
                "b2": {**made(SECOND, 2), "upgrade": {"id": SECOND, "attempt": 2, "files_backup": "b"}},
            },
            {"b", "b2"},
        ),
        # without a record
        ({SECOND: {"id": SECOND, "verified": "x"}, FIRST: {"id": FIRST, "verified": "x"}}, {SECOND}),
    ],
)
def test_way_back_of_newest(backups: dict[str, dict[str, t.Any]], expected: set[str]) -> None:
    assert purpose.way_back_of_newest(backups) == expected


@pytest.mark.parametrize(
    ("upgrade", "version", "schema", "refused"),
    [
        (SECOND, "1.9.17", "1.9.12", False),
        (SECOND, "1.9.17", "1.11.0", True),
        # by hand, a half-migrated database may be kept
        (None, "1.9.17", "1.11.0", False),
    ],
)
def test_a_half_migrated_database_is_no_way_back(upgrade: str | None, version: str, schema: str, refused: bool) -> None:
    plan = made(upgrade, openmetadata_version=version, schema_version=schema, databases=[{"name": "om"}])
    problem = purpose.new_way_back_problem(plan)
    assert bool(problem) == refused
    assert not refused or "openmetadata.ops.rollback" in problem


@pytest.mark.parametrize(
    ("manifest", "wanted", "refused"),
    [
        (made(SECOND, 1), {"id": SECOND, "attempt": 1}, False),
        (made(SECOND, 1), {"id": SECOND, "attempt": 2}, True),
        (made(FIRST, 1), {"id": SECOND, "attempt": 1}, True),
        # nobody asks for an attempt, or nothing is recorded
        (made(SECOND, 1), None, False),
        (made(None), {"id": SECOND, "attempt": 2}, False),
    ],
)
def test_a_backup_of_another_attempt_will_not_do(
    manifest: dict[str, t.Any], wanted: dict[str, t.Any] | None, refused: bool
) -> None:
    assert bool(purpose.other_attempt_problem(manifest, wanted)) == refused
