# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts of an installation in which every check passes that is not about the releases, and a way to change them."""

from __future__ import annotations

import copy
import typing as t

GIB = 1024**3
ABSENT = object()

MYSQL: dict[str, t.Any] = {
    "environment": {
        "deployment": "compose",
        "server_version": "1.13.6",
        "target_version": "2.0.10",
        "engine": "mysql",
        "api_url": "http://127.0.0.1:8585/api",
        "database": {"host": "127.0.0.1", "port": 3306},
        "airflow": {
            "present": True,
            "database_host": "127.0.0.1",
            "port": 3306,
            "openmetadata_version": "1.13.6",
            "release": "3.3.0",
            "driver_url_scheme": "mysql+mysqldb",
            "pip_requirements": "",
        },
        "installation": {"migrate_command": "./bootstrap/openmetadata-ops.sh migrate"},
        "paths": {"backup_dir": "/var/backups/openmetadata"},
    },
    "info": {
        "database": {
            "version": "8.0.42",
            "flavor": "mysql",
            "schema_version": "1.13.5",
            "versions": ["1.12.0", "1.13.5"],
            "half_applied": [],
            "failed_migrations": [],
            "charset": "utf8mb4",
            "tables_not_utf8mb4": [],
            "tables_with_invisible_key": [],
            "backup_obstacles": [],
            "dependents": [],
            "md5": True,
            "read_only": False,
            "rows_to_rename": {},
            "secrets": {"checked": 12, "unreadable": {}},
            "deleted_on_purpose": [],
        },
        "airflow": {"backup_obstacles": []},
        "parameters": {
            "sort_buffer_size": 20 * 1024**2,
            "sql_generate_invisible_primary_key": False,
            "sql_mode": "ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,NO_ENGINE_SUBSTITUTION",
            "sql_require_primary_key": False,
        },
        "server": {"account": {"user": "admin", "trigger": "allowed"}},
        "recommended": {"sort_buffer_size": 20 * 1024**2, "needed_sort_buffer_size": 20 * 1024**2},
        "sessions": {"other_servers": [], "prepared": [], "unseen": []},
        "sizes": {
            "total_bytes": GIB,
            "airflow_bytes": GIB,
            "largest_table": {"name": "query_entity", "bytes": GIB // 2},
            "query_entity": {"largest_row": 15_000_279},
        },
    },
    "airflow": {
        "state": "ready",
        "msg": "Revision d2f4e1b3c5a7 is sound.",
        "plan": [],
        "would_lose": {},
        "would_rewrite": {},
        "estimate_seconds": 40,
        "ways_out": [],
        "evidence": {
            "rows": {"task_instance": 800},
            "accounts": [{"name": "airflow_user@%", "has_super": False, "missing": []}],
            "lock_holder": None,
            "obstacles": [],
            "limits": {},
        },
    },
    "deployment": {"problems": []},
    "backup": {"too_small": [], "refused": [], "server_unknown": []},
    "access": {"database_from_server": "", "api_from_runner": ""},
    "params": {"unmet": []},
    "settings": {"renamed": []},
    "pipelines": {"stuck": [], "still_running": [], "unknown": []},
    "scan": {"findings": []},
    "host": {
        "disks": f"      Avail File\n{40 * GIB} /var/lib/docker\n",
        "store": "/var/lib/docker",
        "migrate_exit_code": "0",
        "images_in_use": ["openmetadata/server:1.13.6", "docker.elastic.co/elasticsearch/elasticsearch:9.3.0"],
        "clients": {"container db": "mysqldump  Ver 8.3.0 for Linux on x86_64 (MySQL Community Server - GPL)"},
        "images": ["openmetadata/server:2.0.10"],
        "images_local": ["openmetadata/server:2.0.10"],
        "images_remote": [],
    },
    "options": {
        "airflow_way_out": "",
        "api_answers": True,
        "api_login": True,
        "backup_method": "dump",
        "confirm_data_loss": False,
        "db_params_required": True,
        "default_passwords": [],
        "other_upgrade": "",
        "reindex": True,
        "scan_fix": False,
        "translate_settings": True,
        "unknown_ignores": [],
    },
}

POSTGRESQL: dict[str, t.Any] = {
    "environment.engine": "postgresql",
    "environment.airflow.driver_url_scheme": "postgresql+psycopg2",
    "info.database.version": "15.18 (Debian 15.18-0+deb12u1)",
    "info.database.flavor": "postgresql",
    "info.parameters": {"work_mem": 20 * 1024**2},
    "info.recommended": {"work_mem": 20 * 1024**2},
    "airflow.state": "unaffected",
    "host.clients": {"container db": "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"},
}


def facts(engine: str = "mysql", **changes: t.Any) -> dict[str, t.Any]:
    """The facts with changes by dotted path, where ``__`` stands for the dot; ABSENT removes."""
    tree = copy.deepcopy(MYSQL)
    if engine == "postgresql":
        for path, value in POSTGRESQL.items():
            put(tree, path, value)
    for path, value in changes.items():
        put(tree, path.replace("__", "."), value)
    return tree


def put(tree: dict[str, t.Any], path: str, value: t.Any) -> None:
    """Set or remove what is at the path."""
    *parents, last = path.split(".")
    for name in parents:
        tree = tree.setdefault(name, {})
    if value is ABSENT:
        tree.pop(last, None)
    else:
        tree[last] = copy.deepcopy(value)
