# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pins in scripts, Dockerfiles and Terraform."""

from __future__ import annotations

from .form import Form

REAL_SCRIPTS = (
    Form(
        "FROM openmetadata/ingestion:1.9.3 AS base",
        "Dockerfile",
        "FROM openmetadata/ingestion:1.9.3 AS base\n"
        "FROM --platform=linux/amd64 docker.getcollate.io/openmetadata/ingestion-base-slim:1.9.3\n",
        "OMC141:1 OMC141:2",
    ),
    Form(
        "ARG INGESTION_VERSION='1.9.3.0'",
        "Dockerfile",
        'ARG INGESTION_VERSION="1.9.3.0"\nRUN pip install "openmetadata-ingestion[all]==${INGESTION_VERSION}"\n',
        "OMC141:1",
    ),
    Form(
        "ARG BASE=docker.getcollate.io/openmetadata/ingestion:1.9.3",
        "Dockerfile",
        "ARG BASE=docker.getcollate.io/openmetadata/ingestion:1.9.3\nFROM ${BASE}\n",
        "OMC141:1",
    ),
    Form(
        "resource 'helm_release' 'openmetadata' {",
        "main.tf",
        'resource "helm_release" "openmetadata" {\n'
        '  repository = "https://helm.open-metadata.org"\n'
        '  chart      = "openmetadata"\n'
        "\n"
        '  version    = "1.9.3"\n'
        "}\n",
        "OMC141:5",
    ),
    Form(
        "resource 'helm_release' 'openmetadata' {",
        "main.tf",
        'resource "helm_release" "openmetadata" {\n'
        '  name = "x"\n'
        '  repository = "https://helm.open-metadata.org/"\n'
        "  chart = var.chart\n"
        '  version = "1.9.3"\n'
        "}\n",
        "OMC141:5",
    ),
    Form(
        "module 'openmetadata' {",
        "main.tf",
        'module "openmetadata" {\n'
        '  source  = "open-metadata/openmetadata/aws"\n'
        '  openmetadata_image_tag = "1.9.3"\n'
        "}\n",
        "OMC141:3",
    ),
    Form(
        "variable 'om_image_tag' {",
        "variables.tf",
        'variable "om_image_tag" {\n  description = "Tag"\n  type = string\n  default = "1.9.3"\n}\n',
        "OMC141:4",
    ),
    Form(
        "variable 'app_version' {",
        "variables.tf",
        'variable "app_version" {\n  default = "1.9.3"\n}\nvariable "om_version" {\n  default = "1.11.4"\n}\n',
    ),
    Form(
        "helm install openmetadata open-metadata/openmetadata --set o",
        "deploy.sh",
        "helm install openmetadata open-metadata/openmetadata --set openmetadata.image.tag=1.9.3\n",
        "OMC141:1",
    ),
    Form(
        "export OPENMETADATA_SERVER_VERSION='1.9.3'",
        "deploy.sh",
        'export OPENMETADATA_SERVER_VERSION="1.9.3"\nread -r OM_VERSION <<< 1.9.3\n',
        "OMC141:1",
    ),
    Form(
        "$OM_VERSION = '1.9.3'",
        "deploy.ps1",
        "$OM_VERSION = '1.9.3'\n",
        "OMC141:1",
    ),
    Form(
        "def omVersion = '1.9.3'",
        "Jenkinsfile",
        "def omVersion = '1.9.3'\nnode { sh \"docker pull openmetadata/server:${omVersion}\" }\n",
        "OMC141:1",
    ),
    Form(
        "variable 'TAG' { default = '1.9.3' }",
        "docker-bake.hcl",
        'variable "TAG" { default = "1.9.3" }\ntarget "x" { tags = ["openmetadata/server:${TAG}"] }\n',
        "OMC141:1",
    ),
    Form(
        "TAG=1.9.3",
        ".env",
        "TAG=1.9.3\n",
    ),
    Form(
        "// image = 'openmetadata/server:1.9.3'",
        "a.tf",
        '// image = "openmetadata/server:1.9.3"\n/* openmetadata/server:1.9.3\n */\n',
    ),
    Form(
        "# FROM openmetadata/ingestion:1.9.3",
        "Dockerfile",
        "# FROM openmetadata/ingestion:1.9.3\nFROM openmetadata/ingestion:1.11.4\n",
    ),
    Form(
        "helm upgrade --install openmetadata open-metadata/openmetada",
        "a.sh",
        "helm upgrade --install openmetadata open-metadata/openmetadata -f values.yaml "
        "--version=1.9.3 \\\n"
        "  --namespace x\n",
        "OMC141:1",
    ),
    Form(
        "helm repo add open-metadata https://helm.open-metadata.org",
        "a.sh",
        "helm repo add open-metadata https://helm.open-metadata.org\n"
        "helm upgrade es elastic/elasticsearch --version 8.5.1\n",
    ),
    Form(
        "docker run -e OM_VERSION=1.9.3 openmetadata/server:$OM_VERSI",
        "a.sh",
        "docker run -e OM_VERSION=1.9.3 openmetadata/server:$OM_VERSION\n",
        "OMC141:1",
    ),
    Form(
        "OM_VERSION=${1:-1.9.3}",
        "a.sh",
        "OM_VERSION=${1:-1.9.3}\n",
        "OMC141:1",
    ),
    Form(
        "pip install 'openmetadata-ingestion[${EXTRAS}]~=1.9.3' 'open",
        "a.sh",
        'pip install "openmetadata-ingestion[${EXTRAS}]~=1.9.3" "openmetadata-managed-apis~=1.9.3"\n',
        "OMC141:1",
    ),
    Form(
        "pip install --upgrade openmetadata-ingestion",
        "a.sh",
        "pip install --upgrade openmetadata-ingestion\n",
    ),
    Form(
        "wget https://github.com/open-metadata/OpenMetadata/releases/",
        "a.sh",
        "wget https://github.com/open-metadata/OpenMetadata/releases/download/1.9.3-release/docker-compose.yml\n",
        "OMC141:1",
    ),
    Form(
        "curl -sL https://github.com/open-metadata/openmetadata-helm-",
        "a.sh",
        "curl -sL "
        "https://github.com/open-metadata/openmetadata-helm-charts/releases/download/openmetadata-1"
        ".9.3/openmetadata-1.9.3.tgz\n",
        "OMC141:1",
    ),
    Form(
        "FROM apache/airflow:2.10.5-python3.9",
        "Dockerfile",
        "FROM apache/airflow:2.10.5-python3.9\nRUN pip install openmetadata-ingestion==1.11.4\n",
        "OMC126:1",
    ),
    Form(
        "OM_TIMEOUT=1.9",
        "x.sh",
        'OM_TIMEOUT=1.9\nOM_PORT=8585\nOPENMETADATA_HEAP_OPTS="-Xmx1.5G"\n',
    ),
    Form(
        "CUSTOM_VERSION=1.9.3",
        "x.env",
        "CUSTOM_VERSION=1.9.3\nFROM_VERSION=1.9.3\nRANDOM_VERSION=1.9.3\n",
    ),
    Form(
        "wget https://downloads.apache.org/x-1.9.3-release.tgz",
        "x.sh",
        "wget https://downloads.apache.org/x-1.9.3-release.tgz\n",
    ),
    Form(
        "implementation 'org.open-metadata:openmetadata-service:1.9.3",
        "build.gradle",
        "implementation 'org.open-metadata:openmetadata-service:1.9.3'\n",
        "OMC141:1",
    ),
    Form(
        "pip install openmetadata-ingestion==1.9.3",
        "x.ps1",
        "pip install openmetadata-ingestion==1.9.3\n",
        "OMC141:1",
    ),
)
