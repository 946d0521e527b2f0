# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Evidence that a server ran since a backup, and which backup each attempt makes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._upgrade_evidence import needed, used_since

ID = "20261128T100000Z-1.9.17-to-1.11.4"
SERVER = {"id": "aa", "started": "2026-11-01T00:00:00Z", "running": False}
INGESTION = {"id": "bb", "started": "2026-11-01T00:00:00Z", "running": False}
AS_STOPPED = {"server": SERVER, "ingestion": INGESTION}
AGAIN = {"server": {**SERVER, "started": "2026-11-28T12:00:00Z"}, "ingestion": INGESTION}
CREATED = {"server": {**SERVER, "id": "cc"}, "ingestion": INGESTION}
INGESTION_AGAIN = {"server": SERVER, "ingestion": {**INGESTION, "started": "2026-11-28T12:00:00Z"}}
RUNNING = {"server": {**SERVER, "running": True}, "ingestion": INGESTION}
GONE: dict[str, t.Any] = {"server": {}, "ingestion": {}}
NO_INGESTION = {"server": SERVER, "ingestion": {}}


def attempt(n: int, containers: dict[str, t.Any] | None = None, **more: t.Any) -> dict[str, t.Any]:
    return {"n": n, "running": n == 1, "containers": AS_STOPPED if containers is None else containers, **more}


def state(*attempts: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    made = [entry["backup"] for entry in attempts if entry.get("backup")]
    of_airflow = [entry["airflow_backup"] for entry in attempts if entry.get("airflow_backup")]
    return {
        "id": ID,
        "from_version": "1.9.17",
        "way_back": made[-1] if made else None,
        "airflow_way_back": of_airflow[-1] if of_airflow else None,
        "migration_started": None,
        "airflow_migration_started": None,
        "attempts": list(attempts),
        **more,
    }


MADE = attempt(1, backup=ID, airflow_backup=ID)
FACTS = {
    "airflow": True,
    "together": True,
    "snapshot": False,
    "kept": [ID],
    "schema_version": "1.9.12",
    "half_applied": [],
}
BEGUN = "2026-11-28T10:05:00Z"


@pytest.mark.parametrize(
    ("before", "facts", "server", "airflow", "backup", "airflow_backup"),
    [
        pytest.param(state(attempt(1)), {"kept": []}, True, True, ID, ID, id="the first attempt"),
        pytest.param(state(attempt(1), attempt(2)), {"kept": []}, True, True, f"{ID}-2", f"{ID}-2", id="none before"),
        pytest.param(state(MADE, attempt(2)), {}, False, False, ID, ID, id="nothing ran since"),
        pytest.param(state(MADE, attempt(2), attempt(3)), {}, False, False, ID, ID, id="nothing ran twice"),
        pytest.param(
            state(MADE, attempt(2, running=True)), {}, True, True, f"{ID}-2", f"{ID}-2", id="the old server ran"
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN)), {}, True, True, f"{ID}-2", f"{ID}-2", id="started and stopped again"
        ),
        pytest.param(
            state(MADE, attempt(2, running=True), attempt(3)),
            {},
            True,
            True,
            f"{ID}-3",
            f"{ID}-3",
            id="it ran when an attempt began that was killed before its backup",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), attempt(3, AGAIN)),
            {},
            True,
            True,
            f"{ID}-3",
            f"{ID}-3",
            id="seen by that one",
        ),
        pytest.param(
            state(MADE, attempt(2, {}), attempt(3)), {}, False, False, ID, ID, id="an attempt that stopped nothing"
        ),
        pytest.param(state(MADE, attempt(2, CREATED)), {}, True, True, f"{ID}-2", f"{ID}-2", id="created anew"),
        pytest.param(state(MADE, attempt(2, GONE)), {}, True, True, f"{ID}-2", f"{ID}-2", id="removed: not known"),
        pytest.param(
            state({**MADE, "containers": {}}, attempt(2)), {}, True, True, f"{ID}-2", f"{ID}-2", id="an old state file"
        ),
        pytest.param(
            state(MADE, attempt(2)), {"kept": []}, True, True, f"{ID}-2", f"{ID}-2", id="somebody removed the backup"
        ),
        pytest.param(
            state(MADE, attempt(2, INGESTION_AGAIN)),
            {},
            False,
            True,
            ID,
            f"{ID}-2-airflow",
            id="only ingestion ran",
        ),
        pytest.param(
            state(MADE, attempt(2, INGESTION_AGAIN), airflow_migration_started=BEGUN),
            {},
            False,
            False,
            ID,
            ID,
            id="ingestion is the upgrade's own",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), airflow_migration_started=BEGUN),
            {},
            True,
            False,
            f"{ID}-2",
            ID,
            id="Airflow's database is migrated, the server ran: one new backup, one kept",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), airflow_migration_started=BEGUN),
            {"snapshot": True},
            False,
            False,
            ID,
            ID,
            id="a snapshot holds both databases",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), migration_started=BEGUN, airflow_migration_started=BEGUN),
            {},
            False,
            False,
            ID,
            ID,
            id="migrating: no new backup under the old version's name",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), airflow_migration_started=BEGUN),
            {"schema_version": "1.11.0"},
            False,
            False,
            ID,
            ID,
            id="the change log tells that it is migrated",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), airflow_migration_started=BEGUN),
            {"half_applied": ["1.10.0"]},
            False,
            False,
            ID,
            ID,
            id="the log of statements tells that it is migrated",
        ),
        pytest.param(
            state(attempt(1, NO_INGESTION, backup=ID), attempt(2, NO_INGESTION)),
            {"airflow": False},
            False,
            False,
            ID,
            "",
            id="no Airflow",
        ),
        pytest.param(
            state(attempt(1)),
            {"together": False, "kept": []},
            True,
            True,
            ID,
            f"{ID}-airflow",
            id="Airflow's database on its own server",
        ),
        pytest.param(
            state(attempt(1, NO_INGESTION, backup=ID, airflow_backup=f"{ID}-airflow"), attempt(2, NO_INGESTION)),
            {"together": False, "kept": [ID, f"{ID}-airflow"]},
            False,
            False,
            ID,
            f"{ID}-airflow",
            id="both kept",
        ),
    ],
)
def test_one_backup_for_each_stop(
    before: dict[str, t.Any], facts: dict[str, t.Any], server: bool, airflow: bool, backup: str, airflow_backup: str
) -> None:
    found = needed(before, {**FACTS, **facts})
    assert (found["server"], found["airflow"]) == (server, airflow), found
    assert (found["backup"], found["airflow_backup"]) == (backup, airflow_backup)
    assert found["version"] == "1.9.17"
    assert found["upgrade"]["airflow_backup"] == airflow_backup
    latest = before["attempts"][-1]["n"]
    assert found["upgrade"]["attempt"] == (latest if server else 1)
    # An earlier backup that holds both databases is not asked for as one of Airflow's alone.
    assert found["apart"] == airflow_backup.endswith("-airflow")
    assert found["airflow_upgrade"].get("attempt") == ((latest if airflow else 1) if airflow_backup else None)


