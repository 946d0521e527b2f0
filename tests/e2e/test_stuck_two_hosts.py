# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Airflow already stuck, server and ingestion on two hosts that are reached by ssh, each with a database server."""

from __future__ import annotations

import contextlib
import re

from play import Player
from upgraded import TO, check_renames, check_world
from world import SUFFIX, World, docker

LAB = {"ENGINE": "mysql", "TOPOLOGY": "two", "AIRFLOW_DATABASE": "own", "AIRFLOW_STUCK": "1"}


def test_the_migration_was_really_attempted_without_the_flag(world: World) -> None:
    assert world.value("SELECT version_num FROM alembic_version", "airflow_db") == "05234396c6fc"
    columns = {row[1] for row in world.schema("airflow_db") if row[0] == "task_instance"}
    assert "id" in columns


def test_an_upgrade_that_is_cut_off_in_its_migration_says_so(world: World, player: Player) -> None:
    """A session that the user allowed holds a lock that the server's migration waits for until its time is over."""
    parameters = world.parameters()
    with contextlib.closing(world.connect()) as forgotten, forgotten.cursor() as cursor:
        cursor.execute("LOCK TABLES glossary_term_entity READ")
        run = player.run("upgrade", om_version=TO, om_migrate_timeout=8, om_allow_sessions=["root"])
    assert run.returncode != 0, run.output
    assert "not through after 8 s" in run.output, run.output
    assert re.search(r"migrate OpenMetadata's database +FAILED", run.output), run.output
    assert "openmetadata.ops.rollback" in run.output, run.output
    assert "1.11.0" not in world.migrations()
    assert world.parameters() == parameters


def test_the_same_playbook_gets_through(world: World, player: Player) -> None:
    parameters = world.parameters()
    history = world.value("SELECT COUNT(*) FROM task_instance", "airflow_db")
    run = player.run("upgrade", om_version=TO)
    assert run.returncode == 0, run.output
    check_world(world)
    assert world.parameters() == parameters
    assert world.value("SELECT COUNT(*) FROM task_instance", "airflow_db") >= history


def test_a_second_run_changes_nothing(player: Player) -> None:
    run = player.run("upgrade", om_version=TO)
    assert run.returncode == 0, run.output
    assert run.count("changed") == 0


def test_both_databases_come_back_from_their_backups(world: World, player: Player) -> None:
    """Each server's database is in a backup of its own; they go back together."""
    run = player.run("backup")
    assert run.returncode == 0, run.output
    kept = docker("exec", f"om_lab_server_host{SUFFIX}", "ls", str(player.extra["om_backup_dir"])).split()
    newest = max(name for name in kept if not name.endswith("-airflow"))
    assert f"{newest}-airflow" in kept
    runs = world.value("SELECT COUNT(*) FROM dag_run", "airflow_db")
    world.execute("DELETE FROM glossary_term_entity")
    world.execute("DELETE FROM dag_run", "airflow_db")
    run = player.run("restore", om_restore_backup=newest, om_restore_confirm="openmetadata_db")
    assert run.returncode == 0, run.output
    assert world.value("SELECT COUNT(*) FROM dag_run", "airflow_db") == runs > 0
    check_renames(world)
