# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The role `airflow`: its strategies, its refusals, and the ways out of what cannot be repaired."""

from __future__ import annotations

import contextlib
import pathlib
import re
import threading
import time
import typing as t

import pytest
from harness import ACCOUNT, PASSWORD, Airflow, Database
from playing import Player
from test_captured import KEYS
from test_made import lock_held

RELEASE = "3.1.5"
Install = t.Callable[[str], Airflow]


@pytest.fixture
def player(database: Database, tmp_path: pathlib.Path) -> Player:
    return Player(database, tmp_path)


def flag(database: Database) -> int:
    with database.server.connect() as admin:
        return int(admin.value("SELECT @@GLOBAL.log_bin_trust_function_creators"))


def words(output: str) -> str:
    """Without the line breaks and indents of Ansible's output."""
    return re.sub(r"\s+", " ", output.replace("\\n", " "))


@contextlib.contextmanager
def migration_held_up(database: Database, seconds: float) -> t.Iterator[None]:
    """Make Airflow's migration last so many seconds longer, on a machine of any speed, by a lock on a table.

    It is taken after the first revision: the role begins nothing while somebody holds a lock. Later revisions
    change the table (0050_3_0_0_add_dagbundlemodel.py), and no repair does.
    """
    over = threading.Event()

    def hold() -> None:
        with database.server.connect(database.name) as look:
            begun_at = look.value("SELECT version_num FROM alembic_version")
            while look.value("SELECT version_num FROM alembic_version") == begun_at:
                if over.wait(0.02):
                    return
        with database.server.connect("mysql") as holder:
            holder.execute(f"LOCK TABLES `{database.name}`.import_error READ")
            over.wait(seconds)
            holder.execute("UNLOCK TABLES")

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize("release", [RELEASE, pytest.param("3.3.2", marks=pytest.mark.slow)])
def test_from_stuck_to_migrated(player: Player, airflow: Install, clean_schema: t.Any, release: str) -> None:
    clean = clean_schema(release)
    database = player.database
    database.load("stuck_trust_small")
    before = database.rows("task_instance", *KEYS)

    planned = player.play(airflow(release), "--check", "--diff")
    assert planned.code == 0, planned.output[-3000:]
    assert "+ALTER TABLE `task_instance` DROP COLUMN `id`" in planned.output
    assert database.fix(strategy="report")["state"] == "stuck"

    with migration_held_up(database, 10):
        played = player.play(airflow(release))
    assert played.code == 0, played.output[-3000:]
    assert played.result["state"] == "stuck"
    assert played.result["state_after"] == "migrated"
    assert database.rows("task_instance", *KEYS) == before
    assert database.schema() == clean
    assert flag(database) == 0
    assert "Airflow's migration is at revision" in played.output

    again = player.play(airflow(release))
    assert again.code == 0, again.output[-3000:]
    assert again.changed == 0
    assert again.result["state"] == "migrated"


@pytest.mark.slow
def test_another_database_of_the_server_holds_the_lock(player: Player, airflow: Install) -> None:
    database = player.database
    database.load("stuck_trust_small")
    with lock_held(database, "mysql", 90):
        began = time.monotonic()
        played = player.play(airflow(RELEASE))
    assert played.code == 0, played.output[-3000:]
    assert time.monotonic() - began > 60
    assert played.result["state_after"] == "migrated"

    with lock_held(database, "mysql", 60):
        told = player.play(airflow(RELEASE), om_airflow_wait_timeout=1)
    # where it is not let go, it is Airflow's own command that waits
    assert told.code == 0, told.output[-3000:]


def test_without_the_right_to_set_the_flag_nothing_is_begun(player: Player, airflow: Install) -> None:
    database = player.database
    database.load("clean_2.10.5_small")
    before = database.schema()
    played = Player(database, player.directory, ACCOUNT, PASSWORD).play(airflow(RELEASE))
    assert played.code != 0
    said = words(played.output)
    assert "was not started: a failed one leaves the database stuck" in said
    assert "SYSTEM_VARIABLES_ADMIN" in said
    assert "`command:` of the compose service" in said
    assert database.schema() == before
    assert database.revision() == "5f2621c13b39"


def slowly(*values: t.Any) -> t.Any:
    """A case that `make test` leaves out."""
    return pytest.param(*values, marks=pytest.mark.slow)


