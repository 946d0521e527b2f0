# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Further forms of code."""

from __future__ import annotations

from .form import AIRFLOW, SDK, TERM, Form

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
