# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The upgrade on PostgreSQL, as AWX runs a job: survey answers are strings, blank ones too, on a read-only project."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import typing as t

from play import ROOT, Player
from resumed import check_one_backup_for_each_stop
from rolled_back import check_rolled_back
from upgraded import FROM, TO, check_report, check_world
from world import World

# Each place in which one of these turns up is a leak.
SECRETS = {
    "OM_LAB_ROOT_PASSWORD": "canary-root-c01d",
    "OM_LAB_DB_PASSWORD": "canary-server-42aa",
    "OM_LAB_AIRFLOW_DB_PASSWORD": "canary-airflow-0e9b",
}
LAB = {"ENGINE": "postgresql", **SECRETS}

# What a survey sends: text for everything, and nothing but text where nothing was answered.
ANSWERS = {
    "om_version": TO,
    "om_serial": "",
    "om_compose_project_dir": "",
    "om_api_token": "",
    "om_database_host": "",
    "om_database_port": "",
    "om_python": "",
    "om_backup_rehearse": "true",
    "om_reindex": "false",
}


def state_of(player: Player) -> pathlib.Path:
    return pathlib.Path(str(player.extra["om_state_dir"]))


def job(player: Player, answers: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """One job; the artifacts that AWX would show are the JSON at the end of its output."""
    argv = [str(ROOT / "tests" / "awx" / "run"), "upgrade", "--inventory", str(player.inventory)]
    argv += ["--expect", "om_outcome", "--expect", "om_backup_id"]
    for name in SECRETS:
        argv += ["--secret-env", name]
    for name, value in {**{k: str(v) for k, v in player.extra.items()}, **answers}.items():
        argv += ["--answer", f"{name}={value}"]
    environment = {**os.environ, **SECRETS}
    return subprocess.run(argv, check=False, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)


def artifacts(output: str) -> dict[str, str]:
    """The artifacts in the output of a job."""
    text = output[output.rindex('{\n  "artifacts"') :]
    return json.JSONDecoder().raw_decode(text)[0]["artifacts"]


def test_the_starting_state_has_the_troubles_of_the_page(world: World, start: dict[str, t.Any]) -> None:
    assert start["migrations"]
    assert world.running(), "the lab has no interrupted run"
    assert world.parameters() == {"work_mem": "4096"}


def test_the_plan_is_true_and_changes_nothing(world: World, player: Player) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", "--check", "--diff", om_version=TO)
    assert run.returncode == 0, run.output
    assert f"-     image: openmetadata-ops-lab/server:{FROM}" in run.output
    assert "work_mem" in run.output
    assert world.fingerprint() == before


def test_the_way_back_from_half_way(world: World, player: Player, start: dict[str, t.Any]) -> None:
    """Airflow's database is purged and migrated, the new files are in place, then the upgrade fails twice.

    Somebody has worked with the old server in between. Nothing is lost: OpenMetadata's database goes back to the second
    attempt's backup, Airflow's to that of the first one, which was made before its migration.
    """
    rows = world.value("SELECT COUNT(*) FROM entity_extension")
    purge = {"om_airflow_strategy": "purge", "om_airflow_keep_days": 30, "om_airflow_confirm_data_loss": "true"}
    later = "SELECT 1 FROM dag_run later WHERE later.dag_id = old.dag_id AND later.id > old.id"
    dates = ", ".join(f"{name} = {name} - INTERVAL '90 days'" for name in ("execution_date", "start_date", "end_date"))
    world.execute(
        f"UPDATE dag_run SET {dates} WHERE id = (SELECT MIN(id) FROM dag_run old WHERE state = 'success' "
        f"AND EXISTS ({later}))",
        "airflow_db",
    )
    runs = world.value("SELECT COUNT(*) FROM dag_run", "airflow_db")
    failed = player.run("upgrade", om_version=TO, om_airflow_start_timeout=1, **purge)
    assert failed.returncode != 0
    assert "`airflow db clean` ended with 0." in failed.output, failed.output
    assert world.value("SELECT COUNT(*) FROM dag_run", "airflow_db") < runs
    assert "Ingestion did not become healthy" in failed.output
    assert world.rows("SELECT version_num FROM alembic_version", "airflow_db") != start["alembic"]
    check_one_backup_for_each_stop(
        world, player, lambda: player.run("upgrade", om_version=TO, om_airflow_start_timeout=1, **purge), rows
    )
    check_rolled_back(world, start)
    assert world.value("SELECT COUNT(*) FROM dag_run", "airflow_db") >= runs
    shutil.rmtree(state_of(player) / "reports")  # the failed run's, the next test looks at its own


def test_the_upgrade_as_a_job(world: World, player: Player) -> None:
    parameters = world.parameters()
    done = job(player, ANSWERS)
    assert done.returncode == 0, done.stdout + done.stderr
    told = artifacts(done.stdout)
    assert (told["om_outcome"], told["om_from_version"], told["om_to_version"]) == ("succeeded", FROM, TO)
    assert told["om_backup_id"]
    check_world(world)
    assert world.parameters() == parameters
    check_report(state_of(player))


def test_a_second_job_changes_nothing(world: World, player: Player) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", om_version=TO)
    assert run.returncode == 0, run.output
    assert run.count("changed") == 0
    assert world.fingerprint() == before


def test_the_backup_brings_the_old_database_back(world: World, player: Player) -> None:
    """A backup made now goes back where it came from."""
    run = player.run("backup")
    assert run.returncode == 0, run.output
    backup = max(path.name for path in pathlib.Path(str(player.extra["om_backup_dir"])).iterdir())
    terms = world.value("SELECT COUNT(*) FROM glossary_term_entity")
    world.execute("DELETE FROM glossary_term_entity")
    refused = player.run("restore", om_restore_backup=backup, om_restore_confirm="another_db")
    assert refused.returncode != 0
    assert "Set om_restore_confirm to that name" in refused.output
    assert world.value("SELECT COUNT(*) FROM glossary_term_entity") == 0
    run = player.run("restore", om_restore_backup=backup, om_restore_confirm="openmetadata_db")
    assert run.returncode == 0, run.output
    assert world.value("SELECT COUNT(*) FROM glossary_term_entity") == terms
