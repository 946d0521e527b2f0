# Copyright (c) openmetadata.ops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lists with the real server's cursor: base64 of the name alone, or of name and id as recorded with 1.12.6.

With the name alone it goes wrong in the real server's way: entities that share a name with the last one of a page are
skipped, and a page that comes out empty is answered with 500, because the server looks at its first element for
`before`.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import json
import re
from collections.abc import Callable
from typing import Any

from . import store
from .db.pool import Session
from .version import Version
from .web.errors import Unexpected, bad_request, server_error
from .web.messages import Request

_ILLEGAL = re.compile(r"[^A-Za-z0-9_=-]")


@dataclasses.dataclass(frozen=True)
class Page:
    """Documents and what `paging` says about them."""

    documents: list[store.Document]
    paging: dict[str, Any]


def encode(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode()).decode()


def encode_both(document: store.Document) -> str:
    text = json.dumps({"name": document["name"], "id": document["id"]}, ensure_ascii=False, separators=(",", ":"))
    return encode(text)


def decode_both(cursor: str) -> tuple[str, str | None]:
    """Name and id, which may be missing; a cursor of the older form is an error of the server (recorded)."""
    try:
        found = json.loads(decode(cursor))
        return str(found["name"]), found.get("id")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise server_error("JSON parsing failed with message [Failed to process JSON ].") from error


def decode(cursor: str) -> str:
    """Raises 400 in the words of java.util.Base64."""
    if illegal := _ILLEGAL.search(cursor):
        raise bad_request(f"Illegal base64 character {ord(illegal.group()):x}")
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise bad_request("Input byte array has wrong 4-byte ending unit") from error


def deletion(request: Request) -> str:
    """The condition behind ?include=."""
    include = request.query.get("include", "non-deleted")
    return {"all": "1 = 1", "deleted": "deleted = TRUE"}.get(include, "deleted = FALSE")


def page_by_both(
    session: Session, kind: store.Kind, request: Request, conditions: list[str], arguments: list[Any]
) -> Page:
    """One page in the order of name and id, from a cursor that has both: nothing is skipped."""
    limit = request.limit()
    where = " AND ".join(conditions) or "1 = 1"
    total = int(session.value(f"SELECT COUNT(*) FROM {kind.table} WHERE {where}", arguments))
    if limit == 0:
        return Page([], {"total": total})
    cursor, backwards = request.query.get("after"), False
    if before := request.query.get("before"):
        cursor, backwards = before, True
    if cursor:
        name, identifier = decode_both(cursor)
        sign = "<" if backwards else ">"
        # without an id, the real server compares with NULL: entities of the same name are skipped
        where = f"{where} AND (name {sign} %s OR (name = %s AND id {sign} %s))"
        arguments = [*arguments, name, name, identifier]
    order = "name DESC, id DESC" if backwards else "name, id"
    rows = session.rows(
        f"SELECT json FROM {kind.table} WHERE {where} ORDER BY {order} LIMIT %s", [*arguments, limit + 1]
    )
    found = [json.loads(text) for (text,) in rows]
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    paging: dict[str, Any] = {}
    if found and (more if backwards else cursor):
        paging["before"] = encode_both(found[0])
    if found and (cursor if backwards else more):
        paging["after"] = encode_both(found[-1])
    return Page(found, {**paging, "total": total})


def page(session: Session, kind: store.Kind, request: Request, conditions: list[str], arguments: list[Any]) -> Page:
    """One page in the order of name and id, from a cursor that has the name only."""
    limit = request.limit()
    after, before = request.query.get("after"), request.query.get("before")
    after_name = decode(after) if after else None
    before_name = decode(before) if before else None
    where = " AND ".join(conditions) or "1 = 1"
    total = int(session.value(f"SELECT COUNT(*) FROM {kind.table} WHERE {where}", arguments))
    if limit == 0:
        return Page([], {"total": total})
    if before_name is not None:
        return _before(session, kind, where, arguments, before_name, limit, total)
    if after_name is not None:
        where, arguments = f"{where} AND name > %s", [*arguments, after_name]
    rows = session.rows(
        f"SELECT json FROM {kind.table} WHERE {where} ORDER BY name, id LIMIT %s", [*arguments, limit + 1]
    )
    found = [json.loads(text) for (text,) in rows]
    paging: dict[str, Any] = {}
    if after_name is not None:
        if not found:
            raise Unexpected("Index 0 out of bounds for length 0")
        paging["before"] = encode(found[0]["name"])
    if len(found) > limit:
        found = found[:limit]
        paging["after"] = encode(found[-1]["name"])
    return Page(found, {**paging, "total": total})


def _before(
    session: Session, kind: store.Kind, where: str, arguments: list[Any], name: str, limit: int, total: int
) -> Page:
    rows = session.rows(
        f"SELECT json FROM {kind.table} WHERE {where} AND name < %s ORDER BY name DESC, id DESC LIMIT %s",
        [*arguments, name, limit + 1],
    )
    found = [json.loads(text) for (text,) in reversed(rows)]
    paging: dict[str, Any] = {}
    if len(found) > limit:
        found = found[1:]
        paging["before"] = encode(found[0]["name"])
    if not found:
        raise Unexpected("Index -1 out of bounds for length 0")
    return Page(found, {**paging, "after": encode(found[-1]["name"]), "total": total})


def pager(version: Version) -> Callable[..., Page]:
    """How a release pages."""
    return page_by_both if version.answers_as_1_12 else page
