# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._scan import airflow_names


@pytest.mark.parametrize(
    ("module", "gone"),
    [
        ("airflow.contrib.hooks.ssh_hook", "OMC122"),
        ("airflow.www.utils", "OMC122"),
        ("airflow.operators.never_there", "OMC122"),
        ("airflow.datasets", "OMC129"),
        ("airflow", None),
        ("airflow.operators.python", None),
        ("airflow.providers.http.hooks.http", None),
        ("airflow.dags.common", None),
        ("airflower.contrib", None),
    ],
)
def test_module_gone(module: str, gone: str | None) -> None:
    assert airflow_names.module_gone(module) == gone


@pytest.mark.parametrize(
    ("module", "name", "gone"),
    [
        ("airflow.utils.dates", "days_ago", "OMC122"),
        ("airflow.utils.dates", "cron_presets", None),
        ("airflow.utils.dates", "*", None),
        ("airflow.operators", "subdag", "OMC122"),
        ("airflow", "contrib", "OMC122"),
        ("airflow.decorators", "task_group", None),
        ("airflow.utils.timezone", "utcnow", None),
        ("os", "path", None),
    ],
)
def test_name_gone(module: str, name: str, gone: str | None) -> None:
    assert airflow_names.name_gone(module, name) == gone


def test_tables_hold_what_fails_in_airflow_3() -> None:
    assert {"schedule_interval", "timetable", "concurrency", "fail_stop", "is_subdag"} <= airflow_names.DAG_PARAMETERS
    assert {"provide_context", "task_concurrency"} == airflow_names.OPERATOR_PARAMETERS
    assert {"dummy", "none_failed_or_skipped"} == airflow_names.TRIGGER_RULES
    assert "execution_date" in airflow_names.CONTEXT_KEYS
    assert not airflow_names.CONTEXT_KEYS & {"ds", "ti", "logical_date", "params"}
