# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Airflow already stuck, server and ingestion on two hosts that are reached by ssh, each with a database server.

The databases are reached, and the backups kept, by the host of ingestion: the migration runs on the other one.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import time
import typing as t

import pytest
from play import Player
from upgraded import TO, changed_phases, check_renames, check_world
from world import SUFFIX, World, docker

LAB = {"ENGINE": "mysql", "TOPOLOGY": "two", "AIRFLOW_DATABASE": "own", "AIRFLOW_STUCK": "1"}


@pytest.fixture(scope="module", autouse=True)
def runner(world: World, player: Player) -> None:
    """The host of ingestion reaches the databases. The ports of the other one are on its loopback interface only."""
    player.extra.update(
        om_database_runner="lab-ingestion",
        om_database_host=world.database_container("openmetadata_db"),
        om_database_port=3306,
        om_database_admin_user="root",
        om_database_admin_password=world.password,  # of the lab
        om_api_url=f"http://openmetadata_server{SUFFIX}:8585",
    )


def test_preflight_finds_a_way_that_a_later_phase_lacks(player: Player) -> None:
    """Only the server's host knows this name of it: nothing is stopped for a phase that would fail."""
    name = f"openmetadata_server{SUFFIX}"
    host_shell(f'echo "$(getent hosts {name} | cut -d " " -f 1) known-here" >>/etc/hosts')
    run = player.run("preflight", om_version=TO, om_api_url="http://known-here:8585")
    assert run.returncode != 0, run.output
    assert "OM242" in run.output, run.output


def test_preflight_sees_another_server(world: World, player: Player) -> None:
    """Ten idle sessions from another host, as those of a forgotten server."""
    with contextlib.ExitStack() as stack:
        for _number in range(10):
            stack.enter_context(contextlib.closing(world.connect()))
        run = player.run("preflight", om_version=TO)
    assert run.returncode != 0, run.output
    assert re.search("OM243.*10 sessions of root from", run.output, re.DOTALL), run.output


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


def test_a_killed_controller_leaves_what_it_did_in_the_state(world: World, player: Player) -> None:
    """SIGKILL in the phase `migrate`: nobody is left to put parameters back or to say what was done."""
    with contextlib.closing(world.connect()) as forgotten, forgotten.cursor() as cursor:
        cursor.execute("LOCK TABLES glossary_term_entity READ")
        kill_in_phase(player, "migrate")
    assert int(world.parameters()["sort_buffer_size"]) > 262144
    first, second = state(player)["runs"]
    assert (first["outcome"], second["outcome"]) == ("failed", "running")
    assert second["phases"][-1]["name"] == "migrate"
    # what it started on the host goes on without it
    wait(lambda: not docker("ps", "--quiet", "--filter", "name=^openmetadata_ops_migrate_"), 120)


def test_the_same_playbook_gets_through(world: World, player: Player) -> None:
    history = world.value("SELECT COUNT(*) FROM task_instance", "airflow_db")
    plan = player.run("upgrade", "--check", om_version=TO)
    assert plan.returncode == 0, plan.output
    run = player.run("upgrade", om_version=TO)
    assert run.returncode == 0, run.output
    check_world(world)
    assert int(world.parameters()["sort_buffer_size"]) == 262144
    assert world.value("SELECT COUNT(*) FROM task_instance", "airflow_db") >= history
    check_story(run.output, report(player))
    assert changed_phases(run.output) == changed_phases(plan.output)


def check_story(output: str, told: dict[str, t.Any]) -> None:
    """The report of the third run knows the first two: how they ended, and how everything was before them."""
    assert [(entry["number"], entry["outcome"]) for entry in told["runs"]] == [(1, "failed"), (2, "interrupted")]
    assert [entry["phases"][-1]["status"] for entry in told["runs"]] == ["failed", "interrupted"]
    parameter = told["parameters"]["sort_buffer_size"]
    assert (parameter["before"], parameter["now"]) == (262144, 262144)
    assert parameter["during"] >= 20971520
    assert told["airflow"]["state"] == "stuck"
    assert told["airflow"]["applied"], "the first run repaired it"
    assert told["migration"]["schema_version"]["before"].startswith("1.9.")
    assert told["backups"]
    assert re.search(r"Run 1, .* failed in 'migrate OpenMetadata's database'", output), output
    assert re.search(r"Run 2, .* interrupted in 'migrate OpenMetadata's database'", output), output
    assert "in 3 runs" in output


def host_file(pattern: str) -> str:
    """A file on the server's host."""
    return host_shell(f"cat {pattern}")


def host_shell(command: str) -> str:
    """What a command on the server's host prints."""
    return docker("exec", f"om_lab_server_host{SUFFIX}", "sh", "-c", command)


def state(player: Player) -> dict[str, t.Any]:
    found: dict[str, t.Any] = json.loads(host_file(f"{player.extra['om_state_dir']}/upgrade.json"))
    return found


def report(player: Player) -> dict[str, t.Any]:
    found: dict[str, t.Any] = json.loads(host_file(f"{player.extra['om_state_dir']}/reports/*.json"))
    return found


def wait(holds: t.Callable[[], bool], seconds: int) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)


def kill_in_phase(player: Player, name: str) -> None:
    """Run the upgrade until its state says that it is in a phase and the phase has begun its work, then kill it."""

    def reached() -> bool:
        assert process.poll() is None, "the upgrade ended before it was killed"
        last = state(player)["runs"][-1]
        working = docker("ps", "--quiet", "--filter", "name=^openmetadata_ops_migrate_")
        return bool(last["outcome"] == "running" and last["phases"][-1]["name"] == name and working)

    with subprocess.Popen(
        player.command("upgrade", om_version=TO, om_allow_sessions=["root"]),
        env=player.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            wait(reached, 900)
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def test_a_second_run_changes_nothing(player: Player) -> None:
    run = player.run("upgrade", om_version=TO)
    assert run.returncode == 0, run.output
    assert run.count("changed") == 0


def test_both_databases_come_back_from_their_backups(world: World, player: Player) -> None:
    """Each server's database is in a backup of its own; they go back together."""
    run = player.run("backup")
    assert run.returncode == 0, run.output
    kept = docker("exec", f"om_lab_ingestion_host{SUFFIX}", "ls", str(player.extra["om_backup_dir"])).split()
    newest = max(name for name in kept if not name.endswith("-airflow"))
    assert f"{newest}-airflow" in kept
    runs = world.value("SELECT COUNT(*) FROM dag_run", "airflow_db")
    world.execute("DELETE FROM glossary_term_entity")
    world.execute("DELETE FROM dag_run", "airflow_db")
    run = player.run("restore", om_restore_backup=newest, om_restore_confirm="openmetadata_db")
    assert run.returncode == 0, run.output
    assert world.value("SELECT COUNT(*) FROM dag_run", "airflow_db") == runs > 0
    check_renames(world)
