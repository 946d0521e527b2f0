# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the tables of real Airflow releases with rows in each of them. Arguments: a command and a file of definitions.

make FILE     replace the database by the tables of FILE, with old, new and running runs and what belongs to them
spoil FILE    give rows values that Airflow's own migration to 3.1 cannot turn into JSON, and some that it can
look FILE     print the rows of every table, and of each foreign key the rows without a parent, as JSON
"""

from __future__ import annotations

import contextlib
import datetime
import json
import pathlib
import pickle
import re
import sys
import typing as t
import uuid

from database import DATABASE, ENGINE, connect, create, run

# DAG, run, state, days since its end
RUNS = [("a", f"old{number}", "success", 400 - number) for number in range(10)]
RUNS += [("a", "new", "success", 1), ("b", "only", "failed", 400), ("b", "busy", "running", 500)]
TASKS = ("t1", "t2")
_TABLE = re.compile(r"CREATE TABLE (\w+) \(\n(.*?)\n\);", re.DOTALL)
_COLUMN = re.compile(r"^  [`\"](\w+)[`\"] (.+?),?$", re.MULTILINE)
_FOREIGN_KEY = re.compile(r"FOREIGN KEY \((.+?)\) REFERENCES (\w+)\((.+?)\)")
_SHARED = ("dag_id", "run_id", "task_id", "map_index")

Row = dict[str, t.Any]


class ForeignKey(t.NamedTuple):
    columns: list[str]
    parent: str
    parent_columns: list[str]


def foreign_keys(body: str) -> list[ForeignKey]:
    found = _FOREIGN_KEY.findall(body)
    return [ForeignKey(own.split(","), parent, its.split(",")) for own, parent, its in found]


def make(sql: str) -> None:
    """Each run has two task instances; every other table has a row for each row of its parent."""
    create()
    made: dict[str, list[Row]] = {}
    with contextlib.closing(connect(DATABASE)) as connection:
        run(connection, sql)
        for table, body in _TABLE.findall(sql):
            columns = dict(_COLUMN.findall(body))
            made[table] = []
            for values in rows_of(table, foreign_keys(body), made):
                row = {name: values[name] for name in columns if name in values}
                for name, kind in columns.items():
                    if name not in row and "NOT NULL" in kind and "IDENTITY" not in kind and "AUTO" not in kind:
                        row[name] = value(kind, sum(map(len, made.values())) + 1)
                insert(connection, table, row)
                made[table].append(row)


def rows_of(table: str, keys: list[ForeignKey], made: dict[str, list[Row]]) -> list[Row]:
    """The values that matter."""
    if table == "alembic_version":
        return []
    runs: list[Row] = [{"dag_id": dag, "run_id": name} for dag, name, _state, _days in RUNS]
    if table == "dag_run":
        now = datetime.datetime.now(datetime.timezone.utc)
        for number, (_dag, _name, state, days) in enumerate(RUNS):
            moment = now - datetime.timedelta(days=days)
            dates = dict.fromkeys(("execution_date", "logical_date", "start_date", "end_date"), moment)
            runs[number].update({"id": number + 1, "state": state, **dates})
        return runs
    if table in ("task_instance", "log"):
        return [{**one, "task_id": task, "map_index": -1} for one in runs for task in TASKS]
    # Of two foreign keys, one to a run and one to its task instance, the latter says more.
    key = max(keys, key=lambda one: one.parent != "dag_run")
    rows = []
    for one in made[key.parent]:
        shared = {name: one[name] for name in _SHARED if name in one}
        rows.append({**shared, **{own: one[its] for own, its in zip(key.columns, key.parent_columns)}})
    return rows


# Of these, Airflow 3.1 converts none, and 3.3.2 the first five.
REWRITABLE = [b"Infinity", b"[NaN, NaN]", b'{"a": [1, -Infinity]}', b'[{"a": NaN}, NaN]', b"NaN"]
UNREADABLE = [b"\xff\xfe", b"no json", b""]
FINE = [b'{"a": 1.5}', b"\x80\x04K\x01."]  # the second is a pickle
CONFS = [{"a": float("nan")}, {"a": (1, 2)}, {}]


def spoil(_sql: str) -> None:
    values = REWRITABLE + UNREADABLE + FINE
    key = "`key`" if ENGINE == "mysql" else '"key"'
    with contextlib.closing(connect(DATABASE)) as connection:
        run(connection, f"ALTER TABLE dag_run ADD COLUMN conf {'BLOB' if ENGINE == 'mysql' else 'BYTEA'} NULL")
        if ENGINE == "mysql":
            add_users(connection)
        names = run(connection, f"SELECT dag_run_id, task_id, map_index, {key} FROM xcom ORDER BY 1, 2, 3, 4")
        with contextlib.closing(connection.cursor()) as cursor:
            for name, value in zip(names, values + [b"1"] * len(names)):
                cursor.execute(
                    "UPDATE xcom SET value = %s WHERE dag_run_id = %s AND task_id = %s AND map_index = %s "
                    f"AND {key} = %s",
                    (value, *name),
                )
            for number, conf in enumerate(CONFS, start=1):
                cursor.execute("UPDATE dag_run SET conf = %s WHERE id = %s", (pickle.dumps(conf), number))


def add_users(connection: t.Any) -> None:
    """Create what the first revision after 2.10.5 drops, so that it does not seem to have begun."""
    run(connection, "CREATE TABLE ab_user (id integer PRIMARY KEY)")
    for table in ("dag_run_note", "task_instance_note"):
        run(connection, f"UPDATE {table} SET user_id = NULL")
        run(
            connection,
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_user_fkey FOREIGN KEY (user_id) REFERENCES ab_user (id)",
        )


def insert(connection: t.Any, table: str, row: Row) -> None:
    mark = "`" if ENGINE == "mysql" else '"'
    names = ", ".join(f"{mark}{name}{mark}" for name in row)
    with contextlib.closing(connection.cursor()) as cursor:
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))


def value(kind: str, number: int) -> t.Any:
    """A value of a type, another one for each number."""
    if "char(32)" in kind:
        return uuid.UUID(int=number).hex
    if "uuid" in kind or "char(36)" in kind:
        return str(uuid.UUID(int=number))
    if kind.startswith(("time", "date")):
        return datetime.datetime.now(datetime.timezone.utc)
    if "json" in kind:
        return "{}"
    if "blob" in kind or "bytea" in kind:
        return b"x"
    if kind.startswith(("tinyint(1)", "bool")):
        return False
    return number if re.match("int|big|float|double|small", kind) else f"x{number}"


def look(sql: str) -> None:
    """All tables, also those that the file does not have."""
    place = "DATABASE()" if ENGINE == "mysql" else "'public'"
    listed = f"SELECT table_name FROM information_schema.tables WHERE table_schema = {place} ORDER BY 1"
    orphans = {}
    with contextlib.closing(connect(DATABASE)) as connection:
        names = [row[0] for row in run(connection, listed)]
        rows = {name: run(connection, f"SELECT COUNT(*) FROM {name}")[0][0] for name in names}
        for table, body in _TABLE.findall(sql):
            for key in foreign_keys(body):
                same = " AND ".join(f"p.{its} = c.{own}" for own, its in zip(key.columns, key.parent_columns))
                named = " AND ".join(f"c.{own} IS NOT NULL" for own in key.columns)
                lost = f"{named} AND NOT EXISTS (SELECT 1 FROM {key.parent} p WHERE {same})"
                count = run(connection, f"SELECT COUNT(*) FROM {table} c WHERE {lost}")[0][0]
                if count:
                    orphans[f"{table} of {key.parent}"] = count
    print(json.dumps({"rows": rows, "orphans": orphans}))


if __name__ == "__main__":
    {"make": make, "spoil": spoil, "look": look}[sys.argv[1]](pathlib.Path(sys.argv[2]).read_text(encoding="utf-8"))
