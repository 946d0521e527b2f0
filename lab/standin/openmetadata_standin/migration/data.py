# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Data migrations: what upstream does in Java between a version's two scripts.

Both page through query_entity in the order of updatedAt and read whole documents, on the migration's own connection.
No index has that order, so MySQL sorts the documents, and a sort buffer smaller than the largest row ends in error 1038
"Out of sort memory" (measured: a row of 15,000,279 bytes fails with a buffer of 15,000,000 and works with 15,100,000).
Ordered by name and id the same statement only sorts when the optimizer prefers that to the index on name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from .. import store
from ..db.pool import Session
from ..names import md5

_QUERY = store.KINDS["query"]
_PAGE = 50


def _queries(session: Session) -> Iterator[store.Document]:
    offset = 0
    while True:
        rows = session.rows(
            f"SELECT json FROM {_QUERY.table} ORDER BY updatedAt, id LIMIT %s OFFSET %s", (_PAGE, offset)
        )
        if not rows:
            return
        yield from (json.loads(text) for (text,) in rows)
        offset += len(rows)


def _fill(session: Session, field: str, value: Callable[[store.Document], object]) -> int:
    """Sets a field where it is missing; so a second run changes nothing."""
    changed = 0
    for query in _queries(session):
        if field not in query:
            store.update(session, _QUERY, {**query, field: value(query)})
            changed += 1
    return changed


def _fill_checksums(session: Session) -> int:
    return _fill(session, "checksum", lambda query: md5(str(query.get("query", ""))))


def _fill_lineage_marks(session: Session) -> int:
    return _fill(session, "processedLineage", lambda _query: False)


MIGRATIONS: dict[str, Callable[[Session], int]] = {
    "1.10.0": _fill_checksums,
    "1.11.0": _fill_lineage_marks,
}


def run(session: Session, version: str) -> int:
    """How many rows a version's data migration changed."""
    step = MIGRATIONS.get(version)
    return step(session) if step else 0
