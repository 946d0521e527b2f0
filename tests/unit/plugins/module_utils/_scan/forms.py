# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Forms of real life with the right verdict: each a file, and the rules that must be found in it, line by line.

A form is the name of the file, its text, and the hits as ``RULE:line``; no hits means that nothing breaks. Forms are
scanned from any release to 2.1, with pins that must be 1.11, so that a form may hit several rules.
"""

from __future__ import annotations

import typing as t


class Form(t.NamedTuple):
    """One file."""

    title: str
    name: str
    text: str
    hits: str = ""


SDK = "from metadata.workflow.metadata import MetadataWorkflow\n"
TERM = "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm\n"
AIRFLOW = "from airflow import DAG\n"
PIN = "openmetadata-ingestion==1.9.3\n"

PRINT_STATUS = (
    Form("method", "a.py", SDK + "w = MetadataWorkflow.create(c)\nw.execute()\nw.print_status()\n", "OMC101:4"),
    Form(
        "function of 1.3 and 1.4",
        "a.py",
        "from metadata.workflow.workflow_output_handler import print_status\nprint_status(workflow)\n",
        "OMC101:2",
    ),
    Form(
        "function with another name",
        "a.py",
        "from metadata.workflow.workflow_output_handler import print_status as show\nshow(workflow)\n",
        "OMC101:2",
    ),
    Form(
        "function of a module",
        "a.py",
        "from metadata.workflow import workflow_output_handler\nworkflow_output_handler.print_status(w)\n",
        "OMC101:2",
    ),
    Form(
        "function of the dotted module",
        "a.py",
        "import metadata.workflow.workflow_output_handler\nmetadata.workflow.workflow_output_handler.print_status(w)\n",
        "OMC101:2",
    ),
    Form("a function of one's own", "a.py", "def print_status(x):\n    pass\nprint_status(workflow)\n"),
    Form("a function from elsewhere", "a.py", "from tools import print_status\nprint_status(workflow)\n"),
    Form("a printer's method", "a.py", "printer.print_status()\n"),
    Form("chained", "a.py", SDK + "MetadataWorkflow.create(c).print_status()\n", "OMC101:2"),
    Form(
        "shell, other variable", "a.sh", "python3 <<EOF\nfrom metadata.x import Y\nwf.print_status()\nEOF\n", "OMC101:3"
    ),
    Form("shell, long variable", "a.sh", "cat > x <<EOF\n$X\nmetadata_workflow.print_status()\nEOF\n", "OMC101:3"),
    Form("shell, chained", "a.sh", "x='\nMetadataWorkflow.create(c).print_status()\n'\n", "OMC101:2"),
    Form("shell, function", "a.sh", "$X <<EOF\nfrom $M import print_status\nprint_status(workflow)\nEOF\n", "OMC101:3"),
    Form("shell comment", "a.sh", "# workflow.print_status()\nrun  # workflow.print_status()\n"),
    Form("shell message", "a.sh", 'echo "Remove workflow.print_status() first"\n'),
    Form("of something else in shell", "a.sh", "printer.print_status()\n"),
    Form("python -c", "a.sh", "python -c 'from metadata.x import w; w.print_status()'\n", "OMC101:1"),
    Form(
        "python -c over lines",
        "a.sh",
        'docker run img python3 -c "\nfrom metadata.x import w\nw.print_status()\n"\n',
        "OMC101:3",
    ),
    Form(
        "CronJob",
        "job.yaml",
        "kind: CronJob\nspec:\n  command:\n  - python\n  - -c\n  - |\n    from metadata.x import W\n"
        "    w = W()\n    w.print_status()\n",
        "OMC101:9",
    ),
    Form(
        "ConfigMap",
        "map.yaml",
        "kind: ConfigMap\ndata:\n  ingest.py: |-\n    from metadata.x import w\n\n    w.print_status()\n  other: 1\n",
        "OMC101:6",
    ),
    Form(
        "list of a command",
        "a.yaml",
        'command: ["python", "-c", "from metadata.x import w\\nw.print_status()"]\n',
        "OMC101:1",
    ),
    Form(
        "Python in Python",
        "a.py",
        'CODE = """\nfrom metadata.workflow.metadata import MetadataWorkflow\n'
        'w = MetadataWorkflow.create({})\nw.print_status()\n"""\n',
        "OMC101:4",
    ),
    Form(
        "f-string",
        "a.py",
        'CODE = f"""\nfrom metadata.workflow.metadata import MetadataWorkflow\n'
        'w = MetadataWorkflow.create({config})\nw.print_status()\n"""\n',
        "OMC101:4",
    ),
    Form(
        "joined lines",
        "a.py",
        'CODE = "\\n".join([\n    "from metadata.x import w",\n    "w.print_status()",\n])\n',
        "OMC101:3",
    ),
    Form(
        "here document in an operator",
        "a.py",
        'BashOperator(task_id="a", bash_command="""\npython <<EOF\nfrom metadata.x import w\n'
        'w.print_status()\nEOF\n""")\n',
        "OMC101:4",
    ),
    Form("a mention in a text", "a.py", 'log.info("remove workflow.print_status() please")\n'),
    Form("a docstring", "a.py", 'def f():\n    """workflow.print_status() is gone.\n\n    import x\n    """\n'),
    Form("an assertion", "a.py", SDK + "assert workflow.print_status() is None\n"),
    Form("a mock's assertion", "a.py", SDK + "workflow.print_status.assert_called_once()\n"),
    Form(
        "a template",
        "dag.py.j2",
        SDK + "c = {{ config }}\n{% if x %}\nworkflow.print_status()\n{% endif %}\n",
        "OMC101:4",
    ),
    Form("a script without suffix", "run", "#!/usr/bin/env python3\n" + SDK + "w.print_status()\n", "OMC101:3"),
)

