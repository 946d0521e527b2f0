# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Fixtures of the tests with real Airflow migrations."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import CASES, Airflow, Database, Server
from postgresql import PostgresqlDatabase, PostgresqlServer


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip all without captured databases."""
    if not CASES.exists():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=f"no captured databases in {CASES}: set OM_CASES_DIR"))


@pytest.fixture(scope="session")
def server() -> Server:
    """The server."""
    return Server.find()


@pytest.fixture
def database(server: Server) -> t.Iterator[Database]:
    """A database for one test."""
    made = Database(server, "om_airflow_slow")
    server.set_flag(False)
    yield made
    made.drop()


@pytest.fixture
def postgresql(airflow: t.Callable[[str], Airflow]) -> t.Iterator[PostgresqlDatabase]:
    """A database of Airflow 2.10.5 on PostgreSQL for one test."""
    made = PostgresqlDatabase(PostgresqlServer.find(), "om_airflow_slow")
    made.load(airflow)
    yield made
    made.drop()


@pytest.fixture
def flag(database: Database) -> t.Iterator[None]:
    """log_bin_trust_function_creators on for the test; the database is made before, which sets it off."""
    database.server.set_flag(True)
    yield
    database.server.set_flag(False)


@pytest.fixture(scope="session")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> t.Callable[[str], Airflow]:
    """Installs releases."""

    def install(release: str) -> Airflow:
        found = Airflow(release, pathlib.Path(tmp_path_factory.getbasetemp()) / f"airflow-{release}")
        found.install()
        return found

    return install


@pytest.fixture(scope="session")
def clean_schema(server: Server, airflow: t.Callable[[str], Airflow]) -> t.Callable[[str], dict[str, str]]:
    """The schema that a migration to a release leads to when nothing goes wrong."""
    known: dict[str, dict[str, str]] = {}

    def migrate(release: str) -> dict[str, str]:
        if release not in known:
            reference = Database(server, "om_airflow_slow_clean")
            reference.load("clean_2.10.5_small")
            server.set_flag(True)
            try:
                airflow(release).migrate(reference)
            finally:
                server.set_flag(False)
            known[release] = reference.schema()
            reference.drop()
        return known[release]

    return migrate
