# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Databases that cannot be dumped and restored as they are: the check before a dump names the cause and what ends it.

MySQL has views that refer to a table which is gone. PostgreSQL has extensions whose files are gone from the server; the
rows of an extension's configuration table are part of a dump.
"""

from __future__ import annotations

import contextlib
import os
import subprocess

import collection
import everything
import psycopg2

collection.use()

from ansible_collections.openmetadata.ops.plugins.module_utils._backup import create  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import connect  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._errors import OpsError  # noqa: E402

DATABASE = "om_broken_db"
SCRIPT = """
CREATE TABLE settings (name text PRIMARY KEY, own boolean NOT NULL DEFAULT true);
INSERT INTO settings VALUES ('standard', false);
SELECT pg_extension_config_dump('settings', 'WHERE own');
"""


def login() -> Login:
    return Login.from_params(collection.params(login_db=DATABASE))


def refusal() -> str:
    try:
        create.check_access(create.Wanted(login(), everything.client(login()), (DATABASE,), (), "none", 1, None, False))
    except OpsError as exc:
        return exc.message
    return ""


def check(*words: str) -> None:
    said = refusal()
    missing = [word for word in words if word not in said]
    assert not missing, f"the refusal does not say {missing}: {said}"
    assert bool(said) is bool(words), f"refused without a reason: {said}"


def mysql() -> None:
    everything.run(None, [f"CREATE DATABASE {DATABASE}", "CREATE USER IF NOT EXISTS om_gone"])
    everything.run(
        DATABASE,
        [
            "CREATE TABLE gone (a int)",
            "CREATE TABLE there (a int)",
            "CREATE VIEW `of gone` AS SELECT a FROM gone",
            "CREATE VIEW nested AS SELECT a FROM `of gone`",
            "CREATE DEFINER = om_gone VIEW orphan AS SELECT a FROM there",
        ],
    )
    check()
    everything.run(DATABASE, ["DROP USER om_gone", "DROP TABLE gone"])
    check(
        "the view nested is invalid (error 1356)",
        f"DROP VIEW `{DATABASE}`.`nested`",
        f"DROP VIEW `{DATABASE}`.`of gone`",
    )
    everything.run(DATABASE, [f"DROP VIEW `{DATABASE}`.`nested`", f"DROP VIEW `{DATABASE}`.`of gone`"])
    check()
    everything.dump_and_rehearse(login(), login(), DATABASE, "a view without its definer")


def in_container(*argv: str, text: str | None = None) -> str:
    command = ["docker", "exec", "--interactive", os.environ["OM_CONTAINER"], *argv]
    return subprocess.run(command, input=text, check=True, capture_output=True, text=True).stdout


def invalid_indexes() -> int:
    with connect(login()) as connection:
        return int(connection.value("SELECT COUNT(*) FROM pg_index WHERE NOT indisvalid"))


def postgresql() -> None:
    directory = in_container("pg_config", "--sharedir").strip() + "/extension"
    files = {
        "om_broken.control": "default_version = '1.0'\nrelocatable = true\n",
        "om_broken--1.0.sql": SCRIPT,
    }
    try:
        for name, text in files.items():
            in_container("tee", f"{directory}/{name}", text=text)
        everything.run(None, [f"CREATE DATABASE {DATABASE}"])
        everything.run(
            DATABASE,
            ["CREATE TABLE t (a int)", "CREATE EXTENSION om_broken", "INSERT INTO settings VALUES ('own', true)"],
        )
        check()
        everything.dump_and_rehearse(login(), login(), DATABASE, "an extension's configuration")
        in_container("rm", f"{directory}/om_broken.control")
        check("the files of the extension om_broken are not installed", "Install its package")
        everything.run(DATABASE, ["DROP EXTENSION om_broken"])
        check()
        # What a failed CREATE INDEX CONCURRENTLY leaves behind is not dumped, and no difference.
        everything.run(DATABASE, ["INSERT INTO t VALUES (1), (1)"])
        with contextlib.suppress(psycopg2.errors.UniqueViolation):
            everything.run(DATABASE, ["CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)"])
        assert invalid_indexes() == 1, "there is no invalid index to leave out"
        everything.dump_and_rehearse(login(), login(), DATABASE, "an invalid index")
    finally:
        for name in files:
            in_container("rm", "-f", f"{directory}/{name}")


def main() -> None:
    everything.drop(DATABASE)
    try:
        mysql() if collection.engine() == "mysql" else postgresql()
    finally:
        everything.drop(DATABASE)
    print("what is broken was named, and nothing else")


if __name__ == "__main__":
    main()
