# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A database with an object of every kind, and its way through a backup and a rehearsal."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import typing as t

import collection

collection.use()

from ansible_collections.openmetadata.ops.plugins.module_utils._backup import create, manifest  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.clients import Client  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.progress import Progress  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._backup.store import Store  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login  # noqa: E402

ROLE = "om_everything_role"
MYSQL = [
    "CREATE TABLE parent (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x' COMMENT 'said',"
    " j json, g varchar(20) GENERATED ALWAYS AS (json_unquote(j->'$.a')) STORED, KEY by_name (name),"
    " KEY by_g ((upper(g))), UNIQUE KEY one (name, id), FULLTEXT KEY words (name),"
    " CONSTRAINT positive CHECK (name > '')) COMMENT = 'of the test'",
    "INSERT INTO parent (name, j) VALUES ('a', '{\"a\": \"b\"}'), ('b', NULL)",
    "CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL, KEY k (parent),"
    " CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO child VALUES (1, 1)",
    "CREATE TABLE measured (n int NOT NULL PRIMARY KEY) PARTITION BY RANGE (n)"
    " (PARTITION low VALUES LESS THAN (10), PARTITION high VALUES LESS THAN MAXVALUE)",
    "INSERT INTO measured VALUES (1), (11)",
    # Forms of tables that a dump writes in another way than most.
    "CREATE TABLE computed (a int GENERATED ALWAYS AS (1) STORED)",
    "INSERT INTO computed () VALUES (), (), ()",
    "CREATE TABLE hidden (a int INVISIBLE, b int)",
    "INSERT INTO hidden (a, b) VALUES (1, 2)",
    "CREATE TABLE `new\nline` (`a\nb` int)",
    "INSERT INTO `new\nline` VALUES (1), (2)",
    "CREATE TABLE `odd``name é` (`a``b` int)",
    # After a reload, MySQL writes the character set of some columns that had none.
    "CREATE TABLE collated (a text COLLATE utf8mb4_bin, b text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,"
    " c varchar(5) CHARACTER SET latin1, d enum('x) COLLATE y', 'z') COLLATE utf8mb4_bin,"
    " e varchar(9) CHARACTER SET utf8mb4) DEFAULT CHARSET = utf8mb4",
    "CREATE TABLE jumped (id int AUTO_INCREMENT PRIMARY KEY)",
    "INSERT INTO jumped VALUES (1)",
    "UPDATE jumped SET id = 100",
    "CREATE VIEW shown AS SELECT id, name FROM parent",
    "CREATE SQL SECURITY INVOKER VIEW nested AS SELECT * FROM shown WHERE id > 1 WITH CHECK OPTION",
    "CREATE TRIGGER before_child BEFORE INSERT ON child FOR EACH ROW SET NEW.id = NEW.id + 0",
    "CREATE TRIGGER after_child AFTER DELETE ON child FOR EACH ROW SET @gone = OLD.id",
    "CREATE FUNCTION f(n int) RETURNS int DETERMINISTIC COMMENT 'plus one' RETURN n + 1",
    "CREATE PROCEDURE p(OUT n int) SELECT COUNT(*) INTO n FROM parent",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2031-01-01 00:00:00' DISABLE DO DELETE FROM child WHERE id = 77",
]
POSTGRESQL = [
    "CREATE SCHEMA other",
    "CREATE TYPE mood AS ENUM ('sad', 'glad')",
    "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
    "CREATE TYPE pair AS (a int, b text)",
    "CREATE SEQUENCE counter START 5 INCREMENT 2",
    "SELECT nextval('counter'), nextval('counter')",
    "CREATE TABLE parent (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'x', j jsonb,"
    " g text GENERATED ALWAYS AS (j ->> 'a') STORED, m mood, CONSTRAINT short CHECK (length(name) < 20))",
    "INSERT INTO parent (name, j, m) VALUES ('a', '{\"a\": \"b\"}', 'sad'), ('b', NULL, NULL)",
    "CREATE INDEX by_name ON parent (lower(name)) WHERE id > 0",
    "CREATE UNIQUE INDEX by_g ON parent (g)",
    "COMMENT ON COLUMN parent.name IS 'said'",
    "CREATE TABLE child (id int PRIMARY KEY, parent int NOT NULL, note text,"
    " CONSTRAINT to_parent FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)",
    "INSERT INTO child VALUES (1, 1)",
    "CREATE TABLE measured (n int NOT NULL) PARTITION BY RANGE (n)",
    "CREATE TABLE measured_low PARTITION OF measured FOR VALUES FROM (0) TO (10)",
    "CREATE TABLE measured_high PARTITION OF measured DEFAULT",
    "INSERT INTO measured VALUES (1), (11)",
    "CREATE TABLE base (a int)",
    "CREATE TABLE derived (b int) INHERITS (base)",
    "INSERT INTO base VALUES (1)",
    "INSERT INTO derived VALUES (2, 3)",
    # Forms of tables that a dump writes in another way than most.
    "CREATE TABLE computed (a int GENERATED ALWAYS AS (1) STORED)",
    "INSERT INTO computed SELECT FROM generate_series(1, 3)",
    "CREATE TABLE nothing ()",
    "INSERT INTO nothing SELECT FROM generate_series(1, 2)",
    "CREATE TABLE dropped (a int, b int)",
    "INSERT INTO dropped VALUES (1, 2)",
    "ALTER TABLE dropped DROP COLUMN a, DROP COLUMN b",
    'CREATE TABLE "new\nline" ("a\nb" int)',
    'INSERT INTO "new\nline" VALUES (1), (2)',
    'CREATE TABLE "Odd ""name é" ("A""b" int)',
    "CREATE UNLOGGED TABLE unlogged (a int)",
    "INSERT INTO unlogged VALUES (1)",
    "CREATE TABLE other.t (a int)",
    "INSERT INTO other.t VALUES (1)",
    "CREATE TABLE guarded (a int)",
    "INSERT INTO guarded VALUES (1), (2)",
    "ALTER TABLE guarded ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON guarded FOR SELECT USING (a > 1)",
    "CREATE VIEW shown AS SELECT id, name FROM parent",
    "CREATE MATERIALIZED VIEW kept AS SELECT count(*) AS n FROM parent",
    "CREATE FUNCTION f(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n + 1'",
    "CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM public.child WHERE id = 77'",
    "CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int)",
    "CREATE FUNCTION touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER before_child BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION touched()",
    "CREATE FUNCTION watched() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN NULL; END'",
    "CREATE RULE no_update AS ON UPDATE TO other.t DO INSTEAD NOTHING",
    "CREATE STATISTICS together ON id, name FROM parent",
    'CREATE COLLATION german (LOCALE = "C")',
    "CREATE PUBLICATION p FOR TABLE parent",
    "SELECT lo_from_bytea(4711, 'large object'::bytea)",
    "SELECT lo_from_bytea(4712, 'another'::bytea)",
    f"GRANT SELECT, UPDATE ON child TO {ROLE}",
    f"GRANT SELECT (id) ON parent TO {ROLE}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO {ROLE}",
]


