# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._database.flavor import mysql_flavor, postgresql_flavor
from ansible_collections.openmetadata.ops.plugins.module_utils._params.remedies import advise_mysql, advise_postgresql


@pytest.mark.parametrize(
    ("variables", "flavor"),
    [
        ({"version": "9.7.4-2", "version_comment": "(Debian)", "basedir": "/usr/"}, "mysql"),
        ({"version": "8.0.42", "version_comment": "MySQL Community Server - GPL"}, "mysql"),
        ({"version": "10.11.6-MariaDB-0+deb12u1", "version_comment": "Debian 12"}, "mariadb"),
        ({"version": "8.0.36-28", "version_comment": "Percona Server (GPL), Release 28"}, "percona"),
        ({"version": "8.0.40", "version_comment": "Source distribution", "basedir": "/rdsdbbin/mysql-8.0.40/"}, "rds"),
        ({"version": "8.0.36", "basedir": "/rdsdbbin/oscar-x/", "aurora_version": "3.08.0"}, "aurora"),
        ({"version": "8.0.31-google", "version_comment": "(Google)"}, "cloudsql"),
        ({"version": "8.0.39-azure"}, "azure"),
        ({}, "mysql"),
    ],
)
def test_mysql(variables: dict[str, str], flavor: str) -> None:
    assert mysql_flavor(variables) == flavor


@pytest.mark.parametrize(
    ("roles", "aurora", "flavor"),
    [
        ("", False, "postgresql"),
        ("rds_superuser", False, "rds"),
        ("rds_superuser", True, "aurora"),
        ("cloudsqlsuperuser", False, "cloudsql"),
        ("azure_pg_admin", False, "azure"),
    ],
)
def test_postgresql(roles: str, aurora: bool, flavor: str) -> None:
    assert postgresql_flavor(roles, aurora) == flavor


@pytest.mark.parametrize(
    ("flavor", "name", "there", "absent"),
    [
        ("mysql", "sort_buffer_size", ["SYSTEM_VARIABLES_ADMIN", "my.cnf", "command", "sessionVariables"], ["RDS"]),
        ("mysql", "log_bin_trust_function_creators", ["SYSTEM_VARIABLES_ADMIN", "my.cnf"], ["sessionVariables"]),
        ("rds", "sort_buffer_size", ["parameter group", "sessionVariables"], ["my.cnf", "SUPER"]),
        ("aurora", "log_bin_trust_function_creators", ["cluster parameter group"], ["my.cnf"]),
        ("azure", "sort_buffer_size", ["server parameters"], ["my.cnf"]),
        ("cloudsql", "sort_buffer_size", ["database flags"], ["my.cnf"]),
    ],
)
def test_advice_for_mysql(flavor: str, name: str, there: list[str], absent: list[str]) -> None:
    text = advise_mysql(flavor, name, "20971520")
    assert all(word in text for word in [*there, name, "20971520"])
    assert not any(word in text for word in absent)


def test_advice_for_postgresql() -> None:
    own = advise_postgresql("postgresql", "work_mem", "20480kB", "om", "openmetadata_db")
    assert "ALTER ROLE om SET work_mem = '20480kB'" in own
    assert "ALTER DATABASE openmetadata_db SET work_mem" in own
    assert "postgresql.conf" in own
    managed = advise_postgresql("rds", "work_mem", "20480kB", None, None)
    assert "parameter group" in managed
    assert "postgresql.conf" not in managed
