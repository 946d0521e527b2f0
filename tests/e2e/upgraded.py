# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold in the world after an upgrade of the lab, whichever way it went."""

from __future__ import annotations

import json
import pathlib
import re
import typing as t
import urllib.request

from world import SUFFIX, World, docker

FROM = "1.9.17"
TO = "1.11.4"


def check_world(world: World) -> None:
    """Everything that the upgrade promises, read from the databases, containers and the API."""
    check_versions(world)
    check_renames(world)
    check_airflow(world)
    check_pipelines(world)
    assert world.running() == set(), "a run that Airflow lost is still running"


def check_running(version: str) -> None:
    """Server and ingestion run in this version, by their images and by what the server says."""
    for image in ("server", "ingestion"):
        container = f"openmetadata_{image}{SUFFIX}"
        assert docker("inspect", "--format", "{{.Config.Image}}", container).endswith(f"/{image}:{version}")
        assert docker("inspect", "--format", "{{.State.Running}}", container) == "true"
    host, port = docker("port", f"openmetadata_server{SUFFIX}", "8585").splitlines()[0].rsplit(":", 1)
    with urllib.request.urlopen(f"http://{host}:{port}/api/v1/system/version") as answer:
        assert json.load(answer)["version"] == version


def check_versions(world: World) -> None:
    check_running(TO)
    assert {"1.10.0", "1.11.0"} <= world.migrations()


def check_renames(world: World) -> None:
    """1.10 calls `status` of glossary terms and data contracts `entityStatus`, and Active is Approved."""
    for table in ("glossary_term_entity", "data_contract_entity"):
        status, entity_status = world.text("json", "status"), world.text("json", "entityStatus")
        counted = world.rows(
            f"SELECT COUNT(*), SUM(CASE WHEN {entity_status} IS NULL THEN 1 ELSE 0 END), "
            f"SUM(CASE WHEN {status} IS NOT NULL THEN 1 ELSE 0 END), "
            f"SUM(CASE WHEN {entity_status} = 'Active' THEN 1 ELSE 0 END) FROM {table}"
        )
        total, without, with_old, active = counted[0]
        assert total > 0
        assert (without, with_old, active) == (0, 0, 0), table


def check_airflow(world: World) -> None:
    """Airflow's history went through the migration: its runs are there, with an id each, and Airflow is a new one."""
    assert world.value("SELECT COUNT(*) FROM alembic_version", "airflow_db") == 1
    assert world.value("SELECT COUNT(*) FROM dag_run", "airflow_db") > 0
    assert world.value("SELECT COUNT(*) FROM task_instance WHERE id IS NULL", "airflow_db") == 0
    log = docker("exec", f"openmetadata_ingestion{SUFFIX}", "bash", "-c", "airflow version 2>/dev/null | tail -1")
    assert log.startswith("3.1."), log


def check_pipelines(world: World) -> None:
    """What was deployed is deployed again by the new plugin; schedules are as they were, also the one that was off."""
    deployed = {name.split(".", 1)[1]: on for name, (there, on) in world.pipelines().items() if there}
    assert deployed == {
        "demo_metadata": True,
        "demo_profiler": False,
        '"pipe.dot space"': True,
    }
    paused = {
        name: bool(off)
        for name, off in world.rows("SELECT dag_id, is_paused FROM dag", "airflow_db")
        if name.startswith(("demo_", "daily_", "pipe_")) and name != "demo_lineage"
    }
    assert paused == {
        "demo_metadata": False,
        "demo_profiler": True,
        "pipe_dot_space": False,
    }
    ingestion = f"openmetadata_ingestion{SUFFIX}"
    started = docker("inspect", "--format", "{{.State.StartedAt}}", ingestion)[:19]
    for name in paused:
        path = f"/opt/airflow/dag_generated_configs/{name}.json"
        written = docker("exec", ingestion, "date", "--utc", "--reference", path, "+%Y-%m-%dT%H:%M:%S")
        assert written > started, f"{name} was written by the old release"


def changed_phases(output: str) -> set[int]:
    """Numbers of the phases that the printed timeline of the current run calls changed, or planned in check mode."""
    text = output[output.rindex("TASK [openmetadata.ops.report : Print the report]") :]
    text = text[text.rfind(", this one:") + 1 :]
    found = re.findall(r'^\s*"? *(\d+)  .*?  (changed|planned|ok|-|FAILED)\b', text, re.MULTILINE)
    assert len(found) >= 12, text
    return {int(number) for number, mark in found if mark in ("changed", "planned")}


def check_report(state: pathlib.Path, outcome: str = "succeeded") -> dict[str, t.Any]:
    """The report is there for people and for machines, and says what happened."""
    (page,) = (state / "reports").glob("*.html")
    (data,) = (state / "reports").glob("*.json")
    report: dict[str, t.Any] = json.loads(data.read_text())
    assert report["outcome"] == outcome
    assert (report["from_version"], report["to_version"]) == (FROM, TO)
    text = page.read_text()
    assert FROM in text
    assert TO in text
    # one file that can be sent on: nothing in it is fetched from elsewhere
    assert "<link" not in text
    assert 'src="http' not in text
    return report


def check_pipelines_report(report: dict[str, t.Any]) -> None:
    """Runs that were resolved with the log lines that prove it, and what was deployed and switched on again."""
    told = report["pipelines"]
    names = {"demo_mysql.demo_metadata", "demo_mysql.demo_profiler", 'demo_mysql."pipe.dot space"'}
    assert (set(told["redeployed"]["done"]), told["redeployed"]["not_done"]) == (names, [])
    assert set(told["enabled"]["done"]) == names - {"demo_mysql.demo_profiler"}
    # Airflow said so when it was started again after it had been killed in the middle of that run.
    lines = [line for entry in told["log"] if entry["pipeline"] == "demo_mysql.demo_lineage" for line in entry["lines"]]
    assert any("orphaned" in line and "demo_lineage" in line for line in lines), lines
