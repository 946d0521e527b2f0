# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import pytest
from ansible_collections.openmetadata.ops.plugins.module_utils._params.option_file import read_option, write_option

MY_CNF = """\
# ours
[client]
sort_buffer_size = 1M

[mysqld]
datadir=/var/lib/mysql
sort-buffer-size = 10M  # for sorting
log_bin_trust_function_creators
# sort_buffer_size = 99M

[mysqldump]
quick
"""
POSTGRESQL_CONF = """\
#work_mem = 4MB                 # min 64kB
shared_buffers = 128MB          # min 128kB
work_mem = 8MB
Work_Mem '10MB' # later wins
search_path = '"$user", public'
"""


@pytest.mark.parametrize(
    ("text", "engine", "name", "value"),
    [
        (MY_CNF, "mysql", "sort_buffer_size", "10M"),
        (MY_CNF, "mysql", "log-bin-trust-function-creators", ""),
        (MY_CNF, "mysql", "datadir", "/var/lib/mysql"),
        (MY_CNF, "mysql", "quick", None),
        (MY_CNF, "mysql", "max_connections", None),
        ("", "mysql", "x", None),
        (POSTGRESQL_CONF, "postgresql", "work_mem", "10MB"),
        (POSTGRESQL_CONF, "postgresql", "shared_buffers", "128MB"),
        (POSTGRESQL_CONF, "postgresql", "search_path", '"$user", public'),
        (POSTGRESQL_CONF, "postgresql", "fsync", None),
    ],
)
def test_read(text: str, engine: str, name: str, value: str | None) -> None:
    assert read_option(text, engine, name) == value


@pytest.mark.parametrize(
    ("text", "engine", "name", "value", "old", "new"),
    [
        (MY_CNF, "mysql", "sort_buffer_size", "20M", "= 10M  #", "= 20M  #"),
        (MY_CNF, "mysql", "sort_buffer_size", None, "sort-buffer-size = 10M  # for sorting\n", ""),
        (
            MY_CNF,
            "mysql",
            "max_connections",
            "99",
            "creators\n# sort_buffer_size = 99M\n",
            "creators\n# sort_buffer_size = 99M\nmax_connections = 99\n",
        ),
        (
            MY_CNF,
            "mysql",
            "log_bin_trust_function_creators",
            "OFF",
            "function_creators\n",
            "function_creators = OFF\n",
        ),
        (POSTGRESQL_CONF, "postgresql", "work_mem", "20480kB", "'10MB' # later", "20480kB # later"),
        (POSTGRESQL_CONF, "postgresql", "work_mem", None, "work_mem = 8MB\nWork_Mem '10MB' # later wins\n", ""),
        (POSTGRESQL_CONF, "postgresql", "fsync", "on", "public'\n", "public'\nfsync = on\n"),
        (
            POSTGRESQL_CONF,
            "postgresql",
            "log_line_prefix",
            "it's %m",
            "public'\n",
            "public'\nlog_line_prefix = 'it''s %m'\n",
        ),
        ("[client]\nx=1\n", "mysql", "a", "1", "x=1\n", "x=1\n\n[mysqld]\na = 1\n"),
        ("", "mysql", "a", "1", "", "[mysqld]\na = 1\n"),
        ("", "postgresql", "a", "1", "", "a = 1\n"),
    ],
)
def test_write_changes_nothing_else(text: str, engine: str, name: str, value: str | None, old: str, new: str) -> None:
    expected = text.replace(old, new, 1) if text else new
    assert write_option(text, engine, name, value) == expected
    assert read_option(expected, engine, name) == value


def test_back_again() -> None:
    for name in ("sort_buffer_size", "max_connections"):
        before = read_option(MY_CNF, "mysql", name)
        changed = write_option(MY_CNF, "mysql", name, "77M")
        assert write_option(changed, "mysql", name, before) == MY_CNF


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[mysqld]\r\na = 1\r\n", "[mysqld]\r\na = 1\r\nb = 2\r\n"),
        ("[mysqld]\r\na = 1", "[mysqld]\r\na = 1\r\nb = 2"),
        ("[mysqld]\r\nb = 1 # x\r\n", "[mysqld]\r\nb = 2 # x\r\n"),
        ("", "[mysqld]\nb = 2\n"),
    ],
)
def test_line_ends_stay(before: str, after: str) -> None:
    assert write_option(before, "mysql", "b", "2") == after