@pytest.mark.parametrize(
    ("before", "kept", "files", "files_backup"),
    [
        pytest.param(state(attempt(1)), [], True, ID, id="the first attempt"),
        pytest.param(state(MADE, attempt(2), files_way_back=ID), [ID], True, ID, id="nothing ran since"),
        pytest.param(state(MADE, attempt(2, AGAIN), files_way_back=ID), [ID], True, f"{ID}-2", id="before the deploy"),
        pytest.param(
            state(MADE, attempt(2, AGAIN), files_way_back=ID, deploy_started=BEGUN),
            [ID],
            False,
            ID,
            id="after the deploy",
        ),
        pytest.param(
            state(MADE, attempt(2), files_way_back=ID, deploy_started=BEGUN),
            [ID],
            True,
            ID,
            id="the earlier backup stays",
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN), files_way_back=ID, deploy_started=BEGUN), [], False, "", id="it was removed"
        ),
    ],
)
def test_a_backup_holds_no_files_of_the_new_version(
    before: dict[str, t.Any], kept: list[str], files: bool, files_backup: str
) -> None:
    found = needed(before, {**FACTS, "kept": kept})
    assert (found["files"], found["upgrade"]["files_backup"]) == (files, files_backup)


@pytest.mark.parametrize(
    ("before", "facts"),
    [
        pytest.param(state(MADE, attempt(2), migration_started=BEGUN), {"kept": []}, id="the way back was removed"),
        pytest.param(state(attempt(1)), {"kept": [], "schema_version": "1.11.0"}, id="migrated before this upgrade"),
    ],
)
def test_a_backup_of_a_migrated_database_is_of_no_version(before: dict[str, t.Any], facts: dict[str, t.Any]) -> None:
    found = needed(before, {**FACTS, **facts})
    assert found["backup"] not in before.get("kept", [])
    assert (found["server"], found["version"], found["upgrade"]) == (False, "", {})
    assert "no way back to 1.9.17" in found["why"]


@pytest.mark.parametrize(
    ("before", "now", "answers", "word"),
    [
        pytest.param({}, AS_STOPPED, False, "no upgrade", id="no upgrade under way"),
        pytest.param(state(attempt(1)), AS_STOPPED, False, "no upgrade", id="no way back"),
        pytest.param(state(MADE), AS_STOPPED, False, "", id="stopped since the backup"),
        pytest.param(state(MADE, attempt(2)), AS_STOPPED, False, "", id="stopped, two attempts"),
        pytest.param(state(MADE), AS_STOPPED, True, "a server answers", id="another process answers"),
        pytest.param(state(MADE), RUNNING, False, "is running", id="the old server runs, and does not answer"),
        pytest.param(state(MADE), AGAIN, False, "was started since", id="the old server ran and is stopped"),
        pytest.param(state(MADE), CREATED, False, "was started since", id="the new server ran and is stopped"),
        pytest.param(state(MADE), GONE, False, "not known", id="its container is gone"),
        pytest.param(state({**MADE, "containers": {}}), AS_STOPPED, False, "not known", id="an old state file"),
        pytest.param(
            state(MADE, attempt(2, running=True)), AS_STOPPED, False, "later attempt began", id="ran between attempts"
        ),
        pytest.param(
            state(MADE, attempt(2, AGAIN)), AS_STOPPED, False, "was started since", id="a later attempt has seen it"
        ),
        pytest.param(state(MADE), INGESTION_AGAIN, False, "ingestion was started", id="only ingestion ran"),
        pytest.param(
            state(MADE, airflow_migration_started=BEGUN), INGESTION_AGAIN, False, "", id="the upgrade started ingestion"
        ),
        pytest.param(
            state(attempt(1, NO_INGESTION, backup=ID)), NO_INGESTION, False, "", id="no ingestion and no Airflow"
        ),
    ],
)
def test_used_since(before: dict[str, t.Any], now: dict[str, t.Any], answers: bool, word: str) -> None:
    why = used_since(before, {"running": answers, "containers": now})
    assert bool(why) == bool(word)
    assert word in why
