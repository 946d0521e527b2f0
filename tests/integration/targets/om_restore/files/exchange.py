# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The moment in which a restored copy takes its target's place, on a real server: what fails then, and what is left.

Usage: exchange.py ROOT DIRECTORY [NAME...]. The environment says how to reach the server, as for database.py.
Each case begins with a target that differs from the backup, compares the target's whole fingerprint afterwards, and
looks for databases that were left behind.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import typing as t

HERE = pathlib.Path(__file__).parent
ROOT, DIRECTORY = sys.argv[1], sys.argv[2]
ENGINE = os.environ["OM_ENGINE"]
MYSQL = ENGINE == "mysql"
TARGET, OTHER = "om_exchange_test", "om_exchange_other"
BACKUP = "made"
LEFT = ("openmetadata_ops_scratch_%", "openmetadata_ops_replaced_%")


def connect(database: str | None = None) -> t.Any:
    login: dict[str, t.Any] = {
        "host": os.environ["OM_HOST"],
        "port": int(os.environ["OM_PORT"]),
        "user": os.environ["OM_USER"],
        "password": os.environ["OM_PASSWORD"],
    }
    if MYSQL:
        import pymysql

        return pymysql.connect(database=database, charset="utf8mb4", autocommit=True, **login)
    import psycopg2

    raw = psycopg2.connect(dbname=database or "postgres", **login)
    raw.autocommit = True
    return raw


def rows(raw: t.Any, sql: str, *args: t.Any) -> list[t.Any]:
    cursor = raw.cursor()
    cursor.execute(sql, args or None)
    return list(cursor.fetchall()) if cursor.description else []


def sql(*statements: str, database: str | None = None) -> None:
    with contextlib.closing(connect(database)) as raw:
        for statement in statements:
            rows(raw, statement)


def left() -> list[str]:
    """Databases of ours."""
    listed = "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE %s"
    if not MYSQL:
        listed = "SELECT datname FROM pg_database WHERE datname LIKE %s"
    with contextlib.closing(connect()) as raw:
        return [row[0] for pattern in LEFT for row in rows(raw, listed, pattern)]


def drop(name: str) -> None:
    if MYSQL:
        sql("SET foreign_key_checks = 0", f"DROP DATABASE IF EXISTS `{name}`")
        return
    with contextlib.closing(connect()) as raw:
        if rows(raw, "SELECT 1 FROM pg_database WHERE datname = %s", name):
            rows(raw, f'ALTER DATABASE "{name}" IS_TEMPLATE false')
            rows(raw, f'DROP DATABASE "{name}" WITH (FORCE)')


def clean() -> None:
    for name in (TARGET, *left(), OTHER):
        drop(name)


