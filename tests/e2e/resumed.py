# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""An upgrade fails, somebody starts the old server and works with it: what was entered is in the next backup."""

from __future__ import annotations

import json
import pathlib
import time
import typing as t
import urllib.request

from play import Player, Run
from upgraded import FROM, TO
from world import SUFFIX, World, docker

SERVER = f"openmetadata_server{SUFFIX}"
ENTERED = "entered between two attempts"


def state_of(player: Player) -> pathlib.Path:
    return pathlib.Path(str(player.extra["om_state_dir"]))


def upgrade_state(player: Player) -> dict[str, t.Any]:
    """The upgrade under way, as its state file has it."""
    path = state_of(player) / "upgrade.json"
    assert path.stat().st_mode & 0o777 == 0o600
    state: dict[str, t.Any] = json.loads(path.read_text())
    return state


def manifest(player: Player, backup: str) -> dict[str, t.Any]:
    found: dict[str, t.Any] = json.loads(
        (pathlib.Path(str(player.extra["om_backup_dir"])) / backup / "manifest.json").read_text()
    )
    return found


def rows_kept(player: Player, backup: str) -> int:
    """How many rows of the table that work_with_the_old_server writes to are in a backup."""
    (database,) = [one for one in manifest(player, backup)["databases"] if one["name"] == "openmetadata_db"]
    tables = {name.removeprefix("public."): entry for name, entry in database["tables"].items()}
    return int(tables["entity_extension"]["rows"])


def entered(world: World) -> int:
    return int(world.value(f"SELECT COUNT(*) FROM entity_extension WHERE extension = '{ENTERED}'"))


def work_with_the_old_server(world: World) -> None:
    """Start the old server's container, as an operator does who needs it back at once, and enter something."""
    docker("start", SERVER)
    host, port = docker("port", SERVER, "8585").splitlines()[0].rsplit(":", 1)
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(f"http://{host}:{port}/api/v1/system/version", timeout=5) as answer:
                assert json.load(answer)["version"] == FROM
                break
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(1)
    world.execute(
        "INSERT INTO entity_extension (id, extension, jsonSchema, json) "
        f"VALUES ('00000000-0000-0000-0000-000000000012', '{ENTERED}', 'none', '{{}}')"
    )
    assert entered(world) == 1


def check_one_backup_for_each_stop(
    world: World, player: Player, fail_again: t.Callable[[], Run], rows_before: int
) -> None:
    """An attempt has failed. The old server runs, another attempt fails, and the rollback keeps what was entered.

    Args:
        fail_again: runs the upgrade so that it fails after its backup.
        rows_before: of the table that is written to.
    """
    first = upgrade_state(player)
    assert [entry["outcome"] for entry in first["attempts"]] == ["failed"]
    assert first["way_back"] == first["id"]
    assert rows_kept(player, first["id"]) == rows_before
    work_with_the_old_server(world)

    refused = player.run("rollback", om_rollback_confirm="openmetadata_db")
    assert refused.returncode != 0
    assert "om_rollback_lose_changes" in refused.output, refused.output
    refused = player.run("upgrade", om_version="1.11.3")
    assert refused.returncode != 0
    assert "OM114" in refused.output, refused.output
    assert f"Finish it with om_version {TO}" in refused.output, refused.output
    assert (upgrade_state(player), entered(world)) == (first, 1)

    failed = fail_again()
    assert failed.returncode != 0, failed.output
    second = upgrade_state(player)
    assert second["id"] == first["id"]
    assert [entry["outcome"] for entry in second["attempts"]] == ["failed", "failed"], second["attempts"]
    assert second["way_back"] == f"{first['id']}-2", failed.output
    assert second["stopped"] > first["stopped"]
    assert rows_kept(player, f"{first['id']}-2") == rows_before + 1
    assert manifest(player, f"{first['id']}-2")["upgrade"]["attempt"] == 2

    # nothing ran since the second backup, so that nothing is lost and no consent is needed
    run = player.run("rollback", om_rollback_confirm="openmetadata_db", om_reindex="false")
    assert run.returncode == 0, run.output
    assert entered(world) == 1
    assert not (state_of(player) / "upgrade.json").exists()
