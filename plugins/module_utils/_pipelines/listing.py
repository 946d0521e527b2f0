# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module utils is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone modules and plugins!

"""The list of ingestion pipelines, whole, although the server's pages leave rows out.

Servers up to 1.2 (and later ones until the cursor got the id) go on after a *name*: where a page ends amid pipelines of
one name in several services, the rest of them is skipped, or the next page is a 500 "Index 0 out of bounds" (recorded).
So the next page is asked for from before the last name, what was seen already is passed over, and the total decides
whether everything was seen.
"""

from __future__ import annotations

import base64
import binascii
import typing as t
import unicodedata

from .._errors import OpsError
from .._server.client import ApiError, Client, expect

PATH = "v1/services/ingestionPipelines"
PAGE = 1000
MOST = 1_000_000  # the server refuses a larger limit
# What is kept of a pipeline: the whole documents of ten thousand would fill the memory with connections and schedules.
KEPT = ("id", "name", "fullyQualifiedName", "deployed", "enabled", "pipelineStatuses")


class Listing(t.NamedTuple):
    """All pipelines, and what to know about the list."""

    pipelines: list[dict[str, t.Any]]
    requests: int
    warning: str = ""


def list_pipelines(client: Client, *, fields: str | None = None, page: int = PAGE) -> Listing:
    """Every pipeline that is not deleted.

    Args:
        client: the server.
        fields: fields that are not in the list by default, e.g. ``pipelineStatuses``.
        page: rows in one request.

    Raises:
        OpsError: the server refuses, or its pages cannot be made whole.
    """
    seen: dict[str, dict[str, t.Any]] = {}
    requests, total, limit = 0, None, page
    after: str | None = None
    while True:
        body = _page(client, fields, limit, after)
        requests += 1
        rows = body.get("data") or []
        paging = body.get("paging") or {}
        total = paging.get("total", total)
        for row in rows:
            seen[row["id"]] = _keep(row)
        cursor = paging.get("after")
        if not cursor or not rows:
            break
        following = next_cursor(cursor, [str(row["name"]) for row in rows])
        if following is None:
            # The whole page is one name: ask for a larger one from where this one began.
            limit = min(limit * 2, MOST)
            continue
        limit, after = page, following
    if total is not None and len(seen) < total:
        whole = _page(client, fields, min(total + page, MOST), None)
        requests += 1
        seen.update((row["id"], _keep(row)) for row in whole.get("data") or [])
    warning = ""
    if total is not None and len(seen) < total:
        warning = f"The server says that it has {total} ingestion pipelines and lists {len(seen)}."
    return Listing(list(seen.values()), requests, warning)


def next_cursor(cursor: str, names: t.Sequence[str]) -> str | None:
    """The cursor for the next page; None where a larger page is needed.

    Args:
        cursor: the server's own.
        names: the page's names, in order.
    """
    try:
        decoded = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return cursor
    if decoded != names[-1]:
        # Newer servers put more than the name into it, and skip nothing.
        return cursor
    last = fold(names[-1])
    before = next((name for name in reversed(names) if fold(name) != last), None)
    return None if before is None else base64.urlsafe_b64encode(before.encode()).decode()


def fold(name: str) -> str:
    """A name as a collation that knows neither case nor accents compares it (MySQL's utf8mb4_0900_ai_ci)."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).casefold()


def _keep(row: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: row[name] for name in KEPT if name in row}


def _page(client: Client, fields: str | None, limit: int, after: str | None) -> dict[str, t.Any]:
    answer = client.get(PATH, {"fields": fields, "limit": limit, "after": after})
    body = expect(answer, "Listing the ingestion pipelines", (200,)).body
    if not isinstance(body, dict):
        raise ApiError("Listing the ingestion pipelines: the answer is no JSON object. Check api_url.", answer.status)
    return body


def pick(
    pipelines: t.Iterable[dict[str, t.Any]], wanted: t.Collection[str], *, ignore_missing: bool = False
) -> list[dict[str, t.Any]]:
    """The pipelines of these fully qualified names, or all of them where none is named.

    Args:
        pipelines: as the list shows them.
        wanted: the names.
        ignore_missing: pass over a name that no pipeline has.

    Raises:
        OpsError: a name that no pipeline has.
    """
    if not wanted:
        return list(pipelines)
    by_name = {str(pipeline.get("fullyQualifiedName")): pipeline for pipeline in pipelines}
    missing = [name for name in wanted if name not in by_name]
    if missing and not ignore_missing:
        raise OpsError(
            f"There is no ingestion pipeline {', '.join(missing[:5])}. Give fully qualified names, as "
            "service.pipeline; a part that contains a dot stands in double quotes."
        )
    return [by_name[name] for name in wanted if name in by_name]