# What is in the backup, and what the target is instead before each case.
MYSQL_MADE = (
    "CREATE TABLE parent (id int PRIMARY KEY, t text)",
    "CREATE TABLE child (id int PRIMARY KEY, parent int, FOREIGN KEY (parent) REFERENCES parent (id))",
    "CREATE TABLE other (id int PRIMARY KEY, ref int,"
    " CONSTRAINT away FOREIGN KEY (ref) REFERENCES om_exchange_other.far (id))",
    "INSERT INTO parent VALUES (1, 'one'), (2, 'größe')",
    "INSERT INTO child VALUES (1, 1)",
    "INSERT INTO other VALUES (1, 1)",
    "CREATE FUNCTION f(n int) RETURNS int DETERMINISTIC RETURN n + 1",
    "CREATE PROCEDURE p() SELECT 'größe'",
    "CREATE VIEW inner_view AS SELECT id, f(id) AS n FROM parent",
    "CREATE VIEW a_view AS SELECT * FROM inner_view",
    "CREATE TRIGGER first BEFORE INSERT ON parent FOR EACH ROW SET NEW.t = CONCAT(NEW.t, '1')",
    "CREATE TRIGGER second BEFORE INSERT ON parent FOR EACH ROW FOLLOWS first SET NEW.t = CONCAT(NEW.t, '2')",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY COMMENT 'ON COMPLETION NOT PRESERVE ENABLE' DO SELECT 1",
)
MYSQL_OLD = (
    "CREATE TABLE added (id int PRIMARY KEY)",
    "INSERT INTO parent VALUES (3, 'three')",
    "DELETE FROM child",
    "DROP FUNCTION f",
    "CREATE FUNCTION f(n int) RETURNS int DETERMINISTIC RETURN n + 2",
    "GRANT EXECUTE, ALTER ROUTINE ON FUNCTION om_exchange_test.f TO om_exchange_user WITH GRANT OPTION",
    "GRANT SELECT ON om_exchange_test.parent TO om_exchange_user",
    "CREATE PROCEDURE old_one() SELECT 1",
    "DROP TABLE other",
    "CREATE VIEW other AS SELECT * FROM parent",  # in the backup, this name is a table's
    "CREATE VIEW old_view AS SELECT * FROM other",
    "CREATE TRIGGER third AFTER DELETE ON parent FOR EACH ROW INSERT INTO added VALUES (OLD.id)",
    "CREATE EVENT old_event ON SCHEDULE EVERY 1 DAY ON COMPLETION PRESERVE DISABLE DO SELECT 2",
)
POSTGRESQL_MADE = (
    "CREATE TABLE parent (id int PRIMARY KEY, t text)",
    "INSERT INTO parent VALUES (1, 'one')",
    "CREATE VIEW a_view AS SELECT * FROM parent",
)
POSTGRESQL_OLD = ("CREATE TABLE added (id int PRIMARY KEY)", "INSERT INTO parent VALUES (3, 'three')")
PROPERTIES = (
    "COMMENT ON DATABASE om_exchange_test IS 'it''s ours'",
    "ALTER DATABASE om_exchange_test SET work_mem TO '20MB'",
    'ALTER ROLE om_exchange_user IN DATABASE om_exchange_test SET search_path TO "$user", public, "odd ""name"',
    "ALTER DATABASE om_exchange_test SET my.setting TO 'a, b'",
    "ALTER DATABASE om_exchange_test CONNECTION LIMIT 33",
    "REVOKE ALL ON DATABASE om_exchange_test FROM PUBLIC",
    "REVOKE TEMPORARY ON DATABASE om_exchange_test FROM om_exchange_user",
    "GRANT CONNECT ON DATABASE om_exchange_test TO pg_monitor WITH GRANT OPTION",
    "ALTER DATABASE om_exchange_test IS_TEMPLATE true",
)


def make() -> None:
    """The database that the backup is taken of."""
    clean()
    if MYSQL:
        sql(
            f"CREATE DATABASE {OTHER}",
            f"CREATE TABLE {OTHER}.far (id int PRIMARY KEY)",
            f"INSERT INTO {OTHER}.far VALUES (1)",
            f"CREATE DATABASE {TARGET} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            "DROP USER IF EXISTS om_exchange_user",
            "CREATE USER om_exchange_user",
        )
        sql(*MYSQL_MADE, database=TARGET)
        return
    sql("DROP ROLE IF EXISTS om_exchange_user", "CREATE ROLE om_exchange_user")
    icu = "LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk'"
    sql(
        f"CREATE DATABASE {TARGET} OWNER om_exchange_user TEMPLATE template0 {icu} TABLESPACE om_exchange_space",
        *PROPERTIES,
    )
    sql(*POSTGRESQL_MADE, database=TARGET)


def spoil() -> None:
    """Make the target differ from the backup in everything."""
    sql(*(MYSQL_OLD if MYSQL else POSTGRESQL_OLD), database=TARGET)


def look(name: str = TARGET) -> dict[str, t.Any]:
    """The fingerprint of a database."""
    return _look_mysql(name) if MYSQL else _look_postgresql(name)


