# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which backup will do, which may go, how much room one needs."""

from __future__ import annotations

import datetime
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._backup import policy

NOW = datetime.datetime(2026, 11, 23, 12, 0, tzinfo=datetime.timezone.utc)


def backup(hours: int, **changes: t.Any) -> dict[str, t.Any]:
    started = (NOW - datetime.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "engine": "mysql",
        "server": "db:3306",
        "compression": "zstd",
        "started": started,
        "verified": started,
        "files": None,
        "openmetadata_version": "1.9.17",
        "databases": [{"name": "om", "schema_version": "1.9.0", "estimate": 1000, "bytes": 100}],
        **changes,
    }


@pytest.mark.parametrize(
    ("version", "expected"),
    [("1.9.17", "20261123T120000Z-1.9.17"), (None, "20261123T120000Z"), ("1/../x y", "20261123T120000Z-1_.._x_y")],
)
def test_backup_id(version: str | None, expected: str) -> None:
    assert policy.backup_id(NOW, version) == expected


@pytest.mark.parametrize(
    ("backups", "max_age", "expected"),
    [
        ({"a": backup(5), "b": backup(3)}, 4 * 3600, "b"),
        ({"a": backup(5), "b": backup(3)}, 2 * 3600, None),
        ({"a": backup(1, verified=None)}, 4 * 3600, None),
        ({"a": backup(1, server="other:3306")}, 4 * 3600, None),
        ({"a": backup(1, engine="postgresql")}, 4 * 3600, None),
        ({"a": backup(1, databases=[{"name": "om", "schema_version": "1.8.0"}])}, 4 * 3600, None),
        ({"a": backup(1, databases=[{"name": "x", "schema_version": "1.9.0"}])}, 4 * 3600, None),
        ({}, 4 * 3600, None),
        # the same schema under the name of another version
        ({"a": backup(1, openmetadata_version="1.9.9")}, 4 * 3600, None),
        ({"a": backup(1, openmetadata_version="1.9.17")}, 4 * 3600, "a"),
        ({"a": backup(1, openmetadata_version=None)}, 4 * 3600, None),
    ],
)
def test_young_enough(backups: dict[str, t.Any], max_age: int, expected: str | None) -> None:
    assert policy.young_enough(backups, backup(0), max_age, NOW) == expected


@pytest.mark.parametrize(
    ("has", "wants", "expected"),
    [(["/a", "/b"], ["/a"], "x"), (["/a"], ["/a", "/b"], None), (None, ["/a"], None), (["/a"], None, "x")],
)
def test_young_enough_holds_the_files(has: list[str] | None, wants: list[str] | None, expected: str | None) -> None:
    def files(paths: list[str] | None) -> dict[str, t.Any] | None:
        return {"paths": [{"path": path} for path in paths]} if paths else None

    backups = {"x": backup(1, files=files(has))}
    assert policy.young_enough(backups, backup(0, files=files(wants)), 7200, NOW) == expected


FIVE = {name: backup(5 - number) for number, name in enumerate("abcde")}


@pytest.mark.parametrize(
    ("changes", "keep", "expected"),
    [
        ({}, None, []),
        ({}, 9, []),
        ({}, 2, ["a", "b", "c"]),
        ({}, 1, ["a", "b", "c", "d"]),
        # the newest verified one stays, however old
        ({name: {"verified": None} for name in "bcde"}, 1, ["b", "c", "d"]),
        # others' backups in the same directory do not count
        ({"a": {"server": "x"}, "b": {"engine": "postgresql"}}, 1, ["c", "d"]),
        ({"a": {"databases": [{"name": "airflow"}]}}, 2, ["b", "c"]),
    ],
)
def test_prune(changes: dict[str, dict[str, t.Any]], keep: int | None, expected: list[str]) -> None:
    backups = {name: {**manifest, **changes.get(name, {})} for name, manifest in FIVE.items()}
    assert policy.to_prune(backups, backups["e"], keep) == expected


UPGRADE = "20261123T080000Z-1.9.17-to-1.11.4"


def of_upgrade(hours: int, attempt: int = 1, upgrade: str = UPGRADE) -> dict[str, t.Any]:
    return backup(hours, upgrade={"id": upgrade, "attempt": attempt, "airflow_backup": ""})


@pytest.mark.parametrize("keep", [1, 5])
@pytest.mark.parametrize(
    ("first", "protect", "stay"),
    [
        pytest.param({"way": of_upgrade(100)}, [], {"way"}, id="the manifest says whose way back it is"),
        pytest.param({"way": backup(100)}, ["way"], {"way"}, id="the state file says so"),
        pytest.param({UPGRADE: backup(100, id=UPGRADE)}, [], {UPGRADE}, id="the identifier says so"),
        pytest.param({"one": of_upgrade(101), "two": of_upgrade(100, 2)}, [], {"two"}, id="the last attempt's"),
        pytest.param({"one": of_upgrade(101), "two": of_upgrade(100, 2)}, ["one"], {"one", "two"}, id="both"),
        pytest.param(
            {"finished": of_upgrade(300, 1, "20261101T080000Z-1.8.0-to-1.9.17"), "way": of_upgrade(100)},
            ["finished", "way"],
            {"finished", "way"},
            id="of the one under way, and of the one that is finished",
        ),
    ],
)
def test_prune_never_takes_the_way_back(
    keep: int, first: dict[str, dict[str, t.Any]], protect: list[str], stay: set[str]
) -> None:
    manual = {f"m{number:02}": backup(50 - number) for number in range(20)}
    backups = {**first, **manual}
    doomed = policy.to_prune(backups, backups["m19"], keep, protect)
    assert set(backups) - set(doomed) == stay | set(list(manual)[20 - keep :])


def test_expected_bytes() -> None:
    assert policy.expected_bytes({"om": 1000, "x": 100}, {}, backup(0), "zstd") == int(1000 * 0.35 + 100 * 0.35)
    # the ratio of the newest backup, with a margin
    backups = {"a": backup(9, databases=[{"name": "om", "estimate": 1000, "bytes": 900}]), "b": backup(1)}
    assert policy.expected_bytes({"om": 1000, "x": 100}, backups, backup(0), "zstd") == int(1000 * 0.1 * 1.3 + 35)
    assert policy.expected_bytes({"om": 1000}, {"a": backup(1, compression="gzip")}, backup(0), "zstd") == 350


@pytest.mark.parametrize(
    ("free", "expected", "min_free", "refused"),
    [(100, 100, 0, False), (99, 100, 0, True), (150, 100, 51, True), (151, 100, 51, False)],
)
def test_space(free: int, expected: int, min_free: int, refused: bool) -> None:
    problem = policy.space_problem("/b", free, expected, min_free)
    assert (problem is not None) == refused
    assert problem is None or ("min_free" in problem) == bool(min_free)


@pytest.mark.parametrize(
    ("method", "status", "word"),
    [
        ("rds_snapshot", "available", None),
        ("rds_snapshot", "failed", "failed, not available"),
        ("rds_snapshot", "creating", "creating, not available"),
        ("azure", "Succeeded", None),
        ("azure", "Failed", "not Succeeded"),
        ("gcp", "SUCCESSFUL", None),
        ("gcp", "FAILED", "not SUCCESSFUL"),
        ("tape", "available", "known are"),
    ],
)
def test_only_a_complete_snapshot_is_a_backup(method: str, status: str, word: str | None) -> None:
    problem = policy.snapshot_problem({"method": method, "status": status, "id": "x"})
    assert (problem is None) if word is None else word in str(problem)
