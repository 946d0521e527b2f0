# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._rollback import plan

OLD = "20261120T100000Z-1.8.0-to-1.9.17"
NEW = "20261122T231758Z-1.9.17-to-1.11.4"
OTHER = "20261123T080000Z-1.9.17-to-1.11.5"
MANUAL = "20261124T000000Z-1.11.0"
STOPPED = {"id": "aa", "started": "2026-11-01T00:00:00Z", "running": False}
STARTED = {**STOPPED, "started": "2026-11-23T09:00:00Z"}
RUNS = {**STARTED, "running": True}
STATE = {
    "id": NEW,
    "from_version": "1.9.17",
    "to_version": "1.11.4",
    "way_back": NEW,
    "airflow_way_back": NEW,
    "attempts": [
        {
            "n": 1,
            "running": True,
            "containers": {"server": STOPPED, "ingestion": {}},
            "backup": NEW,
            "airflow_backup": NEW,
        }
    ],
}
BEFORE_BACKUP = {**STATE, "way_back": None, "airflow_way_back": None, "attempts": [{"n": 1, "running": True}]}
BEGUN = {**STATE, "migration_started": "2026-11-22T23:25:00Z", "airflow_migration_started": "2026-11-22T23:24:00Z"}
SCHEMA = {"1.8.0": "1.8.0", "1.9.17": "1.9.12", "1.11.4": "1.11.4"}


def manifest(
    name: str, version: str, databases: tuple[str, ...] = ("openmetadata_db", "airflow_db"), **more: t.Any
) -> dict:
    return {
        "id": name,
        "engine": "mysql",
        "openmetadata_version": version,
        "schema_version": SCHEMA.get(version),
        "databases": [{"name": database} for database in databases],
        "verified": "2026-11-22T23:18:40Z",
        "finished": "2026-11-22T23:18:40Z",
        **more,
    }


def containers(server: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"containers": {"server": server, "ingestion": {}}}


BACKUPS = [manifest(OLD, "1.8.0"), manifest(NEW, "1.9.17"), manifest(MANUAL, "1.11.4")]
# An upgrade that failed half-way and was started again with another target, by an earlier version of the collection.
HALF = manifest(OTHER, "1.9.17", schema_version="1.11.0")
FACTS: dict[str, t.Any] = {
    "installed": "1.11.4",
    "running": True,
    **containers(STOPPED),
    "state": {},
    "finished": {},
    "wanted": "",
    "databases": [{"name": "openmetadata_db", "engine": "mysql"}, {"name": "airflow_db", "engine": "mysql"}],
    "lose_changes": False,
}
DOWN = {"running": False, "installed": "1.9.17"}


