# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import releases, reversal
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow.deltas import DELTAS

UNIQUE_DAG = "unique (dag_id,execution_date)"


def before(revision: str) -> dict[str, str]:
    """Everything that a revision takes away or changes, as it is before."""
    schema = {}
    for line in DELTAS[revision].split("\n"):
        if line[:1] in ("-", "~"):
            name, text = reversal.split_line(line[1:])
            schema[name] = text
            schema[f"table {reversal.split_name(name)[1]}"] = "table"
    return schema


def without(schema: dict[str, str], *names: str) -> dict[str, str]:
    return {name: text for name, text in schema.items() if name not in names}


@pytest.mark.parametrize("revision", sorted(DELTAS))
def test_before_a_revision_there_is_nothing_to_take_back(revision: str) -> None:
    assert revision in releases.REVISIONS
    assert not reversal.read_trace(before(revision), revision)
    assert reversal.reverse(before(revision), revision) == reversal.Reversal()


RETYPED = "varchar(250) null=NO default=None  utf8mb3_bin"


def test_columns_get_their_type_back_only_while_their_foreign_key_is_gone() -> None:
    changed = {**before("7582ea3f3dd5"), "col dag.bundle_name": RETYPED, "col dag_bundle.name": RETYPED}
    assert reversal.reverse(changed, "7582ea3f3dd5").statements == []
    unlinked = without(changed, "fk dag.dag_bundle_name_fkey")
    statements = [sql for _table, sql in reversal.reverse(unlinked, "7582ea3f3dd5").statements]
    assert [sql.split("`")[1] for sql in statements] == ["dag", "dag_bundle", "dag"]
    assert "ADD CONSTRAINT" in statements[-1]


def test_archived_rows_stay() -> None:
    schema = {
        **before("eed27faa34e3"),
        "table _xcom_archive": "table",
        "col xcom.value_json": "json null=YES default=None",
    }
    statements = reversal.reverse(schema, "eed27faa34e3").statements
    assert statements == [("xcom", "ALTER TABLE `xcom` DROP COLUMN `value_json`")]


CASES = [
    (
        "a column that it brought",
        "6a9e7a527a88",
        {"table dag_run": "table", "col dag_run.run_after": "timestamp(6) null=YES default=None"},
        ["ALTER TABLE `dag_run` DROP COLUMN `run_after`"],
    ),
    (
        "an index that it took away",
        "16cbcb1c8c36",
        {"table log": "table"},
        ["ALTER TABLE `log` ADD INDEX `idx_log_dag` (`dag_id`)"],
    ),
    (
        "a foreign key that it took away",
        "044f740568ec",
        without(before("044f740568ec"), "fk dag_run_note.dag_run_note_user_fkey"),
        [
            "ALTER TABLE `dag_run_note` ADD CONSTRAINT `dag_run_note_user_fkey` FOREIGN KEY (`user_id`) "
            "REFERENCES `ab_user` (`id`)"
        ],
    ),
    (
        "a column that it took away and never reads",
        "486ac7936b78",
        {"table dag": "table"},
        ["ALTER TABLE `dag` ADD COLUMN `scheduler_lock` tinyint(1) NULL"],
    ),
    (
        "a column that it renamed",
        "959e216a3abb",
        {"table dag": "table", "col dag.is_stale": "tinyint(1) null=YES default=None"},
        ["ALTER TABLE `dag` RENAME COLUMN `is_stale` TO `is_active`"],
    ),
    (
        "tables that it brought, children first",
        "522625f6d606",
        {
            "table backfill": "table",
            "table backfill_dag_run": "table",
            "fk backfill_dag_run.bdr_backfill_fkey": "(backfill_id)->backfill(id) del=CASCADE upd=NO ACTION",
        },
        ["DROP TABLE `backfill_dag_run`", "DROP TABLE `backfill`"],
    ),
    ("a table that it dropped", "5f57a45b8433", {}, ["CREATE TABLE `task_fail` (`id` INT PRIMARY KEY)"]),
    (
        "a table that it brought in place of one that it dropped where it was",
        "15d84ca19038",
        {"table asset_watcher": "table"},
        ["DROP TABLE `asset_watcher`"],
    ),
    (
        "a routine that it left",
        "05234396c6fc",
        {**before("05234396c6fc"), "fn DropForeignKeyIfExists": "PROCEDURE"},
        ["DROP PROCEDURE `DropForeignKeyIfExists`"],
    ),
]


@pytest.mark.parametrize(("revision", "schema", "statements"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_reverse(revision: str, schema: dict[str, str], statements: list[str]) -> None:
    assert reversal.read_trace(schema, revision)
    assert [sql for _table, sql in reversal.reverse(schema, revision).statements] == statements


@pytest.mark.parametrize(
    ("revision", "schema", "says"),
    [
        ("cf87489a35df", without(before("cf87489a35df"), "col task_instance_note.run_id"), "taken away"),
        ("05234396c6fc", without(before("05234396c6fc"), "table dataset"), "taken away table dataset"),
        ("eed27faa34e3", {}, "taken away col xcom.value"),
    ],
)
def test_refusals(revision: str, schema: dict[str, str], says: str) -> None:
    found = reversal.reverse(schema, revision)
    assert says in found.refusal
    assert found.statements == []


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("varchar(36) null=NO default=None  utf8mb4_bin", "varchar(36) COLLATE utf8mb4_bin NOT NULL"),
        ("int null=NO default=None auto_increment", "int NOT NULL AUTO_INCREMENT"),
        ("int null=YES default=-1", "int NULL DEFAULT '-1'"),
        ("timestamp(6) null=YES default=None", "timestamp(6) NULL"),
    ],
)
def test_column_sql(text: str, sql: str) -> None:
    assert reversal.column_sql(text) == sql
