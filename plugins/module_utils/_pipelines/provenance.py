# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Is an Airflow database the one in which a run would be? Only then does a run that it lacks say anything.

The database of another environment, a copy, or a database that was made anew lacks every earlier run. A run counts as
missing where the database knows the run's DAG, has records from before and after the run's begin, and knows at least
one of the ended runs that OpenMetadata recorded. A database that has no records from before the run's begin must know a
run that OpenMetadata recorded later: then Airflow uses it, and no run from before it was made can be alive.

A database that knows a run which OpenMetadata still believes to be running is the one in which these runs were
executed. It only lacks what began after its last record.
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._times import from_millis, rfc3339
from .runs import Run

if t.TYPE_CHECKING:
    from .verdict import DagRun

# OpenMetadata's run begins inside Airflow's, on clocks that may differ a little.
SLACK = 120_000
BEGINNING = 600_000  # a run of OpenMetadata begins this soon after Airflow's
PAST = 5  # ended runs of each pipeline that the database is asked for


@dataclasses.dataclass(frozen=True)
class Provenance:
    """What tells whether an Airflow database can know a DAG's runs. Times in epoch milliseconds.

    Attributes:
        knows_dag: whether it has the DAG, or a run of it.
        first: its earliest record of anything, None where it has none.
        last: its latest record of anything.
        made: when the caller had the database made anew, None where it did not: no run of before lives.
        past: how many ended runs of this DAG OpenMetadata recorded in that time, and how many of them it knows.
        all_past: the same of all DAGs.
        living: how many of the runs that OpenMetadata believes to be running it knows, of all DAGs.
    """

    knows_dag: bool
    first: int | None = None
    last: int | None = None
    made: int | None = None
    past: tuple[int, int] = (0, 0)
    all_past: tuple[int, int] = (0, 0)
    living: int = 0

    def doubt(self, run: Run) -> str:
        """Why the database may be another one than the run's; empty where it lacks the run although it should not."""
        if self.made is not None and run.started < self.made:
            return ""
        if self.living:
            why = self._copy_doubt(run)
        else:
            dag = "" if self.knows_dag else f"does not know the DAG {run.dag_id}, and may belong to another environment"
            why = dag or self._time_doubt(run) or self._past_doubt()
        return f"The Airflow database {why}" if why else ""

    def _time_doubt(self, run: Run) -> str:
        if self.first is None or self.last is None:
            return "has no record of any run, and may be new"
        if run.started < self.first - SLACK and not self.all_past[1]:
            return f"has records since {_time(self.first)}, after this run began, and may be new"
        return self._copy_doubt(run)

    def _copy_doubt(self, run: Run) -> str:
        if self.last is None or run.started <= self.last + SLACK:
            return ""
        return f"has records until {_time(self.last)}, before this run began, and may be a copy"

    def _past_doubt(self) -> str:
        # A single one may be a run that was set to failed because Airflow lacked it.
        recorded, known = self.past if self.past[0] > 1 else self.all_past
        if known or not recorded:
            return ""
        return (
            f"knows none of the {recorded} ended runs that OpenMetadata recorded last, and may belong to another "
            "environment"
        )


def knows_living(run: Run, dag_runs: t.Iterable[DagRun]) -> bool:
    """Whether one of these is the run. One that has not ended covers every later run, so it must have begun with it."""
    return any(
        dag_run.covers(run)
        and (dag_run.ended is not None or (dag_run.started is not None and run.started - dag_run.started <= BEGINNING))
        for dag_run in dag_runs
    )


def count_past(past: t.Sequence[Run], dag_runs: t.Sequence[DagRun], first: int | None) -> tuple[int, int]:
    """How many ended runs lie in the database's time, and how many of them it knows."""
    within = [run for run in past if first is not None and run.started >= first - SLACK]
    return len(within), sum(any(dag_run.covers(run) for dag_run in dag_runs) for run in within)


def _time(millis: int) -> str:
    return rfc3339(from_millis(millis))