STATUS = (
    Form(
        "the class",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import GlossaryTerm, Status\n",
        "OMC104:1",
    ),
    Form(
        "the class, over lines",
        "a.py",
        "from metadata.generated.schema.entity.data.glossaryTerm import (\n    GlossaryTerm,\n    Status as S,\n)\n",
        "OMC104:1",
    ),
    Form(
        "the class by its module",
        "a.py",
        "from metadata.generated.schema.entity.data import glossaryTerm\nx = glossaryTerm.Status.Approved\n",
        "OMC104:2",
    ),
    Form("another class", "a.py", TERM),
    Form("Status of another module", "a.py", "from metadata.ingestion.api.status import Status\n"),
    Form(
        "guarded class",
        "a.py",
        "try:\n    from metadata.generated.schema.type.status import EntityStatus\nexcept ImportError:\n"
        "    from metadata.generated.schema.entity.data.glossaryTerm import Status as EntityStatus\n",
    ),
    Form("argument", "a.py", TERM + "t = GlossaryTerm(name='a', status='Approved')\n", "OMC102:2"),
    Form("new argument", "a.py", TERM + "t = GlossaryTerm(name='a', entityStatus='Approved')\n"),
    Form(
        "attribute of a result",
        "a.py",
        TERM + "t = om.get_by_name(entity=GlossaryTerm, fqn='a')\nprint(t.status)\n",
        "OMC103:3",
    ),
    Form("attribute by name", "a.py", TERM + "def f(term):\n    return term.status\n", "OMC103:3"),
    Form(
        "attribute in a loop",
        "a.py",
        TERM + "for x in om.list_all_entities(entity=GlossaryTerm):\n    x.status\n",
        "OMC103:3",
    ),
    Form("attribute of something else", "a.py", TERM + "def f(response):\n    return response.status\n"),
    Form("status code", "a.py", TERM + "r = requests.get('/v1/glossaryTerms')\nprint(r.status_code)\n"),
    Form(
        "JSON patch",
        "a.py",
        "p = [{'op': 'add', 'path': '/status', 'value': 'Approved'}]\nf('/v1/glossaryTerms/1', p)\n",
        "OMC103:1",
    ),
    Form("JSON patch of a user", "a.py", "requests.patch('/v1/users/1', json=[{'op': 'add', 'path': '/status'}])\n"),
    Form("item", "a.py", "u = '/api/v1/glossaryTerms'\npayload['status'] = 'Approved'\n", "OMC103:2"),
    Form("dict()", "a.py", "u = '/api/v1/glossaryTerms'\nbody = dict(name='a', status='Approved')\n", "OMC103:2"),
    Form(
        "read item",
        "a.py",
        "u = '/api/v1/glossaryTerms'\nx = term['status']\ny = term.get('status')\n",
        "OMC103:2 OMC103:3",
    ),
    Form("another value", "a.py", "u = '/api/v1/glossaryTerms'\nbody = dict(name='a', status='done')\n"),
    Form(
        "another entity in the file",
        "a.py",
        "f('/v1/glossaryTerms')\nrequests.put('/v1/users', json={'status': 'Active'})\n",
    ),
    Form("asserted", "a.py", "f('/v1/glossaryTerms')\nassert r.json() == {'status': 'Approved'}\n"),
    Form(
        "shell", "a.sh", 'curl -X PUT $H/api/v1/glossaryTerms -d \'{"name": "a", "status": "Approved"}\'\n', "OMC103:1"
    ),
    Form("shell over lines", "a.sh", 'curl $H/api/v1/glossaryTerms \\\n  -d \'{"status": "Draft"}\'\n', "OMC103:2"),
    Form("shell, escaped", "a.sh", 'curl $H/v1/glossaryTerms -d "{\\"status\\": \\"Approved\\"}"\n', "OMC103:1"),
    Form(
        "shell, patch",
        "a.sh",
        'curl -X PATCH $H/v1/glossaryTerms/1 -d \'[{"op":"replace","path":"/status"}]\'\n',
        "OMC103:1",
    ),
    Form("shell, other entity", "a.sh", 'curl $H/v1/glossaryTerms\ncurl $H/v1/users -d \'{"status": "Active"}\'\n'),
    Form("JSON", "terms.json", '{"glossaryTerms": [\n {"name": "a",\n  "status": "Approved"}]}\n', "OMC103:3"),
    Form("YAML", "terms.yaml", "glossaryTerms:\n- name: a\n  status: Approved\n", "OMC103:3"),
    Form("YAML with the new field", "terms.yaml", "glossaryTerms:\n- name: a\n  entityStatus: Approved\n"),
    Form("YAML of something else", "users.yaml", "users:\n- name: a\n  status: Active\n"),
)