@pytest.mark.parametrize(
    ("manifests", "facts", "action", "backup"),
    [
        # after a finished upgrade: to the newest backup that an upgrade made, not to one made since
        (BACKUPS, {"lose_changes": True}, "restore", NEW),
        # or to the one that its state names
        ([*BACKUPS, manifest(OTHER, "1.9.17")], {"finished": STATE, "lose_changes": True}, "restore", NEW),
        ([*BACKUPS, manifest(OTHER, "1.9.17")], {"lose_changes": True}, "restore", OTHER),
        # which may be gone
        ([manifest(OLD, "1.8.0")], {"finished": STATE, "lose_changes": True}, "restore", OLD),
        # half way, both servers down since the backup: nothing can be lost
        (BACKUPS, {"state": BEGUN, "running": False}, "restore", NEW),
        (BACKUPS, {"state": STATE, **DOWN}, "restore", NEW),
        # half way, and the old server was started: it is in use
        (BACKUPS, {"state": STATE, "installed": "1.9.17", **containers(RUNS)}, "refuse", NEW),
        (BACKUPS, {"state": STATE, **DOWN, **containers(RUNS)}, "refuse", NEW),
        # and stopped again
        (BACKUPS, {"state": STATE, **DOWN, **containers(STARTED)}, "refuse", NEW),
        (BACKUPS, {"state": STATE, **DOWN, **containers(STARTED), "lose_changes": True}, "restore", NEW),
        # its container is gone: not known
        (BACKUPS, {"state": STATE, **DOWN, **containers({})}, "refuse", NEW),
        # half way, but the new server is up already
        (BACKUPS, {"state": BEGUN}, "refuse", NEW),
        (BACKUPS, {"state": BEGUN, "lose_changes": True}, "restore", NEW),
        # or was, and is down again
        (BACKUPS, {"state": BEGUN, "running": False, **containers(STARTED)}, "refuse", NEW),
        # a rollback was killed after it had restored everything: the old version may run
        (BACKUPS, {"state": {**BEGUN, "rolled_back": NEW}, "installed": "1.9.17", **containers(RUNS)}, "start", NEW),
        (BACKUPS, {"state": {**BEGUN, "rolled_back": OLD}, **DOWN, **containers(STARTED)}, "refuse", NEW),
        # nothing ran since the way back was made, but an older backup is asked for
        (BACKUPS, {"state": STATE, **DOWN, "wanted": OLD}, "refuse", OLD),
        # done before: not further back
        (BACKUPS, {"installed": "1.9.17", "lose_changes": True}, "nothing", NEW),
        # the old version, but it does not answer: go on
        (BACKUPS, {"installed": "1.9.17", "running": False, "lose_changes": True}, "restore", NEW),
        # stopped before the backup
        ([manifest(OLD, "1.8.0")], {"state": BEFORE_BACKUP, **DOWN}, "start", None),
        ([manifest(OLD, "1.8.0")], {"state": BEFORE_BACKUP, "running": False}, "refuse", None),
        ([manifest(OLD, "1.8.0")], {"state": {**BEFORE_BACKUP, "migration_started": "x"}, **DOWN}, "refuse", None),
        # the way back is not there any more: never to another backup by itself
        ([manifest(OLD, "1.8.0")], {"state": STATE, **DOWN}, "refuse", None),
        ([], {}, "refuse", None),
        ([manifest(MANUAL, "1.11.4")], {}, "refuse", None),
        # a half-migrated one is passed over
        ([*BACKUPS, HALF], {"lose_changes": True}, "restore", NEW),
        ([HALF], {"lose_changes": True}, "refuse", None),
        ([*BACKUPS, HALF], {"lose_changes": True, "wanted": OTHER}, "refuse", OTHER),
        # as asked for
        (BACKUPS, {"wanted": OLD, "lose_changes": True}, "restore", OLD),
        (BACKUPS, {"wanted": "nonsense", "lose_changes": True}, "refuse", None),
    ],
)
def test_action(manifests: list[dict], facts: dict[str, t.Any], action: str, backup: str | None) -> None:
    found = plan(manifests, {**FACTS, **facts})
    assert (found["action"], found["backup"]) == (action, backup), found
    assert bool(found["reasons"]) == (action == "refuse")


@pytest.mark.parametrize(
    ("manifests", "facts", "word"),
    [
        ([manifest(NEW, "1.9.17", verified=None)], {}, "never read back"),
        ([manifest(NEW, "")], {}, "of which version"),
        ([manifest(NEW, "1.9.17", ("other",))], {}, "does not hold openmetadata_db"),
        ([manifest(NEW, "1.9.17", ("openmetadata_db",))], {}, f"backup {NEW}-airflow is not there"),
        ([manifest(NEW, "1.9.17", engine="postgresql")], {}, "is of postgresql"),
        ([HALF], {}, "its schema is of 1.11.0, newer than OpenMetadata 1.9.17"),
        ([manifest(NEW, "1.11.4", schema_version="1.9.12")], {}, "older than OpenMetadata 1.11.4"),
        ([*BACKUPS, HALF], {"wanted": OTHER}, f"set om_rollback_backup: {OLD}, {NEW}"),
        (BACKUPS, {"lose_changes": False}, "om_rollback_lose_changes"),
        (BACKUPS, {"lose_changes": False, "state": STATE, **containers(RUNS)}, "a server answers"),
        (BACKUPS, {"lose_changes": False, "state": STATE, **DOWN, **containers(STARTED)}, "running it again keeps"),
    ],
)
def test_reasons(manifests: list[dict], facts: dict[str, t.Any], word: str) -> None:
    found = plan(manifests, {**FACTS, "lose_changes": True, **facts})
    assert found["action"] == "refuse"
    assert any(word in reason for reason in found["reasons"]), found["reasons"]


