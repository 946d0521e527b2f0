# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""What the world forgets about migrations: which version's run succeeded here, and what was wrong with the last one.

Not every release brings a version of its own to the change log, and a statement that failed may leave no trace in
the database. One small file keeps both, for each database, until the database's bookkeeping is no longer the one
that the file speaks of (a restore, another migration). It also keeps what the database held before the first attempt
of a migration that has not ended well: an attempt that fails may have lost rows, and the next would not miss them.
"""

from __future__ import annotations

import dataclasses
import json
import os
import typing as t

from .._database.options import Login
from .._errors import OpsError
from .._files import replace_file


@dataclasses.dataclass(frozen=True)
class Problem:
    """Something that makes a migration bad although the command may have ended with 0.

    Attributes:
        kind: ``statement`` (the output tells of a failed statement or step), ``loss`` (rows are gone), ``pending``
            (versions that should be done are not), ``secret`` (stored secrets cannot be decrypted).
        subject: the line, the table, or the version.
        text: one sentence.
    """

    kind: str
    subject: str
    text: str


@dataclasses.dataclass(frozen=True)
class Start:
    """What a database held before the first attempt of a migration.

    Attributes:
        begun: when that was.
        done: the versions in its change log then.
        counts: rows of its tables.
        expected: rows that the migration deletes on purpose, by identifier of the deletion.
    """

    begun: str
    done: tuple[str, ...]
    counts: dict[str, int]
    expected: dict[str, int]

    def precedes(self, done: t.Collection[str]) -> bool:
        """Whether a change log with these versions can have come from this start. A restore may have come between."""
        return set(self.done) <= set(done)


@dataclasses.dataclass(frozen=True)
class Record:
    """The end of the last run against one database; without a fingerprint it has not ended, or with a failure."""

    target_version: str | None
    fingerprint: str
    problems: tuple[Problem, ...] = ()
    finished: str = ""
    start: Start | None = None


def record_key(login: Login) -> str:
    """The database as a key."""
    return f"{login.engine}://{login.address}/{login.database}"


def read_record(path: str | None, login: Login) -> Record | None:
    """The record of this database; None where there is none.

    Raises:
        OpsError: the file is there but is not ours.
    """
    if not path or not os.path.exists(path):
        return None
    try:
        entry = _load(path).get(record_key(login))
        return (
            Record(
                target_version=entry["target_version"],
                fingerprint=entry["fingerprint"],
                problems=tuple(Problem(**problem) for problem in entry["problems"]),
                finished=entry["finished"],
                start=_start(entry.get("start")),
            )
            if entry
            else None
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as exc:
        raise OpsError(
            f"{path} is not a record of om_migrate ({exc}). Move it away, or name another state_file."
        ) from exc


def _start(entry: dict[str, t.Any] | None) -> Start | None:
    if not entry:
        return None
    return Start(entry["begun"], tuple(entry["done"]), dict(entry["counts"]), dict(entry["expected"]))


def write_record(path: str | None, login: Login, record: Record) -> None:
    """Keep the record, atomically, readable by its owner only.

    Raises:
        OpsError: the file cannot be written.
    """
    if not path:
        return
    try:
        entries = _load(path) if os.path.exists(path) else {}
        entries[record_key(login)] = dataclasses.asdict(record)
        replace_file(path, json.dumps(entries, indent=2, sort_keys=True) + "\n")
    except (OSError, ValueError) as exc:
        raise OpsError(f"Cannot write state_file {path}: {exc}. Check its directory and the disk.") from exc


def _load(path: str) -> dict[str, t.Any]:
    with open(path, encoding="utf-8") as stream:
        data = json.load(stream)
    if not isinstance(data, dict):
        raise ValueError("not a JSON object")
    return data
