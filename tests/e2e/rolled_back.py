# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold in the world after a rollback: everything as it was when the upgrade began."""

from __future__ import annotations

import pathlib
import re
import typing as t

from play import Player
from upgraded import FROM, check_running
from world import World

KEPT = ("files", "parameters", "migrations", "schema", "alembic", "databases", "pipelines")


def before(world: World) -> dict[str, t.Any]:
    """What a rollback brings back, and the rows that tell whether it is the same data."""
    found = world.fingerprint()
    rows = {
        table: world.rows(f"SELECT COUNT(*), MIN(id), MAX(id) FROM {table}")
        for table in ("glossary_term_entity", "ingestion_pipeline_entity", "query_entity", "user_entity")
    }
    return {**{name: found[name] for name in KEPT}, "rows": rows}


def check_rolled_back(world: World, expected: dict[str, t.Any]) -> None:
    """The old version runs on the old databases."""
    check_running(FROM)
    found = before(world)
    for name, value in expected.items():
        assert found[name] == value, name


def check_refused_then_rolled_back(world: World, player: Player, expected: dict[str, t.Any]) -> None:
    """After a finished upgrade: refused without consent, done as OM104 advises, nothing to do after it."""
    upgraded = world.fingerprint()
    advice = player.run("preflight", om_version=FROM)
    assert advice.returncode != 0
    found = re.search(r"openmetadata\.ops\.(\w+) with ((?:om_\w+|and|,|\s)+)", advice.output)
    assert found, advice.output
    values = {
        "om_rollback_backup": max(
            path.name for path in pathlib.Path(str(player.extra["om_backup_dir"])).glob(f"*-{FROM}-to-*")
        ),
        "om_rollback_confirm": "openmetadata_db",
        "om_rollback_lose_changes": "true",
    }
    advised = {name: values[name] for name in re.findall(r"om_\w+", found[2])}
    refused = player.run("rollback", om_rollback_confirm="openmetadata_db")
    assert refused.returncode != 0
    assert "om_rollback_lose_changes" in refused.output
    assert world.fingerprint() == upgraded
    refused = player.run("rollback", om_rollback_lose_changes="true")
    assert refused.returncode != 0
    assert "Set om_rollback_confirm to that name" in refused.output
    assert world.fingerprint() == upgraded
    run = player.run(found[1], om_reindex="false", **advised)
    assert run.returncode == 0, run.output
    check_rolled_back(world, expected)
    again = player.run("rollback", om_rollback_confirm="openmetadata_db", om_rollback_lose_changes="true")
    assert again.returncode == 0, again.output
    assert again.count("changed") == 0