def test_each_rejected_backup_is_named_with_its_reason() -> None:
    unread = manifest("20261123T090000Z-1.9.17-to-1.11.6", "1.9.17", verified=None)
    found = plan([*BACKUPS, HALF, unread], {**FACTS, "lose_changes": True})
    assert {entry["backup"] for entry in found["rejected"]} == {OTHER, unread["id"]}
    assert "newer than OpenMetadata 1.9.17" in found["said"]
    assert f"{unread['id']} was never read back" in found["said"]


def test_the_later_attempts_backup_is_newer() -> None:
    names = [f"{NEW}-10", NEW, f"{NEW}-2"]
    found = plan([manifest(name, "1.9.17") for name in names], {**FACTS, "lose_changes": True})
    assert found["backup"] == f"{NEW}-10"


def test_airflows_database_is_in_an_earlier_backup() -> None:
    """Its migration had begun when the second attempt backed up OpenMetadata's."""
    second = f"{NEW}-2"
    upgrade = {"id": NEW, "attempt": 2, "airflow_backup": NEW}
    manifests = [manifest(NEW, "1.9.17"), manifest(second, "1.9.17", ("openmetadata_db",), upgrade=upgrade)]
    found = plan(manifests, {**FACTS, "lose_changes": True})
    assert (found["backup"], found["airflow_backup"]) == (second, NEW)
    state = {**BEGUN, "way_back": second, "airflow_way_back": NEW}
    found = plan(manifests, {**FACTS, "lose_changes": True, "state": state})
    assert (found["backup"], found["airflow_backup"]) == (second, NEW)


def test_airflow_on_its_own_server() -> None:
    second = manifest(f"{NEW}-airflow", "1.9.17", ("airflow_db",))
    manifests = [manifest(NEW, "1.9.17", ("openmetadata_db",)), second]
    found = plan(manifests, {**FACTS, "lose_changes": True})
    assert (found["action"], found["backup"], found["airflow_backup"]) == ("restore", NEW, second["id"])


def test_without_airflow() -> None:
    facts = {**FACTS, "lose_changes": True, "databases": FACTS["databases"][:1]}
    assert plan(BACKUPS, facts)["airflow_backup"] is None


@pytest.mark.parametrize(
    ("recorded", "state", "kept", "files_backup"),
    [
        pytest.param(None, {}, True, NEW, id="made before manifests recorded it"),
        pytest.param(OLD, {}, True, OLD, id="another backup holds the files"),
        pytest.param("", {}, True, None, id="no backup holds them"),
        pytest.param(OLD, {}, False, None, id="that backup was removed"),
        pytest.param(NEW, {**STATE, "files_way_back": OLD}, True, OLD, id="the state of the upgrade knows better"),
    ],
)
def test_the_files_may_be_in_another_backup(
    recorded: str | None, state: dict[str, t.Any], kept: bool, files_backup: str | None
) -> None:
    upgrade = {"id": NEW, "attempt": 1, "airflow_backup": NEW}
    made = manifest(NEW, "1.9.17", upgrade=upgrade if recorded is None else {**upgrade, "files_backup": recorded})
    backups = [made, *([manifest(OLD, "1.8.0")] if kept else [])]
    found = plan(backups, {**FACTS, "wanted": NEW, "state": state, "lose_changes": True})
    assert (found["action"], found["backup"], found["files_backup"]) == ("restore", NEW, files_backup)
