# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Takes privileges away from the account that backs up, one by one.

Each case ends in one of two ways: the account reads the same catalogue as the administrator, and its dump restores to
it; or the check before the dump refuses, names what is lacking, and the statement that it names ends the refusal.
"""

from __future__ import annotations

import contextlib

import collection
import everything

collection.use()

from ansible_collections.openmetadata.ops.plugins.module_utils._backup import create  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.catalogue import (  # noqa: E402
    differences,
    read_catalogue,
)
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import connect  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError  # noqa: E402

ACCOUNT = "om_backup_account"
PASSWORD = "om backup"
DATABASE = "om_privileges_db"

# What is taken away, and the words of the refusal; None where a dump is complete without it.
MYSQL: dict[str, tuple[list[str], str | None]] = {
    "nothing": ([], None),
    "LOCK TABLES": ([f"REVOKE LOCK TABLES ON `om\\_privileges\\_db`.* FROM {ACCOUNT}"], None),
    "SELECT": ([f"REVOKE SELECT ON `om\\_privileges\\_db`.* FROM {ACCOUNT}"], "SELECT for its tables"),
    "SELECT but for a table": (
        [
            f"REVOKE SELECT ON `om\\_privileges\\_db`.* FROM {ACCOUNT}",
            f"GRANT SELECT ON om_privileges_db.parent TO {ACCOUNT}",
        ],
        "SELECT for its tables",
    ),
    "SHOW VIEW": ([f"REVOKE SHOW VIEW ON `om\\_privileges\\_db`.* FROM {ACCOUNT}"], "SHOW VIEW for its views"),
    "TRIGGER": ([f"REVOKE TRIGGER ON `om\\_privileges\\_db`.* FROM {ACCOUNT}"], "TRIGGER for its triggers"),
    "EVENT": ([f"REVOKE EVENT ON `om\\_privileges\\_db`.* FROM {ACCOUNT}"], "EVENT for its events"),
    "SHOW_ROUTINE": ([f"REVOKE SHOW_ROUTINE ON *.* FROM {ACCOUNT}"], "SHOW_ROUTINE for its functions"),
    "SHOW_ROUTINE but the names": (
        [
            f"REVOKE SHOW_ROUTINE ON *.* FROM {ACCOUNT}",
            f"GRANT EXECUTE ON `om\\_privileges\\_db`.* TO {ACCOUNT}",
        ],
        "SHOW_ROUTINE for its functions and procedures (f, p)",
    ),
    "SHOW_ROUTINE but SELECT everywhere": (
        [f"REVOKE SHOW_ROUTINE ON *.* FROM {ACCOUNT}", f"GRANT SELECT ON *.* TO {ACCOUNT}"],
        None,
    ),
    "all but a role that is not active": (
        [
            f"REVOKE ALL, GRANT OPTION FROM {ACCOUNT}",
            f"GRANT ALL ON *.* TO {ACCOUNT}_role",
            f"GRANT {ACCOUNT}_role TO {ACCOUNT}",
        ],
        "are granted to it and not active",
    ),
    "all but a default role": (
        [
            f"REVOKE ALL, GRANT OPTION FROM {ACCOUNT}",
            f"GRANT ALL ON *.* TO {ACCOUNT}_role",
            f"GRANT {ACCOUNT}_role TO {ACCOUNT}",
            f"SET DEFAULT ROLE {ACCOUNT}_role TO {ACCOUNT}",
        ],
        None,
    ),
    "all but those on a database of a similar name": (
        [
            f"REVOKE ALL, GRANT OPTION FROM {ACCOUNT}",
            f"GRANT SHOW_ROUTINE ON *.* TO {ACCOUNT}",
            f"GRANT ALL ON `omXprivileges_db`.* TO {ACCOUNT}",
        ],
        "SELECT, SHOW VIEW, TRIGGER, EVENT for its tables",
    ),
}
MYSQL_SETUP = [
    f"DROP USER IF EXISTS {ACCOUNT}",
    f"DROP ROLE IF EXISTS {ACCOUNT}_role",
    f"CREATE USER {ACCOUNT} IDENTIFIED BY '{PASSWORD}'",
    f"CREATE ROLE {ACCOUNT}_role",
    "GRANT SELECT, SHOW VIEW, TRIGGER, EVENT, LOCK TABLES ON `om\\_privileges\\_db`.* TO " + ACCOUNT,
    f"GRANT SHOW_ROUTINE ON *.* TO {ACCOUNT}",
]
POSTGRESQL: dict[str, tuple[list[str], str | None]] = {
    "nothing": ([], None),
    "USAGE on a schema": ([f"REVOKE USAGE ON SCHEMA other FROM {ACCOUNT}"], "USAGE on schema other"),
    "SELECT on a table": ([f"REVOKE SELECT ON parent FROM {ACCOUNT}"], "SELECT on table public.parent"),
    "SELECT on a table but its columns": (
        [f"REVOKE SELECT ON child FROM {ACCOUNT}", f"GRANT SELECT (id, parent) ON child TO {ACCOUNT}"],
        "SELECT on table public.child",
    ),
    "SELECT on a partition": ([f"REVOKE SELECT ON measured_low FROM {ACCOUNT}"], "public.measured_low"),
    "SELECT on a partitioned table": ([f"REVOKE SELECT ON measured FROM {ACCOUNT}"], "SELECT on table public.measured"),
    "SELECT on every table of a schema": (
        [f"REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM {ACCOUNT}"],
        "tables of schema public",
    ),
    "SELECT on a sequence": (
        [f"REVOKE SELECT ON SEQUENCE counter FROM {ACCOUNT}"],
        "SELECT on sequence public.counter",
    ),
    "SELECT on a materialized view": ([f"REVOKE SELECT ON kept FROM {ACCOUNT}"], "SELECT on table public.kept"),
    "SELECT on a view": ([f"REVOKE SELECT ON shown FROM {ACCOUNT}"], None),
    "SELECT on a large object": (
        [f"REVOKE SELECT ON LARGE OBJECT 4711 FROM {ACCOUNT}"],
        "SELECT for large object 4711",
    ),
    "BYPASSRLS": ([f"ALTER ROLE {ACCOUNT} NOBYPASSRLS"], "BYPASSRLS for the row level security of public.guarded"),
    "EXECUTE on a function": (["REVOKE ALL ON FUNCTION f(int) FROM PUBLIC"], None),
    "USAGE on a type": (["REVOKE ALL ON TYPE mood FROM PUBLIC"], None),
    "all but pg_read_all_data": (
        [
            f"REVOKE SELECT ON ALL TABLES IN SCHEMA public, other FROM {ACCOUNT}",
            f"REVOKE SELECT ON ALL SEQUENCES IN SCHEMA public, other FROM {ACCOUNT}",
            f"GRANT pg_read_all_data TO {ACCOUNT}",
        ],
        None,
    ),
    "SUPERUSER with a subscription": (
        ["CREATE SUBSCRIPTION s CONNECTION 'host=nowhere' PUBLICATION p WITH (connect = false)"],
        "SUPERUSER for subscription s",
    ),
}
POSTGRESQL_SETUP = [
    f"CREATE ROLE {ACCOUNT} LOGIN BYPASSRLS PASSWORD '{PASSWORD}'",
    f"GRANT USAGE ON SCHEMA public, other TO {ACCOUNT}",
    f"GRANT SELECT ON ALL TABLES IN SCHEMA public, other TO {ACCOUNT}",
    f"GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, other TO {ACCOUNT}",
    f"GRANT SELECT ON LARGE OBJECT 4711, 4712 TO {ACCOUNT}",
]


def login(user: str | None = None) -> Login:
    changes = {"login_user": ACCOUNT, "login_password": PASSWORD} if user else {}
    return Login.from_params(collection.params(login_db=DATABASE, **changes))


def refusal() -> str | None:
    try:
        create.check_access(
            create.Wanted(login(ACCOUNT), everything.client(login()), (DATABASE,), (), "none", 1, None, False)
        )
    except OpsError as exc:
        return exc.message
    return None


def run(statements: list[str]) -> None:
    raw = collection.admin(DATABASE)
    with raw.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    raw.close()


def advised(message: str) -> list[str]:
    """The statements of a refusal."""
    text = message.split("run: ", 1)[1].split(". Nothing was written", 1)[0]
    return [statement.split(" (if ", 1)[0] for statement in text.split("; ")]


def setup() -> None:
    """The account with all that it needs."""
    if collection.engine() == "mysql":
        run(MYSQL_SETUP)
        return
    raw = collection.admin(DATABASE)
    with contextlib.closing(raw), raw.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ACCOUNT,))
        if cursor.fetchone():
            cursor.execute(f"DROP OWNED BY {ACCOUNT}")
            cursor.execute(f"DROP ROLE {ACCOUNT}")
    run(POSTGRESQL_SETUP)


def case(name: str, statements: list[str], words: str | None) -> None:
    setup()
    run(statements)
    said = refusal()
    if words is None:
        assert said is None, f"{name}: refused, although a dump is complete: {said}"
    else:
        assert said is not None, f"{name}: not refused"
        assert words in said, f"{name}: the refusal does not say {words!r}: {said}"
        run(advised(said))
        assert refusal() is None, f"{name}: the advised statements do not end it: {refusal()}"
    with connect(login()) as mine, connect(login(ACCOUNT)) as other:
        found = differences(read_catalogue(mine, DATABASE), read_catalogue(other, DATABASE))
        assert found == [], f"{name}: another catalogue: {found}"
    if words is None:
        everything.dump_and_rehearse(login(ACCOUNT), login(), DATABASE, name)
    print(f"{name}: {'refused, and complete with what was advised' if words else 'complete'}", flush=True)


def main() -> None:
    cases = MYSQL if collection.engine() == "mysql" else POSTGRESQL
    everything.recreate(DATABASE)
    try:
        for name, (statements, words) in cases.items():
            case(name, statements, words)
    finally:
        everything.drop(DATABASE, [ACCOUNT])
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
