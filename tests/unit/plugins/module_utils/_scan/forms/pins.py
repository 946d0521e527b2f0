# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pinned versions."""

from __future__ import annotations

from .form import PIN, Form

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
