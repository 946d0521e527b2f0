# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!
"""Everything that a database holds besides rows, as one text for each object, and the comparison of two such lists.

The list is read when a database is dumped, kept in the manifest, and read again from what was restored. A rehearsal or
a restore is right when both are equal. A text is what the server itself writes about an object.
"""

from __future__ import annotations

import hashlib
import typing as t

from .._database.connection import Connection
from .._versions import parse_version
from . import catalogue_mysql, catalogue_postgresql

Catalogue = dict[str, str]  # "view public.v" -> its text

LONGEST = 400  # of a text that is kept as it is; a longer one is kept as its sum
_SHOWN = 120
# The server would run events, so a rehearsal does not load them.
NOT_REHEARSED = ("event",)
# Of another major version of the server, only whether these objects are there can be compared: their texts differ.
_LASTING = (
    "table",
    "column",
    "index",
    "constraint",
    "view",
    "materialized view",
    "sequence",
    "trigger",
    "function",
    "procedure",
    "event",
    "policy",
)


def read_catalogue(connection: Connection, database: str) -> Catalogue:
    """Read the list from a connection to this database. Settings of the session are changed.

    Raises:
        DatabaseError: the server refused.
    """
    if connection.engine == "mysql":
        objects = catalogue_mysql.read(connection, database)
    else:
        objects = catalogue_postgresql.read(connection)
    return {name: short(text) for name, text in sorted(objects.items())}


def as_dumped(
    catalogue: Catalogue, sequences: t.Mapping[str, str] | None = None, *, counters: bool = True
) -> Catalogue:
    """The list without what may have changed between its reading and the dump.

    Args:
        sequences: PostgreSQL's sequences as the dump sets them: a server may count on meanwhile.
        counters: whether MySQL's tables were locked, so that their automatic numbers stood still.
    """
    found = {
        name: text
        for name, text in catalogue.items()
        if kind(name) != "sequence value" and (counters or kind(name) != "auto_increment")
    }
    for name, text in (sequences or {}).items():
        if f"sequence: {name}" in found:
            found[f"sequence value: {name}"] = text
    return found


def short(text: str) -> str:
    """A text as the manifest keeps it."""
    if len(text) <= LONGEST:
        return text
    return f"{text[:_SHOWN]}… ({len(text)} characters, SHA-256 {hashlib.sha256(text.encode()).hexdigest()})"


def kind(name: str) -> str:
    """The kind of an object: the words in front of its name."""
    return name.partition(": ")[0]


def same_major(engine: str, one: str, other: str) -> bool:
    """Whether two servers write the same texts: PostgreSQL 15.1 and 15.9 do, MySQL 8.0 and 8.4 do not."""
    digits = 2 if engine == "mysql" else 1
    return _number(one)[:digits] == _number(other)[:digits]


def _number(version: str) -> tuple[int, ...]:
    return parse_version(version.split(maxsplit=1)[0].split("-", maxsplit=1)[0])


def differences(
    expected: t.Mapping[str, str],
    found: t.Mapping[str, str],
    *,
    without: t.Collection[str] = (),
    texts: bool = True,
) -> list[str]:
    """Where a database differs from what was dumped, object by object.

    Args:
        without: kinds that are not compared.
        texts: whether the texts can be compared; else only whether the objects are there.
    """
    # What could not be read for certain when the database was dumped is not compared.
    unknown = {"auto_increment", "sequence value"} - set(map(kind, expected))
    left_out = {*without, *unknown}
    problems = []
    for name in sorted({*expected, *found}):
        if kind(name) in left_out or (not texts and kind(name) not in _LASTING):
            continue
        if kind(name) == "event" and _ends(expected.get(name, "")):
            continue
        shown = name.replace(": ", " ", 1)
        if name not in found:
            problems.append(f"{shown} is missing")
        elif name not in expected:
            problems.append(f"{shown} was not there when the database was dumped")
        elif texts and expected[name] != found[name]:
            problems.append(f"{shown} differs: {_cut(expected[name])} was dumped, {_cut(found[name])} is there")
    return problems


def _ends(event: str) -> bool:
    """Whether a MySQL event ends at a time: the server removes it or switches it off then, even during a restore."""
    return any(line.startswith(("execute_at: ", "ends: ")) for line in event.split("\n"))


def _cut(text: str) -> str:
    plain = " ".join(text.split())
    return repr(plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…")
