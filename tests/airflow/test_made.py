# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""States that people make by hand, made here by SQL: what they are called, and where they end."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import re
import threading
import time
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.sessions import MIGRATION_LOCK
from ansible_collections.openmetadata.ops.plugins.module_utils._database.privileges import (
    DATABASE_PRIVILEGES,
    account_grants,
)
from harness import ACCOUNT, Airflow, Database
from test_captured import KEYS

RELEASE = "3.3.2"
KEY = "dag_id, task_id, run_id, map_index"
DROP_ALL_KEYS = (
    "ALTER TABLE rendered_task_instance_fields DROP FOREIGN KEY rtif_ti_fkey; "
    "ALTER TABLE task_fail DROP FOREIGN KEY task_fail_ti_fkey; "
    "ALTER TABLE task_instance_note DROP FOREIGN KEY task_instance_note_ti_fkey; "
    "ALTER TABLE task_reschedule DROP FOREIGN KEY task_reschedule_ti_fkey; "
    "ALTER TABLE xcom DROP FOREIGN KEY xcom_task_instance_fkey; "
    "ALTER TABLE task_instance_history DROP FOREIGN KEY task_instance_history_ti_fkey; "
    "ALTER TABLE task_map DROP FOREIGN KEY task_map_task_instance_fkey"
)
XCOM = "ALTER TABLE xcom DROP FOREIGN KEY xcom_task_instance_fkey"
XCOM_AGAIN = f"ADD CONSTRAINT {{name}} FOREIGN KEY ({KEY}) REFERENCES task_instance ({KEY}) ON DELETE {{rule}}"
BEFORE, AFTER = "at_05234396c6fc_small", "at_d59cbbef95eb_small"


@dataclasses.dataclass(frozen=True)
class Made:
    """A captured database, what somebody did to it, and how that is called before and after the repair."""

    case: str
    sql: str
    state: str
    after: str = "needs_trust_flag"
    same: bool = True  # whether the repair ends with the schema of the captured one

    def make(self, database: Database) -> dict[str, str]:
        """Make it, and return the schema of before."""
        database.load(self.case)
        schema = database.schema()
        database.run(f"SET foreign_key_checks = 0; {self.sql}")
        return schema


MADE = {
    "a foreign key by another name": Made(
        "clean_2.10.5_small", f"{XCOM}, {XCOM_AGAIN.format(name='xcom_ibfk_1', rule='CASCADE')}", "damaged"
    ),
    "two foreign keys in place of one": Made(
        BEFORE, f"ALTER TABLE xcom {XCOM_AGAIN.format(name='xcom_ibfk_1', rule='CASCADE')}", "damaged"
    ),
    "a foreign key with another rule": Made(
        BEFORE,
        f"{XCOM}; ALTER TABLE xcom {XCOM_AGAIN.format(name='xcom_task_instance_fkey', rule='RESTRICT')}",
        "needs_trust_flag",
        same=False,
    ),
    "no primary key": Made(BEFORE, f"{DROP_ALL_KEYS}; ALTER TABLE task_instance DROP PRIMARY KEY", "damaged"),
    "a number as id": Made(BEFORE, "ALTER TABLE task_instance ADD COLUMN id BIGINT", "stuck"),
    "a number as key": Made(
        BEFORE,
        f"{DROP_ALL_KEYS}; ALTER TABLE task_instance DROP PRIMARY KEY, ADD COLUMN id BIGINT AUTO_INCREMENT PRIMARY KEY",
        "stuck",
    ),
    "some ids filled": Made(
        "stuck_042_04_small", "UPDATE task_instance SET id = NULL WHERE MOD(CRC32(task_id), 2) = 0", "stuck", same=False
    ),
    "stuck and empty": Made("stuck_trust_small", "DELETE FROM task_instance", "stuck", same=False),
    "the function left behind": Made(
        BEFORE,
        "CREATE FUNCTION uuid_generate_v7() RETURNS CHAR(36) DETERMINISTIC RETURN ''",
        "needs_trust_flag",
        same=False,
    ),
    "the version set by hand": Made(
        BEFORE, "UPDATE alembic_version SET version_num = 'd59cbbef95eb'", "damaged", "interrupted", same=False
    ),
    "the old key again": Made(
        AFTER, f"ALTER TABLE task_instance DROP PRIMARY KEY, ADD PRIMARY KEY ({KEY})", "damaged", "interrupted"
    ),
    "a foreign key lost later": Made(AFTER, XCOM, "damaged", "interrupted"),
    "empty ids": Made(
        AFTER,
        "ALTER TABLE task_instance DROP PRIMARY KEY, DROP COLUMN id, ADD COLUMN id VARCHAR(36) NOT NULL DEFAULT ''",
        "damaged",
        "interrupted",
    ),
    "a number as key later": Made(
        AFTER,
        "ALTER TABLE task_instance DROP PRIMARY KEY, DROP COLUMN id; "
        "ALTER TABLE task_instance ADD COLUMN id BIGINT AUTO_INCREMENT PRIMARY KEY",
        "damaged",
        "interrupted",
    ),
    "truncated later": Made(
        "migrated_3.1.2_small",
        "INSERT INTO task_reschedule (ti_id, start_date, end_date, duration, reschedule_date) "
        "SELECT id, NOW(), NOW(), 1, NOW() FROM task_instance LIMIT 3; TRUNCATE TABLE task_instance",
        "damaged",
        "ready",
    ),
}


