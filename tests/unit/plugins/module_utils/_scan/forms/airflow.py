# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Imports, arguments and values that Airflow 3 removed."""

from __future__ import annotations

from .form import AIRFLOW, Form

AIRFLOW_NAMES = tuple(
    Form(line, "a.py", line + "\n", hit)
    for line, hit in (
        ("from airflow.utils.db import create_session", "OMC122:1"),
        ("import airflow.www.app", "OMC122:1"),
        ("from airflow.www import auth", "OMC122:1"),
        ("from airflow.hooks.dbapi import DbApiHook", "OMC122:1"),
        ("from airflow.utils.decorators import apply_defaults", "OMC122:1"),
        ("from airflow.operators.sql import SQLCheckOperator", "OMC122:1"),
        ("from airflow.utils.helpers import chain", "OMC122:1"),
        ("from airflow.kubernetes.secret import Secret", "OMC122:1"),
        ("from airflow.models.taskparam import TaskParam", "OMC122:1"),
        ("from airflow.utils.dates import days_ago", "OMC122:1"),
        ("from airflow.operators.subdag import SubDagOperator", "OMC122:1"),
        ("from airflow.operators.dummy import DummyOperator", "OMC122:1"),
        ("from airflow.operators import BashOperator", "OMC122:1"),
        ("from airflow.contrib.operators.ssh_operator import SSHOperator", "OMC122:1"),
        ("from airflow.hooks.base_hook import BaseHook", "OMC122:1"),
        ("from airflow.hooks.S3_hook import S3Hook", "OMC122:1"),
        ("from airflow.models import SlaMiss", "OMC122:1"),
        ("from airflow.configuration import get", "OMC122:1"),
        ("from airflow.api.common.experimental import trigger_dag", "OMC122:1"),
        ("from airflow.sensors.sql import SqlSensor", "OMC122:1"),
        ("from airflow.executors.sequential_executor import SequentialExecutor", "OMC122:1"),
        ("importlib.import_module('airflow.contrib.hooks.ssh_hook')", "OMC122:1"),
        ("from airflow import Dataset", ""),
        ("from airflow.datasets import Dataset", "OMC129:1"),
        ("from airflow import DAG", ""),
        ("from airflow.models import DAG, BaseOperator, Variable, Connection, XCom", ""),
        ("from airflow.models.baseoperator import BaseOperator, chain, cross_downstream", ""),
        ("from airflow.models.param import Param", ""),
        ("from airflow.operators.python import PythonOperator, BranchPythonOperator", ""),
        ("from airflow.operators.bash import BashOperator", ""),
        ("from airflow.operators.empty import EmptyOperator", ""),
        ("from airflow.hooks.base import BaseHook", ""),
        ("from airflow.sensors.external_task import ExternalTaskSensor", ""),
        ("from airflow.utils.task_group import TaskGroup", ""),
        ("from airflow.utils.trigger_rule import TriggerRule", ""),
        ("from airflow.utils.session import create_session, provide_session", ""),
        ("from airflow.utils.state import State", ""),
        ("from airflow.utils import timezone", ""),
        ("from airflow.decorators import dag, task, task_group", ""),
        ("from airflow.exceptions import AirflowException, AirflowSkipException", ""),
        ("from airflow.providers.standard.operators.python import PythonOperator", ""),
        ("from airflow.sdk import DAG, task", ""),
        ("from airflow.configuration import conf", ""),
        ("from airflow.timetables.trigger import CronTriggerTimetable", ""),
        ("from airflow.dags.common import helper", ""),
        ("from .airflow.contrib import x", ""),
    )
)

