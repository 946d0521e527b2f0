# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Measures which columns, tables and keys each revision retypes, renames or drops on PostgreSQL, and prints the body of
plugins/module_utils/_airflow/touched.py.

To be run when a release brings revisions: set chain.RELEASE, then `tests/airflow/run touched.py -s -m ""`.
"""

from __future__ import annotations

import re
import textwrap
import typing as t

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._airflow import touched
from chain import RELEASE
from harness import Airflow
from postgresql import PostgresqlDatabase, PostgresqlServer

# Every statement that changes the schema, and every new revision, in their order.
_RECORD = """
CREATE TABLE om_seen (number serial PRIMARY KEY, sent text);
CREATE FUNCTION om_note() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$BEGIN INSERT INTO om_seen (sent) VALUES (current_query()); END$$;
CREATE FUNCTION om_note_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
$$BEGIN INSERT INTO om_seen (sent) VALUES ('revision ' || NEW.version_num); RETURN NEW; END$$;
CREATE TRIGGER om_version AFTER UPDATE ON alembic_version FOR EACH ROW EXECUTE FUNCTION om_note_version();
CREATE EVENT TRIGGER om_ddl ON ddl_command_start EXECUTE FUNCTION om_note();
"""
_NAME, _IF = r'"?(\w+)"?', "(?:IF EXISTS )?"
_PATTERNS = (
    (rf"ALTER TABLE {_IF}{_NAME} ALTER COLUMN {_NAME} TYPE\b", "{0}.{1}"),
    (rf"ALTER TABLE {_IF}{_NAME} DROP COLUMN {_NAME}", "{0}.{1}"),
    (rf"ALTER TABLE {_IF}{_NAME} DROP CONSTRAINT {_IF}{_NAME}", "{0}:{1}"),
    (rf"DROP INDEX {_IF}{_NAME}", ":{0}"),
    (rf"DROP TABLE {_IF}{_NAME}", "{0}"),
    (rf"ALTER TABLE {_IF}{_NAME} RENAME (?:COLUMN )?{_NAME} TO {_NAME}", "{0}.{1}>{0}.{2}"),
    (rf"ALTER TABLE {_IF}{_NAME} RENAME TO {_NAME}", "{0}>{1}"),
)


def read(statement: str) -> list[str]:
    """What a text of one or more statements does to objects that others may use."""
    found = []
    for part in statement.split(";"):
        text = " ".join(part.split())
        matches = ((form, re.match(pattern, text)) for pattern, form in _PATTERNS)
        found += [form.format(*match.groups()) for form, match in matches if match]
    return found


def by_revision(sent: t.Iterable[str]) -> dict[str, list[str]]:
    """The log of a migration, split where it writes its version."""
    found, now = {}, []
    for statement in sent:
        if statement.startswith("revision "):
            if now:
                found[statement.split()[1]] = list(dict.fromkeys(now))
            now = []
        else:
            now += read(statement)
    return found


@pytest.mark.slow
def test_touched(airflow: t.Callable[[str], Airflow]) -> None:
    """Prints them, and compares them with those that are there."""
    database = PostgresqlDatabase(PostgresqlServer.find(), "om_airflow_slow_touched")
    database.load(airflow)
    try:
        with database.connect() as admin:
            admin.execute(_RECORD)
        airflow(RELEASE).migrate(database)
        with database.connect() as admin:
            found = by_revision(row["sent"] for row in admin.query("SELECT sent FROM om_seen ORDER BY number"))
    finally:
        database.drop()
    for name, lines in found.items():
        print(f'    "{name}": """', textwrap.fill(" ".join(lines), 120, break_long_words=False), '""",', sep="\n")
    assert found == {name: text.split() for name, text in touched.TOUCHED.items()}
