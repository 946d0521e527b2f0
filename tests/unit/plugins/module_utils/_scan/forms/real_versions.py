# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Further pins of all formats."""

from __future__ import annotations

from .form import Form

REAL_VERSIONS = (
    Form(
        "openmetadata-ingestion[trino]>=1.8,<1.9",
        "requirements/base.in",
        "openmetadata-ingestion[trino]>=1.8,<1.9\n",
        "OMC141:1",
    ),
    Form(
        "-r ../requirements.txt",
        "requirements/ci.txt",
        "-r ../requirements.txt\nopenmetadata-ingestion~=1.9\n",
        "OMC141:2",
    ),
    Form(
        "[pypi-dependencies]",
        "pixi.toml",
        '[pypi-dependencies]\nopenmetadata-ingestion = { version = "==1.9.3", extras = ["mysql"] }\n',
        "OMC141:2",
    ),
    Form(
        "- name: openmetadata-ingestion",
        "conda-lock.yml",
        "- name: openmetadata-ingestion\n  version: 1.9.3.0\n  manager: pip\n",
        "OMC141:2",
    ),
    Form(
        "[[package]]",
        "pdm.lock",
        '[[package]]\nname = "openmetadata-ingestion"\nversion = "1.9.3.0"\nrequires_python = ">=3.8"\n',
        "OMC141:3",
    ),
    Form(
        "openmetadata-ingestion = '==1.9.3'",
        "Pipfile",
        'openmetadata-ingestion = "==1.9.3"\n[requires]\npython_version = "3.11"\n',
        "OMC141:1",
    ),
    Form(
        "'openmetadata-ingestion' = {extras = ['x'], version = '~=1.9",
        "Pipfile",
        '"openmetadata-ingestion" = {extras = ["x"], version = "~=1.9.3"}\n',
        "OMC141:1",
    ),
    Form(
        "ENV OM_VERSION=1.9.3 \\",
        "Dockerfile",
        "ENV OM_VERSION=1.9.3 \\\n    OTHER=1\n",
        "OMC141:1",
    ),
    Form(
        "ENV OTHER=1 \\",
        "Dockerfile",
        "ENV OTHER=1 \\\n    OM_VERSION=1.9.3\n",
        "OMC141:2",
    ),
    Form(
        "ARG OPENMETADATA_INGESTION_VERSION=v1.9.3",
        "Dockerfile",
        "ARG OPENMETADATA_INGESTION_VERSION=v1.9.3\n",
        "OMC141:1",
    ),
    Form(
        "LABEL version='1.9.3'",
        "Dockerfile",
        'LABEL version="1.9.3"\nFROM openmetadata/ingestion:1.11.4\n',
    ),
    Form(
        "COPY --from=openmetadata/ingestion:1.9.3 /x /x",
        "Dockerfile",
        "COPY --from=openmetadata/ingestion:1.9.3 /x /x\n",
        "OMC141:1",
    ),
    Form(
        "FROM ghcr.io/acme/openmetadata-ingestion-base:1.9.3-2",
        "x.Containerfile",
        "FROM ghcr.io/acme/openmetadata-ingestion-base:1.9.3-2\n",
        "OMC141:1",
    ),
    Form(
        "resource 'kubernetes_deployment' 'om' {",
        "main.tf",
        'resource "kubernetes_deployment" "om" {\n'
        "  spec {\n"
        "    container {\n"
        '      image = "openmetadata/server:${var.v}"\n'
        "    }\n"
        "  }\n"
        "}\n"
        'variable "v" {\n'
        '  default = "1.9.3"\n'
        "}\n",
        "OMC141:9",
    ),
    Form(
        "{'openmetadata_version': '1.9.3'}",
        "terraform.tfvars.json",
        '{"openmetadata_version": "1.9.3"}\n',
        "OMC141:1",
    ),
    Form(
        "image_tag = '1.9.3'",
        "a.tfvars",
        'image_tag = "1.9.3"\n',
    ),
    Form(
        "resource 'helm_release' 'deps' {",
        "main.tf",
        'resource "helm_release" "deps" {\n'
        '  chart = "openmetadata-dependencies"\n'
        '  version = "1.9.3"\n'
        "}\n"
        'resource "helm_release" "redis" {\n'
        '  chart = "redis"\n'
        '  version = "1.9.3"\n'
        "}\n",
        "OMC141:3",
    ),
    Form(
        "resource 'helm_release' 'x' {",
        "main.tf",
        'resource "helm_release" "x" {\n  chart   = "open-metadata/openmetadata"\n  version = "~> 1.9.0"\n}\n',
        "OMC141:3",
    ),
    Form(
        "chart:",
        "x.yaml",
        "chart:\n  name: openmetadata\n  version: '>=1.9.0 <1.10.0'\n",
        "OMC141:3",
    ),
    Form(
        "- chart: openmetadata",
        "x.yaml",
        "- chart: openmetadata\n  version: 1.11.x\n",
    ),
    Form(
        "env:",
        "x.yaml",
        "env:\n- name: OPENMETADATA_VERSION\n  value: '1.9.3'\n",
        "OMC141:3",
    ),
    Form(
        "env:",
        "x.yaml",
        "env:\n- name: OM_VERSION\n  value: 1.11.4\n- name: REDIS_VERSION\n  value: 1.9.3\n",
    ),
    Form(
        "with:",
        "ci.yml",
        "with:\n  repository: open-metadata/OpenMetadata\n  ref: 1.9.3-release\n",
        "OMC141:3",
    ),
    Form(
        "strategy:",
        "ci.yml",
        "strategy:\n  matrix:\n    om_version: ['1.9.3', '1.11.4']\n",
        "OMC141:3",
    ),
    Form(
        "on: push",
        "ci.yml",
        "on: push\nname: 1.9.3\n",
    ),
    Form(
        "pipeline { environment { OPENMETADATA_TAG = '1.9.3' } }",
        "Jenkinsfile",
        'pipeline { environment { OPENMETADATA_TAG = "1.9.3" } }\n',
        "OMC141:1",
    ),
    Form(
        "IMAGE := docker.getcollate.io/openmetadata/server:1.9.3",
        "Makefile",
        "IMAGE := docker.getcollate.io/openmetadata/server:1.9.3\n",
        "OMC141:1",
    ),
    Form(
        "VERSION := 1.9.3",
        "Makefile",
        "VERSION := 1.9.3\npull:\n\tdocker pull openmetadata/server:$(VERSION)\n",
        "OMC141:1",
    ),
    Form(
        "om_server_version: 1.9.3",
        "vars.yml",
        "om_server_version: 1.9.3\nom_ingestion_image: openmetadata/ingestion\nom_ingestion_tag: 1.9.3\n",
        "OMC141:1 OMC141:3",
    ),
    Form(
        "OM_VERSION={{ om_version | default('1.9.3') }}",
        "vars.j2",
        "OM_VERSION={{ om_version | default('1.9.3') }}\n",
        "OMC141:1",
    ),
    Form(
        "services:",
        "compose.yml",
        "services:\n  s:\n    image: openmetadata/server:${VERSION:?x}\n    environment:\n      VERSION: 1.9.3\n",
        "OMC141:5",
    ),
    Form(
        "sed -i 's/openmetadata-ingestion==.*/openmetadata-ingestion=",
        "x.sh",
        "sed -i 's/openmetadata-ingestion==.*/openmetadata-ingestion==1.11.4/' r.txt\n",
    ),
    Form(
        "IMG='docker.getcollate.io/openmetadata/server'",
        "x.sh",
        'IMG="docker.getcollate.io/openmetadata/server"\nTAG="1.9.3"\ndocker pull $IMG:$TAG\n',
        "OMC141:2",
    ),
    Form(
        "curl -O https://raw.githubusercontent.com/open-metadata/Open",
        "x.sh",
        "curl -O https://raw.githubusercontent.com/open-metadata/OpenMetadata/1.9.3/docker/x.yml\n",
        "OMC141:1",
    ),
    Form(
        "git checkout tags/1.9.3-release",
        "x.sh",
        "git checkout tags/1.9.3-release\n",
    ),
    Form(
        "{'cells':[{'cell_type':'code','source':['import sys\\n','!{sy",
        "nb.ipynb",
        '{"cells":[{"cell_type":"code","source":["import sys\\n","!{sys.executable} -m pip install '
        '\\"openmetadata-ingestion[mysql]==1.9.3\\""],"outputs":[]}],"metadata":{}}',
        "OMC141:2",
    ),
)