def _look_mysql(name: str) -> dict[str, t.Any]:
    found: dict[str, t.Any] = {}
    with contextlib.closing(connect()) as raw:
        found["made"] = rows(raw, f"SHOW CREATE DATABASE {name}")
        schema = "information_schema"
        for table, kind in rows(
            raw, f"SELECT TABLE_NAME, TABLE_TYPE FROM {schema}.TABLES WHERE TABLE_SCHEMA = %s", name
        ):
            shown = rows(raw, f"SHOW CREATE TABLE {name}.`{table}`")[0][1]
            # MySQL shows the character set of a column again where a dump named it.
            found[f"{kind} {table}"] = shown.replace("CHARACTER SET utf8mb4 COLLATE", "COLLATE")
            found[f"rows of {table}"] = rows(raw, f"SELECT * FROM {name}.`{table}` ORDER BY 1")
        for kind, column, where in (
            ("FUNCTION", "ROUTINE_NAME", "ROUTINES WHERE ROUTINE_TYPE = 'FUNCTION' AND ROUTINE_SCHEMA = %s"),
            ("PROCEDURE", "ROUTINE_NAME", "ROUTINES WHERE ROUTINE_TYPE = 'PROCEDURE' AND ROUTINE_SCHEMA = %s"),
            ("TRIGGER", "TRIGGER_NAME", "TRIGGERS WHERE TRIGGER_SCHEMA = %s"),
            ("EVENT", "EVENT_NAME", "EVENTS WHERE EVENT_SCHEMA = %s"),
        ):
            for (one,) in rows(raw, f"SELECT {column} FROM {schema}.{where}", name):
                found[f"{kind} {one}"] = rows(raw, f"SHOW CREATE {kind} {name}.`{one}`")[0][:6]
        order = (
            f"SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_ORDER FROM {schema}.TRIGGERS WHERE TRIGGER_SCHEMA = %s"
        )
        found["order"] = sorted(rows(raw, order, name))
        privileges = "SELECT Routine_name, Routine_type, User, Host, Proc_priv FROM mysql.procs_priv WHERE Db = %s"
        found["routine grants"] = sorted(rows(raw, privileges, name))
        tables = "SELECT Table_name, User, Host, Table_priv FROM mysql.tables_priv WHERE Db = %s"
        found["table grants"] = sorted(rows(raw, tables, name))
    return found


