# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._info.parts import airflow_login
from ansible_collections.openmetadata.ops.plugins.module_utils._info.summary import summarize

BASE = {
    "engine": "mysql",
    "login_host": "db",
    "login_port": 13306,
    "login_user": "root",
    "login_password": "secret",
    "login_unix_socket": "/run/mysqld/mysqld.sock",
    "login_db": "openmetadata_db",
    "airflow_engine": None,
    "airflow_login_host": None,
    "airflow_login_port": None,
    "airflow_login_user": None,
    "airflow_login_password": None,
    "airflow_login_db": "airflow_db",
}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (
            {},
            {
                "engine": "mysql",
                "login_host": "db",
                "login_port": 13306,
                "login_user": "root",
                "login_password": "secret",
            },
        ),
        ({"airflow_login_host": "db"}, {"login_port": 13306, "login_unix_socket": "/run/mysqld/mysqld.sock"}),
        ({"airflow_login_host": "other"}, {"login_port": None, "login_unix_socket": None, "login_password": "secret"}),
        ({"airflow_engine": "postgresql"}, {"engine": "postgresql", "login_port": None, "login_host": "db"}),
        # The password of one account is never tried for another.
        ({"airflow_login_user": "airflow"}, {"login_user": "airflow", "login_password": None, "login_port": 13306}),
        (
            {"airflow_login_user": "airflow", "airflow_login_password": "p", "airflow_login_port": 1},
            {"login_user": "airflow", "login_password": "p", "login_port": 1},
        ),
    ],
)
def test_airflow_login(options: dict, expected: dict) -> None:
    login = airflow_login({**BASE, **options})
    assert {key: login[key] for key in expected} == expected
    assert login["login_db"] == "airflow_db"


DATABASE = {"version": "9.7.4-2 (Debian)", "engine": "mysql", "name": "om", "schema_version": "1.9.17"}


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({}, "Nothing was asked for."),
        (
            {
                "server": {"version": "1.9.17", "healthy": True},
                "database": DATABASE,
                "airflow": {"present": True, "release": "2.10.3", "revision": "5f"},
            },
            "OpenMetadata 1.9.17, healthy; database om on MySQL 9.7.4-2, migrated to 1.9.17; "
            "Airflow database of 2.10.3.",
        ),
        (
            {
                "database": {**DATABASE, "schema_version": None},
                "airflow": {"present": True, "release": None, "revision": "5f"},
            },
            "Database om on MySQL 9.7.4-2, without migrations; Airflow database of revision 5f.",
        ),
        (
            {"server": {"version": "1.9", "healthy": None}, "errors": {"sizes": "x"}},
            "OpenMetadata 1.9; not told: sizes.",
        ),
    ],
)
def test_summary(parts: dict, text: str) -> None:
    assert summarize({"server": {}, "database": {}, "airflow": {}, "errors": {}, **parts}) == text
