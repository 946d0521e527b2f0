# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every revision interrupted after each of its statements, taken back, and run again.

The statements are those of a real migration. Run again after it was taken back, a revision has to end with the schema
and the rows that it ends with undisturbed.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import reversal
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.schema import read_schema
from chain import RELEASE, Revision, capture, prepare
from harness import Airflow, Database, Server, Snapshot

if t.TYPE_CHECKING:
    from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import Connection

pytestmark = pytest.mark.slow

# Nothing is taken back there, and the module says so: the statements after which that is so, as measured.
REFUSED = {
    "05234396c6fc": range(61, 132),
    "5a5d66100783": range(5, 6),
    "eed27faa34e3": range(8, 9),
    "e39a26ac59f6": range(2, 3),
    "7645189f3479": range(7, 10),
    "cf87489a35df": range(6, 12),
    "d469d27e2a64": range(9, 13),
    "808787349f22": range(2, 5),
    "b87d2135fa50": range(2, 15),
    "e812941398f4": range(10, 13),
    "b12d4f98a91e": range(6, 19),
}
# Updates in a row are one transaction, up to the next change of the schema or the version: these states cannot be.
IMPOSSIBLE = {"959e216a3abb": (2,), "f8c9d7e6b5a4": (5, 6, 7, 8, 9)}

# It drops twenty foreign keys, by three statements each, and then renames tables: these are like others.
ALIKE = {"05234396c6fc": (*range(7, 58), *range(64, 131))}

Content = tuple[dict[str, str], dict[str, list[str]]]


def content(connection: Connection) -> Content:
    schema = read_schema(connection)[0]
    rows = {}
    for name in schema:
        kind, table, _part = reversal.split_name(name)
        if kind == "table" and table != "alembic_version":
            columns = sorted(reversal.split_name(one)[2] for one in schema if one.startswith(f"col {table}."))
            names = ", ".join(f"`{column}`" for column in columns)
            found = connection.query(f"SELECT {names} FROM `{table}`")
            rows[table] = sorted(repr(sorted(row.items())) for row in found)
    return schema, rows


# The same ids in every run, in place of random ones.
STEADY_IDS = (
    "UPDATE task_instance SET id = CONCAT('00000000-0000-7000-8000-', "
    "LPAD(HEX(CRC32(CONCAT_WS('/', dag_id, task_id, run_id, map_index))), 12, '0'))"
)


def send(connection: Connection, statements: t.Iterable[str]) -> None:
    connection.execute("SET time_zone = '+00:00'")
    for statement in statements:
        connection.execute(STEADY_IDS if "uuid_generate_v7(coalesce" in statement else statement)


def take_back(connection: Connection, revision: str) -> str:
    back = reversal.reverse(read_schema(connection)[0], revision)
    left = list(back.statements)
    while left:
        connection.execute(left[0][1])
        left = left[1:]
        # Made anew from what is there, the plan is what was left of it.
        assert reversal.reverse(read_schema(connection)[0], revision).statements == left
    return back.refusal


def check(database: Database, revision: Revision, start: Snapshot, end: Content) -> list[int]:
    """Interrupt a revision after each statement; returns the statements after which it cannot be taken back."""
    refused = []
    database.restore(start)
    with database.server.connect(database.name) as connection:
        beginning = content(connection)
    untouched = True
    for after in range(1, len(revision.statements) + 1):
        if after in IMPOSSIBLE.get(revision.name, ()) or after in ALIKE.get(revision.name, ()):
            continue
        if not untouched:
            database.restore(start)
        with database.server.connect(database.name) as connection:
            send(connection, revision.statements[:after])
            if take_back(connection, revision.name):
                refused.append(after)
                untouched = False
                continue
            # The same database as before the revision: to run it again would show nothing new.
            untouched = content(connection) == beginning
            if not untouched:
                send(connection, revision.statements)
                assert content(connection) == end, (revision.name, after)
    return refused


@pytest.mark.usefixtures("flag")
def test_every_revision(server: Server, database: Database, airflow: t.Callable[[str], Airflow]) -> None:
    prepare(database)
    server.set_flag(True)
    chain = capture(database, airflow(RELEASE))
    reference = Database(server, "om_airflow_slow_reference")
    prepare(reference)
    found = {}
    try:
        for revision in chain:
            start = reference.snapshot()
            with server.connect(reference.name) as connection:
                send(connection, revision.statements)
                end = content(connection)
            # d59cbbef95eb has tests of its own.
            if revision.name != "d59cbbef95eb":
                found[revision.name] = check(database, revision, start, end)
    finally:
        reference.drop()
    assert {name: after for name, after in found.items() if after} == {
        name: [one for one in after if one not in ALIKE.get(name, ())] for name, after in REFUSED.items()
    }