def _look_postgresql(name: str) -> dict[str, t.Any]:
    with contextlib.closing(connect()) as raw:
        made = rows(
            raw,
            "SELECT to_jsonb(d) - 'oid' - 'datname' - 'datfrozenxid' - 'datminmxid' - 'datacl' - 'datdba',"
            " pg_get_userbyid(datdba),"
            " (SELECT spcname FROM pg_tablespace s WHERE s.oid = dattablespace), shobj_description(oid, 'pg_database'),"
            " (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) a),"
            " (SELECT array_agg(pg_get_userbyid(setrole) || ' ' || s ORDER BY setrole, s)"
            " FROM pg_db_role_setting, unnest(setconfig) s WHERE setdatabase = d.oid)"
            " FROM pg_database d WHERE datname = %s",
            name,
        )
    with contextlib.closing(connect(name)) as raw:
        listed = "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1"
        found = {"made": made, "views": rows(raw, listed)}
        for (table,) in rows(raw, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
            found[f"rows of {table}"] = rows(raw, f"SELECT * FROM public.{table} ORDER BY 1")
    return found


def run(module: str = "om_restore", **job: t.Any) -> dict[str, t.Any]:
    """Run a module; its result, with rc."""
    args = {
        "engine": ENGINE,
        "login_host": os.environ["OM_HOST"],
        "login_port": int(os.environ["OM_PORT"]),
        "login_user": os.environ["OM_USER"],
        "login_password": os.environ["OM_PASSWORD"],
        "client": "docker",
        "container": os.environ["OM_CONTAINER"],
        "path": f"{DIRECTORY}/{BACKUP}",
        **({"replace": True, "confirm": TARGET, "jobs": 2} if module == "om_restore" else {}),
        **job.pop("args", {}),
    }
    command = {"root": ROOT, "module": module, "seconds": 3, "args": args, **job}
    done = subprocess.run(
        [sys.executable, str(HERE / "run_module.py"), json.dumps(command)], capture_output=True, text=True, check=False
    )
    result = json.loads(done.stdout) if done.stdout.strip() else {"msg": done.stderr[-1500:]}
    return {**result, "rc": done.returncode}


def check(holds: object, *why: object) -> None:
    if not holds:
        raise AssertionError(" ".join(str(part) for part in why))


def same(found: dict[str, t.Any], expected: dict[str, t.Any]) -> None:
    for key in sorted({*found, *expected}):
        check(found.get(key) == expected.get(key), key, found.get(key), "instead of", expected.get(key))


def nothing_left() -> None:
    check(left() == [], "left behind:", left())


class Cases:
    """Each method is a case; ``self.made`` is the backup's fingerprint, ``self.old`` the target's before the case."""

    def __init__(self) -> None:
        make()
        self.made = look()
        result = run("om_backup", args={"path": DIRECTORY, "databases": [TARGET], "backup_id": BACKUP, "jobs": 2})
        check(result["rc"] == 0, result)

    def begin(self) -> None:
        make()
        spoil()
        self.old = look()

    def restored(self) -> dict[str, t.Any]:
        """What the target must be in the end: the backup, and the privileges of the target."""
        if not MYSQL:
            return self.made
        grants = {key: self.old[key] for key in ("routine grants", "table grants")}
        return {**self.made, **grants}

    def refused(self, why: str, **job: t.Any) -> dict[str, t.Any]:
        """A restore that fails and leaves the target as it was."""
        result = run(**job)
        check(result["rc"] != 0 and result.get("failed"), "it did not fail:", result)
        check(why in result["msg"], why, "is not in", result["msg"])
        check("Traceback" not in result["msg"], result["msg"])
        same(look(), self.old)
        return result

    def succeeds(self, **job: t.Any) -> dict[str, t.Any]:
        result = run(**job)
        check(result["rc"] == 0, result.get("msg"))
        same(look(), self.restored())
        nothing_left()
        return result

    def case_replaced(self) -> None:
        """The target becomes the backup."""
        self.succeeds()

    def case_killed(self) -> None:
        """The same command ends right after a SIGKILL at any point."""
        points = [
            ("LOCK TABLES", "kill"),
            ("DROP TRIGGER", "killed"),
            ("^RENAME TABLE", "kill"),
            ("^RENAME TABLE", "killed"),
        ]
        points += [("DROP PROCEDURE", "kill"), ("^GRANT .*EXECUTE", "kill"), ("DROP DATABASE .*replaced", "kill")]
        points += [("CREATE DATABASE .*scratch", "killed"), ("DROP DATABASE .*replaced", "killed")]
        if not MYSQL:
            points = [("CREATE DATABASE", "killed"), ("RENAME", "kill"), ("RENAME", "killed"), ("COMMENT ON", "kill")]
            points += [("COMMIT", "kill"), ("COMMIT", "killed"), ("DROP DATABASE", "kill"), ("DROP DATABASE", "killed")]
        for at, do in points:
            self.begin()
            result = run(at=at, do=do)
            check(result["rc"] == -signal.SIGKILL, "it was not killed at", at, result)
            self.succeeds()

    def case_killed_new_target(self) -> None:
        """The same where the target did not exist, and nobody allowed to replace one."""
        points = [("^RENAME TABLE", "kill"), ("^RENAME TABLE", "killed"), ("DROP DATABASE .*replaced", "kill")]
        for at, do in points if MYSQL else [("COMMIT", "kill")]:
            self.begin()
            drop(TARGET)
            job = {"args": {"replace": False, "confirm": None}}
            result = run(at=at, do=do, **job)
            check(result["rc"] == -signal.SIGKILL, "it was not killed at", at, result)
            result = run(args={"replace": False, "confirm": None})
            check(result["rc"] == 0, at, do, result["msg"])
            same(look(), self.restored())  # MySQL: privileges outlive a database
            nothing_left()

    def case_cut(self) -> None:
        """The server ends a session of ours at any point: the target is as before, or as restored."""
        points = ["LOCK TABLES", "^DROP TRIGGER", "^RENAME TABLE", "^GRANT .*EXECUTE", "DROP DATABASE .*replaced"]
        for at in points if MYSQL else ["RENAME", "COMMENT ON", "COMMIT", "DROP DATABASE"]:
            self.begin()
            result = run(at=at, do="cut")
            check("Traceback" not in result["msg"] and "InterfaceError" not in result["msg"], result["msg"])
            same(look(), self.old if result["rc"] else self.restored())
            for name in left():
                check(
                    name in result["msg"] and "DROP DATABASE" in result["msg"], name, "is not named in", result["msg"]
                )
            self.succeeds()

    def case_refused_statement(self) -> None:
        """The server refuses a statement: the target is as before."""
        points = (
            ["LOCK TABLES", "^RENAME TABLE", "^DROP PROCEDURE.*old_one"]
            if MYSQL
            else ["RENAME TO .om_exchange", "COMMENT ON"]
        )
        for at in points:
            self.begin()
            self.refused("The test refuses this statement", at=at, do="refuse")
            nothing_left()

    def case_scratch_stays(self) -> None:
        """A scratch database that cannot be dropped is named with its statement, in success and in failure."""
        for at, fails in (
            ("DROP DATABASE .*scratch", False),
            ("DROP DATABASE .*scratch|^RENAME TABLE|COMMENT ON", True),
        ):
            self.begin()
            result = run(at=at, do="refuse", always=True)
            check(bool(result.get("failed")) == fails, result["msg"])
            check(left(), "nothing was left behind")
            for name in left():
                quoted = f"`{name}`" if MYSQL else f'"{name}"'
                check(f"DROP DATABASE {quoted};" in result["msg"], name, "is not named in", result["msg"])
            same(look(), self.old if fails else self.restored())
        self.succeeds()

    def case_scratch_dropped_by_another_session(self) -> None:
        """Our session is gone at the end: another one drops the scratch database."""
        self.begin()
        result = run(at="DROP DATABASE .*scratch", do="cut", args={"rehearse": True})
        check(result["rc"] == 0, result["msg"])
        nothing_left()

    def case_foreign_scratch(self) -> None:
        """Only scratch databases that this server made and whose run is dead are dropped."""
        self.begin()
        foreign = "openmetadata_ops_scratch_00000000_0123456789ab"
        sql(f"CREATE DATABASE {foreign}")
        result = run(args={"rehearse": True})
        check(result["rc"] == 0, result["msg"])
        check(left() == [foreign], left())
        drop(foreign)
        result = run(at="CREATE DATABASE", do="killed")
        check(len(left()) == 1, left())
        result = run(args={"rehearse": True})
        check(result["rc"] == 0, result["msg"])
        nothing_left()

    def case_live_loader(self) -> None:
        """The scratch database of a run that lives is left alone."""
        self.begin()
        pause = "SELECT SLEEP(20)" if MYSQL else "SELECT pg_sleep(20)"
        at = "^LOCK TABLES" if MYSQL else "SET LOCAL lock_timeout"
        with concurrent.futures.ThreadPoolExecutor() as pool:
            restore = pool.submit(run, at=at, do=pause, hold=1)
            while not restore.done() and not left():
                time.sleep(0.1)
            scratch = set(left())
            result = run(args={"rehearse": True})
            check(result["rc"] == 0, result["msg"])
            check(restore.done() or scratch <= set(left()), scratch, left())
            check(restore.result()["rc"] == 0, restore.result()["msg"])
        same(look(), self.restored())
        nothing_left()


class Mysql(Cases):
    def case_metadata_lock(self) -> None:
        """A session whose default database is another one holds a lock on a table."""
        for statement in ("SELECT * FROM om_exchange_test.parent", "SELECT * FROM om_exchange_test.added"):
            self.begin()
            with contextlib.closing(connect("mysql")) as raw:
                number = rows(raw, "SELECT CONNECTION_ID()")[0][0]
                rows(raw, "BEGIN")
                rows(raw, statement)
                result = self.refused("stayed locked by other sessions")
                check(f"session {number} of root" in result["msg"], result["msg"])
            nothing_left()
            self.succeeds()

    def case_lock_after_the_rename(self) -> None:
        """A session comes between the rename and the code: it is undone, or the message says what is where."""
        visit = {"at": "^RENAME TABLE", "do": "BEGIN;SELECT * FROM om_exchange_test.parent", "thread": True}
        self.begin()
        result = self.refused("Lock wait timeout exceeded", **visit, hold=6)
        check(f"Database {TARGET} is as it was before" in result["msg"], result["msg"])
        nothing_left()
        result = run(**visit, hold=600)
        check(result["rc"] != 0, result)
        original = result["original"]
        check(left() == [original] and original in result["msg"], result["msg"], left())
        with contextlib.closing(connect()) as raw:
            moved = rows(raw, f"SELECT * FROM {original}.parent ORDER BY 1")
        check(list(moved) == list(self.old["rows of parent"]), moved)
        check({one["name"] for one in result["missing"]} >= {"old_one", "third", "old_event"}, result["missing"])
        self.succeeds()

    def case_foreign_keys_of_others(self) -> None:
        self.begin()
        sql(
            "CREATE TABLE near (id int PRIMARY KEY, ref int,"
            " CONSTRAINT `to us` FOREIGN KEY (ref) REFERENCES om_exchange_test.parent (id))",
            database=OTHER,
        )
        for extra in ({"_ansible_check_mode": True}, {}):
            result = self.refused("to us of om_exchange_other.near (refers to parent)", args=extra)
            check("ALTER TABLE `om_exchange_other`.`near` DROP FOREIGN KEY `to us`;" in result["msg"], result["msg"])
        nothing_left()
        sql("ALTER TABLE near DROP FOREIGN KEY `to us`", database=OTHER)
        self.succeeds()
        sql(
            "ALTER TABLE near ADD CONSTRAINT `to us` FOREIGN KEY (ref) REFERENCES om_exchange_test.parent (id)",
            database=OTHER,
        )

    def case_invalid_view(self) -> None:
        """An old view that is invalid does not keep the target from being replaced."""
        self.begin()
        sql("CREATE VIEW bad AS SELECT * FROM added", "CREATE TABLE gone (id int)", database=TARGET)
        sql("CREATE VIEW worse AS SELECT * FROM gone", "DROP TABLE gone", database=TARGET)
        self.succeeds()


class Postgresql(Cases):
    def case_dropped(self) -> None:
        """The database is gone: the backup knows its properties."""
        self.begin()
        drop(TARGET)
        result = run(args={"replace": False, "confirm": None})
        check(result["rc"] == 0, result["msg"])
        same(look(), self.made)
        nothing_left()

    def case_roles_and_tablespace_are_gone(self) -> None:
        """What the server no longer has is left out and named."""
        self.begin()
        drop(TARGET)
        sql("ALTER TABLESPACE om_exchange_space RENAME TO om_exchange_renamed", "DROP ROLE IF EXISTS om_exchange_gone")
        try:
            result = run(args={"replace": False, "confirm": None})
        finally:
            sql("ALTER TABLESPACE om_exchange_renamed RENAME TO om_exchange_space")
        check(result["rc"] == 0, result["msg"])
        check("no tablespace om_exchange_space" in result["msg"], result["msg"])

    def case_visitor(self) -> None:
        """A session that connects in between is waited for, or named."""
        visit = {"at": "SET LOCAL lock_timeout", "do": "SELECT 1", "database": TARGET}
        self.begin()
        self.refused("has 1 open connections (postgres from", **visit, hold=600)
        nothing_left()
        self.succeeds(**visit, hold=2)


def main() -> None:
    cases = (Mysql if MYSQL else Postgresql)()
    names = sys.argv[3:] or [name for name in dir(cases) if name.startswith("case_")]
    failed = []
    for name in names:
        try:
            cases.begin()
            getattr(cases, name)()
        except Exception as exc:
            failed.append(name)
            print(f"FAILED {name}: {type(exc).__name__}: {exc}", flush=True)
        else:
            print(f"ok {name}", flush=True)
    clean()
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


main()
