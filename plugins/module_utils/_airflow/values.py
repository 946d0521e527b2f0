# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rows whose value a revision cannot turn into JSON, before the migration and in a database that failed on them.

Revision eed27faa34e3 (file 0049) casts xcom.value, except pickles, which it moves to _xcom_archive. Revision
e39a26ac59f6 (file 0055) turns dag_run.conf from a pickle into JSON: on PostgreSQL a conf with NaN or NUL ends the
migration, on MySQL the conf is lost. Airflow 3.3.2 was the first to rewrite such values
(https://github.com/apache/airflow/issues/71921, https://github.com/apache/airflow/issues/69064).
"""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from .._database.connection import DatabaseError
from .._versions import parse_version
from . import releases, strict_json
from .counting import TOO_LONG

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .evidence import Evidence
    from .schema import Schema

REWRITES_SINCE = (3, 3, 2)
SHOWN = 20  # keys of a table in a result
AT_ONCE = 500  # rows that are read at once
# Too long a time (57014), no right to make the function (42501, 25006), a text that JSON_VALID or the regular
# expression refuses (3157, 3699, 3698).
_NOT_TOLD = ("57014", "42501", "25006", 3157, 3698, 3699)


@dataclasses.dataclass(frozen=True)
class Kind:
    """A column that a revision turns into JSON."""

    table: str
    column: str
    revision: str  # the one that does
    key: tuple[str, ...]
    rewrite: t.Callable[[bytes], bytes | None]


def _text(value: bytes) -> bytes | None:
    text = strict_json.strict_text(value)
    return None if text is None else text.encode()


XCOM = Kind("xcom", "value", "eed27faa34e3", ("dag_run_id", "task_id", "map_index", "key"), _text)
CONF = Kind("dag_run", "conf", "e39a26ac59f6", ("id",), strict_json.strict_pickle)
KINDS = (XCOM, CONF)


@dataclasses.dataclass(frozen=True)
class BadValues:
    """The rows of one table that a revision cannot convert."""

    kind: Kind
    rewritable: int = 0
    unreadable: int = 0  # no rewriting makes JSON of them
    keys: tuple[dict[str, t.Any], ...] = ()

    @property
    def rows(self) -> int:
        """All of them."""
        return self.rewritable + self.unreadable


def awaits(kind: Kind, schema: Schema, revision: str | None, target: str | None) -> bool:
    """Whether the revision is still to come on the way to the target, and the column holds bytes."""
    if releases.position(revision or "") is None or not releases.is_after(kind.revision, revision or ""):
        return False
    if target and releases.is_after(kind.revision, target):
        return False
    column = schema.get(f"col {kind.table}.{kind.column}", "")
    return "blob" in column or column.startswith("bytea")


def read_bad_values(
    connection: Connection, found: Evidence, seconds: float | None = None
) -> tuple[tuple[BadValues, ...], tuple[str, ...]]:
    """The rows that the revisions to come cannot convert, and the tables that could not be looked through in time.

    Raises:
        DatabaseError: a table cannot be read.
    """
    bad, not_counted = [], []
    for kind in KINDS:
        if not awaits(kind, found.schema, found.revision, found.target):
            continue
        try:
            with _limit(connection, seconds):
                one = _examine(connection, found, kind, seconds)
        except DatabaseError as exc:
            if exc.code not in (TOO_LONG, *_NOT_TOLD):
                raise
            not_counted.append(kind.table)
            continue
        if one.rows:
            bad.append(one)
    return tuple(bad), tuple(not_counted)


def _examine(connection: Connection, found: Evidence, kind: Kind, seconds: float | None) -> BadValues:
    counts: dict[bool, int] = {True: 0, False: 0}
    keys: list[dict[str, t.Any]] = []
    until = None if seconds is None else time.monotonic() + seconds
    for rows in batches(connection, kind, found.target_release):
        for row in rows:
            counts[kind.rewrite(bytes(row["value_"])) is not None] += 1
        keys += [{column: row[column] for column in kind.key} for row in rows[: SHOWN - len(keys)]]
        if until is not None and time.monotonic() > until:
            break
    return BadValues(kind, counts[True], counts[False], tuple(keys))


@contextlib.contextmanager
def _limit(connection: Connection, seconds: float | None) -> t.Iterator[None]:
    """Statements in this block end after so many seconds."""
    if seconds is None:
        yield
        return
    millis = max(round(seconds * 1000), 1)
    mysql = connection.engine == "mysql"
    connection.execute(f"SET SESSION max_execution_time = {millis}" if mysql else f"SET statement_timeout = {millis}")
    try:
        yield
    finally:
        connection.execute("SET SESSION max_execution_time = DEFAULT" if mysql else "RESET statement_timeout")


# MySQL's own words for Airflow's regular expressions, as the server sees them (file 0049 of 3.1.5 and of 3.3.2).
_OLD_MYSQL = (r"(:|,|\[)[ ]*NaN[ ]*([,}]])", r'\1"nan"\2')
_NEW_MYSQL = (r"([:,\[][ ]*|^)(NaN|-?Infinity)(?=[ ]*[,}\]]|$)", "$1null")
_OLD_POSTGRESQL = r"""
PERFORM regexp_replace(convert_from(value, 'UTF8'), '([:,\[]\s*)NaN(\s*[,}\]])', '\1"nan"\2', 'g')::jsonb;
"""
_NEW_POSTGRESQL = r"""
BEGIN
  PERFORM replace(replace(replace(convert_from(value, 'UTF8'), '\\', chr(1)), '\u0000', ''), chr(1), '\\')::jsonb;
EXCEPTION WHEN others THEN
  PERFORM regexp_replace(
    replace(replace(replace(convert_from(value, 'UTF8'), '\\', chr(1)), '\u0000', ''), chr(1), '\\'),
    '([:,\[]\s*|^)(NaN|-?Infinity)(?=\s*[,}\]]|$)', '\1null', 'g')::jsonb;
END;
"""
# A function of the session alone: before PostgreSQL 16 nothing else tries a cast row by row without an error.
_FUNCTION = """
CREATE OR REPLACE FUNCTION pg_temp.om_is_json(value bytea) RETURNS boolean LANGUAGE plpgsql AS $om$
BEGIN
  {0}
  RETURN true;
EXCEPTION WHEN others THEN
  RETURN false;
END $om$
"""
# get_byte() of an empty value is an error, which ends the migration as well.
_BAD_POSTGRESQL = (
    "CASE WHEN {0} IS NULL THEN false WHEN length({0}) = 0 THEN true WHEN get_byte({0}, 0) = 128 THEN false "
    "ELSE NOT pg_temp.om_is_json({0}) END"
)


def rewrites(release: str | None) -> bool:
    """Whether the migration of this Airflow release rewrites NaN, Infinity and NUL itself; False if it is unknown."""
    return release is not None and parse_version(release) >= REWRITES_SINCE


def condition(connection: Connection, kind: Kind, release: str | None) -> tuple[str, tuple[t.Any, ...]]:
    """True for the rows that may be bad, with its arguments; of pickles only Python can tell."""
    column = connection.quote(kind.column)
    if kind is CONF:
        return f"{column} IS NOT NULL", ()
    new = rewrites(release)
    if connection.engine == "postgresql":
        connection.execute(_FUNCTION.format(_NEW_POSTGRESQL if new else _OLD_POSTGRESQL))
        return _BAD_POSTGRESQL.format(column), ()
    text = f"CONVERT({column} USING utf8mb4)"
    changed = f"REGEXP_REPLACE({text}, %s, %s, 1, 0, 'c')"
    if new:
        valid, args = f"JSON_VALID({text}) OR JSON_VALID({changed})", _NEW_MYSQL
    else:
        valid, args = f"JSON_VALID(IF(LOCATE('NaN', {column}) > 0, {changed}, {text}))", _OLD_MYSQL
    return f"{column} IS NOT NULL AND HEX(SUBSTRING({column}, 1, 1)) <> '80' AND NOT COALESCE({valid}, FALSE)", args


def batches(
    connection: Connection, kind: Kind, release: str | None, lock: bool = False
) -> t.Iterator[list[dict[str, t.Any]]]:
    """The bad rows, key and value, some at a time in the order of their keys.

    Args:
        connection: the database.
        kind: what to look at.
        release: the Airflow release that migrates.
        lock: whether the rows are locked until the end of the transaction.
    """
    bad, args = condition(connection, kind, release)
    keys = ", ".join(connection.quote(name) for name in kind.key)
    after: tuple[t.Any, ...] = ()
    while True:
        later = f" AND ({keys}) > ({', '.join(['%s'] * len(kind.key))})" if after else ""
        rows = connection.query(
            f"SELECT {keys}, {connection.quote(kind.column)} AS value_ FROM {connection.quote(kind.table)} "
            f"WHERE ({bad}){later} ORDER BY {keys} LIMIT {AT_ONCE:d}{' FOR UPDATE' if lock else ''}",
            (*args, *after),
        )
        if not rows:
            return
        after = tuple(rows[-1][name] for name in kind.key)
        found = [row for row in rows if kind is not CONF or kind.rewrite(bytes(row["value_"])) is not None]
        if found:
            yield found
