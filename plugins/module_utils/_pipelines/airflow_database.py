# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What Airflow knows, from its database: the only place that tells a task's heartbeat.

Airflow 2 keeps it with the task's job, Airflow 3 with the task itself (models/taskinstance.py and jobs/job.py of
2.10.5 and 3.1.5); which one it is, the tables tell.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.connection import Connection
from .._times import now, to_millis
from .provenance import SLACK, Provenance, count_past, knows_living
from .runs import Run
from .verdict import LIVE_DAG_STATES, DagRun, Task, Witness

AT_ONCE = 500  # DAG ids in one statement
# Components by their job (jobs/scheduler_job_runner.py, dag_processor_job_runner.py of 2.10.5 and 3.1.5).
JOBS = {"scheduler": "SchedulerJob", "dag_processor": "DagProcessorJob"}


Groups = t.Mapping[str, t.Sequence[Run]]  # runs by DAG id


def ask_database(connection: Connection, groups: Groups, past: Groups, made: int | None = None) -> dict[str, Witness]:
    """What Airflow's tables say about each DAG, as far as these runs need it.

    Args:
        connection: a connection to Airflow's database.
        groups: runs by DAG id.
        past: the last ended runs that OpenMetadata recorded, of these DAGs and of others, by DAG id.
        made: when the caller had the database made anew, epoch milliseconds.

    Raises:
        DatabaseError: this is no database of Airflow's, or it cannot be read.
    """
    utc(connection)
    scheduler = heartbeat_age(connection, JOBS["scheduler"])
    found = _read_runs(connection, groups)
    before = _read_runs(connection, past)
    known = _known_dags(connection, list(groups))
    first, last = _read_span(connection)
    counts = {dag_id: count_past(runs, tuple(before[dag_id].values()), first) for dag_id, runs in past.items()}
    all_past = (sum(recorded for recorded, _known in counts.values()), sum(seen for _recorded, seen in counts.values()))
    living = sum(knows_living(run, found[dag_id].values()) for dag_id, runs in groups.items() for run in runs)
    return {
        dag_id: Witness(
            True,
            dag_runs=tuple(runs.values()),
            scheduler=scheduler,
            provenance=Provenance(dag_id in known, first, last, made, counts.get(dag_id, (0, 0)), all_past, living),
        )
        for dag_id, runs in found.items()
    }


def _read_runs(connection: Connection, groups: Groups) -> dict[str, dict[str, DagRun]]:
    """The DAG runs round these runs, and all living ones, by DAG id and run id."""
    own_heartbeat = _has_column(connection, "task_instance", "last_heartbeat_at")
    found: dict[str, dict[str, DagRun]] = {dag_id: {} for dag_id in groups}
    dag_ids = list(groups)
    for start in range(0, len(dag_ids), AT_ONCE):
        part = dag_ids[start : start + AT_ONCE]
        moments = [run.started for dag_id in part for run in groups[dag_id]]
        for row in connection.query(
            _statement(connection.engine, own_heartbeat, len(part)),
            (*part, *LIVE_DAG_STATES, (max(moments) + SLACK) / 1000, (min(moments) - SLACK) / 1000),
        ):
            _add(found[str(row["dag_id"])], row)
    return found


def read_paused(connection: Connection, dag_ids: list[str]) -> dict[str, bool]:
    """Whether each of these DAGs is paused; those that Airflow does not know are left out.

    Raises:
        DatabaseError: this is no database of Airflow's, or it cannot be read.
    """
    paused: dict[str, bool] = {}
    for start in range(0, len(dag_ids), AT_ONCE):
        part = dag_ids[start : start + AT_ONCE]
        marks = ", ".join(["%s"] * len(part))
        rows = connection.query(f"SELECT dag_id, is_paused FROM dag WHERE dag_id IN ({marks})", part)
        paused.update((str(row["dag_id"]), bool(row["is_paused"])) for row in rows)
    return paused


def _known_dags(connection: Connection, dag_ids: list[str]) -> set[str]:
    """Those of these DAGs that the database has, or has a run of."""
    tables = [table for table in ("dag", "dag_run") if _has_column(connection, table, "dag_id")]
    known: set[str] = set()
    for start in range(0, len(dag_ids), AT_ONCE):
        part = dag_ids[start : start + AT_ONCE]
        marks = ", ".join(["%s"] * len(part))
        for table in tables:
            rows = connection.query(f"SELECT DISTINCT dag_id FROM {table} WHERE dag_id IN ({marks})", part)
            known |= {str(row["dag_id"]) for row in rows}
    return known


# Where records of Airflow's work have a time: its first and its last.
_RECORDS = (
    ("dag_run", "start_date", "start_date"),
    ("job", "start_date", "latest_heartbeat"),
    ("log", "dttm", "dttm"),
)


def _read_span(connection: Connection) -> tuple[int | None, int | None]:
    """When the earliest and the latest record of the database are of, epoch milliseconds."""
    firsts: list[int | None] = []
    lasts: list[int | None] = []
    for table, first, last in _RECORDS:
        for column, which, moments in ((first, "MIN", firsts), (last, "MAX", lasts)):
            if _has_column(connection, table, column):
                moment = _epoch(connection.engine, f"{which}({column})")
                moments.append(_millis(connection.value(f"SELECT {moment} FROM {table}")))
    return (
        min((one for one in firsts if one is not None), default=None),
        max((one for one in lasts if one is not None), default=None),
    )


