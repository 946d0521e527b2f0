# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""Rows that are about to be deleted, written to files first."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import decimal
import json
import os
import typing as t

from .. import _times
from .._errors import OpsError
from .._files import make_directory, open_new, sync_stream
from .kept import KeptFile

if t.TYPE_CHECKING:
    from .._database.connection import Connection
    from .._database.dependents import Dependent


@dataclasses.dataclass
class Exporter:
    """Writes one JSON line a row, into one new file a table, readable by its owner only."""

    directory: str
    database: str
    batch_size: int
    files: list[dict[str, t.Any]] = dataclasses.field(default_factory=list)

    def keep(self, one: Dependent) -> None:
        """Keep the definition of an object that is about to be dropped.

        Raises:
            OpsError: it cannot be written.
        """
        KeptFile.of(self.directory, self.database).add(one)

    def export_and_delete(
        self, connection: Connection, table: str, condition: str, tell: t.Callable[[int], None]
    ) -> int:
        """Delete the rows of a table that meet a condition; each batch is on disk before it is deleted.

        Returns:
            How many rows were deleted.
        """
        key = primary_key(connection, table)
        columns = ", ".join(f"`{column}`" for column in key)
        total = 0
        with self.file(table) as write:
            while True:
                with connection.transaction():
                    rows = connection.query(
                        f"SELECT * FROM `{table}` WHERE {condition} LIMIT {self.batch_size:d} FOR UPDATE"
                    )
                    if not rows:
                        return total
                    write(rows)
                    marks = ", ".join(["(" + ", ".join(["%s"] * len(key)) + ")"] * len(rows))
                    values = [row[column.lower()] for row in rows for column in key]
                    deleted = connection.execute(f"DELETE FROM `{table}` WHERE ({columns}) IN ({marks})", values)
                    if deleted != len(rows):
                        raise OpsError(
                            f"{len(rows)} rows of {table} were written to {self.files[-1]['path']}, but {deleted} "
                            "would be deleted. Nothing of this batch was. Stop Airflow, then run again."
                        )
                total += deleted
                tell(deleted)

    @contextlib.contextmanager
    def file(self, table: str) -> t.Iterator[t.Callable[[list[dict[str, t.Any]]], None]]:
        """A new file for a table: what this gives writes rows to it, and returns once they are on disk."""
        path, stream = self._open(table)
        entry: dict[str, t.Any] = {"table": table, "path": path, "rows": 0}
        self.files.append(entry)
        with stream as file:

            def write(rows: list[dict[str, t.Any]]) -> None:
                for row in rows:
                    line = json.dumps(row, default=as_json, ensure_ascii=False) + "\n"
                    file.write(line.encode("utf-8"))
                sync_stream(file)
                entry["rows"] += len(rows)

            yield write

    def _open(self, table: str) -> tuple[str, t.BinaryIO]:
        stamp = _times.now().strftime("%Y%m%dT%H%M%S.%fZ")
        path = os.path.join(self.directory, f"{self.database}.{table}.{stamp}.jsonl")
        try:
            make_directory(self.directory)
            return path, open_new(path)
        except OSError as exc:
            raise OpsError(
                f"Rows are written to a file before they are deleted, and {path} cannot be created: {exc.strerror}. "
                "Nothing was deleted. Set export_dir to a directory that this account may write to."
            ) from exc


def primary_key(connection: Connection, table: str) -> list[str]:
    """The columns of a table's primary key."""
    rows = connection.query(
        "SELECT column_name AS name FROM information_schema.statistics WHERE table_schema = DATABASE() "
        "AND table_name = %s AND index_name = 'PRIMARY' ORDER BY seq_in_index",
        (table,),
    )
    if not rows:
        raise OpsError(f"{table} has no primary key, so its rows cannot be deleted one by one. Restore the backup.")
    return [row["name"] for row in rows]


def as_json(value: t.Any) -> t.Any:
    """Values that JSON does not have: times as text, bytes in hex under a key that says so."""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, (decimal.Decimal, datetime.timedelta)):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
