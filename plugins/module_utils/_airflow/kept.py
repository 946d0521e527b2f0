# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Definitions of objects that were dropped for a migration, in one file until they are made again."""

from __future__ import annotations

import dataclasses
import json
import os
import typing as t

from .._database.connection import DatabaseError
from .._database.dependents import read_dependents
from .._errors import OpsError
from .._files import make_directory, replace_file
from . import obstacles
from .steps import MAKE_OBJECT, Step

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .._database.dependents import Dependent

FORMAT = 1
# Somebody has made it again: PostgreSQL's duplicate table and object, MySQL's trigger and foreign key.
THERE = ("42P07", "42710", 1359, 1826)


@dataclasses.dataclass(frozen=True)
class Kept:
    """An object that was dropped."""

    kind: str
    name: str
    create: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class KeptFile:
    """The file of one database. The last object that was dropped is the first that is made again."""

    path: str

    @classmethod
    def of(cls, directory: str, database: str) -> KeptFile:
        """The file in a directory."""
        return cls(os.path.join(directory, f"{database}.objects.json"))

    def read(self) -> list[Kept]:
        """The objects, in the order in which they were dropped; none where there is no file.

        Raises:
            OpsError: the file cannot be read.
        """
        try:
            with open(self.path, encoding="utf-8") as file:
                found = json.load(file)
            return [Kept(one["kind"], one["name"], tuple(one["create"])) for one in found["objects"]]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as exc:
            raise OpsError(
                f"{self.path} should hold the definitions of objects that were dropped, and cannot be read: {exc}. "
                "Correct it, or create the objects by hand and remove it."
            ) from exc

    def add(self, one: Dependent) -> None:
        """Keep an object; the file is on disk when this returns.

        Raises:
            OpsError: it cannot be written.
        """
        known = [each for each in self.read() if each.name != one.name]
        self._write([*known, Kept(one.kind, one.name, one.create)])

    def remove(self, name: str) -> None:
        """Forget an object; the file goes with its last one."""
        left = [each for each in self.read() if each.name != name]
        if left:
            self._write(left)
        else:
            os.unlink(self.path)

    def _write(self, objects: list[Kept]) -> None:
        text = json.dumps({"format": FORMAT, "objects": [dataclasses.asdict(one) for one in objects]}, indent=2)
        try:
            make_directory(os.path.dirname(self.path))
            replace_file(self.path, text + "\n")
        except OSError as exc:
            raise OpsError(
                f"Definitions are written to a file before an object is dropped, and {self.path} cannot be written: "
                f"{exc.strerror}. Nothing was dropped. Set export_dir to a directory that this account may write to."
            ) from exc


def plan(kept: t.Sequence[Kept]) -> list[Step]:
    """The statements that make the objects again; what was dropped last comes first."""
    return [
        Step(MAKE_OBJECT, "", "; ".join(one.create), f"{one.kind} {one.name} was dropped for the migration")
        for one in reversed(kept)
    ]


def make_again(connection: Connection, file: KeptFile) -> tuple[list[dict[str, t.Any]], list[dict[str, str]]]:
    """Make the objects again that are not there, and forget those that are.

    Returns:
        The statements that were run, and the objects that could not be made, which stay in the file.
    """
    applied, left = [], []
    there = {one.name for one in read_dependents(connection, obstacles.airflow_tables())}
    kept = file.read()
    for one, step in zip(reversed(kept), plan(kept)):
        if one.name not in there:
            try:
                with connection.transaction():
                    for statement in one.create:
                        connection.execute(statement)
                applied.append({**step.as_result(), "rows": 0, "seconds": 0.0})
            except DatabaseError as exc:
                if exc.code not in THERE:
                    left.append(
                        {"object": f"{one.kind} {one.name}", "reason": exc.message, "definition": one.create[0]}
                    )
                    continue
        file.remove(one.name)
    return applied, left