def notebook(*cells: tuple[str, str]) -> str:
    """A notebook as Jupyter writes it."""
    import json

    written = [
        {"cell_type": kind, "metadata": {}, "source": text.splitlines(keepends=True)}
        | ({"execution_count": None, "outputs": [{"text": [PIN, "x.print_status()"]}]} if kind == "code" else {})
        for kind, text in cells
    ]
    return json.dumps({"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


NOTEBOOKS = (
    Form("outputs", "a.ipynb", notebook(("code", "print('metadata')\n"))),
    Form("text", "a.ipynb", notebook(("markdown", SDK + "w.print_status()\n" + PIN))),
    Form("code", "a.ipynb", notebook(("markdown", "x"), ("code", SDK + "w.print_status()")), "OMC101:2"),
    Form("magics", "a.ipynb", notebook(("code", "%load_ext x\n!ls\n" + SDK + "w.print_status()\n")), "OMC101:4"),
    Form("pip magic", "a.ipynb", notebook(("code", "!pip install openmetadata-ingestion==1.9.3\nx = 1")), "OMC141:1"),
    Form("pip magic of today", "a.ipynb", notebook(("code", "%pip install openmetadata-ingestion==1.11.4\n"))),
    Form("shell cell", "a.ipynb", notebook(("code", "%%bash\ncurl $H/api/v1/suggestions\n")), "OMC132:2"),
    Form("SQL cell", "a.ipynb", notebook(("code", "%%sql\nSELECT status FROM x\n"))),
    Form("timed cell", "a.ipynb", notebook(("code", "%%time\nfrom airflow.contrib.hooks.x import Y\n")), "OMC122:2"),
    Form(
        "line that begins with an operator",
        "a.ipynb",
        notebook(("code", SDK + "x = ('a'\n%b)\nw.print_status()\n")),
        "OMC101:4",
    ),
    Form("indented magic", "a.ipynb", notebook(("code", SDK + "if x:\n    !ls\nw.print_status()\n")), "OMC101:4"),
)

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

GUARDS = (
    Form(
        "new first",
        "a.py",
        "try:\n    from airflow.operators.python import PythonOperator\nexcept ModuleNotFoundError:\n"
        "    from airflow.operators.python_operator import PythonOperator\n",
    ),
    Form(
        "old first",
        "a.py",
        "try:\n    from airflow.operators.python_operator import PythonOperator\n"
        "except (ImportError, AttributeError):\n"
        "    from airflow.providers.standard.operators.python import PythonOperator\n",
    ),
    Form("optional", "a.py", "try:\n    from airflow.www import x\nexcept ImportError:\n    x = None\n"),
    Form("not optional", "a.py", "try:\n    from airflow.www import x\nexcept ImportError:\n    raise\n", "OMC122:2"),
    Form(
        "both old",
        "a.py",
        "try:\n    from airflow.operators.dummy import DummyOperator\nexcept ImportError:\n"
        "    from airflow.operators.dummy_operator import DummyOperator\n",
        "OMC122:2 OMC122:4",
    ),
    Form(
        "by version",
        "a.py",
        "if AIRFLOW_VERSION >= (3, 0):\n    from airflow.sdk import DAG\nelse:\n"
        "    from airflow.contrib.x import DAG\n",
    ),
    Form(
        "by parsed version",
        "a.py",
        "if version.parse(airflow.__version__) < version.parse('2.0'):\n"
        "    from airflow.hooks.base_hook import BaseHook\n",
    ),
    Form("TYPE_CHECKING", "a.py", "if TYPE_CHECKING:\n    from airflow.models.slamiss import SlaMiss\n"),
    Form("typing.TYPE_CHECKING", "a.py", "if typing.TYPE_CHECKING:\n    from airflow.www import x\n"),
    Form("by Python's version", "a.py", "if sys.version_info >= (3, 9):\n    from airflow.www import x\n", "OMC122:2"),
    Form(
        "argument by version",
        "a.py",
        "if HAS_AIRFLOW_3:\n    d = DAG(schedule=1)\nelse:\n    d = DAG(schedule_interval=1)\n",
    ),
    Form(
        "argument by error",
        "a.py",
        "try:\n    d = DAG(schedule=1)\nexcept TypeError:\n    d = DAG(schedule_interval=1)\n",
    ),
    Form(
        "key by error",
        "a.py",
        "try:\n    d = context['logical_date']\nexcept KeyError:\n    d = context['execution_date']\n",
    ),
    Form(
        "after a return",
        "a.py",
        "def f():\n    if airflow_version >= 3:\n        return 1\n    return DAG(schedule_interval=1)\n",
    ),
    Form("suppressed", "a.py", "with contextlib.suppress(ImportError):\n    from airflow.www import x\n"),
    Form("raised in a test", "a.py", "with pytest.raises(ImportError):\n    import airflow.contrib\n"),
    Form(
        "call in a try",
        "a.py",
        SDK + "try:\n    w.execute()\n    w.print_status()\nexcept Exception:\n    raise\n",
        "OMC101:4",
    ),
    Form("assertEqual", "a.py", "class T:\n    def t(self):\n        self.assertEqual(u, '/api/v1/suggestions')\n"),
    Form("address in use", "a.py", "u = '/api/v1/suggestions'\n", "OMC132:1"),
)

PINS = tuple(
    Form(f"{name}: {text.strip()}", name, text, hit)
    for name, text, hit in (
        ("requirements.txt", "openmetadata-ingestion==1.9.3\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion==1.11.4.0\n", ""),
        ("requirements.txt", "# openmetadata-ingestion==1.9.3\n", ""),
        ("requirements.txt", "requests  # openmetadata-ingestion==1.9.3\n", ""),
        ("requirements.txt", "openmetadata-ingestion>=1.9,<1.10\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion>=1.9\n", ""),
        ("requirements.txt", "openmetadata-ingestion>=1.9,<2\n", ""),
        ("requirements.txt", "openmetadata-ingestion<1.11\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion===1.9.3\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion~=1.9.0\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion==1.9.*\n", "OMC141:1"),
        ("requirements.txt", "openmetadata_ingestion==1.9.3\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion[mysql] == 1.9.3\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-ingestion [mysql, dbt]==1.9.3 ; python_version > '3.8'\n", "OMC141:1"),
        ("requirements.txt", "openmetadata-managed-apis==1.9.3\n", "OMC141:1"),
        (
            "requirements.txt",
            "openmetadata-ingestion @"
            " git+https://github.com/open-metadata/OpenMetadata@1.9.3-release#subdirectory=ingestion\n",
            "OMC141:1",
        ),
        (
            "requirements.txt",
            "openmetadata-ingestion @ git+https://github.com/open-metadata/OpenMetadata.git@1.11.4-release\n",
            "",
        ),
        ("requirements.txt", "openmetadata-ingestion\n", ""),
        ("constraints.txt", PIN, "OMC141:1"),
        ("requirements/prod.txt", PIN, "OMC141:1"),
        ("requirements.in", PIN, "OMC141:1"),
        ("dev-deps.txt", PIN, "OMC141:1"),
        ("packages", PIN, "OMC141:1"),
        ("notes.md", PIN, ""),
        ("Pipfile", 'openmetadata-ingestion = {version = "==1.9.3", extras = ["mysql"]}\n', "OMC141:1"),
        (
            "Pipfile.lock",
            '{"default": {\n  "openmetadata-ingestion": {\n    "hashes": [],\n    "version": "==1.9.3.0"\n  }\n}}\n',
            "OMC141:4",
        ),
        ("pyproject.toml", '[tool.poetry.dependencies]\nopenmetadata-ingestion = "^1.9.3"\n', "OMC141:2"),
        ("pyproject.toml", 'openmetadata-ingestion = "~1.9"\n', "OMC141:1"),
        ("pyproject.toml", 'openmetadata-ingestion = "1.9.3"\n', "OMC141:1"),
        ("pyproject.toml", 'openmetadata-ingestion = "^1.11.0"\n', ""),
        ("pyproject.toml", 'openmetadata-ingestion = "*"\n', ""),
        ("pyproject.toml", 'openmetadata-ingestion = { extras = ["mysql"], version = "1.9.3" }\n', "OMC141:1"),
        ("pyproject.toml", 'dependencies = [\n  "openmetadata-ingestion[mysql]==1.9.3",\n]\n', "OMC141:2"),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies.openmetadata-ingestion]\nversion = "1.9.3"\nextras = []\n',
            "OMC141:2",
        ),
        (
            "poetry.lock",
            '[[package]]\nname = "openmetadata-ingestion"\nversion = "1.9.3.0"\n\n[[package]]\n'
            'name = "x"\nversion = "1.9"\n',
            "OMC141:3",
        ),
        ("tox.ini", "[testenv]\ndeps =\n    openmetadata-ingestion==1.9.3\n", "OMC141:3"),
        ("setup.cfg", "install_requires =\n    openmetadata-ingestion==1.9.3\n", "OMC141:2"),
        ("environment.yml", "dependencies:\n- pip:\n  - openmetadata-ingestion==1.9.3\n", "OMC141:3"),
        ("Makefile", "install:\n\tpip install openmetadata-ingestion==1.9.3\n", "OMC141:2"),
        ("Makefile", "OM_VERSION ?= 1.9.3\n", "OMC141:1"),
        ("Jenkinsfile", "pipeline {\n  environment { OM_VERSION = '1.9.3' }\n}\n", "OMC141:2"),
        ("Jenkinsfile", "pipeline {\n  // OM_VERSION = '1.9.3'\n}\n", ""),
        ("Containerfile", "FROM docker.getcollate.io/openmetadata/ingestion:1.9.3\n", "OMC141:1"),
        ("ingest.Dockerfile", "FROM openmetadata/ingestion:1.9.3\n", "OMC141:1"),
        ("image", "FROM openmetadata/ingestion-base:1.9.3\n", "OMC141:1"),
        ("Dockerfile", "ARG OM_VERSION=1.9.3\nFROM openmetadata/ingestion:${OM_VERSION}\n", "OMC141:1"),
        ("Dockerfile", "ARG OPENMETADATA_VERSION=1.11.4\n", ""),
        ("Dockerfile", "ENV OPENMETADATA_VERSION 1.9.3\n", "OMC141:1"),
        ("Dockerfile", "ARG OM_JAVA_VERSION=21.0\n", ""),
        ("Dockerfile", "FROM mysql:8.3\n", ""),
        ("compose.yaml", "image: openmetadata/server:${OM_VERSION:-1.9.3}\n", "OMC141:1"),
        ("compose.yaml", "image: registry.example.com/mirror/openmetadata-server:1.9.3\n", "OMC141:1"),
        ("compose.yaml", "image: docker.getcollate.io/openmetadata/server:1.11.4\n", ""),
        ("values.yaml", 'image:\n  repository: docker.getcollate.io/openmetadata/server\n  tag: "1.9.3"\n', "OMC141:3"),
        (
            "values.yaml",
            "image:\n  tag: 1.9.3\n  pullPolicy: Always\n  repository: openmetadata/ingestion\n",
            "OMC141:2",
        ),
        (
            "values.yaml",
            "image:\n  repository: openmetadata/server\n  tag: 1.11.4\nredis:\n  image:\n    tag: 1.9.3\n",
            "",
        ),
        (
            "Chart.yaml",
            "dependencies:\n- name: openmetadata\n  version: 1.9.3\n- name: mysql\n  version: 1.9.3\n",
            "OMC141:3",
        ),
        ("kustomization.yaml", "images:\n- name: openmetadata/server\n  newTag: 1.9.3\n", "OMC141:3"),
        ("app.yaml", "source:\n  chart: openmetadata\n  targetRevision: 1.9.3\n", "OMC141:3"),
        ("deploy.sh", "helm upgrade om open-metadata/openmetadata --version 1.9.3\n", "OMC141:1"),
        ("deploy.sh", "helm upgrade om open-metadata/openmetadata \\\n  --version 1.9.3\n", "OMC141:2"),
        ("deploy.sh", "helm upgrade redis bitnami/redis --version 1.9.3\n", ""),
        ("main.tf", 'variable "openmetadata_version" {\n  type    = string\n  default = "1.9.3"\n}\n', "OMC141:3"),
        ("main.tf", 'variable "redis_version" {\n  default = "1.9.3"\n}\n', ""),
        (
            "main.tf",
            'resource "helm_release" "om" {\n  name    = "om"\n  chart   = "openmetadata"\n  version = "1.9.3"\n}\n',
            "OMC141:4",
        ),
        ("prod.tfvars", 'openmetadata_version = "1.9.3"\n', "OMC141:1"),
        ("env-mysql", "OM_VERSION=1.9.3\n", "OMC141:1"),
        ("prod.env", "OPENMETADATA_IMAGE_TAG=1.9.3\n", "OMC141:1"),
        ("compose.yaml.j2", "{# openmetadata/server:1.9.3 #}\nimage: openmetadata/server:1.9.3\n", "OMC141:2"),
        ("ci.yml", "env:\n  OPENMETADATA_VERSION: 1.9.3\n", "OMC141:2"),
        ("get.sh", "git clone --branch 1.9.3-release https://github.com/open-metadata/OpenMetadata\n", "OMC141:1"),
        (
            "get.sh",
            "curl -L https://github.com/open-metadata/OpenMetadata/releases/download/1.9.3-release/compose.yml\n",
            "OMC141:1",
        ),
        ("get.sh", "wget https://x/openmetadata-1.9.3.tar.gz\n", "OMC141:1"),
        ("dag.py", "PythonVirtualenvOperator(requirements=['openmetadata-ingestion[mysql]==1.9.3'])\n", "OMC141:1"),
        ("dag.py", "OM_VERSION = '1.9.3'\nAPP_VERSION = '1.9.3'\n", "OMC141:1"),
    )
)