# `make test` runs one of each kind.
ALWAYS = ("a foreign key by another name", "a number as key", "the version set by hand", "empty ids", "truncated later")


@pytest.mark.parametrize(
    "made",
    [pytest.param(made, marks=() if name in ALWAYS else pytest.mark.slow, id=name) for name, made in MADE.items()],
)
def test_made_by_hand(database: Database, tmp_path: pathlib.Path, made: Made) -> None:
    database.server.set_flag(True)  # one of them makes a function
    schema = made.make(database)
    database.server.set_flag(False)
    before = database.rows("task_instance", *KEYS)
    options = {"airflow_release": RELEASE, "confirm_data_loss": True, "export_dir": str(tmp_path)}
    found = database.fix(**options)
    assert not found.get("failed"), found["msg"]
    assert (found["state"], found["state_after"]) == (made.state, made.after)
    assert database.rows("task_instance", *KEYS) == before
    if made.same:
        assert database.schema() == schema
    again = database.fix(**options)
    assert not again["changed"]
    assert again["plan"] == []


@pytest.mark.slow
@pytest.mark.usefixtures("flag")
@pytest.mark.parametrize("made", MADE.values(), ids=MADE.keys())
def test_made_by_hand_then_migrated(
    database: Database,
    airflow: t.Callable[[str], Airflow],
    clean_schema: t.Callable[[str], dict[str, str]],
    tmp_path: pathlib.Path,
    made: Made,
) -> None:
    clean = clean_schema(RELEASE)
    database.server.set_flag(True)
    made.make(database)
    before = database.rows("task_instance", *KEYS)
    options = {"airflow_release": RELEASE, "confirm_data_loss": True, "export_dir": str(tmp_path)}
    found = database.fix(**options)
    assert not found.get("failed"), found["msg"]
    airflow(RELEASE).migrate(database)
    assert database.fix(**options)["state"] == "migrated"
    assert database.rows("task_instance", *KEYS) == before
    assert database.schema() == clean


