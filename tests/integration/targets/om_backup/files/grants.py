# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compares what the collection reads in SHOW GRANTS with what a real MySQL server lets the account do.

Each case grants something to an account; then every probe is run as that account and compared with the answer of
_database/privileges.py, in a database of the name, and in one whose name its underscore would match.
"""

from __future__ import annotations

import os
import typing as t

import collection
import pymysql

collection.use()

from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import connect  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.privileges import (  # noqa: E402
    account_grants,
    mysql_grants,
)

ACCOUNT = "om_grants"
ROLE = "om_grants_role"
PASSWORD = "om grants"
NAMES = ("om_grants_db", "omXgrantsXdb")
ODD = ("om grants`'%\\_x", "om grants`'y\\_x")
PROBES = {
    "SELECT": "SELECT * FROM {}.t LIMIT 0",
    "INSERT": "INSERT INTO {}.t SELECT 1, 1 FROM DUAL WHERE FALSE",
    "DELETE": "DELETE FROM {}.t WHERE FALSE",
    "CREATE VIEW": "CREATE VIEW {}.v AS SELECT 1 AS a",
    "INDEX": "CREATE INDEX i ON {}.t (a)",
}
UNDO = {"CREATE VIEW": "DROP VIEW {}.v", "INDEX": "DROP INDEX i ON {}.t"}


def quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def run(raw: t.Any, *statements: str) -> None:
    with raw.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def prepare(raw: t.Any) -> None:
    clean(raw)
    for name in (*NAMES, *ODD):
        run(raw, f"CREATE DATABASE {quote(name)}", f"CREATE TABLE {quote(name)}.t (a int, b int)")
    run(raw, f"CREATE FUNCTION {NAMES[0]}.f() RETURNS int DETERMINISTIC RETURN 1")


def clean(raw: t.Any) -> None:
    for name in (*NAMES, *ODD):
        run(raw, f"DROP DATABASE IF EXISTS {quote(name)}")
    run(raw, f"DROP USER IF EXISTS {ACCOUNT}", f"DROP ROLE IF EXISTS {ROLE}")


def fresh(raw: t.Any) -> None:
    run(
        raw,
        f"DROP USER IF EXISTS {ACCOUNT}",
        f"DROP ROLE IF EXISTS {ROLE}",
        f"CREATE USER {ACCOUNT} IDENTIFIED BY '{PASSWORD}'",
        f"CREATE ROLE {ROLE}",
    )


def login() -> Login:
    return Login.from_params(collection.params(login_user=ACCOUNT, login_password=PASSWORD))


def allowed(raw: t.Any, mine: t.Any, probe: str, name: str) -> bool:
    """Whether the server lets the account do it."""
    try:
        run(mine, PROBES[probe].format(quote(name)))
    except (pymysql.err.OperationalError, pymysql.err.ProgrammingError) as exc:
        if exc.args[0] not in (1044, 1142, 1143, 1227):
            raise
        return False
    if probe in UNDO:
        run(raw, UNDO[probe].format(quote(name)))
    return True


def compare(raw: t.Any, what: str, names: t.Sequence[str] = NAMES) -> dict[tuple[str, str], bool]:
    """Every probe in every database: the server's answer, ours for the session, and ours for another's account."""
    with connect(login()) as connection:
        own = mysql_grants(connection)
    with connect(Login.from_params(collection.params())) as connection:
        other = account_grants(connection, f"{ACCOUNT}@%")
    found = {}
    mine = pymysql.connect(user=ACCOUNT, password=PASSWORD, autocommit=True, **collection.where())
    for name in names:
        for probe in PROBES:
            found[probe, name] = may = allowed(raw, mine, probe, name)
            for whose, grants in (("session", own), ("account", other)):
                said = grants.may(probe, database=name, table="t" if probe not in UNDO else None)
                if said is not may:
                    raise SystemExit(f"{what}: {probe} in {name}: the server says {may}, {whose} says {said}")
    mine.close()
    return found


CASES: dict[str, list[str]] = {
    "nothing": [],
    "everything": [f"GRANT ALL ON *.* TO {ACCOUNT}"],
    "a wild name": [f"GRANT SELECT, CREATE VIEW ON `om_grants_db`.* TO {ACCOUNT}"],
    "an escaped name": [f"GRANT ALL ON `om\\_grants\\_db`.* TO {ACCOUNT} WITH GRANT OPTION"],
    "a pattern": [f"GRANT SELECT, INDEX ON `om%`.* TO {ACCOUNT}"],
    "two patterns": [
        f"GRANT SELECT ON `om%`.* TO {ACCOUNT}",
        f"GRANT INSERT ON `om\\_grants\\_db`.* TO {ACCOUNT}",
    ],
    "three patterns": [
        f"GRANT SELECT ON `om%`.* TO {ACCOUNT}",
        f"GRANT INSERT ON `om\\_grants%`.* TO {ACCOUNT}",
        f"GRANT DELETE ON `om\\_grants\\_d_`.* TO {ACCOUNT}",
    ],
    "a table": [f"GRANT SELECT, INSERT ON `om_grants_db`.t TO {ACCOUNT}"],
    "columns": [f"GRANT INSERT (a) ON `om_grants_db`.t TO {ACCOUNT}", f"GRANT DELETE ON om_grants_db.t TO {ACCOUNT}"],
    "a routine": [f"GRANT EXECUTE ON FUNCTION `om_grants_db`.f TO {ACCOUNT}"],
    "a role that is not active": [f"GRANT ALL ON *.* TO {ROLE}", f"GRANT {ROLE} TO {ACCOUNT}"],
    "a default role": [
        f"GRANT SELECT, INDEX ON `om\\_grants\\_db`.* TO {ROLE}",
        f"GRANT DELETE ON `om\\_grants\\_db`.* TO {ACCOUNT}",
        f"GRANT {ROLE} TO {ACCOUNT}",
        f"SET DEFAULT ROLE {ROLE} TO {ACCOUNT}",
    ],
    "two patterns and a role": [
        f"GRANT SELECT ON `om_grants_db`.* TO {ROLE}",
        f"GRANT INSERT ON `om\\_grants\\_db`.* TO {ACCOUNT}",
        f"GRANT {ROLE} TO {ACCOUNT}",
        f"SET DEFAULT ROLE {ROLE} TO {ACCOUNT}",
    ],
    "wild patterns and a role": [
        f"GRANT SELECT ON `om%`.* TO {ROLE}",
        f"GRANT INSERT ON `om\\_grants%`.* TO {ACCOUNT}",
        f"GRANT {ROLE} TO {ACCOUNT}",
        f"SET DEFAULT ROLE {ROLE} TO {ACCOUNT}",
    ],
    "a plain name, a pattern and a role": [
        f"GRANT SELECT ON `om%`.* TO {ROLE}",
        f"GRANT INSERT ON `omXgrantsXdb`.* TO {ACCOUNT}",
        f"GRANT {ROLE} TO {ACCOUNT}",
        f"SET DEFAULT ROLE {ROLE} TO {ACCOUNT}",
    ],
    "a plain name and a pattern": [
        f"GRANT SELECT ON `om%`.* TO {ACCOUNT}",
        f"GRANT INSERT ON `omXgrantsXdb`.* TO {ACCOUNT}",
    ],
    "a role with everything": [
        f"GRANT ALL ON *.* TO {ROLE}",
        f"GRANT {ROLE} TO {ACCOUNT}",
        f"SET DEFAULT ROLE {ROLE} TO {ACCOUNT}",
    ],
}
PARTIAL: dict[str, list[str]] = {
    "a partial revoke": [f"GRANT ALL ON *.* TO {ACCOUNT}", f"REVOKE SELECT ON `om_grants_db`.* FROM {ACCOUNT}"],
    "a name that is no pattern": [f"GRANT SELECT ON `om_grants_db`.* TO {ACCOUNT}"],
    "an escaped name": [f"GRANT INSERT ON `om\\_grants\\_db`.* TO {ACCOUNT}"],
}


def advised(raw: t.Any) -> None:
    """The statement that is advised gives its privilege on this database, and nothing on any other."""
    for names in (NAMES, ODD):
        fresh(raw)
        with connect(login()) as connection:
            statement = mysql_grants(connection).statement(("SELECT", "INDEX"), names[0])
        run(raw, statement)
        found = compare(raw, f"advised for {names[0]}", names)
        expected = {(probe, name): name == names[0] and probe in ("SELECT", "INDEX") for probe, name in found}
        if found != expected:
            raise SystemExit(f"the advised statement for {names[0]} gives {found}")


def main() -> None:
    raw = collection.admin()
    prepare(raw)
    try:
        for what, statements in CASES.items():
            fresh(raw)
            run(raw, *statements)
            compare(raw, what)
        advised(raw)
        run(raw, "SET GLOBAL partial_revokes = ON")
        for what, statements in PARTIAL.items():
            fresh(raw)
            run(raw, *statements)
            compare(raw, f"partial_revokes, {what}")
        advised(raw)
    finally:
        clean(raw)
        run(raw, "SET GLOBAL partial_revokes = OFF")
    print(f"{len(CASES) + len(PARTIAL) + 4} cases agree with MySQL {os.environ['OM_PORT']}")


if __name__ == "__main__":
    main()
