# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""DAGs as they are found in repositories."""

from __future__ import annotations

from .form import Form

REAL_AIRFLOW = (
    Form(
        "def src():",
        "a.py",
        "def src():\n    return '''from airflow import DAG\nwith DAG('x', schedule_interval=None): ...\n'''\n",
        "OMC121:3",
    ),
    Form(
        "from airflow.models.dag import DAG",
        "a.py",
        "from airflow.models.dag import DAG\nfrom airflow.models import TaskInstance as TI\nq(TI.execution_date)\n",
        "OMC123:3",
    ),
    Form(
        "from airflow.utils.dates import (",
        "a.py",
        "from airflow.utils.dates import (\n    days_ago,\n)\n",
        "OMC122:1",
    ),
    Form(
        "import airflow",
        "a.py",
        "import airflow\nargs = {'start_date': airflow.utils.dates.days_ago(2)}\n",
        "OMC122:2",
    ),
    Form(
        "from airflow import utils",
        "a.py",
        "from airflow import utils\nx = utils.dates.days_ago(2)\n",
        "OMC122:2",
    ),
    Form(
        "from airflow import *",
        "a.py",
        "from airflow import *\n",
    ),
    Form(
        "from airflow.operators.python_operator import PythonOperator",
        "a.py",
        "from airflow.operators.python_operator import PythonOperator\ntry:\n    pass\nexcept ImportError:\n    pass\n",
        "OMC122:1",
    ),
    Form(
        "def f(*, execution_date=None, **context): ...",
        "a.py",
        "def f(*, execution_date=None, **context): ...\n",
        "OMC123:1",
    ),
    Form(
        "def f(ti, execution_date): ...",
        "a.py",
        "def f(ti, execution_date): ...\nfrom airflow import DAG\n",
        "OMC123:1",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\n"
        "x = '{{ yesterday_ds_nodash }}'\n"
        "y = '{{ prev_execution_date.strftime(\"%Y\") }}'\n"
        "z='{{ macros.ds_add(next_ds, 1) }}'\n",
        "OMC123:2 OMC123:3 OMC123:4",
    ),
    Form(
        "x = '{{ ti.xcom_pull(key='execution_date') }}'",
        "a.py",
        "x = '{{ ti.xcom_pull(key=\"execution_date\") }}'\n",
    ),
    Form(
        "x = '{{ ti.execution_date }}'",
        "a.py",
        "x = '{{ ti.execution_date }}'\n",
        "OMC123:1",
    ),
    Form(
        "x = f'{{{{ execution_date }}}}/{y}'",
        "a.py",
        "x = f'{{{{ execution_date }}}}/{y}'\n",
        "OMC123:1",
    ),
    Form(
        "from airflow.utils.trigger_rule import TriggerRule",
        "a.py",
        "from airflow.utils.trigger_rule import TriggerRule\nX(trigger_rule=TriggerRule.DUMMY)\n",
        "OMC128:2",
    ),
    Form(
        "@task(trigger_rule='dummy')",
        "a.py",
        "@task(trigger_rule='dummy')\ndef f(): ...\n",
        "OMC128:1",
    ),
    Form(
        "@task.branch(provide_context=True)",
        "a.py",
        "@task.branch(provide_context=True)\ndef f(): ...\n",
        "OMC127:1",
    ),
    Form(
        "from airflow.models import BaseOperator",
        "a.py",
        "from airflow.models import BaseOperator\n"
        "class O(BaseOperator):\n"
        "    def __init__(self, **k):\n"
        "        super().__init__(task_concurrency=1, **k)\n",
        "OMC127:4",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\n"
        "class D(DAG):\n"
        "    def __init__(self, **k):\n"
        "        super().__init__(schedule_interval=1, **k)\n",
        "OMC121:4",
    ),
    Form(
        "from airflow.sdk import Context",
        "a.py",
        "from airflow.sdk import Context\ndef g(context: Context):\n    return context['dag_run'].logical_date\n",
    ),
    Form(
        "from airflow.exceptions import AirflowException",
        "a.py",
        "from airflow.exceptions import AirflowException\n"
        "from airflow.models.xcom import XCom\n"
        "from airflow.utils.email import send_email\n"
        "from airflow.utils.log.logging_mixin import LoggingMixin\n"
        "from airflow.hooks.subprocess import SubprocessHook\n"
        "from airflow.models.dagrun import DagRun\n"
        "from airflow.models.taskinstance import TaskInstance\n"
        "from airflow.utils.state import DagRunState, TaskInstanceState\n"
        "from airflow.utils.types import DagRunType\n"
        "from airflow.utils.context import Context\n"
        "from airflow.timetables.base import Timetable\n"
        "from airflow.plugins_manager import AirflowPlugin\n"
        "from airflow.utils.edgemodifier import Label\n"
        "from airflow.sensors.base import BaseSensorOperator, PokeReturnValue\n"
        "from airflow.triggers.base import BaseTrigger, TriggerEvent\n"
        "from airflow.secrets import BaseSecretsBackend\n"
        "from airflow.listeners import hookimpl\n"
        "from airflow.security import permissions\n",
    ),
    Form(
        "try:",
        "a.py",
        "try:\n"
        "    from airflow.sdk import DAG\n"
        "    V3 = True\n"
        "except ImportError:\n"
        "    from airflow.models.slamiss import SlaMiss\n"
        "    V3 = False\n"
        "if V3:\n"
        "    k = {'schedule': 1}\n"
        "else:\n"
        "    k = {'schedule_interval': 1}\n"
        "DAG('x', **k)\n",
    ),
    Form(
        "from packaging.version import Version",
        "a.py",
        "from packaging.version import Version\n"
        "import airflow\n"
        "if Version(airflow.__version__).major < 3:\n"
        "    from airflow.www import x\n",
    ),
    Form(
        "from typing import TYPE_CHECKING",
        "a.py",
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n"
        "    from airflow.kubernetes.pod import Pod\n"
        "else:\n"
        "    Pod = object\n",
    ),
    Form(
        "kw = 'schedule' if AIRFLOW_VERSION >= (2,4) else 'schedule_i",
        "a.py",
        "kw = 'schedule' if AIRFLOW_VERSION >= (2,4) else 'schedule_interval'\nDAG('a', **{kw: 1})\n",
    ),
    Form(
        "def save(execution_date, **kwargs): ...",
        "a.py",
        "def save(execution_date, **kwargs): ...\nsave(1)\n",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\n# DAG('x', schedule_interval=1)\nDAG('x', schedule='@daily')\n",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\n"
        "import logging\n"
        "try:\n"
        "    from airflow.operators.bash_operator import BashOperator\n"
        "except ImportError as e:\n"
        "    logging.error(e)\n"
        "    raise SystemExit(1)\n",
        "OMC122:4",
    ),
    Form(
        "try:",
        "a.py",
        "try:\n"
        "    from airflow.operators.bash_operator import BashOperator\n"
        "except ImportError:\n"
        "    BashOperator = None\n"
        "else:\n"
        "    from airflow.contrib.x import y\n",
        "OMC122:6",
    ),
    Form(
        "try:",
        "a.py",
        "try:\n"
        "    import airflow.contrib.x\n"
        "    HAVE = True\n"
        "except ImportError:\n"
        "    HAVE = False\n"
        "if HAVE:\n"
        "    import airflow.www\n",
    ),
    Form(
        "def t():",
        "a.py",
        "def t():\n    with self.assertRaises(ImportError):\n        from airflow.www import x\n",
    ),
    Form(
        "from airflow.version import version",
        "a.py",
        "from airflow.version import version\n"
        "if version.startswith('2'):\n"
        "    from airflow.operators.dummy import DummyOperator as E\n"
        "else:\n"
        "    from airflow.operators.empty import EmptyOperator as E\n",
    ),
    Form(
        "AF3 = airflow.__version__ >= '3'",
        "a.py",
        "AF3 = airflow.__version__ >= '3'\nd = DAG('x', **({'schedule': 1} if AF3 else {'schedule_interval': 1}))\n",
    ),
    Form(
        "from airflow.utils.dates import days_ago",
        "a.py",
        "from airflow.utils.dates import days_ago\nargs = {'start_date': days_ago(1)}\n",
        "OMC122:1",
    ),
    Form(
        "class MyHook(BaseHook):",
        "a.py",
        "class MyHook(BaseHook):\n    def get_conn(self, execution_date): ...\n",
    ),
    Form(
        "def f(data_interval_start, **kwargs):",
        "a.py",
        "def f(data_interval_start, **kwargs):\n"
        "    execution_date = kwargs['logical_date']\n"
        "    return execution_date\n",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\nTriggerDagRunOperator(task_id='x', trigger_dag_id='y', logical_date='{{ ds }}')\n",
    ),
    Form(
        "Executor(concurrency=4)",
        "a.py",
        "Executor(concurrency=4)\nThreadPool(concurrency=1)\nDAGFactory(schedule_interval=1)\n",
    ),
    Form(
        "import networkx",
        "a.py",
        "import networkx\nDAG(nodes=1, orientation='x')\n",
        "OMC121:2",
    ),
)