@pytest.mark.parametrize("collation", ["utf8mb4_0900_ai_ci", pytest.param("utf8mb4_bin", marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "case", ["stuck_042_16_small", pytest.param("stuck_option2_on_d59_before_retry_small", marks=pytest.mark.slow)]
)
def test_another_collation(database: Database, case: str, collation: str) -> None:
    database.load("at_05234396c6fc_small", collation)
    schema = database.schema()
    database.load(case, collation)
    found = database.fix(airflow_release=RELEASE)
    assert not found.get("failed"), found["msg"]
    assert database.schema() == schema


@contextlib.contextmanager
def reader(database: Database) -> t.Iterator[dict[str, str]]:
    """The login of an account that may only read."""
    with database.server.connect() as admin:
        admin.execute("CREATE USER IF NOT EXISTS 'om_airflow_reader'@'%' IDENTIFIED BY 'reader'")
        admin.execute(f"GRANT SELECT ON {database.name}.* TO 'om_airflow_reader'@'%'")
        try:
            yield {"login_user": "om_airflow_reader", "login_password": "reader"}
        finally:
            admin.execute("DROP USER 'om_airflow_reader'@'%'")


@pytest.mark.parametrize("case", ["stuck_042_16_small", "clean_2.10.5_small"])
def test_an_account_that_may_only_read(database: Database, case: str) -> None:
    database.load(case)
    known = database.fix(strategy="report")
    with reader(database) as login:
        found = database.fix(strategy="report", **login)
        assert not found.get("failed"), found["msg"]
        assert (found["state"], found["plan"]) == (known["state"], known["plan"])
        if known["plan"]:
            refused = database.fix(**login)
            assert refused["failed"]
            assert "denied" in refused["msg"]
            assert refused["applied"] == []


def test_an_account_that_may_not_create_a_function(database: Database) -> None:
    database.load("clean_2.10.5_small")
    with database.server.connect() as admin:
        admin.execute(f"REVOKE CREATE ROUTINE ON {database.name}.* FROM '{ACCOUNT}'@'%'")
        had = account_grants(admin, f"{ACCOUNT}@%")
        seen = database.fix(strategy="report")
        assert [one["missing"] for one in seen["evidence"]["accounts"]] == [["CREATE ROUTINE"]]
        found = database.fix()
        assert not found.get("failed"), found["msg"]
        (statement,) = [one["statement"] for one in found["applied"]]
        assert re.match("GRANT .*CREATE ROUTINE, ", statement)
        assert not database.fix()["changed"]
        # Its other rights are on another pattern, which a grant on the exact name hides.
        kept = [name for name in DATABASE_PRIVILEGES if had.may(name, database=database.name)]
        has = account_grants(admin, f"{ACCOUNT}@%")
        assert len(kept) > 10
        assert has.missing((*kept, "CREATE ROUTINE"), database.name) == ()


@pytest.mark.slow
@pytest.mark.usefixtures("flag")
def test_the_migration_fails_without_that_right_as_it_does_without_the_flag(
    database: Database, airflow: t.Callable[[str], Airflow]
) -> None:
    database.load("at_05234396c6fc_small")
    with database.server.connect() as admin:
        admin.execute(f"REVOKE CREATE ROUTINE ON {database.name}.* FROM '{ACCOUNT}'@'%'")
    output = airflow(RELEASE).start_migration(database).communicate()[0]
    assert "1305" in output
    found = database.fix(airflow_release=RELEASE)
    assert (found["state"], found["state_after"]) == ("stuck", "ready")
    airflow(RELEASE).migrate(database)


@contextlib.contextmanager
def lock_held(database: Database, name: str | None, seconds: float) -> t.Iterator[None]:
    """Somebody on the database of that name holds Airflow's migration lock for some time."""
    with database.server.connect(name) as other:
        assert other.value("SELECT GET_LOCK(%s, 0)", (MIGRATION_LOCK,)) == 1

        def let_go() -> None:
            time.sleep(seconds)
            other.value("SELECT RELEASE_LOCK(%s)", (MIGRATION_LOCK,))

        thread = threading.Thread(target=let_go)
        thread.start()
        try:
            yield
        finally:
            thread.join()


def test_a_running_migration_is_waited_for_or_refused(database: Database) -> None:
    database.load("clean_2.10.5_small")
    with lock_held(database, database.name, 8):
        refused = database.fix()
        assert refused["failed"]
        assert refused["state"] == "migration_running"
        waited = database.fix(wait_timeout=60)
        assert not waited.get("failed"), waited["msg"]
        assert waited["state"] == "needs_trust_flag"


def test_the_lock_of_another_database_is_told(database: Database) -> None:
    database.load("stuck_trust_small")
    with lock_held(database, "mysql", 8):
        seen = database.fix(strategy="report")
        assert seen["state"] == "stuck", seen["msg"]
        assert seen["evidence"]["lock_holder"]["database"] == "mysql"
        assert seen["then"][0]["do"] == "wait for that session"
        # the repair does not need the lock
        assert database.fix()["state_after"] == "needs_trust_flag"
