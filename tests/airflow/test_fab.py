# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The chain of the provider FAB, whose first revision fails on MySQL with FAB 3.1: before, and after it failed."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import CACHE, Airflow, Database

RELEASE, PROVIDER = "3.1.5", "3.1.0"


@pytest.fixture
def fab(tmp_path: pathlib.Path) -> Airflow:
    """The release with FAB as its auth manager."""
    found = Airflow(RELEASE, tmp_path / "airflow", fab=True)
    found.install()
    return found


def test_the_provider_is_one_that_fails(fab: Airflow) -> None:
    assert list(
        (CACHE / "airflow").glob(f"{RELEASE}-fab/lib/*/site-packages/apache_airflow_providers_fab-{PROVIDER}.*")
    )


@pytest.mark.slow
@pytest.mark.parametrize("failed", [False, True])
@pytest.mark.usefixtures("flag")
def test_first_revision(database: Database, fab: Airflow, failed: bool) -> None:
    database.load("clean_2.10.5_small")
    options: dict[str, t.Any] = {"airflow_release": RELEASE}
    if failed:
        assert "1064" in fab.fail(database)
        assert database.revision() == "cc92b33c6709"
        assert "1064" in fab.fail(database)
    else:
        options["fab_provider"] = PROVIDER
    reported = database.fix(strategy="report", **options)
    assert reported["state"] == ("fab_unfinished" if failed else "damaged")
    assert "6709f7a774b9" in reported["msg"]
    repaired = database.fix(**options)
    assert not repaired.get("failed"), repaired["msg"]
    assert not database.fix(**options)["changed"]
    fab.migrate(database)
    after = database.fix(strategy="report", **options)
    assert (after["state"], after["evidence"]["fab_revision"]) == ("migrated", "6709f7a774b9")
    assert {"table ab_user_group", "idx ab_group_role.idx_group_role_id"} <= set(database.schema())


@pytest.mark.usefixtures("flag")
def test_foreign_keys_that_the_second_revision_expects(database: Database) -> None:
    """One has been dropped by an earlier try, one has the name that MySQL gave it."""
    database.load("migrated_3.1.2_small")
    database.run(
        "CREATE TABLE alembic_version_fab (version_num VARCHAR(32) PRIMARY KEY)",
        "INSERT INTO alembic_version_fab VALUES ('6709f7a774b9')",
        "ALTER TABLE ab_user_role DROP FOREIGN KEY ab_user_role_user_id_fkey",
        "ALTER TABLE ab_permission_view_role DROP FOREIGN KEY ab_permission_view_role_role_id_fkey, "
        "ADD CONSTRAINT ab_permission_view_role_ibfk_1 FOREIGN KEY (role_id) REFERENCES ab_role (id)",
    )
    repaired = database.fix(airflow_release=RELEASE)
    assert not repaired.get("failed"), repaired["msg"]
    assert (repaired["state"], repaired["state_after"]) == ("fab_unfinished", "migrated")
    names = {name for name in database.schema() if name.startswith(("fk ab_user_role.", "fk ab_permission_view_role."))}
    assert names == {
        "fk ab_user_role.ab_user_role_user_id_fkey",
        "fk ab_user_role.ab_user_role_role_id_fkey",
        "fk ab_permission_view_role.ab_permission_view_role_role_id_fkey",
        "fk ab_permission_view_role.ab_permission_view_role_permission_view_id_fkey",
    }