AIRFLOW_CODE = (
    Form("by attribute", "a.py", "import airflow.utils.dates\nx = airflow.utils.dates.days_ago(1)\n", "OMC122:2"),
    Form("by module", "a.py", "from airflow.utils import dates\nx = dates.days_ago(1)\n", "OMC122:2"),
    Form("by alias", "a.py", "import airflow.utils.dates as d\nx = d.days_ago(1)\n", "OMC122:2"),
    Form("attribute that stays", "a.py", "from airflow.utils import timezone\nx = timezone.utcnow()\n"),
    *(
        Form(f"DAG({argument}=)", "a.py", AIRFLOW + f"DAG('a',\n    {argument}=x)\n", "OMC121:3")
        for argument in (
            "schedule_interval",
            "timetable",
            "concurrency",
            "default_view",
            "orientation",
            "fail_stop",
            "full_filepath",
            "is_subdag",
        )
    ),
    Form(
        "DAG of today",
        "a.py",
        AIRFLOW + "DAG('a', schedule='@daily', max_active_tasks=1, fail_fast=True, catchup=False)\n",
    ),
    Form(
        "decorator",
        "a.py",
        "from airflow.decorators import dag\n@dag(schedule_interval='@daily')\ndef f(): ...\n",
        "OMC121:2",
    ),
    Form("settings", "a.py", AIRFLOW + "c = {\n 'schedule_interval': 1}\nDAG('a', **c)\n", "OMC121:3"),
    Form("settings by dict()", "a.py", AIRFLOW + "c = dict(\n concurrency=1)\nDAG('a', **c)\n", "OMC121:3"),
    Form("settings in place", "a.py", AIRFLOW + "DAG('a', **{'schedule_interval': 1})\n", "OMC121:2"),
    Form("another class's argument", "a.py", "Pool(concurrency=3)\nf(schedule_interval=1)\n"),
    Form("operator", "a.py", "PythonOperator(task_id='a', provide_context=True)\n", "OMC127:1"),
    Form("operator, task_concurrency", "a.py", "BashOperator(task_id='a', task_concurrency=1)\n", "OMC127:1"),
    Form("task decorator", "a.py", "@task(task_concurrency=1)\ndef f(): ...\n", "OMC127:1"),
    Form("mapped", "a.py", "BashOperator.partial(task_id='a', task_concurrency=1).expand(x=y)\n", "OMC127:1"),
    Form("trigger", "a.py", "TriggerDagRunOperator(task_id='a', execution_date=x)\n", "OMC127:1"),
    Form("operator of today", "a.py", "PythonOperator(task_id='a', max_active_tis_per_dag=1)\n"),
    Form("trigger rule", "a.py", "EmptyOperator(task_id='a', trigger_rule='dummy')\n", "OMC128:1"),
    Form(
        "trigger rule, second",
        "a.py",
        "EmptyOperator(task_id='a', trigger_rule='none_failed_or_skipped')\n",
        "OMC128:1",
    ),
    Form(
        "trigger rule by class", "a.py", "EmptyOperator(trigger_rule=TriggerRule.NONE_FAILED_OR_SKIPPED)\n", "OMC128:1"
    ),
    Form("trigger rule by default", "a.py", "default_args = {'trigger_rule': 'dummy'}\n", "OMC128:1"),
    Form("trigger rule set later", "a.py", "t.trigger_rule = 'dummy'\n", "OMC128:1"),
    Form("trigger rule of today", "a.py", "EmptyOperator(task_id='a', trigger_rule=TriggerRule.ALL_DONE)\n"),
    Form("context item", "a.py", "def f(**context):\n    context['execution_date']\n", "OMC123:2"),
    Form("context with another name", "a.py", "def f(**ctx):\n    ctx['next_ds']\n", "OMC123:2"),
    Form("context by get", "a.py", "def f(**kwargs):\n    kwargs.get('execution_date')\n", "OMC123:2"),
    Form("current context", "a.py", "c = get_current_context()\nc['prev_ds']\n", "OMC123:2"),
    Form("current context at once", "a.py", "get_current_context()['execution_date']\n", "OMC123:1"),
    Form("run of the context", "a.py", "def f(**context):\n    context['dag_run'].execution_date\n", "OMC123:2"),
    Form("task instance", "a.py", "def f(ti):\n    return ti.execution_date\n", "OMC123:2"),
    Form("dag_run", "a.py", "def f(dag_run):\n    return dag_run.execution_date\n", "OMC123:2"),
    Form("query", "a.py", "q.filter(DagRun.execution_date > x)\n", "OMC123:1"),
    Form(
        "parameter",
        "a.py",
        "def f(execution_date):\n    ...\nPythonOperator(task_id='a', python_callable=f)\n",
        "OMC123:1",
    ),
    Form("parameter and keywords", "a.py", "def f(execution_date, **kwargs):\n    ...\n", "OMC123:1"),
    Form("parameter of a task", "a.py", "@task\ndef f(next_ds=None):\n    ...\n", "OMC123:2"),
    Form("parameter of a helper", "a.py", "def f(execution_date):\n    return execution_date\n"),
    Form("logical date", "a.py", "def f(ti, **context):\n    context['logical_date'], ti.start_date\n"),
    Form("own dictionary", "a.py", "row['execution_date']\nrow.get('execution_date')\n"),
    Form("own attribute", "a.py", "class A:\n    def f(self):\n        return self.execution_date\n"),
    Form("template", "a.py", "BashOperator(bash_command='x {{ execution_date }}')\n", "OMC123:1"),
    Form("template of a run", "a.py", "BashOperator(bash_command='x {{ dag_run.execution_date }}')\n", "OMC123:1"),
    Form("template with a filter", "a.yaml", "cmd: '{{ next_execution_date | ds }}'\n", "OMC123:1"),
    Form("template of parameters", "a.py", "BashOperator(bash_command='x {{ params.execution_date }}')\n"),
    Form("template of a configuration", "a.py", "f('{{ dag_run.conf[\"execution_date\"] }}')\n"),
    Form("template of today", "a.py", "BashOperator(bash_command='x {{ ds }} {{ logical_date }}')\n"),
    Form(
        "virtualenv code",
        "a.py",
        'CODE = """\nfrom airflow.contrib.hooks.x import y\n"""\nrun(CODE)\n',
        "OMC122:2",
    ),
    Form(
        "import in shell",
        "a.sh",
        "cat <<EOF > $D\nfrom airflow.operators.bash_operator import BashOperator\n$X\nEOF\n",
        "OMC122:2",
    ),
)
