# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state that an upgrade or a rollback leaves, and how it differs from that of an undisturbed run."""

from __future__ import annotations

import pathlib
import typing as t

from laboratory import Lab
from world import World, docker

State = dict[str, t.Any]
# Rows that the server writes while it runs, so that their number depends on how often it was started.
_VOLATILE = frozenset({"change_event", "change_event_consumers", "consumers_dlq", "apps_extension_time_series"})
# Compared for equality. "rows" and "history" are compared by number: fewer is a loss.
EXACT = ("files", "parameters", "migrations", "schema", "alembic", "pipelines", "databases", "images", "left", "stuck")


def read(lab: Lab, state_directory: pathlib.Path) -> State:
    """Read what must be equal, from the databases, the containers and the files."""
    world = lab.world
    found = world.fingerprint()
    names = [name for name in found["containers"] if not name.startswith("execute_migrate_all")]
    return {
        **{name: found[name] for name in EXACT if name in found},
        "images": {name: docker("inspect", "--format", "{{.Config.Image}} {{.State.Running}}", name) for name in names},
        # Nothing of an upgrade under way, and no parameter to put back.
        "left": sorted(name for name in lab.names(state_directory) if _unfinished(name)),
        "stuck": sorted(world.running()),
        "rows": _rows(world),
        "history": {
            table: world.value(f"SELECT COUNT(*) FROM {table}", "airflow_db") for table in ("dag_run", "task_instance")
        },
    }


def _unfinished(name: str) -> bool:
    return name.startswith(("upgrade", "parameters")) and name.endswith(".json")


def _rows(world: World) -> dict[str, int]:
    where = "= 'openmetadata_db'" if world.engine == "mysql" else "= 'public'"
    tables = world.rows(
        f"SELECT table_name FROM information_schema.tables WHERE table_schema {where} AND table_type = 'BASE TABLE'"
    )
    mark = "`" if world.engine == "mysql" else '"'
    return {
        name: world.value(f"SELECT COUNT(*) FROM {mark}{name}{mark}")
        for (name,) in sorted(tables)
        if name.lower() not in _VOLATILE
    }


def differences(expected: State, found: State) -> list[str]:
    """What is not as it should be, each as a sentence."""
    problems = [
        f"{name} is {found[name]!r} instead of {expected[name]!r}" for name in EXACT if found[name] != expected[name]
    ]
    return problems + losses(expected, found)


def losses(expected: State, found: State) -> list[str]:
    """Tables with fewer rows than they should have."""
    problems = []
    for kind in ("rows", "history"):
        for table, count in expected[kind].items():
            have = found[kind].get(table)
            if have is None or have < count:
                problems.append(f"lost: {table} has {have} rows instead of {count}")
    return problems
