# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pins in YAML and JSON."""

from __future__ import annotations

from .form import Form

REAL_CHARTS = (
    Form(
        "status",
        "terms.csv",
        "status\nApproved\n",
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
        "- run: pip install openmetadata-ingestion==${{ env.VER }}",
        "ci.yml",
        "      - run: pip install openmetadata-ingestion==${{ env.VER }}\nenv:\n  VER: 1.9.3\n",
        "OMC141:3",
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
        "services:",
        "compose.yml",
        "services:\n  om:\n    image: openmetadata/server:${TAG}\n",
    ),
    Form(
        "SELECT '{{ execution_date }}'",
        "x.sql",
        "SELECT '{{ execution_date }}'\n",
    ),
    Form(
        "# image: openmetadata/server:1.9.3",
        "a.yaml",
        "# image: openmetadata/server:1.9.3\nimage: openmetadata/server:1.11.4  # was openmetadata/server:1.9.3\n",
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
        "openmetadata:",
        "a.yaml",
        "openmetadata:\n  redis:\n    image:\n      tag: 7.0.1\n",
    ),
    Form(
        "openmetadata:",
        "a.yaml",
        "openmetadata:\n  config:\n    version: 1.9\n",
    ),
    Form(
        "services:",
        "a.yaml",
        "services:\n  openmetadata-server:\n    image: x\n    environment:\n      JAVA_VERSION: 17.0\n",
    ),
    Form(
        "apiVersion: v2",
        "a.yaml",
        "apiVersion: v2\nname: openmetadata\nversion: 1.9.3\nappVersion: '1.9.3'\n",
        "OMC141:3",
    ),
    Form(
        "{",
        "package.json",
        '{\n  "name": "openmetadata-ui-ext",\n  "version": "1.9.3"\n}\n',
    ),
    Form(
        "om_postgres_version: 15.1",
        "x.yml",
        "om_postgres_version: 15.1\nom_airflow_version: 2.10.5\n",
    ),
    Form(
        "tag: 1.9.3-release",
        "x.yaml",
        "tag: 1.9.3-release\n",
    ),
    Form(
        "x: 1",
        "pom.yaml",
        "x: 1\n",
    ),
    Form(
        "vars:",
        "Taskfile.yml",
        "vars:\n  OM_VERSION: 1.9.3\n",
        "OMC141:2",
    ),
    Form(
        "x",
        "dags/.airflowignore",
        "x\n",
    ),
    Form(
        "- name: x",
        "x.yml",
        "- name: x\n  ansible.builtin.pip:\n    name: openmetadata-ingestion\n    version: 1.9.3\n",
        "OMC141:4",
    ),
    Form(
        "- pip:",
        "x.yml",
        "- pip:\n    name: 'openmetadata-ingestion[mysql]==1.9.3'\n    virtualenv_python: python3.9\n",
        "OMC141:2 OMC126:3",
    ),
    Form(
        "- ansible.builtin.git:",
        "x.yml",
        "- ansible.builtin.git:\n"
        "    repo: https://github.com/open-metadata/OpenMetadata.git\n"
        "    version: 1.9.3-release\n",
        "OMC141:3",
    ),
)
