# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures what each revision does to the schema, and prints the body of plugins/module_utils/_airflow/deltas.py.

To be run when a release brings revisions: set chain.RELEASE, then `tests/airflow/run deltas.py -s -m ""`.
"""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import objects, releases
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.deltas import DELTAS
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.reversal import split_name
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.schema import read_schema
from chain import RELEASE, capture, prepare
from harness import Airflow, Database, Server

_RULES = {"CASCADE": "C", "NO ACTION": "N", "SET NULL": "S", "RESTRICT": "R"}


def shorten(name: str, text: str) -> str:
    """A definition as DELTAS has it."""
    match = re.fullmatch(r"(.+) del=(.+) upd=(.+)", text) if name.startswith("fk ") else None
    if match is None:
        return f"{name}|{text}"
    ends = match.group(1).replace(",".join(objects.KEY), "KEY")
    return f"{name}|{ends} {_RULES[match.group(2)]}/{_RULES[match.group(3)]}"


def describe(revision: str, before: dict[str, str], seen: set[str], after: dict[str, str]) -> list[str]:
    """The lines of one revision."""
    new = {name[6:] for name in seen if name.startswith("table ") and name not in before}
    gone = {name[6:] for name in before if name.startswith("table ") and name not in after}
    lines = []
    for name in sorted(seen):
        kind, table, _part = split_name(name)
        if kind == "table":
            lines.append(f"-{name}" if name in before else f"+{name}")
        elif (
            table in gone
            or (table in new and name not in before)
            or (revision == releases.BEFORE_UUID and kind != "fn")
        ):
            continue
        elif name in before:
            lines.append(("-" if name not in after else "~") + shorten(name, before[name]))
        else:
            lines.append(f"+{name}")
    return lines


@pytest.mark.slow
@pytest.mark.usefixtures("flag")
def test_deltas(server: Server, database: Database, airflow: t.Callable[[str], Airflow]) -> None:
    """Prints them, and compares them with those that are there."""
    prepare(database)
    server.set_flag(True)
    chain = capture(database, airflow(RELEASE))
    prepare(database)
    found = {}
    with server.connect(database.name) as connection:
        connection.execute("SET time_zone = '+00:00'")
        schema = read_schema(connection)[0]
        for revision in chain:
            before, seen = schema, set()
            for statement in revision.statements:
                connection.execute(statement)
                now = read_schema(connection)[0]
                seen |= {name for name in {*now, *schema} if now.get(name) != schema.get(name)}
                schema = now
            lines = describe(revision.name, before, seen, schema)
            if lines and revision.name != releases.UUID_REVISION:
                found[revision.name] = lines
    for name, lines in found.items():
        print(f'    "{name}": """', *lines, '""",', sep="\n")
    assert {name: sorted(lines) for name, lines in found.items()} == {
        name: sorted(text.strip().split("\n")) for name, text in DELTAS.items()
    }
