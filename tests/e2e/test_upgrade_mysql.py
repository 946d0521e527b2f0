# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The upgrade on MySQL, from bad input over the plan to the second run that changes nothing."""

from __future__ import annotations

import concurrent.futures
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import typing as t

import canary
import pytest
from play import Player, Run
from rolled_back import check_refused_then_rolled_back
from upgraded import FROM, TO, changed_phases, check_pipelines_report, check_report, check_world
from world import STATUS, SUFFIX, World, docker

# Passwords that were made for this test, with what shells and URLs trip over. Each place in which one turns up is a
# leak.
SECRETS = {
    "OM_LAB_ROOT_PASSWORD": "canary-root-5f1c!%40x",
    "OM_LAB_DB_PASSWORD": "canary-server-7be2",
    "OM_LAB_AIRFLOW_DB_PASSWORD": "canary-airflow-93d0",
}
LAB = {"ENGINE": "mysql", **SECRETS}
INGESTION = f"openmetadata_ingestion{SUFFIX}"


def state_of(player: Player) -> pathlib.Path:
    return pathlib.Path(str(player.extra["om_state_dir"]))


def test_the_starting_state_has_the_troubles_of_the_page(world: World, player: Player, start: dict[str, t.Any]) -> None:
    assert start["migrations"]
    assert world.running(), "the lab has no interrupted run"
    assert world.value("SELECT @@GLOBAL.log_bin") == 1
    assert world.parameters()["log_bin_trust_function_creators"] == "OFF"
    assert int(world.parameters()["sort_buffer_size"]) == 262144
    assert world.value("SELECT MAX(LENGTH(json)) FROM query_entity") > 15_000_000


@pytest.mark.parametrize(
    ("variables", "messages"),
    [
        pytest.param({"om_version": "latest"}, ["no release such as"], id="no version"),
        pytest.param({"om_version": ""}, ["no release such as"], id="blank version"),
        pytest.param(
            {"om_version": "1.8.1", "om_backup_dir": "/proc"},
            ["OM104", "/proc"],
            id="downgrade, and a place that takes no backup",
        ),
        pytest.param({"om_version": TO, "om_database_admin_user": "nobody"}, ["1045"], id="wrong login"),
        pytest.param(
            {"om_version": TO, "om_database_host": "127.0.0.1", "om_database_port": "1"},
            ["No database answers at"],
            id="unreachable database",
        ),
        pytest.param(
            {"om_version": TO, "om_server_container": "nothing_here"}, ["has no OpenMetadata"], id="no OpenMetadata"
        ),
    ],
)
def test_bad_input_is_told_and_touches_nothing(
    world: World, player: Player, variables: dict[str, str], messages: list[str]
) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", **variables)
    assert run.returncode != 0
    for message in messages:
        assert message in run.output, run.output
    assert "Traceback" not in run.output
    assert world.fingerprint() == before


@pytest.mark.skipif(shutil.which("mysqldump") is not None, reason="this host has the client that must be missing")
def test_a_missing_client_stops_the_upgrade(world: World, player: Player) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", om_version=TO, om_backup_client="local")
    assert run.returncode != 0
    assert "OM181" in run.output, run.output
    assert world.fingerprint() == before


def test_a_full_disk_stops_the_upgrade(world: World, player: Player, tmp_path: pathlib.Path) -> None:
    before = world.fingerprint()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=True)
    try:
        run = player.run("upgrade", om_version=TO, om_backup_dir=tmp_path)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert run.returncode != 0
    assert "OM185" in run.output, run.output
    assert world.fingerprint() == before


def test_preflight_says_go(world: World, player: Player) -> None:
    before = world.fingerprint()
    run = player.run("preflight", om_version=TO)
    assert run.returncode == 0, run.output
    assert world.fingerprint() == before


@pytest.fixture(scope="module")
def planned() -> set[int]:
    """The phases that would change something, by the plan."""
    return set()


