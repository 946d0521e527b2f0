# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Whether Airflow has the schedules as OpenMetadata has them.

A DAG that is deployed into a new Airflow database is not paused, whatever ``enabled`` says in OpenMetadata: it is made
with ``is_paused_upon_creation`` from ``airflowConfig.pausePipeline`` (workflows/ingestion/common.py of
openmetadata-managed-apis).
"""

from __future__ import annotations

import collections
import time
import typing as t

from .._database.component import connect_component
from .._errors import OpsError
from .airflow_database import read_paused
from .airflow_rest import open_airflow
from .judging import airflow_login
from .runs import clean_dag_id

Pipelines = t.Sequence[t.Mapping[str, t.Any]]
Paused = t.Mapping[str, bool]  # by fully qualified name of the pipeline


def own_dags(pipelines: Pipelines) -> dict[str, str]:
    """The DAG id of each pipeline by its fully qualified name, without ids that several pipelines share."""
    ids = {str(pipeline["fullyQualifiedName"]): clean_dag_id(str(pipeline["name"])) for pipeline in pipelines}
    shared = collections.Counter(ids.values())
    return {name: dag_id for name, dag_id in ids.items() if shared[dag_id] == 1}


def read_pauses(params: t.Mapping[str, t.Any], pipelines: Pipelines, warn: t.Callable[[str], None]) -> dict[str, bool]:
    """Whether the DAG of each pipeline is paused in Airflow; without those that Airflow does not know.

    Args:
        params: the module's options.
        pipelines: all pipelines, as the list shows them.
        warn: takes a warning, where Airflow does not answer.
    """
    dags = own_dags(pipelines)
    wanted = sorted(set(dags.values()))
    try:
        if params["airflow_database"]:
            with connect_component(airflow_login(params["airflow_database"])) as connection:
                found = read_paused(connection, wanted)
        elif params["airflow_url"]:
            options = {name: params[name] for name in ("validate_certs", "ca_path", "timeout")}
            login = (params["airflow_url"], params["airflow_user"], params["airflow_password"])
            found = open_airflow(*login, retries=1, **options).read_paused(wanted)
        else:
            return {}
    except OpsError as exc:
        warn(f"Airflow could not be asked which DAGs are paused, so only OpenMetadata's word counts: {exc.message}")
        return {}
    return {name: found[dag_id] for name, dag_id in dags.items() if dag_id in found}


def once(warn: t.Callable[[str], None]) -> t.Callable[[str], None]:
    """Takes warnings, and passes each on only the first time."""
    said: set[str] = set()

    def take(text: str) -> None:
        if text not in said:
            said.add(text)
            warn(text)

    return take


def wait_for_pauses(
    read: t.Callable[[], Paused],
    pipelines: Pipelines,
    timeout: float,
    *,
    sleep: t.Callable[[float], None] = time.sleep,
    clock: t.Callable[[], float] = time.monotonic,
) -> Paused:
    """What Airflow has, once it knows the DAG of each pipeline whose schedule is off. Airflow 3 reads a DAG that was
    deployed some time later.

    Args:
        read: asks Airflow.
        pipelines: the pipelines.
        timeout: how long to wait, in seconds.
        sleep: how to wait.
        clock: the time.
    """
    deadline = clock() + timeout
    while True:
        paused = read()
        if not unknown_although_off(pipelines, paused) or clock() >= deadline:
            return paused
        sleep(min(5.0, timeout))


def running_although_off(pipelines: Pipelines, paused: Paused) -> list[dict[str, t.Any]]:
    """Pipelines whose schedule is off in OpenMetadata, while Airflow runs it."""
    return [
        dict(pipeline)
        for pipeline in pipelines
        if not pipeline.get("enabled", True) and paused.get(str(pipeline["fullyQualifiedName"])) is False
    ]


def unknown_although_off(pipelines: Pipelines, paused: Paused) -> list[str]:
    """Pipelines whose schedule is off in OpenMetadata, and of which nothing is known from Airflow (yet)."""
    return [
        str(pipeline["fullyQualifiedName"])
        for pipeline in pipelines
        if not pipeline.get("enabled", True) and str(pipeline["fullyQualifiedName"]) not in paused
    ]
