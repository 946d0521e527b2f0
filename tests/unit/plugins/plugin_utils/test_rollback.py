# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.plugin_utils._rollback import plan

OLD = "20261120T100000Z-1.8.0-to-1.9.17"
NEW = "20261122T231758Z-1.9.17-to-1.11.4"
MANUAL = "20261124T000000Z-1.11.0"
STATE = {"id": NEW, "from_version": "1.9.17", "to_version": "1.11.4"}


def manifest(
    name: str, version: str, databases: tuple[str, ...] = ("openmetadata_db", "airflow_db"), **more: t.Any
) -> dict:
    return {
        "id": name,
        "engine": "mysql",
        "openmetadata_version": version,
        "databases": [{"name": database} for database in databases],
        "verified": "2026-11-22T23:18:40Z",
        "finished": "2026-11-22T23:18:40Z",
        **more,
    }


BACKUPS = [manifest(OLD, "1.8.0"), manifest(NEW, "1.9.17"), manifest(MANUAL, "1.11.4")]
FACTS: dict[str, t.Any] = {
    "installed": "1.11.4",
    "running": True,
    "state": {},
    "wanted": "",
    "databases": [{"name": "openmetadata_db", "engine": "mysql"}, {"name": "airflow_db", "engine": "mysql"}],
    "lose_changes": False,
}


@pytest.mark.parametrize(
    ("manifests", "facts", "action", "backup"),
    [
        # after a finished upgrade: to the newest backup that an upgrade made, not to one made since
        (BACKUPS, {"lose_changes": True}, "restore", NEW),
        # half way, new server down: nothing can be lost
        (BACKUPS, {"state": STATE, "running": False}, "restore", NEW),
        # half way, the old image still answers
        (BACKUPS, {"state": STATE, "installed": "1.9.17"}, "restore", NEW),
        # half way, but the new server is up already
        (BACKUPS, {"state": STATE}, "refuse", NEW),
        (BACKUPS, {"state": STATE, "lose_changes": True}, "restore", NEW),
        # done before: not further back
        (BACKUPS, {"installed": "1.9.17", "lose_changes": True}, "nothing", NEW),
        # the old version, but it does not answer: go on
        (BACKUPS, {"installed": "1.9.17", "running": False, "lose_changes": True}, "restore", NEW),
        # stopped before the backup
        ([manifest(OLD, "1.8.0")], {"state": STATE, "installed": "1.9.17", "running": False}, "start", None),
        ([manifest(OLD, "1.8.0")], {"state": STATE, "running": False}, "refuse", None),
        ([], {}, "refuse", None),
        ([manifest(MANUAL, "1.11.4")], {}, "refuse", None),
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
        ([manifest(NEW, "1.9.17", ("openmetadata_db",))], {}, f"nor in {NEW}-airflow"),
        ([manifest(NEW, "1.9.17", engine="postgresql")], {}, "is of postgresql"),
        (BACKUPS, {"lose_changes": False}, "om_rollback_lose_changes"),
    ],
)
def test_reasons(manifests: list[dict], facts: dict[str, t.Any], word: str) -> None:
    found = plan(manifests, {**FACTS, "lose_changes": True, **facts})
    assert found["action"] == "refuse"
    assert any(word in reason for reason in found["reasons"]), found["reasons"]


def test_airflow_on_its_own_server() -> None:
    second = manifest(f"{NEW}-airflow", "1.9.17", ("airflow_db",))
    manifests = [manifest(NEW, "1.9.17", ("openmetadata_db",)), second]
    found = plan(manifests, {**FACTS, "lose_changes": True})
    assert (found["action"], found["backup"], found["airflow_backup"]) == ("restore", NEW, second["id"])


def test_without_airflow() -> None:
    facts = {**FACTS, "lose_changes": True, "databases": FACTS["databases"][:1]}
    assert plan(BACKUPS, facts)["airflow_backup"] is None