USES = "openmetadata-ingestion\n"
RUNTIMES = tuple(
    Form(f"{name}: {text.strip()}", name, text, hit)
    for name, text, hit in (
        ("setup.py", "setup(python_requires='>=3.8', install_requires=['openmetadata-ingestion'])\n", ""),
        ("pyproject.toml", 'requires-python = ">=3.8"\n', ""),
        ("pyproject.toml", 'requires-python = ">=3.8,<3.10"\n', "OMC126:1"),
        ("pyproject.toml", 'requires-python = "==3.9.*"\n', "OMC126:1"),
        ("pyproject.toml", 'python = "^3.8"\n', ""),
        ("pyproject.toml", 'python = "~3.9"\n', "OMC126:1"),
        ("Pipfile", 'python_version = "3.9"\n', "OMC126:1"),
        ("Dockerfile", "FROM python:3.9-slim\n", "OMC126:1"),
        ("Dockerfile", "FROM python:3.11-slim\n", ""),
        ("Dockerfile", "FROM apache/airflow:2.10.5-python3.9\n", "OMC126:1"),
        (".github/workflows/ci.yml", "steps:\n- with:\n    python-version: '3.9'\n", "OMC126:3"),
        (".github/workflows/ci.yml", "steps:\n- with:\n    python-version: '3.12'\n", ""),
        (".github/workflows/ci.yml", 'matrix:\n  python-version: ["3.8", "3.11"]\n', "OMC126:2"),
        (".python-version", "3.9.18\n", "OMC126:1"),
        ("tox.ini", "[testenv]\nbasepython = python3.9\n", "OMC126:2"),
        (
            "Dockerfile",
            "FROM openmetadata/ingestion:1.11.4\nENV P=/usr/local/lib/python3.10/site-packages\n",
            "OMC151:2",
        ),
        ("Dockerfile", "FROM openmetadata/ingestion:1.11.4\nENV P=/usr/local/lib/python3.12/site-packages\n", ""),
        ("requirements.txt", "great_expectations==0.18.8\n", "OMC137:1"),
        ("requirements.txt", "great-expectations~=1.2.0\n", "OMC137:1"),
        ("requirements.txt", "great-expectations~=1.3\n", ""),
        ("requirements.txt", "openmetadata-ingestion[great-expectations-1xx]\n", "OMC140:1"),
        ("requirements.txt", "SQLAlchemy>=1.4,<2\n", "OMC138:1"),
        ("requirements.txt", "sqlalchemy>=1.4\n", ""),
    )
)

