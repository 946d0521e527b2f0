# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python releases, and changes of 2.0 and 2.1."""

from __future__ import annotations

from .form import SDK, Form

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
