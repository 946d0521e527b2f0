# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Python releases as repositories name them."""

from __future__ import annotations

from .form import Form

REAL_RUNTIMES = (
    Form(
        "kubectl exec pod -- python -c 'from metadata.x import w",
        "a.sh",
        'kubectl exec pod -- python -c "from metadata.x import w\nw.print_status()"\n',
        "OMC101:2",
    ),
    Form(
        "run:",
        "Makefile",
        "run:\n\tpython3 -c 'import metadata.x as m; m.wf.print_status()'\n",
        "OMC101:2",
    ),
    Form(
        "args:",
        "job.yaml",
        "args:\n"
        "  - |\n"
        "    cat > /tmp/x.py <<'PY'\n"
        "    from metadata.x import w\n"
        "    w.print_status()\n"
        "    PY\n"
        "    python /tmp/x.py\n",
        "OMC101:5",
    ),
    Form(
        "[options]",
        "setup.cfg",
        "[options]\npython_requires = >=3.7, <3.10\n",
        "OMC126:2",
    ),
    Form(
        "[options]",
        "setup.cfg",
        "[options]\npython_requires = >=3.7\n",
    ),
    Form(
        "[tool.poetry.dependencies]",
        "pyproject.toml",
        '[tool.poetry.dependencies]\npython = ">=3.8,<3.12"\n',
    ),
    Form(
        "[tool.poetry.dependencies]",
        "pyproject.toml",
        '[tool.poetry.dependencies]\npython = "3.9.*"\n',
        "OMC126:2",
    ),
    Form(
        "strategy:",
        "ci.yml",
        "strategy:\n  matrix:\n    python: ['3.8', '3.9']\n",
        "OMC126:3",
    ),
    Form(
        "FROM --platform=linux/amd64 python:3.9",
        "Dockerfile",
        "FROM --platform=linux/amd64 python:3.9\n",
        "OMC126:1",
    ),
    Form(
        "FROM registry.x:5000/lib/python:3.9-bullseye",
        "Dockerfile",
        "FROM registry.x:5000/lib/python:3.9-bullseye\n",
        "OMC126:1",
    ),
    Form(
        "FROM python:3.12",
        "Dockerfile",
        "FROM python:3.12\nRUN echo python:3.9\n",
    ),
    Form(
        "pipeline { agent { docker { image 'python:3.9' } } }",
        "Jenkinsfile",
        "pipeline { agent { docker { image 'python:3.9' } } }\n",
        "OMC126:1",
    ),
    Form(
        "[tox]",
        "tox.ini",
        "[tox]\nenvlist = py38,py311\n",
        "OMC126:2",
    ),
    Form(
        "[tox]",
        "tox.ini",
        "[tox]\nenvlist = py310,py311\n",
    ),
    Form(
        "- uses: actions/setup-python@v5",
        "x.yml",
        "- uses: actions/setup-python@v5\n  with: {python-version: 3.9}\n",
        "OMC126:2",
    ),
    Form(
        "conda create -n x python=3.9",
        "x.sh",
        "conda create -n x python=3.9\n",
        "OMC126:1",
    ),
    Form(
        "uv venv --python 3.9",
        "x.sh",
        "uv venv --python 3.9\n",
        "OMC126:1",
    ),
    Form(
        "python <<EOF",
        "a.sh",
        "python <<EOF\n"
        "try:\n"
        "    from airflow.sdk import DAG\n"
        "except ImportError:\n"
        "    from airflow.contrib.x import DAG\n"
        "x = $VALUE\n"
        "EOF\n",
    ),
    Form(
        "FROM python:3.9 AS build",
        "Dockerfile",
        "FROM python:3.9 AS build\nFROM python:3.12\n",
        "OMC126:1",
    ),
)
