# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The argument spec behind the doc fragment ``airflow``."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import env_fallback

from .._database.options import ENGINES, TLS_MODES


def airflow_argument_spec() -> dict[str, t.Any]:
    """The shared options; a module merges its own into the copy that this returns."""
    return {
        "airflow_url": {"type": "str"},
        "airflow_user": {"type": "str"},
        "airflow_password": {"type": "str", "no_log": True, "fallback": (env_fallback, ["OM_AIRFLOW_PASSWORD"])},
        "airflow_database": {"type": "dict", "options": _database_spec()},
    }


def _database_spec() -> dict[str, t.Any]:
    """The suboptions of ``airflow_database``."""
    return {
        "engine": {"type": "str", "choices": list(ENGINES), "required": True},
        "login_host": {"type": "str", "default": "127.0.0.1"},
        "login_port": {"type": "int"},
        "login_user": {"type": "str", "required": True},
        "login_password": {"type": "str", "no_log": True},
        "login_unix_socket": {"type": "path"},
        "login_db": {"type": "str", "required": True},
        "tls_mode": {"type": "str", "choices": list(TLS_MODES), "default": "prefer"},
        "ca_cert": {"type": "path"},
        "client_cert": {"type": "path"},
        "client_key": {"type": "path", "no_log": False},
        "connect_timeout": {"type": "int", "default": 30},
    }
