# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects of others: which of them are in the way, in which order they go, and how they are kept."""

from __future__ import annotations

import json
import pathlib

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import kept, obstacles, plans, releases, states
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.deltas import DELTAS
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.touched import TOUCHED
from ansible_collections.openmetadata.ops.plugins.module_utils._database.dependents import Dependent
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError

from . import airflow_databases as databases

LAST_2X, HEAD_3_1 = releases.LAST_2X, "cc92b33c6709"


@pytest.mark.parametrize(
    ("engine", "revision", "target", "uses", "hit"),
    [
        ("postgresql", LAST_2X, HEAD_3_1, ("xcom", "xcom.value"), "eed27faa34e3"),
        ("postgresql", "eed27faa34e3", HEAD_3_1, ("xcom", "xcom.value"), None),
        ("postgresql", LAST_2X, "9fc3fc5de720", ("xcom", "xcom.value"), None),
        ("postgresql", LAST_2X, HEAD_3_1, ("xcom", "xcom.dag_id"), None),
        # A table that goes.
        ("postgresql", LAST_2X, HEAD_3_1, ("task_fail", "task_fail.id"), "5f57a45b8433"),
        # The column has another name by then, and so has the table.
        ("postgresql", LAST_2X, None, ("dataset", "dataset.uri"), "0d9e73a75ee4"),
        ("postgresql", "fb2d4922cd79", HEAD_3_1, ("dag_schedule_dataset_reference.dataset_id",), "05234396c6fc"),
        ("postgresql", LAST_2X, HEAD_3_1, ("dag.is_active",), "959e216a3abb"),
        ("postgresql", LAST_2X, HEAD_3_1, ("callback_request.callback_data",), None),
        ("postgresql", LAST_2X, "d2f4e1b3c5a7", ("callback_request.callback_data",), "b87d2135fa50"),
        # Another name alone hinders a view no more than a foreign key, but a trigger.
        ("postgresql", LAST_2X, "5a5d66100783", ("dag_run.execution_date",), None),
        ("postgresql", LAST_2X, "5a5d66100783", ("dag_run", "dag_run.*"), "1cdc775ca98f"),
        ("mysql", LAST_2X, "5a5d66100783", ("dag_run", "dag_run.*"), "1cdc775ca98f"),
        ("mysql", LAST_2X, "5a5d66100783", ("dag_run.execution_date",), None),
        ("postgresql", LAST_2X, HEAD_3_1, (":task_instance_pkey", "task_instance.dag_id"), "d59cbbef95eb"),
        ("mysql", LAST_2X, HEAD_3_1, ("task_instance:PRIMARY", "task_instance.dag_id"), "d59cbbef95eb"),
        ("mysql", LAST_2X, HEAD_3_1, ("dag_run:PRIMARY", "dag_run.id"), None),
        ("mysql", LAST_2X, HEAD_3_1, ("task_fail", "task_fail:PRIMARY"), "5f57a45b8433"),
        ("mysql", "no revision", HEAD_3_1, ("xcom.value",), None),
    ],
)
def test_in_the_way(engine: str, revision: str, target: str | None, uses: tuple[str, ...], hit: str | None) -> None:
    found = obstacles.in_the_way(engine, revision, target, [Dependent("object", "o", uses)])
    assert [one.revision for one in found] == ([hit] if hit else [])


def test_views_go_before_what_they_use() -> None:
    lowest = Dependent("view", "z", ("xcom.value",))
    middle = Dependent("view", "m", (), views=("z",))
    top = Dependent("view", "a", ("dag.dag_id",), views=("m", "other"))
    other = Dependent("view", "other", ("dag.dag_id",))
    found = obstacles.in_the_way("postgresql", LAST_2X, HEAD_3_1, [lowest, middle, top, other])
    assert [(one.object.name, one.because) for one in found] == [("a", "m, other"), ("m", "z"), ("z", "xcom.value")]
    assert {one.revision for one in found} == {"eed27faa34e3"}


def test_revisions_are_those_of_the_chain() -> None:
    assert set(TOUCHED) <= set(releases.REVISIONS)
    assert {"xcom", "dag_bundle", "asset", "alembic_version_fab"} <= set(obstacles.airflow_tables())
    assert all(obstacles.lines("mysql", revision) is not None for revision in DELTAS)


def test_the_plan_drops_first_and_takes_consent() -> None:
    found = databases.evidence(LAST_2X, databases.original(), obstacles=(databases.obstacle("DROP it"),))
    verdict = states.judge(found, None)
    steps = plans.repair_plan(found, verdict)
    assert [step.sql for step in steps] == ["DROP it"]
    with pytest.raises(OpsError, match=r"drops foreign key f of mine, to create .* again.*confirm_data_loss=true"):
        plans.refuse_or_pass(verdict, steps, confirm_data_loss=False)
    plans.refuse_or_pass(verdict, steps, confirm_data_loss=True)


def test_what_nobody_can_drop_stops_the_repair() -> None:
    found = databases.evidence(LAST_2X, databases.original(), obstacles=(databases.obstacle(""),))
    verdict = states.judge(found, None)
    assert (verdict.hopeless, verdict.ways_out) == (True, ())
    assert "Drop foreign key f of mine yourself" in verdict.next
    assert plans.repair_plan(found, verdict) == []


def test_the_file_of_dropped_objects(tmp_path: pathlib.Path) -> None:
    file = kept.KeptFile.of(str(tmp_path / "new"), "airflow_db")
    assert file.read() == []
    for name in ("top", "lowest", "top"):
        file.add(Dependent("view", name, (), create=(f"CREATE VIEW {name}", "GRANT")))
    assert [one.name for one in file.read()] == ["lowest", "top"]
    assert [step.sql for step in kept.plan(file.read())] == ["CREATE VIEW top; GRANT", "CREATE VIEW lowest; GRANT"]
    assert pathlib.Path(file.path).stat().st_mode & 0o777 == 0o600
    file.remove("top")
    file.remove("lowest")
    assert not pathlib.Path(file.path).exists()


@pytest.mark.parametrize("text", ["", "[]", json.dumps({"objects": [{"kind": "view"}]})])
def test_a_file_that_cannot_be_read(tmp_path: pathlib.Path, text: str) -> None:
    (tmp_path / "a.objects.json").write_text(text)
    with pytest.raises(OpsError, match=r"a\.objects\.json .*remove it"):
        kept.KeptFile.of(str(tmp_path), "a").read()