NEWER = (
    Form("recreateIndex", "a.sh", "curl $H/v1/apps/trigger/S -d '{\"recreateIndex\": true}'\n", "OMC139:1"),
    Form("recreateIndex in Python", "a.py", "p = {'recreateIndex': True}\n", "OMC139:1"),
    Form("recreateIndex set", "a.py", "p['useDistributedIndexing'] = True\n", "OMC139:1"),
    Form("another setting", "a.py", "p = {'batchSize': 100}\n"),
    Form("feed", "a.sh", "curl $H/api/v1/feed?limit=1\n", "OMC161:1"),
    Form("feed in Python", "a.py", "requests.get(f'{h}/api/v1/feed/{i}/posts')\n", "OMC161:1"),
    Form("another feed", "a.sh", "curl $H/api/v1/feedback\n"),
    Form("SDK's feed", "a.py", SDK + "om.create_thread(t)\n", "OMC161:2"),
    Form("threads of something else", "a.py", "slack.create_thread(t)\n"),
    Form("Delta Lake", "a.yaml", "source:\n  type: deltalake\n  serviceName: x\n  sourceConfig: {}\n", "OMC162:2"),
    Form("Delta Lake service", "a.py", "p = {'name': 'x', 'serviceType': 'DeltaLake'}\n", "OMC162:1"),
    Form("Delta Lake elsewhere", "a.yaml", "storage:\n  type: deltalake\n"),
    Form("Delta Lake extra", "requirements.txt", "openmetadata-ingestion[deltalake-spark]\n", "OMC162:1"),
    Form(
        "no type",
        "a.py",
        "p = {'pipelineType': 'metadata', 'sourceConfig': {'config': {'markDeletedTables': True}}}\n",
        "OMC163:1",
    ),
    Form(
        "a type", "a.py", "p = {'pipelineType': 'metadata', 'sourceConfig': {'config': {'type': 'DatabaseMetadata'}}}\n"
    ),
    Form(
        "no type in YAML",
        "a.yaml",
        "pipelineType: metadata\nsourceConfig:\n  config:\n    filter:\n      type: x\n",
        "OMC163:2",
    ),
    Form("a type in YAML", "a.yaml", "pipelineType: metadata\nsourceConfig:\n  config:\n    type: DatabaseMetadata\n"),
    Form(
        "no type in shell",
        "a.sh",
        'curl $H/v1/services/ingestionPipelines -d \'{"sourceConfig": {"config": {}}}\'\n',
        "OMC163:1",
    ),
    Form("a workflow of the command line", "a.yaml", "source:\n  sourceConfig:\n    config: {}\n"),
    Form("subscriptions of an app", "app.json", '{"appType": "internal",\n "eventSubscriptions": []}\n', "OMC164:2"),
    Form("subscriptions of something else", "a.json", '{"eventSubscriptions": []}\n'),
    Form("Oracle", "a.yaml", "config:\n  type: Oracle\n  scheme: oracle+cx_oracle\n", "OMC165:3"),
    Form("Oracle of today", "a.yaml", "config:\n  type: Oracle\n  scheme: oracle+oracledb\n"),
    Form("Oracle of SQLAlchemy", "a.py", "e = create_engine('oracle+cx_oracle://u@h')\n"),
)

