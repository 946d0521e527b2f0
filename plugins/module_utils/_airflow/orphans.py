# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rows on MySQL whose task instance is gone: TRUNCATE with foreign key checks off leaves them behind."""

from __future__ import annotations

import typing as t

from . import objects, releases, reversal
from .references import CASCADE, Path, Reference, find_references, leads_to

if t.TYPE_CHECKING:
    from .counting import Counter
    from .evidence import Evidence
    from .schema import Schema


def orphan_paths(schema: Schema, revision: str | None) -> dict[str, Path]:
    """How the rows of each table lead to a task instance: its children of this revision, and what belongs to those."""
    paths: dict[str, Path] = {}
    for table, link in objects.links(schema, revision).items():
        own, its = zip(*link)
        paths[table] = (Reference(table, own, "task_instance", its),)
    references = [one for one in find_references(schema) if one.on_delete == CASCADE]
    todo = list(paths)
    while todo:
        parent = todo.pop(0)
        for one in references:
            if one.parent == parent and one.table not in paths:
                paths[one.table] = (one, *paths[parent])
                todo.append(one.table)
    return paths


def orphan_condition(path: Path, table: str) -> str:
    """True for the rows of a table, by its own name, that lead to no task instance."""
    return f"NOT {leads_to('mysql', path, f'`{table}`')}"


def countable_paths(found: Evidence) -> dict[str, Path]:
    """The tables whose orphans can be found.

    By ids they cannot where ids are about to change: while they are repaired, and inside a revision that rewrites them.
    """
    paths = orphan_paths(found.schema, found.revision)
    moving = bool(found.malformed or reversal.read_trace(found.schema, releases.following(found.revision or "") or ""))
    return {table: path for table, path in paths.items() if not (moving and any(len(one.columns) == 1 for one in path))}


def count_orphans(counter: Counter, found: Evidence) -> dict[str, int]:
    """Orphans by table; tables without any are left out."""
    paths = countable_paths(found).items()
    counts = {table: counter.rows(table, orphan_condition(path, table)) for table, path in paths}
    return {table: count for table, count in counts.items() if count}
