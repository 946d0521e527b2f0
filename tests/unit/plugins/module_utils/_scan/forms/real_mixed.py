# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Code in code, and DAGs that are written in other ways."""

from __future__ import annotations

from .form import Form

REAL_MIXED = (
    Form(
        "from metadata.workflow.profiler import ProfilerWorkflow",
        "a.py",
        "from metadata.workflow.profiler import ProfilerWorkflow\nProfilerWorkflow.create(c).print_status()\n",
        "OMC101:2",
    ),
    Form(
        "from metadata.orm_profiler.api.workflow import ProfilerWorkf",
        "a.py",
        "from metadata.orm_profiler.api.workflow import ProfilerWorkflow\n"
        "w = ProfilerWorkflow.create(c)\n"
        "w.execute(); w.raise_from_status(); w.print_status(); w.stop()\n",
        "OMC101:3",
    ),
    Form(
        "from metadata.x import y",
        "a.py",
        "from metadata.x import y\nawait asyncio.to_thread(w.print_status)\n",
        "OMC101:2",
    ),
    Form(
        "from unittest import mock",
        "a.py",
        "from unittest import mock\nfrom metadata.x import w\nwith mock.patch.object(w, 'print_status'):\n    pass\n",
    ),
    Form(
        "from metadata.x import w",
        "a.py",
        "from metadata.x import w\nw.print_status = mock.Mock()\n",
    ),
    Form(
        "from metadata.x import w",
        "a.py",
        "from metadata.x import w\nself.assertTrue(w.print_status())\n",
    ),
    Form(
        "sh '''",
        "a.groovy",
        "sh '''\npython <<EOF\nfrom metadata.x import w\nw.print_status()\nEOF\n'''\n",
        "OMC101:4",
    ),
    Form(
        "command:",
        "a.yaml",
        "command:\n"
        "- /bin/sh\n"
        "- -c\n"
        "- |\n"
        "  pip install x\n"
        "  python - <<'EOF'\n"
        "  from metadata.x import w\n"
        "  w.print_status()\n"
        "  EOF\n",
        "OMC101:8",
    ),
    Form(
        "script: >-",
        "a.yaml",
        'script: >-\n  python -c "from metadata.x import w;\n  w.print_status()"\n',
        "OMC101:3",
    ),
    Form(
        "python3 -c $'from metadata.x import w\\nw.print_status()'",
        "a.sh",
        "python3 -c $'from metadata.x import w\\nw.print_status()'\n",
        "OMC101:1",
    ),
    Form(
        "KubernetesPodOperator(cmds=['bash','-c'], arguments=['python",
        "a.py",
        "KubernetesPodOperator(cmds=['bash','-c'], arguments=[\"python -c 'from metadata.x import "
        "w; w.print_status()'\"])\n",
        "OMC101:1",
    ),
    Form(
        "@task.virtualenv(requirements=['openmetadata-ingestion==1.9.",
        "a.py",
        "@task.virtualenv(requirements=['openmetadata-ingestion==1.9.3'], python_version='3.9')\n"
        "def f():\n"
        "    from metadata.x import w\n"
        "    w.print_status()\n",
        "OMC141:1 OMC126:1 OMC101:4",
    ),
    Form(
        "V1CronJob(spec=dict(command=['python','-c',textwrap.dedent('",
        "a.py",
        "V1CronJob(spec=dict(command=['python','-c',textwrap.dedent('''\n   from airflow.contrib import x\n''')]))\n",
        "OMC122:2",
    ),
    Form(
        "CODE = r'''",
        "a.py",
        "CODE = r'''\nfrom metadata.generated.schema.entity.data.glossaryTerm import Status\nprint(Status)\n'''\n",
        "OMC104:2",
    ),
    Form(
        "open('d.py','w').write(",
        "a.py",
        "open('d.py','w').write(\n'from airflow import DAG\\n'\n'dag = DAG(\"x\", schedule_interval=None)\\n')\n",
        "OMC121:3",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\n"
        "default_args = dict(owner='x', provide_context=True)\n"
        "PythonOperator(task_id='a', **default_args)\n",
        "OMC127:2",
    ),
    Form(
        "from airflow.models.dag import DAG",
        "a.py",
        "from airflow.models.dag import DAG\nmy = DAG(\n  dag_id='x',\n  default_view='graph',\n  tags=[],\n)\n",
        "OMC121:4",
    ),
    Form(
        "from airflow.decorators import dag as make",
        "a.py",
        "from airflow.decorators import dag as make\n@make(schedule_interval=None)\ndef d(): ...\n",
        "OMC121:2",
    ),
    Form(
        "import airflow",
        "a.py",
        "import airflow\nwith airflow.DAG('x', concurrency=1): ...\n",
        "OMC121:2",
    ),
    Form(
        "import pendulum",
        "a.py",
        "import pendulum\n@dag(\n    dag_id='x',\n    timetable=T(),\n)\ndef d(): ...\n",
        "OMC121:4",
    ),
    Form(
        "op = SomethingSensor(task_id='x', trigger_rule='none_failed_",
        "a.py",
        "op = SomethingSensor(task_id='x', trigger_rule='none_failed_or_skipped', provide_context=True)\n",
        "OMC128:1 OMC127:1",
    ),
    Form(
        "op = ShortCircuitOperator(task_id='x', provide_context=True)",
        "a.py",
        "op = ShortCircuitOperator(task_id='x', provide_context=True)\n",
        "OMC127:1",
    ),
    Form(
        "client.create(provide_context=True)",
        "a.py",
        "client.create(provide_context=True)\n",
    ),
    Form(
        "x = {'trigger_rule': 'dummy'}",
        "a.py",
        "x = {'trigger_rule': 'dummy'}\n",
        "OMC128:1",
    ),
    Form(
        "task:",
        "a.yaml",
        "task:\n  operator: airflow.operators.bash_operator.BashOperator\n  trigger_rule: dummy\n  default_args: {}\n",
        "OMC122:2 OMC128:3",
    ),
    Form(
        "task:",
        "a.yaml",
        "task:\n  operator: airflow.operators.bash.BashOperator\n  trigger_rule: all_done\n",
    ),
    Form(
        "context['task_instance'].execution_date",
        "a.py",
        "context['task_instance'].execution_date\nkwargs['ti'].xcom_pull('execution_date')\n",
        "OMC123:1",
    ),
    Form(
        "def f(**kwargs):",
        "a.py",
        "def f(**kwargs):\n    d = kwargs.get('execution_date', None)\n    e = kwargs.pop('prev_execution_date')\n",
        "OMC123:2 OMC123:3",
    ),
    Form(
        "def f(**kwargs):",
        "a.py",
        "def f(**kwargs):\n    if 'execution_date' in kwargs: pass\n",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\ndef f(ds, execution_date=None, **_): ...\n",
        "OMC123:2",
    ),
    Form(
        "context = get_current_context()",
        "a.py",
        "context = get_current_context()\nti = context['ti']\nprint(ti.execution_date)\n",
        "OMC123:3",
    ),
    Form(
        "from airflow.models import DagRun",
        "a.py",
        "from airflow.models import DagRun\nruns = session.query(DagRun).order_by(DagRun.execution_date.desc())\n",
        "OMC123:2",
    ),
    Form(
        "x = '{% if execution_date.day == 1 %}a{% endif %}'",
        "a.py",
        "x = '{% if execution_date.day == 1 %}a{% endif %}'\n",
        "OMC123:1",
    ),
    Form(
        "x = '{{ params['execution_date'] }} {{ my_execution_date }} ",
        "a.py",
        "x = '{{ params[\"execution_date\"] }} {{ my_execution_date }} {{ var.json.next_ds }}'\n",
    ),
    Form(
        "select '{{ next_ds }}'",
        "a.sql.j2",
        "select '{{ next_ds }}'\n",
        "OMC123:1",
    ),
)
