# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Which objects of others stand in the way of the revisions to come. Pure functions.

PostgreSQL does not retype or drop a column that a view uses, MySQL no column or key that a foreign key needs. A trigger
whose columns change ends every statement on its table, also those of the revisions themselves. On PostgreSQL,
d59cbbef95eb drops foreign keys to task_instance without a word (DROP CONSTRAINT ... CASCADE in its file 0042).
"""

from __future__ import annotations

import dataclasses
import typing as t

from .._database.dependents import with_those_above
from . import releases, reversal
from .deltas import DELTAS
from .touched import TOUCHED

if t.TYPE_CHECKING:
    from .._database.dependents import Dependent

# Tables of Airflow 2.10.5, and those of before. What comes later is in DELTAS.
_OLD_TABLES = """
ab_permission ab_permission_view ab_permission_view_role ab_register_user ab_role ab_user ab_user_role ab_view_menu
alembic_version callback_request connection dag dag_code dag_owner_attributes dag_pickle dag_priority_parsing_request
dag_run dag_run_note dag_schedule_dataset_alias_reference dag_schedule_dataset_reference dag_tag dag_warning
dagrun_dataset_event dataset dataset_alias dataset_alias_dataset dataset_alias_dataset_event dataset_dag_run_queue
dataset_event import_error job log log_template rendered_task_instance_fields serialized_dag session sla_miss slot_pool
task_fail task_instance task_instance_history task_instance_note task_map task_outlet_dataset_reference task_reschedule
trigger variable xcom _xcom_archive ab_group ab_group_role ab_user_group alembic_version_fab
"""


@dataclasses.dataclass(frozen=True)
class Obstacle:
    """An object, and what it stands in the way of."""

    object: Dependent
    revision: str
    because: str  # what the revision changes, or the view that has to go as well

    @property
    def text(self) -> str:
        """The obstacle in words."""
        return f"{self.object.kind} {self.object.name}, which uses {self.because} ({self.revision})"


def airflow_tables() -> tuple[str, ...]:
    """The tables that Airflow has at any revision."""
    brought = {line[7:] for text in DELTAS.values() for line in text.split("\n") if line.startswith("+table ")}
    return tuple(sorted({*_OLD_TABLES.split(), *brought}))


def in_the_way(
    engine: str, revision: str | None, target: str | None, dependents: t.Sequence[Dependent]
) -> tuple[Obstacle, ...]:
    """The objects that have to go before the migration, in an order in which they can be dropped.

    Args:
        engine: of the database.
        revision: its revision.
        target: the revision that it shall have; None stands for the newest that is known.
        dependents: the objects that depend on its tables.
    """
    to_come = releases.between(revision or "", target or releases.REVISIONS[-1])
    hits = {}
    for one in dependents:
        hit = _first_hit(engine, to_come, one.uses)
        if hit:
            hits[one.name] = hit
    ordered = with_those_above([one for one in dependents if one.name in hits], dependents)
    found = []
    for one in reversed(ordered):  # what a view leans on comes before it here
        revision_, because = hits.get(one.name) or (hits[next(view for view in one.views if view in hits)][0], "")
        hits[one.name] = (revision_, because)
        found.append(Obstacle(one, revision_, because or ", ".join(one.views)))
    return tuple(reversed(found))


def _first_hit(engine: str, revisions: t.Sequence[str], uses: t.Sequence[str]) -> tuple[str, str] | None:
    """The first revision that touches something of these, and what."""
    names = {name: name for name in uses}  # as it is called at the revision -> as it is called now
    for revision in revisions:
        for line in lines(engine, revision):
            old, arrow, new = line.partition(">")
            hit = _hit(names, old, bool(arrow))
            if hit:
                return revision, hit
            if arrow:
                names = {_renamed(name, old, new): now for name, now in names.items()}
    return None


def _hit(names: t.Mapping[str, str], touched: str, only_renamed: bool) -> str:
    """What of these names a line touches, as it is called now; blank where nothing is."""
    table, dot, _column = touched.partition(".")
    if dot and f"{table}.*" in names:
        return f"{names[f'{table}.*'][:-2]}.{_column}"
    if only_renamed:
        return ""
    if ":" in touched:
        index = touched[touched.index(":") :]
        return names.get(touched) or names.get(index, "")
    return names.get(touched, "")


def _renamed(name: str, old: str, new: str) -> str:
    if name == old:
        return new
    if "." not in old and name.startswith((f"{old}.", f"{old}:")):
        return new + name[len(old) :]
    return name


def lines(engine: str, revision: str) -> list[str]:
    """What a revision touches, as :mod:`.touched` writes it."""
    if engine == "postgresql" or revision == releases.BEFORE_UUID:
        return TOUCHED.get(revision, "").split()
    if revision == releases.UUID_REVISION:
        return ["task_instance:PRIMARY"]
    renamed = {f"{table}.{old}": f"{table}.{old}>{table}.{new}" for table, old, new in reversal.renamed(revision)}
    found = []
    for line in DELTAS.get(revision, "").split("\n"):
        mark, name = line[:1], reversal.split_line(line[1:])[0]
        kind, table, part = reversal.split_name(name)
        if mark not in ("-", "~") or kind not in ("table", "col", "idx"):
            continue
        text = table if kind == "table" else f"{table}{'.' if kind == 'col' else ':'}{part}"
        found.append(renamed.get(text, text))
    return found
