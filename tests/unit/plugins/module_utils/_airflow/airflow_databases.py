# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Made-up Airflow databases, and a small interpreter for the statements that plans consist of."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import objects, releases, reversal
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.accounts import Account
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.deltas import DELTAS
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.evidence import Evidence
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.obstacles import Obstacle
from ansible_collections.openmetadata.ops.plugins.module_utils._database.dependents import Dependent

KEY = ",".join(objects.KEY)
ID = "varchar(36) null=YES default=None  utf8mb4_unicode_ci"


def original() -> dict[str, str]:
    """The objects of 05234396c6fc that matter here."""
    schema = {"table alembic_version": "table", "table dag_run": "table", "table task_instance": "table"}
    schema["idx task_instance.PRIMARY"] = f"unique ({KEY})"
    for column in objects.KEY:
        schema[f"col task_instance.{column}"] = "varchar(250) null=NO default=None"
    for child in objects.CHILDREN:
        schema[f"table {child.table}"] = "table"
        for column in objects.KEY:
            schema[f"col {child.table}.{column}"] = "varchar(250) null=NO default=None"
        schema[f"fk {child.table}.{child.name}"] = child.definition
    return schema


def obstacle(drop: str) -> Obstacle:
    """An object of others in the way of d59cbbef95eb."""
    key = Dependent("foreign key", "f of mine", ("task_instance:PRIMARY",), "ADD", drop, ("ADD",))
    return Obstacle(key, releases.UUID_REVISION, "task_instance:PRIMARY")


def renamed(table: str, name: str) -> dict[str, str]:
    """The original with a child's foreign key by another name."""
    (child,) = [one for one in objects.CHILDREN if one.table == table]
    schema = original()
    schema[f"fk {table}.{name}"] = schema.pop(f"fk {table}.{child.name}")
    return schema


def migration_0042() -> list[str]:
    """The statements of d59cbbef95eb on MySQL that change the schema, in their order."""
    names = [
        ("rendered_task_instance_fields", "rtif_ti_fkey"),
        ("task_fail", "task_fail_ti_fkey"),
        ("task_instance_history", "task_instance_history_ti_fkey"),
        ("task_instance_note", "task_instance_note_ti_fkey"),
        ("task_map", "task_map_task_instance_fkey"),
        ("task_reschedule", "task_reschedule_ti_fkey"),
        ("xcom", "xcom_task_instance_fkey"),
    ]
    return [
        "ALTER TABLE task_instance ADD COLUMN id VARCHAR(36) NULL",
        "CREATE FUNCTION uuid_generate_v7",
        "DROP FUNCTION IF EXISTS uuid_generate_v7",
        *[f"ALTER TABLE {table} DROP FOREIGN KEY {name}" for table, name in names],
        "ALTER TABLE task_instance DROP PRIMARY KEY",
        "ALTER TABLE task_instance MODIFY COLUMN id VARCHAR(36) NOT NULL",
        f"ALTER TABLE task_instance ADD UNIQUE INDEX task_instance_composite_key ({KEY})",
        "ALTER TABLE task_instance ADD PRIMARY KEY (id)",
        *[
            f"ALTER TABLE {child.table} ADD CONSTRAINT {child.name} FOREIGN KEY ({KEY}) "
            f"REFERENCES task_instance ({KEY}) ON DELETE CASCADE"
            + (" ON UPDATE CASCADE" if child.on_update == "CASCADE" else "")
            for child in objects.CHILDREN
        ],
    ]


def complete(schema: dict[str, str], revision: str) -> dict[str, str]:
    """With everything that the revision after this one takes away or changes."""
    lines = DELTAS.get(releases.following(revision) or "", "").split("\n")
    before = dict(reversal.split_line(line[1:]) for line in lines if line[:1] in ("-", "~"))
    return {**schema, **before}


def evidence(revision: str, schema: dict[str, str] | None = None, **changes: t.Any) -> Evidence:
    """An Airflow database on MySQL, with the flag off and the binary log on."""
    found = Evidence(
        engine="mysql",
        database="airflow_db",
        revisions=(revision,),
        schema=complete(original() if schema is None else schema, revision),
        binary_log=True,
        accounts=(Account("airflow_user@%", False),),
    )
    return dataclasses.replace(found, **changes)


def run(found: Evidence, statement: str) -> Evidence:
    """The evidence after one statement."""
    schema = dict(found.schema)
    sql = statement.replace("`", "")
    changes: dict[str, t.Any] = {"schema": schema}
    if sql.startswith("GRANT"):
        changes["accounts"] = tuple(dataclasses.replace(account, missing=()) for account in found.accounts)
    elif sql.startswith("DELETE FROM"):
        table = sql.split()[2]
        changes["orphans"] = {name: count for name, count in found.orphans.items() if name != table}
    elif sql.startswith("UPDATE task_instance SET id"):
        changes["ids_missing"] = 0
    elif sql.startswith("DROP FUNCTION"):
        schema.pop("fn uuid_generate_v7", None)
    elif sql.startswith("CREATE FUNCTION"):
        schema["fn uuid_generate_v7"] = "FUNCTION"
    else:
        match = re.fullmatch(r"ALTER TABLE (\w+) (.*)", sql)
        assert match, sql
        # A comma between clauses, not inside parentheses.
        for clause in re.split(r", (?![^(]*\))", match.group(2)):
            _alter(schema, match.group(1), clause)
    return dataclasses.replace(found, **changes)


def _alter(schema: dict[str, str], table: str, clause: str) -> None:
    if match := re.fullmatch(r"DROP FOREIGN KEY (\w+)", clause):
        del schema[f"fk {table}.{match.group(1)}"]
    elif match := re.fullmatch(
        r"ADD CONSTRAINT (\w+) FOREIGN KEY \(([\w, ]+)\) REFERENCES (\w+) \(([\w, ]+)\) ON DELETE CASCADE"
        r"(?: ON UPDATE (\w+))?",
        clause,
    ):
        name, columns, parent, parents, update = match.groups()
        assert f"fk {table}.{name}" not in schema, "1826 duplicate foreign key"
        ends = f"({columns})->{parent}({parents})".replace(" ", "")
        schema[f"fk {table}.{name}"] = f"{ends} del=CASCADE upd={update or 'NO ACTION'}"
    elif clause == "DROP PRIMARY KEY":
        del schema[f"idx {table}.PRIMARY"]
    elif match := re.fullmatch(r"DROP (INDEX|COLUMN) (\w+)", clause):
        del schema[f"{'idx' if match.group(1) == 'INDEX' else 'col'} {table}.{match.group(2)}"]
    elif match := re.fullmatch(r"ADD PRIMARY KEY \(([\w, ]+)\)", clause):
        assert f"idx {table}.PRIMARY" not in schema, "1068 multiple primary key"
        schema[f"idx {table}.PRIMARY"] = f"unique ({match.group(1).replace(' ', '')})"
    elif match := re.fullmatch(r"ADD UNIQUE INDEX (\w+) \(([\w, ]+)\)", clause):
        schema[f"idx {table}.{match.group(1)}"] = f"unique ({match.group(2).replace(' ', '')})"
    elif match := re.fullmatch(r"(ADD|MODIFY) COLUMN (\w+) VARCHAR\(36\) (NOT )?NULL", clause):
        assert match.group(1) == "MODIFY" or f"col {table}.{match.group(2)}" not in schema, "1060 duplicate column"
        schema[f"col {table}.{match.group(2)}"] = ID.replace("YES", "NO") if match.group(3) else ID
    else:
        raise AssertionError(f"no such clause: {clause}")