MORE_CODE = (
    Form("registered method", "a.py", SDK + "atexit.register(workflow.print_status)\n", "OMC101:2"),
    Form("method by name", "a.py", SDK + "getattr(workflow, 'print_status')()\n", "OMC101:2"),
    Form("method behind hasattr", "a.py", SDK + "if hasattr(w, 'print_status'):\n    w.print_status()\n", "OMC101:3"),
    Form(
        "arguments of a container",
        "a.py",
        "Pod(arguments=['-c', 'from metadata.x import w; w.print_status()'])\n",
        "OMC101:1",
    ),
    Form(
        "JSON with code",
        "a.json",
        '{"command": ["python", "-c", "from metadata.x import w\\nw.print_status()"]}\n',
        "OMC101:1",
    ),
    Form(
        "Dockerfile's here document",
        "Dockerfile",
        "RUN python <<EOF\nfrom metadata.x import w\nw.print_status()\nEOF\n",
        "OMC101:3",
    ),
    Form("a comment in a here document", "a.sh", "python <<EOF\nfrom metadata.x import w\n# w.print_status()\nEOF\n"),
    Form(
        "guarded in a here document",
        "a.sh",
        "python <<EOF\ntry:\n    import airflow.sdk\nexcept ImportError:\n    import airflow.www\nEOF\n",
    ),
    Form(
        "a DAG in a ConfigMap",
        "a.yaml",
        "data:\n  dag.py: |\n    from airflow import DAG\n    DAG('a', schedule_interval=1)\n",
        "OMC121:4",
    ),
    Form("either field", "a.py", "u = 'glossaryTerms'\nx = term.get('entityStatus') or term.get('status')\n"),
    Form("either attribute", "a.py", TERM + "x = getattr(term, 'entityStatus', getattr(term, 'status', None))\n"),
    Form("set attribute", "a.py", TERM + "term = GlossaryTerm(name='a')\nterm.status = x\n", "OMC103:3"),
    Form("annotated parameter", "a.py", TERM + "def f(term: GlossaryTerm):\n    term.status\n", "OMC103:3"),
    Form(
        "payload in a list",
        "a.py",
        "u = '/v1/glossaryTerms'\np = [{'name': n,\n 'status': 'Draft'} for n in x]\n",
        "OMC103:3",
    ),
    Form("payload with an annotation", "a.py", "u = '/v1/glossaryTerms'\np: dict = {'status': 'Draft'}\n", "OMC103:2"),
    Form("payload by update()", "a.py", "u = '/v1/glossaryTerms'\np.update({'status': 'Draft'})\n", "OMC103:2"),
    Form(
        "payload with the class", "a.py", "u = '/v1/glossaryTerms'\np['status'] = Status.Approved.value\n", "OMC103:2"
    ),
    Form("data contract", "a.py", "u = '/v1/dataContracts'\np = {'status': 'Active'}\n", "OMC103:2"),
    Form("status of a run", "a.py", "u = '/v1/glossaryTerms'\np = {'status': 'running'}\n"),
    Form(
        "YAML patch",
        "a.yaml",
        "url: /v1/glossaryTerms/1\nbody:\n- op: replace\n  path: /status\n  value: Approved\n",
        "OMC103:4",
    ),
    Form("both dates", "a.py", "def f(**context):\n    context.get('logical_date') or context.get('execution_date')\n"),
    Form(
        "date if there is none",
        "a.py",
        "if 'logical_date' in context:\n    pass\nelse:\n    context['execution_date']\n",
    ),
    Form(
        "runs in a loop", "a.py", AIRFLOW + "for run in DagRun.find(dag_id='a'):\n    run.execution_date\n", "OMC123:3"
    ),
    Form("list of runs", "a.py", AIRFLOW + "dag_runs[0].execution_date\n", "OMC123:2"),
    Form("run by get", "a.py", "context.get('dag_run').execution_date\n", "OMC123:1"),
    Form("run of a task instance", "a.py", "ti.get_dagrun().execution_date\n", "OMC123:1"),
    Form("lambda", "a.py", "PythonOperator(python_callable=lambda execution_date: 1)\n", "OMC123:1"),
    Form(
        "function of a sensor", "a.py", "ExternalTaskSensor(execution_date_fn=lambda execution_date: execution_date)\n"
    ),
    Form(
        "callback",
        "a.py",
        "def f(context):\n    context['execution_date']\nDAG('a', on_failure_callback=f)\n",
        "OMC123:2",
    ),
    Form("conf of the context", "a.py", AIRFLOW + "def f(**context):\n    context['conf']\n", "OMC123:3"),
    Form("conf of one's own", "a.py", "def f(**kwargs):\n    kwargs['conf']\n"),
    Form("DAG by module", "a.py", "from airflow import models\nmodels.DAG('a', schedule_interval=1)\n", "OMC121:2"),
    Form("DAG with another name", "a.py", "from airflow import DAG as D\nD('a', schedule_interval=1)\n", "OMC121:2"),
    Form("DAG by with", "a.py", AIRFLOW + "with DAG('a', schedule_interval=1) as dag:\n    ...\n", "OMC121:2"),
    Form("DAG's settings set later", "a.py", AIRFLOW + "c['schedule_interval'] = 1\nDAG('a', **c)\n", "OMC121:2"),
    Form("attribute of a DAG", "a.py", AIRFLOW + "dag.schedule_interval\n", "OMC121:2"),
    Form("DAG factory", "a.yaml", "my_dag:\n  default_args: {}\n  schedule_interval: '@daily'\n", "OMC121:3"),
    Form("a schedule of something else", "a.yaml", "job:\n  schedule_interval: 5m\n"),
    Form("sensor", "a.py", "FileSensor(task_id='a', task_concurrency=1)\n", "OMC127:1"),
    Form(
        "shell of another virtual environment",
        "a.py",
        "PythonVirtualenvOperator(task_id='a', use_dill=True)\n",
        "OMC127:1",
    ),
    Form("sys.modules", "a.py", "if 'airflow.sdk' in sys.modules:\n    pass\nelse:\n    import airflow.www\n"),
    Form(
        "find_spec", "a.py", "if importlib.util.find_spec('airflow.sdk') is None:\n    from airflow.contrib import x\n"
    ),
    Form("by a constant", "a.py", "if AIRFLOW_V_3_0_PLUS:\n    pass\nelse:\n    from airflow.contrib import x\n"),
    Form(
        "expression by version", "a.py", "c = {'schedule': 1} if IS_AIRFLOW_3 else {'schedule_interval': 1}\nDAG(**c)\n"
    ),
    Form("plain except", "a.py", "try:\n    import airflow.sdk\nexcept Exception:\n    import airflow.www\n"),
    Form("exit", "a.py", "try:\n    import airflow.www\nexcept ImportError:\n    sys.exit(1)\n", "OMC122:2"),
    Form("condition of something else", "a.py", "if debug:\n    from airflow.www import x\n", "OMC122:2"),
)