def _add(runs: dict[str, DagRun], row: dict[str, t.Any]) -> None:
    run_id = str(row["run_id"])
    before = runs.get(run_id)
    tasks = before.tasks or () if before else ()
    if row["task_id"] is not None:
        tasks += (
            Task(
                row["task_state"],
                _millis(row["task_start"]),
                _millis(row["task_end"]),
                _millis(row["heartbeat"]),
            ),
        )
    runs[run_id] = DagRun(
        str(row["dag_id"]), run_id, str(row["state"]), _millis(row["run_start"]), _millis(row["run_end"]), tasks
    )


def _statement(engine: str, own_heartbeat: bool, dags: int) -> str:
    moment = "FROM_UNIXTIME(%s)" if engine == "mysql" else "to_timestamp(%s)"
    heartbeat = "ti.last_heartbeat_at" if own_heartbeat else "j.latest_heartbeat"
    job = "" if own_heartbeat else " LEFT JOIN job j ON j.id = ti.job_id"
    return (
        f"SELECT dr.dag_id, dr.run_id, dr.state, {_epoch(engine, 'dr.start_date')} AS run_start, "
        f"{_epoch(engine, 'dr.end_date')} AS run_end, ti.task_id, ti.state AS task_state, "
        f"{_epoch(engine, 'ti.start_date')} AS task_start, {_epoch(engine, 'ti.end_date')} AS task_end, "
        f"{_epoch(engine, heartbeat)} AS heartbeat "
        f"FROM dag_run dr LEFT JOIN task_instance ti ON ti.dag_id = dr.dag_id AND ti.run_id = dr.run_id{job} "
        f"WHERE dr.dag_id IN ({', '.join(['%s'] * dags)}) "
        f"AND (dr.state IN (%s, %s) OR (dr.start_date <= {moment} AND dr.end_date >= {moment})) "
        "ORDER BY dr.start_date DESC"
    )


def _has_column(connection: Connection, table: str, column: str) -> bool:
    schema = "DATABASE()" if connection.engine == "mysql" else "current_schema()"
    return bool(
        connection.value(
            f"SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = {schema} "
            "AND table_name = %s AND column_name = %s",
            (table, column),
        )
    )


@dataclasses.dataclass(frozen=True)
class Life:
    """Whether a component of Airflow's lives, by its jobs.

    Attributes:
        heartbeat: age of the last heartbeat of one that runs, in seconds; None where none does, or not for long enough
            to have given a sign after its start.
        job: id of the job that gave the last sign of all; None where there never was one.
        state: what Airflow noted of that job: ``running`` (also where it was killed since), ``failed``, ``success``.
    """

    heartbeat: int | None = None
    job: int | None = None
    state: str | None = None


def read_lives(connection: Connection) -> dict[str, Life]:
    """Whether Airflow's components live.

    A heartbeat alone does not tell. One that died of an error just now has given its last sign a moment ago; Airflow
    has noted that it ended (jobs/job.py: a job is alive while its state is ``running`` and its heartbeat is fresh). And
    the first heartbeat is written with the job itself, before it did anything; the second comes 5 seconds later
    (job_heartbeat_sec).
    The DAG processor is a part of the scheduler in Airflow 2, unless it was made a component of its own.

    Raises:
        DatabaseError: this is no database of Airflow's, or it cannot be read.
    """
    utc(connection)
    return {name: _life(connection, job) for name, job in JOBS.items()}


def _life(connection: Connection, job: str) -> Life:
    lives = "AND state = 'running' AND latest_heartbeat > start_date + INTERVAL '1' SECOND"
    age = heartbeat_age(connection, job, lives)
    last = connection.query(
        "SELECT id, state FROM job WHERE job_type = %s ORDER BY latest_heartbeat DESC LIMIT 1", (job,)
    )
    seconds = None if age is None else age // 1000
    return Life(seconds, int(last[0]["id"]), last[0]["state"]) if last else Life(seconds)


def utc(connection: Connection) -> None:
    """Airflow's times are UTC; a session in another zone would shift them."""
    if connection.engine == "mysql":
        connection.execute("SET time_zone = '+00:00'")


def heartbeat_age(connection: Connection, job: str, only: str = "") -> int | None:
    """Age of the last heartbeat of a kind of job, in milliseconds.

    Args:
        connection: a connection to Airflow's database, see `utc`.
        job: the kind.
        only: SQL that narrows it down; else a job counts whatever became of it.
    """
    beat = connection.value(
        f"SELECT {_epoch(connection.engine, 'MAX(latest_heartbeat)')} FROM job WHERE job_type = %s {only}", (job,)
    )
    return None if beat is None else to_millis(now()) - int(float(beat) * 1000)


def _epoch(engine: str, moment: str) -> str:
    return f"UNIX_TIMESTAMP({moment})" if engine == "mysql" else f"EXTRACT(EPOCH FROM {moment})"


def _millis(seconds: t.Any) -> int | None:
    return None if seconds is None else int(float(seconds) * 1000)
