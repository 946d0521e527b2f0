# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Objects of others that depend on Airflow's tables: before its migration, after it failed on them, and made again."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from harness import Airflow, Database
from postgresql import PostgresqlDatabase

RELEASE = "3.1.5"
Install = t.Callable[[str], Airflow]

KEY = "dag_id, task_id, run_id, map_index"

# A view on a column that is retyped, one on that view, one that counts runs by a column that goes, and a harmless one.
VIEWS = """
CREATE SCHEMA reporting;
CREATE VIEW reporting.sizes AS SELECT dag_id, octet_length(value::text) AS size FROM xcom;
CREATE VIEW reporting."Large values" WITH (security_barrier=true) AS SELECT * FROM reporting.sizes WHERE size > 5;
COMMENT ON VIEW reporting."Large values" IS 'it''s for all';
COMMENT ON COLUMN reporting.sizes.size IS 'bytes';
GRANT SELECT ON reporting."Large values" TO PUBLIC;
CREATE MATERIALIZED VIEW reporting.by_hand AS
  SELECT dag_id, count(*) AS runs FROM dag_run WHERE external_trigger GROUP BY 1;
CREATE VIEW reporting.dags AS SELECT dag_id FROM dag;
"""
NAMES = ('view reporting."Large values"', "view reporting.sizes", "materialized view reporting.by_hand")
DEFINITIONS = """
SELECT string_agg(concat_ws('|', c.oid::regclass, pg_get_viewdef(c.oid), c.reloptions, c.relacl,
                            obj_description(c.oid, 'pg_class'), col_description(c.oid, 2)), E'\\n' ORDER BY c.relname)
FROM pg_class c WHERE c.relnamespace = 'reporting'::regnamespace AND c.relkind = 'v'
"""


@pytest.mark.parametrize("failed", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_views(postgresql: PostgresqlDatabase, airflow: Install, tmp_path: pathlib.Path, failed: bool) -> None:
    postgresql.run(VIEWS)
    before = postgresql.value(DEFINITIONS)
    if failed:
        assert "used by a view or rule" in airflow(RELEASE).fail(postgresql)
        assert postgresql.revision() == "9fc3fc5de720"
    options = {"airflow_release": RELEASE, "export_dir": str(tmp_path)}
    reported = postgresql.fix(strategy="report", **options)
    assert reported["state"] == "damaged"
    assert set(reported["would_drop"]) == set(NAMES)
    assert "view reporting.sizes, which uses xcom.value (eed27faa34e3)" in reported["msg"]
    refused = postgresql.fix(**options)
    assert "Set confirm_data_loss=true" in refused["msg"]
    assert postgresql.value(DEFINITIONS) == before
    planned = postgresql.fix(confirm_data_loss=True, _ansible_check_mode=True, **options)
    assert planned["changed"]
    assert postgresql.value(DEFINITIONS) == before

    repaired = postgresql.fix(confirm_data_loss=True, **options)
    assert not repaired.get("failed"), repaired["msg"]
    assert repaired["state_after"] == "unaffected"
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o600]
    assert not postgresql.fix(confirm_data_loss=True, **options)["changed"]
    airflow(RELEASE).migrate(postgresql)

    back = postgresql.fix(strategy="restore_objects", **options)
    assert not back.get("failed"), back["msg"]
    assert postgresql.value(DEFINITIONS) == before
    # The column that it uses is gone.
    (left,) = back["objects_left"]
    assert left["object"] == "materialized view reporting.by_hand"
    assert "external_trigger" in left["reason"]
    assert left["definition"] in (tmp_path / f"{postgresql.name}.objects.json").read_text().replace("\\n", "\n")
    assert not postgresql.fix(strategy="restore_objects", **options)["changed"]


# What stands at a table: a trigger, a rule, and a foreign key that d59cbbef95eb would drop without a word.
ON_TABLES = """
CREATE SCHEMA reporting;
CREATE FUNCTION reporting.note() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM NEW.execution_date; RETURN NEW; END';
CREATE TRIGGER note BEFORE UPDATE ON dag_run FOR EACH ROW EXECUTE FUNCTION reporting.note();
CREATE TABLE reporting.cost (dag_id text, task_id text, run_id text, map_index int,
  FOREIGN KEY (dag_id, task_id, run_id, map_index) REFERENCES task_instance ON DELETE CASCADE);
CREATE RULE keep AS ON DELETE TO xcom WHERE length(OLD.value) > 100 DO INSTEAD NOTHING;
"""


@pytest.mark.slow
def test_what_stands_at_tables(postgresql: PostgresqlDatabase, airflow: Install, tmp_path: pathlib.Path) -> None:
    postgresql.run(ON_TABLES)
    options = {"airflow_release": RELEASE, "export_dir": str(tmp_path), "confirm_data_loss": True}
    repaired = postgresql.fix(**options)
    assert not repaired.get("failed"), repaired["msg"]
    assert sorted(one.partition(" reporting")[0].split(" ")[0] for one in repaired["would_drop"]) == [
        "foreign",
        "rule",
        "trigger",
    ]
    airflow(RELEASE).migrate(postgresql)
    back = postgresql.fix(strategy="restore_objects", **options)
    assert [one["object"] for one in back["objects_left"]] == ["rule keep on public.xcom"]
    key = "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = 'reporting.cost'::regclass"
    assert postgresql.value(key) == 1


def test_a_policy_is_left_to_people(postgresql: PostgresqlDatabase) -> None:
    postgresql.run("CREATE POLICY mine ON xcom USING (value IS NOT NULL)")
    refused = postgresql.fix(confirm_data_loss=True, airflow_release=RELEASE)
    assert refused["failed"]
    assert "Drop policy mine on table public.xcom yourself" in refused["msg"]
    assert postgresql.value("SELECT count(*) FROM pg_policy") == 1


@pytest.mark.parametrize("failed", [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.usefixtures("flag")
def test_mysql(database: Database, airflow: Install, tmp_path: pathlib.Path, failed: bool) -> None:
    """A table of others that belongs to task instances, and a trigger that names a column which gets another name."""
    database.load("clean_2.10.5_small")
    database.run(
        "CREATE TABLE cost (dag_id VARCHAR(250) COLLATE utf8mb3_bin, task_id VARCHAR(250) COLLATE utf8mb3_bin, "
        f"run_id VARCHAR(250) COLLATE utf8mb3_bin, map_index INT, KEY ({KEY}), "
        f"CONSTRAINT c FOREIGN KEY ({KEY}) REFERENCES task_instance ({KEY}) ON DELETE CASCADE)",
        "CREATE TRIGGER note BEFORE UPDATE ON dag_run FOR EACH ROW SET @seen = NEW.execution_date",
    )
    if failed:
        assert "execution_date" in airflow(RELEASE).fail(database)
    options = {"airflow_release": RELEASE, "export_dir": str(tmp_path), "confirm_data_loss": True}
    repaired = database.fix(**options)
    assert not repaired.get("failed"), repaired["msg"]
    assert sorted(repaired["would_drop"]) == ["foreign key c of cost", "trigger note on dag_run"]
    airflow(RELEASE).migrate(database)
    assert database.fix(strategy="report", **options)["state"] == "migrated"
    back = database.fix(strategy="restore_objects", **options)
    # MySQL takes a trigger whose column is gone (error 1054 comes with the first statement on the table).
    assert not back.get("failed"), back["msg"]
    assert "fk cost.c" in database.schema()