MORE_FILES = tuple(
    Form(f"{name}: {text.strip()}", name, text, hit)
    for name, text, hit in (
        ("Dockerfile", "ARG VERSION=1.9.3\nFROM openmetadata/ingestion:${VERSION}\n", "OMC141:1"),
        ("Dockerfile", "ARG VERSION=1.9.3\nFROM redis:${VERSION}\n", ""),
        ("install.sh", 'V="1.9.3"\npip install "openmetadata-ingestion[mysql]==$V"\n', "OMC141:1"),
        ("dag.py", "V = '1.9.3'\nreqs = [f'openmetadata-ingestion=={V}']\n", "OMC141:1"),
        ("environment.yml", "dependencies:\n- openmetadata-ingestion=1.9.3\n", "OMC141:2"),
        ("setup.py", "setup(install_requires=['openmetadata-ingestion[postgres]~=1.9.3'])\n", "OMC141:1"),
        ("compose.yml", '_PIP_ADDITIONAL_REQUIREMENTS: "openmetadata-ingestion==1.9.3"\n', "OMC141:1"),
        ("compose.yml", "image: openmetadata/ingestion:v1.9.3@sha256:0\n", "OMC141:1"),
        ("group_vars.yml", "openmetadata_version: '1.9.3'\n", "OMC141:1"),
        ("main.tf", 'locals {\n  openmetadata_version = "1.9.3"\n}\n', "OMC141:2"),
        (
            "main.tf",
            '# version = "1.9.3"\nresource "docker_image" "om" {\n  name = "openmetadata/server:1.9.3"\n}\n',
            "OMC141:3",
        ),
        ("main.tf", 'chart = "openmetadata"\nset {\n  name  = "image.tag"\n  value = "1.9.3"\n}\n', "OMC141:4"),
        ("release.yaml", "spec:\n  chart:\n    spec:\n      chart: openmetadata\n      version: '1.9.x'\n", "OMC141:5"),
        ("helmfile.yaml", "releases:\n- name: om\n  chart: open-metadata/openmetadata\n  version: 1.9.3\n", "OMC141:4"),
        ("values.yaml", "image: {repository: openmetadata/server, tag: 1.9.3}\n", "OMC141:1"),
        ("Jenkinsfile", "node {\n  docker.image('openmetadata/ingestion:1.9.3').inside { }\n}\n", "OMC141:2"),
        (
            "Jenkinsfile",
            "pipeline {\n  parameters { string(name: 'OM_VERSION', defaultValue: '1.9.3') }\n}\n",
            "OMC141:2",
        ),
        (
            "pyproject.toml",
            'openmetadata-ingestion = {git = "https://github.com/open-metadata/OpenMetadata", tag = "1.9.3-release"}\n',
            "OMC141:1",
        ),
        ("main.tf", 'source = "git::https://github.com/open-metadata/OpenMetadata.git//x?ref=1.9.3"\n', "OMC141:1"),
        ("uv.lock", '[[package]]\nname = "openmetadata-ingestion"\nversion = "1.9.3.0"\nsource = {}\n', "OMC141:3"),
        (
            "requirements.txt",
            "openmetadata-ingestion[a] @ https://x/openmetadata_ingestion-1.9.3.0-py3-none-any.whl\n",
            "OMC141:1",
        ),
        ("requirements.txt", "openmetadata-ingestion==1.9.3 \\\n    --hash=sha256:0\n", "OMC141:1"),
        ("requirements.txt", "my-openmetadata-ingestion-helper==1.9.3\n", ""),
        ("requirements.txt", "openmetadata-ingestion!=1.9.3\n", ""),
        ("requirements.txt", "openmetadata-ingestion>1.9,!=1.10.1\n", ""),
        ("requirements.txt", "openmetadata-ingestion<=1.9.17\n", "OMC141:1"),
        ("CHANGELOG.md", "- openmetadata/server:1.9.3\n", ""),
        ("config.env.example", "OM_VERSION=1.9.3\n", "OMC141:1"),
        ("script", "#!/bin/sh\ndocker pull openmetadata/server:1.9.3\n", "OMC141:2"),
        ("pyproject.toml", '[tool.mypy]\npython_version = "3.8"\n', ""),
        ("pyproject.toml", '[tool.ruff]\ntarget-version = "py39"\n', ""),
        (".tool-versions", "python 3.9.18\n", "OMC126:1"),
        ("runtime.txt", "python-3.9.18\n", "OMC126:1"),
        ("environment.yml", "dependencies:\n- python=3.9\n", "OMC126:2"),
        (".gitlab-ci.yml", "image: python:3.9-slim\n", "OMC126:1"),
        ("ci.yml", "python-version:\n- '3.8'\n- '3.12'\n", "OMC126:2"),
        ("ci.yml", "container: python:3.8\n", "OMC126:1"),
        ("Makefile", "venv:\n\tpython3.9 -m venv .venv\n", "OMC126:2"),
        ("Dockerfile", "ARG PYTHON_VERSION=3.9\n", "OMC126:1"),
        ("requirements.txt", "x==1 ; python_version < '3.9'\n", ""),
        ("dag.py", "PythonVirtualenvOperator(task_id='a', python_version='3.9')\n", "OMC126:1"),
    )
)

FORMS: tuple[Form, ...] = (
    *MORE_CODE,
    *MORE_FILES,
    *PRINT_STATUS,
    *STATUS,
    *NOTEBOOKS,
    *AIRFLOW_NAMES,
    *AIRFLOW_CODE,
    *GUARDS,
    *PINS,
    *RUNTIMES,
    *NEWER,
)
