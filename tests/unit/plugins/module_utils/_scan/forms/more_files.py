# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Further forms of configuration."""

from __future__ import annotations

from .form import Form

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
