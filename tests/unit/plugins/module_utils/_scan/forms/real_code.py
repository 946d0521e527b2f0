# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Code as it is found in repositories."""

from __future__ import annotations

from .form import Form

REAL_CODE = (
    Form(
        "from metadata.workflow.metadata import MetadataWorkflow",
        "a.py",
        "from metadata.workflow.metadata import MetadataWorkflow\n"
        "def run():\n"
        "    wf = MetadataWorkflow.create(c)\n"
        "    try:\n"
        "        wf.execute()\n"
        "    finally:\n"
        "        wf.print_status()\n",
        "OMC101:7",
    ),
    Form(
        "from metadata.workflow.workflow_output_handler import print_",
        "a.py",
        "from metadata.workflow.workflow_output_handler import print_status, WorkflowResultStatus\n"
        "print_status(workflow=w)\n",
        "OMC101:2",
    ),
    Form(
        "import metadata.workflow.workflow_output_handler as h",
        "a.py",
        "import metadata.workflow.workflow_output_handler as h\nh.print_status(w)\n",
        "OMC101:2",
    ),
    Form(
        "CODE = textwrap.dedent('''",
        "a.py",
        "CODE = textwrap.dedent('''\n    from metadata.x import w\n    w.print_status()\n''')\n",
        "OMC101:3",
    ),
    Form(
        "t = '''",
        "a.py",
        "t = '''\nimport metadata\nw = %s\nw.print_status()\n''' % x\n",
        "OMC101:4",
    ),
    Form(
        "t = 'import metadata.x as m\\n' 'm.w.print_status()\\n'",
        "a.py",
        "t = 'import metadata.x as m\\n' 'm.w.print_status()\\n'\n",
        "OMC101:1",
    ),
    Form(
        "exec('from metadata.x import w; w.print_status()')",
        "a.py",
        "exec('from metadata.x import w; w.print_status()')\n",
        "OMC101:1",
    ),
    Form(
        "def src():",
        "a.py",
        "def src():\n    return '''from airflow import DAG\nwith DAG('x', schedule_interval=None): ...\n'''\n",
        "OMC121:3",
    ),
    Form(
        "from metadata.generated.schema.entity.data import glossaryTe",
        "a.py",
        "from metadata.generated.schema.entity.data import glossaryTerm as gt\n"
        "x = gt.GlossaryTerm(status=gt.Status.Draft)\n",
        "OMC102:2 OMC104:2",
    ),
    Form(
        "import metadata.generated.schema.entity.data.glossaryTerm as",
        "a.py",
        "import metadata.generated.schema.entity.data.glossaryTerm as gt\ny = gt.Status.Draft\n",
        "OMC104:2",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import *\nx=Status.Approved\n",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "terms = om.list_entities(entity=GlossaryTerm).entities\n"
        "ok = [t for t in terms if t.status == 'Approved']\n",
        "OMC103:3",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "x = om.get_by_id(GlossaryTerm, i)\n"
        "x.status.value\n",
        "OMC103:3",
    ),
    Form(
        "from metadata.generated.schema.entity.data.glossaryTerm impo",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
        "c = term.model_copy(update={'status': 'Approved'})\n",
        "OMC103:2",
    ),
    Form(
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}').json()",
        "a.py",
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}').json()\nif r['status'] == 'Approved': pass\n",
        "OMC103:2",
    ),
    Form(
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}')",
        "a.py",
        "r = requests.get(f'{h}/api/v1/glossaryTerms/{i}')\nfor term in r.json()['data']:\n    print(term['status'])\n",
        "OMC103:3",
    ),
    Form(
        "g('/v1/glossaryTerms')",
        "a.py",
        "g('/v1/glossaryTerms')\nwith open('x') as response:\n    if response.status != 200: pass\n",
    ),
    Form(
        "g('/v1/glossaryTerms')",
        "a.py",
        "g('/v1/glossaryTerms')\nr.raise_for_status()\npipeline.status\njob['status'] = 'running'\n",
    ),
    Form(
        "ops = [JsonPatch(op='replace', path='/status', value='Approv",
        "a.py",
        "ops = [JsonPatch(op='replace', path='/status', value='Approved')]\ng('/v1/glossaryTerms')\n",
        "OMC103:1",
    ),
    Form(
        "@nox.session(python=['3.9'])",
        "noxfile.py",
        "@nox.session(python=['3.9'])\ndef t(s): ...\n",
        "OMC126:1",
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
        "try:",
        "a.py",
        "try:\n"
        "    from metadata.generated.schema.type.status import EntityStatus as S\n"
        "except (ModuleNotFoundError, ImportError):\n"
        "    from metadata.generated.schema.entity.data.glossaryTerm import Status as S\n",
    ),
    Form(
        "kw = 'schedule' if AIRFLOW_VERSION >= (2,4) else 'schedule_i",
        "a.py",
        "kw = 'schedule' if AIRFLOW_VERSION >= (2,4) else 'schedule_interval'\nDAG('a', **{kw: 1})\n",
    ),
    Form(
        "def test_x():",
        "a.py",
        "def test_x():\n    expected = {'status': 'Active'}\n    assert f('/v1/glossaryTerms') == expected\n",
    ),
    Form(
        "self.assertIn('/v1/suggestions', url)",
        "a.py",
        "self.assertIn('/v1/suggestions', url)\nmock.assert_called_with('/v1/feed')\n",
    ),
    Form(
        "x = {'source': {'type': 'deltalake', 'serviceName': 'x'}}",
        "a.py",
        "x = {'source': {'type': 'deltalake', 'serviceName': 'x'}}\n",
        "OMC162:1",
    ),
    Form(
        "from metadata.generated.schema.entity.services.connections.d",
        "a.py",
        "from metadata.generated.schema.entity.services.connections.database.deltaLakeConnection "
        "import DeltaLakeConnection\n",
        "OMC162:1",
    ),
    Form(
        "requests.post(host + '/v1/feed', json={})",
        "a.py",
        "requests.post(host + '/v1/feed', json={})\n",
        "OMC161:1",
    ),
    Form(
        "requests.post(host + '/api/v1/apps/trigger/SearchIndexingApp",
        "a.py",
        "requests.post(host + '/api/v1/apps/trigger/SearchIndexingApplication', json={'recreateIndex': True})\n",
        "OMC139:1",
    ),
    Form(
        "# Databricks notebook source",
        "n.py",
        "# Databricks notebook source\n"
        "# MAGIC %pip install openmetadata-ingestion==1.9.3\n"
        "# COMMAND ----------\n"
        "x = 1\n",
        "OMC141:2",
    ),
    Form(
        "def save(execution_date, **kwargs): ...",
        "a.py",
        "def save(execution_date, **kwargs): ...\nsave(1)\n",
    ),
    Form(
        "import unittest",
        "a.py",
        "import unittest\n"
        "class T(unittest.TestCase):\n"
        "    def test(self):\n"
        "        self.assertEqual(d.schedule_interval, '@daily')\n"
        "        assert dag.concurrency == 1\n",
    ),
    Form(
        "from airflow import DAG",
        "a.py",
        "from airflow import DAG\n# DAG('x', schedule_interval=1)\nDAG('x', schedule='@daily')\n",
    ),
    Form(
        "setup(classifiers=['Programming Language :: Python :: 3.8'],",
        "setup.py",
        "setup(classifiers=['Programming Language :: Python :: 3.8'], python_requires='>=3.7')\n",
    ),
    Form(
        "setup(python_requires='>=3.7,<3.10')",
        "setup.py",
        "setup(python_requires='>=3.7,<3.10')\n",
        "OMC126:1",
    ),
    Form(
        "from metadata.workflow.metadata import MetadataWorkflow",
        "a.py",
        "from metadata.workflow.metadata import MetadataWorkflow\n"
        "class W:\n"
        "    def go(self):\n"
        "        self.workflow.execute()\n"
        "        self.workflow.print_status()\n",
        "OMC101:5",
    ),
    Form(
        "from metadata.ingestion.ometa.ometa_api import OpenMetadata",
        "a.py",
        "from metadata.ingestion.ometa.ometa_api import OpenMetadata\n"
        "metadata = OpenMetadata(c)\n"
        "metadata.get_by_name(entity=Table, fqn=x, fields=['domain'])\n",
        "OMC112:3",
    ),
    Form(
        "from metadata.x import y",
        "a.py",
        "from metadata.x import y\ncfg = '''\nsource:\n  type: mysql\n  serviceName: x\n'''\n",
    ),
    Form(
        "x = '''",
        "a.py",
        "x = '''\n  status: Approved\n  glossaryTerms: a\n'''\n",
        "OMC103:2",
    ),
    Form(
        "c = {'type': 'Oracle', 'scheme': 'oracle+cx_oracle'}",
        "a.py",
        "c = {'type': 'Oracle', 'scheme': 'oracle+cx_oracle'}\n",
        "OMC165:1",
    ),
    Form(
        "from metadata.x import y",
        "a.py",
        "from metadata.x import y\nom.list_threads()\nom.resolve_feed_task(1)\n",
        "OMC161:2 OMC161:3",
    ),
    Form(
        "from metadata.ingestion.ometa.mixins.feed_mixin import OMeta",
        "a.py",
        "from metadata.ingestion.ometa.mixins.feed_mixin import OMetaFeedMixin\n",
        "OMC161:1",
    ),
    Form(
        "i = 'openmetadata-ingestion[great-expectations-1xx]'",
        "a.py",
        "i = 'openmetadata-ingestion[great-expectations-1xx]'\n",
        "OMC140:1",
    ),
)
