# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fallbacks for another version, and assertions."""

from __future__ import annotations

from .form import SDK, Form

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
    Form(
        "after a raise",
        "a.py",
        "def f(context):\n    if AIRFLOW_V_3_0_PLUS:\n        raise ValueError\n    return context['execution_date']\n",
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