@pytest.mark.parametrize(
    ("case", "release", "variables", "says"),
    [
        slowly("migrated_3.1.2_small", "2.10.5", {}, "is newer than the target's"),
        (
            "clean_2.10.5_small",
            RELEASE,
            {"om_environment": {"airflow": {"driver_url_scheme": "mysql+pymysql"}}},
            r"ingestion to mysql\+mysqldb",
        ),
        ("stuck_trust_small", RELEASE, {"om_airflow_strategy": "report"}, "The plan would be: ALTER TABLE"),
        slowly("stuck_option1_orphans_small", RELEASE, {}, "Set confirm_data_loss=true to agree"),
        slowly("clean_2.10.5_small", RELEASE, {"om_airflow_strategy": "purge"}, "Set om_airflow_keep_days"),
        slowly("clean_2.10.5_small", RELEASE, {"om_airflow_strategy": "recreate"}, "no readable manifest|is no backup"),
    ],
)
def test_refusals(
    player: Player, airflow: Install, case: str, release: str, variables: dict[str, t.Any], says: str
) -> None:
    player.database.load(case)
    before = player.database.schema(), player.database.counts()
    played = player.play(airflow(release), **variables)
    assert played.code != 0
    assert re.search(says, words(played.output)), played.output[-3000:]
    assert (player.database.schema(), player.database.counts()) == before
    assert flag(player.database) == 0


def hopeless(database: Database) -> None:
    """What no repair is known for: the ids of a finished migration are gone, and other tables name them."""
    database.load("migrated_3.1.2_small")
    database.run(
        "SET foreign_key_checks = 0; ALTER TABLE task_instance_note DROP FOREIGN KEY task_instance_note_ti_fkey; "
        "ALTER TABLE task_reschedule DROP FOREIGN KEY task_reschedule_ti_fkey; "
        "ALTER TABLE hitl_detail DROP FOREIGN KEY hitl_detail_ti_fkey; ALTER TABLE task_instance DROP COLUMN id"
    )


def test_a_refusal_names_the_two_ways_out(player: Player, airflow: Install) -> None:
    hopeless(player.database)
    before = player.database.schema(), player.database.counts()
    played = player.play(airflow(RELEASE))
    assert played.code != 0
    said = words(played.output)
    assert "om_airflow_way_out: restore" in said
    assert "om_airflow_way_out: recreate and om_airflow_confirm_data_loss: true" in said
    assert (player.database.schema(), player.database.counts()) == before


@pytest.fixture
def backup(player: Player) -> str:
    """A backup of an Airflow 2.10.5."""
    player.database.load("clean_2.10.5_small")
    container = player.database.server.container
    client = {"client": "docker", "container": container} if container else {}
    made = player.database.module("om_backup", path=str(player.directory / "backups"), backup_id="before", **client)
    assert not made.get("failed"), made["msg"]
    return str(made["backup"]["path"])


@pytest.mark.slow
def test_the_way_out_by_a_restore(player: Player, airflow: Install, backup: str) -> None:
    before = player.database.rows("task_instance", *KEYS)
    hopeless(player.database)
    played = player.play(airflow(RELEASE), om_airflow_way_out="restore", om_airflow_restore_from=backup)
    assert played.code == 0, played.output[-3000:]
    assert played.result["state_after"] == "migrated"
    assert player.database.rows("task_instance", *KEYS) == before


@pytest.mark.slow
def test_the_way_out_by_a_new_database(player: Player, airflow: Install, backup: str) -> None:
    hopeless(player.database)
    way = {"om_airflow_way_out": "recreate", "om_airflow_backup": backup, "om_test_state": {"done": ["redeployed"]}}
    refused = player.play(airflow(RELEASE), **way)
    assert refused.code != 0
    assert "Set confirm_data_loss=true" in words(refused.output)
    played = player.play(airflow(RELEASE), **way, om_airflow_confirm_data_loss=True)
    assert played.code == 0, played.output[-3000:]
    assert played.result["state_after"] == "migrated"
    assert player.database.counts()["task_instance"] == 0
    # all pipelines have to be deployed again, also where an earlier run had done so
    assert played.state["done"] == []


@pytest.mark.slow
@pytest.mark.parametrize("own", [True, False])
def test_history_goes_before_the_migration(player: Player, airflow: Install, own: bool) -> None:
    database = player.database
    database.load("clean_2.10.5_small")
    newest = database.rows("dag_run", "dag_id", "run_id")
    database.run(
        "UPDATE dag_run SET start_date = NOW() - INTERVAL 5 DAY, end_date = NOW() - INTERVAL 5 DAY; "
        "INSERT INTO dag_run (dag_id, execution_date, start_date, end_date, state, run_id, run_type, updated_at, "
        "clear_number) SELECT dag_id, execution_date - INTERVAL 1000 DAY, NOW() - INTERVAL 90 DAY, "
        "NOW() - INTERVAL 90 DAY, 'success', CONCAT('old_', run_id), run_type, updated_at, 0 FROM dag_run"
    )
    command = player.airflow_command(airflow("2.10.5")) if own else []
    played = player.play(
        airflow(RELEASE),
        om_airflow_strategy="purge",
        om_airflow_keep_days=30,
        om_airflow_confirm_data_loss=True,
        om_airflow_clean_command=command,
    )
    assert played.code == 0, played.output[-3000:]
    said = "`airflow db clean` ended with 0" if own else "history is deleted in batches"
    assert said in words(played.output)
    assert database.rows("dag_run", "dag_id", "run_id") == newest
    assert played.result["state_after"] == "migrated"
