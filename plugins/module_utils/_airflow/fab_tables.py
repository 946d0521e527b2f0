# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The tables and indexes that revision 6709f7a774b9 of the provider FAB makes, where they are missing.

Read from airflow/providers/fab/migrations/versions/0000_1_4_0_create_ab_tables_if_missing.py of the wheel 3.10.2
(https://pypi.org/project/apache-airflow-providers-fab/). ``ID`` stands for the engine's type of a key.
"""

from __future__ import annotations

# In an order in which they can be made.
TABLES: dict[str, tuple[str, ...]] = {
    "ab_group": ("ID", "name VARCHAR(100) NOT NULL", "label VARCHAR(150)", "description VARCHAR(512)", "UNIQUE name"),
    "ab_permission": ("ID", "name VARCHAR(100) NOT NULL", "UNIQUE name"),
    "ab_register_user": (
        "ID",
        "first_name VARCHAR(256) NOT NULL",
        "last_name VARCHAR(256) NOT NULL",
        "username VARCHAR(512) NOT NULL",
        "password VARCHAR(256)",
        "email VARCHAR(512) NOT NULL",
        "registration_date DATETIME",
        "registration_hash VARCHAR(256)",
        "UNIQUE username",
    ),
    "ab_role": ("ID", "name VARCHAR(64) NOT NULL", "UNIQUE name"),
    "ab_user": (
        "ID",
        "first_name VARCHAR(256) NOT NULL",
        "last_name VARCHAR(256) NOT NULL",
        "username VARCHAR(512) NOT NULL",
        "password VARCHAR(256)",
        "active BOOLEAN",
        "email VARCHAR(512) NOT NULL",
        "last_login DATETIME",
        "login_count INTEGER",
        "fail_login_count INTEGER",
        "created_on DATETIME",
        "changed_on DATETIME",
        "created_by_fk INTEGER",
        "changed_by_fk INTEGER",
        "UNIQUE email",
        "UNIQUE username",
        "KEY created_by_fk ab_user",
        "KEY changed_by_fk ab_user",
    ),
    "ab_view_menu": ("ID", "name VARCHAR(250) NOT NULL", "UNIQUE name"),
    "ab_group_role": (
        "ID",
        "group_id INTEGER",
        "role_id INTEGER",
        "UNIQUE group_id role_id",
        "KEY group_id ab_group CASCADE",
        "KEY role_id ab_role CASCADE",
    ),
    "ab_permission_view": (
        "ID",
        "permission_id INTEGER",
        "view_menu_id INTEGER",
        "UNIQUE permission_id view_menu_id",
        "KEY permission_id ab_permission",
        "KEY view_menu_id ab_view_menu",
    ),
    "ab_user_group": (
        "ID",
        "user_id INTEGER",
        "group_id INTEGER",
        "UNIQUE user_id group_id",
        "KEY user_id ab_user CASCADE",
        "KEY group_id ab_group CASCADE",
    ),
    "ab_user_role": (
        "ID",
        "user_id INTEGER",
        "role_id INTEGER",
        "UNIQUE user_id role_id",
        "KEY user_id ab_user CASCADE",
        "KEY role_id ab_role CASCADE",
    ),
    "ab_permission_view_role": (
        "ID",
        "permission_view_id INTEGER",
        "role_id INTEGER",
        "UNIQUE permission_view_id role_id",
        "KEY permission_view_id ab_permission_view CASCADE",
        "KEY role_id ab_role CASCADE",
    ),
}
INDEXES = (
    ("ab_group_role", "idx_group_id", "group_id"),
    ("ab_group_role", "idx_group_role_id", "role_id"),
    ("ab_user_group", "idx_user_group_id", "group_id"),
    ("ab_user_group", "idx_user_id", "user_id"),
)


def create_table(engine: str, table: str) -> str:
    """The statement that makes a table."""
    mysql = engine == "mysql"
    parts = []
    for text in TABLES[table]:
        word, _space, rest = text.partition(" ")
        if word == "ID":
            parts += ["id INTEGER NOT NULL AUTO_INCREMENT" if mysql else "id SERIAL NOT NULL"]
            parts += [f"CONSTRAINT {table}_pkey PRIMARY KEY (id)"]
        elif word == "UNIQUE":
            parts.append(f"CONSTRAINT {table}_{rest.replace(' ', '_')}_uq UNIQUE ({rest.replace(' ', ', ')})")
        elif word == "KEY":
            column, parent, rule = [*rest.split(), ""][:3]
            key = f"CONSTRAINT {table}_{column}_fkey FOREIGN KEY ({column}) REFERENCES {parent} (id)"
            parts.append(key + (f" ON DELETE {rule}" if rule else ""))
        else:
            parts.append(text if mysql else text.replace("DATETIME", "TIMESTAMP WITHOUT TIME ZONE"))
    return f"CREATE TABLE {table} ({', '.join(parts)})"
