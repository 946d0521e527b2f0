# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lets MySQL keep the size of an empty table in its cache, fills the table, and asks how large it is."""

from __future__ import annotations

import time

import collection
import everything

collection.use()

from ansible_collections.openmetadata.ops.plugins.module_utils._backup.facts import read_facts  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.connection import connect  # noqa: E402
from ansible_collections.openmetadata.ops.plugins.module_utils._database.options import Login  # noqa: E402

DATABASE = "om_statistics_db"
SIZE = "SELECT data_length FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'grown'"


def main() -> None:
    login = Login.from_params(collection.params(login_db=DATABASE))
    everything.drop(DATABASE)
    try:
        everything.run(None, [f"CREATE DATABASE {DATABASE}"])
        everything.run(DATABASE, ["CREATE TABLE grown (t longtext)"])
        with connect(login) as connection:
            cached = connection.value(SIZE)
        everything.run(
            DATABASE,
            ["INSERT INTO grown SELECT REPEAT('x', 1000000)"] + ["INSERT INTO grown SELECT t FROM grown"] * 5,
        )
        with connect(login) as connection:
            stale = connection.value(SIZE)
            # InnoDB counts its pages again in the background, some seconds after many changes.
            for _attempt in range(30):
                found = read_facts(connection, DATABASE).bytes
                if found > 30_000_000:
                    break
                time.sleep(1)
        assert stale == cached, f"the server keeps no stale size, so that this test proves nothing: {cached}, {stale}"
        assert found > 30_000_000, f"a table of 32 MB is taken for {found} bytes"
    finally:
        everything.drop(DATABASE)
    print(f"{found} bytes instead of {stale}")


if __name__ == "__main__":
    main()