def test_the_plan_is_true_and_changes_nothing(world: World, player: Player, planned: set[int]) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", "--check", "--diff", om_version=TO)
    planned.update(changed_phases(run.output))
    assert run.returncode == 0, run.output
    assert run.count("changed") > 0
    assert f"-     image: openmetadata-ops-lab/server:{FROM}" in run.output
    assert f"+     image: openmetadata-ops-lab/server:{TO}" in run.output
    assert "sort_buffer_size" in run.output
    assert world.fingerprint() == before


def test_scan_finds_user_code(player: Player) -> None:
    run = player.run("scan", om_version=TO)
    assert run.returncode == 0, run.output
    assert "sales_ingestion.py:49: OMC101" in run.output, run.output


def test_the_upgrade(world: World, player: Player, planned: set[int]) -> None:
    """The whole upgrade at -vvv, watched: no password in the process table, the log, or a file that others may read.

    The first DAG processor of the new Airflow dies before anyone reads its heartbeat.
    """
    parameters = world.parameters()
    known = world.value("SELECT MAX(id) FROM job", "airflow_db")
    refusals: dict[str, tuple[float, Run]] = {}
    with tempfile.TemporaryDirectory() as directory, concurrent.futures.ThreadPoolExecutor() as threads:
        log = pathlib.Path(directory) / "upgrade.log"
        second = threads.submit(start_two_more, player, refusals)
        over = threading.Event()
        reaper = threads.submit(end_next_dag_processor, world, known, over)
        status, leaks = canary.run(
            player.command("upgrade", "-vvv", om_version=TO),
            list(SECRETS.values()),
            log,
            [world.directory, state_of(player).parent, pathlib.Path.home() / ".ansible"],
            environment=player.environment(),
        )
        run = Run(status, log.read_text())
        over.set()
        second.result()
    assert run.returncode == 0, run.output[-20000:]
    assert reaper.result(), "the first DAG processor was not ended"
    # The playbook does not wait the 600 seconds that a start may take: it reads every 5 seconds.
    assert run.output.count("Read the heartbeats (") < 100
    assert leaks == []
    for what, (_seconds, refused) in refusals.items():
        assert refused.returncode != 0, f"{what}: {refused.output}"
        assert "is in use by an upgrade of" in refused.output, f"{what}: {refused.output}"
    assert "The database server" in refusals["another environment on this server"][1].output
    assert refusals["this environment"][0] < 10
    assert not (state_of(player) / "lease.json").exists()
    check_world(world)
    assert world.parameters() == parameters
    report = check_report(state_of(player))
    assert report["backup"]
    assert {phase["n"] for phase in report["phases"] if phase["changed"]} == planned, "what the plan said"
    told = report["parameters"]["sort_buffer_size"]
    assert (told["before"], told["during"], told["now"]) == (262144, 20971520, 262144)
    check_pipelines_report(report)
    assert not (state_of(player) / "upgrade.json").exists()


def start_two_more(player: Player, refusals: dict[str, tuple[float, Run]]) -> None:
    """Once the upgrade has its lease, start one of this environment, and one of another one on its database server."""
    deadline = time.monotonic() + 300
    while not list(state_of(player).glob("lease-mysql-*.json")):
        if time.monotonic() > deadline:
            return
        time.sleep(0.2)
    other = state_of(player).with_name("other-state")
    for what, variables in (
        ("this environment", {}),
        ("another environment on this server", {"om_state_dir": other, "om_python": sys.executable}),
    ):
        refusals[what] = player.seconds_until("is in use by", "upgrade", om_version=TO, **variables)


def test_a_second_run_changes_nothing(world: World, player: Player) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", om_version=TO)
    assert run.returncode == 0, run.output
    assert run.count("changed") == 0
    assert world.fingerprint() == before


def test_a_plan_of_what_is_done_changes_nothing(world: World, player: Player) -> None:
    before = world.fingerprint()
    run = player.run("upgrade", "--check", om_version=TO)
    assert run.returncode == 0, run.output
    assert run.count("changed") == 0
    assert "Nothing to do" in run.output
    assert world.fingerprint() == before