def run(database: str | None, statements: t.Iterable[str]) -> None:
    raw = collection.admin(database)
    with contextlib.closing(raw), raw.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def quote(name: str) -> str:
    mark = "`" if collection.engine() == "mysql" else '"'
    return mark + name.replace(mark, mark * 2) + mark


def recreate(database: str) -> None:
    """Make the database with everything in it."""
    drop(database)
    if collection.engine() == "mysql":
        run(None, [f"CREATE DATABASE {quote(database)} CHARACTER SET utf8mb4"])
        run(database, MYSQL)
    else:
        run(None, [f"CREATE ROLE {ROLE}", f"CREATE DATABASE {quote(database)}"])
        run(database, POSTGRESQL)


def drop(database: str, accounts: t.Sequence[str] = ()) -> None:
    """Drop it with its roles."""
    if collection.engine() == "mysql":
        run(None, [f"DROP DATABASE IF EXISTS {quote(database)}"])
        for account in accounts:
            run(None, [f"DROP USER IF EXISTS {account}", f"DROP ROLE IF EXISTS {account}_role"])
        return
    raw = collection.admin()
    with contextlib.closing(raw), raw.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,))
        if cursor.fetchone():
            # A subscription keeps its database from being dropped.
            inside = collection.admin(database)
            with contextlib.closing(inside), inside.cursor() as there:
                there.execute(
                    "SELECT subname FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid"
                    " WHERE d.datname = current_database()"
                )
                for (name,) in there.fetchall():
                    there.execute(f"ALTER SUBSCRIPTION {name} DISABLE")
                    there.execute(f"ALTER SUBSCRIPTION {name} SET (slot_name = NONE)")
                    there.execute(f"DROP SUBSCRIPTION {name}")
            cursor.execute(f"DROP DATABASE {quote(database)} WITH (FORCE)")
        for account in (*accounts, ROLE):
            cursor.execute(f"DROP ROLE IF EXISTS {account}")


def client(login: Login) -> Client:
    """The clients in the server's own container."""
    return Client(login, "docker", os.environ["OM_CONTAINER"])


@contextlib.contextmanager
def backup(login: Login, database: str, name: str) -> t.Iterator[tuple[create.Wanted, manifest.Manifest, str]]:
    """A backup that this login makes."""
    directory = tempfile.mkdtemp(prefix="om-everything-")
    try:
        wanted = create.Wanted(login, client(login), (database,), (), "none", 2, None, False)
        plan, _facts = create.look(wanted)
        create.check_access(wanted)
        plan["id"] = "case"
        store = Store(os.path.join(directory, "store"))
        store.prepare()
        with Progress(None, lambda text: None) as progress:
            made, _notes = create.create(wanted, store, plan, create.check_programs(wanted), progress)
        yield wanted, made, store.directory("case")
    finally:
        shutil.rmtree(directory)


def dump_and_rehearse(dumps: Login, loads: Login, database: str, name: str) -> None:
    """Dump as one account, restore into a scratch database as another, compare."""
    with backup(dumps, database, name) as (_wanted, made, directory), Progress(None, lambda text: None) as progress:
        create.rehearse(
            create.Wanted(loads, client(loads), (database,), (), "none", 2, None, True), made, directory, progress
        )
