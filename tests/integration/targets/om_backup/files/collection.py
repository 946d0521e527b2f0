# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What scripts of this target need of the collection: its Python code, and the login of the server."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import typing as t


def use() -> None:
    """Let Python find the collection of this work tree under its name."""
    tree = tempfile.mkdtemp(prefix="om-collection-")
    atexit.register(shutil.rmtree, tree, ignore_errors=True)
    parent = os.path.join(tree, "ansible_collections", "openmetadata")
    os.makedirs(parent)
    os.symlink(os.environ["OM_ROOT"], os.path.join(parent, "ops"))
    sys.path.insert(0, tree)


def where() -> dict[str, t.Any]:
    """Host and port."""
    return {"host": os.environ["OM_HOST"], "port": int(os.environ["OM_PORT"])}


def params(**changes: t.Any) -> dict[str, t.Any]:
    """The options of the fragment ``database`` for the administrator, with changes."""
    return {
        "engine": os.environ["OM_ENGINE"],
        "login_host": os.environ["OM_HOST"],
        "login_port": int(os.environ["OM_PORT"]),
        "login_user": os.environ["OM_USER"],
        "login_password": os.environ["OM_PASSWORD"],
        "login_unix_socket": None,
        "login_db": None,
        "tls_mode": "prefer",
        "ca_cert": None,
        "client_cert": None,
        "client_key": None,
        "connect_timeout": 10,
        **changes,
    }


def admin(database: str | None = None) -> t.Any:
    """A session of the administrator, in autocommit mode."""
    user, password = os.environ["OM_USER"], os.environ["OM_PASSWORD"]
    if os.environ["OM_ENGINE"] == "mysql":
        import pymysql

        return pymysql.connect(
            user=user, password=password, database=database, autocommit=True, charset="utf8mb4", **where()
        )
    import psycopg2

    raw = psycopg2.connect(user=user, password=password, dbname=database or "postgres", **where())
    raw.autocommit = True
    return raw


def engine() -> str:
    """V(mysql) or V(postgresql)."""
    return os.environ["OM_ENGINE"]
