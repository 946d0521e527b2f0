# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Pins in lists of packages."""

from __future__ import annotations

from .form import Form

REAL_PACKAGES = (
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
        "[testenv]",
        "tox.ini",
        "[testenv]\nsetenv =\n  OM_VERSION = 1.9.3\n",
        "OMC141:3",
    ),
    Form(
        ";OM_VERSION=1.9.3",
        "a.ini",
        ";OM_VERSION=1.9.3\n",
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
        "openmetadataVersion=1.9.3",
        "gradle.properties",
        "openmetadataVersion=1.9.3\n",
        "OMC141:1",
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
    Form(
        "[project]",
        "pyproject.toml",
        '[project]\nname = "openmetadata-ingestion"\nversion = "1.9.3"\n',
        "OMC141:3",
    ),
    Form(
        "[project]",
        "pyproject.toml",
        '[project]\nname = "openmetadata-tools"\nversion = "1.9.3"\n',
    ),
    Form(
        "project(x VERSION 1.9.3)",
        "CMakeLists.txt",
        "project(x VERSION 1.9.3)\n",
    ),
    Form(
        "pip install openmetadata-ingestion==1.9.3",
        "docs.txt",
        "pip install openmetadata-ingestion==1.9.3\n",
    ),
)
