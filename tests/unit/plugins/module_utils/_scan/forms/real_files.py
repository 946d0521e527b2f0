# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Files other than Python as they are found in repositories."""

from __future__ import annotations

from .form import Form

REAL_FILES = (
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
        "data:",
        "tmpl.yaml.j2",
        "data:\n  x.py: |\n    from metadata.x import w\n    c = {{ cfg | to_json }}\n    w.print_status()\n",
        "OMC101:5",
    ),
    Form(
        "locals {",
        "main.tf",
        "locals {\n  script = <<-EOT\n    from metadata.x import w\n    w.print_status()\n  EOT\n}\n",
        "OMC101:4",
    ),
    Form(
        "curl $H/api/v1/glossaryTerms -d @- <<EOF",
        "a.sh",
        'curl $H/api/v1/glossaryTerms -d @- <<EOF\n{\n  "name": "x",\n  "status": "Approved"\n}\nEOF\n',
        "OMC103:4",
    ),
    Form(
        "STATUS=Approved",
        "a.sh",
        "STATUS=Approved\ncurl $H/api/v1/glossaryTerms/name/x | jq -r .status\n",
        "OMC103:2",
    ),
    Form(
        "status",
        "terms.csv",
        "status\nApproved\n",
    ),
    Form(
        "{'name':'x','glossary':'g','glossaryTerm': true,'status':'De",
        "a.json",
        '{"name":"x","glossary":"g","glossaryTerm": true,"status":"Deprecated"}',
        "OMC103:1",
    ),
    Form(
        "openmetadata-ingestion[mysql,postgres]~=1.9.3.0",
        "requirements.txt",
        "openmetadata-ingestion[mysql,postgres]~=1.9.3.0\n",
        "OMC141:1",
    ),
    Form(
        "openmetadata.ingestion==1.9.3",
        "requirements.txt",
        "openmetadata.ingestion==1.9.3\n",
        "OMC141:1",
    ),
    Form(
        "OpenMetadata-Ingestion == 1.9.3",
        "requirements.txt",
        "OpenMetadata-Ingestion == 1.9.3\n",
        "OMC141:1",
    ),
    Form(
        "openmetadata-ingestion (==1.9.3)",
        "requirements.txt",
        "openmetadata-ingestion (==1.9.3)\n",
        "OMC141:1",
    ),
    Form(
        "-e git+https://github.com/open-metadata/OpenMetadata.git@1.9",
        "requirements.txt",
        "-e "
        "git+https://github.com/open-metadata/OpenMetadata.git@1.9.3-release#egg=openmetadata-inges"
        "tion&subdirectory=ingestion\n",
        "OMC141:1",
    ),
    Form(
        "git+ssh://git@github.com/open-metadata/OpenMetadata.git@v1.9",
        "requirements.txt",
        "git+ssh://git@github.com/open-metadata/OpenMetadata.git@v1.9.3#egg=x\n",
        "OMC141:1",
    ),
    Form(
        "https://files.pythonhosted.org/packages/x/openmetadata_inges",
        "requirements.txt",
        "https://files.pythonhosted.org/packages/x/openmetadata_ingestion-1.9.3.0.tar.gz\n",
        "OMC141:1",
    ),
    Form(
        "[project.optional-dependencies]",
        "pyproject.toml",
        '[project.optional-dependencies]\nom = ["openmetadata-ingestion>=1.9.0,<1.10.0"]\n',
        "OMC141:2",
    ),
    Form(
        "[tool.poetry.group.x.dependencies]",
        "pyproject.toml",
        '[tool.poetry.group.x.dependencies]\nopenmetadata-ingestion = [{version = "1.9.3", python = ">=3.8"}]\n',
        "OMC141:2",
    ),
    Form(
        "openmetadata-ingestion = {version = '>=1.9,<1.10', optional ",
        "pyproject.toml",
        'openmetadata-ingestion = {version = ">=1.9,<1.10", optional = true}\n',
        "OMC141:1",
    ),
    Form(
        "openmetadata-ingestion = '>=1.9'",
        "pyproject.toml",
        'openmetadata-ingestion = ">=1.9"\n',
    ),
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
        "openmetadata:",
        "values.yaml",
        "openmetadata:\n"
        "  image:\n"
        '    repository: "docker.getcollate.io/openmetadata/server"\n'
        "    # the tag\n"
        "    tag: '1.9.3'\n",
        "OMC141:5",
    ),
    Form(
        "airflow:",
        "values.yaml",
        "airflow:\n"
        "  image:\n"
        "    repository: docker.getcollate.io/openmetadata/ingestion\n"
        "    pullPolicy: IfNotPresent\n"
        "    tag: 1.9.3\n",
        "OMC141:5",
    ),
    Form(
        "{'image': {",
        "values.json",
        '{"image": {\n  "repository": "openmetadata/server",\n  "tag": "1.9.3"\n}}\n',
        "OMC141:3",
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
        "- run: pip install openmetadata-ingestion==${{ env.VER }}",
        "ci.yml",
        "      - run: pip install openmetadata-ingestion==${{ env.VER }}\nenv:\n  VER: 1.9.3\n",
        "OMC141:3",
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
        "image:",
        "a.yaml",
        "image:\n  repository: bitnami/redis\n  tag: 1.9.3\n",
    ),
    Form(
        "- image: openmetadata/server:1.11.4",
        "a.yaml",
        "- image: openmetadata/server:1.11.4\n- image: elasticsearch:8.11.4\n",
    ),
    Form(
        "TAG=1.9.3",
        ".env",
        "TAG=1.9.3\n",
    ),
    Form(
        "services:",
        "compose.yml",
        "services:\n  om:\n    image: openmetadata/server:${TAG}\n",
    ),
    Form(
        "[testenv]",
        "tox.ini",
        "[testenv]\nsetenv =\n  OM_VERSION = 1.9.3\n",
        "OMC141:3",
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
        "SELECT '{{ execution_date }}'",
        "x.sql",
        "SELECT '{{ execution_date }}'\n",
    ),
    Form(
        "curl $H/api/v1/feed -d '{}'",
        "a.sh",
        "curl $H/api/v1/feed -d '{}'\n",
        "OMC161:1",
    ),
    Form(
        "appConfiguration:",
        "a.yaml",
        "appConfiguration:\n  recreateIndex: true\n  useDistributedIndexing: false\n",
        "OMC139:2 OMC139:3",
    ),
    Form(
        "app_configuration = {",
        "a.tf",
        "app_configuration = {\n  recreateIndex = true\n}\n",
        "OMC139:2",
    ),
    Form(
        "{'name':'x','pipelineType':'metadata',",
        "a.json",
        '{"name":"x","pipelineType":"metadata",\n"sourceConfig":{"config":{"schemaFilterPattern":{"includes":[]}}}}\n',
        "OMC163:2",
    ),
    Form(
        "{'name':'x','pipelineType':'metadata',",
        "a.json",
        '{"name":"x","pipelineType":"metadata",\n"sourceConfig":{\n  "config":{\n    "type":"DatabaseMetadata"}}}\n',
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
        "# image: openmetadata/server:1.9.3",
        "a.yaml",
        "# image: openmetadata/server:1.9.3\nimage: openmetadata/server:1.11.4  # was openmetadata/server:1.9.3\n",
    ),
    Form(
        "// image = 'openmetadata/server:1.9.3'",
        "a.tf",
        '// image = "openmetadata/server:1.9.3"\n/* openmetadata/server:1.9.3\n */\n',
    ),
    Form(
        ";OM_VERSION=1.9.3",
        "a.ini",
        ";OM_VERSION=1.9.3\n",
    ),
    Form(
        "# FROM openmetadata/ingestion:1.9.3",
        "Dockerfile",
        "# FROM openmetadata/ingestion:1.9.3\nFROM openmetadata/ingestion:1.11.4\n",
    ),
    Form(
        "if [ x ]; then :; fi # curl /v1/feed",
        "a.sh",
        "if [ x ]; then :; fi # curl /v1/feed\n",
    ),
    Form(
        "curl '$H/api/v1/feed#x'",
        "a.sh",
        'curl "$H/api/v1/feed#x"\n',
    ),
    Form(
        "requests>=2",
        "requirements.txt",
        "requests>=2\n-r base.txt\n-c constraints.txt\nopenmetadata-ingestion>=1.9.0\n",
    ),
    Form(
        "openmetadata-ingestion>=1.9.0 # <1.10",
        "requirements.txt",
        "openmetadata-ingestion>=1.9.0 # <1.10\n",
    ),
    Form(
        "# openmetadata-ingestion = '1.9.3'",
        "pyproject.toml",
        '# openmetadata-ingestion = "1.9.3"\n'
        "[tool.black]\n"
        'target-version = ["py38"]\n'
        "[project]\n"
        'requires-python = ">=3.9"\n'
        'classifiers = ["Programming Language :: Python :: 3.8"]\n',
    ),
    Form(
        "- name: Approve",
        "a.yml",
        "- name: Approve\n"
        "  uri:\n"
        "    url: '{{ om }}/api/v1/glossaryTerms/{{ id }}'\n"
        "    method: PATCH\n"
        "    body:\n"
        "      - {op: replace, path: /status, value: Approved}\n",
        "OMC103:6",
    ),
    Form(
        "- uri:",
        "a.yml",
        "- uri:\n    url: '{{ om }}/api/v1/glossaryTerms'\n    body: {name: x, status: Draft}\n",
        "OMC103:3",
    ),
    Form(
        "resource 'openmetadata_glossary_term' 'x' {",
        "a.tf",
        'resource "openmetadata_glossary_term" "x" {\n  status = "Approved"\n}\n',
        "OMC103:2",
    ),
    Form(
        "apiVersion: v1",
        "terms.yaml",
        "apiVersion: v1\nkind: GlossaryTerm\nspec:\n  status: 'In Review'\n",
        "OMC103:4",
    ),
    Form(
        "glossary_terms:",
        "a.yaml",
        "glossary_terms:\n- name: x\n  entityStatus: Approved\nstatus: ok\n",
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
        "openmetadata:",
        "versions.yml",
        "openmetadata:\n  version: 1.9.3\n",
        "OMC141:2",
    ),
    Form(
        "redis:",
        "versions.yml",
        "redis:\n  version: 1.9.3\nopenmetadata:\n  version: 1.11.4\n",
    ),
    Form(
        "{'openmetadata': '1.9.3', 'redis': '1.9.3'}",
        "versions.json",
        '{"openmetadata": "1.9.3", "redis": "1.9.3"}\n',
        "OMC141:1",
    ),
    Form(
        "openmetadataVersion=1.9.3",
        "gradle.properties",
        "openmetadataVersion=1.9.3\n",
        "OMC141:1",
    ),
    Form(
        "spec:",
        "app.yaml",
        "spec:\n"
        "  source:\n"
        "    repoURL: https://helm.open-metadata.org\n"
        "    targetRevision: 1.9.3\n"
        "    chart: openmetadata\n",
        "OMC141:4",
    ),
    Form(
        "dependencies:",
        "Chart.lock",
        "dependencies:\n"
        "- name: openmetadata\n"
        "  repository: https://helm.open-metadata.org/\n"
        "  version: 1.9.3\n"
        "digest: sha256:1\n",
        "OMC141:4",
    ),
    Form(
        "helmCharts:",
        "kustomization.yaml",
        "helmCharts:\n"
        "- name: openmetadata\n"
        "  repo: https://helm.open-metadata.org\n"
        "  releaseName: om\n"
        "  version: 1.9.3\n",
        "OMC141:5",
    ),
    Form(
        "{'customManagers': []}",
        "renovate.json",
        '{"customManagers": []}\n',
    ),
    Form(
        "x-om: &om",
        "compose.yml",
        "x-om: &om\n  image: 'docker.getcollate.io/openmetadata/ingestion:${OM_TAG:-1.9.3}'\n",
        "OMC141:2",
    ),
    Form(
        "image: elasticsearch:8.11.4",
        "compose.yml",
        "image: elasticsearch:8.11.4\n",
    ),
    Form(
        "FROM apache/airflow:2.10.5-python3.9",
        "Dockerfile",
        "FROM apache/airflow:2.10.5-python3.9\nRUN pip install openmetadata-ingestion==1.11.4\n",
        "OMC126:1",
    ),
    Form(
        "{'name':'app','appType':'external','className':'x',",
        "a.json",
        '{"name":"app","appType":"external","className":"x",\n"eventSubscriptions":[{}]}\n',
        "OMC164:2",
    ),
    Form(
        "openmetadata-ingestion[deltalake]==1.11.4",
        "requirements.txt",
        "openmetadata-ingestion[deltalake]==1.11.4\n",
        "OMC162:1",
    ),
    Form(
        "great_expectations>=0.18,<1.0",
        "requirements.txt",
        "great_expectations>=0.18,<1.0\n",
        "OMC137:1",
    ),
    Form(
        "great_expectations==1.5.0",
        "requirements.txt",
        "great_expectations==1.5.0\nsqlalchemy==2.0.48\nSQLAlchemy-Utils==0.41\nflask-sqlalchemy<3\n",
    ),
    Form(
        "sqlalchemy = '^1.4'",
        "pyproject.toml",
        'sqlalchemy = "^1.4"\ngreat-expectations = "~0.18"\n',
        "OMC138:1 OMC137:2",
    ),
)