def test_pipelines_mends_what_is_stuck(world: World, player: Player) -> None:
    """Airflow's DAG processor is dead and a run is Running although Airflow ended it: one playbook, and all is well.

    Even where the next DAG processor dies in its first seconds, as it does on MySQL, see
    https://github.com/apache/airflow/issues/56879.
    """
    world.execute(
        "UPDATE entity_extension_time_series SET json = JSON_SET(json, '$.pipelineState', 'running') "
        f"WHERE extension = '{STATUS}' AND JSON_UNQUOTE(JSON_EXTRACT(json, '$.pipelineState')) = 'failed'"
    )
    stuck = world.running()
    assert stuck
    end_dag_processor(signal.SIGKILL)
    wait_for_silence(world, 20)
    started = world.containers()
    known = world.value("SELECT MAX(id) FROM job", "airflow_db")
    with concurrent.futures.ThreadPoolExecutor() as threads:
        over = threading.Event()
        reaper = threads.submit(end_next_dag_processor, world, known, over)
        run = player.run("pipelines", om_heartbeat_timeout=20)
        over.set()
    assert run.returncode == 0, run.output
    assert reaper.result(), "the next DAG processor was not ended"
    assert world.running() == set()
    assert {name for name, since in world.containers().items() if since != started[name]} == {INGESTION}
    assert silence(world) < 20
    states = world.rows(
        f"SELECT state FROM job WHERE job_type = 'DagProcessorJob' AND id > {known} ORDER BY id", "airflow_db"
    )
    assert [state for (state,) in states][-1] == "running"
    run = player.run("pipelines")
    assert run.returncode == 0, run.output
    assert run.count("changed") == 0


def dag_processors() -> set[int]:
    """Process ids of running DAG processors, usually one, without their children, which have the same command line."""
    try:
        found = [line.split(maxsplit=2) for line in docker("top", INGESTION, "-eo", "pid,ppid,args").splitlines()]
    except subprocess.CalledProcessError:  # the container does not run
        return set()
    parents = {pid: parent for pid, parent, args in found if "airflow dag-processor" in args}
    return {int(pid) for pid, parent in parents.items() if parent not in parents}


def end_dag_processor(by: signal.Signals) -> None:
    """By its process id: the container and the rest of Airflow go on. It may have died by itself."""
    for pid in dag_processors():
        os.kill(pid, by)


def end_next_dag_processor(world: World, known: int, over: threading.Event) -> bool:
    """As soon as one has begun its job, which Airflow then notes as ended; false if none has when all is over.

    Jobs up to the known id are old. The database is not asked earlier: migrations wait for sessions of others.
    """
    while not dag_processors() or not world.value(
        f"SELECT COUNT(*) FROM job WHERE job_type = 'DagProcessorJob' AND id > {known}", "airflow_db"
    ):
        if over.wait(0.5):
            return False
    time.sleep(1)  # its handler of signals is there
    end_dag_processor(signal.SIGTERM)
    return True


def silence(world: World) -> int:
    """Seconds since a DAG processor gave a sign."""
    return int(
        world.value(
            "SELECT TIMESTAMPDIFF(SECOND, MAX(latest_heartbeat), UTC_TIMESTAMP(6)) FROM job "
            "WHERE job_type = 'DagProcessorJob'",
            "airflow_db",
        )
    )


def wait_for_silence(world: World, seconds: int) -> None:
    """Until the DAG processor's last sign is that old."""
    deadline = time.monotonic() + seconds + 30
    while silence(world) < seconds:
        assert time.monotonic() < deadline, "the DAG processor lives"
        time.sleep(1)


def test_the_way_back(world: World, player: Player, start: dict[str, t.Any]) -> None:
    """From a finished upgrade to the databases, the files and the version of before."""
    check_refused_then_rolled_back(world, player, start)
